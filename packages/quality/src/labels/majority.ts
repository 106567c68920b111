import type { Decisions } from "./decide.ts"
import type { Votes } from "./votes.ts"

// `as number` in this file: the loops bound every index, and a call for each read would cost most of the time.

/** The answer that most people gave. */
interface MajorityFit extends Decisions {
  /** Vote shares, `tasks × classes`, row-major; a task without votes has zeros. */
  readonly posterior: Float64Array
  /** Of each person: the mean share of the others on the same tasks who agree with them, 0–1 (1/K without evidence). */
  readonly agreement: Float64Array
  /** Tasks whose tie neither the voters' agreement nor the commoner class could break. */
  readonly open: number
}

/**
 * Majority. A tie is reported and goes to the side whose voters agree more with others *elsewhere* (the task itself is
 * left out, since its votes are what is in doubt); if that is equal, to the commoner class; if that is equal, to the
 * class whose name comes first (counted in `open`). Gold answers its task. O(votes + tasks · classes).
 */
export function majority(votes: Votes, gold?: Int32Array): MajorityFit {
  const { tasks, people, classes: K, offsets, person, label } = votes
  const posterior = new Float64Array(tasks * K)
  const answer = new Int32Array(tasks).fill(-1)
  const tied = new Uint8Array(tasks)
  const confidence = new Float64Array(tasks)
  const agreed = new Float64Array(people)
  const compared = new Float64Array(people)
  const count = new Int32Array(K)
  for (let t = 0; t < tasks; t++) {
    const begin = offsets[t] as number
    const end = offsets[t + 1] as number
    const size = end - begin
    if (size === 0) continue
    for (let i = begin; i < end; i++) {
      const y = label[i] as number
      count[y] = (count[y] as number) + 1
    }
    let [most, best, ties] = [0, -1, 0]
    for (let i = begin; i < end; i++) {
      const w = person[i] as number
      const y = label[i] as number
      const same = count[y] as number
      if (same > most) [most, best, ties] = [same, y, 0]
      else if (same === most && y !== best) ties = 1
      posterior[t * K + y] = same / size
      if (size === 1) continue
      agreed[w] = (agreed[w] as number) + (same - 1) / (size - 1)
      compared[w] = (compared[w] as number) + 1
    }
    for (let i = begin; i < end; i++) count[label[i] as number] = 0
    answer[t] = best
    tied[t] = ties
    confidence[t] = most / size
  }
  const open = breakTies(votes, { posterior, answer, tied, agreed, compared })
  if (gold) clamp(gold, K, { posterior, answer, tied, confidence })
  const agreement = agreed.map((a, w) => ((compared[w] as number) > 0 ? a / (compared[w] as number) : 1 / K))
  return { posterior, answer, tied, confidence, agreement, open }
}

interface Evidence {
  readonly posterior: Float64Array
  readonly answer: Int32Array
  readonly tied: Uint8Array
  readonly agreed: Float64Array
  readonly compared: Float64Array
}

/** Answers the tied tasks; returns how many were left to the order of names. */
function breakTies(votes: Votes, { posterior, answer, tied, agreed, compared }: Evidence): number {
  const { tasks, classes: K, offsets, person, label } = votes
  const common = new Float64Array(K)
  for (let i = 0; i < label.length; i++) common[label[i] as number] = (common[label[i] as number] as number) + 1
  const weight = new Float64Array(K)
  let open = 0
  for (let t = 0; t < tasks; t++) {
    if (tied[t] !== 1) continue
    const begin = offsets[t] as number
    const end = offsets[t + 1] as number
    weight.fill(0)
    for (let i = begin; i < end; i++) {
      const w = person[i] as number
      const y = label[i] as number
      const here = ((posterior[t * K + y] as number) * (end - begin) - 1) / (end - begin - 1)
      const elsewhere = (compared[w] as number) - 1
      weight[y] = (weight[y] as number) + (elsewhere > 0 ? ((agreed[w] as number) - here) / elsewhere : 1 / K)
    }
    const most = posterior[t * K + (answer[t] as number)] as number
    let best = -1
    let undecided = false
    for (let c = 0; c < K; c++) {
      if (posterior[t * K + c] !== most) continue
      const gain = best < 0 ? Infinity : (weight[c] as number) - (weight[best] as number)
      const commoner = best < 0 ? 0 : (common[c] as number) - (common[best] as number)
      if (gain > 1e-9 || (gain > -1e-9 && commoner > 0)) [best, undecided] = [c, false]
      else if (gain > -1e-9 && commoner === 0) undecided = true
    }
    answer[t] = best
    if (undecided) open++
  }
  return open
}

/** Writes known answers over computed ones. */
export function clamp(gold: Int32Array, K: number, into: Decisions & { readonly posterior: Float64Array }): void {
  for (let t = 0; t < gold.length; t++) {
    const known = gold[t] as number
    if (known < 0) continue
    into.posterior.fill(0, t * K, t * K + K)
    into.posterior[t * K + known] = 1
    into.answer[t] = known
    into.tied[t] = 0
    into.confidence[t] = 1
  }
}
