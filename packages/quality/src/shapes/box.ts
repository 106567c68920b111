import { type BoxShape, boxShape } from "@justesse/types"
import { medianBox } from "../consensus/median.ts"
import { edgesOf, iou } from "../geometry/iou.ts"
import type { ShapeQuality } from "./quality.ts"

/** Upright boxes: the median of each edge. */
export const box: ShapeQuality<BoxShape> = {
  type: "box",
  overlap: iou,
  merge: (votes) => ({
    shape: boxShape(
      medianBox(
        votes.map(({ shape }) => shape),
        votes.map(({ weight }) => weight),
      ),
    ),
    doubt: null,
  }),
  outcome(mine, final) {
    const [from, to] = [edgesOf(mine), edgesOf(final)]
    const moved = [to.left - from.left, to.top - from.top, to.right - from.right, to.bottom - from.bottom]
    return { iou: iou(mine, final), movedPx: Math.max(...moved.map(Math.abs)) }
  },
}
