import { type Failure, passes } from "./workspace/connection.ts"
import type { Labelling, LabellingEffect, LabellingEvent, TaskInHand } from "./workspace/labelling.ts"
import { askAside, askForReceipt, goOn, goOnFromHere, goOut, skip, stay, submit } from "./workspace/leaving.ts"
import * as saving from "./workspace/saving.ts"
import {
  ASK_AGAIN_MS,
  andThen,
  edit,
  fail,
  hear,
  type LabellingStep,
  leavePage,
  setReadOnly,
  takeInHand,
  takeLeases,
  toStep,
  unsentOnly,
  withTask,
} from "./workspace/stepLabelling.ts"
import {
  lookAt,
  lookBack,
  lookForward,
  recall,
  revise,
  takeBack,
  takeOver,
  takeReopened,
} from "./workspace/visiting.ts"

/**
 * The page after something happened, and what is to be done outside, in order. `nowMs` is the caller's clock, which need not
 * be anybody's time of day. The same page, event and moment give the same step.
 */
export function stepWorkspace(workspace: Labelling, event: LabellingEvent, nowMs: number): LabellingStep {
  return andThen(
    andThen(act(workspace, event, nowMs), (next) => beginDue(next, nowMs)),
    goOut,
  )
}

/** The moment at which the page has something to do by itself; null: it waits for somebody. */
export function nextWakeMs({ task, gone, askAgainAtMs }: Labelling): number | null {
  const moments = [task && saving.nextDueMs(task.saving), gone?.untilMs ?? null, askAgainAtMs]
  const known = moments.filter((moment): moment is number => moment !== null)
  return known.length === 0 ? null : Math.min(...known)
}

function act(workspace: Labelling, event: LabellingEvent, nowMs: number): LabellingStep {
  switch (event.type) {
    case "began":
      return toStep(workspace, { type: "begin", assignment: event.assignment })
    case "retried":
      return toStep(
        { ...workspace, state: "loading", failure: null, askAgainAtMs: null },
        { type: "begin", assignment: null },
      )
    case "edit":
      return edit(workspace, event.act, nowMs)
    case "submit":
      return submit(workspace, event.submissionId, nowMs)
    case "skip":
      return skip(workspace, event, nowMs)
    case "ask":
      return askAside(workspace, event, nowMs)
    case "goneOn":
      return goOn(workspace, event, nowMs)
    case "sendFailed":
      return workspace.leaving?.assignmentId === event.assignmentId
        ? stay(workspace, event.failure, nowMs)
        : toStep(workspace)
    case "sendWaits":
      return goOnFromHere(workspace, event, nowMs)
    case "leased":
      return takeLeases(workspace, event, nowMs)
    case "beginFailed": {
      // Nobody asked for it but the page: it asks once more.
      if (workspace.state === "none" && passes(event.failure)) return toStep(workspace)
      const receipt = event.failure.code === "already_submitted" ? askForReceipt(workspace, event.kept) : null
      return receipt ?? toStep(whileWaiting({ ...workspace, state: "failed", failure: event.failure }))
    }
    case "prepared":
      return takeInHand(workspace, event, nowMs)
    case "failed":
      return toStep(fail(workspace, event.failure, nowMs))
    case "prepareFailed":
      return toStep(notPrepared(workspace, event.failure, nowMs))
    default:
      return look(workspace, event, nowMs)
  }
}

type Begun = {
  type: "began" | "retried" | "edit" | "submit" | "skip" | "ask" | "goneOn" | "sendFailed" | "sendWaits" | "leased"
}
type Rest = Exclude<LabellingEvent, Begun | { type: "beginFailed" | "prepared" | "failed" | "prepareFailed" }>

