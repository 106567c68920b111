import type { OpenTransaction } from "@justesse/db"
import {
  appendEvent,
  awaitAnswers,
  claimTask,
  clearFinal,
  clearSentBack,
  deleteReview,
  findLatestIds,
  findProject,
  findTaskPictures,
  findTaskStatus,
  findUnseenGold,
  keepFinal,
  listDirtyTasks,
  listLatestOfTask,
  lostRace,
  NO_SIZE,
  type Outcome,
  putReview,
  readReview,
  type Submission,
  setOutcomes,
  setTexts,
  storeTaskQuality,
  type TaskKey,
  type TaskQuality,
  type TaskStatus,
} from "@justesse/db"
import { findAbouts } from "@justesse/db/work/abouts"
import type { ReliableConsensus } from "@justesse/quality/project/reliable"
import { canonicalJson, KINDS, type ProjectKind, type ProjectSettings } from "@justesse/types"
import type { Deps } from "../../core/deps.ts"
import { gradeDueGold, resolveHidden } from "../../gold/resolve.ts"
import { adaptOverlap } from "../../quality/adaptive.ts"
import { type ModelInForce, modelInForce } from "../../quality/model.ts"
import { ontologyOf } from "../submit.ts"
import { carryDecisions } from "./carry.ts"
import { formsUnder } from "./forms.ts"
import {
  consensusInputOf,
  decideOutcome,
  decideWithoutConsensus,
  type ResolveInput,
  type ResolveOutcome,
} from "./outcome.ts"

type ResolveDeps = Pick<Deps, "storage" | "hmac" | "nowMs" | "sha256" | "log" | "compute">

/** Somebody answered or decided while the consensus was computed: it is computed again. */
class ChangedMeanwhile extends Error {}

/** It stays marked and is looked at again: somebody else was at the same task. */
const isRace = (error: unknown) => error instanceof ChangedMeanwhile || lostRace(error)

/** Tasks whose outcomes are stored in one transaction: one disk sync for all of them. Answers wait for so long as it takes. */
const TOGETHER = 5

/**
 * Looks again at up to `limit` tasks whose answers changed: settles what agrees, puts what differs before the reviewers,
 * and says to each person what became of their answer. Safe to run at any time, twice, or to be killed in: a task stays
 * marked until its outcome is stored with it. Returns how many were looked at.
 */
export async function resolveDirty(deps: ResolveDeps, limit: number): Promise<number> {
  const keys = await listDirtyTasks(deps.storage.db, limit)
  let done = 0
  for (let at = 0; at < keys.length; at += TOGETHER) done += await resolveSome(deps, keys.slice(at, at + TOGETHER))
  return done + (await gradeDueGold(deps))
}

async function resolveSome(deps: ResolveDeps, all: readonly TaskKey[]): Promise<number> {
  const unseen = await findUnseenGold(deps.storage.db, all)
  const isUnseen = (key: TaskKey) => unseen.some((one) => one.taskId === key.taskId && one.projectId === key.projectId)
  const keys = all.filter((key) => !isUnseen(key))
  const shown = (await Promise.all(unseen.map((key) => orNothing(deps, key, () => resolveHidden(deps, key))))).filter(
    Boolean,
  )
  return shown.length + (await resolveOpen(deps, keys))
}

async function resolveOpen(deps: ResolveDeps, keys: readonly TaskKey[]): Promise<number> {
  const read = (await Promise.all(keys.map((key) => orNothing(deps, key, () => readTask(deps, key))))).filter(
    (one) => one !== undefined,
  )
  const judged = await judgeAll(deps, read)
  try {
    for (const one of judged) await openForMore(deps, one)
    await deps.storage.db.transaction().execute(async (tx) => {
      for (const one of judged) await store(deps, tx, one)
    })
    return judged.length
  } catch (error) {
    logFailure(deps, "storing", keys, error)
    // One of them must not hold up the others: each by itself, and what fails stays marked for the next round.
    const alone = (one: Judged) =>
      orNothing(deps, one.status, async () => {
        await openForMore(deps, one)
        await deps.storage.db.transaction().execute((tx) => store(deps, tx, one))
        return true
      })
    let done = 0
    for (const one of judged) if (await alone(one)) done++
    return done
  }
}

/** A batch that failed is done again task by task; an answer that came meanwhile, or another server, is no failure. */
function logFailure(deps: ResolveDeps, step: "storing" | "consensus", keys: readonly TaskKey[], error: unknown): void {
  if (isRace(error)) return
  const [first] = keys
  deps.log("error", "settle_batch_failed", {
    ...{ step, tasks: keys.length, projectId: first?.projectId ?? 0, firstTaskId: first?.taskId ?? 0 },
    error: error instanceof Error ? error.message : `${error}`,
  })
}

