import {
  canonicalJson,
  type Decision,
  type DecisionReason,
  type Disagreement,
  type Letter,
  type ProjectSlug,
  type TaskId,
} from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import type { Failure } from "./connection.ts"

/** Something decided here that the server does not have yet, in the order in which it was decided. */
export type Unsent = {
  /** Made when it is kept; rises. */
  readonly at: number
  /** Under which it is sent, however often: the server takes it once. */
  readonly id: string
  readonly person: number
  readonly project: ProjectSlug
  readonly task: TaskId
  /** A second look keeps its decisions apart; absent: the first. */
  readonly look?: "second"
  /** The revision it was made on, if nothing else of this computer came before it. */
  readonly revision: number
} & Act

type Act = UnsentDecision | UnsentBack | { readonly kind: "file" | "more" }

interface UnsentDecision {
  readonly kind: "decide"
  readonly difference: Disagreement
  readonly decision: Decision
  /** What was decided before, for taking it back here. */
  readonly before: Decision | null
}

/** An answer that goes back to its author. */
interface UnsentBack {
  readonly kind: "back"
  readonly letter: Letter
  readonly reason: DecisionReason
  /** What it is about; null for the answer as a whole. */
  readonly difference: Disagreement | null
}

/** What was just decided, before it is kept. */
export type Decided = { readonly task: TaskId } & Act

/**
 * What waits to be sent, one after the other, while it is this page's turn: of a browser's pages one sends at a time. At most one
 * call is out: `going` is being sent, or the task `rereading` is read anew as somebody else changed it. Moments are
 * milliseconds of the caller's clock.
 */
export interface Outbox {
  readonly person: number
  readonly project: ProjectSlug
  /** Those of this project and look. */
  readonly look: "first" | "second"
  readonly hasTurn: boolean
  readonly waiting: readonly Unsent[]
  /** The revision of each task as the server reported it last. */
  readonly revisions: ReadonlyMap<TaskId, number>
  readonly going: Unsent | null
  readonly rereading: TaskId | null
  readonly online: boolean
  /** Why nothing goes out now: the code of a failure that passes by itself. Null: it goes, or nothing waits. */
  readonly trouble: string | null
  /** How often what goes first was in conflict with what the server has. */
  readonly conflicts: number
  readonly againAtMs: number | null
  readonly lastAt: number
}

/** A decision that is made or taken back, an answer of the server, or time: what the rules of the outbox act on. */
export type OutboxEvent =
  /** What is kept here as of now, of all pages: what another one sent or took back is gone. */
  | { readonly type: "listed"; readonly kept: readonly Unsent[] }
  | { readonly type: "knows"; readonly task: TaskId; readonly revision: number }
  | { readonly type: "add"; readonly decided: Decided; readonly id: string }
  | { readonly type: "drop"; readonly unsent: Unsent }
  /** It is this page's turn to send; it is over. */
  | { readonly type: "turn" | "turnOver" }
  /** `done` is null for what is no decision. */
  | { readonly type: "sent"; readonly done: { readonly revision: number; readonly reservedUntilMs: number } | null }
  | { readonly type: "failed" | "rereadFailed"; readonly failure: Failure }
  | { readonly type: "reread"; readonly task: ReviewTask | null }

/** What is to be done outside; `sent`, `moved` and `lost` are facts for the page. */
export type OutboxEffect =
  | { readonly type: "keep"; readonly unsent: Unsent }
  | { readonly type: "forget"; readonly at: number }
  /** Answered by `sent` or `failed`. */
  | { readonly type: "send"; readonly unsent: Unsent; readonly revision: number }
  /** Answered by `reread` or `rereadFailed`. */
  | { readonly type: "reread"; readonly task: TaskId }
  | { readonly type: "sent"; readonly unsent: Unsent; readonly reservedUntilMs: number | null }
  /** The task was not as it was when these were decided: as it is now, what was dropped. */
  | { readonly type: "moved"; readonly task: ReviewTask; readonly dropped: readonly Unsent[] }
  /** The task is not this reviewer's any more; these decisions were not taken. */
  | { readonly type: "lost"; readonly task: TaskId; readonly failure: Failure; readonly dropped: readonly Unsent[] }

