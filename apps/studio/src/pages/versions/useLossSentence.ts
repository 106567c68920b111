import type { ReportLine } from "@justesse/types/dataset"
import { ExportFormat } from "@justesse/types/wire/dataset"
import i18next from "i18next"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useReportSentence } from "../imports/useReportSentence.ts"
import { FORMAT_NAMES } from "./formatNames.ts"

interface Loss {
  /** What it is about, with how many: "14 rotated boxes". */
  readonly what: string
  /** What becomes of it: "become upright". */
  readonly becomes: string
}

/** Whose ids a line is about, by the names that formats have for them. */
const IDS_OF: Readonly<Record<string, string>> = {
  images: "pictures",
  imgs: "pictures",
  picture: "pictures",
  annotations: "regions",
  anns: "regions",
  regions: "regions",
  categories: "labels",
  cats: "labels",
}

/** What an export loses or changes, in words; a code that has no words of its own is told as a report tells it. */
export function useLossSentence(): (line: ReportLine) => Loss {
  const t = useT("versions")
  const format = useFormat()
  const sentence = useReportSentence()
  return (line) => {
    const count = line.count ?? 1
    const number = format.number(count)
    const other = ExportFormat.safeParse(line.field).data
    const field =
      other === undefined || line.code !== "carried_for_other_format" ? (line.field ?? "") : FORMAT_NAMES[other]
    if (line.code === "ids" || line.code === "ids_renumbered") {
      const becomes = line.code === "ids" ? t(`level.${line.level}`) : t("becomes.ids_renumbered")
      return { what: t(`idsOf.${IDS_OF[line.field ?? ""] ?? "all"}`), becomes }
    }
    const own = i18next.exists(`versions:loss.${line.code}`, { count })
    const what = own
      ? t(`loss.${line.code}`, { count, number, field })
      : `${count > 1 ? `${number} × ` : ""}${sentence(line)}${line.field === undefined ? "" : ` “${line.field}”`}`
    const becomes = i18next.exists(`versions:becomes.${line.code}`)
      ? t(`becomes.${line.code}`, { field })
      : t(`level.${line.level}`)
    return { what, becomes }
  }
}
