import { doCross, type Ring } from "@justesse/types"

/** Pairs of sides that are looked at in one go, about a millisecond: outlines of people and models need some ten a point. */
const MOST_PAIRS = 100_000
/** Each try takes a crossing out, though it may make others: so many of them, then it stays as it is. */
const MOST_TRIES = 200

/** Two sides of a ring that cross, by the points at which they begin, in this order; null where none do, or too many lie in one row. */
export function findCrossing(ring: Ring): readonly [number, number] | null {
  const sides = sidesFromLeft(ring)
  let pairs = 0
  for (let n = 0; n < sides.length; n++) {
    const side = sides[n]
    if (!side) continue
    for (let next = n + 1; next < sides.length; next++) {
      const other = sides[next]
      if (!other || other.left > side.right) break
      if (++pairs > MOST_PAIRS) return null
      const [i, k] = side.from < other.from ? [side.from, other.from] : [other.from, side.from]
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[k], ring[(k + 1) % ring.length]]
      if (a && b && c && d && doCross(a, b, c, d)) return [i, k]
    }
  }
  return null
}

/** The sides of a ring by where they begin and how far they reach across, from left to right. */
function sidesFromLeft(ring: Ring) {
  const sides = ring.map((a, from) => {
    const b = ring[(from + 1) % ring.length] ?? a
    return { from, left: Math.min(a.x, b.x), right: Math.max(a.x, b.x) }
  })
  return sides.sort((p, q) => p.left - q.left || p.from - q.from)
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
