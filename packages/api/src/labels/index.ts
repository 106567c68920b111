import {
  countInHand,
  findOntology,
  listAnswerBodies,
  listImportedAnswers,
  listOntologies,
  putOntology,
} from "@justesse/db/labels"
import type { ProjectAccess } from "@justesse/db/projects"
import { countFinal, markDisputed } from "@justesse/db/work/tasks"
import {
  AnnotationBody,
  canonicalJson,
  fieldsOf,
  findConditionProblem,
  isSameQuestion,
  JustesseError,
  KINDS,
  type Label,
  type LabelId,
  labelIdFor,
  type Ontology,
  type OntologyChange,
  ontologyOfKind,
} from "@justesse/types"
import type { OntologyChanges, OntologyGet, OntologySave, OntologyShown } from "@justesse/types/wire/project"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { namerWith } from "../people/names.ts"
import { requireActive, requireThere } from "../projects/guard.ts"
import { requireAllowed } from "../projects/refusedAsks.ts"
import { hasPlaceless, placeWithoutPicture } from "./places.ts"

type Reading = Pick<Deps, "storage">
const PAGE = 500

/** Labels of one version. @throws JustesseError not_found */
export async function ontologyOf(deps: Reading, projectId: number, version: number): Promise<Ontology> {
  const found = await findOntology(deps.storage.db, projectId, version)
  if (!found) throw new JustesseError("not_found", { labels: version })
  return found.ontology
}

/** Regions by label id in the latest answers of people and in imported answers. Read in pages; nothing is held but counts. */
export async function usedLabels(deps: Reading, projectId: number): Promise<Record<string, number>> {
  const { db } = deps.storage
  const used: Record<string, number> = {}
  const add = ({ regions }: AnnotationBody) => {
    for (const region of regions) used[region.label] = (used[region.label] ?? 0) + 1
  }
  for (let after = { taskId: 0, personId: 0 }; ; ) {
    const rows = await listAnswerBodies(db, projectId, after, PAGE)
    for (const row of rows) add(row.body)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last
  }
  for (let after = 0; ; ) {
    const rows = await listImportedAnswers(db, projectId, after, PAGE)
    for (const row of rows) add(row.body)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last.taskId
  }
  return used
}

export async function getOntology(
  deps: Reading,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof OntologyGet>,
): Promise<z.infer<typeof OntologyShown>> {
  requireThere(project)
  const version = input.version ?? project.ontologyVersion
  const all = await listOntologies(deps.storage.db, project.id)
  const found = all.find((one) => one.version === version)
  if (!found) throw new JustesseError("not_found", { labels: version })
  const name = await namerWith(
    deps,
    project,
    who.personId,
    all.map((one) => one.madeBy),
  )
  return {
    version,
    ontology: found.ontology,
    versions: all.map((one) => ({
      version: one.version,
      madeAtMs: one.madeAtMs,
      by: name(one.madeBy),
      labels: one.ontology.labels.length,
    })),
    used: await usedLabels(deps, project.id),
    isPlaceless: await hasPlaceless(deps, project),
  }
}

/** What saving `next` in the place of `now` would do, label by label. Nothing that exists is rewritten (I9). */
export function changesBetween(
  now: Ontology,
  next: Ontology,
  used: Readonly<Record<string, number>>,
): OntologyChange[] {
  const changes: OntologyChange[] = []
  const nextById = new Map(next.labels.map((label) => [label.id, label]))
  const nowById = new Map(now.labels.map((label) => [label.id, label]))
  for (const label of now.labels) {
    const regions = used[label.id] ?? 0
    const then = nextById.get(label.id)
    // A removed label that answers carry stays, retired: its id keeps its meaning.
    if (!then) changes.push({ label: label.id, kind: regions > 0 ? "retired" : "removed", regions })
    else for (const kind of compareOntologies(label, then)) changes.push({ label: label.id, kind, regions })
  }
  for (const label of next.labels) {
    if (!nowById.has(label.id)) changes.push({ label: label.id, kind: "added", regions: 0 })
  }
  return changes
}

function compareOntologies(now: Label, then: Label): OntologyChange["kind"][] {
  const kinds: OntologyChange["kind"][] = []
  if (canonicalJson(now.name) !== canonicalJson(then.name)) kinds.push("renamed")
  if (now.color !== then.color) kinds.push("recoloured")
  if (!now.retired && then.retired) kinds.push("retired")
  if (now.retired && !then.retired) kinds.push("restored")
  const asked = (label: Label) =>
    canonicalJson({ attributes: label.attributes, hasText: label.hasText, field: label.field ?? null })
  if (now.field && then.field && !isSameQuestion(now.field, then.field)) kinds.push("replaced")
  else if (asked(now) !== asked(then)) kinds.push("attributes")
  return kinds
}

/**
 * The labels as they are stored when somebody saves `next`: what they removed but answers carry comes back as retired, at
 * the end. An id that an earlier version gave to a label is refused for another one by {@link saveOntology}.
 */
export function withRetired(now: Ontology, next: Ontology, used: Readonly<Record<string, number>>): Ontology {
  const kept = new Set(next.labels.map((label) => label.id))
  const parked = now.labels.filter((label) => !kept.has(label.id) && (used[label.id] ?? 0) > 0)
  return { ...next, labels: [...next.labels, ...parked.map((label) => ({ ...label, retired: true, key: null }))] }
}

