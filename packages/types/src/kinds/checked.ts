import { type AnnotationBody, type Region, Verdict } from "../annotation.ts"
import type { RegionProvenance } from "../review.ts"
import type { TaskAbout } from "./about.ts"
import { WRONG_REASON } from "./verification.ts"

/** Whether a region is a thing of its own that can be checked: it lies on a picture, or is a stretch of time. */
export function isThing({ geometry }: Pick<Region, "geometry">): boolean {
  return geometry.type !== "whole"
}

/** What an answer says of the region that it is about; null where it says nothing. */
export function verdictOf({ regions }: AnnotationBody): Verdict | null {
  return Verdict.safeParse(regions[0]?.label).data ?? null
}

/**
 * A region as those left it who checked it: as they corrected it, with what they said of it; and on what that rests. Nobody said
 * anything of it: as it was, without a verdict.
 */
export function checkedRegion(
  { region }: Extract<TaskAbout, { type: "region" }>,
  answer: AnnotationBody,
  provenance: readonly RegionProvenance[],
): { readonly region: Region; readonly provenance: RegionProvenance } {
  const [said] = answer.regions
  const verdict = verdictOf(answer)
  const [behind] = provenance
  const reason = said?.attributes?.[WRONG_REASON]
  const check = verdict && { verdict, ...(typeof reason === "string" && { reason }) }
  return {
    region: { ...region, ...(verdict === "fix" && said?.fixed), ...(check && { check }) },
    provenance: behind
      ? { ...behind, region: region.id }
      : { region: region.id, method: "single", confidence: null, submissions: [] },
  }
}
