import { doCross, type Ring } from "@justesse/types"

/** Pairs of sides that are looked at in one go, about a millisecond: outlines of people and models need some ten a point. */
const MOST_PAIRS = 100_000
/** Each try takes a crossing out, though it may make others: so many of them, then it stays as it is. */
const MOST_TRIES = 200

/** A side of a ring by where it begins, and how far it reaches across. */
interface Side {
  readonly ring: Ring
  readonly from: number
  readonly left: number
  readonly right: number
}

/** Two sides of a ring that cross, by the points at which they begin, in this order; null where none do, or too many lie in one row. */
export function findCrossing(ring: Ring): readonly [number, number] | null {
  const found = firstCrossing([ring], () => true)
  if (!found) return null
  const [{ from: i }, { from: k }] = found
  return i < k ? [i, k] : [k, i]
}

/** True where a side of one ring crosses a side of another; false also where too many lie in one row. */
export function doRingsCross(rings: readonly Ring[]): boolean {
  return rings.length > 1 && firstCrossing(rings, (side, other) => side.ring !== other.ring) !== null
}

function firstCrossing(rings: readonly Ring[], isAsked: (side: Side, other: Side) => boolean): [Side, Side] | null {
  const sides = rings.flatMap(sidesOf).sort((p, q) => p.left - q.left || p.from - q.from)
  let pairs = 0
  for (let n = 0; n < sides.length; n++) {
    const side = sides[n]
    if (!side) continue
    for (let next = n + 1; next < sides.length; next++) {
      const other = sides[next]
      if (!other || other.left > side.right) break
      if (++pairs > MOST_PAIRS) return null
      if (isAsked(side, other) && cross(side, other)) return [side, other]
    }
  }
  return null
}

function cross(side: Side, other: Side): boolean {
  const [a, b] = endsOf(side)
  const [c, d] = endsOf(other)
  return a !== undefined && b !== undefined && c !== undefined && d !== undefined && doCross(a, b, c, d)
}

function endsOf({ ring, from }: Side) {
  return [ring[from], ring[(from + 1) % ring.length]] as const
}

function sidesOf(ring: Ring): Side[] {
  return ring.map((a, from) => {
    const b = ring[(from + 1) % ring.length] ?? a
    return { ring, from, left: Math.min(a.x, b.x), right: Math.max(a.x, b.x) }
  })
}

/** The same points in an order in which no two sides cross, as near as possible to the one they have; null where none was found. */
export function uncrossRing(ring: Ring): Ring | null {
  let now: Ring = ring
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const crossing = findCrossing(now)
    if (!crossing) return now
    const [i, k] = crossing
    now = [...now.slice(0, i + 1), ...now.slice(i + 1, k + 1).reverse(), ...now.slice(k + 1)]
  }
  return null
}
