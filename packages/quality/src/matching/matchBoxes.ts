import type { Box } from "@justesse/types"
import { iou } from "../geometry/iou.ts"
import { assign } from "./assign.ts"

/** Two boxes that stand for the same thing: positions in the two lists, and their IoU. */
export interface Match {
  readonly a: number
  readonly b: number
  readonly iou: number
}

/** A pair that may be matched: `value` is its IoU plus what breaks ties. */
interface Pair extends Match {
  readonly value: number
}

/** Breaks ties between pairs of equal IoU: a number in [0, 1e-6] for positions in the two lists. */
export type TieBreak = (a: number, b: number) => number

/**
 * One-to-one matching of two lists of boxes, whatever their labels: of all matchings that use only pairs with
 * IoU >= `minIou`, the one with the largest total IoU. Sorted by `a`.
 *
 * Only overlapping pairs are looked at, and each group of boxes that overlap is solved for itself, so a picture with
 * hundreds of boxes costs little more than sorting them. Both lists are put in geometric order first, so their order
 * does not matter, except between boxes that are equal to the bit.
 */
export function matchBoxes(a: readonly Box[], b: readonly Box[], minIou: number, tie: TieBreak = noTie): Match[] {
  const overlap = (i: number, j: number) => {
    const [p, q] = [a[i], b[j]]
    return p && q ? iou(p, q) : 0
  }
  return matchShapes(a, b, { minIou, overlap, tie })
}

/** From which overlap on two shapes may be matched, how far two overlap by their positions in the lists, and what breaks ties. */
interface Overlaps {
  readonly minIou: number
  readonly overlap: (a: number, b: number) => number
  readonly tie?: TieBreak
}

/** {@link matchBoxes} for shapes that the boxes are the bounds of: they overlap as `overlap` says. */
export function matchShapes(a: readonly Box[], b: readonly Box[], overlaps: Overlaps): Match[] {
  const pairs = overlappingPairs(a, b, overlaps)
  const matches: Match[] = []
  for (const group of groupsOf(pairs, a.length)) matchGroup(group, matches)
  return matches.sort((p, q) => p.a - q.a)
}

const noTie: TieBreak = () => 0

/** Left, top, width, height: an order of boxes that depends on nothing but where they are. */
export function compareBoxes(p: Box, q: Box): number {
  return p.x - q.x || p.y - q.y || p.width - q.width || p.height - q.height
}

function inGeometricOrder(boxes: readonly Box[]): { box: Box; index: number }[] {
  return boxes.map((box, index) => ({ box, index })).sort((p, q) => compareBoxes(p.box, q.box) || p.index - q.index)
}

/** Sweeps both lists from left to right; the widest box of `b` bounds how far back a partner can begin. */
function overlappingPairs(a: readonly Box[], b: readonly Box[], { minIou, overlap, tie = noTie }: Overlaps): Pair[] {
  const sortedB = inGeometricOrder(b)
  const widest = b.reduce((most, box) => Math.max(most, box.width), 0)
  const pairs: Pair[] = []
  let first = 0
  for (const { box, index } of inGeometricOrder(a)) {
    const right = box.x + box.width
    while (first < sortedB.length && (sortedB[first]?.box.x ?? 0) + widest < box.x) first++
    for (let i = first; i < sortedB.length; i++) {
      const other = sortedB[i]
      if (!other || other.box.x >= right) break
      const value = overlap(index, other.index)
      if (value >= minIou && value > 0) {
        pairs.push({ a: index, b: other.index, iou: value, value: value + tie(index, other.index) })
      }
    }
  }
  return pairs
}

/** Pairs split into groups that share no box, in the order in which they were found. */
function groupsOf(pairs: readonly Pair[], offset: number): Pair[][] {
  const parent = new Map<number, number>()
  const rootOf = (start: number): number => {
    let node = start
    for (let up = parent.get(node) ?? node; up !== node; up = parent.get(node) ?? node) {
      parent.set(node, parent.get(up) ?? up)
      node = up
    }
    return node
  }
  for (const pair of pairs) parent.set(rootOf(pair.a), rootOf(offset + pair.b))
  const groups = new Map<number, Pair[]>()
  for (const pair of pairs) {
    const root = rootOf(pair.a)
    const group = groups.get(root)
    if (group) group.push(pair)
    else groups.set(root, [pair])
  }
  return [...groups.values()]
}

function matchGroup(group: readonly Pair[], matches: Match[]): void {
  const only = group[0]
  if (only && group.length === 1) {
    matches.push({ a: only.a, b: only.b, iou: only.iou })
    return
  }
  const rows = positions(group.map((pair) => pair.a))
  const columns = positions(group.map((pair) => pair.b))
  const value = new Float64Array(rows.size * columns.size)
  const byCell = new Map<number, Pair>()
  for (const pair of group) {
    const cell = (rows.get(pair.a) ?? 0) * columns.size + (columns.get(pair.b) ?? 0)
    value[cell] = pair.value
    byCell.set(cell, pair)
  }
  assign(rows.size, columns.size, value).forEach((column, row) => {
    // A row that was given a column it does not overlap stays without a match.
    const pair = column < 0 ? undefined : byCell.get(row * columns.size + column)
    if (pair) matches.push({ a: pair.a, b: pair.b, iou: pair.iou })
  })
}

/** Each different number with its place in order of first appearance. */
function positions(numbers: readonly number[]): Map<number, number> {
  const numbered = new Map<number, number>()
  for (const number of numbers) if (!numbered.has(number)) numbered.set(number, numbered.size)
  return numbered
}
