import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { useT } from "../../../i18n/useT.ts"
import styles from "../../../workbench/parts/frame.module.css"
import type { Round } from "./transport.ts"

/** After the last picture: what was practised, and back to where it came from. Nothing is won or lost. */
export function PracticeEnded({ round }: { readonly round: Round }) {
  const t = useT("learning")
  const count = round.passed.size
  const right = [...round.passed.values()].filter((isRight) => isRight).length
  return (
    <End
      title={t("practice.ended", { count })}
      text={t(count === 0 ? "practice.endedNone" : "practice.endedText", { right })}
    >
      <Link className={styles.pri} to="/work/learn" search={{ project: round.project }}>
        {t("practice.back")}
      </Link>
    </End>
  )
}

/** No picture in which an error is confirmed: there is nothing to practise on. */
export function NothingToPractise() {
  const t = useT("learning")
  return (
    <div className={`${styles.work} ${styles.alone}`}>
      <End title={t("practice.nothing")} text={t("practice.nothingText")}>
        <Link className={styles.pri} to="/work/learn">
          {t("practice.back")}
        </Link>
      </End>
    </div>
  )
}

function End({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text: string
  readonly children: ReactNode
}) {
  return (
    <div className={styles.plain}>
      <main className={styles.page}>
        <h1>{title}</h1>
        <p>{text}</p>
        <div className={styles.acts}>{children}</div>
      </main>
    </div>
  )
}
