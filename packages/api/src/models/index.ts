import { insertJob } from "@justesse/db/jobs"
import {
  countOpenCovered,
  countSuspects,
  deleteSet,
  findSet,
  listOpenPredictions,
  listSetStates,
  listSets,
  type PredictionSetRow,
  readSuspectPage,
  type SuspectRow,
} from "@justesse/db/models/predictions"
import type { ProjectAccess } from "@justesse/db/projects"
import { countTasksByState } from "@justesse/db/projects/overview"
import { findNewestChange } from "@justesse/db/quality"
import { findTaskPictures, type TaskPicture } from "@justesse/db/work/tasks"
import type { DetectionScores } from "@justesse/quality/project/detections"
import { AssetId, JustesseError, LabelId, RegionId, type TaskNumber } from "@justesse/types"
import type * as wire from "@justesse/types/wire/quality"
import { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { inRequest } from "../jobs/inRequest.ts"
import { noteOnce } from "../jobs/noteOnce.ts"
import { ontologyOf } from "../labels/index.ts"
import { assetReference, mediaUrls } from "../media.ts"
import { type Namer, namerWith } from "../people/names.ts"
import { requireActive, requireThere } from "../projects/guard.ts"
import { progressOf, queueFigures, unknownFrom } from "../quality/news.ts"
import { chooseScored, isFresh, readSuspect, scoreChoices } from "./score.ts"

type Showing = Pick<Deps, "storage" | "hmac" | "nowMs">

/** Every set of a project, newest first, and how much of the project is settled. */
export async function listModels(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
): Promise<z.infer<typeof wire.PredictionSets>> {
  requireThere(project)
  const { db } = deps.storage
  const [sets, open, counts, status] = await Promise.all([
    listSets(db, project.id),
    coversOpen(deps, project.id),
    countTasksByState(db, project.id),
    findSetStatus(deps, project.id),
  ])
  const ids = sets.map(({ madeBy }) => madeBy)
  const name = await namerWith(deps, project, who.personId, ids)
  return {
    sets: sets.map((set) => shownSet(set, name, open.get(set.id) ?? 0, status)),
    scoring: status.scoring,
    settled: counts["settled"] ?? 0,
    open: (counts["open"] ?? 0) + (counts["waiting"] ?? 0) + (counts["disputed"] ?? 0),
  }
}

/** What the sets of a project are scored on, and from when on something changed last. */
interface SetStatus {
  readonly scoring: wire.Scoring
  readonly newestMs: number
}

async function findSetStatus(deps: Pick<Deps, "storage" | "nowMs">, projectId: number): Promise<SetStatus> {
  const [chosen, computing, newestMs] = await Promise.all([
    scoreChoices(deps, projectId),
    progressOf(deps, "scores", projectId),
    findNewestChange(deps.storage.db, projectId, deps.nowMs()),
  ])
  return { scoring: { ...chosen, choices: [...chosen.choices], computing }, newestMs: newestMs ?? 0 }
}

/** Pictures of each set that are not settled, kept while nothing changes: pages ask every few seconds. */
const openCounts = new WeakMap<object, Map<number, { key: string; open: Promise<Map<number, number>> }>>()

async function coversOpen(deps: Pick<Deps, "storage" | "nowMs">, projectId: number): Promise<Map<number, number>> {
  const { db } = deps.storage
  const [newest, stands] = await Promise.all([
    findNewestChange(db, projectId, deps.nowMs()),
    listSetStates(db, projectId),
  ])
  const key = `${newest} ${stands.map(({ id, state, pictures }) => `${id}${state}${pictures}`).join()}`
  const kept = openCounts.get(deps.storage) ?? new Map<number, { key: string; open: Promise<Map<number, number>> }>()
  openCounts.set(deps.storage, kept)
  const known = kept.get(projectId)
  if (known?.key === key && stands.every(({ state }) => state !== "reading")) return known.open
  const open = countOpenCovered(db, projectId)
  kept.set(projectId, { key, open })
  open.catch(() => kept.delete(projectId))
  return open
}

/** Chooses what all sets of a project are scored on; they are scored anew at once. */
export async function scoreOn(
  deps: Pick<Deps, "storage" | "nowMs" | "wake">,
  project: ProjectAccess,
  who: Who,
  on: wire.ScoredOn | null,
): Promise<void> {
  requireActive(project)
  await chooseScored(deps, project.id, on)
  await queueFigures(deps, "scores", project.id, who.personId)
}

function shownSet(set: PredictionSetRow, name: Namer, coversOpen: number, status: SetStatus): wire.PredictionSet {
  const { id, state, error, madeAtMs, pictures, unmatched, regions, scoredAtMs, suspects } = set
  const scores = readScores(set.scores)
  const numbers = scores?.numbers
  const defined = (at: number) => {
    const value = numbers?.[at] ?? -1
    return value < 0 ? null : value
  }
  const by = name(set.madeBy)
  const figures = { ap: defined(0), ap50: defined(1), ap75: defined(2) }
  return {
    id,
    name: set.name,
    state,
    error,
    madeAtMs,
    by,
    pictures,
    unmatched,
    regions,
    matching: set.matching,
    coversOpen,
    scoredAtMs,
    scored: scores?.pictures ?? 0,
    fresh: state !== "ready" || isFresh(set, status.scoring.on, (fromMs) => status.newestMs >= unknownFrom({ fromMs })),
    ...figures,
    suspects,
  }
}

/** What stands for figures while a set is read, where it could not be, and where nothing that it covers is settled. */
const NO_SCORES: DetectionScores = {
  pictures: 0,
  compared: { by: "box", goldBoxes: 0, foundBoxes: 0 },
  numbers: Array.from({ length: 12 }, () => -1),
  byLabel: [],
  threshold: 0,
  confusion: { labels: [], counts: [] },
  extras: [],
  worst: [],
}

/** The figures as they were stored, by earlier programs too, which compared boxes alone; null where there are none. */
function readScores(stored: PredictionSetRow["scores"]): DetectionScores | null {
  if (stored === null) return null
  const scores = stored as Omit<DetectionScores, "compared"> & Partial<DetectionScores> // written by `scoreSet` alone
  return { ...scores, compared: scores.compared ?? NO_SCORES.compared }
}

async function requireSet(deps: Pick<Deps, "storage">, project: ProjectAccess, id: number): Promise<PredictionSetRow> {
  requireThere(project)
  const set = await findSet(deps.storage.db, project.id, id)
  if (!set) throw new JustesseError("not_found", { set: id })
  return set
}

/**
 * One set against the settled answers: the twelve numbers, by label, what is taken for what, and the worst pictures; of no
 * pictures while it is being read and where nothing that it covers is settled.
 * @throws JustesseError not_found
 */
export async function showScores(
  deps: Showing,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<wire.PredictionScores> {
  const set = await requireSet(deps, project, id)
  const scores = readScores(set.scores) ?? NO_SCORES
  const { db } = deps.storage
  const [open, status] = await Promise.all([coversOpen(deps, project.id), findSetStatus(deps, project.id)])
  const name = await namerWith(deps, project, who.personId, [set.madeBy])
  const pictures = await findTaskPictures(
    db,
    project.id,
    scores.worst.map(({ task }) => task),
  )
  const label = (text: string) => LabelId.parse(text)
  return {
    set: shownSet(set, name, open.get(id) ?? 0, status),
    scoring: status.scoring,
    ontology: await ontologyOf(deps, project.id, project.ontologyVersion),
    pictures: scores.pictures,
    compared: scores.compared,
    numbers: [...scores.numbers],
    byLabel: scores.byLabel.map((one) => ({ ...one, label: label(one.label) })),
    threshold: scores.threshold,
    confusion: {
      labels: scores.confusion.labels.map(label),
      counts: scores.confusion.counts.map((row) => [...row]),
    },
    extras: [...scores.extras],
    // Their pictures may have been taken out since.
    worst: scores.worst.flatMap(({ task, missed, extra }) => {
      const picture = pictures.get(task)
      if (!picture) return []
      const { thumbnail } = mediaUrls(deps, assetReference(project.id, picture.assetId))
      return [{ asset: AssetId.parse(picture.assetId), name: picture.name, thumbnail, missed, extra }]
    }),
  }
}

/** Places where the settled answers are likely wrong, the likeliest first. */
export async function listSuspects(
  deps: Showing,
  project: ProjectAccess,
  input: z.infer<typeof wire.SuspectsInput>,
): Promise<z.infer<typeof wire.Suspects>> {
  await requireSet(deps, project, input.set)
  const { db } = deps.storage
  const after = Number(input.cursor ?? 0)
  if (!Number.isSafeInteger(after) || after < 0) throw new JustesseError("invalid_input", { field: "cursor" })
  const { set, kinds, states, limit } = input
  const rows = await readSuspectPage(db, project.id, set, { kinds, states, after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const pictures = await findTaskPictures(
    db,
    project.id,
    shown.map(({ taskId }) => taskId),
  )
  return {
    rows: shown.flatMap((row) => shownSuspect(deps, project.id, row, pictures.get(row.taskId))),
    next: rows.length > limit ? `${shown.at(-1)?.id ?? 0}` : null,
    total: await countSuspects(db, project.id, set, kinds, states),
    ontology: await ontologyOf(deps, project.id, project.ontologyVersion),
  }
}

function shownSuspect(
  deps: Pick<Deps, "hmac" | "nowMs">,
  projectId: number,
  row: SuspectRow,
  picture: TaskPicture | undefined,
): wire.Suspect[] {
  if (!picture) return []
  const { place, settled: final, predicted, score } = readSuspect(row.body)
  return [
    {
      id: row.id,
      asset: AssetId.parse(picture.assetId),
      name: picture.name,
      size: picture.size,
      media: mediaUrls(deps, assetReference(projectId, picture.assetId), picture.facts),
      kind: row.kind,
      place,
      settled: final,
      predicted: predicted && { ...predicted, id: RegionId.parse(`model-${row.id}`) },
      score,
      state: row.state,
    },
  ]
}

/** Takes a set away; what was sent to review stays there. */
export async function removeSet(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<void> {
  const { name } = await requireSet(deps, project, id)
  await inTransaction(deps, async (inside) => {
    await deleteSet(inside.storage.db, project.id, id)
    await note(inside, project.id, who, { what: "predictions.removed", detail: { set: id, name } })
  })
}

const PAGE = 5_000
const CHUNK = 1_000

/**
 * Puts open tasks in the order in which a model is least sure, those that it does not cover after them by number; without a set
 * all by number. Each stays in its part of the queue; only places change. Returns how many.
 */
export async function orderTasks(
  deps: Pick<Deps, "storage" | "nowMs" | "wake">,
  project: ProjectAccess,
  who: Who,
  setId: number | null,
): Promise<{ tasks: number }> {
  requireActive(project)
  if (setId !== null) await requireSet(deps, project, setId)
  const begin = () =>
    insertJob(deps.storage.db, {
      ...{ projectId: project.id, kind: "order", madeBy: null, nowMs: deps.nowMs(), running: true },
      input: { project: project.id, who: who.personId, set: setId } satisfies OrderJob,
    })
  return inRequest(deps, begin, (job) => orderAll(deps, job, project.id, who, setId))
}

/** What the job `order` is told: what a request does at once, and the next start goes on with where the program ended meanwhile. */
export const OrderJob = z.strictObject({ project: z.int(), who: z.int(), set: z.int().nullable() })
export type OrderJob = z.infer<typeof OrderJob>

/** Orders open tasks as that job. Can be run twice. */
export async function orderAll(
  deps: Pick<Deps, "storage" | "nowMs">,
  job: number,
  projectId: number,
  who: Pick<Who, "personId">,
  setId: number | null,
): Promise<{ tasks: number }> {
  const { db, hot } = deps.storage
  const byTier = new Map<number, { taskId: TaskNumber; doubt: number }[]>()
  let count = 0
  for (let from = 0; ; ) {
    const rows = await listOpenPredictions(db, projectId, setId, from, PAGE)
    for (const { taskId, tier, doubtPpm } of rows) {
      const list = byTier.get(tier) ?? []
      list.push({ taskId, doubt: doubtPpm ?? -1 })
      byTier.set(tier, list)
    }
    count += rows.length
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    from = last.taskId
  }
  for (const [tier, list] of byTier) {
    list.sort((a, b) => b.doubt - a.doubt || a.taskId - b.taskId)
    for (let at = 0; at < list.length; at += CHUNK) {
      const ids = list.slice(at, at + CHUNK).map(({ taskId }) => taskId)
      await hot.setTier(projectId, ids, tier)
    }
  }
  const detail = setId === null ? { tasks: count } : { tasks: count, set: setId }
  await noteOnce(deps, job, projectId, who, { what: "queue.ordered", detail })
  return { tasks: count }
}
