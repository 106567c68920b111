import type { ReportLine } from "@justesse/types"
import type { Looked } from "@justesse/types/wire/imports"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Lead } from "../../ui/layout.tsx"
import { inOrder } from "./ReportTable.tsx"
import { goodAnswers, isEmpty, newPictures } from "./Steps.tsx"
import { useReportSentence } from "./useReportSentence.ts"

interface Props {
  readonly looked: Looked
  readonly report: readonly ReportLine[]
  readonly keptUntilMs: number | null
}

/** How much can come in, the first thing that cannot, and that nothing is written yet. */
export function WaitingLead({ looked, report, keptUntilMs }: Props) {
  const t = useT("imports")
  const format = useFormat()
  const sentence = useReportSentence()
  const first = inOrder(report).find(({ level }) => level === "lost")
  const file = first?.file.split("/").at(-1) ?? ""
  const values = {
    answers: format.number(goodAnswers(looked)),
    total: format.number(looked.answers),
    count: newPictures(looked),
    row: first?.line ?? 0,
    file,
    what: first ? `${sentence(first)}${first.found ? ` (${first.found.slice(0, 60)})` : ""}` : "",
    more: looked.lost - 1,
  }
  const key =
    looked.format === ""
      ? "wait.unknown"
      : isEmpty(looked)
        ? "wait.empty"
        : looked.answers === 0
          ? "wait.pictures"
          : goodAnswers(looked) < looked.answers
            ? "wait.some"
            : "wait.all"
  return (
    <>
      <Lead>
        <Rich t={t} k={key} values={values} /> {looked.twice > 0 && `${t("wait.here", { count: looked.twice })} `}
        {first && looked.format !== "" && (
          <Rich t={t} k={first.line === undefined ? "wait.firstFile" : "wait.firstRow"} values={values} />
        )}
        {looked.lost > 1 && ` ${t("wait.more", { count: looked.lost - 1 })}`}
        {looked.unopened > 0 && ` ${t("wait.unopened", { count: looked.unopened })}`}
      </Lead>
      <p className="sub">
        {keptUntilMs === null ? t("wait.nothing") : t("wait.kept", { day: format.date(keptUntilMs) })}
      </p>
    </>
  )
}
