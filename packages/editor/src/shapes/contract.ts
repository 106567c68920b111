import type { Point, Shape, Size } from "@justesse/types"
import type { BoxLimits, Edge } from "../box.ts"
import type { Aim } from "../edges/snap.ts"

/**
 * Where a shape is taken hold of: a point of one of its rings, the side that follows such a point, or what rotates it. Rings
 * and points are counted as `ringsOf` has them.
 */
export type Handle =
  | { readonly part: "point" | "side"; readonly ring: number; readonly index: number }
  | { readonly part: "rotation" }

/** A handle, where it is drawn (image pixels), and where a pull leads: outwards, anywhere, to a point more, or around the middle. */
export interface HandlePlace {
  readonly handle: Handle
  readonly at: Point
  readonly pull: "outwards" | "anywhere" | "adds" | "rotates"
}

/** What is said of a shape besides its bounds: how many points it has, or by how many degrees it is rotated. */
export interface ShapeFigures {
  readonly points?: number
  readonly angle?: number
}

/** How far a handle was pulled, in image pixels. `inSteps`: angles by whole 15°. */
export interface Pull {
  readonly from: Point
  readonly to: Point
  readonly inSteps: boolean
  readonly limits: BoxLimits
}

/** What a hand can do to regions of one shape. One value for each shape, all of them in `list.ts`. */
export interface ShapeHand<S extends Shape> {
  /** The tool that draws it. */
  readonly tool: "box" | "rotated" | "outline"
  figures(shape: S): ShapeFigures
  /** Its own sides where it has some that count, otherwise those of the box around it; image pixels. */
  size(shape: S): Size
  /** The handles to draw. `reachPx`: how near a press is on a handle, image pixels; the rotation handle stands three of it away. */
  handles(shape: S, reachPx: number): readonly HandlePlace[]
  /** The handle under a point, or null. */
  handleAt(shape: S, at: Point, reachPx: number): Handle | null
  /** The shape with a handle pulled; a shape that would be too small stays as it was. */
  pulled(shape: S, handle: Handle, pull: Pull): S
  /** The parts that one key walks through, which arrows then move. */
  parts(shape: S): readonly Handle[]
  /** The shape with one part moved by arrows: `dx`, `dy` in image pixels, of which one is 0. */
  nudged(shape: S, part: Handle, dx: number, dy: number, limits: BoxLimits): S
  /** The shape without a point, or null where it cannot do without. */
  withoutPoint(shape: S, part: Handle): S | null
}

/** What is being drawn, to be shown before it is whole; image pixels. */
export interface Preview {
  /** The line so far, with the place of the pointer at its end. */
  readonly line: readonly Point[]
  /** The line goes back to its beginning. */
  readonly isClosed: boolean
  /** Points that were set. */
  readonly set: readonly Point[]
  /** Of which edge each of them is, where each point is an edge's and that can be told. */
  readonly edges?: readonly Edge[]
  /** The size of what is drawn where that is not the size of the box around the line. */
  readonly size?: Size
}

/** What a tool must know besides the points: the limits, and whether angles go by whole 15°. */
export interface DrawOptions {
  readonly limits: BoxLimits
  readonly inSteps: boolean
}

/** How one shape is drawn by points that are set one after the other, in image pixels. */
export interface ShapeDrawing {
  /** How many points make the shape whole; null: it is whole when it is closed. */
  readonly points: number | null
  /** A drag from nothing makes the whole shape of its two ends. */
  readonly isWholeByDrag: boolean
  /** The shape of all its points; null where it is too small. */
  make(points: readonly Point[], options: DrawOptions): Shape | null
  /** What it looks like with some points set and the pointer at `to`. */
  preview(points: readonly Point[], to: Point, options: DrawOptions): Preview
  /** What the pointer at `to` decides with some points set: sides, or a point by itself. `reach`: how far edges are looked for, image pixels. */
  aim(points: readonly Point[], to: Point, reach: number): Aim
}
