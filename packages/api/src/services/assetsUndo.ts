import { assetMarks } from "@justesse/db/repositories/assetMarks"
import { assets, type TaskPlace } from "@justesse/db/repositories/assets"
import type { ProjectAccess } from "@justesse/db/repositories/projects"
import { reviews } from "@justesse/db/repositories/reviews"
import { tasks } from "@justesse/db/repositories/tasks"
import { undos } from "@justesse/db/repositories/undo"
import { JustesseError } from "@justesse/types"
import type { AssetAct } from "@justesse/types/wire/asset"
import { z } from "zod"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { note } from "./activity.ts"
import { MarkUndo, unmark } from "./assetsMarks.ts"
import { requireActive } from "./projectsGuard.ts"

type Undoing = Pick<Deps, "storage" | "nowMs" | "wake">

const Place = z.strictObject({ id: z.int(), tier: z.int(), overlap: z.int(), submitted: z.int() })
const StandingJson = z.strictObject({
  taskId: z.int(),
  state: z.string(),
  settledBy: z.string().nullable(),
  settledAtMs: z.int().nullable(),
  answer: z.string().nullable(),
  answerSha256: z.string().nullable(),
  provenance: z.string().nullable(),
  labels: z.string(),
  texts: z.string(),
  regions: z.int(),
  nothingHere: z.boolean(),
})
const UndoBody = z.strictObject({ act: z.string(), places: z.array(Place), standings: z.array(StandingJson) })
/** How a bulk act is taken back: where each task was, and for acts that end a settled state, its answer. */
export type UndoBody = z.infer<typeof UndoBody>

const BATCH = 200

/** What must be kept of `places` so that `act` can be taken back. */
export async function undoBodyOf(
  deps: Pick<Deps, "storage">,
  projectId: number,
  act: z.infer<typeof AssetAct>,
  places: readonly TaskPlace[],
): Promise<UndoBody> {
  const ends = act.act === "reopen" || act.act === "send_to_review"
  const ids = places.map((place) => place.id)
  return {
    act: act.act,
    places: places.map(({ id, tier, overlap, submitted }) => ({ id, tier, overlap, submitted })),
    standings: ends ? await assets(deps.storage.db).standings(projectId, ids) : [],
  }
}

/**
 * Takes a whole act back, once. Tasks that moved on since (somebody answered, a reviewer decided) stay as they are now.
 * @throws JustesseError not_found | nothing_to_undo when it was taken back already
 */
export async function undoAct(deps: Undoing, project: ProjectAccess, who: Who, id: number): Promise<void> {
  requireActive(project)
  const entry = await undos(deps.storage.db).find(project.id, id)
  if (!entry) throw new JustesseError("not_found", { undo: id })
  if (!(await undos(deps.storage.db).use(project.id, id))) throw new JustesseError("nothing_to_undo", { undo: id })
  const stored: unknown = JSON.parse(entry.body)
  const marks = MarkUndo.safeParse(stored)
  if (marks.success) {
    await unmark(deps, project.id, marks.data)
    const detail = { act: marks.data.mark, changed: marks.data.marks.length }
    await note(deps, project.id, who, { what: "assets.undone", detail })
    return deps.wake("settle")
  }
  const body = UndoBody.parse(stored)
  for (let at = 0; at < body.places.length; at += BATCH)
    await takeBack(deps, project.id, body, body.places.slice(at, at + BATCH))
  await note(deps, project.id, who, { what: "assets.undone", detail: { act: body.act, changed: body.places.length } })
  deps.wake("settle")
}

type PlaceThen = z.infer<typeof Place>

/** Acts after which a task is asked about or not: a deleted picture stays out of both. */
const OF_STATE: readonly string[] = ["exclude", "include", "reopen", "send_to_review"]

async function takeBack(deps: Undoing, projectId: number, body: UndoBody, kept: readonly PlaceThen[]): Promise<void> {
  const { db, hot } = deps.storage
  // Pictures may be gone since, or lie in the bin.
  const marks = await assetMarks(db).of(
    projectId,
    kept.map((place) => place.id),
  )
  const here = new Set(
    marks.filter((one) => one.deletedAtMs === null || !OF_STATE.includes(body.act)).map(({ id }) => id),
  )
  const then = kept.filter((place) => here.has(place.id))
  const nowMs = deps.nowMs()
  const now = new Map(
    (
      await assets(db).places(
        projectId,
        then.map((place) => place.id),
        nowMs,
      )
    ).map((place) => [place.id, place]),
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
      for (const [tier, ids] of grouped(then, (place) => place.tier)) await hot.setTier(projectId, ids, tier)
      return
    case "overlap":
      await overlapsBack(deps, projectId, then)
      return tasks(db).markDirty(
        projectId,
        then.filter((place) => place.submitted > 0).map((place) => place.id),
      )
    case "reopen":
    case "send_to_review":
      return settledBack(
        deps,
        projectId,
        body,
        then.filter(({ id, submitted }) => now.get(id)?.submitted === submitted),
      )
  }
}

async function overlapsBack(deps: Undoing, projectId: number, then: readonly PlaceThen[]): Promise<void> {
  for (const [overlap, ids] of grouped(then, (place) => place.overlap))
    await deps.storage.hot.setOverlap(projectId, ids, overlap)
}

/** Settles tasks again with the answers they had, unless a reviewer decided something meanwhile. */
async function settledBack(
  deps: Undoing,
  projectId: number,
  body: UndoBody,
  then: readonly PlaceThen[],
): Promise<void> {
  const { db } = deps.storage
  const untouched: PlaceThen[] = []
  for (const place of then) {
    const review = await reviews(db).find({ projectId, taskId: place.id })
    if (review?.state === "waiting" && review.order.length > 0) continue
    if (body.act === "send_to_review") {
      if (review?.state !== "waiting") continue
      await reviews(db).remove({ projectId, taskId: place.id })
    }
    untouched.push(place)
  }
  if (body.act === "reopen") await overlapsBack(deps, projectId, untouched)
  const ids = new Set(untouched.map((place) => place.id))
  await assets(db).setStandings(
    projectId,
    body.standings.filter((standing) => ids.has(standing.taskId)),
    deps.nowMs(),
  )
}

function grouped(places: readonly PlaceThen[], by: (place: PlaceThen) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const place of places) groups.set(by(place), [...(groups.get(by(place)) ?? []), place.id])
  return groups
}
