import type { Shape } from "@justesse/types"
import { boundaryError } from "./boundary.ts"
import { mergeOutlines } from "./outlines.ts"
import { overlapOfRings } from "./overlap.ts"
import type { ShapeQuality } from "./quality.ts"

/** Outlines of any number of rings, read even-odd: {@link mergeOutlines}. */
export const polygon: ShapeQuality<Extract<Shape, { type: "polygon" }>> = {
  type: "polygon",
  hasHabits: true,
  overlap: (a, b) => overlapOfRings(a.rings, b.rings),
  merge(votes) {
    const { rings, doubt } = mergeOutlines(
      votes.map(({ shape, weight, bias = 0 }) => ({ rings: shape.rings, weight, bias })),
    )
    return { shape: { type: "polygon", rings: rings.map((ring) => [...ring]) }, doubt }
  },
  outcome: (mine, final) => ({
    iou: overlapOfRings(mine.rings, final.rings),
    movedPx: boundaryError(mine.rings, final.rings).p95,
  }),
}
