import { canonicalJson, isThing, type Region } from "@justesse/types"
import type { Deps } from "../../core/deps.ts"

/** What of a region is checked, so that the same thing in a later answer is not asked about again. */
export function thingKey(deps: Pick<Deps, "sha256">, { geometry, label, transcript }: Region): string {
  return deps.sha256(canonicalJson({ geometry, label, transcript: transcript ?? null }))
}

/** Regions that can be checked: those that lie on the picture, or are a stretch of the recording. */
export function thingsIn(regions: readonly Region[]): Region[] {
  return regions.filter(isThing)
}
