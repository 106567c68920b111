import type { Box } from "@justesse/types"
import { edgesOf } from "../geometry/iou.ts"

/** A number and how much it counts (> 0). */
interface Weighted {
  readonly value: number
  readonly weight: number
}

/**
 * Interpolated weighted median: each value sits at the middle of its own weight along the sorted values, and the answer
 * is read at half of the total. Equal weights give the ordinary median; two values of equal weight their middle.
 * NaN for no values. (Recipe A.1 step 3 of the project's box study.)
 */
export function weightedMedian(values: readonly Weighted[]): number {
  const sorted = [...values].sort((a, b) => a.value - b.value || a.weight - b.weight)
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2
  let before = 0
  let previous: { value: number; at: number } | null = null
  for (const { value, weight } of sorted) {
    const at = before + weight / 2
    if (at >= half) {
      // Adding 0 makes -0 and 0 one number, whichever came first.
      if (!previous || at === half) return value + 0
      return previous.value + (value - previous.value) * ((half - previous.at) / (at - previous.at))
    }
    previous = { value, at }
    before += weight
  }
  return previous?.value ?? Number.NaN
}

/**
 * The box whose every edge is the weighted median of that edge. When its edges are those of one of `boxes`, that box
 * itself comes back, to the bit; so it does when medians of very thin boxes would leave no width or height.
 * `boxes` must not be empty.
 */
export function medianBox(boxes: readonly Box[], weights: readonly number[]): Box {
  const edges = boxes.map(edgesOf)
  const median = (edge: "left" | "top" | "right" | "bottom") =>
    weightedMedian(edges.map((box, i) => ({ value: box[edge], weight: weights[i] ?? 1 })))
  const [left, top, right, bottom] = [median("left"), median("top"), median("right"), median("bottom")]
  const same = edges.findIndex(
    (box) => box.left === left && box.top === top && box.right === right && box.bottom === bottom,
  )
  const kept = boxes[same] ?? (right > left && bottom > top ? undefined : boxes[0])
  return kept
    ? { x: kept.x, y: kept.y, width: kept.width, height: kept.height }
    : { x: left, y: top, width: right - left, height: bottom - top }
}
