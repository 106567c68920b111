import { findAsset, findAssetsByName } from "@justesse/db/assets"
import { cancelJob, findJob, type Job, listJobs, retryJob } from "@justesse/db/jobs"
import type { ProjectAccess } from "@justesse/db/projects"
import { CROISSANT_FILE, croissant } from "@justesse/formats/companions/croissant"
import { DATA_CARD_FILE, dataCard } from "@justesse/formats/companions/dataCard"
import { lossCount, orderFormats } from "@justesse/formats/exportOrder/index"
import { findLine } from "@justesse/formats/regions/rotated"
import { isRefusedStrictly } from "@justesse/formats/report/lines"
import { AssetId, boxOf, JustesseError, Sha256 } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import {
  type Companion,
  type CompanionInput,
  type ExportChoices,
  ExportFormat,
  type ExportRow,
  type ExportStart,
  type Loss,
  type LossInput,
  TABLE_FORMATS,
} from "@justesse/types/wire/dataset"
import { z } from "zod"
import { note } from "../activity/index.ts"
import { addJob } from "../admin/quotas.ts"
import type { FoundLosses } from "../core/background.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { downloadUrl } from "../files.ts"
import { assetReference, mediaUrls } from "../media.ts"
import { requireThere } from "../projects/guard.ts"
import { msLeft } from "../versions/freeze.ts"
import { factsOf, headOf } from "../versions/head.ts"
import { cardFactsOf } from "./companions.ts"
import { writerOf } from "./make.ts"
import { giveNumbers } from "./numbers.ts"

/** Files made for people to take away are kept this long. */
export const KEPT_MS = 14 * 86_400_000

/** What a queued export has to do. `file` is what the person gets; in the outbox it carries a part nobody can guess. */
export const ExportJob = z.strictObject({
  project: z.string(),
  projectId: z.int(),
  version: z.int(),
  format: ExportFormat,
  withPictures: z.boolean(),
  spreadsheet: z.boolean().default(false),
  withoutMetadata: z.boolean().default(false),
  file: z.string(),
  stored: z.string(),
})
export type ExportJob = z.infer<typeof ExportJob>
const ExportOutput = z.strictObject({ bytes: z.int(), keptUntilMs: z.int(), sha256: Sha256.optional() })
type ExportOutput = z.infer<typeof ExportOutput>

type Signing = Pick<Deps, "hmac" | "nowMs">

type Losses = FoundLosses["byFormat"]
/** What was found lately, by storage and version: it holds for as long as this program runs, since versions never change. */
const found = new WeakMap<object, Map<string, Promise<FoundLosses>>>()
const MOST_FOUND = 100

/** What every format that is written would lose of a version: read once in the background. */
function lossesOf(
  deps: Pick<Deps, "storage" | "background">,
  projectId: number,
  version: number,
): Promise<FoundLosses> {
  const known = found.get(deps.storage) ?? new Map<string, Promise<FoundLosses>>()
  found.set(deps.storage, known)
  const key = `${projectId}/${version}`
  const numbered = () => giveNumbers(deps, projectId)
  const running = known.get(key) ?? numbered().then(() => deps.background.run("losses", { projectId, version }))
  if (!known.has(key)) running.catch(() => known.delete(key))
  known.set(key, running)
  const oldest = known.keys().next().value
  if (known.size > MOST_FOUND && oldest !== undefined) known.delete(oldest)
  return running
}

const isSame = (a: ReportLine, b: ReportLine) => a.code === b.code && a.field === b.field

/** The first of the formats offered that loses nothing more than `format` and keeps some of what it loses; null where none does. */
function betterThan(format: ExportFormat, all: Losses, order: readonly ExportFormat[]): Loss["better"] {
  const own = (all[format] ?? []).filter(isRefusedStrictly)
  const lostAnyway = (theirs: ReportLine) =>
    own.some((line) => isSame(line, theirs) && (line.count ?? 1) >= (theirs.count ?? 1))
  for (const other of order) {
    const theirs = (all[other] ?? []).filter(isRefusedStrictly)
    const keeps = own.filter((line) => !theirs.some((one) => isSame(one, line)))
    if (other !== format && keeps.length > 0 && theirs.every(lostAnyway)) return { format: other, keeps }
  }
  return null
}

