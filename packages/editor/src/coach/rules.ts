import { overlapOf } from "@justesse/quality/shapes/overlap"
import { answerProblems, boundsOfShape, ringsOf } from "@justesse/types"
import { deleteRegions, reshapeRegion } from "../changes.ts"
import { handlesOf } from "../shapes/list.ts"
import type { CoachRule, RuleName } from "./contract.ts"
import { doRingsCross, findCrossing, uncrossRing } from "./crossings.ts"
import { farOutside, shapeInside, withPointsAt } from "./reshape.ts"

/** A region that reaches further outside of the picture than that, image pixels, does so by mistake. */
const OUTSIDE_PX = 0.5
/** A side shorter than that, image pixels, was hardly meant. */
const TINY_PX = 3
/** A region is far from the edges of the picture where it overlaps less than that (IoU) with what they would make of it. */
const NEAR_IOU = 0.85

/** All rules. One that is forgotten here does not compile. */
export const RULES: Readonly<Record<RuleName, CoachRule>> = {
  crosses: {
    find: ({ geometry }) =>
      handlesOf(geometry, 1).some(({ pull }) => pull === "outwards") || !ringsOf(geometry).some(findCrossing)
        ? null
        : {},
    mend({ id, geometry }, { document, limits }) {
      const rings = ringsOf(geometry).map((ring) => uncrossRing(ring) ?? ring)
      return reshapeRegion(document, id, withPointsAt(geometry, rings, limits), "change.mend")
    },
  },
  rings: {
    // What is inside where two lines cross only a person knows.
    find: ({ geometry }) => (doRingsCross(ringsOf(geometry)) ? {} : null),
    mend: () => null,
  },
  outside: {
    find({ geometry }, { limits }) {
      const pixels = farOutside(geometry, limits)
      return pixels > OUTSIDE_PX ? { pixels: Math.ceil(pixels) } : null
    },
    mend({ id, geometry }, { document, limits }) {
      const inside = shapeInside(geometry, limits)
      return inside && reshapeRegion(document, id, inside, "change.mend")
    },
  },
  tiny: {
    find({ geometry }) {
      const { width, height } = boundsOfShape(geometry)
      const pixels = Math.min(width, height)
      return pixels < TINY_PX ? { pixels: Math.round(pixels * 10) / 10 } : null
    },
    mend: ({ id }, { document }) => deleteRegions(document, [id]),
  },
  twice: {
    find({ id }, about) {
      const other = about.duplicateOf(id)
      return other === null ? null : { other }
    },
    mend: ({ id }, { document }) => deleteRegions(document, [id]),
  },
  far: {
    find({ id, geometry }, about) {
      const tight = about.tightened(id)
      return tight && tight !== geometry && overlapOf(tight, geometry) < NEAR_IOU ? { shape: tight } : null
    },
    mend: ({ id }, { document }, { shape }) => (shape ? reshapeRegion(document, id, shape, "change.tighten") : null),
  },
  attribute: {
    waits: true,
    find(region, { ontology }) {
      const problems = answerProblems({ regions: [region], nothingHere: false }, ontology)
      const missing = problems.find((one) => one.kind === "attribute_missing")
      return missing ? { attribute: missing.attribute } : null
    },
    mend: () => null,
  },
  text: {
    waits: true,
    find({ label, transcript }, { ontology }) {
      const isWritten = ontology.labels.find(({ id }) => id === label)?.hasText === true
      return isWritten && !hasText(transcript) ? {} : null
    },
    mend: () => null,
  },
}

/** Written, or marked as what nobody can read. */
function hasText(
  transcript: { readonly value: string; readonly marks?: readonly string[] | undefined } | undefined,
): boolean {
  return transcript !== undefined && (transcript.value.trim() !== "" || (transcript.marks?.length ?? 0) > 0)
}
