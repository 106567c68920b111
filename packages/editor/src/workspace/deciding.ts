import { isMergeTied, isTied } from "@justesse/quality/review/tie"
import type {
  Decision,
  DecisionReason,
  Disagreement,
  DisagreementId,
  DisagreementKind,
  LabelId,
  Letter,
  Region,
  TaskId,
} from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import type { Decided, Unsent } from "./outbox.ts"

/** Which part of the queue is walked; empty means all. */
export interface QueueFilter {
  readonly kinds: readonly DisagreementKind[]
  readonly labels: readonly LabelId[]
}

/**
 * What stands in the middle of the page. `empty`: nothing is disputed. `far`: the next task needs the network.
 * `held`: somebody else decides this one. `own`: the reviewer answered it. `gone`: decided already, or not there.
 */
export type ReviewPhase = "opening" | "ready" | "empty" | "far" | "held" | "own" | "gone" | "failed"

/** A notice to the reviewer until the next act: a message key and its values. */
export interface ReviewNotice {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

/** The review page as a value: the task in hand, what is decided of it, and what stands in the way. */
export interface Deciding {
  readonly page: "review"
  readonly filter: QueueFilter
  readonly phase: ReviewPhase
  readonly task: ReviewTask | null
  readonly decisions: ReadonlyMap<DisagreementId, Decision>
  /** Nobody decides about a picture that did not load. */
  readonly picture: "loading" | "shown" | "failed"
  /** The difference that is looked at; null only without a task. */
  readonly now: DisagreementId | null
  /** The reason that the reviewer chose for it; null leaves it to the difference. */
  readonly reason: DecisionReason | null
  /** Decisions that the server does not have yet. */
  readonly unsent: number
  readonly online: boolean
  /** Why what is decided does not leave: see `Outbox`. */
  readonly trouble: string | null
  /** Something is on its way. */
  readonly sending: boolean
  /** An act waits for the server before the page goes on. */
  readonly busy: boolean
  readonly reservedUntilMs: number
  /** The reservation is over; nobody else took the task yet, as far as is known. */
  readonly lapsed: boolean
  /** Differences that changed under the reviewer: somebody answered meanwhile. */
  readonly fresh: ReadonlySet<DisagreementId>
  readonly notice: ReviewNotice | null
  readonly failure: unknown
  /** Tasks that were open before and after this one in this visit. */
  readonly before: readonly TaskId[]
  readonly after: readonly TaskId[]
}

/** What can happen to the task that is decided. */
export type DecidingEvent =
  /** `waiting`: what was decided of it and is not sent counts as decided. */
  | {
      readonly type: "opened"
      readonly task: ReviewTask
      readonly wanted: DisagreementId | null
      readonly waiting: readonly Unsent[]
    }
  | { readonly type: "nothingOpen" }
  | { readonly type: "notOpened"; readonly phase: ReviewPhase; readonly failure: unknown }
  | { readonly type: "decide"; readonly decision: Decision }
  /** Several differences in one act, each with its decision. */
  | { readonly type: "decideAll"; readonly decisions: ReadonlyMap<DisagreementId, Decision> }
  | { readonly type: "takeBack"; readonly last: Extract<Unsent, { kind: "decide" }> }
  | { readonly type: "step"; readonly by: 1 | -1 }
  | { readonly type: "look"; readonly id: DisagreementId | null }
  | { readonly type: "chooseReason"; readonly reason: DecisionReason | null }
  /** Somebody else acted on the task: as it is now, and what was dropped of what was decided. */
  | {
      readonly type: "moved"
      readonly task: ReviewTask
      readonly dropped: readonly Unsent[]
      readonly waiting: readonly Unsent[]
    }
  | { readonly type: "lost"; readonly task: TaskId; readonly phase: ReviewPhase; readonly dropped: readonly Unsent[] }
  | { readonly type: "picture"; readonly picture: Deciding["picture"] }
  | { readonly type: "reserved"; readonly task: TaskId; readonly untilMs: number }
  | { readonly type: "tick"; readonly nowMs: number }
  | ({ readonly type: "outbox" } & Pick<Deciding, "unsent" | "online" | "trouble" | "sending">)
  | {
      readonly type: "note"
      readonly change: Partial<Pick<Deciding, "busy" | "notice" | "failure" | "before" | "after">>
    }

/** What is to be done outside: the address follows what is looked at, and a decision goes to the outbox. */
export type DecidingEffect =
  | { readonly type: "setAddress"; readonly task: TaskId | null; readonly difference: DisagreementId | null }
  | { readonly type: "send"; readonly decided: Decided }

interface DecidingStep {
  readonly workspace: Deciding
  readonly effects: readonly DecidingEffect[]
}

/** The review page before anything was asked for. */
export function startDeciding(filter: QueueFilter): Deciding {
  return {
    ...{ page: "review", filter, phase: "opening", task: null, decisions: new Map(), now: null, reason: null },
    picture: "loading",
    ...{ unsent: 0, online: true, trouble: null, sending: false, busy: false, reservedUntilMs: 0, lapsed: false },
    ...{ fresh: new Set<DisagreementId>(), notice: null, failure: null, before: [], after: [] },
  }
}

/** The difference that is looked at, with how it lies in its task; null without one. */
export function differenceNow({ task, now }: Pick<Deciding, "task" | "now">) {
  return task?.differences.find(({ difference: disagreement }) => disagreement.id === now) ?? null
}

/** Differences without a decision, in their order. */
export function openOf({ task, decisions }: Pick<Deciding, "task" | "decisions">): DisagreementId[] {
  return (task?.differences ?? [])
    .map(({ difference: disagreement }) => disagreement.id)
    .filter((id) => !decisions.has(id))
}

/** The region that a difference is about, for its name in lists: the proposed one, else somebody's. */
export function aboutRegion(disagreement: Disagreement): Region | null {
  return disagreement.proposal ?? disagreement.candidates.find(({ region }) => region !== null)?.region ?? null
}

/** The open difference after one, around the end: first of those that the reviewer came for, then any; null when none is. */
export function openAfter(
  state: Pick<Deciding, "task" | "decisions" | "filter">,
  id: DisagreementId | null,
): DisagreementId | null {
  const { kinds, labels } = state.filter
  const all = (state.task?.differences ?? []).map(({ difference: disagreement }) => disagreement)
  const index = id === null ? -1 : all.findIndex((one) => one.id === id)
  const around = [...all.slice(index + 1), ...all.slice(0, index + 1)].filter((one) => !state.decisions.has(one.id))
  const wanted = around.find((one) => {
    const label = aboutRegion(one)?.label
    const hasKind = kinds.length === 0 || kinds.includes(one.kind)
    return hasKind && (labels.length === 0 || (label !== undefined && labels.includes(label)))
  })
  return (wanted ?? around[0])?.id ?? null
}

/** The page after something happened to its task, and what follows from it outside. */
export function stepDeciding(state: Deciding, event: DecidingEvent): DecidingStep {
  switch (event.type) {
    case "opened":
      return show(state, event)
    case "nothingOpen":
      return toStep({ ...state, phase: "empty", task: null, now: null, decisions: new Map() })
    case "notOpened": {
      const { phase, failure } = event
      return toStep({ ...state, phase, failure, task: null, now: null, online: phase !== "far" })
    }
    case "decide":
      return decide(state, event.decision)
    case "decideAll":
      return decideAll(state, event.decisions)
    case "takeBack":
      return takeBack(state, event.last)
    case "step":
      return step(state, event.by)
    case "look":
      return look(state, event.id)
    case "moved":
      return move(state, event)
    case "lost":
      return toStep(lose(state, event))
    default:
      return toStep(note(state, event))
  }
}

type Noted = Extract<DecidingEvent, { type: "chooseReason" | "picture" | "reserved" | "tick" | "outbox" | "note" }>

function note(state: Deciding, event: Noted): Deciding {
  switch (event.type) {
    case "chooseReason":
      return { ...state, reason: event.reason }
    case "picture":
      return {
        ...state,
        picture: event.picture,
        ...(event.picture !== "failed" && state.notice === UNSEEN && { notice: null }),
      }
    case "reserved":
      return state.task?.task === event.task ? { ...state, reservedUntilMs: event.untilMs, lapsed: false } : state
    case "tick":
      return state.task && !state.lapsed && event.nowMs > state.reservedUntilMs ? { ...state, lapsed: true } : state
    case "outbox":
      return { ...state, unsent: event.unsent, online: event.online, trouble: event.trouble, sending: event.sending }
    case "note":
      return { ...state, ...event.change }
  }
}

function toStep(workspace: Deciding, ...effects: readonly DecidingEffect[]): DecidingStep {
  return { workspace, effects }
}

/** The address follows. */
function toPlace(workspace: Deciding, ...effects: readonly DecidingEffect[]): DecidingStep {
  const { task, now } = workspace
  return toStep(workspace, ...effects, { type: "setAddress", task: task?.task ?? null, difference: now })
}

function show(state: Deciding, { task, wanted, waiting }: Extract<DecidingEvent, { type: "opened" }>): DecidingStep {
  const decisions = new Map<DisagreementId, Decision>()
  for (const { difference: disagreement, decision } of task.differences)
    if (decision) decisions.set(disagreement.id, decision)
  for (const one of waiting)
    if (one.task === task.task && one.kind === "decide") decisions.set(one.difference.id, one.decision)
  const known = task.differences.some(({ difference: disagreement }) => disagreement.id === wanted)
  const first = task.differences[0]?.difference.id ?? null
  const now = known ? wanted : (openAfter({ task, decisions, filter: state.filter }, null) ?? first)
  const { reservedUntilMs } = task
  const opened = {
    task,
    decisions,
    now,
    reservedUntilMs,
    reason: null,
    lapsed: false,
    fresh: new Set<DisagreementId>(),
  }
  return toPlace({ ...state, phase: "ready", ...opened })
}

/** The difference that is looked at is decided, and the next open one is looked at. Nothing while an act waits, nor by a toss of a coin, nor of what does not show. */
function decide(state: Deciding, decision: Decision): DecidingStep {
  const { task, decisions, busy, phase } = state
  const disagreement = differenceNow(state)?.difference
  if (!task || !disagreement || busy || phase !== "ready") return toStep(state)
  if (!isDecidable(state)) return toStep({ ...state, notice: UNSEEN })
  if (isCoinToss(decision, disagreement)) return toStep({ ...state, notice: { key: "notice.tie" } })
  const before = decisions.get(disagreement.id) ?? null
  const next = { ...state, decisions: new Map(decisions).set(disagreement.id, decision) }
  const now = openAfter(next, disagreement.id) ?? disagreement.id
  const fresh = new Set([...state.fresh].filter((id) => id !== disagreement.id))
  const decided: Decided = { kind: "decide", task: task.task, difference: disagreement, decision, before }
  return toPlace({ ...next, now, fresh, reason: null, notice: null, lapsed: false }, { type: "send", decided })
}

/** Said to whoever decides about a picture that did not load. */
export const UNSEEN: ReviewNotice = { key: "notice.unseen" }

/** Whether the picture is there to be decided about: of one that did not load nobody can say which answer is right. */
export function isDecidable({ picture }: Pick<Deciding, "picture">): boolean {
  return picture !== "failed"
}

/** The votes favour no answer, and the decision would be whichever the consensus came upon. */
function isCoinToss({ outcome }: Decision, disagreement: Disagreement): boolean {
  return (outcome === "proposal" && isTied(disagreement)) || (outcome === "merge" && isMergeTied(disagreement))
}

/** Each one is decided and sent like any other; then the next open one is looked at. */
function decideAll(state: Deciding, decisions: ReadonlyMap<DisagreementId, Decision>): DecidingStep {
  let workspace = state
  const sent: DecidingEffect[] = []
  for (const [id, decision] of decisions) {
    const step = decide({ ...workspace, now: id }, decision)
    workspace = step.workspace
    sent.push(...step.effects.filter(({ type }) => type === "send"))
  }
  return sent.length === 0 ? toStep(state) : toPlace(workspace, ...sent)
}

/** Open differences in which somebody's answer is known: "all of A here" is about these. */
export function openWith(state: Pick<Deciding, "task" | "decisions">, letter: Letter): Disagreement[] {
  return (state.task?.differences ?? [])
    .map(({ difference: disagreement }) => disagreement)
    .filter(
      ({ id, candidates }) => !state.decisions.has(id) && candidates.some(({ letters }) => letters.includes(letter)),
    )
}

/** What nobody ever knew of is undone: what it replaced comes back, and its difference is looked at. */
function takeBack(state: Deciding, last: Extract<Unsent, { kind: "decide" }>): DecidingStep {
  const decisions = new Map(state.decisions)
  if (last.before) decisions.set(last.difference.id, last.before)
  else decisions.delete(last.difference.id)
  return toPlace({ ...state, decisions, now: last.difference.id, reason: null, notice: { key: "notice.undone" } })
}

/** Another difference of this task, around the end. */
function step(state: Deciding, by: 1 | -1): DecidingStep {
  const ids = state.task?.differences.map(({ difference: disagreement }) => disagreement.id) ?? []
  if (ids.length === 0) return toStep(state)
  const index = state.now === null ? 0 : ids.indexOf(state.now) + by
  return look(state, ids[(index + ids.length) % ids.length] ?? null)
}

function look(state: Deciding, id: DisagreementId | null): DecidingStep {
  if (id === null || id === state.now) return toStep(state)
  return toPlace({ ...state, now: id, reason: null, notice: null })
}

/** The task as it is now; differences that changed are open and marked. */
function move(state: Deciding, { task, dropped, waiting }: Extract<DecidingEvent, { type: "moved" }>): DecidingStep {
  const { task: old, now } = state
  if (old?.task !== task.task) return toStep(state)
  const were = new Map(
    old.differences.map(({ difference: disagreement }) => [disagreement.id, JSON.stringify(disagreement)]),
  )
  const fresh = task.differences.flatMap(({ difference: disagreement }) =>
    were.get(disagreement.id) === JSON.stringify(disagreement) ? [] : [disagreement.id],
  )
  const { workspace, effects } = show(state, { type: "opened", task, wanted: now, waiting })
  const values = { count: Math.max(fresh.length, dropped.length) }
  const notice = fresh.length > 0 ? { key: "notice.moved", values } : null
  return toStep({ ...workspace, fresh: new Set(fresh), notice }, ...effects)
}

function lose(state: Deciding, { task, phase, dropped }: Extract<DecidingEvent, { type: "lost" }>): Deciding {
  const count = dropped.filter(({ kind }) => kind !== "file").length
  const notice = count > 0 ? { key: "notice.notTaken", values: { count } } : null
  const isHere = state.task?.task === task || phase === "far"
  return isHere ? { ...state, phase, task: null, now: null, notice } : { ...state, notice }
}
