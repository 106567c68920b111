import { MOST_UNHEARD, type SubmissionId } from "@justesse/types"
import type { LocalDraft, Submission } from "../drafts.ts"
import { answerNow, mustDecide, proposalsNow } from "./answers.ts"
import type { Failure } from "./connection.ts"
import type { Labelling, LabellingEffect, LabellingEvent, Leaving, TaskInHand } from "./labelling.ts"
import { type Saving, saveSoon, stopSaving, withSubmission } from "./saving.ts"
import {
  andThen,
  fail,
  type LabellingStep,
  leaveText,
  setReadOnly,
  takeLeases,
  toStep,
  unsentOnly,
  withTask,
} from "./stepLabelling.ts"

/** How long "Sent. Take back" is said. */
const GONE_MS = 10_000

/** True when the task in hand may leave it now: nothing else is on its way, and it can be changed. */
function mayLeave({ task, looking, leaving, reopening }: Labelling): boolean {
  return task !== null && looking === null && leaving === null && reopening === null && task.editing.readOnly === null
}

/**
 * Whether the picture of the task in hand was there to be answered: nobody can say of one that did not load what is on it, nor that
 * nothing is while it is still on its way.
 */
export function isAnswerable({ picture, task }: Labelling): boolean {
  if (picture === "failed" || picture === "damaged") return false
  return picture === "ready" || task?.editing.document.nothingHere !== true
}

/**
 * The answer in hand is to be sent. The same answer keeps the id under which it was meant to be sent before, also after a
 * reload; the id is on this computer before the call goes out.
 */
export function submit(workspace: Labelling, submissionId: SubmissionId, nowMs: number): LabellingStep {
  if (!mayLeave(workspace) || !isAnswerable(workspace)) return toStep(workspace)
  return andThen(leaveText(workspace, nowMs), (left) => {
    if (!left.task) return toStep(left)
    const submission = submissionOf(left.task, submissionId)
    const saving = { ...withSubmission(left.task.saving, submission, nowMs), paused: true }
    const leaving: Leaving = {
      assignmentId: submission.assignmentId,
      how: "sent",
      call: { type: "submit", submission },
      waitsFor: ["kept", "draft"],
    }
    return toStep(beginLeaving(left, saving, leaving), { type: "tellTime" })
  })
}

/** What is drawn from now on would be in no answer: nothing is, until it is known what became of this one. */
function beginLeaving(workspace: Labelling, saving: Saving, leaving: Leaving): Labelling {
  const left = withTask(workspace, (task) => ({ ...task, saving }))
  return { ...setReadOnly(left, "leaving"), leaving }
}

function submissionOf(task: TaskInHand, submissionId: SubmissionId): Submission {
  const { lease, guide, editing, saving } = task
  const { assignmentId, fence, nextRevision } = lease
  const { ontologyVersion, guidelineVersion } = guide
  const body = answerNow(editing)
  const known = saving.submission
  const isSame = known !== null && JSON.stringify(known.body) === JSON.stringify(body)
  // Nothing may have been heard of those that went out before, though they arrived: they are this page's own.
  const before = known?.after?.ids ?? []
  const ids = known && !isSame ? [known.submissionId, ...before].slice(0, MOST_UNHEARD) : before
  const after = { revision: nextRevision - 1, ids }
  const fresh = { assignmentId, fence, submissionId, body, ontologyVersion, guidelineVersion }
  const { proposals: _, ...sent }: Submission = isSame ? known : fresh
  // What became of proposals is no part of the body: one that was dropped since leaves it as it was.
  const left = proposalsNow(editing)
  const proposals = left && { ...left, mustDecide: mustDecide(task) }
  const now: Submission = { ...sent, fence, after, ...(proposals && { proposals }) }
  return known !== null && JSON.stringify(known) === JSON.stringify(now) ? known : now
}

/**
 * The page was opened on a task that was sent, and nobody heard of it: the receipt is asked for again with the answer that
 * this computer kept. Null where it kept none.
 */
export function askForReceipt(workspace: Labelling, kept: LocalDraft | null): LabellingStep | null {
  const submission = kept?.submission
  if (!submission) return null
  const { assignmentId } = submission
  const leaving: Leaving = { assignmentId, how: "sent", call: { type: "submit", submission }, waitsFor: [] }
  return toStep({ ...workspace, leaving }, { type: "submit", lease: null, submission })
}

/** The task is passed on. What is drawn is kept first, here and on the server, so that taking it back brings it back. */
export function skip(
  workspace: Labelling,
  { how, ...call }: Extract<LabellingEvent, { type: "skip" }>,
  nowMs: number,
): LabellingStep {
  return passOn(workspace, how, call, nowMs)
}

/** The task is put aside with a question about it; it comes back first with the answer, as it was left. */
export function askAside(
  workspace: Labelling,
  { question }: Extract<LabellingEvent, { type: "ask" }>,
  nowMs: number,
): LabellingStep {
  return passOn(workspace, "aside", { type: "ask", question }, nowMs)
}

function passOn(workspace: Labelling, how: Leaving["how"], call: Leaving["call"], nowMs: number): LabellingStep {
  if (!workspace.task || !mayLeave(workspace)) return toStep(workspace)
  return andThen(leaveText(workspace, nowMs), (left) => {
    const { task } = left
    if (!task) return toStep(left)
    const { assignmentId } = task.lease
    const leaving: Leaving = { assignmentId, how, call, waitsFor: ["kept", "draft"] }
    return toStep(beginLeaving(left, saveSoon(task.saving, nowMs), leaving), { type: "tellTime" })
  })
}

