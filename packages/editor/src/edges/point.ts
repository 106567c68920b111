import type { Point } from "@justesse/types"
import type { EdgeMap } from "./map.ts"
import { type FoundEdge, vertexOf } from "./side.ts"

/** An edge at a point is one from so many shades of grey a sample on: less than that is noise. */
const LEAST = 5
/** At the end of the reach an edge counts for so much less than right at hand. */
const FAR_COUNTS = 0.5
/** What is shown of the edge on both sides of the point, in reaches. */
const SHOWN = 1.5

/**
 * The strongest edge within `reach` image pixels of a point, whichever way it runs; null where there is none. Of edges that are about
 * as strong it is the nearest one. The point it is at is `stretch`'s middle.
 */
export function findPoint(map: EdgeMap, near: Point, reach: number): FoundEdge | null {
  const { step } = map
  const far = Math.ceil(reach / step)
  const [column, row] = [Math.floor(near.x / step), Math.floor(near.y / step)]
  let [most, at] = [0, near]
  for (let y = row - far; y <= row + far; y++)
    for (let x = column - far; x <= column + far; x++) {
      const place = { x: (x + 0.5) * step, y: (y + 0.5) * step }
      const away = Math.hypot(place.x - near.x, place.y - near.y)
      if (away > reach) continue
      const strength = map.strengthOf(x, y)
      if (!(strength >= LEAST)) continue
      const counts = strength * (1 - (FAR_COUNTS * away) / reach)
      if (counts > most) [most, at] = [counts, place]
    }
  return most === 0 ? null : toEdge(map, near, onRidge(map, at), reach)
}

/** The point moved across the edge to where it is strongest, by at most two samples. */
export function onRidge(map: EdgeMap, at: Point): Point {
  let here = at
  for (let times = 0; times < 3; times++) {
    const across = acrossAt(map, here)
    if (!across) return here
    const strength = (by: number) =>
      Math.abs(map.along(here.x + by * across.x, here.y + by * across.y, across.x, across.y))
    const by = map.step * vertexOf(strength(-map.step), strength(0), strength(map.step))
    here = { x: here.x + by * across.x, y: here.y + by * across.y }
    if (Math.abs(by) < 0.4 * map.step) return here
  }
  return here
}

/** The direction in which grey changes most at a point, of length 1; null where it does not change. */
function acrossAt(map: EdgeMap, at: Point): Point | null {
  const { right, down } = map.at(at.x, at.y)
  const strength = Math.hypot(right, down)
  return strength > 0 ? { x: right / strength, y: down / strength } : null
}

function toEdge(map: EdgeMap, near: Point, at: Point, reach: number): FoundEdge | null {
  const across = acrossAt(map, at)
  if (!across) return null
  const shown = SHOWN * reach
  const end = (by: number): Point => ({ x: at.x - by * across.y, y: at.y + by * across.x })
  return {
    stretch: { from: end(-shown), to: end(shown) },
    by: Math.hypot(at.x - near.x, at.y - near.y),
    across,
    strength: Math.abs(map.along(at.x, at.y, across.x, across.y)),
  }
}
