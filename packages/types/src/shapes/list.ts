import { z } from "zod"
import { canonicalJson } from "../canonical.ts"
import { type Box, boundsOf, type Point } from "../geometry.ts"
import { BoxShape, boxType } from "./box.ts"
import type { Ring, ShapeType } from "./contract.ts"
import { MAX_POLYGON_POINTS, Polygon, polygonType } from "./polygon.ts"
import { Quad, quadType } from "./quad.ts"
import { RotatedBox, rotatedBoxType } from "./rotatedBox.ts"
import { Span, spanType } from "./span.ts"
import { Whole, wholeType } from "./whole.ts"

export * from "./box.ts"
export type { Polygon } from "./polygon.ts"
export * from "./quad.ts"
export * from "./rings.ts"
export * from "./rotatedBox.ts"
export type { Span } from "./span.ts"
export { WHOLE, type Whole } from "./whole.ts"

/**
 * Where a region is and what it looks like; `type` tells the shapes apart. All of them: a new one joins here and in `SHAPES`. What is
 * said of a whole asset and stretches of time are shapes too, so that answers of every kind are compared, decided and kept by one means.
 */
export const Shape = z.discriminatedUnion("type", [BoxShape, RotatedBox, Polygon, Quad, Whole, Span])
export type Shape = z.infer<typeof Shape>

/** Those that are drawn on pictures, in the order in which they are offered. */
export const ShapeName = z.enum(["box", "rotatedBox", "polygon", "quad"])
export type ShapeName = z.infer<typeof ShapeName>

/** What is drawn where the edge of things is asked for: outlines, and boxes around what is too small for one. */
export const OUTLINE_SHAPES: readonly ShapeName[] = ["polygon", "box"]

/** What each shape can say about itself. A shape that is forgotten here does not compile. */
export const SHAPES: { readonly [T in Shape["type"]]: ShapeType<Extract<Shape, { type: T }>> } = {
  box: boxType,
  rotatedBox: rotatedBoxType,
  polygon: polygonType,
  quad: quadType,
  whole: wholeType,
  span: spanType,
}

/** Whether a shape lies on a picture; what is said of a whole asset, or of a stretch of time, does not. */
export function isPlaced(shape: Shape): shape is Extract<Shape, { type: ShapeName }> {
  return shape.type !== "whole" && shape.type !== "span"
}

/** The upright box around a shape, image pixels; of shapes that lie on no picture in a measure of their own. */
export function boundsOfShape(shape: Shape): Box {
  return typeOf(shape).bounds(shape)
}

/** The upright box around a region, as {@link boundsOfShape} has it. */
export function boxOf({ geometry }: { readonly geometry: Shape }): Box {
  return boundsOfShape(geometry)
}

/** The line of a shape as rings, read even-odd. */
export function ringsOf(shape: Shape): readonly Ring[] {
  return typeOf(shape).rings(shape)
}

/** The same shape elsewhere, every point of it by `dx` and `dy` image pixels; exact where these are whole. */
export function movedShape<S extends Shape>(shape: S, dx: number, dy: number): S {
  return typeOf(shape).moved(shape, dx, dy)
}

/**
 * Rings as a shape, or null where they go round no area or have too many points. Four corners around a text are a quad; around
 * anything else they are a polygon, which may get more.
 */
export function outlineShape(rings: readonly (readonly Point[])[], isText: boolean): Quad | Polygon | null {
  const points = rings.length === 1 && rings[0] ? rings[0] : rings.flat()
  const isUsable = rings.length > 0 && rings.every((ring) => ring.length >= 3) && points.length <= MAX_POLYGON_POINTS
  if (!isUsable || boundsOf(points) === null) return null
  const [a, b, c, d] = points
  if (isText && rings.length === 1 && points.length === 4 && a && b && c && d)
    return { type: "quad", points: [a, b, c, d] }
  return { type: "polygon", rings: rings.map((ring) => [...ring]) }
}

/** True when two shapes are the same to the last bit of every number. */
export function isSameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true
  return a.type === b.type && canonicalJson(a) === canonicalJson(b)
}

/** The entry of a shape: the compiler cannot see that its type is that of the shape, which the list's own type says. */
function typeOf<S extends Shape>(shape: S): ShapeType<S> {
  return SHAPES[shape.type] as unknown as ShapeType<S>
}
