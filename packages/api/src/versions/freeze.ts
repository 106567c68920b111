import { listJobs } from "@justesse/db/jobs"
import { findOntology } from "@justesse/db/labels"
import type { ProjectAccess } from "@justesse/db/projects"
import { findProject } from "@justesse/db/projects"
import { countTasksByState } from "@justesse/db/projects/overview"
import { findVersion, findVersionBefore, sealVersion } from "@justesse/db/versions"
import { abandonVersion, storeItems, storeSplit, takeVersionNumber } from "@justesse/db/versions/freeze"
import { JustesseError, type Ontology, Sha256, thingLabels } from "@justesse/types"
import { type DatasetManifest, FreezeFilter, SplitRule } from "@justesse/types/dataset"
import type { Freeze, SplitPreview, SplitShown, VersionList } from "@justesse/types/wire/dataset"
import { z } from "zod"
import { note } from "../activity/index.ts"
import { queueJob } from "../admin/quotas.ts"
import type { BackgroundNews, FrozenFigures } from "../core/background.ts"
import type { Deps } from "../core/deps.ts"
import { picturesOf } from "../core/locks.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { conditionsOf } from "../exports/labor.ts"
import { requireActive, requireThere } from "../projects/guard.ts"
import { comparesTwo } from "../work/pairs/make.ts"
import { findCompared } from "./compared.ts"
import type { Facts } from "./head.ts"
import { sureOf } from "./sure.ts"

type Freezing = Pick<Deps, "storage" | "nowMs" | "background" | "hmac" | "compute">

/** A project as freezing needs it: the router's access, or a project that a command found. */
type Freezable = Pick<
  ProjectAccess,
  "id" | "slug" | "name" | "state" | "kind" | "settings" | "ontologyVersion" | "guidelineVersion"
>

/** What goes into a version besides everything that is settled, and what is said about it. */
interface FreezeWanted {
  readonly note: string
  readonly split?: SplitRule | undefined
  readonly only?: FreezeFilter | undefined
}

/** A queued freezing. */
export const FreezeJob = z.strictObject({
  projectId: z.int(),
  personId: z.int(),
  note: z.string(),
  split: SplitRule.optional(),
  only: FreezeFilter.optional(),
})
export type FreezeJob = z.infer<typeof FreezeJob>

/**
 * Freezes what is settled at this moment as the next version: one consistent set, whatever goes on meanwhile. The reading and
 * counting is done in the background; nobody waits for it but the caller. The version is shown once it is whole.
 * @throws JustesseError nothing_settled | project_archived | not_found where `keptFrom` names no version | conflict when
 * another process was started meanwhile
 */
export async function freeze(
  deps: Freezing,
  project: Freezable,
  who: Pick<Who, "personId">,
  wanted: FreezeWanted,
  progress?: (done: number, total: number) => Promise<void>,
): Promise<{ version: number; sha256: Sha256 }> {
  requireActive(project)
  // One at a time, so that numbers have no gaps, and not while pictures are taken out that it may already have read.
  return deps.storage.locks.exclusive(picturesOf(project.id), () => freezeOne(deps, project, who, wanted, progress))
}

/** What a rule of parts gives on what is settled now. @throws JustesseError not_found for a version to keep from */
export async function previewSplit(
  deps: Pick<Deps, "storage" | "background">,
  project: Freezable,
  { split, only }: z.infer<typeof SplitPreview>,
): Promise<SplitShown> {
  requireThere(project)
  await requireFixed(deps, project.id, split)
  return deps.background.run("split", { projectId: project.id, split, only: only ?? null })
}

async function requireFixed({ storage }: Pick<Deps, "storage">, projectId: number, split?: SplitRule): Promise<void> {
  if (split?.keptFrom !== undefined && !(await findVersion(storage.db, projectId, split.keptFrom)))
    throw new JustesseError("not_found", { version: split.keptFrom })
}

async function freezeOne(
  deps: Freezing,
  project: Freezable,
  who: Pick<Who, "personId">,
  { note: text, split, only }: FreezeWanted,
  progress?: (done: number, total: number) => Promise<void>,
): Promise<{ version: number; sha256: Sha256 }> {
  const { db } = deps.storage
  const counts = await countTasksByState(db, project.id)
  if ((counts["settled"] ?? 0) === 0) throw new JustesseError("nothing_settled", { project: project.slug })
  await requireFixed(deps, project.id, split)
  const version = await takeVersionNumber(db, project.id)
  const notify = async (news: BackgroundNews) => {
    if (news.kind === "items") await storeItems(db, project.id, version, news.items)
    else if (news.kind === "part") await storeSplit(db, project.id, version, news.name, news.assetIds)
    else await progress?.(news.done, news.total)
  }
  try {
    const compared = comparesTwo(project) ? await findCompared(deps, project.id) : null
    const work = { projectId: project.id, version, split: split ?? null, only: only ?? null, compared }
    const figures = await deps.background.run("freeze", work, notify)
    if (figures.counts.pictures === 0) throw new JustesseError("nothing_settled", { project: project.slug })
    return await seal(deps, project, who, { note: text, split, only }, version, figures)
  } catch (error) {
    await abandonVersion(db, project.id, version)
    throw error
  }
}

