import {
  activity,
  assignments,
  type Fate,
  type Project,
  projects,
  type Review,
  reviews,
  type Submission,
  submissions,
  type TaskKey,
  type TaskStanding,
  tasks,
} from "@justesse/db"
import { canonicalJson } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { carryDecisions } from "./settleCarry.ts"
import { outcomeOf, type SettleOutcome } from "./settleOutcome.ts"

export type SettleDeps = Pick<Deps, "storage" | "hmac" | "nowMs" | "sha256" | "log">

type Db = Deps["storage"]["db"]

/** Somebody answered or decided while the consensus was computed: it is computed again. */
class ChangedMeanwhile extends Error {}

/**
 * Looks again at up to `limit` tasks whose answers changed: settles what agrees, puts what differs before the reviewers,
 * and says to each person what became of their answer. Safe to run at any time, twice, or to be killed in: a task stays
 * marked until its outcome is stored with it. Returns how many were looked at.
 */
export async function settleDirty(deps: SettleDeps, limit: number): Promise<number> {
  const keys = await tasks(deps.storage.db).dirty(limit)
  const known = new Map<number, Project | undefined>()
  let done = 0
  for (const key of keys) {
    if (!known.has(key.projectId)) known.set(key.projectId, await projects(deps.storage.db).byId(key.projectId))
    const project = known.get(key.projectId)
    try {
      if (project) await settleTask(deps, project, key)
      done++
    } catch (error) {
      // One task must not hold up the others; it stays marked and is tried again in the next round.
      if (!(error instanceof ChangedMeanwhile)) {
        deps.log("error", "settle_failed", { ...key, error: error instanceof Error ? error.message : String(error) })
      }
    }
  }
  return done
}

/** A number to shuffle a task's letters with that nobody outside can foresee. */
export function letterSeed(deps: Pick<Deps, "hmac">, { projectId, taskId }: TaskKey): number {
  return Number.parseInt(deps.hmac(`letters:${projectId}:${taskId}`).slice(0, 8), 16) | 0
}

interface Loaded {
  readonly standing: TaskStanding
  readonly answers: readonly Submission[]
  readonly review: Review | undefined
}

async function settleTask(deps: SettleDeps, project: Project, key: TaskKey): Promise<void> {
  const { db } = deps.storage
  const [standing, answers, review, pictures] = await Promise.all([
    tasks(db).standing(key),
    submissions(db).latestOfTask(key),
    reviews(db).find(key),
    tasks(db).pictures(key.projectId, [key.taskId]),
  ])
  const picture = pictures.get(key.taskId)
  if (!standing || !picture) return
  const outcome = outcomeOf({
    standing,
    answers,
    review,
    rule: project.settings.settle,
    size: picture.size,
    letterSeed: letterSeed(deps, key),
  })
  await db.transaction().execute((tx) => store(deps, tx, { standing, answers, review }, outcome))
}

async function store(deps: SettleDeps, tx: Db, loaded: Loaded, outcome: SettleOutcome): Promise<void> {
  const { standing, answers, review } = loaded
  // The mark comes off first: it holds the row, so that an answer sent from now on marks it again.
  if (!(await tasks(tx).claim(standing))) return
  const now = await submissions(tx).latestIds(standing)
  const isSame = now.length === answers.length && now.every((id, i) => id === answers[i]?.publicId)
  if (!isSame) throw new ChangedMeanwhile()
  switch (outcome.to) {
    case "as_it_is":
      return assignments(tx).setFates(standing, outcome.fates)
    case "open":
    case "waiting":
      return storeWaiting(deps, tx, loaded, outcome.to)
    case "settled":
      return storeSettled(deps, tx, loaded, outcome)
    case "disputed":
      return storeDisputed(deps, tx, loaded, outcome, review)
  }
}

async function storeWaiting(deps: SettleDeps, tx: Db, loaded: Loaded, to: "open" | "waiting"): Promise<void> {
  const { standing, answers } = loaded
  await tasks(tx).awaitAnswers(standing, to, deps.nowMs())
  await assignments(tx).setFates(standing, noFates(answers))
}

function noFates(answers: readonly Submission[]): Map<number, Fate | null> {
  return new Map(answers.map(({ personId }) => [personId, null]))
}

async function storeSettled(
  deps: SettleDeps,
  tx: Db,
  { standing, answers, review }: Loaded,
  outcome: Extract<SettleOutcome, { to: "settled" }>,
): Promise<void> {
  const { by, answer, provenance, agreement } = outcome
  const answerSha256 = deps.sha256(canonicalJson(answer))
  const atMs = deps.nowMs()
  await tasks(tx).settle(standing, { by, atMs, answer, answerSha256, provenance, agreement })
  await assignments(tx).setFates(standing, outcome.fates)
  if (review && review.state !== "filed") {
    await reviews(tx).remove(standing)
    await assignments(tx).clearSentBack(standing)
  }
  // One answer alone says the same as the line about its sending.
  if (by === "single") return
  await activity(tx).add({
    projectId: standing.projectId,
    personId: null,
    atMs,
    what: "task.settled",
    taskId: standing.taskId,
    detail: { by, answers: answers.length },
  })
}

async function storeDisputed(
  deps: SettleDeps,
  tx: Db,
  { standing, answers }: Loaded,
  { body, agreement, rank }: Extract<SettleOutcome, { to: "disputed" }>,
  was: Review | undefined,
): Promise<void> {
  const { projectId, taskId } = standing
  const differences = body.differences.length
  const nowMs = deps.nowMs()
  const decided = carryDecisions(was, body.differences)
  if (!(await reviews(tx).put(standing, was, { body, rank, decided }))) throw new ChangedMeanwhile()
  await tasks(tx).unsettle(standing, { state: "disputed", differences, agreement, nowMs })
  await assignments(tx).setFates(standing, noFates(answers))
  const what = "task.disputed"
  await activity(tx).add({ projectId, personId: null, atMs: nowMs, what, taskId, detail: { differences } })
}
