import {
  dropAudit,
  findAssignmentOf,
  findUndo,
  insertUndo,
  isOfLearner,
  type ProjectAccess,
  type Review,
  readReview,
  storeReviewDecisions,
  storeReviewFiled,
  takeUndo,
} from "@justesse/db"
import { canonicalJson, Decision, DisagreementId, JustesseError, type TaskNumber } from "@justesse/types"
import type { SimilarDecide, SimilarDone, SimilarUndo, SimilarUndone } from "@justesse/types/wire/review"
import { z } from "zod"
import { chooseForAudit } from "./auditSample.ts"
import { disputeAgain, filingOf, keepAnswer, mustNotBeFrozen, noteDecided, noteFiled } from "./decide.ts"
import { openOf, type ReviewDeps } from "./deps.ts"
import { makeRule, ruleOfKey, takeRuleOff } from "./rules.ts"
import { openSimilar } from "./similar.ts"

/** What one act did, so that it can be taken back: decisions by task, and the rule it made. */
const ActBody = z.strictObject({
  act: z.literal("alike"),
  tasks: z.array(
    z.strictObject({
      task: z.int(),
      filed: z.boolean(),
      decisions: z.array(z.strictObject({ difference: DisagreementId, decision: Decision })),
    }),
  ),
  rule: z.string().nullable(),
  ruled: z.array(z.int()),
})
type ActBody = z.infer<typeof ActBody>
type DecidedTask = ActBody["tasks"][number]
type Items = z.infer<typeof SimilarDecide>["items"]

/**
 * Takes one side in all the named differences, as one act with one undo. Each task is decided by itself and whole: one
 * that changed since it was seen, that somebody else holds or that this person answered is left alone and counted.
 *
 * @throws JustesseError invalid_input (a rule asked for where there is none)
 */
export async function decideSimilar(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof SimilarDecide>,
): Promise<z.infer<typeof SimilarDone>> {
  if (input.makeRule && !ruleOfKey(input.key)) throw new JustesseError("invalid_input", { field: "makeRule" })
  const decided: DecidedTask[] = []
  let skipped = 0
  for (const [taskId, items] of byTask(input.items)) {
    const done = await decideTask(deps, project, personId, input, taskId, items)
    if (done) decided.push(done)
    skipped += items.length - (done?.decisions.length ?? 0)
  }
  const ruled = input.makeRule ? await makeRule(deps, project, personId, input.key) : null
  const body: ActBody = { act: "alike", tasks: decided, rule: ruled?.rule ?? null, ruled: ruled?.tasks ?? [] }
  const entry = { personId, madeAtMs: deps.nowMs(), body: canonicalJson(body) }
  return {
    decided: decided.reduce((sum, { decisions }) => sum + decisions.length, 0),
    filed: decided.filter(({ filed }) => filed).length,
    skipped,
    ruled: ruled?.differences ?? 0,
    undo: await insertUndo(deps.storage.db, project.id, entry),
  }
}

/** In the order of task numbers, each difference once. */
function byTask(items: Items): [number, Items][] {
  const groups = new Map<number, Map<string, Items[number]>>()
  for (const item of items) {
    const group = groups.get(item.task) ?? new Map<string, Items[number]>()
    groups.set(item.task, group.set(item.difference, item))
  }
  return [...groups].sort(([p], [q]) => p - q).map(([task, group]) => [task, [...group.values()]])
}

async function decideTask(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof SimilarDecide>,
  taskId: TaskNumber,
  items: Items,
): Promise<DecidedTask | null> {
  const key = { projectId: project.id, taskId }
  const nowMs = deps.nowMs()
  const review = await readReview(deps.storage.db, key)
  if (!review || review.state !== "waiting" || isReserved(review, personId, nowMs)) return null
  const own = await findAssignmentOf(deps.storage.db, key, personId)
  if (own && (own.revision > 0 || own.state === "leased")) return null
  if (await isOfLearner(deps.storage.db, key, personId)) return null
  const made = items.flatMap(({ difference: disagreement, revision }) => {
    const here = revision === review.revision && openSimilar(review, disagreement, input.key, project.settings.settle)
    if (!here) return []
    const { similarity: similar } = here
    const decision: Decision =
      similar.proposed === input.side
        ? { outcome: "proposal", reason: input.reason }
        : { outcome: "take", letter: similar[input.side].take, reason: input.reason }
    return { difference: here.difference.id, decision }
  })
  if (made.length === 0) return null
  const filed = await storeDecided(deps, project, personId, review, made)
  return filed === null ? null : { task: taskId, filed, decisions: made }
}

function isReserved({ reviewerId, reservedUntilMs }: Review, personId: number, nowMs: number): boolean {
  return reviewerId !== null && reviewerId !== personId && reservedUntilMs > nowMs
}

