import type { Box, Point, Ring } from "@justesse/types"
import type { Outline } from "./outline.ts"

/**
 * A surface over several outlines: what their signed distances at a place (negative inside), each less its offset, come to.
 * Its line is where that is 0.
 */
export interface Surface {
  readonly outlines: readonly Outline[]
  /** Pixels by which each outline is drawn too small (positive) or too large; 0 where left out. */
  readonly offsets?: readonly number[]
  readonly combine: (distances: Float64Array) => number
}

/** Where to look, and how finely: the length of a side of the smallest cells, pixels. */
interface Grid {
  readonly bounds: Box
  readonly step: number
}

/**
 * The line where a surface is 0, as rings around where it is negative (read even-odd): marching squares with linear interpolation
 * in cells of side `step`, looked for in a tree of ever smaller cells. A cell is left out when the line cannot
 * go through it: all outlines lie further away than its corners on the same side, or the surface is higher than 1.5 times
 * that (signed distances change by at most a pixel a pixel, their medians by little more; where unequal weights make the
 * median jump, the line is followed into the cells that were left out). The lattice hangs on the bounds, so that all moves along
 * when all shapes move. Rings come in the order in which the tree meets them.
 */
export function traceContour(surface: Surface, { bounds, step }: Grid): Ring[] {
  const cells = Math.max(bounds.width, bounds.height) / step + 4
  let size = 1
  while (size < cells) size *= 2
  const tracer = new Tracer(surface, bounds.x - 2 * step, bounds.y - 2 * step, step, size)
  tracer.visit(surface.outlines, 0, 0, size)
  tracer.follow(size)
  return tracer.join()
}

class Tracer {
  readonly #surface: Surface
  readonly #left: number
  readonly #top: number
  readonly #step: number
  readonly #columns: number
  readonly #distances: Float64Array
  readonly #heights = new Map<number, number>()
  /** From each place where the line enters a cell to where it leaves it. */
  readonly #next = new Map<number, number>()
  readonly #point = new Map<number, Point>()
  readonly #marched = new Set<number>()

  constructor(surface: Surface, left: number, top: number, step: number, size: number) {
    this.#surface = surface
    this.#left = left
    this.#top = top
    this.#step = step
    this.#columns = size + 1
    this.#distances = new Float64Array(surface.outlines.length)
  }

