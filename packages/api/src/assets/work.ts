import { type AssetTask, findStoredStatuses, findTargets, setTaskState } from "@justesse/db/assets"
import { findMarks } from "@justesse/db/assets/marks"
import type { ProjectAccess } from "@justesse/db/projects"
import { listTasksOf } from "@justesse/db/work/taskAssets"
import { markDirty } from "@justesse/db/work/tasks"
import { ensureTier, listTiers, type Tier } from "@justesse/db/work/tiers"
import { type AssetNumber, ResolvedBy, TaskState } from "@justesse/types"
import type { AssetAct } from "@justesse/types/wire/asset"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"
import type { MarkAct } from "./marks.ts"
import { sendToReview } from "./review.ts"

type Working = Pick<Deps, "storage" | "nowMs" | "hmac">
/** Acts on the work that a picture gives: whether it is asked about, when, whom, and how often. */
type WorkAct = Exclude<AssetAct, MarkAct>

/** `id` is the task's. */
const TaskThen = z.strictObject({ id: z.int(), tier: z.int(), overlap: z.int(), submitted: z.int() })
const StatusJson = z.strictObject({
  taskId: z.int(),
  state: TaskState,
  settledBy: ResolvedBy.nullable(),
  settledAtMs: z.int().nullable(),
  answer: z.string().nullable(),
  answerSha256: z.string().nullable(),
  provenance: z.string().nullable(),
  labels: z.string(),
  texts: z.string(),
  regions: z.int(),
  nothingHere: z.boolean(),
})
/** How an act on work is taken back: where each task was, and for acts that end a settled state, its answer. */
export const UndoBody = z.strictObject({
  act: z.string(),
  places: z.array(TaskThen),
  standings: z.array(StatusJson),
})
export type UndoBody = z.infer<typeof UndoBody>
/** Where a task was before an act. */
export type TaskBefore = z.infer<typeof TaskThen>

/**
 * What `act` would change among the tasks of these pictures, and what must be kept of them so that it can be taken back.
 * Writes nothing.
 * `binned`: deleted pictures may be among them, and are left alone.
 */
export async function planWork(
  deps: Working,
  projectId: number,
  act: WorkAct,
  { ids, binned }: { ids: readonly AssetNumber[]; binned: boolean },
): Promise<{ changed: AssetNumber[]; inHand: number; body: UndoBody }> {
  const { db } = deps.storage
  const marks = binned ? await findMarks(db, projectId, ids) : null
  const there = marks?.filter((one) => one.deletedAtMs === null).map((one) => one.id) ?? ids
  const all = await findTargets(db, projectId, await listTasksOf(db, projectId, there), deps.nowMs())
  const targets = all.filter((target) => applies(act, target))
  const ends = act.act === "reopen" || act.act === "send_to_review"
  const named = targets.map((target) => target.id)
  const body: UndoBody = {
    act: act.act,
    places: targets.map(({ id, tier, overlap, submitted }) => ({ id, tier, overlap, submitted })),
    standings: ends ? await findStoredStatuses(db, projectId, named) : [],
  }
  const inHand = picturesOf(targets.filter((target) => target.live > 0)).length
  return { changed: picturesOf(targets), inHand, body }
}

/** The pictures of tasks, each once. */
export function picturesOf(targets: readonly AssetTask[]): AssetNumber[] {
  return [...new Set(targets.flatMap(({ assetId }) => assetId ?? []))]
}

function applies(act: WorkAct, target: AssetTask): boolean {
  switch (act.act) {
    case "include":
      return target.state === "excluded"
    case "reopen":
      return target.state === "settled"
    case "send_to_review":
      return target.state === "settled" && target.hasAnswer
    case "overlap":
      return (target.state === "open" || target.state === "waiting") && target.overlap !== act.overlap
    case "exclude":
    case "put_first":
    case "put_last":
    case "reserve":
      return target.state !== "excluded"
  }
}

