import type { Point } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { HandlePlace } from "./contract.ts"

/** The corners of a ring and the middles of its sides as handles. */
export function sidesAndPoints(ring: readonly Point[], pull: HandlePlace["pull"]): HandlePlace[] {
  const places: HandlePlace[] = ring.map((at, index) => ({ handle: { part: "point", ring: 0, index }, at, pull }))
  ring.forEach((at, index) => {
    const middle = middleOf(at, ring[(index + 1) % ring.length] ?? at)
    places.push({ handle: { part: "side", ring: 0, index }, at: middle, pull })
  })
  return places
}

/** The point halfway between two. */
export function middleOf(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

/** The nearest of these places within reach of a point; points come before sides that are as near. Null for none. */
export function nearestPlace(places: readonly HandlePlace[], at: Point, reachPx: number): HandlePlace | null {
  let best: HandlePlace | null = null
  let nearest = reachPx
  for (const place of places) {
    const away = Math.hypot(place.at.x - at.x, place.at.y - at.y)
    if (away > reachPx || (best !== null && away >= nearest)) continue
    best = place
    nearest = away
  }
  return best
}

/** A point kept inside the picture, to hundredths of a pixel. */
export function pointWithin({ x, y }: Point, { picture }: BoxLimits): Point {
  return { x: rounded(Math.min(picture.width, Math.max(0, x))), y: rounded(Math.min(picture.height, Math.max(0, y))) }
}

/** Image pixels and degrees to hundredths: far below what a hand can place, and what is stored stays short. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

/** Degrees between -180 (not included) and 180. */
export function angleWithin(degrees: number): number {
  const within = rounded(((((degrees + 180) % 360) + 360) % 360) - 180)
  return within === -180 ? 180 : within
}
