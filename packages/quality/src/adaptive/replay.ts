import { type Seeded, seeded, shuffle } from "../agreement/seeded.ts"
import type { Counts } from "../labels/em.ts"
import { keepVotes, type Votes } from "../labels/votes.ts"
import { AUDIT_SHARE, LEAST_LABELS, nextLabels, type OverlapMode } from "./nextLabels.ts"

/** A collection played again on votes that are already there, as if they came one by one in a random order. */
interface Replay {
  /** The votes that the rule would have asked for. */
  readonly votes: Votes
  /** 1 for each vote of the input that was asked for. */
  readonly keep: Uint8Array
  /** 1 for each task that was audited. */
  readonly audit: Uint8Array
  readonly rounds: number
}

/** How to play: which rule, on what order. */
interface ReplayOptions {
  readonly seed: number
  /** `share` of all labels as budget, or a certainty at which tasks stop. */
  readonly rule:
    | { readonly mode: "budget"; readonly share: number }
    | { readonly mode: "threshold"; readonly certainty: number }
  readonly auditShare?: number
  readonly evidence?: number
}

/** Rounds after which the fit starts afresh (recipe D.2). */
const AFRESH = 3

/**
 * Adaptive overlap on votes already collected: each task's votes come in a random order; `nextLabels` asks for them round
 * by round. What it leaves out is what would have been saved.
 */
export function replayOverlap(votes: Votes, options: ReplayOptions): Replay {
  const dice = seeded(options.seed)
  const order = ordersOf(votes, dice)
  const audit = auditSample(votes.tasks, options.auditShare ?? AUDIT_SHARE, dice)
  const keep = new Uint8Array(votes.person.length)
  const taken = new Int32Array(votes.tasks)
  const budget = options.rule.mode === "budget" ? Math.round(options.rule.share * keep.length) : keep.length
  let spent = take(votes, order, LEAST_LABELS, { keep, taken })
  let start: Counts | undefined
  for (let round = 0; ; round++) {
    const now = keepVotes(votes, keep)
    const room = taken.map((n, t) => (votes.offsets[t + 1] ?? 0) - (votes.offsets[t] ?? 0) - n)
    const left = budget - spent
    const rule: OverlapMode =
      options.rule.mode === "budget"
        ? { mode: "budget", left }
        : { mode: "threshold", certainty: options.rule.certainty }
    const evidence = options.evidence === undefined ? {} : { evidence: options.evidence }
    const next = nextLabels({
      votes: now,
      room,
      audit,
      rule,
      start: round % AFRESH === 0 ? undefined : start,
      ...evidence,
    })
    if (next.tasks.length === 0) return { votes: now, keep, audit, rounds: round }
    start = next.fit.counts
    for (const t of next.tasks) spent += takeOne(votes, order, t, { keep, taken })
  }
}

/**
 * Fixed overlap of the same size, for comparison: every task gets the same number of its votes, in the same kind of order,
 * and the labels that do not divide evenly go to tasks at random. Takes `share` of all votes.
 */
export function replayFixed(votes: Votes, share: number, seed: number): Replay {
  const dice = seeded(seed)
  const order = ordersOf(votes, dice)
  const keep = new Uint8Array(votes.person.length)
  const taken = new Int32Array(votes.tasks)
  const tasks = shuffle(
    Int32Array.from({ length: votes.tasks }, (_, t) => t),
    dice,
  )
  let left = Math.round(share * keep.length)
  while (left > 0) {
    for (const t of tasks) if (left > 0) left -= takeOne(votes, order, t, { keep, taken })
  }
  return { votes: keepVotes(votes, keep), keep, audit: new Uint8Array(votes.tasks), rounds: 1 }
}

/** Tasks drawn for the audit: 1 for about `share` of them, at least one where there are tasks and `share` is above 0. */
export function auditSample(tasks: number, share: number, dice: Seeded): Uint8Array {
  const order = shuffle(
    Int32Array.from({ length: tasks }, (_, t) => t),
    dice,
  )
  const drawn = new Uint8Array(tasks)
  for (const t of order.subarray(0, Math.ceil(share * tasks))) drawn[t] = 1
  return drawn
}

/** For each task its votes (positions in the votes) in a random order. */
function ordersOf(votes: Votes, dice: Seeded): Int32Array {
  const order = Int32Array.from(votes.person, (_, i) => i)
  for (let t = 0; t < votes.tasks; t++) shuffle(order.subarray(votes.offsets[t], votes.offsets[t + 1]), dice)
  return order
}

interface Taken {
  readonly keep: Uint8Array
  readonly taken: Int32Array
}

function take(votes: Votes, order: Int32Array, each: number, into: Taken): number {
  let count = 0
  for (let t = 0; t < votes.tasks; t++) for (let i = 0; i < each; i++) count += takeOne(votes, order, t, into)
  return count
}

/** Takes the next vote of task `t`; 1, or 0 when there is none left. */
function takeOne(votes: Votes, order: Int32Array, t: number, { keep, taken }: Taken): number {
  const at = (votes.offsets[t] ?? 0) + (taken[t] ?? 0)
  if (at >= (votes.offsets[t + 1] ?? 0)) return 0
  keep[order[at] ?? 0] = 1
  taken[t] = (taken[t] ?? 0) + 1
  return 1
}