async function orNothing<T>(deps: ResolveDeps, key: TaskKey, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (isRace(error)) return undefined
    const { projectId, taskId } = key
    deps.log("error", "settle_failed", {
      projectId,
      taskId,
      error: error instanceof Error ? error.message : `${error}`,
    })
    return undefined
  }
}

/** A number to shuffle a task's letters with that nobody outside can foresee. */
export function letterSeed(deps: Pick<Deps, "hmac">, { projectId, taskId }: TaskKey): number {
  return Number.parseInt(deps.hmac(`letters:${projectId}:${taskId}`).slice(0, 8), 16) | 0
}

/** A task as it was when it was read. */
interface Read extends ResolveInput {
  readonly status: TaskStatus
  /** Every answer, those too that were there before the task was asked again. */
  readonly all: readonly Submission[]
  readonly settings: ProjectSettings
}

/** A task as it was when it was judged, and what becomes of it. */
interface Judged extends Read {
  readonly outcome: ResolveOutcome
  readonly quality: TaskQuality | null
}

async function readTask(deps: ResolveDeps, key: TaskKey): Promise<Read | undefined> {
  const { db } = deps.storage
  // Answers before the counters: one that comes between is seen to be missing when the outcome is stored.
  const all = await listLatestOfTask(db, key)
  const [project, status, review, pictures, abouts] = await Promise.all([
    findProject(db, key.projectId),
    findTaskStatus(db, key),
    readReview(db, key),
    findTaskPictures(db, key.projectId, [key.taskId]),
    findAbouts(db, key.projectId, [key.taskId]),
  ])
  if (!project || !status) return undefined
  const about = abouts.get(key.taskId)
  const again = about?.type === "returned" ? about.again : undefined
  // What was checked and returned began with what was right in it: the answers since then say all.
  const answers = again ? all.filter(({ publicId }) => !again.before.some((id) => id === publicId)) : all
  const { kind, settings, ontologyVersion } = project
  const under = all.map((answer) => answer.ontologyVersion)
  const asked = await findAsked(deps, { projectId: key.projectId, kind, ontologyVersion }, under)
  const size = pictures.get(key.taskId)?.size ?? NO_SIZE
  const kept = again ? { kept: again.kept, provenance: status.provenance } : null
  const input = { kind, status, all, answers, kept, review, rule: settings.settle, size, settings, ...asked }
  return { ...input, letterSeed: letterSeed(deps, key) }
}

/**
 * What is asked of a whole asset, as the labels in force have it: whether several may hold, and the questions of a form; of a form those
 * too that answers were given `under` earlier.
 */
async function findAsked(
  deps: ResolveDeps,
  { projectId, kind, ontologyVersion }: { projectId: number; kind: ProjectKind; ontologyVersion: number },
  under: readonly number[],
): Promise<Pick<ResolveInput, "several" | "labels" | "forms">> {
  if (KINDS[kind].parts !== "whole") return {}
  const { answers, labels } = await ontologyOf(deps, projectId, ontologyVersion)
  const several = answers?.several === true
  if (!KINDS[kind].asksFields) return { several }
  const forms = await formsUnder(
    deps,
    projectId,
    under.filter((version) => version !== ontologyVersion),
  )
  return { several, labels, ...(forms && { forms }) }
}

/** The outcomes of tasks; each consensus is computed away from this thread, those of one project together. */
async function judgeAll(deps: ResolveDeps, read: readonly Read[]): Promise<Judged[]> {
  const judged: Judged[] = []
  const waiting = new Map<number, Read[]>()
  for (const task of read) {
    const outcome = decideWithoutConsensus(task)
    if (outcome) judged.push({ ...task, outcome, quality: null })
    else waiting.set(task.status.projectId, [...(waiting.get(task.status.projectId) ?? []), task])
  }
  for (const [projectId, some] of waiting) {
    const model = await modelInForce(deps, projectId)
    for (const one of await judgeTogether(deps, some, model)) if (one) judged.push(one)
  }
  return judged
}

/** The consensus of each of some tasks of one project, which has one kind. */
async function computeConsensus(deps: ResolveDeps, some: readonly Read[], { model }: ModelInForce) {
  const [first] = some
  return first ? deps.compute.consensus({ kind: first.kind, model, inputs: some.map(consensusInputOf) }) : []
}

