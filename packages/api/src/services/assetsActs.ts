import { assetList } from "@justesse/db/repositories/assetList"
import { assetMarks } from "@justesse/db/repositories/assetMarks"
import { assets, type TaskPlace } from "@justesse/db/repositories/assets"
import { groups } from "@justesse/db/repositories/groups"
import { type ProjectAccess, projects } from "@justesse/db/repositories/projects"
import { tasks } from "@justesse/db/repositories/tasks"
import { type Tier, tiers } from "@justesse/db/repositories/tiers"
import { undos } from "@justesse/db/repositories/undo"
import { JustesseError } from "@justesse/types"
import type { AssetAct, AssetActDone, AssetActInput } from "@justesse/types/wire/asset"
import type { z } from "zod"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { note } from "./activity.ts"
import { isMark, type MarkAct, mark } from "./assetsMarks.ts"
import { sendToReview } from "./assetsReview.ts"
import { type Selected, selectedIds } from "./assetsSelect.ts"
import { type UndoBody, undoBodyOf } from "./assetsUndo.ts"
import { requireActive } from "./projectsGuard.ts"

export type Acting = Pick<Deps, "storage" | "nowMs" | "hmac" | "wake">
type Act = z.infer<typeof AssetAct>
type WorkAct = Exclude<Act, MarkAct>

/** Tasks handled by one hot operation: short enough not to hold the writer. */
export const BATCH = 200

/** The numbers of a selection: as they were named where the order tells, by name for a filter, rising otherwise. */
async function chosen(deps: Acting, projectId: number, selection: Selected, act: Act): Promise<number[]> {
  if (act.act === "restore" && "assets" in selection) return [...new Set<number>(selection.assets)]
  const ids = await selectedIds(deps, projectId, selection)
  // What lies in the bin is put back or left there; nobody is asked about it.
  if (!isMark(act) && "filter" in selection && selection.filter.states.includes("deleted")) {
    const marks = await assetMarks(deps.storage.db).of(projectId, ids)
    return marks.filter((one) => one.deletedAtMs === null).map((one) => one.id)
  }
  if (act.act !== "group") return ids
  if ("assets" in selection) {
    const there = new Set(ids)
    return [...new Set<number>(selection.assets)].filter((id) => there.has(id))
  }
  const named = await assetList(deps.storage.db).some(projectId, ids.slice(0, MOST_NAMED), deps.nowMs())
  return named.sort((a, b) => NATURAL.compare(a.name, b.name)).map((one) => one.id)
}
const NATURAL = new Intl.Collator("en", { numeric: true })
/** A document has fewer pages than this; more are refused by whoever makes the pages. */
const MOST_NAMED = 10_000

/**
 * One act on many pictures, with one undo for all of it. Work in hand is never taken away: whoever holds a task finishes
 * it. Pictures to which the act does not apply (settled ones for "answers wanted", unreadable ones) are left as they are.
 */
export async function actOnAssets(
  deps: Acting,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof AssetActInput>,
): Promise<z.infer<typeof AssetActDone>> {
  requireActive(project)
  const { act } = input
  await checkReservation(deps, project, act)
  const ids = await chosen(deps, project.id, input.selection, act)
  if (isMark(act)) return markAll(deps, project, who, act, ids)
  const places = (await assets(deps.storage.db).places(project.id, ids, deps.nowMs())).filter((place) =>
    applies(act, place),
  )
  const kept = await undoBodyOf(deps, project.id, act, places)
  for (let at = 0; at < places.length; at += BATCH) await perform(deps, project, act, places.slice(at, at + BATCH))
  const undo = await undos(deps.storage.db).add(project.id, {
    personId: who.personId,
    madeAtMs: deps.nowMs(),
    body: JSON.stringify(kept satisfies UndoBody),
  })
  const only = places.length === 1 ? places[0] : undefined
  await note(deps, project.id, who, {
    what: `assets.${act.act}`,
    detail: { changed: places.length, undo },
    ...(only ? { taskId: only.id } : {}),
  })
  if (places.length > 0) deps.wake("settle")
  return { changed: places.length, inHand: places.filter((place) => place.live > 0).length, undo }
}