/** Does what was planned. Can be done again after an interruption: tasks that moved on since are left alone then. */
export async function doWork(
  deps: Working,
  project: Pick<ProjectAccess, "id" | "settings">,
  act: WorkAct,
  { body, again }: { body: UndoBody; again: boolean },
): Promise<void> {
  const { db, hot } = deps.storage
  const targets = again ? await unmoved(deps, project.id, body) : body.places
  const ids = targets.map((target) => target.id)
  switch (act.act) {
    case "exclude":
    case "include":
      return hot.setExcluded(project.id, ids, act.act === "exclude", deps.nowMs())
    case "reopen":
      return reopen(deps, project.id, targets)
    case "overlap":
      await hot.setOverlap(project.id, ids, act.overlap)
      return markDirty(
        db,
        project.id,
        targets.filter((target) => target.submitted > 0).map((target) => target.id),
      )
    case "send_to_review":
      return sendToReview(deps, project, ids)
    case "put_first":
      return moveTiers(deps, project.id, targets, (tier) => ({ ...tier, priority: 1 }))
    case "put_last":
      return moveTiers(deps, project.id, targets, (tier) => ({ ...tier, priority: -1 }))
    case "reserve":
      return moveTiers(deps, project.id, targets, (tier) => ({ ...tier, personId: act.person, groupId: act.group }))
  }
}

/** Tasks whose settled answer is still the one that was kept; for acts that end no settled state, all that are there. */
async function unmoved(deps: Working, projectId: number, body: UndoBody): Promise<TaskBefore[]> {
  const ids = body.places.map((target) => target.id)
  const now = new Map((await findTargets(deps.storage.db, projectId, ids, deps.nowMs())).map((one) => [one.id, one]))
  const kept = new Map(body.standings.map((status) => [status.taskId, status]))
  return body.places.filter(({ id, submitted }) => {
    const target = now.get(id)
    const before = kept.get(id)
    if (!target || !before) return target !== undefined
    const same = target.settledBy === before.settledBy && target.answerSha256 === before.answerSha256
    return target.state === "settled" && target.submitted === submitted && same
  })
}

/** Asks one more answer of each; the answers that are there stay, and the kept one is not settled any longer. */
async function reopen(deps: Working, projectId: number, targets: readonly TaskBefore[]): Promise<void> {
  const nowMs = deps.nowMs()
  await deps.storage.hot.reopen(
    projectId,
    targets.map((target) => target.id),
    nowMs,
  )
  const { db } = deps.storage
  const answered = targets.filter((target) => target.submitted > 0).map((target) => target.id)
  const fresh = targets.filter((target) => target.submitted === 0).map((target) => target.id)
  await setTaskState(db, projectId, answered, "waiting", false, nowMs)
  await setTaskState(db, projectId, fresh, "open", false, nowMs)
}

const ORDINARY: Omit<Tier, "id"> = { priority: 0, personId: null, groupId: null }

/** Moves tasks to the tier that differs from theirs as `change` says; the rest of a tier's traits stays. */
async function moveTiers(
  deps: Working,
  projectId: number,
  targets: readonly TaskBefore[],
  change: (tier: Omit<Tier, "id">) => Omit<Tier, "id">,
): Promise<void> {
  const { db } = deps.storage
  const known = new Map((await listTiers(db, projectId)).map((tier) => [tier.id, tier]))
  for (const [from, ids] of grouped(targets, (target) => target.tier)) {
    const to = await ensureTier(db, projectId, change(known.get(from) ?? ORDINARY))
    if (to !== from) await deps.storage.hot.setTier(projectId, ids, to)
  }
}

/** Numbers of tasks by what `by` says of their place. */
export function grouped(targets: readonly TaskBefore[], by: (target: TaskBefore) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const target of targets) {
    const ids = groups.get(by(target))
    if (ids) ids.push(target.id)
    else groups.set(by(target), [target.id])
  }
  return groups
}
