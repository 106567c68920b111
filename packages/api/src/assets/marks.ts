import { findAssetsByName, findTargets } from "@justesse/db/assets"
import { listAssetIds } from "@justesse/db/assets/list"
import { findAssetNames, findMarks, setDeleted, setPages } from "@justesse/db/assets/marks"
import { deleteTags, insertTags, listTagsOf } from "@justesse/db/assets/tags"
import {
  attachProposals,
  clearProposals,
  findChosenSets,
  findCoveredTasks,
  findProposalSets,
} from "@justesse/db/imports/proposals"
import { findSet } from "@justesse/db/models/predictions"
import { findPairs, withoutDeleted } from "@justesse/db/work/pairs"
import { findAssetsOf, listTasksOf } from "@justesse/db/work/taskAssets"
import { type AssetNumber, JustesseError, type TaskNumber } from "@justesse/types"
import type { AssetAct } from "@justesse/types/wire/asset"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inSteps } from "../core/locks.ts"

type Marking = Pick<Deps, "storage" | "nowMs">
type Act = z.infer<typeof AssetAct>

const MARKS = ["tag", "untag", "group", "ungroup", "propose", "delete", "restore"] as const
/** Acts on pictures themselves, whether they have a task or not. */
export type MarkAct = Extract<Act, { act: (typeof MARKS)[number] }>
export function isMark(act: Act): act is MarkAct {
  return MARKS.some((name) => name === act.act)
}

/** Rows that are each written by a statement of its own, in one step. */
const ROWS = 50
/** Most pages of one document. */
const MOST_PAGES = 5_000

const Mark = z.strictObject({
  id: z.int(),
  document: z.string().nullable(),
  page: z.int().nullable(),
  deletedAtMs: z.int().nullable(),
})
/** How an act on pictures is taken back: tags as they were, places, proposals, and tasks that were closed or opened with it. */
export const MarkUndo = z.strictObject({
  mark: z.enum(MARKS),
  names: z.array(z.string()),
  tags: z.array(z.strictObject({ assetId: z.int(), tag: z.string() })),
  marks: z.array(Mark),
  proposals: z.array(z.strictObject({ taskId: z.int(), setId: z.int() })),
  /** Tasks that were excluded (or included) together with their picture. */
  tasks: z.array(z.int()),
})
export type MarkUndo = z.infer<typeof MarkUndo>

/** What an act on pictures would change, and how it is taken back. */
interface PlannedMark {
  readonly changed: readonly AssetNumber[]
  readonly body: MarkUndo
}

/**
 * What `act` would change among these pictures, and what must be kept of them so that it can be taken back. Writes nothing.
 * @throws JustesseError not_found when the prediction set that is to propose is not there or not ready
 */
export async function planMark(
  deps: Marking,
  projectId: number,
  act: MarkAct,
  ids: readonly AssetNumber[],
): Promise<PlannedMark> {
  const { db } = deps.storage
  const here = await findMarks(db, projectId, ids)
  const kept = here.filter((one) => (one.deletedAtMs !== null) === (act.act === "restore"))
  const some = kept.map((one) => one.id)
  switch (act.act) {
    case "tag":
    case "untag": {
      const names = act.tags.map((tag) => tag.normalize("NFC"))
      const was = (await listTagsOf(db, projectId, some)).filter(({ tag }) => names.includes(tag))
      const changed = act.act === "untag" ? [...new Set(was.map((one) => one.assetId))] : without(some, names, was)
      return { changed, body: { mark: act.act, ...NOTHING, names, tags: was, marks: kept } }
    }
    case "group":
      return { changed: some, body: { mark: act.act, ...NOTHING, marks: kept } }
    case "ungroup": {
      const marks = kept.filter((one) => one.document !== null)
      return { changed: marks.map((one) => one.id), body: { mark: act.act, ...NOTHING, marks } }
    }
    case "propose":
      return planProposals(deps, projectId, act.set, some)
    case "delete":
    case "restore": {
      const changed = act.act === "restore" ? await withFreeNames(deps, projectId, some) : some
      const tasks = await taskStates(deps, projectId, changed, act.act === "restore")
      const isChanged = new Set(changed)
      const marks = kept.filter((one) => isChanged.has(one.id))
      return { changed, body: { mark: act.act, ...NOTHING, marks, tasks } }
    }
  }
}

