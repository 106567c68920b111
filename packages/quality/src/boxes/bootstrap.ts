import { seeded } from "../agreement/seeded.ts"
import { at } from "./numbers.ts"
import { type BoxScore, SCORE_FIELDS, scoreOfCounts } from "./score.ts"

/** A figure with the interval that holds the middle 95 % of resampled images. */
export interface Interval {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** The figures of {@link BoxScore}, each with its interval. */
interface ScoreIntervals {
  readonly f1At50: Interval
  readonly f1At75: Interval
  /** Null where nothing matches in any image. */
  readonly meanIou: Interval | null
  readonly pq: Interval
}

/**
 * Image-bootstrap 95 % intervals of the figures of `counts` (see countImages): images are drawn with replacement
 * `draws` times. Images are put in the order of their counts first, so that their names play no part. Pure: the dice are
 * seeded. Draws in which nothing matches have no mean IoU and do not count for its interval.
 */
export function bootstrapScores(counts: Float64Array, draws = 2_000, seed = 1): ScoreIntervals {
  const sorted = sortedRows(counts)
  const images = counts.length / SCORE_FIELDS
  const dice = seeded(seed)
  const chosen = new Int32Array(images)
  const samples = FIGURES.map(() => new Array<number>())
  for (let draw = 0; draw < draws; draw++) {
    for (let n = 0; n < images; n++) chosen[n] = Math.floor(dice() * images)
    const score = scoreOfCounts(sorted, chosen)
    FIGURES.forEach((figure, f) => {
      const value = score[figure]
      if (value !== null) samples[f]?.push(value)
    })
  }
  const whole = scoreOfCounts(sorted)
  const interval = (value: number, f: number): Interval => {
    const values = Float64Array.from(samples[f] ?? []).sort()
    const quantile = (p: number) => (values.length === 0 ? value : at(values, Math.round(p * (values.length - 1))))
    return { value, low: quantile(0.025), high: quantile(0.975) }
  }
  return {
    f1At50: interval(whole.f1At50, 0),
    f1At75: interval(whole.f1At75, 1),
    meanIou: whole.meanIou === null ? null : interval(whole.meanIou, 2),
    pq: interval(whole.pq, 3),
  }
}

const FIGURES = ["f1At50", "f1At75", "meanIou", "pq"] as const satisfies readonly (keyof BoxScore)[]

function sortedRows(counts: Float64Array): Float64Array {
  const rows = Array.from({ length: counts.length / SCORE_FIELDS }, (_, image) =>
    counts.subarray(SCORE_FIELDS * image, SCORE_FIELDS * (image + 1)),
  )
  rows.sort((a, b) => {
    for (let f = 0; f < SCORE_FIELDS; f++) if (a[f] !== b[f]) return at(a, f) - at(b, f)
    return 0
  })
  return Float64Array.from(rows.flatMap((row) => [...row]))
}
