import type { Point, Size } from "@justesse/types"
import type { EdgeMap } from "./map.ts"
import { onRidge } from "./point.ts"
import { simplifyLine } from "./simplify.ts"

/** Samples on each side of the beginning that are looked at. */
const HALF = 256
const SIDE = 2 * HALF + 1
/** A step beside any edge costs so many times more than one along the edge that it began on. */
const BESIDE_COSTS = 14
const STRAIGHT = 5
const DIAGONAL = 7
const BUCKETS = 128
/** Below this an edge is noise, in shades of grey a sample. */
const LEAST = 6
/** The line that is given back lies within so many samples of the path. */
const TOLERANCE = 0.8

/** The eight samples around one: how far to the right and down each is, and how long the step. */
const RIGHT = Int8Array.of(-1, 0, 1, -1, 1, -1, 0, 1)
const DOWN = Int8Array.of(-1, -1, -1, 0, 0, 1, 1, 1)
const LENGTH = Uint8Array.of(DIAGONAL, STRAIGHT, DIAGONAL, STRAIGHT, STRAIGHT, DIAGONAL, STRAIGHT, DIAGONAL)

/**
 * Paths along the strongest edges from one point to all around it (Dijkstra over samples, in a window of fixed size). It is worked
 * out little by little: {@link expand} does so many samples and no more, the nearest in cost first.
 */
export class LiveWire {
  readonly root: Point
  readonly map: EdgeMap
  readonly #left: number
  readonly #top: number
  readonly #strong: number
  readonly #costs = new Int32Array(SIDE * SIDE).fill(0x7fff_ffff)
  readonly #from = new Int32Array(SIDE * SIDE).fill(-1)
  readonly #isFinal = new Uint8Array(SIDE * SIDE)
  /** What it costs to be at a sample, 0 where nobody asked yet; outside of the picture it cannot be gone to. */
  readonly #weights = new Uint8Array(SIDE * SIDE)
  readonly #buckets: number[][] = Array.from({ length: BUCKETS }, () => [])
  readonly #columns: number
  readonly #rows: number
  #cost = 0
  #waiting = 1

  constructor(map: EdgeMap, size: Size, root: Point) {
    this.root = root
    this.map = map
    this.#columns = Math.ceil(size.width / map.step)
    this.#rows = Math.ceil(size.height / map.step)
    this.#left = Math.floor(root.x / map.step) - HALF
    this.#top = Math.floor(root.y / map.step) - HALF
    const strength = map.strengthOf(this.#left + HALF, this.#top + HALF)
    this.#strong = Math.max(LEAST, Number.isNaN(strength) ? LEAST : strength)
    const middle = HALF * SIDE + HALF
    this.#costs[middle] = 0
    this.#buckets[0]?.push(middle)
  }

  /** True when there is nothing left to work out. */
  get isWhole(): boolean {
    return this.#waiting === 0
  }

  /** Works out so many samples more; stops earlier where the picture is not read yet. */
  expand(samples: number): void {
    for (let left = samples; left > 0 && this.#waiting > 0; ) {
      const bucket = this.#buckets[this.#cost % BUCKETS]
      const node = bucket?.pop()
      if (node === undefined) {
        this.#cost++
        continue
      }
      this.#waiting--
      if (this.#isFinal[node] === 1) continue
      if (!this.#spread(node)) {
        bucket?.push(node)
        this.#waiting++
        return
      }
      left--
    }
  }

  /** The points between the beginning and a point along the strongest edge, few of them; null while it is not known. */
  pathTo(to: Point): readonly Point[] | null {
    const { step } = this.map
    const [x, y] = [Math.floor(to.x / step) - this.#left, Math.floor(to.y / step) - this.#top]
    if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) return null
    const end = y * SIDE + x
    if (this.#isFinal[end] !== 1) return null
    const line: Point[] = [to]
    for (let at = this.#from[end] ?? -1; at >= 0; at = this.#from[at] ?? -1) line.push(this.#middleOf(at))
    line[line.length - 1] = this.root
    const few = simplifyLine(line.reverse(), TOLERANCE * step)
    return few.slice(1, -1).map((at) => nearby(at, onRidge(this.map, at), 1.5 * step))
  }

  /** Goes on to the samples around one; false where the picture is not read yet. */
  #spread(node: number): boolean {
    const [x, y] = [node % SIDE, Math.floor(node / SIDE)]
    const cost = this.#costs[node] ?? 0
    for (let i = 0; i < LENGTH.length; i++) {
      const column = x + (RIGHT[i] ?? 0)
      const row = y + (DOWN[i] ?? 0)
      if (column < 0 || row < 0 || column >= SIDE || row >= SIDE) continue
      const next = row * SIDE + column
      if (this.#isFinal[next] === 1) continue
      const weight = this.#weightOf(next, column + this.#left, row + this.#top)
      if (weight === null) return false
      if (weight === 0) continue
      const reached = cost + (((LENGTH[i] ?? 0) * weight + 1) >> 1)
      if (reached >= (this.#costs[next] ?? 0)) continue
      this.#costs[next] = reached
      this.#from[next] = node
      this.#buckets[reached % BUCKETS]?.push(next)
      this.#waiting++
    }
    this.#isFinal[node] = 1
    return true
  }

  /** Twice the times that a step to this sample costs more than one along the edge; 0 outside of the picture, null where it is not read. */
  #weightOf(node: number, column: number, row: number): number | null {
    const known = this.#weights[node] ?? 0
    if (known > 0) return known
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return 0
    const strength = this.map.strengthOf(column, row)
    if (Number.isNaN(strength)) return null
    const beside = 1 - Math.min(1, strength / this.#strong)
    const weight = Math.round(2 * (1 + (BESIDE_COSTS - 1) * beside))
    this.#weights[node] = weight
    return weight
  }

  #middleOf(node: number): Point {
    const { step } = this.map
    return { x: ((node % SIDE) + this.#left + 0.5) * step, y: (Math.floor(node / SIDE) + this.#top + 0.5) * step }
  }
}

/** The second point where it is as near to the first as that, else the first. */
function nearby(at: Point, moved: Point, most: number): Point {
  return Math.hypot(moved.x - at.x, moved.y - at.y) <= most ? moved : at
}
