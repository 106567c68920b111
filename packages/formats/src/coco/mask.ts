import type { Point, Ring } from "@justesse/types"
import { isList, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { MAX_OUTLINE } from "../regions/parts.ts"

/** Masks whose border is longer, in columns and rows of pixels together, are not followed: no outline may have as many points. */
const MOST_EDGES = 400_000

/**
 * The line around the pixels of a mask of runs (COCO's RLE, its counts as a list or as text): one ring around each part and each
 * hole, along the edges of the pixels, so that inside them, read even-odd, lies what the mask has and nothing else. Parts that
 * meet in a corner are two. Null for what is no such mask, an empty one, and one whose line has more points than an outline may.
 */
export function ringsOfMask(mask: JsonObject): Ring[] | null {
  const size = member(mask, "size")
  const [height, width] = isList(size) ? size : []
  if (!isCount(height) || !isCount(width)) return null
  const counts = countsIn(member(mask, "counts"))
  if (counts === null || counts.reduce((sum, count) => sum + count, 0) !== height * width) return null
  const edges = edgesAround(counts, height)
  const rings = edges && followed(edges, height + 1)
  const points = rings?.reduce((sum, ring) => sum + ring.length, 0) ?? 0
  return points > 0 && points <= MAX_OUTLINE ? rings : null
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
}

/** Lengths of runs, of what is outside first; a text holds five bits a character, and from the third one on differences. */
function countsIn(counts: JsonValue | undefined): number[] | null {
  if (isList(counts)) return counts.every(isCount) ? counts : null
  if (typeof counts !== "string") return null
  const found: number[] = []
  for (let at = 0; at < counts.length; ) {
    let value = 0
    let place = 1
    let isMore = true
    let bits = 0
    for (; isMore; at++) {
      bits = counts.charCodeAt(at) - 48
      if (!(bits >= 0 && bits < 64) || place > 2 ** 45) return null
      isMore = bits >= 32
      value += (bits % 32) * place
      place *= 32
    }
    if (bits % 32 >= 16) value -= place
    if (found.length > 2) value += found[found.length - 2] ?? 0
    if (!isCount(value)) return null
    found.push(value)
  }
  return found
}

const [EAST, SOUTH, WEST, NORTH] = [0, 1, 2, 3]

/**
 * The edges between what is inside and what is not, each with the inside on its right: from `4 × corner + direction` to the corner
 * where it ends, a corner being `x × (height + 1) + y`. Null where there are too many.
 */
function edgesAround(counts: readonly number[], height: number): Map<number, number> | null {
  const edges = new Map<number, number>()
  const down = height + 1
  const add = (x: number, y: number, direction: number, toX: number, toY: number) =>
    edges.set((x * down + y) * 4 + direction, toX * down + toY)
  let [column, before, now]: [number, number[], number[]] = [0, [], []]
  /** Ends the column: its edges at the left, above and below. Only what lies beside something inside has any. */
  const close = () => {
    for (const [from, to, isInside] of partings(before, now))
      if (isInside) add(column, to, NORTH, column, from)
      else add(column, from, SOUTH, column, to)
    for (let i = 0; i < now.length; i += 2) {
      const [top = 0, bottom = 0] = [now[i], now[i + 1]]
      add(column, top, EAST, column + 1, top)
      add(column + 1, bottom, WEST, column, bottom)
    }
    ;[before, now] = [now, []]
    column++
  }
  let at = 0
  for (const [i, count] of counts.entries()) {
    const end = at + count
    for (; i % 2 === 1 && at < end; ) {
      const wanted = Math.floor(at / height)
      while (column < wanted) {
        close()
        // Columns in which nothing is are passed over at once.
        if (before.length === 0) column = wanted
      }
      const to = Math.min(end, (column + 1) * height)
      const last = now.length - 1
      // A run of no length between two of what is inside.
      if (now[last] === at - column * height) now[last] = to - column * height
      else now.push(at - column * height, to - column * height)
      at = to
      if (edges.size > MOST_EDGES) return null
    }
    at = end
  }
  close()
  close()
  return edges
}

/** Where two columns differ, from each place where either changes to the next; whether the second has it. */
function partings(before: readonly number[], now: readonly number[]): [from: number, to: number, isInside: boolean][] {
  const found: [number, number, boolean][] = []
  let [i, j, from] = [0, 0, 0]
  while (i < before.length || j < now.length) {
    const to = Math.min(before[i] ?? Infinity, now[j] ?? Infinity)
    if (i % 2 !== j % 2) found.push([from, to, j % 2 === 1])
    if (before[i] === to) i++
    if (now[j] === to) j++
    from = to
  }
  return found
}

/** The rings that edges make, with their corners alone, from the leftmost and there the highest one on. */
function followed(edges: Map<number, number>, down: number): Ring[] {
  const rings: Ring[] = []
  for (const first of edges.keys()) {
    const ring: Point[] = []
    let [edge, start] = [first, 0]
    for (let end = edges.get(edge); end !== undefined; end = edges.get(edge)) {
      edges.delete(edge)
      const direction = edge % 4
      // Where two parts meet in a corner each goes on round itself.
      const ahead = [(direction + 1) % 4, direction, (direction + 3) % 4].find((way) => edges.has(end * 4 + way))
      const way = ahead ?? first % 4
      const point = { x: Math.floor(end / down), y: end % down }
      if (way !== direction) {
        const least = ring[start]
        if (least && (point.x < least.x || (point.x === least.x && point.y < least.y))) start = ring.length
        ring.push(point)
      }
      edge = end * 4 + way
    }
    rings.push([...ring.slice(start), ...ring.slice(0, start)])
  }
  return rings
}
