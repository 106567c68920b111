import { findUndo, setUndoBody, takeUndo } from "@justesse/db/activity/undo"
import { beginTakingBack, findTakenBackPart, forgetParts, type UndoPart } from "@justesse/db/activity/undoParts"
import { findTargets, putStatuses, type StoredStatus } from "@justesse/db/assets"
import { findMarks } from "@justesse/db/assets/marks"
import { cancelJob, insertJob, listJobs } from "@justesse/db/jobs"
import { findProject, type ProjectAccess } from "@justesse/db/projects"
import { deleteReview, readReview } from "@justesse/db/review"
import { findAssetsOf } from "@justesse/db/work/taskAssets"
import { markDirty } from "@justesse/db/work/tasks"
import { JustesseError } from "@justesse/types"
import type { AssetUndone } from "@justesse/types/wire/asset"
import { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inSteps, picturesOf } from "../core/locks.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { inRequest } from "../jobs/inRequest.ts"
import { requireActive } from "../projects/guard.ts"
import { AT_ONCE, actsWait } from "./acts.ts"
import { ActHead, ActJob, actTally, BATCH, type OnProgress } from "./actsRun.ts"
import { MarkUndo, unmark } from "./marks.ts"
import { grouped, type TaskBefore, UndoBody } from "./work.ts"

/** Answers put back in one step. */
const ROWS = 20

type Undoing = Pick<Deps, "storage" | "nowMs" | "wake">

/**
 * Takes a whole act back, once: a small one at once, a long one as a job (`job` is its number then). One that still runs is
 * stopped, and what it did is taken back. Tasks that moved on since (somebody answered, a reviewer decided) stay as they are.
 *
 * @throws JustesseError not_found | nothing_to_undo when it was taken back already
 */
