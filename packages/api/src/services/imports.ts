import { type ImportEntry, imports } from "@justesse/db/repositories/imports"
import { jobs } from "@justesse/db/repositories/jobs"
import { type ProjectAccess, projects } from "@justesse/db/repositories/projects"
import { JustesseError } from "@justesse/types"
import type { ImportRow, ImportShown, ImportStart } from "@justesse/types/wire/imports"
import { z } from "zod"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { note } from "./activity.ts"
import { type Ingesting, ingest } from "./importsRun.ts"
import { namerWith } from "./peopleNames.ts"
import { requireActive, requireThere } from "./projectsGuard.ts"

export { type IngestInput, type IngestResult, ingest } from "./importsRun.ts"

/** What a queued import has to do. */
export const ImportJob = z.strictObject({
  project: z.string(),
  projectId: z.int(),
  importId: z.int(),
  batch: z.string(),
  as: z.enum(["settled", "gold"]),
  name: z.string(),
  who: z.int(),
})
export type ImportJob = z.infer<typeof ImportJob>

function rowOf(entry: ImportEntry, who: string): ImportRow {
  const { id, name, state, as, format, startedAtMs, endedAtMs, done, total, pictures, twice, regions, leftOut } = entry
  return { id, name, state, as, format, startedAtMs, endedAtMs, done, total, pictures, twice, regions, leftOut, who }
}

export async function listImports(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  who: Who,
): Promise<{ imports: ImportRow[] }> {
  requireThere(project)
  const entries = await imports(deps.storage.db).list(project.id)
  const name = await namerWith(
    deps,
    project,
    who.personId,
    entries.map((entry) => entry.who),
  )
  return { imports: entries.map((entry) => rowOf(entry, name(entry.who))) }
}

export async function getImport(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<z.infer<typeof ImportShown>> {
  requireThere(project)
  const entry = await imports(deps.storage.db).find(project.id, id)
  if (!entry) throw new JustesseError("not_found", { import: id })
  const name = await namerWith(deps, project, who.personId, [entry.who])
  return { row: rowOf(entry, name(entry.who)), report: await imports(deps.storage.db).report(project.id, id) }
}

/**
 * Starts a batch of uploaded files as one import. It runs as a job: leaving the page does not stop it, and a restart goes on
 * with it.
 * @throws JustesseError not_found when nothing was uploaded under that batch
 */
export async function startImport(
  deps: Pick<Deps, "storage" | "nowMs" | "uploads" | "wake">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof ImportStart>,
): Promise<{ id: number }> {
  requireActive(project)
  const files = await deps.uploads.files(project.slug, input.batch)
  const names = await files.list().finally(() => files.close())
  if (names.length === 0) throw new JustesseError("not_found", { batch: input.batch })
  const nowMs = deps.nowMs()
  const { name, as, batch } = input
  const id = await imports(deps.storage.db).add(project.id, {
    name,
    as: "pictures",
    who: who.personId,
    startedAtMs: nowMs,
  })
  const job: ImportJob = {
    project: project.slug,
    projectId: project.id,
    importId: id,
    batch,
    as,
    name,
    who: who.personId,
  }
  await jobs(deps.storage.db).add({ projectId: project.id, kind: "import", input: job, madeBy: who.personId, nowMs })
  await note(deps, project.id, who, { what: "import.started", detail: { import: id, name } })
  deps.wake("jobs")
  return { id }
}

/** Stops an import after the batch it is in; what is in stays in. */
export async function cancelImport(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  id: number,
): Promise<void> {
  requireThere(project)
  const repository = imports(deps.storage.db)
  if (!(await repository.find(project.id, id))) throw new JustesseError("not_found", { import: id })
  if (!(await repository.end(project.id, id, "cancelled", deps.nowMs()))) return
  const queued = await jobs(deps.storage.db).list({
    projectId: project.id,
    kinds: ["import"],
    states: ["queued", "running"],
    limit: 1_000,
  })
  for (const job of queued) {
    if (ImportJob.safeParse(JSON.parse(job.input)).data?.importId !== id) continue
    await jobs(deps.storage.db).cancel(job.id, deps.nowMs())
  }
  await note(deps, project.id, who, { what: "import.cancelled", detail: { import: id } })
}

/** Runs a queued import to its end; what was uploaded is removed when nothing more will be done with it. */
export async function runImport(
  deps: Ingesting & Pick<Deps, "uploads">,
  job: ImportJob,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const entry = await imports(deps.storage.db).find(job.projectId, job.importId)
  const project = await projects(deps.storage.db).byId(job.projectId)
  if (entry?.state === "running" && project && project.state !== "deleted") {
    const files = await deps.uploads.files(job.project, job.batch)
    const who = { personId: job.who }
    const { as, name, importId } = job
    const work = { project, files, as, name, who, importId }
    await ingest(deps, { ...work, onProgress: (now) => onProgress(now.done, now.total) }).finally(() => files.close())
  }
  await deps.uploads.remove(job.project, job.batch)
}

/** Says that an import failed for good: which one, and why as a line of its report. */
export async function failImport(
  deps: Pick<Deps, "storage" | "nowMs" | "uploads">,
  job: ImportJob,
  error: { code: string; detail: Record<string, string | number> },
): Promise<void> {
  const repository = imports(deps.storage.db)
  const entry = await repository.find(job.projectId, job.importId)
  if (entry?.state === "running") {
    const report = await repository.report(job.projectId, job.importId)
    const found = Object.values(error.detail).join(" ").slice(0, 200)
    const line = { level: "lost" as const, code: error.code, file: job.name, ...(found === "" ? {} : { found }) }
    await repository.progress(job.projectId, job.importId, { ...entry, report: [line, ...report].slice(0, 500) })
    await repository.end(job.projectId, job.importId, "failed", deps.nowMs())
    await note(
      deps,
      job.projectId,
      { personId: job.who },
      { what: "import.failed", detail: { import: job.importId, code: error.code } },
    )
  }
  await deps.uploads.remove(job.project, job.batch)
}