/** Acts on pictures themselves: tags, documents, proposals, deleting. */
async function markAll(
  deps: Acting,
  project: ProjectAccess,
  who: Who,
  act: MarkAct,
  ids: readonly number[],
): Promise<z.infer<typeof AssetActDone>> {
  const { changed, undo: kept } = await mark(deps, project.id, act, ids)
  const undo = await undos(deps.storage.db).add(project.id, {
    personId: who.personId,
    madeAtMs: deps.nowMs(),
    body: JSON.stringify(kept),
  })
  const places = await assets(deps.storage.db).places(project.id, changed, deps.nowMs())
  const [only] = changed.length === 1 ? changed : []
  await note(deps, project.id, who, {
    what: `assets.${act.act}`,
    detail: { changed: changed.length, undo },
    ...(only === undefined ? {} : { taskId: only }),
  })
  if (kept.tasks.length > 0) deps.wake("settle")
  return { changed: changed.length, inHand: places.filter((place) => place.live > 0).length, undo }
}

/** A reservation names one person or group of this project, or neither. */
async function checkReservation(deps: Acting, project: ProjectAccess, act: Act): Promise<void> {
  if (act.act !== "reserve") return
  if (act.person !== null && act.group !== null)
    throw new JustesseError("invalid_input", { field: "group", rule: "one" })
  if (act.person !== null) {
    const members = await projects(deps.storage.db).members(project.id)
    if (!members.some((member) => member.personId === act.person))
      throw new JustesseError("not_found", { person: act.person })
  }
  if (act.group !== null) {
    const known = await groups(deps.storage.db).all(project.id)
    if (!known.some((group) => group.id === act.group)) throw new JustesseError("not_found", { group: act.group })
  }
}

function applies(act: WorkAct, place: TaskPlace): boolean {
  switch (act.act) {
    case "include":
      return place.state === "excluded"
    case "reopen":
      return place.state === "settled"
    case "send_to_review":
      return place.state === "settled" && place.hasAnswer
    case "overlap":
      return (place.state === "open" || place.state === "waiting") && place.overlap !== act.overlap
    case "exclude":
    case "put_first":
    case "put_last":
    case "reserve":
      return place.state !== "excluded"
  }
}

async function perform(
  deps: Acting,
  project: ProjectAccess,
  act: WorkAct,
  places: readonly TaskPlace[],
): Promise<void> {
  const { db, hot } = deps.storage
  const ids = places.map((place) => place.id)
  switch (act.act) {
    case "exclude":
    case "include":
      return hot.setExcluded(project.id, ids, act.act === "exclude", deps.nowMs())
    case "reopen":
      return reopen(deps, project.id, places)
    case "overlap":
      await hot.setOverlap(project.id, ids, act.overlap)
      return tasks(db).markDirty(
        project.id,
        places.filter((place) => place.submitted > 0).map((place) => place.id),
      )
    case "send_to_review":
      return sendToReview(deps, project, ids)
    case "put_first":
      return moveTiers(deps, project.id, places, (tier) => ({ ...tier, priority: 1 }))
    case "put_last":
      return moveTiers(deps, project.id, places, (tier) => ({ ...tier, priority: -1 }))
    case "reserve":
      return moveTiers(deps, project.id, places, (tier) => ({ ...tier, personId: act.person, groupId: act.group }))
  }
}

/** Asks one more answer of each; the answers that are there stay, and the kept one is not settled any longer. */
async function reopen(deps: Acting, projectId: number, places: readonly TaskPlace[]): Promise<void> {
  const nowMs = deps.nowMs()
  await deps.storage.hot.reopen(
    projectId,
    places.map((place) => place.id),
    nowMs,
  )
  const repository = assets(deps.storage.db)
  const answered = places.filter((place) => place.submitted > 0).map((place) => place.id)
  const fresh = places.filter((place) => place.submitted === 0).map((place) => place.id)
  await repository.setState(projectId, answered, "waiting", false, nowMs)
  await repository.setState(projectId, fresh, "open", false, nowMs)
}

const ORDINARY: Omit<Tier, "id"> = { priority: 0, personId: null, groupId: null }

/** Moves tasks to the tier that differs from theirs as `change` says; the rest of a tier's traits stays. */
async function moveTiers(
  deps: Acting,
  projectId: number,
  places: readonly TaskPlace[],
  change: (tier: Omit<Tier, "id">) => Omit<Tier, "id">,
): Promise<void> {
  const repository = tiers(deps.storage.db)
  const known = new Map((await repository.all(projectId)).map((tier) => [tier.id, tier]))
  const byTier = new Map<number, number[]>()
  for (const place of places) byTier.set(place.tier, [...(byTier.get(place.tier) ?? []), place.id])
  for (const [from, ids] of byTier) {
    const to = await repository.ensure(projectId, change(known.get(from) ?? ORDINARY))
    if (to !== from) await deps.storage.hot.setTier(projectId, ids, to)
  }
}