export async function undoAct(
  deps: Undoing,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<z.infer<typeof AssetUndone>> {
  requireActive(project)
  const { db } = deps.storage
  if (!(await findUndo(db, project.id, id))) throw new JustesseError("not_found", { undo: id })
  const { done } = await actTally(deps, project.id, id)
  const isLong = done > AT_ONCE || (await actsWait(deps, project.id))
  const actJob: ActJob = { project: project.id, undo: id, who: who.personId }
  const nowMs = deps.nowMs()
  const begin = () =>
    db.transaction().execute(async (tx) => {
      if (!(await takeUndo(tx, project.id, id))) throw new JustesseError("nothing_to_undo", { undo: id })
      const about = { projectId: project.id, kind: "undo_act", madeBy: who.personId, nowMs }
      return insertJob(tx, { ...about, input: isLong ? actJob : { ...actJob, inRequest: true }, running: !isLong })
    })
  if (!isLong) {
    await inRequest(deps, begin, () => takeActBack(deps, project.id, who, id))
    return { done: true, job: null }
  }
  const job = await begin()
  await stopAct(deps, project.id, id)
  deps.wake("jobs")
  return { done: true, job }
}

/**
 * Stops the job that does an act, after the part it is at: what it did stays, and can be taken back. False: it has ended.
 * @throws JustesseError not_found
 */
export async function stopAct(
  deps: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
  undo: number,
): Promise<boolean> {
  if (!(await findUndo(deps.storage.db, projectId, undo))) throw new JustesseError("not_found", { undo })
  const wanted = { projectId, kinds: ["act"], states: ["queued", "running"], limit: 1_000 } as const
  for (const job of await listJobs(deps.storage.db, wanted))
    if (ActJob.parse(job.input).undo === undo) return cancelJob(deps.storage.db, job.id, deps.nowMs())
  return false
}

/** Takes a long act back to its end; can be run twice. */
export async function runUndoAct(deps: Undoing, job: ActJob, onProgress: OnProgress): Promise<null> {
  const project = await findProject(deps.storage.db, job.project)
  if (!project) throw new JustesseError("not_found", { project: job.project })
  requireActive(project)
  const doer = { personId: job.who }
  await deps.storage.locks.exclusive(picturesOf(project.id), () =>
    takeActBack(deps, project.id, doer, job.undo, onProgress),
  )
  return null
}

/** Of an act that was taken back to its end. */
const Ended = z.looseObject({ ended: z.literal(true) })

async function takeActBack(
  deps: Undoing,
  projectId: number,
  who: Pick<Who, "personId">,
  undo: number,
  onProgress: OnProgress = () => Promise.resolve(),
): Promise<void> {
  const { db } = deps.storage
  const entry = await findUndo(db, projectId, undo)
  const stored = entry?.body
  // A job that is run again after its end.
  if (Ended.safeParse(stored).success) return
  const head = ActHead.safeParse(stored)
  const end = async (act: string, changed: number) => {
    await inTransaction(deps, async (inside) => {
      const { db: tx } = inside.storage
      await forgetParts(tx, projectId, undo)
      await setUndoBody(tx, projectId, undo, JSON.stringify({ ...(head.success ? head.data : {}), ended: true }))
      await note(inside, projectId, who, { what: "assets.undone", detail: { act, changed } })
    })
    deps.wake("settle")
  }
  if (!head.success) {
    // Stored whole, before acts had parts.
    const { act, changed, slices } = whole(stored)
    for (const slice of slices) await takePartBack(deps, projectId, slice, false)
    return end(act, changed)
  }
  const { done: total, changed, takenBack } = await actTally(deps, projectId, undo)
  let done = takenBack
  await onProgress(done, total)
  const last = await findTakenBackPart(db, projectId, undo)
  if (last) await takePartBack(deps, projectId, bodyOf(last), true)
  for (let part = await beginTakingBack(db, projectId, undo); part; part = await beginTakingBack(db, projectId, undo)) {
    await takePartBack(deps, projectId, bodyOf(part), false)
    done += part.ids.length
    await onProgress(done, total)
  }
  return end(head.data.did.act, changed)
}

type Body = UndoBody | MarkUndo

function bodyOf(part: UndoPart): Body {
  return parsed(part.body)
}

function parsed(stored: unknown): Body {
  const marks = MarkUndo.safeParse(stored)
  return marks.success ? marks.data : UndoBody.parse(stored)
}

/** An act that was stored in one piece, as parts. When acts were, a task had the number of its picture. */
function whole(stored: unknown): { act: string; changed: number; slices: Body[] } {
  const body = parsed(stored)
  const slices: Body[] = []
  const rows: readonly { readonly id: number }[] = "mark" in body ? body.marks : body.places
  for (let at = 0; at < rows.length; at += BATCH) {
    const ids = new Set(rows.slice(at, at + BATCH).map((row) => row.id))
    if ("mark" in body)
      slices.push({
        ...body,
        marks: body.marks.slice(at, at + BATCH),
        tags: body.tags.filter((one) => ids.has(one.assetId)),
        proposals: body.proposals.filter((one) => ids.has(one.taskId)),
        tasks: body.tasks.filter((id) => ids.has(id)),
      })
    else
      slices.push({
        ...body,
        places: body.places.slice(at, at + BATCH),
        standings: body.standings.filter((one) => ids.has(one.taskId)),
      })
  }
  return { act: "mark" in body ? body.mark : body.act, changed: rows.length, slices }
}

/** `again`: somebody was at it when the program ended. */
function takePartBack(deps: Undoing, projectId: number, body: Body, again: boolean): Promise<void> {
  return "mark" in body ? unmark(deps, projectId, body, again) : takeBack(deps, projectId, body)
}

/** Acts after which a task is asked about or not: a deleted picture stays out of both. */
const OF_STATE: readonly string[] = ["exclude", "include", "reopen", "send_to_review"]

async function takeBack(deps: Undoing, projectId: number, body: UndoBody): Promise<void> {
  const { db, hot } = deps.storage
  // Pictures may be gone since, or lie in the bin.
  const pictureOf = await findAssetsOf(
    db,
    projectId,
    body.places.map((target) => target.id),
  )
  const marks = await findMarks(db, projectId, [...new Set(pictureOf.values())])
  const here = new Set(
    marks.filter((one) => one.deletedAtMs === null || !OF_STATE.includes(body.act)).map(({ id }) => id),
  )
  const then = body.places.filter((target) => here.has(pictureOf.get(target.id) ?? 0))
  const nowMs = deps.nowMs()
  const now = new Map(
    (
      await findTargets(
        db,
        projectId,
        then.map((target) => target.id),
        nowMs,
      )
    ).map((target) => [target.id, target]),
  )
  switch (body.act) {
    case "exclude":
    case "include": {
      const wrong = body.act === "exclude" ? "excluded" : null
      const ids = then
        .filter(({ id }) => (now.get(id)?.state === "excluded") === (wrong === "excluded"))
        .map(({ id }) => id)
      return hot.setExcluded(projectId, ids, body.act === "include", nowMs)
    }
    case "put_first":
    case "put_last":
    case "reserve":
      for (const [tier, ids] of grouped(then, (target) => target.tier)) await hot.setTier(projectId, ids, tier)
      return
    case "overlap":
      await overlapsBack(deps, projectId, then)
      return markDirty(
        db,
        projectId,
        then.filter((target) => target.submitted > 0).map((target) => target.id),
      )
    case "reopen":
    case "send_to_review":
      return putFinalBack(
        deps,
        projectId,
        body,
        then.filter(({ id, submitted }) => now.get(id)?.submitted === submitted),
      )
  }
}

async function overlapsBack(deps: Undoing, projectId: number, then: readonly TaskBefore[]): Promise<void> {
  for (const [overlap, ids] of grouped(then, (target) => target.overlap))
    await deps.storage.hot.setOverlap(projectId, ids, overlap)
}

/** Settles tasks again with the answers they had, unless a reviewer decided something meanwhile. */
async function putFinalBack(
  deps: Undoing,
  projectId: number,
  body: UndoBody,
  then: readonly TaskBefore[],
): Promise<void> {
  const statuses = new Map(body.standings.map((status) => [status.taskId, status]))
  await inSteps(then, ROWS, (some) =>
    stepBack(deps, projectId, { isSent: body.act === "send_to_review", statuses: statuses }, some),
  )
}

async function stepBack(
  deps: Undoing,
  projectId: number,
  { isSent, statuses }: { isSent: boolean; statuses: ReadonlyMap<number, StoredStatus> },
  then: readonly TaskBefore[],
): Promise<void> {
  const { db } = deps.storage
  const untouched: TaskBefore[] = []
  for (const target of then) {
    const review = await readReview(db, { projectId, taskId: target.id })
    if (review?.state === "waiting" && review.order.length > 0) continue
    if (isSent && review?.state !== "waiting") continue
    untouched.push(target)
  }
  if (!isSent) await overlapsBack(deps, projectId, untouched)
  const back = untouched.flatMap(({ id }) => statuses.get(id) ?? [])
  // What was before the reviewers goes with what stands again, or an interruption would leave it disputed for ever.
  await db.transaction().execute(async (tx) => {
    if (isSent) for (const { taskId } of back) await deleteReview(tx, { projectId, taskId })
    await putStatuses(tx, projectId, back, deps.nowMs())
  })
}
