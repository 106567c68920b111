import { type Point, ringsOf, type Shape } from "@justesse/types"
import type { Handle } from "../shapes/contract.ts"
import { handlesOf, isSameHandle } from "../shapes/list.ts"
import type { Stretch } from "./side.ts"
import type { Aim } from "./snap.ts"

/** A handle that was pulled by so much, in image pixels. */
interface Pulled {
  readonly shape: Shape
  readonly handle: Handle
  readonly by: Point
}

/** What a pulled handle decides, and where it is now; null for one that sets no edge. */
export function aimOfPull({ shape, handle, by }: Pulled): { readonly aim: Aim; readonly at: Point } | null {
  const place = handlesOf(shape, 1).find((one) => isSameHandle(one.handle, handle))
  if (!place || handle.part === "rotation") return null
  const at = { x: place.at.x + by.x, y: place.at.y + by.y }
  const ring = ringsOf(shape)[handle.ring] ?? []
  const corner = (index: number) => ring[(index + ring.length) % ring.length] ?? place.at
  const { index } = handle
  if (handle.part === "side" && place.pull !== "adds") {
    const [from, to] = [corner(index), corner(index + 1)]
    return { at, aim: { sides: [movedAcross(from, to, by)] } }
  }
  if (place.pull !== "outwards") return { at, aim: { point: true } }
  return { at, aim: { sides: [corner(index - 1), corner(index + 1)].map((other) => sideOf(place.at, other, at)) } }
}

/** A side that was pulled goes outwards or inwards only. */
function movedAcross(from: Point, to: Point, by: Point): Stretch {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const across = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length }
  const far = by.x * across.x + by.y * across.y
  const moved = (at: Point): Point => ({ x: at.x + far * across.x, y: at.y + far * across.y })
  return { from: moved(from), to: moved(to) }
}

/** The side from a corner that was pulled to `at`, as it ran towards the other corner, which stays on its own side. */
function sideOf(corner: Point, other: Point, at: Point): Stretch {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y) || 1
  const along = { x: (other.x - corner.x) / length, y: (other.y - corner.y) / length }
  const far = (other.x - at.x) * along.x + (other.y - at.y) * along.y
  return { from: at, to: { x: at.x + far * along.x, y: at.y + far * along.y } }
}