/** Once nothing is waited for, the call goes out, once. */
export function goOut(workspace: Labelling): LabellingStep {
  const { leaving, task } = workspace
  if (!leaving || !task || leaving.waitsFor.length === 0) return toStep(workspace)
  const waitsFor = leaving.waitsFor.filter((what) => isAwaited(task, leaving, what))
  if (waitsFor.length === leaving.waitsFor.length) return toStep(workspace)
  const next = { ...workspace, leaving: { ...leaving, waitsFor } }
  if (waitsFor.length > 0) return toStep(next)
  const { call } = leaving
  return toStep(next, { ...call, lease: task.lease })
}

function isAwaited({ saving }: TaskInHand, { call }: Leaving, what: "kept" | "draft"): boolean {
  if (what === "kept") return saving.keeping || saving.keepAtMs !== null
  const isOut = saving.state.sendingRevision !== null
  return isOut || (call.type !== "submit" && saving.sendAtMs !== null && !saving.state.failed)
}

/** The server has it: nothing of it stays on this computer, it can be taken back for a while, and the next task comes. */
export function goOn(
  workspace: Labelling,
  event: Extract<LabellingEvent, { type: "goneOn" }>,
  nowMs: number,
): LabellingStep {
  const { leaving, task } = workspace
  const { assignmentId } = event
  if (leaving?.assignmentId !== assignmentId) return takeSent(workspace, event, nowMs)
  const training =
    event.tryOut && task ? { result: event.tryOut, lease: task.lease, guide: task.guide } : workspace.training
  const next: Labelling = { ...putDown(workspace, leaving, nowMs), training }
  const first: LabellingEffect[] = [
    { type: "forgetDraft", assignment: assignmentId },
    { type: "unlock", assignment: assignmentId },
  ]
  return andThen(toStep(next, ...first), (left) => takeLeases(left, { type: "leased", held: event.held }, nowMs))
}

/** It is over: what is drawn until the next task is there would belong to nobody. It can be taken back for a while. */
function putDown(workspace: Labelling, { assignmentId, how, call }: Leaving, nowMs: number): Labelling {
  const leftOut = call.type === "submit" ? (workspace.task?.editing.proposed ?? 0) : 0
  const over = withTask(setReadOnly(workspace, "sent"), (held) => ({ ...held, saving: stopSaving(held.saving) }))
  const passed = [...over.passed.filter((one) => one !== assignmentId), assignmentId]
  return { ...over, passed, gone: { assignmentId, how, leftOut, untilMs: nowMs + GONE_MS } }
}

/** This computer has it, and sends it by itself: the page goes on with the tasks that are here. */
export function goOnFromHere(
  workspace: Labelling,
  { assignmentId, isCut }: Extract<LabellingEvent, { type: "sendWaits" }>,
  nowMs: number,
): LabellingStep {
  const { leaving, waiting, online } = workspace
  if (leaving?.assignmentId !== assignmentId) return toStep(workspace)
  const next = {
    ...putDown(workspace, leaving, nowMs),
    waiting: [...waiting.filter((one) => one !== assignmentId), assignmentId],
  }
  return andThen(toStep(next, { type: "unlock", assignment: assignmentId }), (left) =>
    takeNextHere(left, isCut || !online),
  )
}

/**
 * The next task that this computer has with its picture; where nothing comes through, one without is not begun, and with none
 * left the page says that more need the network.
 */
function takeNextHere(workspace: Labelling, isCut: boolean): LabellingStep {
  const unsent = unsentOnly(workspace, workspace.ahead)
  const whole = unsent.find(({ assignmentId }) => workspace.withPicture.includes(assignmentId))
  const first = whole ?? (isCut ? undefined : unsent[0])
  if (first) {
    const ahead = unsent.filter((lease) => lease !== first)
    return toStep({ ...workspace, ahead }, { type: "prepare", lease: first, steal: false })
  }
  const far: Labelling = { ...workspace, state: "far", ahead: [], task: null, looking: null, leaving: null }
  return toStep({ ...far, reopening: null }, { type: "setAddress", assignment: null })
}

/** What waited here has arrived: the leases are those that the server tells of, and the first comes in hand where none is. */
function takeSent(
  workspace: Labelling,
  { assignmentId, held }: Extract<LabellingEvent, { type: "goneOn" }>,
  nowMs: number,
): LabellingStep {
  const waiting = workspace.waiting.filter((one) => one !== assignmentId)
  const next = { ...workspace, waiting }
  const { task, leaving, state } = next
  if (!task && !leaving && state === "far") return takeLeases(next, { type: "leased", held }, nowMs)
  const inHand = task?.lease.assignmentId
  const ahead = unsentOnly(next, held.leases).filter((lease) => lease.assignmentId !== inHand)
  return toStep({ ...next, ahead }, { type: "prepareAhead" })
}

/** It did not arrive: drafts go out again, and the same answer keeps its id. */
export function stay(workspace: Labelling, failure: Failure, nowMs: number): LabellingStep {
  const assignment = workspace.leaving?.assignmentId
  const failed = { ...fail(workspace, failure, nowMs), leaving: null }
  const kept = withTask(failed, (task) => ({ ...task, saving: saveSoon({ ...task.saving, paused: false }, nowMs) }))
  const next = kept.task?.editing.readOnly === "leaving" ? setReadOnly(kept, null) : kept
  const unpost: LabellingEffect[] = assignment ? [{ type: "unpost", assignment }] : []
  if (!next.task) return toStep({ ...next, state: "failed" })
  return toStep(failure.code === "taken_over" ? setReadOnly(next, "taken_over") : next, ...unpost)
}
