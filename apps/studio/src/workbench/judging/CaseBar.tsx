import { Link, type LinkProps } from "@tanstack/react-router"
import { useT } from "../../i18n/useT.ts"
import { BarButton } from "../parts/Bar.tsx"
import frame from "../parts/frame.module.css"
import { TaskIcon } from "../parts/icons.tsx"
import screen from "../review/screen.module.css"

interface Props {
  readonly back: LinkProps & { readonly name: string }
  readonly title: string
  readonly until: string
  readonly guideline: boolean
  readonly run: (id: string) => void
}

/** The 40-px bar of a case: back, what it is and until when, guideline and keys. */
export function CaseBar({ back: { name, ...link }, title, until, guideline, run }: Props) {
  const t = useT("review")
  return (
    <header className={frame.bar}>
      <Link className={frame.btn} {...link}>
        <TaskIcon name="back" />
        <b>{name}</b>
      </Link>
      <span className={frame.rule} />
      <h1 className={`${screen.say} ${frame.cut}`}>
        <b>{title}</b> · {until}
      </h1>
      <span className={frame.grow} />
      <BarButton
        of="review.guideline"
        icon="book"
        onClick={() => run("review.guideline")}
        pressed={guideline}
        text={t("bar.guideline")}
      />
      <BarButton of="keys" onClick={() => run("keys")} text={t("bar.keys")} />
    </header>
  )
}
