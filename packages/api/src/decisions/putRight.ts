import { type Case, countReopenedBy } from "@justesse/db/decisions"
import { countVerdicts } from "@justesse/db/decisions/verdicts"
import type { PutRight } from "@justesse/types/wire/decision"
import type { DecisionDeps } from "./context.ts"
import { readFigures } from "./figures.ts"

/** What an overturn put right, as it is now: outcomes are projections, so that every figure is as if there had been no rejection. */
export async function putRightOf(deps: DecisionDeps, one: Case): Promise<PutRight> {
  const { db } = deps.storage
  const [reopened, figures, { good, rejected }] = await Promise.all([
    countReopenedBy(db, one.projectId, one.publicId),
    readFigures(deps, one.projectId),
    countVerdicts(db, { personId: one.personId }, deps.nowMs()),
  ])
  const decided = Math.max(1, good + rejected)
  const share = (bad: number) => Math.max(0, decided - bad) / decided
  return {
    atMs: one.state.sinceMs,
    reopened,
    overturned: { before: Math.max(0, figures.overturned - 1), after: figures.overturned },
    accepted: { before: share(rejected + 1), after: share(rejected) },
  }
}
