import { findLengths } from "@justesse/db/assets"
import { reportLine } from "@justesse/formats/report/lines"
import { type AnnotationBody, LabelId, type Region, RegionId, WHOLE, WRONG_REASON } from "@justesse/types"
import { lineAbout } from "../../imports/attribution.ts"
import { storeFinal } from "../../imports/finalTasks.ts"
import type { Storing } from "../../imports/ingesting.ts"
import { inProjectLabels } from "../../imports/labels.ts"
import type { ReadItem } from "../../imports/ready.ts"
import { inRecording } from "../../kinds/parts.ts"
import { addAbouts } from "../addAbouts.ts"
import { thingsIn } from "./things.ts"

/**
 * Makes a task of each region that files place on a picture or in a recording: whether it is right is what a project of checks asks.
 * Where final answers come in, what a file says of a region that was checked is that task's answer.
 */
export class CheckStore {
  readonly #storing: Storing

  constructor(storing: Storing) {
    this.#storing = storing
  }

  /** Begun again after a kill it makes what is missing. What a file says of whole assets is told and left out. */
  async store(items: readonly ReadItem[], labelOf: ReadonlyMap<string, LabelId | null>): Promise<void> {
    const { deps, project, counts, findings } = this.#storing
    const ids = items.flatMap(({ id }) => (id === 0 ? [] : [id]))
    const lengths = await findLengths(deps.storage.db, project.id, ids)
    const wanted = items.flatMap(({ id, record: given, taken }) => {
      if (id === 0 || !given?.body) return []
      const { record, lines } = inRecording(given, lengths.get(id) ?? null)
      if (lines.length > 0) findings.add(lines)
      if (!record.body) return []
      const { body, leftOut } = inProjectLabels(record.body, labelOf)
      const { regions } = body
      const things = thingsIn(regions)
      if (taken?.problem) findings.add([lineAbout(record, "lost", "picture_not_readable", record.name)])
      const count = regions.length - things.length
      const file = record.source?.file ?? record.name
      for (const label of new Set(leftOut))
        findings.add([reportLine("lost", "label_left_out", { file, found: label, count: countOf(leftOut, label) })])
      if (count > 0) findings.add([reportLine("lost", "part_not_here", { file, found: record.name, count })])
      return taken?.problem ? [] : things.map((region) => this.#toCheck(id, region))
    })
    counts.regions += wanted.length
    await addAbouts(deps, project, wanted)
    if (this.#storing.as !== "settled") return
    await storeFinal(
      this.#storing,
      wanted.flatMap(({ origin, said }) => (said ? [{ origin, body: said }] : [])),
    )
  }

  #toCheck(assetId: number, { check, ...region }: Region) {
    const { importId } = this.#storing
    const source = { type: "import", import: importId } as const
    return {
      assetId,
      about: { type: "region", region, source } as const,
      origin: `import/${importId}/${assetId}/${region.id}`,
      said: check ? checkedAs(region, check) : null,
    }
  }
}

/** The answer that a checker gave of a region, which stands in files as it was left: what is to be fixed has been. */
function checkedAs(
  { geometry, label, transcript }: Region,
  { verdict, reason }: NonNullable<Region["check"]>,
): AnnotationBody {
  const said: Region = {
    ...{ id: RegionId.parse("checked"), geometry: WHOLE, label: LabelId.parse(verdict) },
    ...(reason !== undefined && { attributes: { [WRONG_REASON]: reason } }),
    ...(verdict === "fix" && { fixed: { geometry, label, ...(transcript && { transcript }) } }),
  }
  return { regions: [said], nothingHere: false }
}

function countOf(labels: readonly string[], label: string): number {
  return labels.filter((one) => one === label).length
}
