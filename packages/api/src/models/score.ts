import { findOntology } from "@justesse/db/labels"
import {
  listFinalWithPredictions,
  listSetStates,
  putScores,
  readSuspectPage,
  type SuspectRow,
} from "@justesse/db/models/predictions"
import { findProject, type Project } from "@justesse/db/projects"
import { findScoreOn, forgetDoneJobs, setScoreOn } from "@justesse/db/quality"
import { listPicturesIn, readVersions } from "@justesse/db/versions"
import { findAssetsOf } from "@justesse/db/work/taskAssets"
import type { DetectionSuspect } from "@justesse/quality/project/detections"
import {
  type AssetNumber,
  canonicalJson,
  JustesseError,
  type Region,
  type TaskNumber,
  upgradeRegion,
} from "@justesse/types"
import { ScoredOn } from "@justesse/types/wire/quality"
import type { Deps } from "../core/deps.ts"
import { type Basis, isDueNow } from "../quality/news.ts"
import { factsOf } from "../versions/head.ts"

/** Settled pictures that a set is compared with at most, and characters of their answers and predictions. */
const MOST_PICTURES = 20_000
const MOST_CHARACTERS = 64_000_000
const PAGE = 500
/** The part that models are scored on where nobody chose. */
const TEST = "test"
/** With fewer pictures than this a test part measures nothing; then everything that is settled does. */
const FEWEST = 5

type Scoring = Pick<Deps, "storage" | "compute" | "nowMs">

/** Everything that is settled. */
const EVERYTHING: ScoredOn = { version: null, part: null }

/** Pictures that models can be scored on: all, those of a version, and those of each of its parts. */
interface ScoreChoices {
  readonly on: ScoredOn
  /** Whether somebody chose it. */
  readonly isChosen: boolean
  readonly choices: readonly { readonly on: ScoredOn; readonly pictures: number | null }[]
}

/** Versions that are offered, the latest ones. */
const MOST_VERSIONS = 10

/**
 * What all models of a project are scored on: what somebody chose as long as it is there, else the part `test` of the
 * latest version that has parts and {@link FEWEST} pictures in it, else everything that is settled.
 */
export async function scoreChoices({ storage }: Pick<Deps, "storage">, projectId: number): Promise<ScoreChoices> {
  const [chosen, list] = await Promise.all([findScoreOn(storage.db, projectId), readVersions(storage.db, projectId)])
  const offered = list.map((head) => ({ head, parts: factsOf(head).manifest.split?.parts ?? [] }))
  const choices = offered
    .slice(0, MOST_VERSIONS)
    .flatMap(({ head: { version, pictures }, parts }) => [
      ...parts
        .filter((part) => part.pictures > 0)
        .map((part) => ({ on: { version, part: part.name }, pictures: part.pictures })),
      { on: { version, part: null }, pictures },
    ])
  const all = [{ on: EVERYTHING, pictures: null }, ...choices]
  const isThere = chosen && all.some(({ on }) => isSame(on, chosen))
  if (chosen && isThere) return { on: chosen, isChosen: true, choices: all }
  const parted = offered.find(({ parts }) => parts.length > 0)
  const test = parted?.parts.find(({ name, pictures }) => name === TEST && pictures >= FEWEST)
  const on = parted && test ? { version: parted.head.version, part: TEST } : EVERYTHING
  return { on, isChosen: false, choices: all }
}

/** Whether two say the same pictures. */
function isSame(a: ScoredOn, b: ScoredOn): boolean {
  return a.version === b.version && a.part === b.part
}

/** Chooses what all models are scored on. @throws JustesseError not_found for a version or part that is not there */
export async function chooseScored({ storage }: Pick<Deps, "storage">, projectId: number, on: ScoredOn | null) {
  const { choices } = await scoreChoices({ storage }, projectId)
  if (on && !choices.some((one) => isSame(one.on, on)))
    throw new JustesseError("not_found", { version: on.version ?? 0, part: on.part ?? "" })
  await setScoreOn(storage.db, projectId, on && JSON.stringify(on))
}

/** When the last scores of a project ended and how long they took, by storage: they rest after long work. */
const rested = new WeakMap<object, Map<number, { endedAtMs: number; tookMs: number }>>()

/** Whether a set's scores know everything that is settled, on the pictures that all are scored on. */
export function isFresh(
  set: { scoredFromMs: number | null; scoredOn: ScoredOn | null },
  on: ScoredOn,
  isUnknown: (fromMs: number) => boolean,
): boolean {
  const then = set.scoredOn
  return set.scoredFromMs !== null && then !== null && isSame(then, on) && !isUnknown(set.scoredFromMs)
}

/** Whether a project's models are to be scored now. */
export async function areScoresDue(
  deps: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
  newestMs: number,
): Promise<boolean> {
  const sets = (await listSetStates(deps.storage.db, projectId)).filter(({ state }) => state === "ready")
  if (sets.length === 0) return false
  const last = rested.get(deps.storage)?.get(projectId)
  const nowMs = deps.nowMs()
  const oldest = Math.min(...sets.map(({ scoredFromMs }) => scoredFromMs ?? 0))
  const basis: Basis = { fromMs: oldest, endedAtMs: last?.endedAtMs ?? 0, tookMs: last?.tookMs ?? 0 }
  if (isDueNow(newestMs, basis, nowMs)) return true
  const { on } = await scoreChoices(deps, projectId)
  return sets.some((set) => !isFresh(set, on, () => false))
}

