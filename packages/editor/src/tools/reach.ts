import type { Point, Shape } from "@justesse/types"
import type { Handle } from "../shapes/contract.ts"
import { handlesOf, isSameHandle } from "../shapes/list.ts"
import { nearestPlace } from "../shapes/places.ts"
import { distance } from "./events.ts"

/**
 * How near the pointer is to the handles of the selected region while a drawing tool is in hand. `isFree`: it has been away from
 * all of them since the region was selected or drawn; `grown`: the handle that is drawn enlarged and would be pulled.
 */
export interface Reach {
  readonly isFree: boolean
  readonly grown: Handle | null
}

/** A region was selected or drawn: none of its handles acts before the pointer has left them. */
export const NO_REACH: Reach = { isFree: false, grown: null }

/** A handle grows when the pointer is as near as this share of its reach, and shrinks again outside of its reach. */
const GROWS_AT = 0.5

/**
 * The reach after the pointer moved to a point (image pixels). Where it goes alone decides, never for how long: after a region
 * is drawn its last corner is under the pointer, and the next press there must start another one.
 */
export function stepReach(reach: Reach, shape: Shape, at: Point, reachPx: number): Reach {
  const near = nearestPlace(handlesOf(shape, reachPx), at, reachPx)
  if (near === null) return reach.isFree && reach.grown === null ? reach : { isFree: true, grown: null }
  if (!reach.isFree) return reach
  const isGrown = isSameHandle(near.handle, reach.grown) || distance(near.at, at) <= GROWS_AT * reachPx
  if (!isGrown) return reach.grown === null ? reach : { isFree: true, grown: null }
  return isSameHandle(near.handle, reach.grown) ? reach : { isFree: true, grown: near.handle }
}
