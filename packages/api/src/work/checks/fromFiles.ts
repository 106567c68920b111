import { reportLine } from "@justesse/formats/report/lines"
import { isPlaced, type LabelId, type Region } from "@justesse/types"
import { lineAbout } from "../../imports/attribution.ts"
import type { Storing } from "../../imports/ingesting.ts"
import { inProjectLabels } from "../../imports/labels.ts"
import type { ReadItem } from "../../imports/ready.ts"
import { addTasksAbout } from "./make.ts"

/** Makes a task of each region that files place on a picture: whether it is right is what a project of checks asks. */
export class CheckStore {
  readonly #storing: Storing

  constructor(storing: Storing) {
    this.#storing = storing
  }

  /** Begun again after a kill it makes what is missing. What a file says of whole pictures is told and left out. */
  async store(items: readonly ReadItem[], labelOf: ReadonlyMap<string, LabelId | null>): Promise<void> {
    const { deps, project, counts, findings } = this.#storing
    const wanted = items.flatMap(({ id, record, taken }) => {
      if (id === 0 || !record?.body) return []
      const { body, leftOut } = inProjectLabels(record.body, labelOf)
      const { regions } = body
      const placed = regions.filter(({ geometry }) => isPlaced(geometry))
      if (taken?.problem) findings.add([lineAbout(record, "lost", "picture_not_readable", record.name)])
      const count = regions.length - placed.length
      const file = record.source?.file ?? record.name
      for (const label of new Set(leftOut))
        findings.add([reportLine("lost", "label_left_out", { file, found: label, count: countOf(leftOut, label) })])
      if (count > 0) findings.add([reportLine("lost", "part_not_here", { file, found: record.name, count })])
      return taken?.problem ? [] : placed.map((region) => this.#toCheck(id, region))
    })
    counts.regions += wanted.length
    await addTasksAbout(deps, project, wanted)
  }

  #toCheck(assetId: number, region: Region) {
    const { importId } = this.#storing
    const source = { type: "import", import: importId } as const
    return {
      assetId,
      about: { type: "region", region, source } as const,
      origin: `import/${importId}/${assetId}/${region.id}`,
    }
  }
}

function countOf(labels: readonly string[], label: string): number {
  return labels.filter((one) => one === label).length
}
