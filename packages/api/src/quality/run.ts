import { findOntology, listOntologies } from "@justesse/db/labels"
import { findProject, type Project } from "@justesse/db/projects"
import {
  countDoubled,
  countFirstAnswers,
  findNewestChange,
  findQualityState,
  findTasksWithAnswers,
  forgetDoneJobs,
  listAudited,
  listDecisions,
  listFiledAudits,
  listLatestTold,
  listLivingProjects,
  type QualityTask,
  storeQuality,
} from "@justesse/db/quality"
import type { EarlierForms } from "@justesse/quality/consensus/index"
import type { ProjectFigures } from "@justesse/quality/project/figures"
import { NEEDED } from "@justesse/quality/project/fit"
import { JustesseError, KINDS, qualityRulesOf } from "@justesse/types"
import { z } from "zod"
import type { StoredProject, StoredTask } from "../core/compute.ts"
import type { Deps } from "../core/deps.ts"
import { areScoresDue } from "../models/score.ts"
import { judgeAgain, reconsider } from "./adaptive.ts"
import { modelInForce } from "./model.ts"
import { type Basis, isDueNow, queueFigures } from "./news.ts"

/** What the job `quality` is told. */
export const QualityJob = z.strictObject({ project: z.int() })
export type QualityJob = z.infer<typeof QualityJob>

/** Figures as they are stored, with what decides when they are due again. */
export interface StoredFigures extends ProjectFigures {
  /** Pictures answered twice in the whole project at that time, also those beyond the cap. */
  readonly doubledThen: number
  /** How long it took, milliseconds. */
  readonly tookMs: number
  /** When answers began to be read; absent in those of an earlier program. */
  readonly fromMs?: number
}

/** Figures rest on the latest tasks, at most this many: so many are read and computed within a minute … */
const MOST_TASKS = 12_000
/** … and on answers of at most this many characters together, so that memory is bounded. */
const MOST_CHARACTERS = 64_000_000
const BATCH = 500
/** Progress is told in thousandths; reading the answers is about so many of them, computing is the rest. */
const WHOLE = 1_000
const READ = 150
const MOST_REVIEWS = 5_000
const MOST_AUDITED = 5_000
const MOST_AUDITS = 2_000
type Running = Pick<Deps, "storage" | "compute" | "nowMs" | "wake">

/** Queues figures of projects, and scores of their models, where something changed since. Returns how many. */
export async function queueDueQuality(deps: Pick<Deps, "storage" | "nowMs" | "wake">): Promise<number> {
  const { db } = deps.storage
  let queued = 0
  for (const projectId of await listLivingProjects(db)) {
    const newestMs = await findNewestChange(db, projectId, deps.nowMs())
    if (newestMs === null) continue
    for (const [kind, isDue] of [
      ["quality", isQualityDue],
      ["scores", areScoresDue],
    ] as const) {
      if (!(await isDue(deps, projectId, newestMs))) continue
      await queueFigures(deps, kind, projectId, null)
      queued++
    }
  }
  return queued
}

async function isQualityDue(
  deps: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
  newestMs: number,
): Promise<boolean> {
  const { db } = deps.storage
  const basis = basisOf(await findQualityState(db, projectId))
  if (!isDueNow(newestMs, basis, deps.nowMs())) return false
  return basis !== null || (await countDoubled(db, projectId)) > 0
}

/** What figures rest on; null where there are none. Those of an earlier program began when they ended, less what they took. */
export function basisOf(stored: { figures: string | null; computedAtMs: number | null }): Basis | null {
  const figures = readFigures(stored.figures)
  if (!figures || stored.computedAtMs === null) return null
  const { tookMs, fromMs = stored.computedAtMs - tookMs } = figures
  return { fromMs, endedAtMs: stored.computedAtMs, tookMs }
}

/** The figures as they were stored; null where there are none. */
export function readFigures(stored: string | null): StoredFigures | null {
  return stored === null ? null : JSON.parse(stored) // written by `runQuality` alone
}

/**
 * Reads a project's latest answers in batches, has the model of its people and its figures computed elsewhere, and stores
 * them. Can be run twice without harm.
 *
 * @throws JustesseError not_found when the project is gone
 */
