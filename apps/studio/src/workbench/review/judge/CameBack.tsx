import type { Panel } from "@justesse/types/wire/decision"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useNote } from "../../judging/useNote.ts"
import styles from "../screen.module.css"

/** What became of this answer before: accepted by silence, or sent back and come again, with what its author said. */
export function CameBack({ panel: { acceptedAtMs, cameBack } }: { readonly panel: Panel }) {
  const t = useT("judging")
  const format = useFormat()
  const words = useNote()
  if (acceptedAtMs !== null) return <p className={styles.small}>{t("accepted", { day: format.day(acceptedAtMs) })}</p>
  if (!cameBack) return null
  const { atMs, againAtMs, note, said } = cameBack
  const again = againAtMs === null ? t("notAgain") : t("again", { day: format.day(againAtMs) })
  return (
    <p className={styles.small}>
      {t("cameBack", { day: format.day(atMs), note: words(note) })} {again}
      {said.map((one, i) => (
        <span key={i}> {t("quoted", { words: one })}</span>
      ))}
    </p>
  )
}