/** What a format would change or lose for this version, before the file is made, and which one loses less. */
export async function lossOf(
  deps: Pick<Deps, "storage" | "background" | "hmac" | "nowMs">,
  project: ProjectAccess,
  input: z.infer<typeof LossInput>,
): Promise<Loss> {
  requireThere(project)
  await headOf(deps, project.id, input.version)
  const { byFormat: all, rotated } = await lossesOf(deps, project.id, input.version)
  const order = await orderFormats(project.kind, all)
  const format = input.format ?? order[0] ?? "justesse"
  const lines = all[format] ?? []
  const isShown = rotated !== null && lines.some(({ code }) => code === "rotation")
  return {
    ...{ format, lines, order },
    example: isShown ? await exampleOf(deps, project.id, rotated) : null,
    better: betterThan(format, all, order),
    lossless: order.filter((one) => lossCount(all[one]) === 0),
  }
}

/** A picture as it is, to be drawn with its boxes turned and upright; null where it has no size. */
async function exampleOf(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  projectId: number,
  { name, regions }: NonNullable<FoundLosses["rotated"]>,
): Promise<Loss["example"]> {
  const { db } = deps.storage
  const assetId = (await findAssetsByName(db, projectId, [name])).get(name)
  const asset = assetId === undefined ? null : await findAsset(db, projectId, assetId)
  if (assetId === undefined || !asset?.size) return null
  const { preview } = mediaUrls(deps, assetReference(projectId, assetId))
  return {
    asset: AssetId.parse(assetId),
    name: asset.name,
    picture: preview,
    size: asset.size,
    regions: regions.map((region) => {
      const { x, y, width, height } = boxOf(region)
      const line = findLine(region)
      return {
        box: [x, y, width, height],
        corners: line && line.map((point): [number, number] => [point.x, point.y]),
        label: region.label,
      }
    }),
  }
}

/** What accompanies a version besides its labels, to read on its page. Files are named only in an export's own metadata. */
export async function companionOf(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  { version, what }: z.infer<typeof CompanionInput>,
): Promise<z.infer<typeof Companion>> {
  requireThere(project)
  const facts = factsOf(await headOf(deps, project.id, version))
  const about = await cardFactsOf(deps, project.id, facts)
  return what === "card"
    ? { name: DATA_CARD_FILE, text: dataCard(facts.manifest, about) }
    : { name: CROISSANT_FILE, text: croissant(facts.manifest, about, []) }
}

/**
 * Queues the making of a file.
 * @throws JustesseError not_found when there is no such version | format_unknown | invalid_input where a choice does not go with
 * the format or the other choices | would_lose where a strict one asks for a format that cannot hold everything
 */
export async function startExport(
  deps: Pick<Deps, "storage" | "nowMs" | "randomToken" | "wake" | "background" | "settings">,
  project: ProjectAccess,
  who: Who,
  input: ExportStart,
): Promise<{ id: number }> {
  requireThere(project)
  await headOf(deps, project.id, input.version)
  writerOf(input.format)
  const { version, format, strict = false } = input
  const choices = choicesOf(input)
  if (strict) {
    const { byFormat } = await lossesOf(deps, project.id, version)
    const lines = (byFormat[format] ?? []).filter(isRefusedStrictly)
    const first = lines[0]
    if (first) throw new JustesseError("would_lose", { format, what: first.code, kinds: lines.length })
  }
  const parts = [
    choices.spreadsheet ? "-spreadsheet" : "",
    choices.withPictures ? "-pictures" : "",
    choices.withoutMetadata ? "-without-metadata" : "",
  ]
  const stem = `${project.slug}-v${version}-${format}${parts.join("")}`
  const file = `${stem}.zip`
  const stored = `${stem}-${deps
    .randomToken()
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 16)}.zip`
  const job: ExportJob = { project: project.slug, projectId: project.id, version, format, ...choices, file, stored }
  const id = await inTransaction(deps, async (inside) => {
    await note(inside, project.id, who, { what: "export.started", detail: { version, format } })
    return addJob(inside, { projectId: project.id, kind: "export", input: job, madeBy: who.personId })
  })
  deps.wake("jobs")
  return { id }
}

/** What was chosen, as far as it can go together. @throws JustesseError invalid_input */
export function choicesOf(
  input: Pick<ExportStart, "format" | "withPictures" | "spreadsheet" | "withoutMetadata">,
): ExportChoices {
  const isTable = TABLE_FORMATS.includes(input.format)
  const { withPictures, spreadsheet = isTable, withoutMetadata = false } = input
  if (spreadsheet && !isTable) throw new JustesseError("invalid_input", { field: "spreadsheet", rule: "csv" })
  if (withoutMetadata && !withPictures)
    throw new JustesseError("invalid_input", { field: "withoutMetadata", rule: "withPictures" })
  return { withPictures, spreadsheet, withoutMetadata }
}

