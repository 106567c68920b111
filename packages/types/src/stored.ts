import { z } from "zod"
import { AnnotationBody, Region, WorkBody } from "./annotation.ts"
import { Point } from "./geometry.ts"
import { Decision, Disagreement } from "./review.ts"
import { boxShape } from "./shapes/box.ts"
import { outlineShape, type Shape } from "./shapes/list.ts"
import { RotatedBox } from "./shapes/rotatedBox.ts"

/** What a region of the first form says of its place: its upright box, an outline, and the box before it was rotated. */
const FirstPlace = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  outline: z.array(Point).min(3).optional(),
  /** The box was moved since: outline and rotation say nothing any more. */
  outlineStale: z.boolean().optional(),
  turned: RotatedBox.omit({ type: true }).optional(),
})

/**
 * A region as it is today, from what may be one of the first form (`shape: "box"` with the numbers beside it), as rows,
 * drafts and open tabs from before still hold. Anything else is given back as it is. What was stored is not changed.
 */
export function upgradeRegion(stored: unknown): unknown {
  if (!isFirstForm(stored)) return stored
  const place = FirstPlace.safeParse(stored)
  if (!place.success) return stored
  const { shape: _s, x: _x, y: _y, width: _w, height: _h, outline: _o, outlineStale: _st, turned: _t, ...rest } = stored
  const { id, ...others } = rest
  return { id, geometry: toShape(place.data, rest), ...others }
}

/** {@link upgradeRegion} for every region of a body. The same object where all of them are of today. */
export function upgradeBody(stored: unknown): unknown {
  if (typeof stored !== "object" || stored === null || !("regions" in stored) || !Array.isArray(stored.regions))
    return stored
  const regions: unknown[] = stored.regions
  return regions.some(isFirstForm) ? { ...stored, regions: regions.map(upgradeRegion) } : stored
}

/** A region that may have been stored in the first form. */
export const StoredRegion = z.preprocess((stored: Region) => upgradeRegion(stored), Region)
/** A body that may have been stored or sent in the first form. */
export const StoredBody = z.preprocess((stored: AnnotationBody) => upgradeBody(stored), AnnotationBody)
/** A draft that may have been stored or sent in the first form. */
export const StoredWorkBody = z.preprocess((stored: WorkBody) => upgradeBody(stored), WorkBody)

/** A disagreement whose regions may have been stored in the first form. */
export const StoredDisagreement = z.preprocess((stored: Disagreement) => upgradeDisagreement(stored), Disagreement)
/** A decision whose region may have been stored or sent in the first form. */
export const StoredDecision = z.preprocess((stored: Decision) => upgradeMember(stored, "region"), Decision)

function upgradeDisagreement(stored: unknown): unknown {
  const upgraded = upgradeMember(stored, "proposal")
  if (!isRecord(upgraded) || !Array.isArray(upgraded["candidates"])) return upgraded
  return { ...upgraded, candidates: upgraded["candidates"].map((one) => upgradeMember(one, "region")) }
}

function upgradeMember(stored: unknown, member: string): unknown {
  if (!isRecord(stored) || !isFirstForm(stored[member])) return stored
  return { ...stored, [member]: upgradeRegion(stored[member]) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

type FirstForm = Record<string, unknown> & { readonly shape: "box" }

function isFirstForm(stored: unknown): stored is FirstForm {
  return typeof stored === "object" && stored !== null && "shape" in stored && stored.shape === "box"
}

function toShape(place: z.infer<typeof FirstPlace>, rest: Record<string, unknown>): Shape {
  const { outline, turned: rotated } = place
  if (place.outlineStale === true) return boxShape(place)
  if (rotated && rotated.rotation !== 0) return { type: "rotatedBox", ...rotated }
  const isText = rest["transcript"] !== undefined || rest["level"] !== undefined
  return (outline && outlineShape([outline], isText)) ?? boxShape(place)
}
