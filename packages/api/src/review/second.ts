import { appendEvent, type ProjectAccess, type Review, reviews, type SecondLook, secondLooks } from "@justesse/db"
import { applyDecisions } from "@justesse/quality/review/apply"
import { compareDecisions, type DecisionComparison, SPELLING_SEVERITY } from "@justesse/quality/review/severity"
import { JustesseError, TaskId, type TaskNumber } from "@justesse/types"
import type { Decide, DecideDone, ReviewFile, ReviewOpen, ReviewTask, Undone } from "@justesse/types/wire/review"
import { withDecision, withoutLatest } from "@justesse/work/review"
import type { z } from "zod"
import { disputeAgain, mustFit, mustHold } from "./decide.ts"
import { openOf, type ReviewDeps } from "./deps.ts"
import { RESERVED_MS, shown } from "./open.ts"

type Db = ReviewDeps["storage"]["db"]

/** How often the next look is searched for when others take it first. */
const TRIES = 5

/**
 * Opens a second look and reserves it: the task named, or the next one. The first decisions are not shown.
 * @throws JustesseError not_found | own_task (answered or decided first by this person) | reserved_by_other | decided_already
 */
export async function openSecond(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReviewOpen>,
): Promise<ReviewTask | null> {
  const repo = secondLooks(deps.storage.db)
  for (let i = 0; i < TRIES; i++) {
    const nowMs = deps.nowMs()
    const taskId = input.task ?? (await repo.next(project.id, personId, nowMs, input.except))
    if (taskId === null) return null
    const key = { projectId: project.id, taskId }
    const look = await lookFor(deps, key, personId)
    const reservedUntilMs = nowMs + RESERVED_MS
    if (await repo.reserve(key, personId, nowMs, reservedUntilMs)) {
      const { tasks } = await repo.totals(project.id, personId)
      const more = { tasksLeft: tasks, canUndo: look.order.length > 0, look: "second" } as const
      return shown(deps, project, { ...look, reservedUntilMs }, more)
    }
    if (input.task !== null) throw new JustesseError("reserved_by_other", { untilMs: look.reservedUntilMs })
  }
  return null
}

async function lookFor(
  deps: ReviewDeps,
  key: { projectId: number; taskId: TaskNumber },
  personId: number,
): Promise<SecondLook> {
  const repo = secondLooks(deps.storage.db)
  const look = await repo.find(key)
  if (!look) throw new JustesseError("not_found", { task: key.taskId })
  if (look.state !== "waiting") throw new JustesseError("decided_already", { task: key.taskId })
  if (await repo.isFor(key, personId)) return look
  const review = await reviews(deps.storage.db).find(key)
  // Undone or answered anew since: there is nothing to look at for now.
  throw new JustesseError(review?.state === "filed" ? "own_task" : "decided_already", { task: key.taskId })
}

/** Stores one decision of a second look, or another one in its place. @throws JustesseError as `decide` */
export async function decideSecond(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof Decide>,
): Promise<z.infer<typeof DecideDone>> {
  const nowMs = deps.nowMs()
  const look = await lookFor(deps, { projectId: project.id, taskId: input.task }, personId)
  mustHold(look, personId, input.revision, nowMs)
  await mustFit(deps, look, input.difference, input.decision)
  const { decisions, order } = withDecision(look, input.difference, input.decision)
  const open = openOf(look, decisions)
  const reservedUntilMs = nowMs + RESERVED_MS
  const repo = secondLooks(deps.storage.db)
  // Told when it is filed: one by one they would tell the first reviewer what the second thinks.
  const isStored = await repo.decide(look, { decisions, order, open }, personId, reservedUntilMs)
  if (!isStored) throw new JustesseError("conflict", { task: input.task })
  return { revision: look.revision + 1, open: open.length, reservedUntilMs }
}

/**
 * Files a second look. Where its decisions differ by more than spelling, the task goes back to the first queue with only
 * those differences open: a third decision settles them.
 *
 * @throws JustesseError conflict (detail.open) while something is open, and as {@link decideSecond}
 */
export async function fileSecond(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReviewFile>,
): Promise<{ next: TaskId | null }> {
  const { db } = deps.storage
  const nowMs = deps.nowMs()
  const key = { projectId: project.id, taskId: input.task }
  const look = await lookFor(deps, key, personId)
  mustHold(look, personId, input.revision, nowMs)
  const { undecided } = applyDecisions(look.body, look.decisions)
  if (undecided > 0) throw new JustesseError("conflict", { open: undecided })
  const found = compareDecisions(look.body, look.firstDecisions, look.decisions, project.settings.settle)
  const review = await reviews(db).find(key)
  await db.transaction().execute(async (tx) => {
    if (review?.state === "filed") await settleByThird(tx, review, found, nowMs)
    const severity = found.apart.reduce((sum, { severity: one }) => sum + one, 0)
    if (!(await secondLooks(tx).file(look, { same: found.same, severity }, personId, nowMs))) {
      throw new JustesseError("conflict", { task: input.task })
    }
    const detail = { differences: look.body.differences.length, same: found.same }
    await appendEvent(tx, { ...key, personId, atMs: nowMs, what: "review.second_look", detail })
  })
  const next = await secondLooks(db).next(project.id, personId, nowMs)
  return { next: next === null ? null : TaskId.parse(next) }
}

async function settleByThird(tx: Db, review: Review, { apart }: DecisionComparison, nowMs: number): Promise<void> {
  const again = apart.filter(({ severity }) => severity > SPELLING_SEVERITY)
  if (again.length === 0) return
  const decisions = new Map(review.decisions)
  for (const { difference } of again) decisions.delete(difference)
  const order = review.order.filter((id) => decisions.has(id))
  await disputeAgain(tx, review, nowMs)
  const decided = { decisions, order, open: openOf(review, decisions) }
  if (!(await reviews(tx).decide(review, decided, null, 0))) {
    throw new JustesseError("conflict", { task: review.taskId })
  }
}

/** Takes the last decision of a second look back while it is not filed. @throws JustesseError nothing_to_undo */
export async function undoSecond(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  task: number | null,
): Promise<z.infer<typeof Undone>> {
  const repo = secondLooks(deps.storage.db)
  const nowMs = deps.nowMs()
  const taskId = task ?? (await repo.halfDecided(project.id, personId))
  const look = taskId === null ? undefined : await repo.find({ projectId: project.id, taskId })
  const back = look && withoutLatest(look)
  if (!look || !back || look.state !== "waiting") throw new JustesseError("nothing_to_undo")
  mustHold(look, personId, look.revision, nowMs)
  const { id: difference, decisions, order } = back
  const decided = { decisions, order, open: openOf(look, decisions) }
  if (!(await repo.decide(look, decided, personId, nowMs + RESERVED_MS))) {
    throw new JustesseError("conflict", { task: look.taskId })
  }
  return { task: TaskId.parse(look.taskId), difference, revision: look.revision + 1 }
}
