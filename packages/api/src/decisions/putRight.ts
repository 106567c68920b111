import { type Case, countReopenedBy, countSent, listCasesOf } from "@justesse/db/decisions"
import type { PutRight } from "@justesse/types/wire/decision"
import { countOutcomes } from "@justesse/work/decisions/outcomes"
import type { DecisionDeps } from "./context.ts"
import { readFigures } from "./figures.ts"

/** What an overturn put right, as it is now: outcomes are projections, so that every figure is as if there had been no rejection. */
export async function putRightOf(deps: DecisionDeps, one: Case): Promise<PutRight> {
  const { db } = deps.storage
  const [reopened, figures, cases, { sent }] = await Promise.all([
    countReopenedBy(db, one.projectId, one.publicId),
    readFigures(deps, one.projectId),
    listCasesOf(db, one.personId),
    countSent(db, one.personId),
  ])
  const { rejected, open } = countOutcomes(cases.map(({ state }) => state))
  const decided = Math.max(1, sent - open)
  const share = (bad: number) => Math.max(0, decided - bad) / decided
  return {
    atMs: one.state.sinceMs,
    reopened,
    overturned: { before: Math.max(0, figures.overturned - 1), after: figures.overturned },
    good: { before: share(rejected + 1), after: share(rejected) },
  }
}
