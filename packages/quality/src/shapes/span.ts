import type { Span } from "@justesse/types"
import { weightedMedian } from "../consensus/median.ts"
import type { ShapeQuality } from "./quality.ts"

/** Stretches of time: time shared over time together; merged, the median of each end. What moved is told in milliseconds. */
export const span: ShapeQuality<Span> = {
  type: "span",
  overlap(a, b) {
    const shared = Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs)
    return shared > 0 ? shared / (Math.max(a.endMs, b.endMs) - Math.min(a.startMs, b.startMs)) : 0
  },
  merge(votes) {
    const median = (end: "startMs" | "endMs") =>
      weightedMedian(votes.map(({ shape, weight }) => ({ value: shape[end], weight })))
    const [startMs, endMs] = [median("startMs"), median("endMs")]
    const [first] = votes
    // Of stretches that lie apart the medians may lie the wrong way round.
    if (endMs > startMs || !first) return { shape: { type: "span", startMs, endMs }, doubt: null }
    return { shape: first.shape, doubt: "apart" }
  },
  outcome: (mine, final) => ({
    iou: span.overlap(mine, final),
    movedPx: Math.max(Math.abs(mine.startMs - final.startMs), Math.abs(mine.endMs - final.endMs)),
  }),
}
