import { assetList } from "@justesse/db/repositories/assetList"
import { type AssetMarks, assetMarks } from "@justesse/db/repositories/assetMarks"
import { assets } from "@justesse/db/repositories/assets"
import { predictions } from "@justesse/db/repositories/predictions"
import { proposals } from "@justesse/db/repositories/proposals"
import { tags } from "@justesse/db/repositories/tags"
import { JustesseError } from "@justesse/types"
import type { AssetAct } from "@justesse/types/wire/asset"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"

type Marking = Pick<Deps, "storage" | "nowMs">
type Act = z.infer<typeof AssetAct>

const MARKS = ["tag", "untag", "group", "ungroup", "propose", "delete", "restore"] as const
/** Acts on pictures themselves, whether they have a task or not. */
export type MarkAct = Extract<Act, { act: (typeof MARKS)[number] }>
export function isMark(act: Act): act is MarkAct {
  return MARKS.some((name) => name === act.act)
}

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

/** Tasks handled by one hot operation. */
const BATCH = 200

/** Does an act on pictures; gives the ones that it changed and how to take it back. */
export async function mark(
  deps: Marking,
  projectId: number,
  act: MarkAct,
  ids: readonly number[],
): Promise<{ changed: number[]; undo: MarkUndo }> {
  const { db } = deps.storage
  const here = await assetMarks(db).of(projectId, ids)
  const nothing = { names: [], tags: [], marks: [], proposals: [], tasks: [] }
  const kept = here.filter((one) => (one.deletedAtMs !== null) === (act.act === "restore"))
  const some = kept.map((one) => one.id)
  switch (act.act) {
    case "tag":
    case "untag": {
      const names = act.tags.map((tag) => tag.normalize("NFC"))
      const was = (await tags(db).of(projectId, some)).filter(({ tag }) => names.includes(tag))
      if (act.act === "untag") await tags(db).remove(projectId, some, names)
      else await tags(db).add(projectId, pairs(some, names))
      const changed = act.act === "untag" ? [...new Set(was.map((one) => one.assetId))] : without(some, names, was)
      return { changed, undo: { mark: act.act, ...nothing, names, tags: was, marks: kept } }
    }
    case "group":
    case "ungroup": {
      const pages = act.act === "group" ? await pagesOf(deps, projectId, act.name.trim(), ids, kept) : apart(kept)
      await assetMarks(db).setPages(projectId, pages)
      const before = kept.filter((one) => pages.some((page) => page.id === one.id))
      return { changed: pages.map((page) => page.id), undo: { mark: act.act, ...nothing, marks: before } }
    }
    case "propose":
      return propose(deps, projectId, act.set, some, nothing)
    case "delete":
    case "restore": {
      const changed = act.act === "restore" ? await withFreeNames(deps, projectId, some) : some
      const tasks = await taskStates(deps, projectId, changed, act.act === "restore")
      await assetMarks(db).setDeleted(projectId, changed, act.act === "delete" ? deps.nowMs() : null)
      await exclude(deps, projectId, tasks, act.act === "delete")
      const isChanged = new Set(changed)
      const marks = kept.filter((one) => isChanged.has(one.id))
      return { changed, undo: { mark: act.act, ...nothing, marks, tasks } }
    }
  }
}

const pairs = (ids: readonly number[], names: readonly string[]) =>
  ids.flatMap((assetId) => names.map((tag) => ({ assetId, tag })))

/** Pictures that did not have all of these tags. */
function without(ids: readonly number[], names: readonly string[], was: readonly { assetId: number }[]): number[] {
  const had = new Map<number, number>()
  for (const { assetId } of was) had.set(assetId, (had.get(assetId) ?? 0) + 1)
  return ids.filter((id) => (had.get(id) ?? 0) < new Set(names).size)
}

const apart = (kept: readonly AssetMarks[]) =>
  kept.flatMap(({ id, document }) => (document === null ? [] : [{ id, document: null, page: null }]))

