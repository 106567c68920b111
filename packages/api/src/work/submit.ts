import { findDrafts, findOntology, findSubmission, findSubmissionById } from "@justesse/db"
import type { OwnAssignment, Receipt as StoredReceipt } from "@justesse/db/hot/operations"
import { toSearchTexts } from "@justesse/db/work/tasks"
import {
  type AnnotationBody,
  type AnswerProblem,
  answerProblems,
  canonicalJson,
  JustesseError,
  type Ontology,
  overlapOf,
  type Region,
  Sha256,
} from "@justesse/types"
import type { Receipt, SubmitInput, SubmitOutput } from "@justesse/types/wire/work"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { findTrainingResult } from "../gold/training.ts"
import type { WorkDeps } from "./allocation.ts"
import { toProposalRecord } from "./answeredProposals.ts"
import { choicesOf } from "./limits.ts"
import { NotInMemory, readMembership, withMemory } from "./memberships.ts"
import { readRecording, recordingOf } from "./recordings.ts"
import { allocateAfter, type Drawing, findHeldAfter, isPaidIn } from "./tasks.ts"

/** Versions of labels never change once somebody labelled under them, so that they may be kept in memory. */
const kept = new WeakMap<object, Map<string, Ontology>>()
const MOST_KEPT = 200

const ontologyName = (projectId: number, version: number) => `${projectId}/${version}`

/** The labels of one version where they are in memory. */
function knownOntology(deps: Pick<Deps, "storage">, projectId: number, version: number): Ontology | undefined {
  return kept.get(deps.storage)?.get(ontologyName(projectId, version))
}

/**
 * The labels of one version of a project.
 * @throws JustesseError invalid_input when the project never had that version
 */
export async function ontologyOf(deps: Pick<Deps, "storage">, projectId: number, version: number): Promise<Ontology> {
  const known = kept.get(deps.storage) ?? new Map<string, Ontology>()
  kept.set(deps.storage, known)
  const name = ontologyName(projectId, version)
  const found = known.get(name)
  if (found) return found
  const stored = await findOntology(deps.storage.db, projectId, version)
  if (!stored) throw new JustesseError("invalid_input", { field: "ontologyVersion", found: version })
  if (known.size >= MOST_KEPT) known.clear()
  known.set(name, stored.ontology)
  return stored.ontology
}

/**
 * Refuses an answer that says nothing, has a label that its own version of the labels does not have, or misses a required
 * attribute: see `answerProblems`. Labels that were retired or removed later do not matter (I9).
 *
 * @param how what is known of what it is about: how long its recording is, or that it is a part of an answer
 * @throws JustesseError label_unknown (region, label) | attribute_missing (region, label, attribute) | invalid_input (nothing_said)
 */
export function mustFitOntology(
  body: AnnotationBody,
  ontology: Ontology,
  how: NonNullable<Parameters<typeof answerProblems>[2]> = {},
): void {
  refuseProblem(answerProblems(body, ontology, how)[0])
}

function refuseProblem(problem: AnswerProblem | undefined): void {
  if (!problem) return
  const { kind, ...detail } = problem
  if (
    kind === "nothing_said" ||
    kind === "part_of_other_kind" ||
    kind === "label_too_many" ||
    kind === "segments_overlap" ||
    kind === "segment_outside" ||
    kind === "field_missing" ||
    kind === "field_not_asked" ||
    kind === "field_value"
  )
    throw new JustesseError("invalid_input", { field: "body", rule: kind, ...detail })
  throw new JustesseError(kind, detail)
}

/** What was drawn before by the same person: a label that a region had there is taken too. */
type Earlier = ReadonlySet<string>

const toRegionKey = ({ id, label }: Pick<Region, "id" | "label">) => canonicalJson([id, label])

/**
 * As {@link mustFitOntology}; but a label that this very region had in what the person drew before (their draft, their
 * earlier revision) is taken too: labels may change while a task is open, and nothing drawn is lost by that.
 * @throws NotInMemory when that must be read first (`earlier` null)
 */
function mustFit(
  deps: WorkDeps,
  own: OwnAssignment,
  body: AnnotationBody,
  ontology: Ontology,
  earlier: Earlier | null,
): void {
  const durationMs = ontology.answers?.of === "span" ? recordingOf(deps, own) : null
  const problems = answerProblems(body, ontology, { durationMs })
  if (!problems.some(({ kind }) => kind === "label_unknown")) return refuseProblem(problems[0])
  if (!earlier) throw new NotInMemory(own)
  const isEarlier = (problem: AnswerProblem) =>
    problem.kind === "label_unknown" && earlier.has(toRegionKey({ id: problem.region, label: problem.label }))
  refuseProblem(problems.find((problem) => !isEarlier(problem)))
}

