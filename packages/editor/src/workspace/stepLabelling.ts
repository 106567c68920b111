import type { Lease, NoTask } from "@justesse/types/wire/work"
import { bodyOf, documentOf } from "../document.ts"
import { chooseDraft } from "../drafts.ts"
import { inOrderToDecide } from "../proposals.ts"
import { type Failure, passes } from "./connection.ts"
import { type EditAct, stepEditing } from "./editActs.ts"
import { openEditing, type ReadOnly } from "./editing.ts"
import {
  type EditedStep,
  type Labelling,
  type LabellingEffect,
  type LabellingEvent,
  type TaskInHand,
} from "./labelling.ts"
import { edited, openSaving, saveSoon } from "./saving.ts"

/** After a failed call the studio is asked again this often, until it answers. */
export const ASK_AGAIN_MS = 3_000
/** Where there is no task and one comes by itself: after how long it is asked for again. */
const COMES_MS: { readonly [R in NoTask["reason"]]?: number } = { pairing: 1_500, to_come: 20_000 }

/** The page after an event, and what is to be done outside, in that order. */
export interface LabellingStep {
  readonly workspace: Labelling
  readonly effects: readonly LabellingEffect[]
}

type Prepared = Extract<LabellingEvent, { type: "prepared" }>

/** A step that changes the page and asks nothing. */
export function toStep(workspace: Labelling, ...effects: readonly LabellingEffect[]): LabellingStep {
  return { workspace, effects }
}

/** A step, and then another one on what it came to. */
export function andThen(step: LabellingStep, next: (workspace: Labelling) => LabellingStep): LabellingStep {
  const { workspace, effects } = next(step.workspace)
  return { workspace, effects: [...step.effects, ...effects] }
}

/** The page with its task changed; the same page without one. */
export function withTask(workspace: Labelling, change: (task: TaskInHand) => TaskInHand): Labelling {
  return workspace.task ? { ...workspace, task: change(workspace.task) } : workspace
}

/** An act on what is shown. What was sent takes only what changes nothing; a change of the task in hand is to be saved. */
export function edit(workspace: Labelling, act: EditAct, nowMs: number): LabellingStep {
  const { looking, task } = workspace
  const before = (looking ?? task)?.editing
  if (!before) return toStep(workspace)
  const { editing: after, changes, typed } = stepEditing(before, act)
  if (after === before) return toStep(workspace)
  const step: EditedStep = { of: looking ? "looking" : "task", before, after, changes }
  const effect: LabellingEffect = { type: "edited", step }
  if (looking) return toStep({ ...workspace, looking: { ...looking, editing: after } }, effect)
  const isEdited = changes.length > 0 || typed
  const next = withTask(workspace, ({ saving, ...rest }) => ({
    ...rest,
    editing: after,
    saving: isEdited ? edited(saving, after.document.order.length, nowMs) : saving,
  }))
  return toStep(next, effect)
}

/** What is typed in the task in hand becomes a step of it, also while another one is shown. */
export function leaveText(workspace: Labelling, nowMs: number): LabellingStep {
  const { workspace: left, effects } = edit({ ...workspace, looking: null }, { act: "leaveText" }, nowMs)
  return { workspace: { ...left, looking: workspace.looking }, effects }
}

/** The task in hand can only be looked at from now on, or be changed again. */
export function setReadOnly(workspace: Labelling, readOnly: ReadOnly): Labelling {
  return withTask(workspace, (task) => ({ ...task, editing: { ...task.editing, readOnly } }))
}

/** A call failed. What passes by itself is asked about again; no other task is on its way any more. */
export function fail(workspace: Labelling, failure: Failure, nowMs: number): Labelling {
  const askAgainAtMs = passes(failure) ? nowMs + ASK_AGAIN_MS : null
  return { ...workspace, failure, askAgainAtMs, reopening: null, backs: 0 }
}

/** The studio answered: what is said about a call that failed before is over. */
export function hear(workspace: Labelling): Labelling {
  return passes(workspace.failure) ? { ...workspace, failure: null, askAgainAtMs: null } : workspace
}

/** The leases of this person from now on; the first one is taken in hand. */
export function takeLeases(
  workspace: Labelling,
  { held }: Extract<LabellingEvent, { type: "leased" }>,
  nowMs: number,
): LabellingStep {
  const [first, ...ahead] = unsentOnly(workspace, held.leases)
  if (first) return toStep({ ...workspace, ahead }, { type: "prepare", lease: first, steal: false })
  const address: LabellingEffect = { type: "setAddress", assignment: null }
  const empty = { ...workspace, ahead, leaving: null, reopening: null }
  // The server still counts as in hand what waits here to be sent.
  if (held.leases.length > 0) return toStep({ ...empty, state: "far", task: null, looking: null }, address)
  if (held.none?.reason === "conditions") return toStep(empty, address, { type: "fetchConditions" })
  const comesMs = held.none && COMES_MS[held.none.reason]
  const askAgainAtMs = comesMs ? nowMs + comesMs : null
  return toStep({ ...empty, state: "none", none: held.none, task: null, looking: null, askAgainAtMs }, address)
}