/** Another reviewer was faster: nothing of theirs is touched. */
class Taken extends Error {}

/** Stores decisions on one task and files it when nothing is open; whether it was filed, or null when somebody was faster. */
async function storeDecided(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  review: Review,
  made: DecidedTask["decisions"],
): Promise<boolean | null> {
  const atMs = deps.nowMs()
  const ids = made.map(({ difference: disagreement }) => disagreement)
  const decisions = new Map(review.decisions)
  for (const { difference: disagreement, decision } of made) decisions.set(disagreement, decision)
  const open = openOf(review, decisions)
  const next = { ...review, decisions, order: [...review.order, ...ids], revision: review.revision + 1 }
  const filing = open.length === 0 ? await filingOf(deps, project, next) : null
  try {
    await deps.storage.db.transaction().execute(async (tx) => {
      if (filing) await keepAnswer(tx, review, filing, atMs)
      const { reservedUntilMs } = review
      // Whoever has it open, or left it half decided, keeps it; nobody gets it into their hands by this. A task that was opened once and
      // left untouched is nobody's.
      const isHeld = reservedUntilMs > atMs || review.order.length > 0
      const reviewerId = isHeld ? review.reviewerId : null
      const isStored = await storeReviewDecisions(tx, review, { ...next, open }, reviewerId, reservedUntilMs)
      if (!isStored) throw new Taken()
      for (const { difference: disagreement, decision } of made) {
        await noteDecided(tx, review, personId, atMs, disagreement, decision.outcome)
      }
      if (!filing) return
      if (!(await storeReviewFiled(tx, next, personId, atMs))) throw new Taken()
      await noteFiled(tx, review, filing, personId, atMs)
      await chooseForAudit(deps, tx, project, next, personId, atMs)
    })
  } catch (error) {
    if (error instanceof Taken) return null
    throw error
  }
  return filing !== null
}

/**
 * Takes a whole act back, once: its decisions are open again, tasks it filed are disputed again, the rule it made is off.
 * What somebody decided otherwise since, or holds now, and what a version was frozen with stays as it is.
 *
 * @throws JustesseError not_found | nothing_to_undo (taken back already, or not one's own act)
 */
export async function undoSimilar(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof SimilarUndo>,
): Promise<z.infer<typeof SimilarUndone>> {
  const { db } = deps.storage
  const entry = await findUndo(db, project.id, input.undo)
  const body = entry && ActBody.safeParse(entry.body)
  if (!body?.success) throw new JustesseError("not_found", { undo: input.undo })
  const isMine = entry?.personId === personId
  if (!isMine || !(await takeUndo(db, project.id, input.undo))) throw new JustesseError("nothing_to_undo")
  const { rule, ruled, tasks } = body.data
  if (rule !== null) await takeRuleOff(deps, project, personId, rule, ruled)
  let reopened = 0
  for (const task of tasks) reopened += await reopenTask(deps, project.id, personId, task)
  return { reopened }
}

async function reopenTask(
  deps: ReviewDeps,
  projectId: number,
  personId: number,
  { task, decisions: made }: DecidedTask,
): Promise<number> {
  const nowMs = deps.nowMs()
  const review = await readReview(deps.storage.db, { projectId, taskId: task })
  if (!review || review.state === "asked" || isReserved(review, personId, nowMs)) return 0
  const mine = made.filter(({ difference: disagreement, decision }) => {
    const now = review.decisions.get(disagreement)
    return now !== undefined && canonicalJson(now) === canonicalJson(decision)
  })
  if (mine.length === 0 || (await isFrozen(deps, review))) return 0
  const decisions = new Map(review.decisions)
  for (const { difference: disagreement } of mine) decisions.delete(disagreement)
  const order = review.order.filter((id) => decisions.has(id))
  const open = openOf(review, decisions)
  try {
    await deps.storage.db.transaction().execute(async (tx) => {
      if (review.state === "filed") {
        await disputeAgain(tx, review, nowMs)
        await dropAudit(tx, review)
      }
      const { reviewerId, reservedUntilMs } = review
      if (!(await storeReviewDecisions(tx, review, { decisions, order, open }, reviewerId, reservedUntilMs))) {
        throw new Taken()
      }
    })
  } catch (error) {
    if (error instanceof Taken) return 0
    throw error
  }
  return mine.length
}

async function isFrozen(deps: ReviewDeps, review: Review): Promise<boolean> {
  if (review.state !== "filed") return false
  try {
    await mustNotBeFrozen(deps, review)
    return false
  } catch (error) {
    if (error instanceof JustesseError && error.code === "decided_already") return true
    throw error
  }
}
