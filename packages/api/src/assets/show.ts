import { listTaskEvents, type StoredEvent } from "@justesse/db/activity"
import { findAssetStatus, findNeighbours, listTaskAnswers, listTaskAssignments } from "@justesse/db/assets/list"
import { type AssetStatus, factsOfAsset } from "@justesse/db/assets/rows"
import type { ProjectAccess } from "@justesse/db/projects"
import { readReview } from "@justesse/db/review"
import {
  AssetId,
  type AssetNumber,
  JustesseError,
  RegionProvenance,
  ResolvedBy,
  Sha256,
  StoredBody,
  TaskAgreement,
} from "@justesse/types"
import type { AssetShown } from "@justesse/types/wire/asset"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { ontologyOf } from "../labels/index.ts"
import { assetReference, mediaUrls } from "../media.ts"
import { type Namer, namerWith, type Timer, timer } from "../people/names.ts"
import { requireThere } from "../projects/guard.ts"
import { assetIdOrNull } from "./index.ts"

type Showing = Pick<Deps, "storage" | "hmac" | "nowMs">

/** One picture with its first task, read-only: everybody's answer, the kept one, and what happened to it. */
export async function getAsset(deps: Showing, project: ProjectAccess, who: Who, id: AssetNumber): Promise<AssetShown> {
  requireThere(project)
  const { db } = deps.storage
  const status = await findAssetStatus(db, project.id, id, deps.nowMs())
  if (!status) throw new JustesseError("not_found", { asset: id })
  const { taskId } = status
  const answers = taskId === null ? [] : await listTaskAnswers(db, project.id, taskId)
  const assignments = taskId === null ? [] : await listTaskAssignments(db, project.id, taskId)
  const events = taskId === null ? [] : await listTaskEvents(deps.storage.db, project.id, taskId, 200)
  const people = [...answers.map((one) => one.personId), ...assignments.map((one) => one.personId)]
  const everybody = [...people, ...events.flatMap((event) => event.personId ?? [])]
  const named = await namerWith(deps, project, who.personId, everybody)
  const name = await blind(deps, project, status, named, people)
  const when = timer(project, who.personId)
  const near = await findNeighbours(db, project.id, id)
  const hasAnswer = status.state === "settled" && status.answer !== null
  return {
    asset: AssetId.parse(id),
    name: status.name,
    size: status.size,
    sha256: Sha256.parse(status.sha256),
    media: mediaUrls(deps, assetReference(project.id, id), factsOfAsset(status)),
    state: status.state ?? "excluded",
    workedOn: status.live > 0,
    problem: status.problem?.code ?? null,
    answer: hasAnswer ? StoredBody.parse(JSON.parse(status.answer ?? "")) : null,
    settledBy: hasAnswer ? ResolvedBy.nullable().parse(status.settledBy) : null,
    provenance: hasAnswer ? RegionProvenance.array().parse(JSON.parse(status.provenance ?? "[]")) : [],
    agreement: status.agreement === null ? null : TaskAgreement.parse(JSON.parse(status.agreement)),
    people: answers.map((answer) => ({
      who: name(answer.personId),
      body: answer.body,
      sentAtMs: when(answer.personId, answer.sentAtMs),
      revision: answer.revision,
      counted: answer.counted,
    })),
    history: historyOf(status, assignments, events, { name, when }),
    ontology: await ontologyOf(deps, project.id, project.ontologyVersion),
    previous: assetIdOrNull(near.previous),
    next: assetIdOrNull(near.next),
  }
}

/**
 * While a task waits for a decision, whoever may decide it reads letters instead of names: those of the review page, so
 * that "A" is nobody in both places.
 */
async function blind(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  status: AssetStatus,
  named: Namer,
  people: readonly number[],
): Promise<Namer> {
  const { state, taskId } = status
  if (state !== "disputed" || taskId === null || !project.roles.includes("reviewer")) return named
  const review = await readReview(deps.storage.db, { projectId: project.id, taskId })
  const letters = new Map<number, string>()
  for (const [submission, letter] of Object.entries(review?.body.letters ?? {})) {
    const person = review?.body.people[submission]
    if (person !== undefined) letters.set(person, letter)
  }
  const involved = new Set(people)
  return (personId) => (personId !== null && involved.has(personId) ? (letters.get(personId) ?? "…") : named(personId))
}

type AssetAssignment = Awaited<ReturnType<typeof listTaskAssignments>>[number]
type Line = AssetShown["history"][number]

/** What happened, oldest first: how it came in, everybody's turns, then acts and decisions. */
function historyOf(
  status: AssetStatus,
  assignments: readonly AssetAssignment[],
  events: readonly StoredEvent[],
  { name, when }: { readonly name: Namer; readonly when: Timer },
): Line[] {
  const { source } = status.extra
  const lines: (Line & { readonly by?: number | null })[] = [
    { atMs: status.madeAtMs, what: "asset.added", who: "", detail: { import: status.importId ?? 0 } },
  ]
  if (source && (status.settledBy === "import" || status.settledBy === "gold")) {
    const detail = { file: source.file, ...(source.line === undefined ? {} : { line: source.line }) }
    lines.push({ atMs: status.madeAtMs, what: "asset.labels_imported", who: "", detail })
  }
  for (const assignment of assignments) {
    const by = assignment.personId
    const who = name(by)
    if (assignment.state === "submitted")
      lines.push({
        atMs: assignment.changedAtMs,
        by,
        what: "task.sent",
        who,
        detail: { revision: assignment.revision },
      })
    else if (assignment.state === "skipped")
      lines.push({
        atMs: assignment.changedAtMs,
        by,
        what: "task.skipped",
        who,
        detail: { reason: assignment.skipReason ?? "" },
      })
    else if (assignment.state === "leased")
      lines.push({ atMs: assignment.leasedAtMs, by, what: "task.taken", who, detail: {} })
    else lines.push({ atMs: assignment.changedAtMs, by, what: "task.lapsed", who, detail: {} })
  }
  for (const event of events) {
    if (OWN_LINES.has(event.what)) continue
    const { atMs, what, personId: by } = event
    lines.push({ atMs, by, what, who: name(by), detail: { ...event.detail } })
  }
  return lines.sort((a, b) => a.atMs - b.atMs).map(({ by = null, ...line }) => ({ ...line, atMs: when(by, line.atMs) }))
}

/** Turns say these already. */
const OWN_LINES = new Set(["task.submitted", "task.sent", "task.skipped"])
