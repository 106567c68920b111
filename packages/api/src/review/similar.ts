import {
  countSimilarElsewhere,
  findGuideline,
  findOntology,
  findTaskPictures,
  findWaitingReviews,
  listSimilar,
  listSimilarGroups,
  type ProjectAccess,
  type Review,
  type SimilarCount,
  type SimilarFilter,
  type SimilarPosition,
} from "@justesse/db"
import { clauseAbout } from "@justesse/quality/similar/clause"
import { type Similarity, similarityOf } from "@justesse/quality/similar/similarity"
import {
  type Clause,
  clausesOf,
  type Disagreement,
  type DisagreementId,
  JustesseError,
  LabelId,
  type Ontology,
  type ResolveRule,
  TaskId,
  type TaskNumber,
} from "@justesse/types"
import type { ReviewSample, SimilarGroup, SimilarInput, SimilarItem, SimilarList } from "@justesse/types/wire/review"
import type { z } from "zod"
import { assetReference, mediaUrls } from "../media.ts"
import type { ReviewDeps } from "./deps.ts"

/** A group is offered from so many differences on, and so many groups at most. */
const LEAST = 3
const MOST = 20
const PAGE = 12

/** What words about a group need: labels and guideline in force. */
interface SimilarNames {
  readonly ontology: Ontology
  readonly markdown: string
  readonly clauses: readonly Clause[]
}

/** Differences that can be decided together by this person, the largest group first. */
export async function findSimilarGroups(
  deps: ReviewDeps,
  project: ProjectAccess,
  filter: SimilarFilter,
): Promise<{ groups: SimilarGroup[]; differences: number }> {
  const counts = await listSimilarGroups(deps.storage.db, filter, LEAST, MOST)
  if (counts.length === 0) return { groups: [], differences: 0 }
  const names = await findNames(deps, project)
  const groups = (await Promise.all(counts.map((count) => groupOf(deps, project, filter, count, names)))).filter(
    (group) => group !== null,
  )
  return { groups, differences: groups.reduce((sum, group) => sum + group.differences, 0) }
}

/** A page of the wall of crops: one group's differences, by task. */
export async function findSimilarPage(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof SimilarInput>,
): Promise<SimilarList> {
  const { db } = deps.storage
  const filter = { projectId: project.id, personId, nowMs: deps.nowMs() }
  const after = input.cursor === null ? null : parsePosition(input.cursor)
  const [names, [count], positions] = await Promise.all([
    findNames(deps, project),
    listSimilarGroups(db, filter, 1, 1, input.key),
    listSimilar(db, filter, input.key, after, PAGE + 1),
  ])
  const shown = positions.slice(0, PAGE)
  const last = positions.length > PAGE ? shown.at(-1) : undefined
  return {
    group: count ? await groupOf(deps, project, filter, count, names) : null,
    items: await itemsOf(deps, project, input.key, shown),
    next: last ? `${last.taskId}:${last.difference}` : null,
    ontology: names.ontology,
    guideline: names.markdown,
    kind: project.kind,
  }
}

function parsePosition(cursor: string): SimilarPosition {
  const colon = cursor.indexOf(":")
  const taskId = Number(cursor.slice(0, colon))
  if (colon < 1 || !Number.isSafeInteger(taskId)) throw new JustesseError("invalid_input", { field: "cursor" })
  return { taskId, difference: cursor.slice(colon + 1) }
}

async function findNames(deps: ReviewDeps, project: ProjectAccess): Promise<SimilarNames> {
  const { db } = deps.storage
  const [version, guideline] = await Promise.all([
    findOntology(db, project.id, project.ontologyVersion),
    findGuideline(db, project.id, project.guidelineVersion),
  ])
  if (!version) throw new JustesseError("not_found", { ontologyVersion: project.ontologyVersion })
  const markdown = guideline?.markdown ?? ""
  return { ontology: version.ontology, markdown, clauses: clausesOf(markdown) }
}

/** A difference of a review with what it has in common with others, while it is open and still has that key. */
export function openSimilar(
  review: Pick<Review, "body" | "decisions">,
  id: string,
  key: string,
  rule: ResolveRule,
): { difference: Disagreement; similarity: Similarity } | null {
  const disagreement = review.body.differences.find((one) => one.id === id)
  if (!disagreement || disagreement.alike !== key || review.decisions.has(disagreement.id)) return null
  const found = similarityOf(disagreement, rule)
  return found?.key === key ? { difference: disagreement, similarity: found } : null
}

