import type { Point } from "@justesse/types"
import type { Stretch } from "./side.ts"

/** A side as long as so many reaches is looked along; of a shorter one nothing is known yet but where it begins. */
const KNOWN_SIDE_REACHES = 2
/** Where a side may begin: so far from the pointer, and so long, in reaches. */
const BEGINS = 0.5
const SHORT_SIDE_REACHES = 2

/**
 * Sides that may begin at a point and run upright or level: of the corner that is set first it is not known on which side of it the
 * thing will be.
 */
export function sidesFrom(at: Point, reach: number, along: readonly ("level" | "upright")[]): Stretch[] {
  const ends = [1, -1].map((way) => [way * BEGINS * reach, way * (BEGINS + SHORT_SIDE_REACHES) * reach] as const)
  return along.flatMap((which) =>
    ends.map(([near, far]) =>
      which === "level"
        ? { from: { x: at.x + near, y: at.y }, to: { x: at.x + far, y: at.y } }
        : { from: { x: at.x, y: at.y + near }, to: { x: at.x, y: at.y + far } },
    ),
  )
}

/** The sides of an upright box that its second corner decides, when the first one is set. */
export function sidesTo(first: Point, at: Point, reach: number): Stretch[] {
  const known = KNOWN_SIDE_REACHES * reach
  const upright = Math.abs(at.y - first.y) >= known
  const level = Math.abs(at.x - first.x) >= known
  return [
    ...(upright ? [{ from: { x: at.x, y: first.y }, to: at }] : sidesFrom(at, reach, ["upright"])),
    ...(level ? [{ from: { x: first.x, y: at.y }, to: at }] : sidesFrom(at, reach, ["level"])),
  ]
}