interface OutboxStep {
  readonly outbox: Outbox
  readonly effects: readonly OutboxEffect[]
}

/** What is decided is sent again so long after the network did not answer. */
const AGAIN_MS = 4_000
const CONFLICTS_MAX = 3
/** Failures that pass by themselves. */
const PASSING: readonly string[] = [
  ...["offline", "busy", "not_signed_in", "internal", "read_only", "storage_full"],
  // Another person is signed in: it waits for its own.
  "other_person",
]

/** An outbox of one reviewer in one project, before anything of an earlier visit is known. */
export function openOutbox(person: number, project: ProjectSlug, look: Outbox["look"] = "first"): Outbox {
  const nothing = { waiting: [], revisions: new Map<TaskId, number>(), going: null, rereading: null }
  const well = { online: true, trouble: null, conflicts: 0, againAtMs: null }
  return { person, project, look, hasTurn: false, ...nothing, ...well, lastAt: 0 }
}

/** What can go now: nothing while the network is waited for. */
export function hasMore({ waiting, againAtMs }: Outbox): boolean {
  return waiting.length > 0 && againAtMs === null
}

/** Nothing is out: all is sent, or the network does not answer. */
export function rests({ going, rereading }: Outbox): boolean {
  return going === null && rereading === null
}

/** The decision that came last, if nobody can know of it yet: it can be taken back here. */
export function unknownLast({ waiting, going }: Outbox, task: TaskId) {
  const last = waiting.at(-1)
  return last && last.kind === "decide" && last.task === task && last !== going ? last : null
}

/** The outbox after something happened. `nowMs` is the time of day, so that what is kept keeps its order over visits. */
export function stepOutbox(outbox: Outbox, event: OutboxEvent, nowMs: number): OutboxStep {
  switch (event.type) {
    case "listed":
      return toStep(list(outbox, event.kept))
    case "knows":
      return toStep(withRevision(outbox, event.task, event.revision))
    case "add":
      return add(outbox, event, nowMs)
    case "drop":
      return drop(outbox, [event.unsent])
    case "turn":
      return sendNext({ ...outbox, hasTurn: true, againAtMs: null, conflicts: rests(outbox) ? 0 : outbox.conflicts })
    case "turnOver":
      return toStep({ ...outbox, hasTurn: false })
    case "sent":
      return sent(outbox, event.done)
    case "failed":
      return failed(outbox, event.failure, nowMs)
    case "reread":
      return reread(outbox, event.task)
    case "rereadFailed":
      return rereadFailed(outbox, event.failure, nowMs)
  }
}

function toStep(outbox: Outbox, ...effects: readonly OutboxEffect[]): OutboxStep {
  return { outbox, effects }
}

/** These facts and acts, and then the next one goes. */
function goOn({ outbox, effects }: OutboxStep): OutboxStep {
  const next = sendNext(outbox)
  return { outbox: next.outbox, effects: [...effects, ...next.effects] }
}

function withRevision(outbox: Outbox, task: TaskId, revision: number): Outbox {
  return { ...outbox, revisions: new Map(outbox.revisions).set(task, revision) }
}

/** What is on its way stays until it is known what became of it. */
function list(outbox: Outbox, kept: readonly Unsent[]): Outbox {
  const { person, project, look, going } = outbox
  const mine = kept.filter((one) => one.person === person && one.project === project && (one.look ?? "first") === look)
  const others = going && !mine.some(({ at }) => at === going.at) ? [going] : []
  const waiting = [...mine, ...others].map((one) => (going && one.at === going.at ? going : one))
  const lastAt = Math.max(outbox.lastAt, ...waiting.map(({ at }) => at))
  return { ...outbox, waiting: waiting.sort((a, b) => a.at - b.at), lastAt }
}

function add(outbox: Outbox, { decided, id }: { decided: Decided; id: string }, nowMs: number): OutboxStep {
  const at = Math.max(outbox.lastAt + 1, nowMs)
  const { person, project, waiting, look } = outbox
  const ahead = waiting.filter(({ task }) => task === decided.task).length
  const revision = (outbox.revisions.get(decided.task) ?? 0) + ahead
  const unsent: Unsent = { at, id, person, project, revision, ...(look === "second" && { look }), ...decided }
  return goOn(toStep({ ...outbox, lastAt: at, waiting: [...waiting, unsent] }, { type: "keep", unsent }))
}