const NOTHING: Omit<MarkUndo, "mark" | "marks"> = { names: [], tags: [], proposals: [], tasks: [] }

/** Pictures that did not have all of these tags. */
function without(
  ids: readonly AssetNumber[],
  names: readonly string[],
  was: readonly { assetId: AssetNumber }[],
): AssetNumber[] {
  const had = new Map<number, number>()
  for (const { assetId } of was) had.set(assetId, (had.get(assetId) ?? 0) + 1)
  return ids.filter((id) => (had.get(id) ?? 0) < new Set(names).size)
}

/** Does what was planned; can be done again after an interruption. `pageOf`: which page of its document a picture becomes. */
export async function doMark(
  deps: Marking,
  projectId: number,
  act: MarkAct,
  { body, pageOf }: { body: MarkUndo; pageOf: (id: AssetNumber) => number },
): Promise<void> {
  const { db } = deps.storage
  const ids = body.marks.map((one) => one.id)
  switch (act.act) {
    case "tag":
      return insertTags(db, projectId, pairs(ids, body.names))
    case "untag":
      return deleteTags(db, projectId, ids, body.names)
    case "group": {
      const document = act.name.trim()
      const pages = ids.map((id) => ({ id, document, page: pageOf(id) }))
      return inSteps(pages, ROWS, (some) => setPages(db, projectId, some))
    }
    case "ungroup": {
      const pages = ids.map((id) => ({ id, document: null, page: null }))
      return inSteps(pages, ROWS, (some) => setPages(db, projectId, some))
    }
    case "propose":
      return attachProposals(db, projectId, await listTasksOf(db, projectId, ids), act.set ?? 0)
    case "delete":
    case "restore": {
      const isGone = act.act === "delete"
      await setDeleted(db, projectId, ids, isGone ? deps.nowMs() : null)
      const tasks = isGone ? body.tasks : await withoutDeleted(db, projectId, body.tasks)
      return deps.storage.hot.setExcluded(projectId, tasks, isGone, deps.nowMs())
    }
  }
}

const pairs = (ids: readonly number[], names: readonly string[]) =>
  ids.flatMap((assetId) => names.map((tag) => ({ assetId, tag })))

/**
 * The first page that pictures get which become pages of a document: after those that it has and keeps.
 * @throws JustesseError invalid_input when there are too many
 */
export async function firstPage(
  deps: Marking,
  projectId: number,
  document: string,
  chosen: readonly number[],
): Promise<number> {
  if (chosen.length > MOST_PAGES) throw new JustesseError("invalid_input", { field: "selection", most: MOST_PAGES })
  const { db } = deps.storage
  const at = { afterId: 0, limit: MOST_PAGES, nowMs: deps.nowMs() }
  const there = await listAssetIds(db, projectId, { search: "", states: [], labels: [], document }, at)
  const moved = new Set(chosen)
  const rest = (await findMarks(db, projectId, there)).filter((one) => !moved.has(one.id))
  return Math.max(-1, ...rest.map((one) => one.page ?? -1)) + 1
}

async function planProposals(
  deps: Marking,
  projectId: number,
  set: number | null,
  ids: readonly AssetNumber[],
): Promise<PlannedMark> {
  const { db } = deps.storage
  await checkSet(deps, projectId, set)
  const tasks = await listTasksOf(db, projectId, ids)
  const proposed = set === null ? [...(await findProposalSets(db, projectId, tasks)).keys()] : null
  const covered = proposed ?? (await findCoveredTasks(db, projectId, set ?? 0, tasks))
  const changed = [...new Set((await findAssetsOf(db, projectId, covered)).values())]
  const was = await findChosenSets(db, projectId, await listTasksOf(db, projectId, changed))
  const marks = changed.map((id) => ({ id, document: null, page: null, deletedAtMs: null }))
  return { changed, body: { mark: "propose", ...NOTHING, proposals: was, marks } }
}

/** @throws JustesseError not_found when the set is not there or not ready; null, for none, always is */
export async function checkSet(deps: Marking, projectId: number, set: number | null): Promise<void> {
  if (set !== null && (await findSet(deps.storage.db, projectId, set))?.state !== "ready")
    throw new JustesseError("not_found", { set })
}

