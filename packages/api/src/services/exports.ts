import { type Job, jobs } from "@justesse/db/repositories/jobs"
import type { ProjectAccess } from "@justesse/db/repositories/projects"
import { versions } from "@justesse/db/repositories/versions"
import { requireSafeName } from "@justesse/formats/fileSet"
import { formatNamed } from "@justesse/formats/list"
import { type DatasetManifest, type DatasetRecord, JustesseError, type ReportLine } from "@justesse/types"
import { ExportFormat, type ExportRow, type ExportStart, type LossInput } from "@justesse/types/wire/dataset"
import { z } from "zod"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { downloadUrl } from "../files.ts"
import { note } from "./activity.ts"
import { manifestOf } from "./datasetsHead.ts"
import { exportRecords, itemsOf } from "./datasetsRecords.ts"
import { requireThere } from "./projectsGuard.ts"

/** Files made for people to take away are kept this long. */
export const KEPT_MS = 14 * 86_400_000

/** What a queued export has to do. `file` is what the person gets; in the outbox it carries a part nobody can guess. */
export const ExportJob = z.strictObject({
  project: z.string(),
  projectId: z.int(),
  version: z.int(),
  format: ExportFormat,
  withPictures: z.boolean(),
  file: z.string(),
  stored: z.string(),
})
export type ExportJob = z.infer<typeof ExportJob>
const ExportOutput = z.strictObject({ bytes: z.int(), keptUntilMs: z.int() })

type Signing = Pick<Deps, "hmac" | "nowMs">

/** Files of an export, drawn in order, each to its end. */
export interface ExportedFile {
  readonly name: string
  readonly body: AsyncIterable<Uint8Array>
}

export interface ExportPlan {
  readonly projectId: number
  readonly version: number
  readonly format: z.infer<typeof ExportFormat>
  readonly withPictures: boolean
  /** What the format cannot hold, line by line. */
  readonly report?: (line: ReportLine) => void
  /** Called with every record drawn and every picture packed. */
  readonly onStep?: () => Promise<void>
}

/**
 * A version's files: labels, manifest and provenance from the format's writer, then (if wanted) its pictures under their
 * own names. Only pictures of this project are packed, by hash. COCO gets the upright copy of a turned picture, to which
 * its boxes belong; the native form gets the file as it came.
 */
export async function* exportFiles(
  deps: Pick<Deps, "storage" | "blobs">,
  plan: ExportPlan,
): AsyncGenerator<ExportedFile> {
  const { writer } = formatNamed(plan.format)
  if (!writer) throw new JustesseError("format_unknown", { format: plan.format })
  const manifest: DatasetManifest = await manifestOf(deps, plan.projectId, plan.version)
  const records = () => stepped(exportRecords(deps, plan.projectId, plan.version), plan.onStep)
  for await (const file of writer.write(records, manifest, plan.report ? { report: plan.report } : {})) {
    yield { name: file.name, body: file.body }
  }
  if (!plan.withPictures) return
  for await (const { asset } of itemsOf(deps, plan.projectId, plan.version)) {
    const sha256 = plan.format === "coco" ? (asset.uprightSha256 ?? asset.sha256) : asset.sha256
    yield { name: requireSafeName(asset.name), body: await deps.blobs.open(sha256) }
    await plan.onStep?.()
  }
}

async function* stepped(records: AsyncIterable<DatasetRecord>, onStep: (() => Promise<void>) | undefined) {
  for await (const record of records) {
    yield record
    await onStep?.()
  }
}

/** What a format would change or lose for this version, before the file is made. */
export async function lossOf(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  input: z.infer<typeof LossInput>,
): Promise<{ lines: ReportLine[] }> {
  requireThere(project)
  await manifestOf(deps, project.id, input.version)
  const { writer } = formatNamed(input.format)
  if (!writer) throw new JustesseError("format_unknown", { format: input.format })
  return { lines: await writer.losses(() => exportRecords(deps, project.id, input.version)) }
}