function drop(outbox: Outbox, some: readonly Unsent[]): OutboxStep {
  const waiting = outbox.waiting.filter((one) => !some.includes(one))
  return toStep({ ...outbox, waiting }, ...some.map(({ at }) => ({ type: "forget", at }) as const))
}

function sendNext(outbox: Outbox): OutboxStep {
  const [first] = outbox.waiting
  if (!first || !outbox.hasTurn || !rests(outbox) || outbox.againAtMs !== null) return toStep(outbox)
  const revision = outbox.revisions.get(first.task) ?? first.revision
  return toStep({ ...outbox, going: first }, { type: "send", unsent: first, revision })
}

function sent(outbox: Outbox, done: Extract<OutboxEvent, { type: "sent" }>["done"]): OutboxStep {
  const { going } = outbox
  if (!going) return toStep(outbox)
  const known = done ? withRevision(outbox, going.task, done.revision) : outbox
  const { outbox: left, effects } = drop({ ...known, going: null, online: true, trouble: null, conflicts: 0 }, [going])
  const fact: OutboxEffect = { type: "sent", unsent: going, reservedUntilMs: done?.reservedUntilMs ?? null }
  return goOn(toStep(left, ...effects, fact))
}

function failed(outbox: Outbox, failure: Failure, nowMs: number): OutboxStep {
  const { going } = outbox
  if (!going) return toStep(outbox)
  // Sent before, and only the answer was lost.
  if (going.kind === "file" && failure.code === "decided_already") return sent(outbox, null)
  const still = { ...outbox, going: null }
  if (PASSING.includes(failure.code)) return toStep(wait(still, failure, nowMs))
  if (failure.code !== "conflict" || outbox.conflicts >= CONFLICTS_MAX) return goOn(lose(still, going.task, failure))
  const rereading = { ...still, conflicts: outbox.conflicts + 1, rereading: going.task }
  return toStep(rereading, { type: "reread", task: going.task })
}

function wait(outbox: Outbox, failure: Failure, nowMs: number): Outbox {
  const { code } = failure
  return { ...outbox, online: code !== "offline", trouble: code, againAtMs: nowMs + AGAIN_MS }
}

function lose(outbox: Outbox, task: TaskId, failure: Failure): OutboxStep {
  const dropped = outbox.waiting.filter((one) => one.task === task)
  const { outbox: left, effects } = drop(outbox, dropped)
  return toStep(left, ...effects, { type: "lost", task, failure, dropped })
}

/** The task as it is now: only decisions about what is still the same are sent. */
function reread(outbox: Outbox, task: ReviewTask | null): OutboxStep {
  const still = { ...outbox, rereading: null }
  if (!task) return goOn(toStep(still))
  const there = new Map(task.differences.map((one) => [one.difference.id, one]))
  const mine = outbox.waiting.filter((one) => one.task === task.task)
  const dropped = mine.filter((one) => {
    if (one.kind !== "decide" && one.kind !== "back") return false
    // Letters are given anew with each answer that comes: one that is about no difference may be somebody else's by now.
    const now = one.difference && there.get(one.difference.id)
    return !now || canonicalJson(now.difference) !== canonicalJson(one.difference)
  })
  const had = mine.filter((one) => {
    const known = one.kind === "decide" ? there.get(one.difference.id)?.decision : undefined
    return one.kind === "decide" && known && canonicalJson(known) === canonicalJson(one.decision)
  })
  // A task of which something is open again is not filed over the reviewer's head.
  const files = dropped.length > 0 ? mine.filter((one) => one.kind === "file") : []
  const { outbox: left, effects } = drop(withRevision(still, task.task, task.revision), [
    ...new Set([...dropped, ...had, ...files]),
  ])
  return goOn(toStep(left, ...effects, { type: "moved", task, dropped }))
}

function rereadFailed(outbox: Outbox, failure: Failure, nowMs: number): OutboxStep {
  const { rereading } = outbox
  if (rereading === null) return toStep(outbox)
  const still = { ...outbox, rereading: null }
  return PASSING.includes(failure.code) ? toStep(wait(still, failure, nowMs)) : goOn(lose(still, rereading, failure))
}
