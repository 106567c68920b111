import type { Ring } from "@justesse/types"
import { at, idAt } from "../boxes/numbers.ts"
import { measureArea } from "./areas.ts"

/**
 * The line of a shape, ready to be asked how far places lie from it. Rings are read even-odd; image pixels. Every question
 * costs one look at each edge, fewer after {@link narrowed}.
 */
export class Outline {
  readonly rings: readonly Ring[]
  /** Square pixels inside. */
  readonly area: number
  readonly #lines: Lines
  /** The edges that can be nearest to a place in hand. */
  readonly #near: Int32Array
  #nearest = 0

  constructor(rings: readonly Ring[])
  constructor(rings: readonly Ring[], of: Outline, near: Int32Array)
  constructor(rings: readonly Ring[], of?: Outline, near?: Int32Array) {
    this.rings = rings
    this.area = of ? of.area : measureArea(rings)
    this.#lines = of ? of.#lines : linesOf(rings)
    this.#near = near ?? Int32Array.from({ length: this.#lines.x.length }, (_, edge) => edge)
  }

  /** How many edges it has. */
  get edges(): number {
    return this.#lines.x.length
  }

  /** Distance of a place to the line, 0 or more; remembers the edge, see {@link nearestEdge}. */
  distance(x: number, y: number): number {
    let least = Infinity
    for (let n = 0; n < this.#near.length; n++) {
      const edge = idAt(this.#near, n)
      const square = squareTo(this.#lines, edge, x, y)
      if (square < least) {
        least = square
        this.#nearest = edge
      }
    }
    return Math.sqrt(least)
  }

  /** The edge that the last call of {@link distance} found nearest: its ring, and the position of its first point in that ring. */
  nearestEdge(): { readonly ring: number; readonly from: number } {
    const edge = this.#nearest
    return { ring: idAt(this.#lines.ring, edge), from: idAt(this.#lines.from, edge) }
  }

  /** Distance to the line, negative inside. */
  signed(x: number, y: number): number {
    const distance = this.distance(x, y)
    return this.isInside(x, y) ? -distance : distance
  }

  /** Whether an odd number of rings goes round the place. */
  isInside(x: number, y: number): boolean {
    const row = this.#row(y)
    let [low, high] = [0, row.length]
    while (low < high) {
      const half = (low + high) >> 1
      if (at(row, half) <= x) low = half + 1
      else high = half
    }
    return (row.length - low) % 2 === 1
  }

  /** The same line for places at most `radius` from here: without the edges that can be nearest to none of them. */
  narrowed(x: number, y: number, radius: number): Outline {
    if (this.#near.length <= 4) return this
    const reach = (this.distance(x, y) + 2 * radius) ** 2
    let kept = 0
    const near = new Int32Array(this.#near.length)
    for (let n = 0; n < this.#near.length; n++) {
      const edge = idAt(this.#near, n)
      if (squareTo(this.#lines, edge, x, y) <= reach * (1 + 1e-12)) near[kept++] = edge
    }
    return kept === near.length ? this : new Outline(this.rings, this, near.slice(0, kept))
  }

  /** Where the line crosses a height, left to right; kept, since places are asked for row by row. */
  #row(y: number): Float64Array {
    const kept = this.#lines.rows.get(y)
    if (kept) return kept
    const { x, y: fromY, dx, dy } = this.#lines
    const found: number[] = []
    for (let edge = 0; edge < x.length; edge++) {
      const from = at(fromY, edge)
      const to = at(this.#lines.toY, edge)
      if (from > y !== to > y) found.push(at(x, edge) + (at(dx, edge) * (y - from)) / at(dy, edge))
    }
    const row = Float64Array.from(found).sort()
    this.#lines.rows.set(y, row)
    return row
  }
}

/** Edges as columns: first point, difference to the second, one over the squared length (0 for a point). */
interface Lines {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly dx: Float64Array
  readonly dy: Float64Array
  readonly toY: Float64Array
  readonly inverse: Float64Array
  readonly ring: Int32Array
  readonly from: Int32Array
  readonly rows: Map<number, Float64Array>
}

function linesOf(rings: readonly Ring[]): Lines {
  const edges = rings.flatMap((ring, of) =>
    ring.flatMap((point, from) => {
      const to = ring[(from + 1) % ring.length]
      return to ? [{ point, to, of, from }] : []
    }),
  )
  return {
    x: Float64Array.from(edges, ({ point }) => point.x),
    y: Float64Array.from(edges, ({ point }) => point.y),
    dx: Float64Array.from(edges, ({ point, to }) => to.x - point.x),
    dy: Float64Array.from(edges, ({ point, to }) => to.y - point.y),
    toY: Float64Array.from(edges, ({ to }) => to.y),
    inverse: Float64Array.from(edges, ({ point, to }) => {
      const square = (to.x - point.x) ** 2 + (to.y - point.y) ** 2
      return square > 0 ? 1 / square : 0
    }),
    ring: Int32Array.from(edges, ({ of }) => of),
    from: Int32Array.from(edges, ({ from }) => from),
    rows: new Map(),
  }
}

function squareTo({ x, y, dx, dy, inverse }: Lines, edge: number, toX: number, toY: number): number {
  const right = toX - at(x, edge)
  const down = toY - at(y, edge)
  const alongX = at(dx, edge)
  const alongY = at(dy, edge)
  const along = (right * alongX + down * alongY) * at(inverse, edge)
  const share = along < 0 ? 0 : along > 1 ? 1 : along
  const apartX = right - share * alongX
  const apartY = down - share * alongY
  return apartX * apartX + apartY * apartY
}
