import type { Region } from "../annotation.ts"
import type { RegionId } from "../ids.ts"

/**
 * Segments that lie over another one of the same speaker, in the order of time: nobody says two things at once. Those of different
 * speakers may lie over each other as they like.
 */
export function overlappingSegments(regions: readonly Region[]): RegionId[] {
  const spans = regions.flatMap(({ id, geometry, speaker = "" }) =>
    geometry.type === "span" ? [{ id, speaker, startMs: geometry.startMs, endMs: geometry.endMs }] : [],
  )
  spans.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
  const endOf = new Map<string, number>()
  return spans.flatMap(({ id, speaker, startMs, endMs }) => {
    const last = endOf.get(speaker) ?? 0
    endOf.set(speaker, Math.max(last, endMs))
    return startMs < last ? [id] : []
  })
}