async function seal(
  deps: Freezing,
  project: Freezable,
  who: Pick<Who, "personId">,
  { note: text, split, only }: FreezeWanted,
  version: number,
  figures: FrozenFigures,
): Promise<{ version: number; sha256: Sha256 }> {
  const inForce = await findOntology(deps.storage.db, project.id, project.ontologyVersion)
  const ontology: Ontology = inForce ? thingLabels(inForce.ontology) : { labels: [] }
  const frozenAtMs = deps.nowMs()
  const sha256 = Sha256.parse(figures.contentSha256)
  const manifest: DatasetManifest = {
    justesse: 1,
    project: project.slug,
    version,
    frozenAtMs,
    contentSha256: sha256,
    kind: project.kind,
    ontologyVersion: project.ontologyVersion,
    guidelineVersion: project.guidelineVersion,
    ontology,
    counts: figures.counts,
    people: figures.people,
    ...(split ? { split: { rule: split, parts: figures.parts } } : {}),
    ...(only ? { only } : {}),
  }
  const facts: Facts = {
    manifest,
    byLabel: inOrderOf(ontology, figures.byLabel),
    against: figures.against,
    pictureBytes: figures.pictureBytes,
    sure: await sureOf(deps, project.id),
    conditions: conditionsOf(project),
  }
  const head = {
    version,
    frozenAtMs,
    frozenBy: who.personId,
    note: text,
    contentSha256: sha256,
    facts: JSON.stringify(facts),
    pictures: figures.counts.pictures,
    regions: figures.counts.regions,
    labels: ontology.labels.filter((label) => !label.retired).length,
    nothingHere: figures.counts.nothingHere,
  }
  await inTransaction(deps, async (inside) => {
    if (!(await sealVersion(inside.storage.db, project.id, head))) throw new JustesseError("conflict", { version })
    await note(inside, project.id, who, { what: "version.frozen", detail: { version, pictures: head.pictures } })
  })
  return { version, sha256 }
}

function inOrderOf(ontology: Ontology, rows: FrozenFigures["byLabel"]): FrozenFigures["byLabel"] {
  const indexes = new Map<string, number>(ontology.labels.map((label, i) => [label.id, i]))
  const indexOfLabel = (label: string) => indexes.get(label) ?? indexes.size
  return [...rows].sort((a, b) => indexOfLabel(a.label) - indexOfLabel(b.label) || (a.label < b.label ? -1 : 1))
}

/** Queues the freezing of what is settled. @throws JustesseError nothing_settled | project_archived | not_found */
export async function startFreeze(
  deps: Pick<Deps, "storage" | "nowMs" | "wake" | "settings">,
  project: ProjectAccess,
  who: Who,
  { note: text, split, only }: Freeze,
): Promise<{ id: number }> {
  requireActive(project)
  const counts = await countTasksByState(deps.storage.db, project.id)
  if ((counts["settled"] ?? 0) === 0) throw new JustesseError("nothing_settled", { project: project.slug })
  await requireFixed(deps, project.id, split)
  const job: FreezeJob = {
    projectId: project.id,
    personId: who.personId,
    note: text,
    ...(split ? { split } : {}),
    ...(only ? { only } : {}),
  }
  const id = await queueJob(deps, { projectId: project.id, kind: "freeze", input: job, madeBy: who.personId })
  deps.wake("jobs")
  return { id }
}

/**
 * Freezes as a queued job asks. `queuedAtMs`: when it was queued, for one that was begun before: the program may have ended
 * after the seal, and then that version is the one.
 * @throws as {@link freeze}
 */
export async function runFreeze(
  deps: Freezing,
  job: FreezeJob,
  progress: (done: number, total: number) => Promise<void>,
  queuedAtMs: number | null = null,
): Promise<{ version: number }> {
  const project = await findProject(deps.storage.db, job.projectId)
  if (!project) throw new JustesseError("not_found", { project: job.projectId })
  const last = queuedAtMs === null ? null : await findVersionBefore(deps.storage.db, project.id, null)
  const isSealed = last !== null && queuedAtMs !== null && last.frozenAtMs >= queuedAtMs
  if (isSealed && last.frozenBy === job.personId && last.note === job.note) return { version: last.version }
  const { version } = await freeze(deps, project, { personId: job.personId }, job, progress)
  return { version }
}

/** The freezing that a project waits for, or that failed last; null when the last one came to its end. */
export async function freezingOf(
  deps: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
): Promise<VersionList["freezing"]> {
  const [job] = await listJobs(deps.storage.db, { projectId, kinds: ["freeze"], limit: 1 })
  if (!job || job.state === "done" || job.state === "cancelled") return null
  return {
    id: job.id,
    state: job.state === "failed" ? "failed" : "running",
    done: job.done,
    total: job.total,
    msLeft: msLeft(job, deps.nowMs()),
    error: job.error,
  }
}

/** Milliseconds until a job ends if it goes on at its pace; null before a hundredth is done and once it has ended. */
export function msLeft(
  job: { readonly state: string; readonly done: number; readonly total: number; readonly startedAtMs: number | null },
  nowMs: number,
): number | null {
  if (job.state !== "running" || job.startedAtMs === null || job.done * 100 < job.total || job.done === 0) return null
  return Math.max(0, Math.round(((nowMs - job.startedAtMs) * (job.total - job.done)) / job.done))
}