function look(workspace: Labelling, event: Rest, nowMs: number): LabellingStep {
  switch (event.type) {
    case "lookBack":
      return lookBack(workspace)
    case "foundBefore":
      return lookAt(workspace, event, nowMs)
    case "noneBefore":
      return toStep({ ...workspace, noneBefore: true, backs: 0 }, { type: "say", key: "notice.noneBefore" })
    case "lookForward":
      return lookForward(workspace)
    case "revise":
      return revise(workspace)
    case "takeBack":
      return takeBack(workspace)
    case "takeOver":
      return takeOver(workspace, "takeOver", nowMs)
    case "correct":
      return takeOver({ ...workspace, failure: null }, "revise", nowMs)
    case "reopenRefused":
      return recall(workspace, { assignmentId: event.assignmentId, how: "open" })
    case "reopened":
      return takeReopened(workspace, event)
    case "kept":
    case "notKept":
    case "draftArrived":
    case "draftFailed":
      return isOfTask(workspace, event) ? saved(workspace, event, nowMs) : toStep(workspace)
    default:
      return note(workspace, event, nowMs)
  }
}

type Saved = Extract<LabellingEvent, { type: "kept" | "notKept" | "draftArrived" | "draftFailed" }>
type Noted = Exclude<
  Rest,
  | Saved
  | {
      type:
        | "lookBack"
        | "foundBefore"
        | "noneBefore"
        | "lookForward"
        | "revise"
        | "takeBack"
        | "takeOver"
        | "correct"
        | "reopened"
        | "reopenRefused"
    }
>

/** What is only noted: facts about the network, the clock, other windows, and what was read. */
function note(workspace: Labelling, event: Noted, nowMs: number): LabellingStep {
  switch (event.type) {
    case "woke":
      return wake(workspace, nowMs)
    case "wentOffline":
      return toStep({ ...workspace, online: false })
    case "wentOnline":
      return comeBack({ ...withTask(workspace, (task) => sendNow(task, nowMs)), online: true })
    case "waiting":
      return toStep(setWaiting(workspace, event.assignments))
    case "left":
      return leavePage(workspace, nowMs)
    case "heard":
      return toStep(hear(workspace))
    case "gotConditions":
      return toStep({ ...workspace, state: "conditions", conditions: event.conditions, task: null, looking: null })
    case "acceptedConditions":
      return toStep({ ...workspace, state: "loading", failure: null }, { type: "begin", assignment: null })
    case "clearGone":
      return toStep({ ...workspace, gone: null })
    case "clearFailure":
      return toStep({ ...workspace, failure: null, askAgainAtMs: null })
    case "closeTraining":
      return toStep({ ...workspace, training: null })
    case "seenGuideline":
      return toStep({ ...workspace, guidelineNew: false })
    case "locked":
      return isInHand(workspace, event.assignmentId) && !event.mine
        ? toStep(setReadOnly(workspace, "other_tab"))
        : toStep(workspace)
    case "picture":
      return toStep({ ...workspace, picture: event.picture })
    case "pictureKept":
      return toStep(addPicture(workspace, event.assignmentId))
    case "timeCounted": {
      const { type: _, assignmentId, ...counted } = event
      const heard = hear(workspace)
      return toStep(isInHand(heard, assignmentId) ? { ...heard, ...counted } : heard)
    }
  }
}

/** One more task that can be done without a network; of tasks that nobody has any more nothing is remembered. */
function addPicture(workspace: Labelling, assignmentId: Labelling["withPicture"][number]): Labelling {
  const { ahead, task, withPicture } = workspace
  if (withPicture.includes(assignmentId)) return workspace
  const leased = new Set([...ahead.map((lease) => lease.assignmentId), task?.lease.assignmentId])
  return { ...workspace, withPicture: [...withPicture.filter((one) => leased.has(one)), assignmentId] }
}

/** What this computer has to send; none of it is begun anew. */
function setWaiting(workspace: Labelling, waiting: Labelling["waiting"]): Labelling {
  const next = { ...workspace, waiting }
  return whileWaiting({ ...next, ahead: unsentOnly(next, workspace.ahead) })
}

/** The page was opened anew and got no task, while answers wait here: they bring the next one once they have left. */
function whileWaiting(workspace: Labelling): Labelling {
  const { state, failure, waiting } = workspace
  const cannotAsk = failure?.code === "offline" || failure?.code === "not_signed_in"
  return state === "failed" && cannotAsk && waiting.length > 0
    ? { ...workspace, state: "far", failure: null }
    : workspace
}

