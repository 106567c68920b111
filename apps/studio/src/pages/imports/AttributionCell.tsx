import type { ReportLine } from "@justesse/types/dataset"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useShortName } from "./names.ts"

/** Findings about one region of a picture. */
const OF_REGION: ReadonlySet<string> = new Set([
  "annotation_unreadable",
  "box_from_outline",
  "box_of_no_size",
  "box_outside",
  "box_unreadable",
  "category_unknown",
  "field_missing",
  "label_refused",
  "label_unknown",
  "not_a_number",
  "outline_unreadable",
  "points_unreadable",
  "result_unreadable",
  "shape_carried",
  "shape_unknown",
  "text_missing",
  "text_unstorable",
])

const MOST_SIGNS = 40

/** The end of a name: what tells one picture from another. */
function endOf(name: string): string {
  return name.length <= MOST_SIGNS ? name : `…${name.slice(1 - MOST_SIGNS)}`
}

/** What a finding concerns: a picture, some of its regions, a label; a dash where a file as a whole is meant. */
export function AttributionCell({ line }: { readonly line: ReportLine }) {
  const t = useT("imports")
  const shortName = useShortName()
  const { picture, label, code, count = 0 } = line
  if (picture !== undefined) {
    const values = { picture: endOf(shortName(picture)), count: Math.max(1, count) }
    const key = code === "regions_of_lost_picture" ? "both" : count > 1 || OF_REGION.has(code) ? "regions" : "picture"
    return (
      <span title={picture}>
        <Rich t={t} k={`concerns.${key}`} values={values} />
      </span>
    )
  }
  if (label !== undefined)
    return <Rich t={t} k={count > 0 ? "concerns.labelRegions" : "concerns.label"} values={{ label, count }} />
  return <span className="dim">–</span>
}
