import { boundsOfShape, boxShape, canonicalJson, isSameShape, ringsOf, type Shape } from "@justesse/types"
import { boundaryError } from "./boundary.ts"
import { box } from "./box.ts"
import { overlapOf } from "./overlap.ts"
import { polygon } from "./polygon.ts"
import { quad } from "./quad.ts"
import type { Merged, ShapeOutcome, ShapeQuality, Weighted } from "./quality.ts"
import { rotatedBox } from "./rotatedBox.ts"
import { span } from "./span.ts"
import { whole } from "./whole.ts"

/** The names of the shapes. */
type ShapeName = Shape["type"]

/** What consensus asks of each shape: first those that lie on no picture, then from the one that says least of a line to the one that says most. A forgotten one does not compile. */
const SHAPES: { readonly [T in ShapeName]: ShapeQuality<Extract<Shape, { type: T }>> } = {
  whole,
  span,
  box,
  rotatedBox,
  quad,
  polygon,
}

const BY_DETAIL = Object.keys(SHAPES) as readonly ShapeName[]

/**
 * One shape out of several people's, at most one a person; the same votes in any order give the same to the bit. All the same: that
 * shape itself.
 *
 * People may have drawn one thing with different kinds of shape. Then the kind with the most weight is the result's (of equals the one
 * that says more of the line: box, rotated box, quad, polygon). Where that is the box, all count by the boxes around what
 * they drew; else only those who drew that kind say where the line runs: a box around a disc says nothing of its
 * line, and half of both would be neither. `doubt` is then `kinds` at least.
 *
 * @throws RangeError for no votes.
 */
export function mergeShapes(votes: readonly Weighted<Shape>[]): Merged<Shape> {
  const [first] = votes
  if (!first) throw new RangeError("no votes to merge")
  if (votes.every(({ shape }) => isSameShape(shape, first.shape))) return { shape: first.shape, doubt: null }
  const kind = kindOf(votes)
  const ordered = inOneOrder(votes.flatMap((vote) => asKind(vote, kind)))
  const merged = mergeOneKind(ordered, kind)
  const isMixed = votes.some(({ shape }) => shape.type !== kind)
  return isMixed ? { ...merged, doubt: merged.doubt ?? "kinds" } : merged
}

/** Whether people's habits move a shape's line: a free outline's. Edges of boxes have a model of their own. */
export function hasHabits({ type }: Shape): boolean {
  return SHAPES[type].hasHabits === true
}

/** What became of `mine` in the final answer; different kinds of shape are compared by their lines. */
export function outcomeOf(mine: Shape, final: Shape): ShapeOutcome {
  if (mine.type === final.type) return qualityOf(mine).outcome(mine, final)
  return { iou: overlapOf(mine, final), movedPx: boundaryError(ringsOf(mine), ringsOf(final)).p95 }
}

function kindOf(votes: readonly Weighted<Shape>[]): ShapeName {
  const weights = BY_DETAIL.map((kind) => {
    const own = votes.flatMap(({ shape, weight }) => (shape.type === kind ? [weight] : []))
    return { kind, weight: own.sort((p, q) => p - q).reduce((sum, weight) => sum + weight, 0) }
  })
  const most = Math.max(...weights.map(({ weight }) => weight))
  return weights.filter(({ weight }) => weight === most).at(-1)?.kind ?? "box"
}

function asKind(vote: Weighted<Shape>, kind: ShapeName): Weighted<Shape>[] {
  if (vote.shape.type === kind) return [vote]
  return kind === "box" ? [{ ...vote, shape: boxShape(boundsOfShape(vote.shape)) }] : []
}

function inOneOrder(votes: readonly Weighted<Shape>[]): Weighted<Shape>[] {
  const keyed = votes.map((vote) => ({ vote, key: canonicalJson(vote) }))
  return keyed.sort((p, q) => (p.key < q.key ? -1 : p.key > q.key ? 1 : 0)).map(({ vote }) => vote)
}

function mergeOneKind(votes: readonly Weighted<Shape>[], kind: ShapeName): Merged<Shape> {
  const [first] = votes
  if (!first) throw new RangeError("no votes to merge")
  if (votes.every(({ shape }) => isSameShape(shape, first.shape))) return { shape: first.shape, doubt: null }
  // All votes were made to be of this kind.
  const quality = SHAPES[kind] as unknown as ShapeQuality<Shape>
  return quality.merge(votes)
}

/** The entry of a shape: the compiler cannot see that its type is that of the shape, which the list's own type says. */
function qualityOf<S extends Shape>(shape: S): ShapeQuality<S> {
  return SHAPES[shape.type] as unknown as ShapeQuality<S>
}