/**
 * A question that asks for another kind of answer than it did is another question: it gets a name of its own, which conditions on it
 * follow, and the one that was answered so far keeps its. Else answers to the one would be read as answers to the other.
 */
function withOtherQuestions(now: Ontology, next: Ontology, history: readonly Ontology[]): Ontology {
  const taken = [...history, next].flatMap(({ labels }) => labels.map(({ id }) => id))
  const before = new Map(now.labels.map(({ id, field }) => [id, field]))
  const ids = new Map<string, LabelId>()
  for (const { id, field } of next.labels) {
    const was = before.get(id)
    if (!was || !field || isSameQuestion(was, field)) continue
    const other = labelIdFor(id, taken)
    taken.push(other)
    ids.set(id, other)
  }
  if (ids.size === 0) return next
  const labels = next.labels.map((label) => {
    const { field } = label
    const parent = field?.askedIf && ids.get(field.askedIf.field)
    const asked = field?.askedIf && parent ? { field: { ...field, askedIf: { ...field.askedIf, field: parent } } } : {}
    return { ...label, id: ids.get(label.id) ?? label.id, ...asked }
  })
  return { ...next, labels }
}

export async function previewOntology(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  next: Ontology,
): Promise<z.infer<typeof OntologyChanges>> {
  requireThere(project)
  const { db } = deps.storage
  const now = await ontologyOf(deps, project.id, project.ontologyVersion)
  const used = await usedLabels(deps, project.id)
  const inHand = await countInHand(db, project.id, deps.nowMs())
  const changes = changesBetween(now, next, used)
  const isForm = KINDS[project.kind].asksFields === true
  return { changes, inHand, ...(isForm && { final: await countFinal(db, project.id) }) }
}

/**
 * Stores labels as the next version. People in the middle of a task keep the version they began under.
 *
 * An id that was removed earlier is never given to another label: it may come back only with the English name it had.
 * @throws JustesseError version_changed | conflict (detail.label) | project_archived
 */
export async function saveOntology(
  deps: Pick<Deps, "storage" | "nowMs" | "wake">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof OntologySave>,
): Promise<{ version: number }> {
  requireActive(project)
  const all = await listOntologies(deps.storage.db, project.id)
  const now = all.find((one) => one.version === project.ontologyVersion)
  if (!now || input.baseVersion !== now.version) {
    throw new JustesseError("version_changed", { inForce: project.ontologyVersion })
  }
  const reused = reusedId(
    now.ontology,
    input.ontology,
    all.map((one) => one.ontology),
  )
  if (reused) throw new JustesseError("conflict", { label: reused })
  const used = await usedLabels(deps, project.id)
  const made = { madeBy: who.personId, madeAtMs: deps.nowMs() }
  const asked = withOtherQuestions(
    now.ontology,
    ontologyOfKind(project.kind, input.ontology, now.ontology),
    all.map((one) => one.ontology),
  )
  mustBeAskable(asked)
  if (project.state !== "draft") await requireAllowed(deps, project, who, { labels: asked.labels })
  const kept = await withForm(deps, project, now.ontology, used)
  const ontology = withRetired(now.ontology, asked, kept)
  const saved = await inTransaction(deps, async (inside) => {
    const placed = await placeWithoutPicture(inside, project, asked)
    if (placed !== null) throw new JustesseError("invalid_input", { field: "kind", rule: "no_picture", at: placed })
    const version = await putOntology(inside.storage.db, project.id, input.baseVersion, { ontology, ...made })
    if (version === null) throw new JustesseError("version_changed", { inForce: project.ontologyVersion })
    // What waits for a reviewer is looked at again: nobody decides about a question that is asked no more.
    if (KINDS[project.kind].asksFields) await markDisputed(inside.storage.db, project.id)
    await note(inside, project.id, who, { what: "ontology.saved", detail: { version } })
    return { version }
  })
  deps.wake("settle")
  return saved
}

/** What `used` is where a form is at work: any of its questions may be answered by somebody who has a task of it in hand. */
async function withForm(
  deps: Pick<Deps, "storage" | "nowMs">,
  { id, kind }: ProjectAccess,
  { labels }: Ontology,
  used: Readonly<Record<string, number>>,
): Promise<Readonly<Record<string, number>>> {
  if (!KINDS[kind].asksFields) return used
  const isAtWork = Object.keys(used).length > 0 || (await countInHand(deps.storage.db, id, deps.nowMs())) > 0
  return isAtWork ? Object.fromEntries(labels.map((label) => [label.id, used[label.id] ?? 1])) : used
}

/**
 * Refuses a form with a condition on a question that comes later, goes round or is none: by the rule of whoever builds it.
 * @throws JustesseError invalid_input (detail.at and .other: the numbers of both questions)
 */
export function mustBeAskable({ labels }: Ontology): void {
  const problem = findConditionProblem(fieldsOf(labels))
  if (!problem) return
  const { code, ...numbers } = problem
  throw new JustesseError("invalid_input", { field: "askedIf", rule: code, ...numbers })
}

/** An id of `next` that is not in force now but meant another label in an earlier version; null when there is none. */
function reusedId(now: Ontology, next: Ontology, history: readonly Ontology[]): string | null {
  const inForce = new Set(now.labels.map((label) => label.id))
  for (const label of next.labels) {
    if (inForce.has(label.id)) continue
    const before = history.flatMap((one) => one.labels).find((one) => one.id === label.id)
    if (before && before.name.en !== label.name.en) return label.id
  }
  return null
}
