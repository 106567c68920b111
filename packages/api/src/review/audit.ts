import {
  appendEvent,
  findHalfDecidedAudit,
  findNextAudit,
  isAuditFor,
  type ProjectAccess,
  type Review,
  type ReviewAudit,
  readAudit,
  readReview,
  reserveAudit,
  storeAuditDecisions,
  storeAuditFiled,
  storeReviewDecisions,
  sumAudits,
} from "@justesse/db"
import { applyDecisions } from "@justesse/quality/review/apply"
import { compareDecisions, type DecisionComparison, SPELLING_SEVERITY } from "@justesse/quality/review/severity"
import { JustesseError, TaskId, type TaskNumber } from "@justesse/types"
import type { Decide, DecideDone, ReviewFile, ReviewOpen, ReviewTask, Undone } from "@justesse/types/wire/review"
import { withDecision, withoutLatest } from "@justesse/work/review"
import type { z } from "zod"
import { disputeAgain, type Filed, mustFit, requireReservation } from "./decide.ts"
import { openOf, type ReviewDeps } from "./deps.ts"
import type { Remember } from "./once.ts"
import { RESERVED_MS, shown, unlessTakenNow } from "./open.ts"

type Db = ReviewDeps["storage"]["db"]

/** How often the next look is searched for when others take it first. */
const TRIES = 5

/**
 * Opens a second look and reserves it: the task named, or the next one. The first decisions are not shown.
 * @throws JustesseError not_found | own_task (answered or decided first by this person) | reserved_by_other | decided_already
 */
export async function openAudit(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReviewOpen>,
): Promise<ReviewTask | null> {
  const { db } = deps.storage
  for (let i = 0; i < TRIES; i++) {
    const nowMs = deps.nowMs()
    const taskId = input.task ?? (await findNextAudit(db, project.id, personId, nowMs, input.except))
    if (taskId === null) return null
    const key = { projectId: project.id, taskId }
    const audit = await unlessTakenNow(input.task, () => findAudit(deps, key, personId))
    if (!audit) continue
    const reservedUntilMs = nowMs + RESERVED_MS
    if (await reserveAudit(db, key, personId, nowMs, reservedUntilMs)) {
      const { tasks } = await sumAudits(db, project.id, personId)
      const more = { tasksLeft: tasks, canUndo: audit.order.length > 0, look: "second" } as const
      return shown(deps, project, { ...audit, reservedUntilMs }, more)
    }
    if (input.task !== null) throw new JustesseError("reserved_by_other", { untilMs: audit.reservedUntilMs })
  }
  return null
}

async function findAudit(
  deps: ReviewDeps,
  key: { projectId: number; taskId: TaskNumber },
  personId: number,
): Promise<ReviewAudit> {
  const { db } = deps.storage
  const audit = await readAudit(db, key)
  if (!audit) throw new JustesseError("not_found", { task: key.taskId })
  if (audit.state !== "waiting") throw new JustesseError("decided_already", { task: key.taskId })
  if (await isAuditFor(db, key, personId)) return audit
  const review = await readReview(deps.storage.db, key)
  // Undone or answered anew since: there is nothing to look at for now.
  throw new JustesseError(review?.state === "filed" ? "own_task" : "decided_already", { task: key.taskId })
}

/** Stores one decision of a second look, or another one in its place. @throws JustesseError as `decide` */
export async function decideAudit(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof Decide>,
  remember: Remember<z.infer<typeof DecideDone>>,
): Promise<z.infer<typeof DecideDone>> {
  const nowMs = deps.nowMs()
  const audit = await findAudit(deps, { projectId: project.id, taskId: input.task }, personId)
  requireReservation(audit, personId, input.revision, nowMs)
  await mustFit(deps, audit, input.difference, input.decision)
  const { decisions, order } = withDecision(audit, input.difference, input.decision)
  const open = openOf(audit, decisions)
  const reservedUntilMs = nowMs + RESERVED_MS
  // Told when it is filed: one by one they would tell the first reviewer what the second thinks.
  const done = { revision: audit.revision + 1, open: open.length, reservedUntilMs }
  await deps.storage.db.transaction().execute(async (tx) => {
    const isStored = await storeAuditDecisions(tx, audit, { decisions, order, open }, personId, reservedUntilMs)
    if (!isStored) throw new JustesseError("conflict", { task: input.task })
    await remember(tx, done)
  })
  return done
}

