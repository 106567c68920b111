import { cer } from "@justesse/quality/agreement/text"
import { edgesOf } from "@justesse/quality/geometry/iou"
import { overlapOfRegions } from "@justesse/quality/geometry/regions"
import { type AnnotationBody, boxOf, type Region } from "@justesse/types"
import type { DecisionOne } from "@justesse/types/wire/decision"

type Evidence = NonNullable<DecisionOne["why"]>["evidence"][number]
type Side = "left" | "top" | "right" | "bottom"
const SIDES: readonly Side[] = ["left", "top", "right", "bottom"]

/** My region that a rejection is about, and the one that the reviewer set against it. */
export interface Pair {
  readonly mine: Region | null
  readonly theirs: Region | null
}

/** What the evidence names of both answers; the reviewer's is the one that lies most over mine. */
export function pairOf(evidence: readonly Evidence[], mine: AnnotationBody, theirs: AnnotationBody): Pair {
  const named = evidence.flatMap((one) => ("partId" in one && one.partId !== null ? [one.partId] : []))
  const own = mine.regions.find(({ id }) => named.includes(id)) ?? null
  const others = [...theirs.regions]
  if (own) others.sort((a, b) => overlapOfRegions(own, b) - overlapOfRegions(own, a))
  return { mine: own, theirs: others[0] ?? null }
}

/** The edge on which two regions are furthest apart, in image pixels, with where each has it; null where one of them is missing. */
export function furthestEdge({ mine, theirs }: Pair) {
  if (!mine || !theirs) return null
  const [a, b] = [edgesOf(boxOf(mine)), edgesOf(boxOf(theirs))]
  const apart = SIDES.map((side) => ({ side, mine: a[side], theirs: b[side], px: Math.abs(a[side] - b[side]) }))
  return apart.reduce((most, one) => (one.px > most.px ? one : most))
}

/**
 * Whether a figure that was held against an answer comes out the same when this browser computes it from the two answers; null for
 * a figure that needs more than these.
 */
export function holdsHere(evidence: Evidence, pair: Pair): boolean | null {
  const { mine, theirs } = pair
  if (evidence.type !== "metric" || !mine || !theirs || !isFigure(evidence.name)) return null
  return Math.abs(FIGURES[evidence.name](mine, theirs) - evidence.value) <= EQUAL_WITHIN
}

const textOf = (region: Region) => region.transcript?.value ?? ""

/** Figures that the two regions alone tell. */
const FIGURES = {
  edge_px: (mine: Region, theirs: Region) => furthestEdge({ mine, theirs })?.px ?? 0,
  iou: overlapOfRegions,
  cer: (mine: Region, theirs: Region) => cer(textOf(theirs), textOf(mine)),
} as const

const isFigure = (name: string): name is keyof typeof FIGURES => name in FIGURES

/** What a recomputed figure may differ by (ACC-2). */
const EQUAL_WITHIN = 1e-6
