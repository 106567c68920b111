import {
  findAssignmentOf,
  findGuideline,
  findLastFiled,
  findNextReview,
  findOntology,
  findProject,
  findTaskPictures,
  isOfLearner,
  listAssignmentsOfTask,
  listLatestOfTask,
  NO_SIZE,
  type ProjectAccess,
  type QueuePart,
  type Review,
  readReview,
  reserveReview,
  sumQueue,
  type TaskKey,
} from "@justesse/db"
import { findAbouts } from "@justesse/db/work/abouts"
import {
  type DisagreementId,
  isAboutMore,
  isSameQuestion,
  JustesseError,
  type Label,
  type Ontology,
  TaskId,
  toLeaseAbout,
  withChoicesOf,
} from "@justesse/types"
import type { ReviewOpen, ReviewTask } from "@justesse/types/wire/review"
import type { z } from "zod"
import { assetReference, mediaUrls, NO_MEDIA } from "../media.ts"
import { pairAsStored } from "../work/pairs/shown.ts"
import type { ReviewDeps } from "./deps.ts"
import { findSimilarElsewhere } from "./similar.ts"

/** A task opened is kept for its reviewer for so long after the last act. */
export const RESERVED_MS = 20 * 60_000

/** How often the next task is looked for when others take it first. */
const TRIES = 5

/**
 * Opens a task for a reviewer and reserves it: the one named, or the next of the queue (first the one they left half
 * decided). Null when nothing is disputed, or all that is lies with others.
 *
 * @throws JustesseError not_found | own_task | reserved_by_other | decided_already
 */
export async function openReview(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReviewOpen>,
): Promise<ReviewTask | null> {
  const { db } = deps.storage
  const filter = { projectId: project.id, personId, kinds: input.kinds, labels: input.labels, sinceMs: input.sinceMs }
  for (let i = 0; i < TRIES; i++) {
    const nowMs = deps.nowMs()
    const taskId = input.task ?? (await findNextReview(db, filter, nowMs, input.except))
    if (taskId === null) return null
    const key = { projectId: project.id, taskId }
    const review = await unlessTakenNow(input.task, () => reviewFor(deps, key, personId))
    if (!review) continue
    const reservedUntilMs = nowMs + RESERVED_MS
    if (await reserveReview(db, key, personId, nowMs, reservedUntilMs)) {
      return shownFirst(deps, project, { ...review, reservedUntilMs }, filter)
    }
    if (input.task !== null) throw new JustesseError("reserved_by_other", { untilMs: review.reservedUntilMs })
  }
  return null
}

/** What was found; null when it came from the queue and was decided by somebody else since it was found there. */
export async function unlessTakenNow<T>(named: number | null, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (named === null && error instanceof JustesseError && error.code === "decided_already") return null
    throw error
  }
}

/**
 * A review that this person may decide.
 * @throws JustesseError not_found | own_task | decided_already
 */
export async function reviewFor(deps: Pick<ReviewDeps, "storage">, key: TaskKey, personId: number): Promise<Review> {
  const review = await readReview(deps.storage.db, key)
  if (!review) throw new JustesseError("not_found", { task: key.taskId })
  const own = await findAssignmentOf(deps.storage.db, key, personId)
  const isOwn = own !== undefined && (own.revision > 0 || own.state === "leased")
  // Nor does a mentor decide about their learner.
  if (isOwn || (await isOfLearner(deps.storage.db, key, personId)))
    throw new JustesseError("own_task", { task: key.taskId })
  if (review.state !== "waiting") throw new JustesseError("decided_already", { task: key.taskId })
  return review
}

/**
 * Labels and guideline that the answers of a task were made under: the latest of them, with labels and choices that only older ones
 * had (I9).
 */
export async function madeUnder(
  deps: Pick<ReviewDeps, "storage">,
  key: TaskKey,
): Promise<{ ontology: Ontology; guidelineVersion: number }> {
  const answers = await listLatestOfTask(deps.storage.db, key)
  if (answers.length === 0) return inForce(deps, key.projectId)
  const versions = [...new Set(answers.map((answer) => answer.ontologyVersion))].sort((a, b) => b - a)
  const found = await Promise.all(versions.map((version) => findOntology(deps.storage.db, key.projectId, version)))
  const labels = new Map<string, Ontology["labels"][number]>()
  for (const version of found) {
    for (const label of version?.ontology.labels ?? []) {
      const later = labels.get(label.id)
      labels.set(label.id, later ? withEarlierChoices(later, label) : label)
    }
  }
  const guidelineVersion = Math.max(1, ...answers.map((answer) => answer.guidelineVersion))
  const { answers: parts } = found[0]?.ontology ?? {}
  return { ontology: { labels: [...labels.values()], ...(parts && { answers: parts }) }, guidelineVersion }
}

