import { describe, expect, test } from "vitest"
import { smallCrowd } from "../testing/labelCrowd.ts"
import { dawidSkene } from "./dawidSkene.ts"
import { foldsOf, structuralKeys } from "./folds.ts"
import { glad, sigmoid } from "./glad.ts"
import { CANDIDATES, type Candidate, predictiveEvidence } from "./heldOut.ts"
import { mace } from "./mace.ts"
import { oneCoin } from "./oneCoin.ts"
import { keepVotes, type Votes } from "./votes.ts"

const { votes } = smallCrowd({ tasks: 250, labelsPerTask: 3, people: 25 })
const K = votes.classes

/** log Σ_c P(c | the others) P(label | c) of every label left out, written as the formula stands. */
function predictions(method: Candidate, seed: number): number[] {
  const fold = foldsOf(structuralKeys(votes), 5, seed)
  const logs: number[] = []
  for (let f = 0; f < 5; f++) {
    const training = keepVotes(
      votes,
      fold.map((own) => Number(own !== f)),
    )
    const probability = predictor(method, training)
    for (let t = 0; t < votes.tasks; t++) {
      if (training.offsets[t] === training.offsets[t + 1]) continue
      for (let i = votes.offsets[t] ?? 0; i < (votes.offsets[t + 1] ?? 0); i++)
        if (fold[i] === f) logs.push(Math.log(probability(t, votes.person[i] ?? 0, votes.label[i] ?? 0)))
    }
  }
  return logs
}

function predictor(method: Candidate, training: Votes): (t: number, w: number, y: number) => number {
  if (method === "glad") {
    const { posterior, ability, ease } = glad(training)
    return (t, w, y) => {
      const right = sigmoid((ability[w] ?? 0) * (ease[t] ?? 0))
      let total = 0
      for (let c = 0; c < K; c++) total += (posterior[t * K + c] ?? 0) * (c === y ? right : (1 - right) / (K - 1))
      return total
    }
  }
  const prior = { pooled: 4, diagonal: 0, spread: 0 }
  const fit =
    method === "mace"
      ? mace(training)
      : method === "one-coin"
        ? oneCoin(training)
        : dawidSkene(training, { form: "map", prior })
  return (t, w, y) => {
    let total = 0
    for (let c = 0; c < K; c++)
      total += (fit.posterior[t * K + c] ?? 0) * Math.exp(fit.logConfusion[(w * K + y) * K + c] ?? 0)
    return total
  }
}

const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length

describe("the evidence for a method", () => {
  const evidence = predictiveEvidence(votes, 5)

  test.each(CANDIDATES)("%s: is the mean log-probability of the labels left out", (method) => {
    const found = evidence.find((row) => row.method === method)
    expect(found?.score).toBeCloseTo(mean(predictions(method, 5)), 9)
  })

  test("has the standard error of the paired difference to the best", () => {
    const best = evidence[0]?.method ?? "glad"
    const top = predictions(best, 5)
    for (const { method, error } of evidence.slice(1)) {
      const gap = predictions(method, 5).map((log, i) => log - (top[i] ?? 0))
      const middle = mean(gap)
      const variance = gap.reduce((sum, d) => sum + (d - middle) ** 2, 0) / (gap.length - 1)
      expect(error).toBeCloseTo(Math.sqrt(variance / gap.length), 9)
    }
  })

  test("is sorted, and names every candidate once", () => {
    expect(new Set(evidence.map(({ method }) => method))).toEqual(new Set(CANDIDATES))
    evidence.slice(1).forEach(({ score }, i) => expect(score).toBeLessThanOrEqual(evidence[i]?.score ?? 0))
  })

  test("is the same when asked again", () => {
    expect(predictiveEvidence(votes, 5)).toEqual(evidence)
  })

  test("moves little with the seed", () => {
    const other = predictiveEvidence(votes, 6)
    for (const { method, score } of evidence)
      expect(Math.abs((other.find((row) => row.method === method)?.score ?? 0) - score)).toBeLessThan(0.05)
  })
})
