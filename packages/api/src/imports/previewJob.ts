import { findImport, findImportRequest, moveImport, putImportProgress } from "@justesse/db/imports"
import { keepReport } from "@justesse/db/imports/memory"
import { findProject, type ProjectAccess } from "@justesse/db/projects"
import type { FileSet } from "@justesse/formats/io/fileSet"
import { JustesseError } from "@justesse/types"
import { ImportPreview, PreviewSample, ReadChoice } from "@justesse/types/wire/imports"
import { z } from "zod"
import { queueJob } from "../admin/quotas.ts"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { Cancelled } from "../jobs/cancelled.ts"
import { assetReference, mediaUrls } from "../media.ts"
import { requireActive } from "../projects/guard.ts"
import { STORED_LINES } from "./attribution.ts"
import { type PreviewDeps, previewFiles } from "./preview.ts"
import { untilCancelled } from "./stopped.ts"

/** Where the files of an import are: an uploaded batch, or a folder of the computer that serves. */
export const FilesOf = z.strictObject({
  project: z.string(),
  batch: z.string().nullable(),
  folder: z.string().nullable(),
})
export type FilesOf = z.infer<typeof FilesOf>

/** What a queued look has to do. */
export const PreviewJob = z.strictObject({
  ...FilesOf.shape,
  projectId: z.int(),
  importId: z.int(),
  name: z.string(),
  who: z.int(),
  ...ReadChoice,
  runsRows: z.boolean().optional(),
})
export type PreviewJob = z.infer<typeof PreviewJob>

/** Stored beside a waiting import: how its files are reached and read. */
const Stored = z.strictObject({
  ...FilesOf.shape,
  looked: z.strictObject({
    ...ImportPreview.shape,
    samples: z.array(z.strictObject({ ...PreviewSample.shape, asset: z.int().nullable() })),
  }),
})
type Stored = z.infer<typeof Stored>

/** Where files of an import lie: those that are to stay there, or those of the studio itself. */
interface FileLocations {
  readonly pathOf?: (name: string) => string | null
  readonly ownPathOf?: (name: string) => string | null
}

/** The files of an import; `linked` says where each lies. */
export async function filesOf(
  deps: Pick<Deps, "uploads">,
  { project, batch, folder }: FilesOf,
): Promise<FileSet & { close(): void; readonly linked: FileLocations }> {
  if (folder !== null) {
    const files = await deps.uploads.at(folder).catch((error: unknown) => {
      // Owners of the project read why it failed; where the folder lies is its operator's to know.
      const isGone = error instanceof JustesseError && error.code === "not_found"
      throw isGone ? new JustesseError("not_found", { folder: lastOf(folder) }) : error
    })
    return { ...files, linked: { pathOf: files.pathOf } }
  }
  const files = await deps.uploads.files(project, batch ?? "")
  return { ...files, linked: { ownPathOf: files.pathOf } }
}

/** The last part of a path on this computer. */
export function lastOf(folder: string): string {
  return folder.split(/[\\/]/).filter(Boolean).at(-1) ?? ""
}

/** What was recognised, with addresses that can be shown now. */
export function showPreview(deps: Pick<Deps, "hmac" | "nowMs">, projectId: number, stored: unknown): ImportPreview {
  const { looked: preview } = Stored.parse(stored)
  const samples = preview.samples.map(({ asset, ...sample }) => ({
    ...sample,
    thumbnail: asset === null ? sample.thumbnail : mediaUrls(deps, assetReference(projectId, asset)).thumbnail,
  }))
  return { ...preview, samples }
}

/** Where a waiting import's files are. @throws JustesseError not_found | nothing_to_undo when it does not wait */
export async function waitingFiles(deps: Pick<Deps, "storage">, projectId: number, id: number): Promise<Stored> {
  const entry = await findImport(deps.storage.db, projectId, id)
  const { looked: preview } = await findImportRequest(deps.storage.db, projectId, id)
  if (entry?.state !== "waiting" || preview === null) throw new JustesseError("not_found", { import: id })
  return Stored.parse(preview)
}

/** Queues a look at files; the import is `looking` from now on. */
export async function queuePreview(
  deps: Pick<Deps, "storage" | "nowMs" | "wake" | "settings">,
  project: ProjectAccess,
  who: Who,
  job: PreviewJob,
): Promise<void> {
  requireActive(project)
  await queueJob(deps, { projectId: project.id, kind: "look", input: job, madeBy: who.personId })
  deps.wake("jobs")
}

/** Looks at queued files to their end; then the import waits for a word. Can be run twice. */
export async function runPreview(
  deps: PreviewDeps,
  job: PreviewJob,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { db } = deps.storage
  const { projectId, importId } = job
  const entry = await findImport(db, projectId, importId)
  const project = await findProject(db, projectId)
  if (entry?.state !== "looking" || !project || project.state === "deleted") {
    if (job.batch !== null) await deps.uploads.remove(job.project, job.batch)
    return
  }
  const { format, origin } = job
  const found = await untilCancelled(deps, job, async (inside) => {
    const files = await filesOf(inside, job)
    return previewFiles(inside, { project, files, format, origin }, onProgress).finally(files.close)
  }).catch((error: unknown) => {
    if (error instanceof Cancelled) return null
    throw error
  })
  if (found === null) {
    if (job.batch !== null) await deps.uploads.remove(job.project, job.batch)
    return
  }
  const { recognised: preview, report } = found
  await keepReport(db, projectId, importId, report)
  await putImportProgress(db, projectId, importId, {
    ...entry,
    format: preview.format,
    total: Math.max(preview.pictures, preview.answers),
    leftOut: preview.lost,
    twice: preview.twice,
    unmatched: preview.unmatched,
    report: report.slice(0, STORED_LINES),
  })
  const stored = { project: job.project, batch: job.batch, folder: job.folder, looked: preview }
  await moveImport(db, projectId, importId, ["looking"], "waiting", { looked: JSON.stringify(stored) })
}