/** What became of saving the draft in hand. */
function saved(workspace: Labelling, event: Saved, nowMs: number): LabellingStep {
  const change = (edit: (now: saving.Saving) => saving.Saving) =>
    withTask(workspace, (task) => ({ ...task, saving: edit(task.saving) }))
  switch (event.type) {
    case "kept":
      return toStep(change((now) => saving.kept(now, event.revision, event.submission)))
    case "notKept":
      return toStep(change(saving.notKept))
    case "draftArrived": {
      const arrived = change((now) => saving.arrived(now, event.revision, nowMs))
      const call = workspace.leaving?.call.type
      const isPassedOn = call === "skip" || call === "ask"
      return toStep(hear(isPassedOn ? withTask(arrived, (task) => sendNow(task, nowMs)) : arrived))
    }
    case "draftFailed":
      return toStep(draftFailed(event.failure, change, nowMs))
  }
}

function draftFailed(
  { code, detail, error }: Failure,
  change: (edit: (now: saving.Saving) => saving.Saving) => Labelling,
  nowMs: number,
): Labelling {
  if (code === "draft_is_older") return change((now) => saving.wasOlder(now, Number(detail.revision ?? 0), nowMs))
  const again = code === "offline" || code === "busy" || code === "internal"
  const next = change((now) => saving.notArrived(now, again, nowMs))
  // Where an own answer went out, it arrived and only its receipt was lost: it is asked for by sending again.
  if (again || (code === "already_submitted" && next.task?.saving.submission)) return next
  const refused = code === "taken_over" ? setReadOnly(next, "taken_over") : next
  return { ...refused, failure: { code, detail, error } }
}

/** The network is back. Where nothing waits here whose answer brings the next task, it is asked for; pictures that are not here come. */
function comeBack(workspace: Labelling): LabellingStep {
  const { state, waiting } = workspace
  if (state !== "far" || waiting.length > 0) return toStep(workspace, { type: "prepareAhead" })
  return toStep({ ...workspace, state: "loading" }, { type: "begin", assignment: null })
}

function wake(workspace: Labelling, nowMs: number): LabellingStep {
  const { gone, askAgainAtMs, failure } = workspace
  const next = gone && gone.untilMs <= nowMs ? { ...workspace, gone: null } : workspace
  if (askAgainAtMs === null || askAgainAtMs > nowMs) return toStep(next)
  if (!failure) return askForTask(next, nowMs)
  // Time is sent as always; when it arrives, the trouble is over.
  return toStep({ ...next, askAgainAtMs: nowMs + ASK_AGAIN_MS }, { type: "tellTime" })
}

/** A task that comes by itself may be there. Whoever reads an earlier answer meanwhile is left to it. */
function askForTask(workspace: Labelling, nowMs: number): LabellingStep {
  if (workspace.state !== "none") return toStep({ ...workspace, askAgainAtMs: null })
  const later = { ...workspace, askAgainAtMs: nowMs + ASK_AGAIN_MS }
  return workspace.looking ? toStep(later) : toStep(later, { type: "begin", assignment: null })
}

/** The next task cannot be shown. With none in hand, or one that is sent already, the page says so and offers another try. */
function notPrepared(workspace: Labelling, failure: Failure, nowMs: number): Labelling {
  const next = { ...fail(workspace, failure, nowMs), leaving: null }
  return next.task && !workspace.leaving ? next : { ...next, state: "failed", task: null }
}

/** What is due now goes out: to this computer, and to the server. */
function beginDue(workspace: Labelling, nowMs: number): LabellingStep {
  const { task } = workspace
  if (!task) return toStep(workspace)
  const due = saving.beginDue(task.saving, nowMs)
  if (due.saving === task.saving) return toStep(workspace)
  const next = { ...task, saving: due.saving }
  const effects: LabellingEffect[] = []
  if (due.keep) effects.push({ type: "keepDraft", task: next })
  if (due.send) effects.push({ type: "saveDraft", task: next })
  return toStep({ ...workspace, task: next }, ...effects)
}

function sendNow(task: TaskInHand, nowMs: number): TaskInHand {
  return { ...task, saving: saving.saveSoon(task.saving, nowMs) }
}

function isInHand({ task }: Labelling, assignmentId: string): boolean {
  return task?.lease.assignmentId === assignmentId
}

function isOfTask({ task }: Labelling, { of }: Saved): boolean {
  return task?.lease.assignmentId === of.assignmentId && task.lease.fence === of.fence
}
