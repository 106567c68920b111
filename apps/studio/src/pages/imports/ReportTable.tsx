import type { ReportLine } from "@justesse/types/dataset"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import { AttributionCell } from "./AttributionCell.tsx"
import { useReportSentence } from "./useReportSentence.ts"

/** As they stand in the files: by file, then by row. */
export function inOrder(lines: readonly ReportLine[]): readonly ReportLine[] {
  return [...lines].sort((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0))
}

interface Props {
  readonly lines: readonly ReportLine[]
  /** The one whose line in the file is shown. */
  readonly chosen?: ReportLine | null
  readonly onChoose?: (line: ReportLine) => void
  /** Nothing is written yet: the last column says what would be done. */
  readonly ahead?: boolean
}

/** Findings by file and row; amber for what was lost. */
export function ReportTable({ lines, chosen = null, onChoose, ahead = false }: Props) {
  const t = useT("imports")
  const format = useFormat()
  const sentence = useReportSentence()
  // Reports of an older import do not say it.
  const attributed = lines.some(({ picture, label }) => picture !== undefined || label !== undefined)
  const rows = lines.some(({ line }) => line !== undefined)
  const several = lines.some((line) => line.file !== lines[0]?.file)
  return (
    <Scroll label={t("happened")}>
      <table className="tbl">
        <thead>
          <tr>
            {several && <th>{t("file")}</th>}
            {rows && <th className="num">{t("row")}</th>}
            <th>{t("there")}</th>
            {attributed && <th>{t("concerns.title")}</th>}
            <th>{t(ahead ? "withGood" : "happened")}</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(lines).map((line, index) => (
            <tr key={index} {...(line === chosen && { style: { background: "var(--need-soft)" } })}>
              {several && <td className={`mono ${measures.text12}`}>{line.file}</td>}
              {rows && (
                <td className="num b">
                  {line.line !== undefined && onChoose ? (
                    <Button
                      small
                      look="quiet"
                      aria-label={t("showRow", { row: line.line, file: line.file })}
                      onClick={() => onChoose(line)}
                    >
                      {format.number(line.line)}
                    </Button>
                  ) : (
                    line.line !== undefined && format.number(line.line)
                  )}
                </td>
              )}
              <td>
                {sentence(line)} {line.field && <code>{line.field}</code>}{" "}
                {line.found && line.found !== line.picture && line.found !== line.label && (
                  <code>{line.found.slice(0, 80)}</code>
                )}
                {line.count !== undefined && line.count > 1 && !attributed && ` (${t("times", { count: line.count })})`}
              </td>
              {attributed && (
                <td>
                  <AttributionCell line={line} />
                </td>
              )}
              <td className={line.level === "lost" ? "need" : ""}>{t(`level.${line.level}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
