import { everyRow } from "./tables.ts"

/** Items of scores and whether each was right, of which a curve is made. */
interface Judged {
  readonly score: Float64Array
  /** 1 right, 0 wrong. */
  readonly right: Uint8Array
}

/** Blocks of ascending scores with the share that was right, never falling. */
export interface CalibrationCurve {
  /** Least score of each block, ascending. */
  readonly from: Float64Array
  readonly right: Float64Array
  readonly total: Float64Array
}

/**
 * Isotonic regression of "right" on the score by pooling adjacent violators: the share that was right in each block of
 * scores, rising with the score. Equal scores share a block. Empty for no items.
 *
 * @see Zadrozny and Elkan 2002, "Transforming classifier scores into accurate multiclass probability estimates".
 */
export function calibrationCurve({ score, right }: Judged): CalibrationCurve {
  const order = everyRow(score.length).sort((a, b) => (score[a] ?? 0) - (score[b] ?? 0) || a - b)
  const from: number[] = []
  const good: number[] = []
  const total: number[] = []
  for (const row of order) {
    const isRight = right[row] === 1 ? 1 : 0
    const last = from.length - 1
    if (last >= 0 && score[row] === from[last] && total[last] !== undefined) {
      good[last] = (good[last] ?? 0) + isRight
      total[last] = (total[last] ?? 0) + 1
    } else {
      from.push(score[row] ?? 0)
      good.push(isRight)
      total.push(1)
    }
  }
  return pooled(from, good, total)
}

/** Joins neighbours while the lower one has the greater share. */
function pooled(from: readonly number[], good: readonly number[], total: readonly number[]): CalibrationCurve {
  const blocks: { from: number; good: number; total: number }[] = []
  for (let i = 0; i < from.length; i++) {
    let block = { from: from[i] ?? 0, good: good[i] ?? 0, total: total[i] ?? 0 }
    for (let last = blocks.at(-1); last && last.good * block.total >= block.good * last.total; last = blocks.at(-1)) {
      block = { from: last.from, good: last.good + block.good, total: last.total + block.total }
      blocks.pop()
    }
    blocks.push(block)
  }
  return {
    from: Float64Array.from(blocks, (b) => b.from),
    right: Float64Array.from(blocks, (b) => b.good),
    total: Float64Array.from(blocks, (b) => b.total),
  }
}

/** Position of the block that holds `score`; the first for a score below all, -1 for an empty curve. */
export function blockOf(curve: CalibrationCurve, score: number): number {
  let low = 0
  let high = curve.from.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((curve.from[middle] ?? 0) <= score) low = middle
    else high = middle - 1
  }
  return curve.from.length === 0 ? -1 : low
}
