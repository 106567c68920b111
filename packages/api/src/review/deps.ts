import type { Review } from "@justesse/db"
import type { Decision, Disagreement, DisagreementId } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

/** What reviewing needs of the house. */
export type ReviewDeps = Pick<Deps, "storage" | "hmac" | "nowMs" | "sha256" | "wake" | "log">

/** Differences without a decision. */
export function openOf(review: Pick<Review, "body">, decisions: ReadonlyMap<DisagreementId, Decision>): Disagreement[] {
  return review.body.differences.filter(({ id }) => !decisions.has(id))
}
