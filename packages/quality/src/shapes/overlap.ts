import { type Box, boundsOfShape, isPlaced, type Ring, ringsOf, type Shape } from "@justesse/types"
import { iou } from "../geometry/iou.ts"
import { measureAreas } from "./areas.ts"

/**
 * Intersection over union of two shapes of any kind, in [0, 1]: shared area over joined area; 0 where they only touch, exactly 1
 * for a shape with itself. Symmetric to the bit. Plain boxes by arithmetic, as {@link iou}; all else by their rings.
 */
export function overlapOf(a: Shape, b: Shape): number {
  if (a.type === "box" && b.type === "box") return iou(a, b)
  // What lies on no picture has nothing in common with what does, nor a whole asset with a stretch of it.
  if (a.type !== b.type && !(isPlaced(a) && isPlaced(b))) return 0
  // A whole asset or a stretch of time is what lies around it: no sweep over rings is needed, of which a fit would make millions.
  if (!isPlaced(a)) return iou(boundsKnown(a), boundsKnown(b))
  return areApart(a, b) ? 0 : overlapOfRings(ringsOf(a), ringsOf(b))
}

/** What two shapes of any kind cover, each and together, square pixels; all 0 where they lie apart. */
export function measureShapes(a: Shape, b: Shape): ReturnType<typeof measureAreas> {
  return areApart(a, b) ? { first: 0, second: 0, shared: 0, joined: 0 } : measureAreas(ringsOf(a), ringsOf(b))
}

/** Intersection over union of what lies inside two lists of rings read even-odd; 0 when both are without area. */
export function overlapOfRings(a: readonly Ring[], b: readonly Ring[]): number {
  const { shared, joined } = measureAreas(a, b)
  return joined > 0 ? Math.min(1, shared / joined) : 0
}

/** What lies around each shape: most pairs lie apart, and each shape is held against many others. */
const around = new WeakMap<Shape, Box>()

function boundsKnown(shape: Shape): Box {
  const known = around.get(shape)
  if (known) return known
  const bounds = boundsOfShape(shape)
  around.set(shape, bounds)
  return bounds
}

function areApart(one: Shape, other: Shape): boolean {
  const [a, b] = [boundsKnown(one), boundsKnown(other)]
  const overlapsAcross = a.x < b.x + b.width && b.x < a.x + a.width
  return !overlapsAcross || a.y >= b.y + b.height || b.y >= a.y + a.height
}
