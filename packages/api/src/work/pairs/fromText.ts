import type { Project } from "@justesse/db"
import { listComparable } from "@justesse/db/work/pairs"
import { readPairs } from "@justesse/formats/pairList/index"
import { reportLine } from "@justesse/formats/report/lines"
import type { ReportLine } from "@justesse/types/dataset"
import type { PairsAdded } from "@justesse/types/kinds/order"
import { requireActive } from "../../projects/guard.ts"
import { addAbouts } from "../addAbouts.ts"
import { type Pairing, requireComparing, wantedOf } from "./make.ts"

/** Lines of a report that are told of one file. */
const MOST_TOLD = 100

/**
 * Makes a task of each pair that a file names and that is not there yet. What names no picture of the project is told with its line, and
 * the rest goes in.
 *
 * @throws JustesseError invalid_input where the project compares nothing | project_archived
 */
export async function addPairsFrom(
  deps: Pairing,
  project: Pick<Project, "id" | "kind" | "settings" | "state" | "slug">,
  { text, file }: { readonly text: string; readonly file: string },
): Promise<PairsAdded> {
  requireActive(project)
  requireComparing(project)
  const { pairs, report } = await readPairs(text, file)
  return deps.storage.locks.exclusive(`pairs ${project.id}`, async () => {
    const { assets } = await listComparable(deps.storage.db, project.id)
    const byName = new Map(assets.map((asset) => [asset.name, asset]))
    const lines: ReportLine[] = [...report]
    const wanted = pairs.flatMap(({ first, second, line }) => {
      const unknown = [first, second].filter((name) => !byName.has(name))
      for (const name of unknown) lines.push(reportLine("lost", "picture_unknown", { file, line, found: name }))
      return unknown.length > 0 ? [] : wantedOf(byName.get(first), byName.get(second))
    })
    const made = await addAbouts(deps, project, wanted)
    return { pairs: made, there: wanted.length - made, lost: lines.length, report: lines.slice(0, MOST_TOLD) }
  })
}