/** An export of this project. @throws JustesseError not_found */
async function jobOf(deps: Pick<Deps, "storage">, project: ProjectAccess, id: number): Promise<Job> {
  requireThere(project)
  const job = await findJob(deps.storage.db, id)
  if (!job || job.projectId !== project.id || job.kind !== "export")
    throw new JustesseError("not_found", { export: id })
  return job
}

/** Cancels an export of this project, or does nothing when it has ended. @throws JustesseError not_found */
export async function cancelExport(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  id: number,
): Promise<void> {
  await jobOf(deps, project, id)
  await cancelJob(deps.storage.db, id, deps.nowMs())
}

/** Makes a failed or stopped export again; one that runs or is made stays as it is. @throws JustesseError not_found */
export async function repeatExport(
  deps: Pick<Deps, "storage" | "wake">,
  project: ProjectAccess,
  id: number,
): Promise<void> {
  await jobOf(deps, project, id)
  if (await retryJob(deps.storage.db, id)) deps.wake("jobs")
}

/** Exports of one version, newest first, with the address of each finished file. */
export async function exportsOf(
  deps: Pick<Deps, "storage"> & Signing,
  projectId: number,
  version: number,
): Promise<ExportRow[]> {
  const all = await listJobs(deps.storage.db, { projectId, kinds: ["export"], limit: 200 })
  return all.flatMap((job) => {
    const input = ExportJob.safeParse(job.input)
    return input.success && input.data.version === version ? [exportRow(deps, job, input.data)] : []
  })
}

function outputOf(job: Job): ExportOutput | null {
  return ExportOutput.safeParse(job.output).data ?? null
}

/** Whether the file of a job is there to take. */
function isThere(deps: Pick<Deps, "nowMs">, job: Job): boolean {
  return job.state === "done" && (outputOf(job)?.keptUntilMs ?? 0) > deps.nowMs()
}

function exportRow(deps: Signing, job: Job, input: ExportJob): ExportRow {
  const output = outputOf(job)
  return {
    id: job.id,
    format: input.format,
    withPictures: input.withPictures,
    spreadsheet: input.spreadsheet,
    withoutMetadata: input.withoutMetadata,
    state: job.state === "queued" ? "running" : job.state,
    done: job.done,
    total: job.total,
    msLeft: msLeft(job, deps.nowMs()),
    bytes: output?.bytes ?? (job.state === "running" ? job.bytes : null),
    sha256: output?.sha256 ?? null,
    file: input.file,
    href: isThere(deps, job) ? downloadUrl(deps, input.stored, job.endedAtMs ?? job.madeAtMs) : null,
    madeAtMs: job.madeAtMs,
    keptUntilMs: output?.keptUntilMs ?? null,
    error: job.error,
  }
}

/** Makes the file of a queued export, away from whoever serves. What a stopped one had written is removed. */
export async function runExport(
  deps: Pick<Deps, "storage" | "background" | "outbox" | "nowMs">,
  job: ExportJob,
  progress: (done: number, total: number, bytes?: number) => Promise<void>,
): Promise<ExportOutput> {
  const { projectId, version, format, stored, withPictures, spreadsheet, withoutMetadata } = job
  const choices = { withPictures, spreadsheet, withoutMetadata }
  try {
    await giveNumbers(deps, projectId)
    const made = await deps.background.run("export", { projectId, version, format, choices, stored }, (news) =>
      news.kind === "progress" ? progress(news.done, news.total, news.bytes) : Promise.resolve(),
    )
    return { bytes: made.bytes, sha256: Sha256.parse(made.sha256), keptUntilMs: deps.nowMs() + KEPT_MS }
  } catch (error) {
    await deps.outbox.remove(stored)
    throw error
  }
}

/** Exports looked through at a time. */
const SWEPT_PAGE = 500

/** Removes files of the outbox that were kept long enough, however many came after them. Returns how many. */
export async function collectExports(deps: Pick<Deps, "storage" | "outbox" | "nowMs">): Promise<number> {
  const wanted = { kinds: ["export"], states: ["done"], limit: SWEPT_PAGE } as const
  let removed = 0
  for (let beforeId: number | undefined; ; ) {
    const page = await listJobs(deps.storage.db, { ...wanted, ...(beforeId === undefined ? {} : { beforeId }) })
    for (const job of page) {
      const input = ExportJob.safeParse(job.input)
      if (!input.success || isThere(deps, job)) continue
      if ((await deps.outbox.size(input.data.stored)) === null) continue
      await deps.outbox.remove(input.data.stored)
      removed++
    }
    beforeId = page.at(-1)?.id
    if (page.length < SWEPT_PAGE || beforeId === undefined) return removed
  }
}
