import { findUndo, setUndoBody } from "@justesse/db/activity/undo"
import {
  type ActTally,
  beginPart,
  findBegunPart,
  findPlannedPart,
  findTallies,
  type UndoPart,
} from "@justesse/db/activity/undoParts"
import { findTargets } from "@justesse/db/assets"
import type { Job } from "@justesse/db/jobs"
import type { ProjectAccess } from "@justesse/db/projects"
import { findProject } from "@justesse/db/projects"
import { listTasksOf } from "@justesse/db/work/taskAssets"
import { type AssetNumber, JustesseError } from "@justesse/types"
import { AssetAct } from "@justesse/types/wire/asset"
import { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { picturesOf } from "../core/locks.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { Cancelled } from "../jobs/cancelled.ts"
import { requireActive } from "../projects/guard.ts"
import { doMark, isMark, MarkUndo, planMark } from "./marks.ts"
import { doWork, picturesOf as picturesOfPlaces, planWork, UndoBody } from "./work.ts"

export type Acting = Pick<Deps, "storage" | "nowMs" | "hmac" | "wake">
type Doer = Pick<Who, "personId">
type ActProject = Pick<ProjectAccess, "id" | "settings">

/** Kinds of jobs that act on pictures and take acts back: one line, in the order in which people asked. */
export const ACT_KINDS = ["act", "undo_act"] as const

/** What both kinds are told. `inRequest`: a request does it at once, as long as nothing ends it. */
export const ActJob = z.strictObject({
  ...{ project: z.int(), undo: z.int(), who: z.int() },
  inRequest: z.boolean().optional(),
})
export type ActJob = z.infer<typeof ActJob>

/** Whether a request is at it, or was at it to its end: whoever asked for it sees what became of it there. */
export function isInRequest(job: Job): boolean {
  return job.state === "running" && job.tries === 1 && ActJob.parse(job.input).inRequest === true
}

/** What is stored of an act beside its parts: the act, the first page it gives, and whether deleted pictures may be in it. */
export const ActHead = z.strictObject({
  ...{ did: AssetAct, first: z.int(), binned: z.boolean() },
  /** Whether its end stands in the list of acts. */
  noted: z.boolean().optional(),
  /** Whether it was taken back to its end. */
  ended: z.literal(true).optional(),
})
export type ActHead = z.infer<typeof ActHead>

/** Pictures handled together: short enough not to hold the writer, or whoever else is served. */
export const BATCH = 200

/** A selection in parts of {@link BATCH}. */
export function inParts(ids: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, i) => ids.slice(i * BATCH, (i + 1) * BATCH))
}

/** How far long work is; it may refuse, and then the work ends there. */
export type OnProgress = (done: number, total: number) => Promise<void>
const NOBODY: OnProgress = () => Promise.resolve()

/**
 * Does an act that is stored with its parts, from where it is. Each part is remembered before it is done: an act that ends in
 * the middle, whatever the reason, can be taken back as far as it came, and be gone on with.
 */
export async function performAct(
  deps: Acting,
  project: ActProject,
  who: Doer,
  undo: number,
  onProgress: OnProgress = NOBODY,
): Promise<{ changed: number; inHand: number }> {
  const { db } = deps.storage
  const entry = await findUndo(deps.storage.db, project.id, undo)
  if (!entry) throw new JustesseError("not_found", { undo })
  if (entry.used) return { changed: 0, inHand: 0 }
  const head = ActHead.parse(entry.body)
  const { total, done: before } = await actTally(deps, project.id, undo)
  let done = before
  let one: AssetNumber | undefined
  await onProgress(done, total)
  // Somebody may have been at the last one when the program ended.
  const last = await findBegunPart(db, project.id, undo)
  if (last) await doPart(deps, project, head, last)
  for (
    let part = await findPlannedPart(db, project.id, undo);
    part;
    part = await findPlannedPart(db, project.id, undo)
  ) {
    const { changed, inHand, body } = await planPart(deps, project.id, head, part)
    one ??= changed[0]
    const begun = { changed: changed.length, inHand, body: JSON.stringify(body) }
    await beginPart(db, project.id, undo, part.part, begun)
    await doPart(deps, project, head, { ...part, body })
    done += part.ids.length
    await onProgress(done, total)
  }
  return endAct(deps, project.id, who, undo, one)
}

