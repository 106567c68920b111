import { boxOf } from "@justesse/types"
import { outcomeOf } from "../shapes/list.ts"
import { type EdgeOffsets, edgeBias, meanInterval } from "../skill/edgeBias.ts"
import type { ConfirmedItem } from "./confirmed.ts"
import { groupBy } from "./groups.ts"
import { weekOf } from "./weeks.ts"

/** Nothing is said of fewer: it would be chance. */
export const LEAST_SHOWN = 10
/** After so many boxes the search for a bias begins anew, so that it finds what people are like now (the last look of `edgeBias`). */
const SERIES = 45

type Biases = NonNullable<ReturnType<typeof edgeBias>>

/** Where a person's edges lie. Boxes that stand upright on both sides; other shapes have no left edge, see {@link OutlineFigure}. */
export interface EdgeFigures {
  /** Boxes of the series that is looked at, and since when; all there were before it are in `weeks` alone. */
  readonly boxes: number
  readonly sinceMs: number | null
  /** Left, top, right, bottom; null with fewer than ten boxes. */
  readonly edges: Biases | null
  /** Weeks of at least ten boxes, the oldest first. */
  readonly weeks: readonly { readonly weekMs: number; readonly boxes: number; readonly edges: Biases }[]
}

/** How far lines that have no four edges lie from the right ones: what 95 % of a line keep, in pixels. */
export interface OutlineFigure {
  readonly shapes: number
  /** Null with fewer than ten. */
  readonly movedPx: { readonly mean: number; readonly interval: readonly [number, number] } | null
}

/** How far each edge lies outside the right box; null where one of the two is no upright box. */
export function offsetsOf({ outcome }: ConfirmedItem): EdgeOffsets | null {
  const { mine, final, edgesPx } = outcome
  if (!mine || !final || !edgesPx || mine.geometry.type !== "box" || final.geometry.type !== "box") return null
  const { width, height } = boxOf(final)
  // Right minus mine: what lies further left or up than it should is outside on those two sides. 0 - x is never -0.
  const px = { left: edgesPx.left, top: edgesPx.top, right: 0 - edgesPx.right, bottom: 0 - edgesPx.bottom }
  const ratio = { left: px.left / width, top: px.top / height, right: px.right / width, bottom: px.bottom / height }
  return { px, ratio }
}

interface Drawn {
  readonly atMs: number
  readonly offsets: EdgeOffsets
}

/**
 * Where edges lie, from confirmed boxes in the order in which they were drawn. A series of 45 is followed by a new one as soon as the
 * new one has ten: until then what came after the last look moves the means and is not tested.
 */
export function edgeFigures(items: readonly ConfirmedItem[], utcOffsetMinutes: number): EdgeFigures {
  const drawn = items
    .flatMap((item): Drawn[] => {
      const offsets = offsetsOf(item)
      return offsets ? [{ atMs: item.atMs, offsets }] : []
    })
    .sort((a, b) => a.atMs - b.atMs)
  const from = Math.max(0, Math.floor((drawn.length - LEAST_SHOWN) / SERIES)) * SERIES
  const series = drawn.slice(from)
  const weeks = groupBy(drawn, ({ atMs }) => weekOf(atMs, utcOffsetMinutes))
  return {
    boxes: series.length,
    sinceMs: series[0]?.atMs ?? null,
    edges: edgeBias(series.map(({ offsets }) => offsets)),
    weeks: [...weeks].flatMap(([weekMs, boxes]) => {
      const edges = edgeBias(boxes.map(({ offsets }) => offsets))
      return edges ? [{ weekMs, boxes: boxes.length, edges }] : []
    }),
  }
}

/**
 * How far outlines, rotated boxes and four corners lie from the right ones. It has no direction: a line may lie inside here and outside
 * there. Of what a mentor read nobody measured it.
 */
export function outlineFigure(items: readonly ConfirmedItem[]): OutlineFigure {
  const moved = items.flatMap((item) => {
    const { mine, final } = item.outcome
    return item.by !== "mentor" && mine && final && !offsetsOf(item)
      ? [outcomeOf(mine.geometry, final.geometry).movedPx]
      : []
  })
  return { shapes: moved.length, movedPx: moved.length < LEAST_SHOWN ? null : meanInterval(moved) }
}
