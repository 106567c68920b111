import { LabelId, proposedShape, RegionId, type Shape, type ShapeName, type WorkBody } from "@justesse/types"

/** Proposals of one picture below this score are not worth a person's look. */
const LEAST_SCORE = 0.05

interface Found {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Its line where that is more than the box. */
  readonly outline?: Shape
  /** Nearly the same line with fewer points, where it has very many. */
  readonly offer?: Shape
  readonly label: string
  readonly score: number
  /** What is written or said there, and by whom. */
  readonly text?: string
  readonly speaker?: string
  /** What a program read there that nobody is offered. */
  readonly read?: string
}

/**
 * What a model says about a picture as an answer that is not anybody's yet; null where nothing of it is worth a look.
 * @param text JSON of regions with their scores, as predictions are stored
 * @param drawn what people may draw in the project: what was found is offered as that
 * @param from what the regions are called after, so that those of two sets are never the same
 */
export function toProposedBody(text: string, drawn: readonly ShapeName[], from = "model"): WorkBody | null {
  const found: { regions: Found[] } = JSON.parse(text) // written by `readPredictions` alone
  const worth = found.regions.filter(({ score, width, height }) => score >= LEAST_SCORE && width > 0 && height > 0)
  const regions = worth.map(({ label, score, offer, text: said, speaker, ...place }, index) => ({
    id: RegionId.parse(`${from}-${index + 1}`),
    geometry: proposedShape(offer ? { ...place, outline: offer } : place, drawn),
    label: LabelId.parse(label),
    ...(said !== undefined && said !== "" && { transcript: { value: said } }),
    ...(speaker !== undefined && { speaker }),
    proposed: true as const,
    origin: { source: "model" as const, score },
  }))
  return regions.length > 0 ? { regions, nothingHere: false } : null
}

/** The lines that a program read in a page, offered or not, as predictions are stored. */
export function toReadLines(text: string): (Pick<Found, "x" | "y" | "width" | "height"> & { readonly text: string })[] {
  const { regions }: { regions: Found[] } = JSON.parse(text) // written by `toPrediction` alone
  return regions.map(({ x, y, width, height, text: said, read }) => ({ x, y, width, height, text: said ?? read ?? "" }))
}
