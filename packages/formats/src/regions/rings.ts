import { doCross, isInsideRings, type Point, type Ring, signedArea } from "@justesse/types"

/** Area that a ring goes round, square pixels. */
function ringArea(ring: Ring): number {
  return Math.abs(signedArea(ring)) / 2
}

/** How many of the other rings each ring lies in: an odd number for holes. Rings that cross count by their first point. */
function depthsOf(rings: readonly Ring[]): number[] {
  const boxes = rings.map(edgesOf)
  return rings.map((ring, i) => {
    const [first] = ring
    if (!first) return 0
    return rings.filter((other, j) => j !== i && holds(boxes[j], first) && isInsideRings([other], first)).length
  })
}

/** The edges of the upright box around a ring. */
interface Edges {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

function edgesOf(ring: Ring): Edges {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of ring) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  return { left, top, right, bottom }
}

function holds(edges: Edges | undefined, { x, y }: Point): boolean {
  return edges !== undefined && x >= edges.left && x <= edges.right && y >= edges.top && y <= edges.bottom
}

/**
 * Area of rings that do not cross, square pixels: holes taken off. For a line that crosses itself it is what the usual
 * formula of its corners gives.
 */
export function areaOfRings(rings: readonly Ring[]): number {
  if (rings.length === 1 && rings[0]) return ringArea(rings[0])
  const depths = depthsOf(rings)
  return Math.abs(rings.reduce((sum, ring, i) => sum + ((depths[i] ?? 0) % 2 === 0 ? 1 : -1) * ringArea(ring), 0))
}

/** The rings as parts that lie apart, each with its holes behind it. */
export function partsOf(rings: readonly Ring[]): Ring[][] {
  const depths = depthsOf(rings)
  const parts = rings.flatMap((ring, i) =>
    (depths[i] ?? 0) % 2 === 0 ? [{ depth: depths[i] ?? 0, rings: [ring] }] : [],
  )
  rings.forEach((ring, i) => {
    const depth = depths[i] ?? 0
    const [first] = ring
    if (depth % 2 === 0 || !first) return
    const around = parts.find(
      (part) => part.depth === depth - 1 && part.rings[0] && isInsideRings([part.rings[0]], first),
    )
    if (around) around.rings.push(ring)
    else parts.push({ depth, rings: [ring] })
  })
  return parts.map((part) => part.rings)
}

/**
 * Several rings as one line: from the nearest corner so far to the first of the next ring, round it, and back the same way.
 * What is between has no width, so that the area is the same; holes run the other way round, so that programs which count
 * turns instead of crossings see them too. {@link splitRing} takes it apart again.
 */
export function joinRings(rings: readonly Ring[]): Ring {
  const [first = []] = rings
  if (rings.length <= 1) return first
  const depths = depthsOf(rings)
  const directed = rings.map((ring, i) => {
    const wanted = (depths[i] ?? 0) % 2 === 0 ? signedArea(first) : -signedArea(first)
    const [start, ...others] = ring
    // Only what must run the other way does; the first corner stays the first.
    const isHole = (depths[i] ?? 0) % 2 === 1
    return isHole && start && signedArea(ring) * wanted < 0 ? [start, ...others.reverse()] : ring
  })
  let line: Point[] = [...(directed[0] ?? [])]
  for (const ring of directed.slice(1)) {
    const [start] = ring
    if (!start) continue
    let nearest = 0
    let least = Infinity
    line.forEach((point, i) => {
      const distance = Math.hypot(point.x - start.x, point.y - start.y)
      if (distance < least) {
        least = distance
        nearest = i
      }
    })
    const from = line[nearest] ?? start
    line = [...line.slice(0, nearest + 1), ...ring, start, from, ...line.slice(nearest + 1)]
  }
  return line
}

/** Lines of fewer points hold no two rings: three points each, and the way there and back. */
const LEAST_JOINED = 8

/**
 * The rings of a line that goes to another part and back the same way, its first ring first; a line that does not is one ring.
 * Whatever the line, the rings go round the same area, read even-odd.
 */