/** A lease with all that it needs: it is in hand from now on, shown, locked for this window, and the next ones are made ready. */
export function takeInHand(workspace: Labelling, event: Prepared, nowMs: number): LabellingStep {
  return andThen(putAway(workspace, event.lease, nowMs), (left) => openTask(left, event, nowMs))
}

/** The task in hand waits while another one is taken back or corrected: saved as far as the network allows, and the next one afterwards. */
function putAway(workspace: Labelling, next: Lease, nowMs: number): LabellingStep {
  const { reopening } = workspace
  if (!reopening || workspace.task?.lease.assignmentId === next.assignmentId) return toStep(workspace)
  return andThen(leaveText(workspace, nowMs), (left) => {
    const { task } = left
    if (!task) return toStep(left)
    const { lease, editing, saving } = task
    const { revision, sentRevision } = saving.state
    const waiting: Lease = { ...lease, body: bodyOf(editing.document), draftRevision: revision }
    const effects: LabellingEffect[] = [
      { type: "keepDraft", task },
      ...(revision > sentRevision ? [{ type: "saveDraft", task } as const] : []),
      { type: "unlock", assignment: lease.assignmentId },
    ]
    return toStep({ ...left, ahead: [waiting, ...without(left.ahead, lease)] }, ...effects)
  })
}

function openTask(workspace: Labelling, event: Prepared, nowMs: number): LabellingStep {
  const { lease, guide, steal } = event
  const draft = chooseDraft(event.kept, { revision: lease.draftRevision, body: lease.body })
  const { undos, redos } = draft
  const isUntouched = undos.length === 0 && redos.length === 0
  const body = isUntouched ? inOrderToDecide(lease.kind, draft.body) : draft.body
  const editing = openEditing({
    history: { document: documentOf(body), undos, redos },
    ontology: guide.ontology,
    shapes: guide.shapes,
    kind: lease.kind,
    size: lease.size,
    about: lease.about,
    readOnly: null,
    recent: workspace.task?.editing.recent ?? [],
  })
  const { guidelineSeen } = workspace
  const next: Labelling = {
    ...workspace,
    state: "task",
    task: { lease, guide, editing, saving: openSaving(draft, nowMs) },
    looking: null,
    failure: null,
    askAgainAtMs: null,
    leaving: null,
    reopening: null,
    backs: 0,
    ahead: without(workspace.ahead, lease),
    // What comes back may have a new lease under another id.
    passed: workspace.passed.filter((one) => one !== lease.assignmentId && one !== workspace.reopening?.assignmentId),
    activeSeconds: lease.activeSeconds,
    leaseUntilMs: lease.leaseUntilMs,
    guidelineNew: guidelineSeen > 0 && guide.guidelineVersion > guidelineSeen,
    guidelineSeen: Math.max(guidelineSeen, guide.guidelineVersion),
  }
  const { assignmentId } = lease
  return toStep(
    next,
    { type: "show", what: "task", opened: true },
    { type: "setAddress", assignment: assignmentId },
    { type: "lock", assignment: assignmentId, steal },
    { type: "prepareAhead" },
  )
}

/**
 * The page is left: what was typed is a step, and what is not saved goes out now. A writing that is under way is not waited
 * for: nobody may be there to begin the next one.
 */
export function leavePage(workspace: Labelling, nowMs: number): LabellingStep {
  return andThen(leaveText(workspace, nowMs), (left) => {
    const next = withTask(left, (task) => ({ ...task, saving: saveSoon(task.saving, nowMs) }))
    const { task } = next
    const isBehind = task?.saving.keeping === true && task.saving.state.revision > task.saving.state.keptRevision
    return task && isBehind ? toStep(next, { type: "keepDraft", task }) : toStep(next)
  })
}

/** Leases of tasks that did not leave the hand yet: those that wait here to be sent are over for this person. */
export function unsentOnly({ waiting }: Pick<Labelling, "waiting">, leases: readonly Lease[]): Lease[] {
  return leases.filter(({ assignmentId }) => !waiting.includes(assignmentId))
}

/** The leases but one. */
function without(leases: readonly Lease[], one: Pick<Lease, "assignmentId">): Lease[] {
  return leases.filter((lease) => lease.assignmentId !== one.assignmentId)
}
