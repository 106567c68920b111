import type { OpenTransaction } from "@justesse/db"
import {
  appendEvent,
  clearFinal,
  clearSentBack,
  dropAudit,
  findHalfDecided,
  findLastFiled,
  findNextReview,
  findTaskPictures,
  findTaskStatus,
  keepFinal,
  listAssignmentsOfTask,
  listLatestOfTask,
  listVersionsWith,
  NO_SIZE,
  type Outcome,
  type ProjectAccess,
  type ResolvedTask,
  type Review,
  readReview,
  setOutcomes,
  storeReviewDecisions,
  storeReviewFiled,
  type TaskKey,
} from "@justesse/db"
import { applyDecisions, keepAsked } from "@justesse/quality/review/apply"
import { canonicalJson, type Decision, type DisagreementId, JustesseError, KINDS, TaskId } from "@justesse/types"
import type { Decide, DecideDone, ReviewFile, UndoDecision, Undone } from "@justesse/types/wire/review"
import { whyNotNow, withDecision, withoutLatest } from "@justesse/work/review"
import type { z } from "zod"
import { lengthFor } from "../work/recordings.ts"
import { formsUnder } from "../work/resolve/forms.ts"
import { findAllOutcomes, leftOutOf } from "../work/resolve/outcome.ts"
import { mustFitOntology } from "../work/submit.ts"
import { chooseForAudit } from "./auditSample.ts"
import { openOf, type ReviewDeps } from "./deps.ts"
import type { Remember } from "./once.ts"
import { madeUnder, RESERVED_MS, reviewFor } from "./open.ts"

/** Refuses to act on a review that changed since it was seen, or that somebody else holds. */
export function requireReservation(
  review: Pick<Review, "reviewerId" | "reservedUntilMs" | "revision">,
  personId: number,
  revision: number,
  nowMs: number,
): void {
  const why = whyNotNow(review, { personId, revision, nowMs })
  if (why === "reserved_by_other") throw new JustesseError(why, { untilMs: review.reservedUntilMs })
  if (why === "conflict") throw new JustesseError(why, { revision: review.revision })
}

/**
 * Stores one decision, or another one in its place.
 * @throws JustesseError not_found | own_task | reserved_by_other | conflict | decided_already | invalid_input | label_unknown
 */
export async function decide(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof Decide>,
  remember: Remember<z.infer<typeof DecideDone>> = async () => {},
): Promise<z.infer<typeof DecideDone>> {
  const nowMs = deps.nowMs()
  const review = await reviewFor(deps, { projectId: project.id, taskId: input.task }, personId)
  requireReservation(review, personId, input.revision, nowMs)
  await mustFit(deps, review, input.difference, input.decision)
  const { decisions, order } = withDecision(review, input.difference, input.decision)
  const open = openOf(review, decisions)
  const untilMs = nowMs + RESERVED_MS
  const done = { revision: review.revision + 1, open: open.length, reservedUntilMs: untilMs }
  await deps.storage.db.transaction().execute(async (tx) => {
    const isStored = await storeReviewDecisions(tx, review, { decisions, order, open }, personId, untilMs)
    if (!isStored) throw new JustesseError("conflict", { task: input.task })
    await noteDecided(tx, review, personId, nowMs, input.difference, input.decision.outcome)
    await remember(tx, done)
  })
  return done
}

/** Says who decided a difference when; its kind tells later how long decisions of a kind take. */
export async function noteDecided(
  tx: OpenTransaction,
  { projectId, taskId, body }: Pick<Review, "projectId" | "taskId" | "body">,
  personId: number,
  atMs: number,
  disagreement: DisagreementId,
  outcome: Decision["outcome"],
): Promise<void> {
  const kind = body.differences.find(({ id }) => id === disagreement)?.kind ?? ""
  const detail = { difference: disagreement, outcome, kind }
  await appendEvent(tx, { projectId, taskId, personId, atMs, what: "review.decided", detail })
}

