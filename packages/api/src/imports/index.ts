import { listLinkedFiles } from "@justesse/db/assets/linkedFiles"
import {
  endImport,
  findImport,
  findImportRequest,
  type ImportEntry,
  insertImport,
  moveImport,
  putImportProgress,
  readImportReport,
  readImports,
  storeImportName,
} from "@justesse/db/imports"
import { readReportPart } from "@justesse/db/imports/memory"
import { cancelJob, listJobs } from "@justesse/db/jobs"
import { findProject, type ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import {
  ImportOptions,
  type ImportRename,
  type ImportReport,
  type ImportRow,
  type ImportShown,
  type ImportStart,
} from "@justesse/types/wire/imports"
import { z } from "zod"
import { note } from "../activity/index.ts"
import { addJob, requireJobRoom } from "../admin/quotas.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { Cancelled } from "../jobs/cancelled.ts"
import { namerWith } from "../people/names.ts"
import { requireActive, requireThere } from "../projects/guard.ts"
import type { Ingesting } from "./ingesting.ts"
import { FilesOf, filesOf, showPreview } from "./previewJob.ts"
import { ingest } from "./run.ts"
import { untilCancelled } from "./stopped.ts"

export { ingest } from "./run.ts"

/** What a queued import has to do. */
export const ImportJob = z.strictObject({
  ...FilesOf.shape,
  projectId: z.int(),
  importId: z.int(),
  name: z.string(),
  who: z.int(),
  options: ImportOptions,
})
export type ImportJob = z.infer<typeof ImportJob>

/** How long files wait for a word of their owner. */
export const KEPT_MS = 14 * 86_400_000

function rowOf(entry: ImportEntry, who: string, nowMs: number): ImportRow {
  const { id, name, state, as, format, startedAtMs, runAtMs, endedAtMs, setId, undone } = entry
  const { done, total, pictures, twice, regions, leftOut, unmatched } = entry
  const times = { startedAtMs, runAtMs, endedAtMs, msLeft: msLeft(entry, nowMs) }
  const counts = { done, total, pictures, twice, regions, leftOut, unmatched }
  return { id, name, state, as, format, ...times, ...counts, set: setId, undone, who }
}

/** A pace is told once it has run for this long. */
const PACE_MS = 2_000

function msLeft({ state, runAtMs, done, total }: ImportEntry, nowMs: number): number | null {
  if (state !== "running" || runAtMs === null || done === 0 || total <= done) return null
  const passed = nowMs - runAtMs
  return passed < PACE_MS ? null : Math.round((passed / done) * (total - done))
}

export async function listImports(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
): Promise<{ imports: ImportRow[] }> {
  requireThere(project)
  const entries = await readImports(deps.storage.db, project.id)
  const name = await namerWith(
    deps,
    project,
    who.personId,
    entries.map((entry) => entry.who),
  )
  return { imports: entries.map((entry) => rowOf(entry, name(entry.who), deps.nowMs())) }
}

/** One import with its findings and, before it is run, what was recognised in its files. */
export async function getImport(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<ImportShown> {
  requireThere(project)
  const { db } = deps.storage
  const entry = await findImport(db, project.id, id)
  if (!entry) throw new JustesseError("not_found", { import: id })
  const name = await namerWith(deps, project, who.personId, [entry.who])
  const { options, looked: preview } = await findImportRequest(db, project.id, id)
  return {
    row: rowOf(entry, name(entry.who), deps.nowMs()),
    report: await readImportReport(db, project.id, id),
    looked: preview === null ? null : showPreview(deps, project.id, preview),
    options,
    keptUntilMs: entry.state === "waiting" ? entry.startedAtMs + KEPT_MS : null,
    batch: entry.state === "waiting" ? entry.batch : null,
    linked: (await listLinkedFiles(deps.storage.db, project.id, id, 0, 1)).length > 0,
  }
}

/** Gives an import another name, whatever state it is in. */
export async function renameImport(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { id, name }: z.infer<typeof ImportRename>,
): Promise<void> {
  requireThere(project)
  await inTransaction(deps, async (inside) => {
    if (!(await storeImportName(inside.storage.db, project.id, id, name)))
      throw new JustesseError("not_found", { import: id })
    await note(inside, project.id, who, { what: "import.renamed", detail: { import: id, name } })
  })
}

/** A part of the whole report; null beyond its end. */
export async function reportOf(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  id: number,
  part: number,
): Promise<z.infer<typeof ImportReport>> {
  requireThere(project)
  return { lines: await readReportPart(deps.storage.db, project.id, id, part) }
}

/**
 * Starts a batch of uploaded files as one import. It runs as a job: leaving the page does not stop it, and a restart goes on
 * with it.
 * @throws JustesseError not_found when nothing was uploaded under that batch
 */
export async function startImport(
  deps: Pick<Deps, "storage" | "nowMs" | "uploads" | "wake" | "settings">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof ImportStart>,
): Promise<{ id: number }> {
  requireActive(project)
  const { name, batch, as, format = "auto", origin = 0, strict = false, labels = [] } = input
  if (!(await deps.uploads.has(project.slug, batch))) throw new JustesseError("not_found", { batch })
  const startedAtMs = deps.nowMs()
  await requireJobRoom(deps, who.personId)
  const id = await insertImport(deps.storage.db, project.id, {
    name,
    as: "pictures",
    who: who.personId,
    startedAtMs,
    batch,
  })
  const job = {
    project: project.slug,
    batch,
    folder: null,
    projectId: project.id,
    importId: id,
    name,
    who: who.personId,
    options: { format, origin, strict, labels, as },
  }
  await orBack(deps, { project, id, from: "running", to: "cancelled" }, () => queueImport(deps, project, who, job))
  return { id }
}

type ImportState = Parameters<typeof moveImport>[4]

/** Queues the job of an import that changed its state for it, or puts the state back when the job was refused. */
export async function orBack(
  deps: Pick<Deps, "storage">,
  { project, id, from, to }: { project: Pick<ProjectAccess, "id">; id: number; from: ImportState; to: ImportState },
  queue: () => Promise<void>,
): Promise<void> {
  try {
    await queue()
  } catch (error) {
    await moveImport(deps.storage.db, project.id, id, [from], to)
    throw error
  }
}

/** Queues the writing of an import that is `running` from now on. */
export async function queueImport(
  deps: Pick<Deps, "storage" | "nowMs" | "wake" | "settings">,
  project: Pick<ProjectAccess, "id">,
  who: Pick<Who, "personId">,
  job: ImportJob,
): Promise<void> {
  await inTransaction(deps, async (inside) => {
    await addJob(inside, { projectId: project.id, kind: "import", input: job, madeBy: who.personId })
    await note(inside, project.id, who, { what: "import.started", detail: { import: job.importId, name: job.name } })
  })
  deps.wake("jobs")
}

/** Stops an import after the batch it is in; what is in stays in. One that waits for a word ends with nothing written. */
export async function cancelImport(
  deps: Pick<Deps, "storage" | "nowMs" | "uploads">,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<void> {
  requireThere(project)
  const entry = await findImport(deps.storage.db, project.id, id)
  if (!entry) throw new JustesseError("not_found", { import: id })
  const isEnded = await inTransaction(deps, async (inside) => {
    if (!(await endImport(inside.storage.db, project.id, id, "cancelled", deps.nowMs()))) return false
    await note(inside, project.id, who, { what: "import.cancelled", detail: { import: id } })
    return true
  })
  if (!isEnded) return
  if (entry.state === "waiting" && entry.batch !== null) await deps.uploads.remove(project.slug, entry.batch)
  const queued = await listJobs(deps.storage.db, {
    projectId: project.id,
    kinds: ["import", "look"],
    states: ["queued", "running"],
    limit: 1_000,
  })
  for (const job of queued) {
    const parsed = z.looseObject({ importId: z.int() }).safeParse(job.input)
    if (parsed.data?.importId !== id) continue
    await cancelJob(deps.storage.db, job.id, deps.nowMs())
  }
}

/** Runs a queued import to its end; what was uploaded is removed when nothing more will be done with it. */
export async function runImport(
  deps: Ingesting,
  job: ImportJob,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const entry = await findImport(deps.storage.db, job.projectId, job.importId)
  const project = await findProject(deps.storage.db, job.projectId)
  if (entry?.state === "running" && project && project.state !== "deleted") {
    const run = untilCancelled(deps, job, async (inside) => {
      const files = await filesOf(inside, job)
      const { name, importId, options } = job
      const work = { project, files, name, who: { personId: job.who }, importId, ...options, ...files.linked }
      await ingest(inside, { ...work, onProgress: (now) => onProgress(now.done, now.total) }).finally(files.close)
    })
    await run.catch((error: unknown) => {
      // What came in before stays, and what was uploaded is not wanted any more.
      if (!(error instanceof Cancelled)) throw error
    })
  }
  if (job.batch !== null) await deps.uploads.remove(job.project, job.batch)
}

/** Why an import failed, as a line of its report: what the reader said of the file, where it said it. */
function failedLine(name: string, { code, detail }: Failure): ReportLine {
  const { line, boxes, file, field, why = detail["what"] ?? field } = detail
  const about = { level: "lost" as const, file: typeof file === "string" ? file : name }
  if (code === "file_unreadable" && typeof why === "string" && CODE.test(why)) {
    const isField = why === field && !WHOLE.includes(why)
    const known = isField ? { code, field: why } : { code: why === "zip" ? "zip_broken" : why }
    return { ...about, ...known, ...(typeof line === "number" ? { line } : {}) }
  }
  if (code === "label_unknown" && typeof boxes === "number") return { ...about, code: "label_not_here", count: boxes }
  const found = Object.values(detail)
    .filter((value) => value !== name)
    .join(" ")
    .slice(0, 200)
  return { ...about, code, ...(found === "" ? {} : { found }) }
}

/** What is wrong with a file as a whole, told where a field would be. */
const WHOLE: readonly string[] = ["cut_off", "not_json", "too_deep", "too_long"]

/** A word of a report, as against what a system said. */
const CODE = /^[a-z][a-z0-9_]*$/

interface Failure {
  readonly code: string
  readonly detail: Record<string, string | number>
}

/** Says that an import failed for good: which one, and why as a line of its report. */
export async function failImport(
  deps: Pick<Deps, "storage" | "nowMs" | "uploads">,
  job: Pick<ImportJob, "project" | "projectId" | "importId" | "name" | "batch" | "who">,
  error: Failure,
): Promise<void> {
  const { db } = deps.storage
  const entry = await findImport(db, job.projectId, job.importId)
  if (entry?.state === "running" || entry?.state === "looking") {
    const report = await readImportReport(db, job.projectId, job.importId)
    const line = failedLine(job.name, error)
    const detail = { import: job.importId, name: job.name, code: line.code }
    await inTransaction(deps, async (inside) => {
      const { db } = inside.storage
      await putImportProgress(db, job.projectId, job.importId, { ...entry, report: [line, ...report].slice(0, 500) })
      await endImport(db, job.projectId, job.importId, "failed", deps.nowMs())
      await note(inside, job.projectId, { personId: job.who }, { what: "import.failed", detail })
    })
  }
  if (job.batch !== null) await deps.uploads.remove(job.project, job.batch)
}
