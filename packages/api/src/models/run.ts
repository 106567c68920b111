import { numbered } from "@justesse/db/assets/numbered"
import { insertJob } from "@justesse/db/jobs"
import { findOntology } from "@justesse/db/labels"
import {
  clearSet,
  endSet,
  findSet,
  insertSet,
  type PredictionRow,
  putPredictions,
  setMatching,
} from "@justesse/db/models/predictions"
import { findProject, type Project, type ProjectAccess } from "@justesse/db/projects"
import { findTasksOf } from "@justesse/db/work/taskAssets"
import type { FileSet } from "@justesse/formats/io/fileSet"
import { type AssetNumber, JustesseError } from "@justesse/types"
import type { PredictionsStart, Unmatched } from "@justesse/types/wire/quality"
import { z } from "zod"
import { note } from "../activity/index.ts"
import { requireJobRoom } from "../admin/quotas.ts"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { wantedParts } from "../kinds/parts.ts"
import { requireActive } from "../projects/guard.ts"
import { MatchingNotes } from "./notes.ts"
import { type ReadingHow, type ReadPrediction, readPredictions } from "./read.ts"
import { scoreSet } from "./score.ts"

/** What the job `predictions` is told. */
export const PredictionsJob = z.strictObject({ project: z.int(), slug: z.string(), set: z.int(), batch: z.string() })
export type PredictionsJob = z.infer<typeof PredictionsJob>

type Running = Pick<Deps, "storage" | "compute" | "nowMs" | "uploads">

/** Pictures stored together. */
const TOGETHER = 500

/**
 * Starts reading an uploaded batch as the predictions of one model.
 * @throws JustesseError not_found when nothing was uploaded under that batch
 */
export async function startPredictions(
  deps: Pick<Deps, "storage" | "nowMs" | "uploads" | "wake" | "settings">,
  project: ProjectAccess,
  who: Who,
  { batch, name }: z.infer<typeof PredictionsStart>,
): Promise<{ project: ProjectAccess["slug"]; set: number }> {
  requireActive(project)
  const files = await deps.uploads.files(project.slug, batch)
  const names = await files.list().finally(() => files.close())
  if (names.length === 0) throw new JustesseError("not_found", { batch })
  const nowMs = deps.nowMs()
  await requireJobRoom(deps, who.personId)
  const set = await numbered(() =>
    inTransaction(deps, async (inside) => {
      const { db } = inside.storage
      const made = await insertSet(db, project.id, { name, madeBy: who.personId, madeAtMs: nowMs })
      const input: PredictionsJob = { project: project.id, slug: project.slug, set: made, batch }
      await insertJob(db, { projectId: project.id, kind: "predictions", input, madeBy: who.personId, nowMs })
      await note(inside, project.id, who, { what: "predictions.started", detail: { set: made, name } })
      return made
    }),
  )
  deps.wake("jobs")
  return { project: project.slug, set }
}

/** Reads a queued set to its end and compares it with the settled answers. Can be run twice: it begins anew. */
export async function runPredictions(
  deps: Running,
  job: PredictionsJob,
  progress: (done: number, total: number) => Promise<void>,
): Promise<{ pictures: number; regions: number }> {
  const { db } = deps.storage
  const project = await findProject(db, job.project)
  const set = await findSet(db, job.project, job.set)
  if (!project || !set) {
    await deps.uploads.remove(job.slug, job.batch)
    return { pictures: 0, regions: 0 }
  }
  const files = await deps.uploads.files(job.slug, job.batch)
  const counts = await fillSet(deps, project, job.set, files, progress).finally(() => files.close())
  await deps.uploads.remove(job.slug, job.batch)
  return { pictures: counts.pictures, regions: counts.regions }
}

/** Reads files into a set that is empty or read anew, and compares it with the settled answers. */
export async function fillSet(
  deps: Pick<Deps, "storage" | "compute" | "nowMs">,
  project: Project,
  set: number,
  files: FileSet,
  progress: (done: number, total: number) => Promise<void>,
  how: ReadingHow & {
    onUnmatched?: (one: ReadPrediction, why: Unmatched) => void
    /** What is stored together with that it is ready. */
    onReady?: (inside: Inside<Pick<Deps, "storage" | "nowMs">>) => Promise<void>
  } = {},
) {
  const counts = await storeAll(deps, project, set, files, progress, how)
  await scoreSet(deps, project, set)
  await inTransaction({ storage: deps.storage, nowMs: deps.nowMs }, async (inside) => {
    await endSet(inside.storage.db, project.id, set, { state: "ready", error: null, ...counts })
    await how.onReady?.(inside)
  })
  return counts
}

/** Says that reading a set failed for good. */
export async function failPredictions(
  deps: Pick<Deps, "storage" | "uploads">,
  { project, slug, set, batch }: PredictionsJob,
  error: { code: string; detail: Record<string, string | number> },
): Promise<void> {
  const { db } = deps.storage
  const was = await findSet(db, project, set)
  if (was) {
    const task = Object.entries(error.detail).map(([key, value]) => `${key} ${value}`)
    const { format, pictures, unmatched, regions } = was
    const said = [error.code, ...task].join(", ").slice(0, 300)
    await endSet(db, project, set, { state: "failed", error: said, format, pictures, unmatched, regions })
  }
  await deps.uploads.remove(slug, batch)
}

/** What a model found on a picture. */
type FoundOnPicture = Omit<PredictionRow, "taskId"> & { readonly assetId: AssetNumber }

/** The same for each task of the pictures. */
async function forTasks(
  db: Deps["storage"]["db"],
  projectId: number,
  rows: readonly FoundOnPicture[],
): Promise<PredictionRow[]> {
  const tasks = await findTasksOf(
    db,
    projectId,
    rows.map(({ assetId }) => assetId),
  )
  return rows.flatMap(({ assetId, ...row }) => (tasks.get(assetId) ?? []).map((taskId) => ({ taskId, ...row })))
}

async function storeAll(
  deps: Pick<Deps, "storage">,
  project: Project,
  set: number,
  files: FileSet,
  progress: (done: number, total: number) => Promise<void>,
  how: ReadingHow & { onUnmatched?: (one: ReadPrediction, why: Unmatched) => void },
) {
  const { db } = deps.storage
  await clearSet(db, project.id, set)
  const ontology = await findOntology(db, project.id, project.ontologyVersion)
  const labels = ontology?.ontology.labels ?? []
  const parts = await wantedParts(deps, project)
  let rows: FoundOnPicture[] = []
  const counts = { format: "", pictures: 0, unmatched: 0, regions: 0 }
  const notes = new MatchingNotes()
  const seen = new Set<number>()
  for await (const one of readPredictions(deps, project.id, labels, files, { parts, ...how, notes })) {
    counts.format = one.format
    const { task } = one
    if (task.assetId === null) {
      counts.unmatched++
      how.onUnmatched?.(one, task.why)
      continue
    }
    counts.regions += one.regions
    if (!seen.has(task.assetId)) counts.pictures++
    seen.add(task.assetId)
    rows.push({ assetId: task.assetId, body: one.body, doubtPpm: Math.round(one.doubt * 1e6) })
    if (rows.length < TOGETHER) continue
    await putPredictions(db, project.id, set, await forTasks(db, project.id, rows))
    rows = []
    await progress(counts.pictures, counts.pictures)
  }
  await putPredictions(db, project.id, set, await forTasks(db, project.id, rows))
  await setMatching(db, project.id, set, JSON.stringify(notes.matching()))
  return counts
}
