import { bodyOf, documentOf } from "../document.ts"
import { historyOf } from "../history.ts"
import { openEditing } from "./editing.ts"
import type { Labelling, LabellingEffect, LabellingEvent, Reopening } from "./labelling.ts"
import { saveSoon } from "./saving.ts"
import { andThen, type LabellingStep, leaveText, toStep, withTask } from "./stepLabelling.ts"

/** One step back through what was sent, to be revised at once where that is meant. Two quick taps are two steps. */
export function lookBack(workspace: Labelling, takesBefore = false): LabellingStep {
  const next = { ...workspace, takesBefore, backs: workspace.backs + 1 }
  return workspace.backs === 0 ? toStep(next, askBefore(next)) : toStep(next)
}

function askBefore({ looking }: Labelling): LabellingEffect {
  return { type: "askBefore", before: looking?.sent.assignmentId ?? null }
}

/** What was found there is shown as it was sent; the task in hand waits with its text as a step. */
export function lookAt(
  workspace: Labelling,
  { sent, guide }: Extract<LabellingEvent, { type: "foundBefore" }>,
  nowMs: number,
): LabellingStep {
  const { kind, size } = sent
  const history = historyOf(documentOf(sent.body))
  const editing = openEditing({
    history,
    ontology: guide.ontology,
    shapes: guide.shapes,
    kind,
    size,
    about: sent.about,
    readOnly: "sent",
  })
  return andThen(leaveText(workspace, nowMs), (left) => {
    const backs = Math.max(0, workspace.backs - 1)
    const next = { ...left, looking: { sent, guide, editing }, noneBefore: false, backs }
    const show: LabellingEffect = { type: "show", what: "looking", opened: true }
    if (backs > 0) return toStep(next, show, askBefore(next))
    return workspace.takesBefore && sent.revisable ? andThen(toStep(next, show), revise) : toStep(next, show)
  })
}

/** Back to the task in hand. */
export function lookForward(workspace: Labelling): LabellingStep {
  if (!workspace.looking) return toStep(workspace)
  const next = { ...workspace, looking: null, noneBefore: false }
  return workspace.task ? toStep(next, { type: "show", what: "task", opened: false }) : toStep(next)
}

/** A new revision of what is looked at, or once more what was passed on. The task in hand waits. */
export function revise(workspace: Labelling): LabellingStep {
  const { looking } = workspace
  if (!looking) return toStep(workspace)
  const { assignmentId, state } = looking.sent
  return reopen(workspace, { assignmentId, how: state === "skipped" ? "open" : "revise" })
}

/** What was just sent or passed on, or what went before, in hand again; the task that came after it waits. */
export function takeBack(workspace: Labelling): LabellingStep {
  const { gone, leaving } = workspace
  if (leaving || workspace.reopening) return toStep(workspace)
  if (!gone) return lookBack(workspace, true)
  const how = gone.how === "sent" ? "revise" : "open"
  if (workspace.waiting.includes(gone.assignmentId))
    return recall({ ...workspace, gone: null }, { assignmentId: gone.assignmentId, how })
  return reopen({ ...workspace, gone: null }, { assignmentId: gone.assignmentId, how })
}

/** What this computer did not send yet comes back as it was; where it was sent meanwhile, the server gives it. */
export function recall(workspace: Labelling, reopening: Reopening): LabellingStep {
  if (workspace.reopening || workspace.leaving) return toStep(workspace)
  return toStep({ ...workspace, reopening }, { type: "recall", reopening })
}

/** This window goes on with a task that another one has, or sent; what was drawn here and is not kept yet is kept first. */
export function takeOver(workspace: Labelling, how: "takeOver" | "revise", nowMs: number): LabellingStep {
  const { task } = workspace
  if (!task) return toStep(workspace)
  const next = withTask(workspace, (held) => ({ ...held, saving: saveSoon(held.saving, nowMs) }))
  return reopen(next, { assignmentId: task.lease.assignmentId, how })
}

function reopen(workspace: Labelling, reopening: Reopening): LabellingStep {
  if (workspace.reopening || workspace.leaving) return toStep(workspace)
  return toStep({ ...workspace, reopening }, { type: "reopen", reopening })
}

/** The server gave it; the task in hand is put away when the other one is ready. */
export function takeReopened(
  workspace: Labelling,
  { lease }: Extract<LabellingEvent, { type: "reopened" }>,
): LabellingStep {
  const { reopening, task } = workspace
  if (!reopening) return toStep(workspace)
  const steal = reopening.how === "takeOver"
  // What is drawn in this window corrects what another one sent, also where this browser keeps nothing.
  const isMine = reopening.how === "revise" && task?.lease.assignmentId === lease.assignmentId
  const drawn = isMine ? { ...lease, body: bodyOf(task.editing.document) } : lease
  const prepare: LabellingEffect = { type: "prepare", lease: drawn, steal }
  // The lock of this window is let go first, so that it can be taken from the other one, or anew.
  return task && (steal || isMine)
    ? toStep(workspace, { type: "unlock", assignment: task.lease.assignmentId }, prepare)
    : toStep(workspace, prepare)
}
