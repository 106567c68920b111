import type { ReportLine } from "@justesse/types/dataset"
import type { ImportPreview } from "@justesse/types/wire/imports"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Intro } from "../../ui/layout.tsx"
import { inOrder } from "./ReportTable.tsx"
import { goodAnswers, isEmpty, newPictures } from "./Steps.tsx"
import { useReportSentence } from "./useReportSentence.ts"

interface Props {
  readonly preview: ImportPreview
  readonly report: readonly ReportLine[]
  readonly keptUntilMs: number | null
}

/** How much can come in, the first thing that cannot, and that nothing is written yet. */
export function WaitingLead({ preview, report, keptUntilMs }: Props) {
  const t = useT("imports")
  const format = useFormat()
  const sentence = useReportSentence()
  const first = inOrder(report).find(({ level }) => level === "lost")
  const file = first?.file.split("/").at(-1) ?? ""
  const values = {
    answers: format.number(goodAnswers(preview)),
    total: format.number(preview.answers),
    count: preview.rows ? Math.max(0, preview.rows.count - preview.twice) : newPictures(preview),
    row: first?.line ?? 0,
    file,
    what: first ? `${sentence(first)}${first.found ? ` (${first.found.slice(0, 60)})` : ""}` : "",
    more: preview.lost - 1,
  }
  const key =
    preview.format === ""
      ? "wait.unknown"
      : isEmpty(preview)
        ? "wait.empty"
        : preview.rows
          ? "rows.wait"
          : preview.answers === 0
            ? "wait.pictures"
            : goodAnswers(preview) < preview.answers
              ? "wait.some"
              : "wait.all"
  return (
    <>
      <Intro>
        <Rich t={t} k={key} values={values} /> {preview.twice > 0 && `${t("wait.here", { count: preview.twice })} `}
        {first && preview.format !== "" && (
          <Rich t={t} k={first.line === undefined ? "wait.firstFile" : "wait.firstRow"} values={values} />
        )}
        {preview.lost > 1 && ` ${t("wait.more", { count: preview.lost - 1 })}`}
        {preview.unopened > 0 && ` ${t("wait.unopened", { count: preview.unopened })}`}
      </Intro>
      <p className="sub">
        {keptUntilMs === null ? t("wait.nothing") : t("wait.kept", { day: format.date(keptUntilMs) })}
      </p>
    </>
  )
}
