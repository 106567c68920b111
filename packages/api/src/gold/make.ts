import {
  type AssetTask,
  clearSentBack,
  deleteGold,
  deleteReview,
  findGoldOf,
  findTargets,
  findTaskStatus,
  type GoldSource,
  type GoldTask,
  insertJob,
  keepFinal,
  markDirty,
  type NewGold,
  type ProjectAccess,
  putGold,
  type StoredStatus,
  setGoldState,
  type TaskStatus,
} from "@justesse/db"
import { findTasksOf, listTasksOf } from "@justesse/db/work/taskAssets"
import {
  type AnnotationBody,
  type AssetNumber,
  canonicalJson,
  isOpinion,
  JustesseError,
  type RegionProvenance,
  type ResolvedBy,
  type TaskNumber,
} from "@justesse/types"
import { type GoldChange, type GoldMade, GoldMake } from "@justesse/types/wire/quality"
import { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { inRequest } from "../jobs/inRequest.ts"
import { noteOnce } from "../jobs/noteOnce.ts"
import { requireActive } from "../projects/guard.ts"
import { lengthFor } from "../work/recordings.ts"
import { mustFitOntology, ontologyOf } from "../work/submit.ts"

export type GoldDeps = Pick<Deps, "storage" | "nowMs" | "sha256" | "hmac" | "wake">

/** Tasks made gold in one transaction. */
const BATCH = 200

const SOURCE: Readonly<Record<ResolvedBy, GoldSource>> = {
  import: "file",
  gold: "file",
  review: "review",
  rule: "review",
  single: "review",
}

/**
 * Makes settled tasks gold with their kept answer, or one task with an answer given by hand. Tasks that somebody holds,
 * excluded ones, and (without an answer by hand) ones that are not settled are skipped and counted.
 *
 * @throws JustesseError invalid_input | label_unknown | attribute_missing | project_archived
 */
export async function makeGold(
  deps: GoldDeps,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof GoldMake>,
): Promise<z.infer<typeof GoldMade>> {
  requireActive(project)
  if (isOpinion(project.kind)) throw new JustesseError("invalid_input", { field: "assets", rule: "opinion" })
  const ids = [...new Set<number>(input.assets)].sort((a, b) => a - b)
  if (input.answer) {
    if (ids.length > 1) throw new JustesseError("invalid_input", { field: "answer", rule: "one_picture" })
    const ontology = await ontologyOf(deps, project.id, project.ontologyVersion)
    const [taskId] = await firstTasks(deps.storage.db, project.id, input.assets)
    const durationMs = taskId === undefined ? null : await lengthFor(deps, ontology, { projectId: project.id, taskId })
    mustFitOntology(input.answer, ontology, { durationMs })
  }
  const begin = () =>
    insertJob(deps.storage.db, {
      ...{ projectId: project.id, kind: "gold", madeBy: null, nowMs: deps.nowMs(), running: true },
      input: { project: project.id, who: who.personId, asked: input },
    })
  return inRequest(deps, begin, (job) => makeAll(deps, job, { projectId: project.id, who, input }))
}

/** What the job `gold` is told: what a request does at once, and the next start goes on with where the program ended meanwhile. */
export const GoldJob = z.strictObject({ project: z.int(), who: z.int(), asked: GoldMake })

/** The first task of each picture: the one that the page of pictures shows. */
async function firstTasks(
  db: Deps["storage"]["db"],
  projectId: number,
  ids: readonly AssetNumber[],
): Promise<TaskNumber[]> {
  return [...(await findTasksOf(db, projectId, ids)).values()].flatMap(([first]) => first ?? [])
}

/** Makes tasks gold, batch by batch, as that job. Can be run twice. */
export async function makeAll(
  deps: GoldDeps,
  job: number,
  { projectId, who, input }: { projectId: number; who: Pick<Who, "personId">; input: z.infer<typeof GoldMake> },
): Promise<z.infer<typeof GoldMade>> {
  const ids = [...new Set<AssetNumber>(input.assets)].sort((a, b) => a - b)
  let made = 0
  for (let at = 0; at < ids.length; at += BATCH) {
    const { db } = deps.storage
    const targets = await findTargets(
      db,
      projectId,
      await firstTasks(db, projectId, ids.slice(at, at + BATCH)),
      deps.nowMs(),
    )
    const fit = targets.filter((target) => target.live === 0 && isFit(target, input.answer !== null))
    await closeQueue(deps, projectId, fit)
    made += await makeBatch(deps, projectId, who, fit, input)
  }
  const { as } = input
  if (made > 0) await noteOnce(deps, job, projectId, who, { what: "gold.made", detail: { changed: made, state: as } })
  deps.wake("settle")
  return { made, skipped: ids.length - made }
}

function isFit(target: AssetTask, byHand: boolean): boolean {
  return byHand ? target.state !== "excluded" : target.state === "settled" && target.hasAnswer
}

/** Gold is in nobody's queue: free places are taken away, those that are held or counted stay. */
async function closeQueue(deps: GoldDeps, projectId: number, targets: readonly AssetTask[]): Promise<void> {
  const byOverlap = new Map<number, number[]>()
  for (const { id, overlap, openSlots } of targets) {
    if (openSlots <= 0) continue
    const wanted = overlap - openSlots
    byOverlap.set(wanted, [...(byOverlap.get(wanted) ?? []), id])
  }
  for (const [overlap, taskIds] of byOverlap) await deps.storage.hot.setOverlap(projectId, taskIds, overlap)
}

async function makeBatch(
  deps: GoldDeps,
  projectId: number,
  who: Pick<Who, "personId">,
  targets: readonly AssetTask[],
  { as, answer: byHand }: z.infer<typeof GoldMake>,
): Promise<number> {
  const nowMs = deps.nowMs()
  return deps.storage.db.transaction().execute(async (tx) => {
    const known = await findGoldOf(
      tx,
      projectId,
      targets.map(({ id }) => id),
    )
    const fresh: NewGold[] = []
    for (const { id: taskId } of targets) {
      const key = { projectId, taskId }
      const status = await findTaskStatus(tx, key)
      const answer = byHand ?? status?.answer
      if (!status || !answer) continue
      const text = canonicalJson(answer)
      const source = byHand ? "hand" : (known.get(taskId)?.source ?? SOURCE[status.settledBy ?? "review"])
      fresh.push({ taskId, state: as, source, answer: text, answerSha256: deps.sha256(text) })
      await resolveAsGold(deps, tx, status, answer, byHand !== null, nowMs)
    }
    await putGold(tx, projectId, fresh, { personId: who.personId, nowMs })
    await markDirty(
      tx,
      projectId,
      fresh.map(({ taskId }) => taskId),
    )
    return fresh.length
  })
}

/** Keeps a known answer as the task's; what was open about it is closed. */
export async function resolveAsGold(
  deps: Pick<Deps, "sha256">,
  tx: Deps["storage"]["db"],
  status: TaskStatus,
  answer: AnnotationBody,
  isNew: boolean,
  nowMs: number,
): Promise<void> {
  const provenance = isNew ? answer.regions.map(({ id }) => knownProvenance(id)) : status.provenance
  const { agreement } = status
  const atMs = isNew ? nowMs : (status.settledAtMs ?? nowMs)
  const answerSha256 = deps.sha256(canonicalJson(answer))
  await keepFinal(tx, status, { by: "gold", atMs, answer, answerSha256, provenance, agreement })
  if (status.state === "settled") return
  await deleteReview(tx, status)
  await clearSentBack(tx, status)
}

function knownProvenance(region: string): RegionProvenance {
  return { region, method: "gold", confidence: null, submissions: [] }
}

/** Gold rows for tasks that a file has just settled as gold. */
export async function goldFromFile(
  deps: Pick<Deps, "storage">,
  projectId: number,
  statuses: readonly StoredStatus[],
  nowMs: number,
): Promise<void> {
  const fresh = statuses.flatMap(({ taskId, answer, answerSha256 }): NewGold[] =>
    answer !== null && answerSha256 !== null ? [{ taskId, state: "active", source: "file", answer, answerSha256 }] : [],
  )
  await deps.storage.db.transaction().execute((tx) => putGold(tx, projectId, fresh, { personId: null, nowMs }))
}

/**
 * Moves gold to another state, or ends it (`none`: the task stays settled with its known answer). Whoever answered gold
 * that is shown from now on reads what really became of their answer.
 */
export async function changeGold(
  deps: GoldDeps,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof GoldChange>,
): Promise<z.infer<typeof GoldMade>> {
  requireActive(project)
  const { to } = input
  const ids = [...new Set<AssetNumber>(input.assets)]
  const nowMs = deps.nowMs()
  const made = await deps.storage.db.transaction().execute(async (tx) => {
    const named = await listTasksOf(tx, project.id, ids)
    const found = [...(await findGoldOf(tx, project.id, named)).values()].filter((one) => one.state !== to)
    const changing = found.map(({ taskId }) => taskId)
    if (to === "none") for (const one of found) await unmake(tx, one)
    else await setGoldState(tx, project.id, changing, to, nowMs)
    if (to === "none") await deleteGold(tx, project.id, changing)
    await markDirty(tx, project.id, changing)
    const detail = { changed: changing.length, state: to }
    if (changing.length > 0)
      await note({ storage: { db: tx }, nowMs: deps.nowMs }, project.id, who, { what: "gold.changed", detail })
    return changing.length
  })
  deps.wake("settle")
  return { made, skipped: ids.length - made }
}

/** The task stays settled with its known answer, by whoever it came from. */
async function unmake(tx: Deps["storage"]["db"], found: GoldTask): Promise<void> {
  const status = await findTaskStatus(tx, found)
  if (!status?.answer) return
  await keepFinal(tx, status, {
    by: found.source === "file" ? "import" : "review",
    atMs: status.settledAtMs ?? found.madeAtMs,
    answer: status.answer,
    answerSha256: found.answerSha256,
    provenance: status.provenance,
    agreement: status.agreement,
  })
}