/**
 * Refuses a decision that does not fit its difference.
 * @throws JustesseError not_found | label_unknown | attribute_missing | invalid_input
 */
export async function mustFit(
  deps: ReviewDeps,
  review: Pick<Review, "projectId" | "taskId" | "body">,
  id: DisagreementId,
  decision: Decision,
): Promise<void> {
  const disagreement = review.body.differences.find((one) => one.id === id)
  if (!disagreement) throw new JustesseError("not_found", { difference: id })
  if (decision.outcome === "edit") {
    const { ontology } = await madeUnder(deps, review)
    const durationMs = await lengthFor(deps, ontology, review)
    mustFitOntology({ regions: [decision.region], nothingHere: false }, ontology, { isAlone: true, durationMs })
  }
  // Refuses a letter that has nothing to do with this difference.
  applyDecisions({ ...review.body, differences: [disagreement] }, new Map([[id, decision]]))
}

/**
 * Files a task on which everything is decided: its answer is kept, and each person learns what became of theirs.
 * @throws JustesseError conflict (detail.open) while something is open, and as {@link decide}
 */
export async function fileReview(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReviewFile>,
  remember: Remember<Filed> = async () => {},
): Promise<Filed> {
  const { db } = deps.storage
  const atMs = deps.nowMs()
  const key = { projectId: project.id, taskId: input.task }
  const review = await reviewFor(deps, key, personId)
  requireReservation(review, personId, input.revision, atMs)
  const filing = await filingOf(deps, project, review)
  await db.transaction().execute(async (tx) => {
    await keepAnswer(tx, review, filing, atMs)
    if (!(await storeReviewFiled(tx, review, personId, atMs))) throw new JustesseError("conflict", { task: input.task })
    await noteFiled(tx, review, filing, personId, atMs)
    await chooseForAudit(deps, tx, project, review, personId, atMs)
    await remember(tx, { next: null })
  })
  const next = await findNextReview(db, { projectId: project.id, personId, kinds: [], labels: [] }, atMs)
  return { next: next === null ? null : TaskId.parse(next) }
}

/** The task that comes next; not told again to whoever files a second time. */
export interface Filed {
  readonly next: TaskId | null
}

/** What filing a review keeps: the answer, and what became of each person's. */
interface Filing {
  readonly answer: ResolvedTask
  readonly outcomes: ReadonlyMap<number, Outcome>
  readonly leftOut: number
}

/**
 * What filing this review would keep.
 * @throws JustesseError conflict (detail.open) while something is open
 */
export async function filingOf(deps: ReviewDeps, project: ProjectAccess, review: Review): Promise<Filing> {
  const { db } = deps.storage
  const { labels } = (await madeUnder(deps, review)).ontology
  const decided = keepAsked(applyDecisions(review.body, review.decisions), labels)
  if (decided.undecided > 0) throw new JustesseError("conflict", { open: decided.undecided })
  const [answers, status, pictures] = await Promise.all([
    listLatestOfTask(db, review),
    findTaskStatus(db, review),
    findTaskPictures(db, project.id, [review.taskId]),
  ])
  const size = pictures.get(review.taskId)?.size ?? NO_SIZE
  const rule = { ...project.settings.settle, open: leftOutOf(review), size }
  const under = KINDS[project.kind].asksFields ? answers.map(({ ontologyVersion }) => ontologyVersion) : []
  const forms = await formsUnder(deps, project.id, under)
  return {
    answer: {
      by: "review",
      atMs: deps.nowMs(),
      answer: decided.body,
      answerSha256: deps.sha256(canonicalJson(decided.body)),
      provenance: decided.provenance,
      agreement: status?.agreement ?? null,
    },
    outcomes: findAllOutcomes(answers, decided.body, rule, { labels, ...(forms && { forms }) }),
    leftOut: decided.leftOut.length,
  }
}

