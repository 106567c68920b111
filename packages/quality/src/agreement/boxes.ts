import type { Region } from "@justesse/types"
import { matchRegions } from "../matching/matchRegions.ts"

/** How far two sets of regions coincide, as counts that may be added up over pictures. */
export interface BoxCounts {
  /** Regions matched one to one. */
  readonly matched: number
  /** Sum of the IoU of the matched ones. */
  readonly iouSum: number
  /** Regions of each side. */
  readonly first: number
  readonly second: number
}

/**
 * Counts for mean IoU and F1 of two answers, by optimal matching on IoU >= `minIou`; with `labels: "same"` regions of
 * different labels never match, with `"any"` labels do not matter.
 */
export function countBoxes(
  first: readonly Region[],
  second: readonly Region[],
  minIou: number,
  labels: "same" | "any",
): BoxCounts {
  const sides = { first: first.length, second: second.length }
  if (labels === "any") return { ...sides, ...countMatches(first, second, minIou) }
  let matched = 0
  let iouSum = 0
  for (const label of new Set(first.map((region) => region.label))) {
    const ofLabel = (region: Region) => region.label === label
    const counts = countMatches(first.filter(ofLabel), second.filter(ofLabel), minIou)
    matched += counts.matched
    iouSum += counts.iouSum
  }
  return { ...sides, matched, iouSum }
}

function countMatches(first: readonly Region[], second: readonly Region[], minIou: number) {
  const matches = matchRegions(first, second, minIou)
  return { matched: matches.length, iouSum: matches.reduce((sum, match) => sum + match.iou, 0) }
}

/** The counts of several pictures or pairs of people together. */
export function addCounts(counts: readonly BoxCounts[]): BoxCounts {
  return counts.reduce(
    (sum, one) => ({
      matched: sum.matched + one.matched,
      iouSum: sum.iouSum + one.iouSum,
      first: sum.first + one.first,
      second: sum.second + one.second,
    }),
    { matched: 0, iouSum: 0, first: 0, second: 0 },
  )
}

/** Mean IoU of matched regions in [0, 1]; null when nothing matched. */
export function meanIou(counts: BoxCounts): number | null {
  return counts.matched === 0 ? null : Math.min(1, counts.iouSum / counts.matched)
}

/** F1 in [0, 1]: twice the matched over all regions of both sides; 1 when both sides are empty, since they say the same. */
export function f1(counts: BoxCounts): number {
  const all = counts.first + counts.second
  return all === 0 ? 1 : (2 * counts.matched) / all
}