export async function runQuality(
  deps: Running,
  { project: projectId }: QualityJob,
  progress: (done: number, total: number) => Promise<void>,
): Promise<{ doubled: number; method: string }> {
  const { db } = deps.storage
  const began = deps.nowMs()
  const project = await findProject(db, projectId)
  if (!project) throw new JustesseError("not_found", { project: projectId })
  await forgetDoneJobs(db, projectId, "quality")
  const answersThen = await countFirstAnswers(db, projectId)
  const doubledThen = await countDoubled(db, projectId)
  const read = await readProject(deps, project, (done, total) => progress(Math.floor((READ * done) / total), WHOLE))
  const { model, figures, outdated } = await deps.compute.quality(read, (share) => {
    void progress(READ + Math.floor((WHOLE - READ) * share), WHOLE).catch(() => undefined)
  })
  const atMs = deps.nowMs()
  const stored: StoredFigures = { ...figures, doubledThen, tookMs: atMs - began, fromMs: began }
  // Few answers are shown with wide intervals; nobody is weighed by them.
  const isFitted = figures.doubled >= NEEDED
  const people = (isFitted ? model.people : []).map(({ person, items, skills, weight }) => ({
    personId: Number(person),
    items,
    body: { skills, weight },
  }))
  await db.transaction().execute(async (tx) => {
    await storeQuality(tx, projectId, {
      model: isFitted ? JSON.stringify(model) : null,
      figures: JSON.stringify(stored),
      atMs,
      answersThen,
      people,
    })
  })
  if (isFitted) {
    await reconsider(deps, projectId, project.settings)
    await judgeAgain(deps, projectId, outdated.map(Number))
  }
  return { doubled: figures.doubled, method: model.method.name }
}

async function readProject(
  deps: Running,
  project: Project,
  progress: (done: number, total: number) => Promise<void>,
): Promise<StoredProject> {
  const { db } = deps.storage
  const ids = await listLatestTold(db, project.id, MOST_TASKS)
  const tasks: string[] = []
  let characters = 0
  for (let at = 0; at < ids.length && characters < MOST_CHARACTERS; at += BATCH) {
    const some = await findTasksWithAnswers(db, project.id, ids.slice(at, at + BATCH))
    for (const task of some) characters += task.answers.reduce((sum, { body }) => sum + body.length, 0)
    tasks.push(JSON.stringify(some.map((task) => storedTask(task, project))))
    await progress(Math.min(ids.length, at + BATCH), ids.length)
  }
  const ontology = await findOntology(db, project.id, project.ontologyVersion)
  const forms = KINDS[project.kind].asksFields ? await formsBefore(db, project) : null
  const { adaptive } = qualityRulesOf(project.settings)
  return {
    kind: project.kind,
    settle: project.settings.settle,
    labels: (ontology?.ontology.labels ?? []).map(({ id }) => id),
    ...(ontology?.ontology.answers?.several && { several: true }),
    before: (await modelInForce(deps, project.id)).model,
    target: adaptive.on ? adaptive.target : null,
    fields: (ontology?.ontology.labels ?? []).filter(({ field }) => field !== undefined),
    ...(forms && { forms }),
    tasks,
    decisions: await listDecisions(db, project.id, MOST_REVIEWS),
    secondLooks: (await listFiledAudits(db, project.id, MOST_AUDITED)).map(({ firstBy, severityPpm, ...audit }) => ({
      ...audit,
      reviewer: `${firstBy}`,
      severity: severityPpm / 1e6,
    })),
    audits: (await listAudited(db, project.id, adaptive.most, MOST_AUDITS)).map(({ early, kept }) => ({
      early,
      final: kept,
    })),
  }
}

/** Every form that the project had before that of today, by version. */
async function formsBefore(db: Running["storage"]["db"], { id, ontologyVersion }: Project): Promise<EarlierForms> {
  const versions = await listOntologies(db, id)
  return Object.fromEntries(
    versions.flatMap(({ version, ontology }) => (version === ontologyVersion ? [] : [[version, ontology.labels]])),
  )
}

function storedTask(task: QualityTask, { kind, ontologyVersion: now }: Project): StoredTask {
  const { taskId, width, height, settledBy, kept, answers } = task
  const finalBy =
    settledBy === "review" ? "review" : settledBy === "gold" || settledBy === "import" ? "gold" : "answers"
  return {
    task: `${taskId}`,
    ...(width !== null && height !== null && { size: { width, height } }),
    answers: answers.map(({ personId, atMs, body, ontologyVersion: form }) => {
      const isEarlier = KINDS[kind].asksFields === true && form !== now
      return { person: `${personId}`, atMs, body, ...(isEarlier && { form }) }
    }),
    final: kept,
    finalBy,
  }
}
