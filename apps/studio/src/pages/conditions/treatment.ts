import type { RequesterRecord } from "@justesse/types/wire/requester"
import { LEAST_APPEALS } from "@justesse/work/appeals/consequences"

type Figures = NonNullable<RequesterRecord["figures"]>

/** The sentence that a project's record begins with: what is known decides which. */
export function firstSentence(
  figures: Figures | null,
): { readonly key: "leadFew" } | { readonly key: "leadNone" | "lead"; readonly share: number; readonly hours: number } {
  if (figures === null) return { key: "leadFew" }
  const { rejected, toDecide } = figures
  return { key: toDecide === null ? "leadNone" : "lead", share: rejected.share, hours: toDecide?.median ?? 0 }
}

/**
 * The axis under what an hour pays: from a whole number below floor and lowest to one above the highest, in micro-units, so that the
 * middle is whole too.
 */
export function hourAxis(
  { p10Micros, p90Micros }: NonNullable<Figures["hour"]>,
  floorMicros: number,
): readonly [low: number, high: number] {
  const step = 2_000_000
  const low = Math.max(0, Math.ceil(Math.min(p10Micros, floorMicros) / step) - 1) * step
  const high = (Math.floor(Math.max(p90Micros, floorMicros) / step) + 1) * step
  // Four steps and more: between two ticks there is room for their names.
  return [low, low + Math.max(4, Math.ceil((high - low) / (2 * step)) * 2) * step]
}

/** How far a project is from what would follow: so many appeals of those that it takes, then what of them is surely overturned. */
export function distanceOf(
  overturned: Figures["overturned"],
):
  | { readonly key: "soFar"; readonly k: number; readonly n: number }
  | { readonly key: "lowerEnd"; readonly share: number } {
  const decided = overturned?.n ?? 0
  return overturned === null || decided < LEAST_APPEALS
    ? { key: "soFar", k: decided, n: LEAST_APPEALS }
    : { key: "lowerEnd", share: overturned.low }
}