function withEarlierChoices(later: Label, earlier: Label): Label {
  const isOne = later.field && earlier.field && isSameQuestion(earlier.field, later.field)
  return isOne && later.field && earlier.field
    ? { ...later, field: withChoicesOf(later.field, [earlier.field]) }
    : later
}

/** What an imported answer, which nobody here made, is judged by: the labels and guideline of today. */
async function inForce(
  deps: Pick<ReviewDeps, "storage">,
  projectId: number,
): Promise<{ ontology: Ontology; guidelineVersion: number }> {
  const project = await findProject(deps.storage.db, projectId)
  if (!project) throw new JustesseError("not_found", { project: projectId })
  const found = await findOntology(deps.storage.db, projectId, project.ontologyVersion)
  return { ontology: found?.ontology ?? { labels: [] }, guidelineVersion: project.guidelineVersion }
}

async function shownFirst(
  deps: ReviewDeps,
  project: ProjectAccess,
  review: Review,
  filter: QueuePart,
): Promise<ReviewTask> {
  const { db } = deps.storage
  const [totals, lastFiled, elsewhere] = await Promise.all([
    sumQueue(db, filter),
    findLastFiled(db, project.id, filter.personId),
    findSimilarElsewhere(deps, review, filter.personId),
  ])
  const canUndo = review.order.length > 0 || lastFiled !== null
  return shown(deps, project, review, { tasksLeft: totals.tasks, canUndo, look: "first", elsewhere })
}

/** What a reviewer sees of a task: everything but names, and of a second look not what was decided first. */
export async function shown(
  deps: ReviewDeps,
  project: ProjectAccess,
  review: Pick<Review, "projectId" | "taskId" | "body" | "decisions" | "revision" | "reservedUntilMs">,
  more: Pick<ReviewTask, "tasksLeft" | "canUndo" | "look"> & {
    readonly elsewhere?: ReadonlyMap<DisagreementId, number>
  },
): Promise<ReviewTask> {
  const { db } = deps.storage
  const { projectId, taskId, body } = review
  const { elsewhere, ...rest } = more
  const [pictures, abouts, under, sentBack] = await Promise.all([
    findTaskPictures(db, projectId, [taskId]),
    isAboutMore(project.kind) ? findAbouts(db, projectId, [taskId]) : null,
    madeUnder(deps, review),
    more.look === "first" ? findSentBack(deps, review) : [],
  ])
  const about = abouts?.get(taskId)
  const picture = pictures.get(taskId)
  const guideline = await findGuideline(db, projectId, under.guidelineVersion)
  return {
    project: project.slug,
    projectName: project.name,
    kind: project.kind,
    task: TaskId.parse(taskId),
    name: picture?.name ?? "",
    size: picture?.size ?? NO_SIZE,
    media: picture ? mediaUrls(deps, assetReference(projectId, picture.assetId), picture.facts) : NO_MEDIA,
    ontology: under.ontology,
    guideline: guideline?.markdown ?? "",
    settled: { regions: body.settled.map(({ region }) => region), nothingHere: false },
    differences: body.differences.map((disagreement, order) => ({
      difference: disagreement,
      decision: review.decisions.get(disagreement.id) ?? null,
      order,
      alikeOpen: elsewhere?.get(disagreement.id) ?? 0,
    })),
    letters: Object.values(body.letters).sort(),
    reservedUntilMs: review.reservedUntilMs,
    revision: review.revision,
    ...(about && { about: toLeaseAbout(about, pairAsStored(deps, projectId, about)) }),
    ...(sentBack.length > 0 && { sentBack }),
    ...rest,
  }
}

/** The letters whose answers are with their authors again, in the order of the letters, each with the place that it is about. */
async function findSentBack(
  deps: Pick<ReviewDeps, "storage">,
  { projectId, taskId, body }: Pick<Review, "projectId" | "taskId" | "body">,
): Promise<NonNullable<ReviewTask["sentBack"]>> {
  const rows = await listAssignmentsOfTask(deps.storage.db, { projectId, taskId })
  const back = new Map(
    rows.flatMap(({ personId, sentBack }) => (sentBack ? [[personId, sentBack.place] as const] : [])),
  )
  return Object.entries(body.letters)
    .flatMap(([submission, letter]) => {
      const person = body.people[submission]
      const place = person === undefined ? undefined : back.get(person)
      return place === undefined ? [] : [{ letter, place }]
    })
    .sort((p, q) => (p.letter < q.letter ? -1 : 1))
}