/** Stores a decided answer and its fates; the review itself is filed by the caller, in the same transaction. */
export async function keepAnswer(
  tx: OpenTransaction,
  key: TaskKey,
  { answer, outcomes }: Filing,
  atMs: number,
): Promise<void> {
  await setOutcomes(tx, key, outcomes)
  await clearSentBack(tx, key)
  await keepFinal(tx, key, { ...answer, atMs })
}

/** Says that a review was filed. */
export async function noteFiled(
  tx: OpenTransaction,
  { projectId, taskId, body }: Review,
  { leftOut }: Filing,
  personId: number,
  atMs: number,
): Promise<void> {
  const detail = { differences: body.differences.length, leftOut }
  await appendEvent(tx, { projectId, taskId, personId, atMs, what: "review.filed", detail })
}

/**
 * Takes the last decision back: of the task named, or of the one this reviewer filed last, which is disputed again then.
 * @throws JustesseError nothing_to_undo | decided_already (a version was frozen with it since)
 */
export async function undoDecision(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof UndoDecision>,
): Promise<z.infer<typeof Undone>> {
  const { db } = deps.storage
  const here = input.task ?? (await findHalfDecided(db, project.id, personId))
  const review = here === null ? undefined : await readReview(db, { projectId: project.id, taskId: here })
  if (review?.state === "waiting" && review.order.length > 0) {
    requireReservation(review, personId, review.revision, deps.nowMs())
    return takeBack(deps, review, personId)
  }
  const filed = await findLastFiled(db, project.id, personId)
  const last = filed === null ? undefined : await readReview(db, { projectId: project.id, taskId: filed })
  if (!last) throw new JustesseError("nothing_to_undo")
  await mustNotBeFrozen(deps, last)
  return takeBack(deps, last, personId)
}

/** @throws JustesseError decided_already when a version was frozen with it since it was filed */
export async function mustNotBeFrozen(deps: ReviewDeps, review: Review): Promise<void> {
  const versions = await listVersionsWith(deps.storage.db, review)
  const since = versions.find((version) => version.frozenAtMs >= (review.filedAtMs ?? 0))
  if (since) throw new JustesseError("decided_already", { version: since.version })
}

async function takeBack(deps: ReviewDeps, review: Review, personId: number): Promise<z.infer<typeof Undone>> {
  const back = withoutLatest(review)
  if (!back) throw new JustesseError("nothing_to_undo")
  const { id: disagreement, decisions, order } = back
  const nowMs = deps.nowMs()
  const open = openOf(review, decisions)
  const key: TaskKey = { projectId: review.projectId, taskId: review.taskId }
  await deps.storage.db.transaction().execute(async (tx) => {
    const decided = { decisions, order, open }
    if (review.state === "filed") {
      await disputeAgain(tx, review, nowMs)
      await dropAudit(tx, review)
    }
    if (!(await storeReviewDecisions(tx, review, decided, personId, nowMs + RESERVED_MS))) {
      throw new JustesseError("conflict", { task: review.taskId })
    }
    await appendEvent(tx, {
      ...key,
      personId,
      atMs: nowMs,
      what: "review.undone",
      detail: { difference: disagreement },
    })
  })
  return { task: TaskId.parse(review.taskId), difference: disagreement, revision: review.revision + 1 }
}

/** A filed task is disputed again: its answer and what became of people's are taken back. */
export async function disputeAgain(tx: ReviewDeps["storage"]["db"], review: Review, nowMs: number): Promise<void> {
  const answers = await listAssignmentsOfTask(tx, review)
  await setOutcomes(tx, review, new Map(answers.map(({ personId }) => [personId, null])))
  const status = await findTaskStatus(tx, review)
  const disagreements = review.body.differences.length
  await clearFinal(tx, review, {
    state: "disputed",
    differences: disagreements,
    agreement: status?.agreement ?? null,
    nowMs,
  })
}