/** Deleted pictures whose names nobody has taken meanwhile: in an export a name is one file. The others stay in the bin. */
async function withFreeNames(deps: Marking, projectId: number, ids: readonly AssetNumber[]): Promise<AssetNumber[]> {
  const { db } = deps.storage
  const names = await findAssetNames(db, projectId, ids)
  const taken = new Set((await findAssetsByName(db, projectId, [...names.values()])).keys())
  return ids.filter((id) => {
    const name = names.get(id)
    if (name === undefined || taken.has(name)) return false
    taken.add(name)
    return true
  })
}

/**
 * Tasks of these pictures that are excluded, or that are not. A pair whose other picture is deleted already goes with this one too, so
 * that it is back once both are, whichever comes back first.
 */
async function taskStates(deps: Marking, projectId: number, ids: readonly AssetNumber[], excluded: boolean) {
  const { db } = deps.storage
  const own = await listTasksOf(db, projectId, ids)
  const targets = await findTargets(db, projectId, own, deps.nowMs())
  const whole = excluded ? null : new Set(await withoutDeleted(db, projectId, own))
  const isMeant = ({ id, state }: (typeof targets)[number]) =>
    (state === "excluded") === excluded || whole?.has(id) === false
  return targets.filter(isMeant).map((target) => target.id)
}

/**
 * Puts tags, places, proposals and deleted pictures back where they were. `again`: somebody was at it when the program
 * ended, so that some may be back already.
 */
export async function unmark(deps: Marking, projectId: number, undo: MarkUndo, again: boolean): Promise<void> {
  const { db, hot } = deps.storage
  const now = await findMarks(
    db,
    projectId,
    undo.marks.map((one) => one.id),
  )
  // Some may be gone: the bin was emptied, or the import that brought them was taken back.
  const there = new Set(now.map((one) => one.id))
  const ids = [...there]
  // `undo` names tasks, and `there` pictures.
  const named = [...undo.tasks, ...undo.proposals.map((one) => one.taskId)]
  const pictureOf = await findAssetsOf(db, projectId, named)
  const pairOf = await findPairs(db, projectId, named)
  const isOf = (taskId: TaskNumber, some: ReadonlySet<AssetNumber>) =>
    [pictureOf.get(taskId), pairOf.get(taskId)?.second].some((asset) => asset !== undefined && some.has(asset))
  const worn = undo.tags.filter((one) => there.has(one.assetId))
  switch (undo.mark) {
    case "tag":
      await deleteTags(db, projectId, ids, undo.names)
      return insertTags(db, projectId, worn)
    case "untag":
      return insertTags(db, projectId, worn)
    case "group":
    case "ungroup":
      return inSteps(undo.marks, ROWS, (some) => setPages(db, projectId, some))
    case "propose":
      await clearProposals(db, projectId, await listTasksOf(db, projectId, ids))
      for (const [setId, tasks] of bySet(undo.proposals.filter((one) => isOf(one.taskId, there))))
        if (setId === 0 || (await findSet(db, projectId, setId))) await attachProposals(db, projectId, tasks, setId)
      return
    case "delete": {
      const deleted = now.filter((one) => one.deletedAtMs !== null).map((one) => one.id)
      const back = new Set(await withFreeNames(deps, projectId, deleted))
      await setDeleted(db, projectId, [...back], null)
      if (again) for (const one of now) if (one.deletedAtMs === null) back.add(one.id)
      const own = undo.tasks.filter((id) => isOf(id, back))
      const tasks = await withoutDeleted(db, projectId, own)
      return hot.setExcluded(projectId, tasks, false, deps.nowMs())
    }
    case "restore": {
      const times = new Set(undo.marks.map((one) => one.deletedAtMs))
      for (const atMs of times) {
        const some = undo.marks.filter((one) => one.deletedAtMs === atMs)
        await setDeleted(
          db,
          projectId,
          some.map((one) => one.id),
          atMs,
        )
      }
      const tasks = undo.tasks.filter((id) => isOf(id, there))
      return hot.setExcluded(projectId, tasks, true, deps.nowMs())
    }
  }
}

function bySet(chosen: MarkUndo["proposals"]): Map<number, number[]> {
  const sets = new Map<number, number[]>()
  for (const { taskId, setId } of chosen) {
    const tasks = sets.get(setId)
    if (tasks) tasks.push(taskId)
    else sets.set(setId, [taskId])
  }
  return sets
}
