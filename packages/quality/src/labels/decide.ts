import { f64, i32 } from "./arrays.ts"
import type { Votes } from "./votes.ts"

/** Two classes this near in probability are a tie: far above rounding, far below anything worth acting on. */
const TIE = 1e-9

/** The answer of every task, read off its posterior. */
export interface Decisions {
  /** The likeliest class of each task; −1 where nobody voted and no gold is known. */
  readonly answer: Int32Array
  /** 1 where two or more classes were equally likely (within `TIE`). */
  readonly tied: Uint8Array
  /** The posterior of the answer, 0–1; 0 where there is none. */
  readonly confidence: Float64Array
}

/**
 * Reads the answers off a posterior (`tasks × classes`, row-major). A tie goes to the class that is commoner over all
 * tasks, which renaming does not change; only when these are equal too, to the class whose name comes first.
 */
export function decide(votes: Votes, posterior: Float64Array, gold?: Int32Array): Decisions {
  const { tasks, classes: K } = votes
  const answer = new Int32Array(tasks).fill(-1)
  const tied = new Uint8Array(tasks)
  const confidence = new Float64Array(tasks)
  const total = classTotals(votes, posterior)
  for (let t = 0; t < tasks; t++) {
    if (i32(votes.offsets, t) === i32(votes.offsets, t + 1) && (gold === undefined || i32(gold, t) < 0)) continue
    let best = 0
    for (let c = 1; c < K; c++) if (f64(posterior, t * K + c) > f64(posterior, t * K + best)) best = c
    const most = f64(posterior, t * K + best)
    let first = best
    for (let c = 0; c < K; c++) {
      if (c === best || f64(posterior, t * K + c) < most - TIE) continue
      tied[t] = 1
      const gain = f64(total, c) - f64(total, first)
      if (gain > TIE * tasks || (Math.abs(gain) <= TIE * tasks && c < first)) first = c
    }
    answer[t] = first
    confidence[t] = f64(posterior, t * K + first)
  }
  return { answer, tied, confidence }
}

/** Expected number of tasks of each class, over the tasks that have votes. */
function classTotals({ tasks, classes: K, offsets }: Votes, posterior: Float64Array): Float64Array {
  const total = new Float64Array(K)
  for (let t = 0; t < tasks; t++) {
    if (i32(offsets, t) === i32(offsets, t + 1)) continue
    for (let c = 0; c < K; c++) total[c] = f64(total, c) + f64(posterior, t * K + c)
  }
  return total
}
