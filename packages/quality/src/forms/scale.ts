import { quantile } from "../agreement/alpha.ts"
import { seeded } from "../agreement/seeded.ts"
import { alphaOf } from "./choices.ts"
import type { FieldVote } from "./fields.ts"
import { byTask, type FieldDecision, type FieldOutcome, sharesOf } from "./outcome.ts"

/** From so many people up a mean has an interval. */
const FEWEST = 5
const RESAMPLES = 1_000
const SEED = 1

/** The mean of a scale's answers with their median, distribution, and from five people up a 90 % interval. */
export function decideScales(votes: readonly FieldVote<number>[]): FieldOutcome {
  const decided = new Map<string, FieldDecision>()
  for (const [task, own] of byTask(votes)) {
    const values = Float64Array.from(own, ({ value }) => value).sort()
    const mean = meanOf(values)
    decided.set(task, {
      value: mean,
      confidence: null,
      isTied: false,
      people: own.map(({ person }) => person),
      median: quantile(values, 0.5),
      distribution: sharesOf([...values], values.length, (a, b) => a - b),
      interval: values.length < FEWEST ? null : bootstrapped(values),
    })
  }
  return { decided, method: "mean", agreement: alphaOf(votes, "ordinal"), tolerance: null }
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Means of people drawn again from these, each time as many: where 90 % of them lie. The values are sorted, so names do not enter. */
function bootstrapped(values: Float64Array): readonly [number, number] {
  const dice = seeded(SEED)
  const means = new Float64Array(RESAMPLES)
  for (let drawn = 0; drawn < RESAMPLES; drawn++) {
    let sum = 0
    for (let n = 0; n < values.length; n++) sum += values[Math.floor(dice() * values.length)] ?? 0
    means[drawn] = sum / values.length
  }
  means.sort()
  return [quantile(means, 0.05), quantile(means, 0.95)]
}