async function itemsOf(
  deps: ReviewDeps,
  project: ProjectAccess,
  key: string,
  positions: readonly SimilarPosition[],
): Promise<SimilarItem[]> {
  const ids = [...new Set(positions.map(({ taskId }) => taskId))]
  const [found, samples] = await Promise.all([
    findWaitingReviews(deps.storage.db, project.id, ids),
    sampler(deps, project.id, ids),
  ])
  return positions.flatMap(({ taskId, difference: disagreement }) => {
    const review = found.get(taskId)
    const here = review && openSimilar(review, disagreement, key, project.settings.settle)
    const sample = here && samples(taskId, here.difference)
    if (!review || !here || !sample) return []
    const { a, b, proposed } = here.similarity
    return {
      ...sample,
      revision: review.revision,
      a: [...a.letters],
      b: [...b.letters],
      showsA: a.says,
      showsB: b.says,
      proposed,
    }
  })
}

/** Makes samples of tasks whose pictures are read once. */
export async function sampler(
  deps: ReviewDeps,
  projectId: number,
  ids: readonly number[],
): Promise<(taskId: TaskNumber, disagreement: Disagreement) => ReviewSample | null> {
  const pictures = await findTaskPictures(deps.storage.db, projectId, ids)
  return (taskId, disagreement) => {
    const picture = pictures.get(taskId)
    if (!picture) return null
    const media = mediaUrls(deps, assetReference(projectId, picture.assetId), picture.facts)
    return { task: TaskId.parse(taskId), size: picture.size, media, difference: disagreement }
  }
}

async function groupOf(
  deps: ReviewDeps,
  project: ProjectAccess,
  filter: SimilarFilter,
  count: SimilarCount,
  names: SimilarNames,
): Promise<SimilarGroup | null> {
  const positions = await listSimilar(deps.storage.db, filter, count.key, null, 1)
  const [place] = positions
  if (!place) return null
  const review = (await findWaitingReviews(deps.storage.db, project.id, [place.taskId])).get(place.taskId)
  const here = review && openSimilar(review, place.difference, count.key, project.settings.settle)
  const sample = here && (await sampler(deps, project.id, [place.taskId]))(place.taskId, here.difference)
  if (!here || !sample) return null
  const { rule, edge, kind, a, b } = here.similarity
  return {
    key: count.key,
    kind,
    rule,
    label: count.label === null || kind === "label" ? null : LabelId.parse(count.label),
    edge,
    sides: [
      { side: "a", shows: a.shows, leads: count.leadsA },
      { side: "b", shows: b.shows, leads: count.leadsB },
    ],
    differences: count.differences,
    tasks: count.tasks,
    clause: clauseOf(here.similarity, names),
    sample,
  }
}

function clauseOf({ rule, kind, a, b }: Similarity, { ontology, clauses }: SimilarNames): string | null {
  const labels = kind === "label" ? [a.shows, b.shows].map((id) => namesOf(ontology, id)) : []
  if (rule === null && kind === "text") return null
  return clauseAbout({ rule, labels, isGeometry: kind === "place" }, clauses)
}

function namesOf(ontology: Ontology, id: string): string[] {
  const label = ontology.labels.find((one) => one.id === id)
  return [id, ...Object.values(label?.name ?? {}).filter((name) => name !== undefined)]
}

/** How many open differences of other tasks are alike to each of these differences, by difference. */
export async function findSimilarElsewhere(
  deps: ReviewDeps,
  review: Review,
  personId: number,
): Promise<Map<DisagreementId, number>> {
  const { projectId, taskId, body } = review
  const keys = [...new Set(body.differences.flatMap((disagreement) => disagreement.alike ?? []))]
  const filter = { projectId, personId, nowMs: deps.nowMs() }
  const counts = await countSimilarElsewhere(deps.storage.db, filter, taskId, keys)
  return new Map(body.differences.map(({ id, alike: key }) => [id, key === undefined ? 0 : (counts.get(key) ?? 0)]))
}
