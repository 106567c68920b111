import { doCross, type Ring } from "@justesse/types"

/** Beyond so many points an outline is not looked at: every side would be held against every other. */
const MOST_POINTS = 400
/** Each try takes a crossing out, though it may make others: so many of them, then it stays as it is. */
const MOST_TRIES = 200

/** The first two sides of a ring that cross, by the points at which they begin; null where none do. */
export function findCrossing(ring: Ring): readonly [number, number] | null {
  if (ring.length > MOST_POINTS) return null
  for (let i = 0; i < ring.length; i++)
    for (let k = i + 2; k < ring.length; k++) {
      if (i === 0 && k === ring.length - 1) continue
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[k], ring[(k + 1) % ring.length]]
      if (a && b && c && d && doCross(a, b, c, d)) return [i, k]
    }
  return null
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
