import type { ReportLine } from "@justesse/types/dataset"
import i18next from "i18next"
import { useT } from "../../i18n/useT.ts"

/** A finding of a reader or writer in words; a code that has no words yet is shown as it is. */
export function useReportSentence(): (line: ReportLine) => string {
  const t = useT("report")
  return (line) => {
    const key = line.code.replaceAll(/[.-]/g, "_")
    return i18next.exists(`report:${key}`) ? t(key) : line.code.replaceAll("_", " ")
  }
}
