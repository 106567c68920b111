import type { Ontology, Region, RegionId } from "@justesse/types"
import type { NotedAnswer } from "@justesse/types/wire/mentor"

/** A region as it is drawn: what is written or read about stands out, the others step back. */
interface Marked {
  readonly region: Region
  readonly color: string
  readonly look: "strong" | "faint" | "plain"
}

/** Of a label that is not there any more, and of what was missed. */
export const NO_COLOR = "#fff"

/** How the regions of an answer are drawn: the chosen one stands out, or with none chosen those with a note. */
export function markRegions(
  { body, notes }: Pick<NotedAnswer, "body" | "notes">,
  { labels }: Pick<Ontology, "labels">,
  chosen: RegionId | null,
): Marked[] {
  const colors = new Map(labels.map(({ id, color }) => [id, color]))
  const noted = new Set(notes.map(({ region }) => region))
  const meant = (id: RegionId) => (chosen === null ? noted.has(id) : chosen === id)
  const isAnyMeant = body.regions.some(({ id }) => meant(id))
  return body.regions.map((region) => ({
    region,
    color: colors.get(region.label) ?? NO_COLOR,
    look: meant(region.id) ? "strong" : isAnyMeant ? "faint" : "plain",
  }))
}

/** Where leafing leads from one of several: never before the first nor behind the last. */
export function leafTo(at: number, by: number, count: number): number {
  return Math.min(Math.max(0, at + by), Math.max(0, count - 1))
}
