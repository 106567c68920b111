import { f64, i32 } from "./arrays.ts"
import { type ConfusionPrior, type DawidSkeneForm, logShare, priorCounts } from "./dawidSkene.ts"
import { type Counts, softMax } from "./em.ts"
import type { Votes } from "./votes.ts"

/** Of which fit, and how its confusions were smoothed. */
interface LeaveOneOutInput {
  readonly votes: Votes
  /** `tasks × classes`, of the fit. */
  readonly posterior: Float64Array
  readonly counts: Counts
  readonly form: DawidSkeneForm
  readonly prior: ConfusionPrior
}

/**
 * Each task's posterior as if nothing had been learned from the task itself: its own posterior is taken out of the
 * counts of all who voted on it, and out of the class counts, before the product. A task can no longer vouch for the
 * people who vouch for it, so the result is less sure than the fit's own posterior where people have few votes.
 *
 * @returns `tasks × classes`, row-major. O(votes · classes).
 */
export function leaveOneOut({ votes, posterior, counts, form, prior }: LeaveOneOutInput): Float64Array {
  const { tasks, people, classes: K, offsets, person, label } = votes
  const start = priorCounts(counts.cells, people, K, prior)
  const rows = rowTotals(counts.cells, start, people, K)
  const result = new Float64Array(tasks * K)
  const score = new Float64Array(K)
  let classSum = K
  for (let c = 0; c < K; c++) classSum += f64(counts.classes, c)
  for (let t = 0; t < tasks; t++) {
    const [begin, end] = [i32(offsets, t), i32(offsets, t + 1)]
    const voted = end > begin
    for (let c = 0; c < K; c++) {
      const own = voted ? f64(posterior, t * K + c) : 0
      score[c] = Math.log(Math.max(1e-9, f64(counts.classes, c) + 1 - own) / (classSum - (voted ? 1 : 0)))
    }
    for (let i = begin; i < end; i++) {
      const w = i32(person, i)
      const y = i32(label, i)
      for (let c = 0; c < K; c++) {
        const own = f64(posterior, t * K + c)
        const cell = f64(counts.cells, (w * K + y) * K + c) + f64(start, y * K + c) - own
        // Rounding may leave a hair below the prior's own share.
        const least = f64(start, y * K + c)
        score[c] = f64(score, c) + logShare(form, Math.max(least, cell), f64(rows, w * K + c) - own, K)
      }
    }
    softMax(score, result, t * K)
  }
  return result
}

/** Labels of each person on each true class, prior counts included: `people × classes`. */
export function rowTotals(cells: Float64Array, start: Float64Array, people: number, K: number): Float64Array {
  const rows = new Float64Array(people * K)
  for (let w = 0; w < people; w++) {
    for (let c = 0; c < K; c++) {
      let row = 0
      for (let y = 0; y < K; y++) row += f64(cells, (w * K + y) * K + c) + f64(start, y * K + c)
      rows[w * K + c] = row
    }
  }
  return rows
}
