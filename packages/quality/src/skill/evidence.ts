import { logShare, priorCounts, STOPPING_PRIOR } from "../labels/dawidSkene.ts"
import { type EmFit, softMax } from "../labels/em.ts"
import { rowTotals } from "../labels/leaveOneOut.ts"
import type { Votes } from "../labels/votes.ts"

/** What is known of one person at one competence, in answers' worth; fractions where nobody knows for certain. */
export interface Evidence {
  /** By the answers of others. */
  readonly right: number
  readonly wrong: number
  /** By gold, or by a reviewer's decision on evidence. */
  readonly goldRight: number
  readonly goldWrong: number
}

/** Nothing known. */
export const NO_EVIDENCE: Evidence = { right: 0, wrong: 0, goldRight: 0, goldWrong: 0 }

/** Evidence of one active day: `day` only has to rise; days without evidence do not exist. */
export interface DayEvidence extends Evidence {
  readonly day: number
}

/** What an answer still counts one active day later: people learn and tire. A proposal of the design, not fitted. */
export const KEPT_A_DAY = 0.98

/**
 * Sums evidence over days, each weighted by 0.98 for every later active day of the person; the last one counts fully.
 * A holiday takes nothing away, since only days with evidence count. The order of the list does not matter.
 */
export function fadeEvidence(days: readonly DayEvidence[]): Evidence {
  const active = [...new Set(days.map(({ day }) => day))].sort((a, b) => b - a)
  const later = new Map(active.map((day, index) => [day, index]))
  const sum = { right: 0, wrong: 0, goldRight: 0, goldWrong: 0 }
  for (const one of [...days].sort((a, b) => a.day - b.day)) {
    const weight = KEPT_A_DAY ** (later.get(one.day) ?? 0)
    sum.right += weight * one.right
    sum.wrong += weight * one.wrong
    sum.goldRight += weight * one.goldRight
    sum.goldWrong += weight * one.goldWrong
  }
  return sum
}

/**
 * The chance in [0, 1] that each vote is right, by the votes of the *others* on its task: their confusions are taken
 * without this task (leave-one-out), and the vote itself counts as a stranger's, with the project's average confusion.
 * So nobody's own record speaks for them, and a vote that others say little about is not half wrong for it.
 *
 * One number a vote, in the order of `votes`. O(votes x classes). A vote alone on its task gives what the class shares and an
 * average person's confusion say.
 *
 * @param fit a MAP fit of the same votes with `STOPPING_PRIOR`.
 */
export function chancesRight(votes: Votes, fit: EmFit): Float64Array {
  const { classes: K, offsets, person, label, people } = votes
  const { cells, classes } = fit.counts
  const start = priorCounts(cells, people, K, STOPPING_PRIOR)
  const rows = rowTotals(cells, start, people, K)
  const stranger = logStranger(cells, people, K)
  const total = classes.reduce((sum, n) => sum + n + 1, 0)
  const result = new Float64Array(person.length)
  const score = new Float64Array(K)
  const chance = new Float64Array(K)
  for (let t = 0; t < votes.tasks; t++) {
    const from = offsets[t] ?? 0
    const to = offsets[t + 1] ?? 0
    const terms = new Float64Array((to - from) * K)
    const sums = new Float64Array(K)
    for (let c = 0; c < K; c++) {
      const own = fit.posterior[t * K + c] ?? 0
      sums[c] = Math.log(Math.max(1e-9, (classes[c] ?? 0) + 1 - own) / (total - 1))
      for (let i = from; i < to; i++) {
        const at = ((person[i] ?? 0) * K + (label[i] ?? 0)) * K + c
        const least = start[(label[i] ?? 0) * K + c] ?? 0
        const cell = Math.max(least, (cells[at] ?? 0) + least - own)
        const term = logShare("map", cell, (rows[(person[i] ?? 0) * K + c] ?? 0) - own, K)
        terms[(i - from) * K + c] = term
        sums[c] = (sums[c] ?? 0) + term
      }
    }
    for (let i = from; i < to; i++) {
      const y = label[i] ?? 0
      for (let c = 0; c < K; c++) {
        score[c] = (sums[c] ?? 0) - (terms[(i - from) * K + c] ?? 0) + (stranger[y * K + c] ?? 0)
      }
      softMax(score, chance, 0)
      result[i] = chance[y] ?? 0
    }
  }
  return result
}

/** log P(label | class) of everybody together, one label added to each cell. */
function logStranger(cells: Float64Array, people: number, K: number): Float64Array {
  const pooled = new Float64Array(K * K).fill(1)
  for (let w = 0; w < people; w++) {
    for (let k = 0; k < K * K; k++) pooled[k] = (pooled[k] ?? 0) + (cells[w * K * K + k] ?? 0)
  }
  const row = new Float64Array(K)
  for (let y = 0; y < K; y++) for (let c = 0; c < K; c++) row[c] = (row[c] ?? 0) + (pooled[y * K + c] ?? 0)
  return pooled.map((n, k) => Math.log(n / (row[k % K] ?? 1)))
}

/** Evidence of each person from the chances of their votes; gold tasks (class known, not -1) count as gold. */
export function evidenceOfPeople(votes: Votes, chances: Float64Array, gold?: Int32Array): Evidence[] {
  const right = new Float64Array(votes.people)
  const wrong = new Float64Array(votes.people)
  const goldRight = new Float64Array(votes.people)
  const goldWrong = new Float64Array(votes.people)
  const add = (to: Float64Array, w: number, amount: number) => {
    to[w] = (to[w] ?? 0) + amount
  }
  for (let t = 0; t < votes.tasks; t++) {
    const known = gold?.[t] ?? -1
    const to = votes.offsets[t + 1] ?? 0
    for (let i = votes.offsets[t] ?? 0; i < to; i++) {
      const w = votes.person[i] ?? 0
      if (known >= 0) add(votes.label[i] === known ? goldRight : goldWrong, w, 1)
      else {
        add(right, w, chances[i] ?? 0)
        add(wrong, w, 1 - (chances[i] ?? 0))
      }
    }
  }
  return Array.from(right, (n, w) => ({
    right: n,
    wrong: wrong[w] ?? 0,
    goldRight: goldRight[w] ?? 0,
    goldWrong: goldWrong[w] ?? 0,
  }))
}
