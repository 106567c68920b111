import { findReviewAct, type OpenTransaction, type ProjectAccess, pruneReviewActs, storeReviewAct } from "@justesse/db"
import { canonicalJson, JustesseError } from "@justesse/types"
import type { ReviewDeps } from "./deps.ts"

/** What an act answers goes beside it, in the transaction that carries it out. */
export type Remember<Answer> = (tx: OpenTransaction, answer: Answer) => Promise<void>

/** What is asked of a review, under an id of its own where the page gave it one. */
interface Asked {
  readonly act?: string | undefined
  readonly revision: number
}

/**
 * Carries an act out once: the same act under the same id again is answered as it was, also when the task was filed or changed
 * since. The revision is no part of it: a page that sends again may have learnt of another one.
 *
 * @throws JustesseError conflict for another act, or somebody else's, under that id; and as `work`
 */
export async function once<Answer extends object>(
  deps: ReviewDeps,
  { id: projectId }: Pick<ProjectAccess, "id">,
  personId: number,
  asked: Asked,
  work: (remember: Remember<Answer>) => Promise<Answer>,
): Promise<Answer> {
  const { act, revision: _, ...rest } = asked
  if (act === undefined) return work(async () => {})
  const askedSha256 = deps.sha256(canonicalJson(rest))
  const findDone = async (): Promise<Answer | null> => {
    const known = await findReviewAct(deps.storage.db, projectId, act)
    if (!known) return null
    if (known.personId !== personId || known.askedSha256 !== askedSha256) throw new JustesseError("conflict", { act })
    return known.answer as Answer // as `remember` wrote it; the wire's schema looks at it once more
  }
  const remember: Remember<Answer> = (tx, answer) =>
    storeReviewAct(tx, { projectId, actId: act, personId, askedSha256, answer }, deps.nowMs())
  const done = await findDone()
  if (done) return done
  return work(remember).catch(async (error: unknown) => {
    // Sent twice at once (a call that was given up goes on here): the other one was quicker, and this is its answer too.
    const meanwhile = await findDone()
    if (meanwhile) return meanwhile
    throw error
  })
}

/**
 * Acts are known so long by their id. One that a computer sends again later is not done twice either: whoever had reserved the
 * task has not any more, and its page reads the task anew and drops what is decided so already.
 */
const ACTS_KEPT_MS = 90 * 86_400_000

/** Forgets acts of more than 90 days ago; returns how many. */
export function pruneActs({ storage, nowMs }: Pick<ReviewDeps, "storage" | "nowMs">): Promise<number> {
  return pruneReviewActs(storage.db, nowMs() - ACTS_KEPT_MS)
}