export function splitRing(line: Ring): Ring[] {
  if (line.length < LEAST_JOINED || !meetsItself(line)) return [line]
  const open: Point[] = []
  const stretches = new Stretches()
  const found: Ring[] = []
  for (const [next, point] of line.entries()) {
    const last = open.at(-1)
    // Where the line left `point` for where it is now: what is between is a ring, if enough is left of both.
    const left = last && stretches.find(point, last, open.length - 5)
    if (left !== undefined && left + 1 + (line.length - next - 1) >= 3) {
      found.push(open.slice(left + 1, open.length - 1))
      while (open.length > left + 1) stretches.drop(open.at(-2), open.pop())
      continue
    }
    if (last) stretches.add(last, point, open.length - 1)
    open.push(point)
  }
  return [...endOf(open, stretches), ...found]
}

/** What is left of a line, and the ring to which it went last where the way back is the one that closes it. */
function endOf(open: readonly Point[], stretches: Stretches): Ring[] {
  const [start] = open
  const last = open.at(-1)
  const left = start && last && stretches.find(start, last, open.length - 5)
  return left === undefined || left < 3 ? [open] : [open.slice(0, left), open.slice(left + 1, open.length - 1)]
}

/** The stretches of a line from point to point, to find the one that is the same the other way round. */
class Stretches {
  readonly #places = new Map<string, number[]>()

  add(from: Point, to: Point, at: number): void {
    const places = this.#places.get(keyOf(from, to))
    if (places) places.push(at)
    else this.#places.set(keyOf(from, to), [at])
  }

  /** Where the last stretch from `from` to `to` begins that begins at `most` or before it. */
  find(from: Point, to: Point, most: number): number | undefined {
    const places = this.#places.get(keyOf(from, to)) ?? []
    for (let i = places.length - 1; i >= 0; i--) if ((places[i] ?? most) <= most) return places[i]
    return undefined
  }

  /** Forgets the last stretch from `from` to `to`. */
  drop(from: Point | undefined, to: Point | undefined): void {
    if (from && to) this.#places.get(keyOf(from, to))?.pop()
  }
}

const keyOf = (from: Point, to: Point) => `${from.x},${from.y}>${to.x},${to.y}`

/** Lines of more points are looked through by what a set holds of them, others point by point. */
const FEW = 48

/** False where no point of a line is there twice: then it is one ring. It may be true where none is. */
function meetsItself(line: Ring): boolean {
  if (line.length <= FEW) {
    for (let i = 0; i < line.length; i++) if (isAmong(line[i], line, i)) return true
    return false
  }
  // Points that are the same give the same number; others hardly ever do.
  return new Set(line.map(({ x, y }) => x + y * 1.618_033_988_749_895)).size < line.length
}

/** True when one of the first `count` points is `point`. */
function isAmong(point: Point | undefined, points: Ring, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const other = points[i]
    if (other !== undefined && point !== undefined && other.x === point.x && other.y === point.y) return true
  }
  return false
}

/** True when no two of these rings cross or lie over one another: read even-odd and joined they are the same area. */
export function areApart(rings: readonly Ring[]): boolean {
  const all = rings.map((ring) => ({ ring, edges: edgesOf(ring) }))
  return all.every((one, i) => all.slice(i + 1).every((other) => isApart(one, other)))
}

interface Edged {
  readonly ring: Ring
  readonly edges: Edges
}

function isApart(p: Edged, q: Edged): boolean {
  const [a, b] = [p.edges, q.edges]
  if (a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom) return true
  const [first] = p.ring
  const [second] = q.ring
  if (!first || !second || isInsideRings([q.ring], first) || isInsideRings([p.ring], second)) return false
  const others = linesWithin(q.ring, a)
  return linesWithin(p.ring, b).every(([from, to]) => others.every(([begin, end]) => !doCross(from, to, begin, end)))
}

/** The stretches of a ring that may reach into a box. */
function linesWithin(ring: Ring, { left, top, right, bottom }: Edges): [Point, Point][] {
  return ring.flatMap((a, i): [Point, Point][] => {
    const b = ring[(i + 1) % ring.length] ?? a
    const isBeside = Math.max(a.x, b.x) < left || Math.min(a.x, b.x) > right
    return isBeside || Math.max(a.y, b.y) < top || Math.min(a.y, b.y) > bottom ? [] : [[a, b]]
  })
}
