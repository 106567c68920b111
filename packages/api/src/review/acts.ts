import {
  appendEvent,
  clearFinal,
  findAssignmentOf,
  findTaskStatus,
  type ProjectAccess,
  setRank,
  setReviewAside,
  storeSentBack,
  unreserveAudit,
  unreserveReview,
} from "@justesse/db"
import { JustesseError, type TaskNumber } from "@justesse/types"
import type { OneMore, SendBack } from "@justesse/types/wire/review"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { judgeOf, staffOf } from "../decisions/context.ts"
import { appendReturn } from "../decisions/returns.ts"
import { freshThread, tellSentBack } from "../questions/sentBack.ts"
import { requireReservation } from "./decide.ts"
import type { ReviewDeps } from "./deps.ts"
import type { Remember } from "./once.ts"
import { reviewFor } from "./open.ts"

/** What an act that only has to be done answers. */
type Done = { readonly done: true }
const DONE: Done = { done: true }

/** A task with an answer sent back comes after all others, until its author has corrected it. */
const LAST = 2_000_000

/**
 * Gives one answer back to its author with a reason. The task stays where it is, last in the queue, so that it does not
 * hang on somebody who never comes back; a correction puts it in its place again.
 *
 * While its term runs it is a judgement too: its author has five days, and silence decides. After that it is only asked for.
 *
 * @throws JustesseError not_found (no such letter) | invalid_input (a second look) | judgement_refused and as `decide`
 */
export async function sendBack(
  deps: ReviewDeps & Pick<Deps, "uuid">,
  project: ProjectAccess,
  who: Pick<Who, "personId" | "scopes">,
  input: z.infer<typeof SendBack>,
  remember: Remember<Done> = async () => {},
): Promise<Done> {
  mustBeFirst(input)
  const { personId } = who
  const key = { projectId: project.id, taskId: input.task }
  const nowMs = deps.nowMs()
  const review = await reviewFor(deps, key, personId)
  requireReservation(review, personId, input.revision, nowMs)
  const submission = Object.entries(review.body.letters).find(([, letter]) => letter === input.letter)?.[0]
  const author = submission === undefined ? undefined : review.body.people[submission]
  const ids = freshThread(deps)
  await inTransaction(deps, async (inside) => {
    const tx = inside.storage.db
    const answer = author === undefined ? undefined : await findAssignmentOf(tx, key, author)
    if (!answer) throw new JustesseError("not_found", { letter: input.letter })
    const by = judgeOf(await staffOf(inside, project.id), who, project.roles)
    const decision = await appendReturn(inside, answer, by, input.reason)
    const bounds = review.body.differences.find(({ id }) => id === input.difference)?.place ?? null
    await storeSentBack(tx, answer, { ...input.reason, place: bounds })
    await tellSentBack(tx, ids, { review, own: answer, input, personId, nowMs, decision })
    if (!(await setRank(tx, review, LAST))) throw new JustesseError("conflict", { task: input.task })
    const detail = { reason: input.reason.code }
    await appendEvent(tx, { ...key, personId, atMs: nowMs, what: "review.sent_back", detail })
    await remember(tx, DONE)
  })
  return DONE
}

/** A second look only decides: people were told already what became of their answers. */
function mustBeFirst({ look }: { readonly look?: "first" | "second" | undefined }): void {
  if (look === "second") throw new JustesseError("invalid_input", { field: "look" })
}

/**
 * Asks one more person. The task leaves the queue until the answer is there; decisions made so far stay.
 * @throws JustesseError as `decide`
 */
export async function oneMore(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof OneMore>,
  remember: Remember<Done>,
): Promise<Done> {
  mustBeFirst(input)
  const { db, hot } = deps.storage
  const key = { projectId: project.id, taskId: input.task }
  const nowMs = deps.nowMs()
  const review = await reviewFor(deps, key, personId)
  requireReservation(review, personId, input.revision, nowMs)
  // Opened first: killed in between, there is a slot too many and the task is still in the queue.
  await hot.reopen(project.id, [input.task], nowMs)
  const status = await findTaskStatus(db, key)
  await db.transaction().execute(async (tx) => {
    const agreement = status?.agreement ?? null
    await clearFinal(tx, key, { state: "waiting", differences: 0, agreement, nowMs })
    if (!(await setReviewAside(tx, review))) throw new JustesseError("conflict", { task: input.task })
    await appendEvent(tx, { ...key, personId, atMs: nowMs, what: "review.one_more", detail: {} })
    await remember(tx, DONE)
  })
  return DONE
}

/** Gives a reservation back; decisions stay. */
export async function releaseReview(
  deps: ReviewDeps,
  projectId: number,
  personId: number,
  taskId: TaskNumber,
): Promise<void> {
  await unreserveReview(deps.storage.db, { projectId, taskId }, personId)
  await unreserveAudit(deps.storage.db, { projectId, taskId }, personId)
}