/** Queues the making of a file. @throws JustesseError not_found when there is no such version */
export async function startExport(
  deps: Pick<Deps, "storage" | "nowMs" | "randomToken" | "wake">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof ExportStart>,
): Promise<{ id: number }> {
  requireThere(project)
  await manifestOf(deps, project.id, input.version)
  const { version, format, withPictures } = input
  const stem = `${project.slug}-v${version}-${format}${withPictures ? "-pictures" : ""}`
  const file = `${stem}.zip`
  const stored = `${stem}-${deps
    .randomToken()
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 16)}.zip`
  const job: ExportJob = { project: project.slug, projectId: project.id, version, format, withPictures, file, stored }
  const nowMs = deps.nowMs()
  const id = await jobs(deps.storage.db).add({
    projectId: project.id,
    kind: "export",
    input: job,
    madeBy: who.personId,
    nowMs,
  })
  await note(deps, project.id, who, { what: "export.started", detail: { version, format } })
  deps.wake("jobs")
  return { id }
}

/** Cancels an export of this project, or does nothing when it has ended. @throws JustesseError not_found */
export async function cancelExport(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  id: number,
): Promise<void> {
  requireThere(project)
  const job = await jobs(deps.storage.db).find(id)
  if (!job || job.projectId !== project.id || job.kind !== "export")
    throw new JustesseError("not_found", { export: id })
  await jobs(deps.storage.db).cancel(id, deps.nowMs())
}

/** Exports of one version, newest first, with the address of each finished file. */
export async function exportsOf(
  deps: Pick<Deps, "storage"> & Signing,
  projectId: number,
  version: number,
): Promise<z.infer<typeof ExportRow>[]> {
  const found = await jobs(deps.storage.db).list({ projectId, kinds: ["export"], limit: 200 })
  return found.flatMap((job) => {
    const input = ExportJob.safeParse(JSON.parse(job.input))
    return input.success && input.data.version === version ? [exportRow(deps, job, input.data)] : []
  })
}

function exportRow(deps: Signing, job: Job, input: ExportJob): z.infer<typeof ExportRow> {
  const output = job.output === null ? null : (ExportOutput.safeParse(JSON.parse(job.output)).data ?? null)
  const isThere = job.state === "done" && output !== null && output.keptUntilMs > deps.nowMs()
  return {
    id: job.id,
    format: input.format,
    withPictures: input.withPictures,
    state: job.state === "queued" ? "running" : job.state,
    done: job.done,
    total: job.total,
    bytes: output?.bytes ?? null,
    file: input.file,
    href: isThere ? downloadUrl(deps, input.stored, job.endedAtMs ?? job.madeAtMs) : null,
    madeAtMs: job.madeAtMs,
    keptUntilMs: output?.keptUntilMs ?? null,
  }
}

/** Makes the file of a queued export and sweeps those whose time is over. */
export async function runExport(
  deps: Deps,
  job: ExportJob,
  progress: (done: number, total: number) => Promise<void>,
): Promise<z.infer<typeof ExportOutput>> {
  await sweepExports(deps)
  const head = await versions(deps.storage.db).find(job.projectId, job.version)
  if (!head) throw new JustesseError("not_found", { version: job.version })
  // COCO draws the records three times, the native form once; each picture is one step more.
  const total = head.pictures * ((job.format === "coco" ? 3 : 1) + (job.withPictures ? 1 : 0))
  let done = 0
  const files = exportFiles(deps, { ...job, onStep: () => progress(Math.min(++done, total), total) })
  const bytes = await deps.outbox.write(job.stored, deps.zip(files))
  await progress(total, total)
  return { bytes, keptUntilMs: deps.nowMs() + KEPT_MS }
}

/** Removes files of the outbox that were kept long enough. */
export async function sweepExports(deps: Pick<Deps, "storage" | "outbox" | "nowMs">): Promise<number> {
  let removed = 0
  for (const job of await jobs(deps.storage.db).list({ kinds: ["export"], states: ["done"], limit: 1_000 })) {
    const input = ExportJob.safeParse(JSON.parse(job.input))
    const output = ExportOutput.safeParse(JSON.parse(job.output ?? "null"))
    if (!input.success || !output.success || output.data.keptUntilMs > deps.nowMs()) continue
    if ((await deps.outbox.size(input.data.stored)) === null) continue
    await deps.outbox.remove(input.data.stored)
    removed++
  }
  return removed
}