  visit(outlines: readonly Outline[], column: number, row: number, size: number): void {
    // Corners are shared by four cells: asking them costs less than asking the middle of each cell first.
    if (size === 1) return this.#march(outlines, column, row)
    const x = this.#left + (column + size / 2) * this.#step
    const y = this.#top + (row + size / 2) * this.#step
    const reach = (size * this.#step) / Math.SQRT2
    if (!this.#mayCross(outlines, x, y, reach)) return
    const near = outlines.map((outline) => outline.narrowed(x, y, reach))
    const half = size / 2
    for (const down of [0, half]) for (const right of [0, half]) this.visit(near, column + right, row + down, half)
  }

  /** Goes on where the line leads into a cell that the tree left out. */
  follow(size: number): void {
    // The map grows as cells are added, and its loop comes to what was added.
    for (const key of this.#point.keys()) {
      if (this.#next.has(key)) continue
      const [place, isUpright] = [Math.floor(key / 2), key % 2 === 1]
      const [column, row] = [place % this.#columns, Math.floor(place / this.#columns)]
      const cells = isUpright
        ? [
            [column, row],
            [column - 1, row],
          ]
        : [
            [column, row],
            [column, row - 1],
          ]
      for (const [right = -1, down = -1] of cells) {
        const isInside = right >= 0 && down >= 0 && right < size && down < size
        if (isInside && !this.#marched.has(down * this.#columns + right))
          this.#march(this.#surface.outlines, right, down)
      }
    }
  }

  #mayCross(outlines: readonly Outline[], x: number, y: number, reach: number): boolean {
    const height = this.#read(outlines, x, y)
    if (Math.abs(height) > 1.5 * reach) return false
    return (
      this.#distances.some((distance) => distance <= reach) && this.#distances.some((distance) => distance >= -reach)
    )
  }

  #read(outlines: readonly Outline[], x: number, y: number): number {
    const { offsets } = this.#surface
    for (let n = 0; n < outlines.length; n++)
      this.#distances[n] = (outlines[n]?.signed(x, y) ?? Infinity) - (offsets?.[n] ?? 0)
    return this.#surface.combine(this.#distances)
  }

  #height(outlines: readonly Outline[], column: number, row: number): number {
    const key = row * this.#columns + column
    const kept = this.#heights.get(key)
    if (kept !== undefined) return kept
    const height = this.#read(outlines, this.#left + column * this.#step, this.#top + row * this.#step)
    this.#heights.set(key, height)
    return height
  }

  /** The pieces of the line in one cell, each with the inside on its right hand as it goes (y grows downward). */
  #march(outlines: readonly Outline[], column: number, row: number): void {
    this.#marched.add(row * this.#columns + column)
    const upperLeft = this.#height(outlines, column, row)
    const upperRight = this.#height(outlines, column + 1, row)
    const lowerRight = this.#height(outlines, column + 1, row + 1)
    const lowerLeft = this.#height(outlines, column, row + 1)
    const [a, b, c, d] = [upperLeft < 0, upperRight < 0, lowerRight < 0, lowerLeft < 0]
    if (a === b && b === c && c === d) return
    // The sides, clockwise from above; the line enters the inside where a corner outside is followed by one inside.
    const sides = [
      this.#crossing(column, row, 0, upperLeft, upperRight),
      this.#crossing(column + 1, row, 1, upperRight, lowerRight),
      this.#crossing(column, row + 1, 0, lowerLeft, lowerRight),
      this.#crossing(column, row, 1, upperLeft, lowerLeft),
    ]
    const corners = [a, b, c, d]
    const starts: number[] = []
    const ends: number[] = []
    for (let n = 0; n < 4; n++) {
      const [here, next] = [corners[n], corners[(n + 1) % 4]]
      if (here === next) continue
      if (here) ends.push(sides[n] ?? 0)
      else starts.push(sides[n] ?? 0)
    }
    this.#connect(starts, ends, corners, () => {
      const [x, y] = [this.#left + (column + 0.5) * this.#step, this.#top + (row + 0.5) * this.#step]
      return this.#read(outlines, x, y) < 0
    })
  }

  /** Joins where the inside begins and where it ends, going round; where two corners face each other the middle decides. */
  #connect(starts: number[], ends: number[], corners: readonly boolean[], isMiddleInside: () => boolean): void {
    const [start, otherStart] = starts
    const [end, otherEnd] = ends
    if (start === undefined || end === undefined) return
    if (otherStart === undefined || otherEnd === undefined) return void this.#next.set(end, start)
    // Going round: with the upper left inside the sides come end, start, end, start; else start, end, start, end.
    const around = corners[0] ? [end, start, otherEnd, otherStart] : [otherEnd, start, end, otherStart]
    const [e1 = end, s1 = start, e2 = otherEnd, s2 = otherStart] = around
    const isJoined = isMiddleInside()
    this.#next.set(e1, isJoined ? s1 : s2)
    this.#next.set(e2, isJoined ? s2 : s1)
  }

  /** Where the surface is 0 on a side of a cell, as a number; 0 for a level side, 1 for an upright one. */
  #crossing(column: number, row: number, upright: 0 | 1, from: number, to: number): number {
    const key = 2 * (row * this.#columns + column) + upright
    if (from < 0 === to < 0 || this.#point.has(key)) return key
    const share = from / (from - to)
    const x = this.#left + (column + (upright ? 0 : share)) * this.#step
    const y = this.#top + (row + (upright ? share : 0)) * this.#step
    this.#point.set(key, { x, y })
    return key
  }

  /** The rings that the pieces make; a piece that nothing follows ends its ring. */
  join(): Ring[] {
    const rings: Ring[] = []
    for (const first of [...this.#next.keys()]) {
      const ring: Point[] = []
      for (let key: number | undefined = first; key !== undefined; ) {
        const point = this.#point.get(key)
        const next = this.#next.get(key)
        this.#next.delete(key)
        if (next === undefined) break
        if (point) ring.push(point)
        key = next
      }
      if (ring.length >= 3) rings.push(ring)
    }
    return rings
  }
}
