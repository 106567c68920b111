import { type Assignment, activity, assignments, ontologies, projects, submissions } from "@justesse/db"
import type { ReceiptRow } from "@justesse/db/hot/hot"
import {
  type AnnotationBody,
  AssignmentId,
  canonicalJson,
  JustesseError,
  type Label,
  type Ontology,
  type Region,
  Sha256,
  SubmissionId,
} from "@justesse/types"
import type { Receipt, SubmitInput, SubmitOutput } from "@justesse/types/wire/work"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { tryOutResult } from "../gold/tryOut.ts"
import { drawOf, type WorkDeps } from "./draw.ts"
import { held } from "./tasks.ts"

/** Versions of labels never change once somebody labelled under them, so that they may be kept in memory. */
const kept = new WeakMap<object, Map<string, Ontology>>()
const MOST_KEPT = 200

/**
 * The labels of one version of a project.
 * @throws JustesseError invalid_input when the project never had that version
 */
export async function ontologyOf(deps: Pick<Deps, "storage">, projectId: number, version: number): Promise<Ontology> {
  const known = kept.get(deps.storage) ?? new Map<string, Ontology>()
  kept.set(deps.storage, known)
  const name = `${projectId}/${version}`
  const found = known.get(name)
  if (found) return found
  const stored = await ontologies(deps.storage.db).find(projectId, version)
  if (!stored) throw new JustesseError("invalid_input", { field: "ontologyVersion", found: version })
  if (known.size >= MOST_KEPT) known.clear()
  known.set(name, stored.ontology)
  return stored.ontology
}

/**
 * Refuses an answer with a label that its own version of the labels does not have, or without a required attribute.
 * Labels that were retired or removed later do not matter (I9).
 *
 * @throws JustesseError label_unknown (region, label) | attribute_missing (region, label, attribute)
 */
export function mustFitOntology(body: AnnotationBody, ontology: Ontology): void {
  const labels = new Map(ontology.labels.map((label) => [label.id, label]))
  for (const region of body.regions) {
    const label = labels.get(region.label)
    if (!label) throw new JustesseError("label_unknown", { region: region.id, label: region.label })
    const missing = missingAttribute(region, label)
    if (missing) {
      throw new JustesseError("attribute_missing", { region: region.id, label: region.label, attribute: missing })
    }
  }
}

function missingAttribute(region: Region, label: Label): string | undefined {
  return label.attributes.find((attribute) => {
    if (!attribute.required) return false
    const value = region.attributes?.[attribute.id]
    if (attribute.kind === "yes_no") return typeof value !== "boolean"
    return !attribute.options.some((option) => option.id === value)
  })?.id
}

/**
 * As {@link mustFitOntology}; but a label that this very region had in what the person drew before (their draft, their
 * earlier revision) is taken too: labels may change while a task is open, and nothing drawn is lost by that.
 */
async function mustFit(deps: WorkDeps, own: Assignment, body: AnnotationBody, ontology: Ontology): Promise<void> {
  const known = new Set<string>(ontology.labels.map((label) => label.id))
  if (body.regions.every((region) => known.has(region.label))) return mustFitOntology(body, ontology)
  const { db } = deps.storage
  const [drafts, sent] = await Promise.all([
    submissions(db).drafts(own.projectId, own.personId, [own.taskId]),
    submissions(db).find(own, own.revision),
  ])
  const earlier = [...(drafts.get(own.taskId)?.body.regions ?? []), ...(sent?.body.regions ?? [])]
  const drawn = new Set(earlier.map(({ id, label }) => canonicalJson([id, label])))
  const regions = body.regions.filter(({ id, label }) => known.has(label) || !drawn.has(canonicalJson([id, label])))
  mustFitOntology({ ...body, regions }, ontology)
}

/**
 * Stores an answer for ever and tops up the leases. Sent again it gives the same receipt (I4); late it counts when there
 * is room and is kept as extra when not (I3). Pause, archive, removal and new labels refuse nothing that is finished.
 *
 * @throws JustesseError not_found | label_unknown | attribute_missing | taken_over | submission_differs | storage_full
 */
export async function submitTask(
  deps: WorkDeps,
  personId: number,
  input: z.infer<typeof SubmitInput>,
): Promise<z.infer<typeof SubmitOutput>> {
  const found = await assignments(deps.storage.db).findWithProject(input.assignmentId)
  const own = found?.assignment
  if (!own || own.personId !== personId) throw new JustesseError("not_found", { assignmentId: input.assignmentId })
  const [ontology, project] = await Promise.all([
    ontologyOf(deps, own.projectId, input.ontologyVersion),
    projects(deps.storage.db).accessOf(found.project, personId),
  ])
  await mustFit(deps, own, input.body, ontology)
  const draw = await drawOf(deps, project, personId, input.want)
  const body = canonicalJson(input.body)
  const nowMs = deps.nowMs()
  const { receipt, leases } = await deps.storage.hot.submit({
    publicId: input.assignmentId,
    personId,
    fence: input.fence,
    submissionId: input.submissionId,
    body,
    bodySha256: deps.sha256(body),
    ontologyVersion: input.ontologyVersion,
    guidelineVersion: input.guidelineVersion,
    regions: input.body.regions.length,
    nowMs,
    next: draw.next,
  })
  const nothing = { leases: [], none: draw.none }
  const [now, , tryOut] = await Promise.all([
    project ? held(deps, project, personId, draw, draw.next ? leases : null) : nothing,
    receipt.storedAtMs === nowMs ? noteSent(deps, own, receipt) : undefined,
    tryOutResult(deps, own, project, { body: input.body, revision: receipt.revision }),
  ])
  // Last: settling an ordinary task takes longer than gold, and must not be felt in this answer.
  deps.wake("settle")
  return { receipt: receiptOf(input.assignmentId, receipt), ...now, tryOut }
}

async function noteSent(deps: Pick<Deps, "storage">, own: Assignment, receipt: ReceiptRow): Promise<void> {
  await activity(deps.storage.db).add({
    projectId: own.projectId,
    personId: own.personId,
    atMs: receipt.storedAtMs,
    what: receipt.revision > 1 ? "task.revised" : "task.submitted",
    taskId: own.taskId,
    detail: { revision: receipt.revision, counted: receipt.counted ? 1 : 0 },
  })
}

function receiptOf(assignmentId: string, row: ReceiptRow): Receipt {
  return {
    submissionId: SubmissionId.parse(row.submissionId),
    assignmentId: AssignmentId.parse(assignmentId),
    sha256: Sha256.parse(row.bodySha256),
    revision: row.revision,
    counted: row.counted ? "counted" : "extra",
    storedAtMs: row.storedAtMs,
  }
}