/** Says in the project what an act has done by now, once, however often a job comes to its end; `one`: the picture, where it was one alone. */
export async function endAct(
  deps: Pick<Deps, "storage" | "nowMs" | "wake">,
  projectId: number,
  who: Doer,
  undo: number,
  one?: AssetNumber,
): Promise<{ changed: number; inHand: number }> {
  const { changed, inHand } = await actTally(deps, projectId, undo)
  const [taskId] = changed === 1 && one !== undefined ? await listTasksOf(deps.storage.db, projectId, [one]) : []
  await inTransaction({ storage: deps.storage, nowMs: deps.nowMs }, async (inside) => {
    const entry = await findUndo(inside.storage.db, projectId, undo)
    const head = ActHead.parse(entry?.body)
    if (head.noted) return
    await setUndoBody(inside.storage.db, projectId, undo, JSON.stringify({ ...head, noted: true } satisfies ActHead))
    await note(inside, projectId, who, {
      what: `assets.${head.did.act}`,
      detail: { changed, undo, ...(changed === 1 && one !== undefined ? { asset: one } : {}) },
      ...(taskId === undefined ? {} : { taskId }),
    })
  })
  if (changed > 0) deps.wake("settle")
  return { changed, inHand }
}

/** How far an act is, in pictures: of how many, how many are done, changed, held by people, taken back. */
export async function actTally(deps: Pick<Deps, "storage">, projectId: number, undo: number): Promise<ActTally> {
  const none: ActTally = { total: 0, done: 0, changed: 0, inHand: 0, takenBack: 0 }
  return (await findTallies(deps.storage.db, projectId, [undo])).get(undo) ?? none
}

interface Planned {
  readonly changed: readonly AssetNumber[]
  readonly inHand: number
  readonly body: UndoBody | MarkUndo
}

async function planPart(deps: Acting, projectId: number, head: ActHead, { ids }: UndoPart): Promise<Planned> {
  const { did, binned } = head
  if (!isMark(did)) {
    const { changed, inHand, body } = await planWork(deps, projectId, did, { ids, binned })
    return { changed, inHand, body }
  }
  const { db } = deps.storage
  const { changed, body } = await planMark(deps, projectId, did, ids)
  const targets = await findTargets(db, projectId, await listTasksOf(db, projectId, changed), deps.nowMs())
  return { changed, inHand: picturesOfPlaces(targets.filter((target) => target.live > 0)).length, body }
}

async function doPart(deps: Acting, project: ActProject, head: ActHead, part: UndoPart): Promise<void> {
  const { did, first } = head
  if (!isMark(did)) return doWork(deps, project, did, { body: UndoBody.parse(part.body), again: part.again })
  const pageOf = (id: AssetNumber) => first + part.part * BATCH + part.ids.indexOf(id)
  return doMark(deps, project.id, did, { body: MarkUndo.parse(part.body), pageOf })
}

/**
 * Runs a queued act to its end, or to where somebody stopped it: what is done then stays, and can be taken back. Not while a
 * version is being frozen: a version holds all of an act or nothing.
 *
 * @throws JustesseError project_archived | not_found
 */
export async function runAct(
  deps: Acting,
  job: ActJob,
  onProgress: OnProgress,
): Promise<{ changed: number; inHand: number }> {
  const project = await findProject(deps.storage.db, job.project)
  if (!project) throw new JustesseError("not_found", { project: job.project })
  requireActive(project)
  const doer = { personId: job.who }
  try {
    return await deps.storage.locks.exclusive(picturesOf(project.id), () =>
      performAct(deps, project, doer, job.undo, onProgress),
    )
  } catch (error) {
    if (error instanceof Cancelled) await endAct(deps, project.id, doer, job.undo)
    throw error
  }
}
