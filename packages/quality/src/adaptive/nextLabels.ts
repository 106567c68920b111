import { dawidSkene, STOPPING_PRIOR } from "../labels/dawidSkene.ts"
import type { Counts, EmFit } from "../labels/em.ts"
import { leaveOneOut } from "../labels/leaveOneOut.ts"
import type { Votes } from "../labels/votes.ts"

/**
 * How labels are given out.
 *
 * `budget`: `left` more labels in all, to the least certain tasks first; the safe mode, since it does not rest on how sure
 * the model is but only on which task it is less sure of. `threshold`: until the chance that more labels would not change
 * the answer is `certainty` (0 to 1); cheaper on easy sets and dangerous where people share a mistake.
 */
export type OverlapMode =
  | { readonly mode: "budget"; readonly left: number }
  | { readonly mode: "threshold"; readonly certainty: number; readonly left?: number }

/** What is decided on: the votes so far and what may still come. */
interface OverlapState {
  readonly votes: Votes
  /** How many more labels each task may get (people who have not seen it, up to the project's most). */
  readonly room: Int32Array
  /** 1 for tasks that go to full overlap whatever happens, to measure what stopping early costs: see `auditSample`. */
  readonly audit: Uint8Array
  readonly rule: OverlapMode
  /** Labels that every task gets before anything is judged. Default 2. */
  readonly least?: number
  /** Threshold mode: labels that the people on a task must have given on average before it may stop. Default 20. */
  readonly evidence?: number
  /** Counts of the last round's fit to continue from; leave out every third round, so that no round's mistake stays. */
  readonly start?: Counts | undefined
}

/** Who gets one more label in this round. */
interface NextLabels {
  /** Tasks to give one more label each, most urgent first. Empty when all is done. */
  readonly tasks: Int32Array
  /** For each task the chance in [0, 1] that its answer would stay, by the leave-one-out posterior. */
  readonly certainty: Float64Array
  /** The fit, whose `counts` the next round may continue from. */
  readonly fit: EmFit
}

/** Labels before a task is judged: one answer alone has nobody to differ from. */
export const LEAST_LABELS = 2
/** Labels that people on a task have given on average before it may stop early: a guard measured in recipe D.4. */
export const EVIDENCE_ON_PEOPLE = 20
/** Share of tasks that go to full overlap to measure the loss. */
export const AUDIT_SHARE = 0.05
/** In budget mode a round serves this share of tasks, or `LEFT_SHARE` of the labels left where that is more. */
const ROUND_SHARE = 0.05
const LEFT_SHARE = 1 / 50

/**
 * One round of adaptive overlap: refits MAP Dawid-Skene on what is there, judges each task by its leave-one-out posterior
 * and says which tasks get one more label. Tasks judged done in one round are judged again in the next.
 *
 * Constants are those of recipe D.2 (two labels, prior 2 x pooled + 2 on the diagonal + 0.5), but a round is a third of the
 * recipe's: the smaller the rounds, the fresher each decision. On 60 orders of dog that no test uses, rounds of 15, 5 and 2 %
 * of the tasks lost 0.81, 0.67 and 0.64 points; 5 % costs half as much time as 2 %. Equal certainty goes to the task with
 * fewer labels.
 *
 * Tried and left: the chance that the labels still to come would turn the answer, as a whole or for each label (0.88 and 0.79
 * on dog, 0.86 on bluebirds, where least certain first loses 0.56); a stronger prior (4 x pooled: 0.83).
 */
export function nextLabels(state: OverlapState): NextLabels {
  const { votes, room, audit, rule, least = LEAST_LABELS } = state
  const fit = dawidSkene(votes, { form: "map", prior: STOPPING_PRIOR, start: state.start })
  const certainty = certaintyOf(votes, fit)
  const labels = (t: number) => (votes.offsets[t + 1] ?? 0) - (votes.offsets[t] ?? 0)
  const open = Array.from({ length: votes.tasks }, (_, t) => t).filter((t) => (room[t] ?? 0) > 0)
  const urgency = (a: number, b: number) => (certainty[a] ?? 0) - (certainty[b] ?? 0) || labels(a) - labels(b) || a - b
  const first = open.filter((t) => labels(t) < least || audit[t] === 1).sort(urgency)
  const rest = open.filter((t) => labels(t) >= least && audit[t] !== 1).sort(urgency)
  const left = rule.left ?? Infinity
  const tasks = first.length >= left ? first : [...first, ...chosen(rest, state, certainty, left - first.length)]
  return { tasks: Int32Array.from(tasks.slice(0, Math.max(0, left))), certainty, fit }
}

function chosen(rest: readonly number[], state: OverlapState, certainty: Float64Array, left: number): number[] {
  const { votes, rule } = state
  if (rule.mode === "budget") {
    return rest.slice(0, Math.ceil(Math.max(ROUND_SHARE * votes.tasks, LEFT_SHARE * left)))
  }
  const known = evidenceOnTasks(votes)
  const enough = state.evidence ?? EVIDENCE_ON_PEOPLE
  return rest.filter((t) => (certainty[t] ?? 0) < rule.certainty || (known[t] ?? 0) < enough)
}

/** The largest leave-one-out posterior of each task. */
function certaintyOf(votes: Votes, fit: EmFit): Float64Array {
  const own = leaveOneOutOf(votes, fit)
  return Float64Array.from({ length: votes.tasks }, (_, t) => {
    let most = 0
    for (let c = 0; c < votes.classes; c++) most = Math.max(most, own[t * votes.classes + c] ?? 0)
    return most
  })
}

function leaveOneOutOf(votes: Votes, { posterior, counts }: EmFit): Float64Array {
  return leaveOneOut({ votes, posterior, counts, form: "map", prior: STOPPING_PRIOR })
}

/** The posterior that stopping rests on, `tasks x classes` row by row: MAP Dawid-Skene, each task judged without itself. */
export function stoppingPosterior(votes: Votes): Float64Array {
  return leaveOneOutOf(votes, dawidSkene(votes, { form: "map", prior: STOPPING_PRIOR }))
}

/** Labels that the people on each task have given to other tasks, on average over the people; 0 for a task without any. */
export function evidenceOnTasks(votes: Votes): Float64Array {
  const given = new Int32Array(votes.people)
  for (const person of votes.person) given[person] = (given[person] ?? 0) + 1
  return Float64Array.from({ length: votes.tasks }, (_, t) => {
    const from = votes.offsets[t] ?? 0
    const to = votes.offsets[t + 1] ?? 0
    let sum = 0
    for (let i = from; i < to; i++) sum += (given[votes.person[i] ?? 0] ?? 0) - 1
    return to === from ? 0 : sum / (to - from)
  })
}