async function judgeTogether(deps: ResolveDeps, some: readonly Read[], model: ModelInForce) {
  try {
    const found = await computeConsensus(deps, some, model)
    return await Promise.all(
      some.map((task, i) => orNothing(deps, task.status, () => judge(deps, task, found[i], model.version))),
    )
  } catch (error) {
    logFailure(
      deps,
      "consensus",
      some.map((task) => task.status),
      error,
    )
    // One of them cannot be computed: each by itself, so that it alone stays marked.
    const alone = async (task: Read) => {
      const [found] = await computeConsensus(deps, [task], model)
      return judge(deps, task, found, model.version)
    }
    return await Promise.all(some.map((task) => orNothing(deps, task.status, () => alone(task))))
  }
}

async function judge(
  deps: ResolveDeps,
  task: Read,
  found: ReliableConsensus | undefined,
  modelVersion: number,
): Promise<Judged | undefined> {
  if (!found) return undefined
  const { status, settings } = task
  const { projectId, taskId } = status
  const outcome = decideOutcome(task, found)
  const adapted = await adaptOverlap(deps, { projectId, taskId, settings, input: task, found, outcome, modelVersion })
  return { ...task, ...adapted }
}

/** Opens a place for one more person before the task says that it waits: killed in between, it is judged again. */
async function openForMore(deps: ResolveDeps, { status, outcome }: Judged): Promise<void> {
  if (outcome.to !== "more") return
  const { projectId, taskId, overlap, submitted } = status
  if (submitted >= overlap) await deps.storage.hot.setOverlap(projectId, [taskId], Math.max(overlap, submitted) + 1)
}

/**
 * Rows are always taken in the order assignments, task, review, here as in `hot` and by reviewers: so nobody waits for
 * somebody who waits for them.
 */
async function store(deps: ResolveDeps, tx: OpenTransaction, judged: Judged): Promise<void> {
  const { status, all, answers, outcome } = judged
  await setOutcomes(tx, status, "outcomes" in outcome ? outcome.outcomes : noOutcomes(answers))
  // The mark comes off before the answers are compared: one sent from now on marks the task again.
  if (!(await claimTask(tx, status))) throw new ChangedMeanwhile()
  const now = await findLatestIds(tx, status)
  const isSame = now.length === all.length && now.every((id, i) => id === all[i]?.publicId)
  if (!isSame) throw new ChangedMeanwhile()
  if (judged.quality) await storeTaskQuality(tx, status.projectId, status.taskId, judged.quality, deps.nowMs())
  if (outcome.to === "open" || outcome.to === "waiting" || outcome.to === "more") {
    await awaitAnswers(tx, status, outcome.to === "open" ? "open" : "waiting", deps.nowMs())
  } else if (outcome.to === "settled") await storeFinal(deps, tx, judged, outcome)
  else if (outcome.to === "disputed") await storeDisputed(deps, tx, judged, outcome)
  if (outcome.to === "settled" || answers.length === 0) return
  // Whoever looks for a text finds it before anything is settled.
  await setTexts(tx, status, [...(status.answer ? [status.answer] : []), ...answers.map(({ body }) => body)])
}

function noOutcomes(answers: readonly Submission[]): Map<number, Outcome | null> {
  return new Map(answers.map(({ personId }) => [personId, null]))
}

async function storeFinal(
  deps: ResolveDeps,
  tx: OpenTransaction,
  { status, answers, review }: Judged,
  outcome: Extract<ResolveOutcome, { to: "settled" }>,
): Promise<void> {
  const { by, answer, provenance, agreement } = outcome
  const answerSha256 = deps.sha256(canonicalJson(answer))
  const atMs = deps.nowMs()
  await keepFinal(tx, status, { by, atMs, answer, answerSha256, provenance, agreement })
  if (review && review.state !== "filed") {
    await deleteReview(tx, status)
    await clearSentBack(tx, status)
  }
  // One answer alone says the same as the line about its sending.
  if (by === "single") return
  await appendEvent(tx, {
    projectId: status.projectId,
    personId: null,
    atMs,
    what: "task.settled",
    taskId: status.taskId,
    detail: { by, answers: answers.length },
  })
}

async function storeDisputed(
  deps: ResolveDeps,
  tx: OpenTransaction,
  { status, review: was }: Judged,
  { body, agreement, rank }: Extract<ResolveOutcome, { to: "disputed" }>,
): Promise<void> {
  const { projectId, taskId } = status
  const disagreements = body.differences.length
  const nowMs = deps.nowMs()
  const decided = carryDecisions(was, body.differences)
  await clearFinal(tx, status, { state: "disputed", differences: disagreements, agreement, nowMs })
  if (!(await putReview(tx, status, was, { body, rank, decided }))) throw new ChangedMeanwhile()
  const what = "task.disputed"
  await appendEvent(tx, {
    projectId,
    personId: null,
    atMs: nowMs,
    what,
    taskId,
    detail: { differences: disagreements },
  })
}