/** Pages in the order in which they were named, after those that the document has already. */
async function pagesOf(
  deps: Marking,
  projectId: number,
  document: string,
  ids: readonly number[],
  kept: readonly AssetMarks[],
): Promise<{ id: number; document: string; page: number }[]> {
  if (kept.length > MOST_PAGES) throw new JustesseError("invalid_input", { field: "selection", most: MOST_PAGES })
  const { db } = deps.storage
  const at = { afterId: 0, limit: MOST_PAGES, nowMs: deps.nowMs() }
  const there = await assetList(db).ids(projectId, { search: "", states: [], labels: [], document }, at)
  const chosen = new Set(kept.map((one) => one.id))
  const rest = (await assetMarks(db).of(projectId, there)).filter((one) => !chosen.has(one.id))
  const first = Math.max(-1, ...rest.map((one) => one.page ?? -1)) + 1
  return ids.filter((id) => chosen.has(id)).map((id, index) => ({ id, document, page: first + index }))
}

async function propose(
  deps: Marking,
  projectId: number,
  set: number | null,
  ids: readonly number[],
  nothing: Omit<MarkUndo, "mark">,
): Promise<{ changed: number[]; undo: MarkUndo }> {
  const { db } = deps.storage
  if (set !== null && (await predictions(db).set(projectId, set))?.state !== "ready")
    throw new JustesseError("not_found", { set })
  const covered = set === null ? [...(await proposals(db).of(projectId, ids)).keys()] : null
  const changed = covered ?? (await proposals(db).covered(projectId, set ?? 0, ids))
  const was = await proposals(db).chosen(projectId, changed)
  await proposals(db).attach(projectId, changed, set ?? 0)
  const marks = changed.map((id) => ({ id, document: null, page: null, deletedAtMs: null }))
  return { changed, undo: { mark: "propose", ...nothing, proposals: was, marks } }
}

/** Deleted pictures whose names nobody has taken meanwhile: in an export a name is one file. The others stay in the bin. */
async function withFreeNames(deps: Marking, projectId: number, ids: readonly number[]): Promise<number[]> {
  const { db } = deps.storage
  const names = await assetMarks(db).names(projectId, ids)
  const taken = new Set((await assets(db).byName(projectId, [...names.values()])).keys())
  return ids.filter((id) => {
    const name = names.get(id)
    if (name === undefined || taken.has(name)) return false
    taken.add(name)
    return true
  })
}

/** Tasks of these pictures that are excluded, or that are not. */
async function taskStates(deps: Marking, projectId: number, ids: readonly number[], excluded: boolean) {
  const places = await assets(deps.storage.db).places(projectId, ids, deps.nowMs())
  return places.filter((place) => (place.state === "excluded") === excluded).map((place) => place.id)
}

async function exclude(deps: Marking, projectId: number, tasks: readonly number[], excluded: boolean): Promise<void> {
  for (let at = 0; at < tasks.length; at += BATCH)
    await deps.storage.hot.setExcluded(projectId, tasks.slice(at, at + BATCH), excluded, deps.nowMs())
}

/** Puts tags, places, proposals and deleted pictures back where they were. */
export async function unmark(deps: Marking, projectId: number, undo: MarkUndo): Promise<void> {
  const { db } = deps.storage
  const now = await assetMarks(db).of(
    projectId,
    undo.marks.map((one) => one.id),
  )
  // Some may be gone: the bin was emptied, or the import that brought them was taken back.
  const there = new Set(now.map((one) => one.id))
  const ids = [...there]
  const worn = undo.tags.filter((one) => there.has(one.assetId))
  switch (undo.mark) {
    case "tag":
      await tags(db).remove(projectId, ids, undo.names)
      return tags(db).add(projectId, worn)
    case "untag":
      return tags(db).add(projectId, worn)
    case "group":
    case "ungroup":
      return assetMarks(db).setPages(projectId, undo.marks)
    case "propose": {
      await proposals(db).clear(projectId, ids)
      for (const { taskId, setId } of undo.proposals)
        if (there.has(taskId) && (setId === 0 || (await predictions(db).set(projectId, setId))))
          await proposals(db).attach(projectId, [taskId], setId)
      return
    }
    case "delete": {
      const deleted = now.filter((one) => one.deletedAtMs !== null).map((one) => one.id)
      const back = new Set(await withFreeNames(deps, projectId, deleted))
      await assetMarks(db).setDeleted(projectId, [...back], null)
      return exclude(
        deps,
        projectId,
        undo.tasks.filter((id) => back.has(id)),
        false,
      )
    }
    case "restore": {
      for (const one of undo.marks) await assetMarks(db).setDeleted(projectId, [one.id], one.deletedAtMs)
      return exclude(
        deps,
        projectId,
        undo.tasks.filter((id) => there.has(id)),
        true,
      )
    }
  }
}
