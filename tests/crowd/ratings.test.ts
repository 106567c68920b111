import { unitTable } from "@justesse/quality/agreement/units"
import { aggregateRatings, type RatingMethod } from "@justesse/quality/ratings/aggregate"
import { ordinalDawidSkene } from "@justesse/quality/ratings/ordinal"
import { describe, expect, test } from "vitest"
import { goldSet } from "./classification.ts"
import { goldOf, HAVE_CROWD, votesOf } from "./sets.ts"

/** Mean absolute and root mean squared error against gold. */
function errors(method: RatingMethod) {
  const gold = goldOf("ratings/emotion")
  const { tasks, method: used } = aggregateRatings(unitTable(votesOf("ratings/emotion"), "interval"), { method })
  const differences = tasks.map(({ task, value }) => value - Number(gold.get(task)))
  return {
    used,
    mae: differences.reduce((sum, d) => sum + Math.abs(d), 0) / differences.length,
    rmse: Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length),
  }
}

describe.runIf(HAVE_CROWD)("ratings and grades of real crowds", () => {
  test("emotion: mean 12.56 / 18.46 and median 13.58 / 21.65 as the reference; the mean is chosen", () => {
    const [auto, median] = [errors("auto"), errors("median")]
    expect(auto.used).toBe("mean")
    expect([auto.mae, auto.rmse].map((x) => Math.round(x * 100) / 100)).toEqual([12.56, 18.46])
    expect([median.mae, median.rmse].map((x) => Math.round(x * 100) / 100)).toEqual([13.58, 21.65])
  })

  test("adult2, four ordered classes: 0.27 of a class from gold on average", () => {
    const { votes, gold } = goldSet("adult2")
    const { answer } = ordinalDawidSkene(votes)
    const known = [...gold.keys()].filter((t) => (gold[t] ?? -1) >= 0)
    const distance = known.reduce((sum, t) => sum + Math.abs((answer[t] ?? 0) - (gold[t] ?? 0)), 0) / known.length
    console.log(`adult2 as grades: ${distance.toFixed(3)} of a class from gold on ${known.length} tasks`)
    expect(distance).toBeLessThan(0.29)
  })
})