/** Scores every set of a project anew, so that none stands at old figures beside a new one. */
export async function runScores(
  deps: Scoring,
  projectId: number,
  progress: (done: number, total: number) => Promise<void>,
): Promise<{ sets: number }> {
  const began = deps.nowMs()
  const project = await findProject(deps.storage.db, projectId)
  if (!project) throw new JustesseError("not_found", { project: projectId })
  await forgetDoneJobs(deps.storage.db, projectId, "scores")
  const stands = await listSetStates(deps.storage.db, projectId)
  const sets = stands.filter(({ state }) => state === "ready")
  for (const [i, { id }] of sets.entries()) {
    await progress(i, sets.length)
    await scoreSet(deps, project, id)
  }
  await progress(sets.length, sets.length)
  const known = rested.get(deps.storage) ?? new Map<number, { endedAtMs: number; tookMs: number }>()
  rested.set(deps.storage, known)
  const endedAtMs = deps.nowMs()
  known.set(projectId, { endedAtMs, tookMs: endedAtMs - began })
  return { sets: sets.length }
}

/**
 * Compares a set with the settled answers of its pictures and stores figures, of the pictures that models are scored on, and
 * suspects, of everything that is settled. Suspects that somebody sent or
 * dismissed before stay so while the same place is still suspected.
 */
export async function scoreSet(
  deps: Pick<Deps, "storage" | "compute" | "nowMs">,
  project: Project,
  setId: number,
): Promise<void> {
  const { db } = deps.storage
  const fromMs = deps.nowMs()
  const { on } = await scoreChoices(deps, project.id)
  const pictures: { task: TaskNumber; final: string; predicted: string }[] = []
  for (let [from, characters] = [0, 0]; pictures.length < MOST_PICTURES && characters < MOST_CHARACTERS; ) {
    const some = await listFinalWithPredictions(db, project.id, setId, from, PAGE)
    for (const { taskId, kept, predicted } of some) {
      pictures.push({ task: taskId, final: kept, predicted })
      characters += kept.length + predicted.length
    }
    const last = some.at(-1)
    if (!last || some.length < PAGE) break
    from = last.taskId
  }
  const ontology = await findOntology(db, project.id, project.ontologyVersion)
  const labels = (ontology?.ontology.labels ?? []).map(({ id }) => id)
  const wanted = on.version === null ? null : await listPicturesIn(db, project.id, on.version, on.part)
  const within = wanted === null ? pictures : await amongPictures(db, project.id, pictures, wanted)
  const all = pictures.length === 0 ? null : await deps.compute.evaluate({ labels, pictures })
  const { scores } =
    within.length === pictures.length || within.length === 0
      ? (all ?? { scores: null })
      : await deps.compute.evaluate({ labels, pictures: within })
  const suspects = all?.suspects ?? []
  const before = await statesOf(db, project.id, setId)
  const rows = suspects.map((suspect, i): SuspectRow => {
    const { task, kind, likelihood, ...body } = suspect
    const state = before.get(keyOf(task, suspect)) ?? "open"
    const scorePpm = Math.round(likelihood * 1e6)
    return { id: i + 1, taskId: task, kind, scorePpm, state, body }
  })
  const atMs = deps.nowMs()
  await db.transaction().execute(async (tx) => {
    await putScores(tx, project.id, setId, {
      scores: within.length === 0 || scores === null ? null : JSON.stringify(scores),
      atMs,
      suspects: rows,
      fromMs,
      on: JSON.stringify(on),
    })
  })
}

/** Those tasks whose pictures are wanted. */
async function amongPictures<T extends { readonly task: TaskNumber }>(
  db: Deps["storage"]["db"],
  projectId: number,
  rows: readonly T[],
  wanted: ReadonlySet<AssetNumber>,
): Promise<readonly T[]> {
  const pictureOf = await findAssetsOf(
    db,
    projectId,
    rows.map(({ task }) => task),
  )
  return rows.filter(({ task }) => {
    const asset = pictureOf.get(task)
    return asset !== undefined && wanted.has(asset)
  })
}

type StoredSuspect = Omit<DetectionSuspect, "task" | "kind" | "likelihood">

/** A suspect's body as `scoreSet` stored it. */
export function readSuspect(body: object): StoredSuspect {
  const stored = body as StoredSuspect // written by `scoreSet` alone
  const region = (one: Region | null) => upgradeRegion(one) as Region | null
  return { ...stored, settled: region(stored.settled), predicted: region(stored.predicted) }
}

async function statesOf(
  db: Deps["storage"]["db"],
  projectId: number,
  setId: number,
): Promise<Map<string, SuspectRow["state"]>> {
  const states = new Map<string, SuspectRow["state"]>()
  for (let after = 0; ; ) {
    const rows = await readSuspectPage(db, projectId, setId, {
      kinds: [],
      states: ["sent", "dismissed"],
      after,
      limit: PAGE,
    })
    for (const row of rows) states.set(keyOf(row.taskId, { kind: row.kind, ...readSuspect(row.body) }), row.state)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return states
    after = last.id
  }
}

/** The same place of the same picture, whatever its number. */
function keyOf(
  task: number,
  { kind, predicted, settled: final }: { kind: string } & Pick<StoredSuspect, "predicted" | "settled">,
) {
  const box = predicted ?? final
  return `${task} ${kind} ${box?.label} ${box && canonicalJson(box.geometry)}`
}
