import { boundsOf, boundsOfShape, cornersOfBox, type Point, type Ring, ringsOf, type Shape } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"

/** A corner of a figure in shares of its cell. */
type Corner = readonly [x: number, y: number]

/** Five corners, none of which make a box. */
const AROUND: readonly Corner[] = [
  [0, 0],
  [0.9, 0.1],
  [1, 0.9],
  [0.5, 1],
  [0.1, 0.8],
]

const cell = fc.record({
  kind: fc.constantFrom("plain", "hole", "island", "over"),
  isBackwards: fc.boolean(),
})

/** A figure scaled to a part of a cell, from its `inset` on every side. */
function figure(left: number, top: number, side: number, inset: number): Point[] {
  const inner = 1 - 2 * inset
  return AROUND.map(([x, y]) => ({ x: left + side * (inset + inner * x), y: top + side * (inset + inner * y) }))
}

/** Rings of parts that lie side by side: alone, with a hole, with a hole and an island in it, or with another over them. */
function ringsOfCells(
  corner: Point,
  side: number,
  cells: readonly { readonly kind: string; readonly isBackwards: boolean }[],
): Point[][] {
  return cells.flatMap(({ kind, isBackwards }, i) => {
    const left = corner.x + i * side
    const around = figure(left, corner.y, side, 0.05)
    const inner = figure(left, corner.y, side, 0.3)
    const rings = [around, isBackwards ? inner.toReversed() : inner]
    if (kind === "plain") return [around]
    if (kind === "hole") return rings
    if (kind === "island") return [...rings, figure(left, corner.y, side, 0.42)]
    return [around, figure(left + side / 4, corner.y + side / 4, side, 0.05)]
  })
}

interface Numbers {
  /** Where corners lie, pixels. */
  readonly coordinate: fc.Arbitrary<number>
  /** Sides of boxes and of the parts of a polygon, pixels, positive. */
  readonly side: fc.Arbitrary<number>
}

/** Polygons of several rings: parts that lie apart, holes, islands in holes, parts that lie over one another. */
export function ringPolygons({ coordinate, side }: Numbers): fc.Arbitrary<Shape> {
  return fc
    .record({
      x: coordinate,
      y: coordinate,
      // Smaller parts are nearer to each other than files spell corners.
      side: side.map((length) => Math.max(length, 1)),
      cells: fc.array(cell, { minLength: 1, maxLength: 3 }),
    })
    .map(({ x, y, side: own, cells }): Shape => ({ type: "polygon", rings: ringsOfCells({ x, y }, own, cells) }))
}

/** Shapes of every kind: boxes, rotated boxes, quads, polygons of one ring and of several. */
export function shapes({ coordinate, side }: Numbers): fc.Arbitrary<Shape> {
  const point = fc.record({ x: coordinate, y: coordinate })
  const box = { x: coordinate, y: coordinate, width: side, height: side }
  // Sides as long as those of boxes: nothing tells where what is thinner than rounding errors points to.
  const hasArea = (points: readonly Point[]) => {
    const bounds = boundsOf(points)
    return bounds !== null && Math.min(bounds.width, bounds.height) >= 1e-6
  }
  const rotation = fc.oneof(
    fc.constantFrom(0, 90, 180, 270, 359, 326.75, -45, 12.5),
    fc.double({ min: -359, max: 359, noNaN: true }),
  )
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ type: fc.constant("box" as const), ...box }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("rotatedBox" as const), ...box, rotation }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("quad" as const),
        points: fc.tuple(point, point, point, point).filter(hasArea),
      }),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(point, { minLength: 3, maxLength: 6 })
        .filter(hasArea)
        .map((ring) => ({ type: "polygon" as const, rings: [ring] })),
    },
    { weight: 2, arbitrary: ringPolygons({ coordinate, side }) },
  )
}

/** True when numbers of pixels are as near as `near`. */
function isNear(a: Point, b: Point, near: number): boolean {
  return Math.abs(a.x - b.x) <= near && Math.abs(a.y - b.y) <= near
}

/** The rings of a shape; none for corners of an upright box in any order, and for what is too small for files to spell. */
function ringsBeyondBox(shape: Shape, near: number): readonly Ring[] {
  const rings = ringsOf(shape)
  const bounds = boundsOfShape(shape)
  if (Math.min(bounds.width, bounds.height) < near) return []
  const [first = []] = rings
  const isBox = rings.length === 1 && first.length === 4
  return isBox && cornersOfBox(bounds).every((corner) => first.some((own) => isNear(own, corner, near))) ? [] : rings
}

/**
 * True when two shapes are the same place. One line is the same from its first corner on; of several it does not matter which
 * comes first and which way they run. Corners of an upright box say no more than the box, and four corners are the same line
 * be they a quad, a polygon or a rotated box.
 *
 * @param near how far numbers may be apart, pixels
 */
export function isSameLocation(before: Shape, after: Shape, near = 1e-6): boolean {
  const [a, b] = [boundsOfShape(before), boundsOfShape(after)]
  if (!(["x", "y", "width", "height"] as const).every((side) => Math.abs(a[side] - b[side]) <= 2 * near)) return false
  const [rings, others] = [ringsBeyondBox(before, near), ringsBeyondBox(after, near)]
  if (rings.length !== others.length) return false
  const runs = (ring: Ring) => (rings.length === 1 ? [ring] : [ring, [...ring.slice(0, 1), ...ring.slice(1).reverse()]])
  const isSame = (ring: Ring, run: Ring) =>
    run.length === ring.length && ring.every((point, i) => isNear(point, run[i] ?? point, near))
  const left = [...others]
  return rings.every((ring) => {
    const at = left.findIndex((other) => runs(other).some((run) => isSame(ring, run)))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

/** `wanted` with the places that were found, wherever they are the same (see {@link isSameLocation}); for comparing whole regions. */
export function withFoundShapes<R extends { readonly geometry: Shape }>(
  wanted: readonly R[],
  found: readonly { readonly geometry: Shape }[],
  near?: number,
): R[] {
  return wanted.map((region, i) => {
    const place = found[i]?.geometry
    return place && isSameLocation(region.geometry, place, near) ? { ...region, geometry: place } : region
  })
}

/** {@link withFoundShapes} for records, told by their names. */
export function withShapesOf(
  wanted: readonly DatasetRecord[],
  found: readonly DatasetRecord[],
  near?: number,
): DatasetRecord[] {
  const byName = new Map(found.map((record) => [record.name, record.body?.regions ?? []]))
  return wanted.map((record) => ({
    ...record,
    body: record.body && {
      ...record.body,
      regions: withFoundShapes(record.body.regions, byName.get(record.name) ?? [], near),
    },
  }))
}
