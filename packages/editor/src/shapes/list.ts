import { isSameShape, type Point, type Shape, ShapeName, type Size, type Span, type Whole } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import { boxByCorners, boxByOutermost, boxHand } from "./box.ts"
import type { Handle, HandlePlace, Pull, ShapeDrawing, ShapeFigures, ShapeHand } from "./contract.ts"
import { polygonByPoints, polygonHand } from "./polygon.ts"
import { quadByCorners, quadHand } from "./quad.ts"
import { rotatedBoxBySide, rotatedBoxHand } from "./rotatedBox.ts"
import { unplacedHand } from "./unplaced.ts"

/** What a hand can do to each shape. A shape that is forgotten here does not compile. */
const HANDS: { readonly [T in Shape["type"]]: ShapeHand<Extract<Shape, { type: T }>> } = {
  box: boxHand,
  rotatedBox: rotatedBoxHand,
  polygon: polygonHand,
  quad: quadHand,
  whole: unplacedHand as unknown as ShapeHand<Whole>, // it gives back what it was given
  span: unplacedHand as unknown as ShapeHand<Span>,
}

/** Ways to draw by setting points, by name. */
export const DRAWINGS = {
  corners: boxByCorners,
  outermost: boxByOutermost,
  rotatedBox: rotatedBoxBySide,
  polygon: polygonByPoints,
  quad: quadByCorners,
} satisfies Readonly<Record<string, ShapeDrawing>>

/** One of {@link DRAWINGS}: of a box there are two, by its corners and by its outermost points. */
export type DrawingName = keyof typeof DRAWINGS

/** How the tools draw: two corners or four outermost points of a box, and what the other tools draw; null for nothing. */
export interface DrawWays {
  readonly box: "corners" | "outermost"
  readonly rotated: DrawingName | null
  readonly outline: DrawingName | null
}

/** How a tool draws where these shapes are asked for: of two shapes of one tool the one that is offered first. */
export function drawingFor(shapes: readonly ShapeName[], tool: "rotated" | "outline"): DrawingName | null {
  const name = ShapeName.options.find((one) => shapes.includes(one) && HANDS[one].tool === tool)
  return name === undefined || name === "box" ? null : name
}

/** Which tool is taken to draw regions of this kind; outlines of any points and of four corners share one. */
export function toolOfShape(name: ShapeName): ShapeHand<Shape>["tool"] {
  return HANDS[name].tool
}

/** The points of an outline, the angle of what is rotated; nothing more is to be said of a box. */
export function figuresOf(shape: Shape): ShapeFigures {
  return handOf(shape).figures(shape)
}

/** Width and height as people say them: of a rotated box along its own sides. */
export function sizeOfShape(shape: Shape): Size {
  return handOf(shape).size(shape)
}

/** The handles of a shape to draw; see {@link ShapeHand}. */
export function handlesOf(shape: Shape, reachPx: number): readonly HandlePlace[] {
  return handOf(shape).handles(shape, reachPx)
}

/** The handle of a shape within reach of a point (image pixels), or null. */
export function handleOfShapeAt(shape: Shape, at: Point, reachPx: number): Handle | null {
  return handOf(shape).handleAt(shape, at, reachPx)
}

/** The shape with a handle pulled; the very same where that changes nothing. */
export function pulledShape(shape: Shape, handle: Handle, pull: Pull): Shape {
  return unlessSame(shape, handOf(shape).pulled(shape, handle, pull))
}

/** The parts of a shape that one key walks through. */
export function partsOf(shape: Shape): readonly Handle[] {
  return handOf(shape).parts(shape)
}

/** The shape with one part moved by arrows, image pixels; the very same where that changes nothing. */
export function nudgedShape(shape: Shape, part: Handle, dx: number, dy: number, limits: BoxLimits): Shape {
  return unlessSame(shape, handOf(shape).nudged(shape, part, dx, dy, limits))
}

/** The shape without one of its points; null where the part is no point, or one that it cannot do without. */
export function shapeWithoutPoint(shape: Shape, part: Handle): Shape | null {
  return handOf(shape).withoutPoint(shape, part)
}

/** The part behind one in the order of {@link partsOf}, the first behind none; null behind the last. */
export function partAfter(shape: Shape, part: Handle | null): Handle | null {
  const parts = partsOf(shape)
  return parts[part === null ? 0 : parts.findIndex((one) => isSameHandle(one, part)) + 1] ?? null
}

/** True when two handles are the same place of a shape. */
export function isSameHandle(a: Handle | null, b: Handle | null): boolean {
  if (a === null || b === null || a.part === "rotation" || b.part === "rotation") return a?.part === b?.part
  return a.part === b.part && a.ring === b.ring && a.index === b.index
}

function unlessSame(before: Shape, after: Shape): Shape {
  return isSameShape(before, after) ? before : after
}

/** The entry of a shape: the compiler cannot see that its type is that of the shape, which the list's own type says. */
function handOf<S extends Shape>(shape: S): ShapeHand<S> {
  return HANDS[shape.type] as unknown as ShapeHand<S>
}
