import type { Review } from "@justesse/db"
import type { Decision, Difference, DifferenceId } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

/** What reviewing needs of the house. */
export type ReviewDeps = Pick<Deps, "storage" | "hmac" | "nowMs" | "sha256" | "wake" | "log">

/** Differences without a decision. */
export function openOf(review: Pick<Review, "body">, decisions: ReadonlyMap<DifferenceId, Decision>): Difference[] {
  return review.body.differences.filter(({ id }) => !decisions.has(id))
}