/**
 * Files a second look. Where its decisions differ by more than spelling, the task goes back to the first queue with only
 * those differences open: a third decision settles them.
 *
 * @throws JustesseError conflict (detail.open) while something is open, and as {@link decideSecond}
 */
export async function fileAudit(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReviewFile>,
  remember: Remember<Filed>,
): Promise<Filed> {
  const { db } = deps.storage
  const nowMs = deps.nowMs()
  const key = { projectId: project.id, taskId: input.task }
  const audit = await findAudit(deps, key, personId)
  requireReservation(audit, personId, input.revision, nowMs)
  const { undecided } = applyDecisions(audit.body, audit.decisions)
  if (undecided > 0) throw new JustesseError("conflict", { open: undecided })
  const found = compareDecisions(audit.body, audit.firstDecisions, audit.decisions, project.settings.settle)
  const review = await readReview(db, key)
  await db.transaction().execute(async (tx) => {
    if (review?.state === "filed") await resolveByThird(tx, review, found, nowMs)
    const severity = found.apart.reduce((sum, { severity: one }) => sum + one, 0)
    if (!(await storeAuditFiled(tx, audit, { same: found.same, severity }, personId, nowMs))) {
      throw new JustesseError("conflict", { task: input.task })
    }
    const detail = { differences: audit.body.differences.length, same: found.same }
    await appendEvent(tx, { ...key, personId, atMs: nowMs, what: "review.second_look", detail })
    await remember(tx, { next: null })
  })
  const next = await findNextAudit(db, project.id, personId, nowMs)
  return { next: next === null ? null : TaskId.parse(next) }
}

async function resolveByThird(tx: Db, review: Review, { apart }: DecisionComparison, nowMs: number): Promise<void> {
  const again = apart.filter(({ severity }) => severity > SPELLING_SEVERITY)
  if (again.length === 0) return
  const decisions = new Map(review.decisions)
  for (const { difference: disagreement } of again) decisions.delete(disagreement)
  const order = review.order.filter((id) => decisions.has(id))
  await disputeAgain(tx, review, nowMs)
  const decided = { decisions, order, open: openOf(review, decisions) }
  if (!(await storeReviewDecisions(tx, review, decided, null, 0))) {
    throw new JustesseError("conflict", { task: review.taskId })
  }
}

/** Takes the last decision of a second look back while it is not filed. @throws JustesseError nothing_to_undo */
export async function undoAudit(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  task: number | null,
): Promise<z.infer<typeof Undone>> {
  const { db } = deps.storage
  const nowMs = deps.nowMs()
  const taskId = task ?? (await findHalfDecidedAudit(db, project.id, personId))
  const audit = taskId === null ? undefined : await readAudit(db, { projectId: project.id, taskId })
  const back = audit && withoutLatest(audit)
  if (!audit || !back || audit.state !== "waiting") throw new JustesseError("nothing_to_undo")
  requireReservation(audit, personId, audit.revision, nowMs)
  const { id: disagreement, decisions, order } = back
  const decided = { decisions, order, open: openOf(audit, decisions) }
  if (!(await storeAuditDecisions(db, audit, decided, personId, nowMs + RESERVED_MS))) {
    throw new JustesseError("conflict", { task: audit.taskId })
  }
  return { task: TaskId.parse(audit.taskId), difference: disagreement, revision: audit.revision + 1 }
}
