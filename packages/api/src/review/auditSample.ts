import { chooseAudit, type ProjectAccess, type Review } from "@justesse/db"
import { qualityRulesOf } from "@justesse/types"
import type { ReviewDeps } from "./deps.ts"

/**
 * Asks for a second look at a review that was just filed, for a share of the tasks that nobody can foresee. In the
 * transaction that files it.
 */
export async function chooseForAudit(
  deps: ReviewDeps,
  tx: ReviewDeps["storage"]["db"],
  project: ProjectAccess,
  review: Review,
  personId: number,
  atMs: number,
): Promise<void> {
  const share = qualityRulesOf(project.settings).secondLooks
  const hash = Number.parseInt(deps.hmac(`second:${review.projectId}:${review.taskId}`).slice(0, 8), 16) / 2 ** 32
  if (hash >= share || review.body.differences.length === 0) return
  const { body, decisions } = review
  await chooseAudit(tx, review, { body, decisions, by: personId, atMs })
}
