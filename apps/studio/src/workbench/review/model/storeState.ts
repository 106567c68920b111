import type { Decision, DecisionReason, DisagreementId, DisagreementKind, LabelId, TaskId } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import { aboutRegion } from "./answers.ts"

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

/** What the page shows of the work: immutable, replaced at each act. */
export interface ReviewState {
  readonly phase: ReviewPhase
  readonly task: ReviewTask | null
  readonly decisions: ReadonlyMap<DisagreementId, Decision>
  /** The difference that is looked at; null only without a task. */
  readonly now: DisagreementId | null
  /** The reason that the reviewer chose for it; null leaves it to the difference. */
  readonly reason: DecisionReason | null
  /** Decisions that the server does not have yet. */
  readonly unsent: number
  readonly online: boolean
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

export const START_STATE: ReviewState = {
  phase: "opening",
  task: null,
  decisions: new Map(),
  now: null,
  reason: null,
  unsent: 0,
  online: true,
  sending: false,
  busy: false,
  reservedUntilMs: 0,
  lapsed: false,
  fresh: new Set(),
  notice: null,
  failure: null,
  before: [],
  after: [],
}

/** Differences without a decision, in their order. */
export function openOf({ task, decisions }: Pick<ReviewState, "task" | "decisions">): DisagreementId[] {
  return (task?.differences ?? [])
    .map(({ difference: disagreement }) => disagreement.id)
    .filter((id) => !decisions.has(id))
}

/**
 * The open difference after one, around the end: first of those that the reviewer came for, then any. Null when none is
 * open.
 */
export function openAfter(
  state: Pick<ReviewState, "task" | "decisions">,
  id: DisagreementId | null,
  { kinds, labels }: QueueFilter,
): DisagreementId | null {
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