async function readEarlier(deps: WorkDeps, own: OwnAssignment): Promise<Earlier> {
  const { db } = deps.storage
  const [drafts, sent] = await Promise.all([
    findDrafts(db, own.projectId, own.personId, [own.taskId]),
    findSubmission(db, own, own.revision),
  ])
  const regions = [...(drafts.get(own.taskId)?.body.regions ?? []), ...(sent?.body.regions ?? [])]
  return new Set(regions.map(toRegionKey))
}

/**
 * Stores an answer for ever and tops up the leases, in one transaction that decides from memory. Sent again it gives the same
 * receipt (I4); late it counts when there is room and is kept as extra when not (I3). It replaces nothing that its page did not
 * know of. Pause, archive, removal and new labels
 * refuse nothing that is finished.
 *
 * @throws JustesseError not_found | label_unknown | attribute_missing | proposals_open | taken_over | already_submitted | submission_differs | storage_full
 */
export async function submitTask(
  deps: WorkDeps,
  personId: number,
  input: z.infer<typeof SubmitInput>,
): Promise<z.infer<typeof SubmitOutput>> {
  const { assignmentId, submissionId, fence, ontologyVersion, guidelineVersion, after } = input
  const body = canonicalJson(input.body)
  const nowMs = deps.nowMs()
  const choices = await choicesOf(deps, personId, input.utcOffsetMinutes)
  let earlier: Earlier | null = null
  const decided: { drawing: Drawing | null } = { drawing: null }
  const next = (own: OwnAssignment) => {
    const ontology = knownOntology(deps, own.projectId, ontologyVersion)
    if (!ontology) throw new NotInMemory(own)
    mustFit(deps, own, input.body, ontology, earlier)
    decided.drawing = allocateAfter(deps, own, { ...input, choices })
    return decided.drawing.allocation.next
  }
  const wanted = ({ taskId }: OwnAssignment) => {
    const settings = decided.drawing?.project?.settings
    return settings ? overlapOf(settings.overlap, taskId) : 1
  }
  const isPaid = () => isPaidIn(decided.drawing)
  const proposals = (own: OwnAssignment) =>
    toProposalRecord(deps, own, input, decided.drawing?.project?.settings ?? null)
  const about = { ontologyVersion, guidelineVersion, nowMs, next, wanted, proposals, isPaid, ...(after && { after }) }
  const key = { publicId: assignmentId, personId, fence, submissionId, ...about }
  const texts = toSearchTexts([input.body])
  const sent = { body, regions: input.body.regions.length, texts }
  const send = (bodySha256: string) =>
    withMemory(
      deps,
      () => deps.storage.hot.submit({ ...key, ...sent, bodySha256 }),
      async (holder) => {
        const { answers } = await ontologyOf(deps, holder.projectId, ontologyVersion)
        if (answers?.of === "span") await readRecording(deps, holder)
        await readMembership(deps, holder)
        earlier ??= await readEarlier(deps, holder)
      },
    )
  const { receipt, leases, own } = await send(deps.sha256(body)).catch(async (error) => {
    const known = isDiffering(error) ? await findSubmissionById(deps.storage.db, submissionId) : null
    // Stored when regions had another form: the same answer has another hash today.
    if (known?.personId !== personId || canonicalJson(known.body) !== body) throw error
    return send(known.bodySha256)
  })
  const now = await findHeldAfter(deps, personId, decided.drawing, leases)
  const answer = { body: input.body, revision: receipt.revision, ontologyVersion }
  const training = await findTrainingResult(deps, own, decided.drawing?.project ?? null, answer)
  // Last: settling an ordinary task takes longer than gold, and must not be felt in this answer.
  deps.wake("settle")
  return { receipt: toReceipt(input, receipt), ...now, tryOut: training }
}

function isDiffering(error: unknown): boolean {
  return error instanceof JustesseError && error.code === "submission_differs"
}

function toReceipt({ submissionId, assignmentId }: z.infer<typeof SubmitInput>, row: StoredReceipt): Receipt {
  return {
    ...{ submissionId, assignmentId },
    sha256: Sha256.parse(row.bodySha256),
    revision: row.revision,
    counted: row.counted ? "counted" : "extra",
    storedAtMs: row.storedAtMs,
  }
}
