import { describe, expect, test } from "vitest"
import { rightRatio, smallCrowd, sorted } from "../testing/labelCrowd.ts"
import { type ConfusionPrior, type DawidSkeneForm, dawidSkene, logShare, STOPPING_PRIOR } from "./dawidSkene.ts"
import { decide } from "./decide.ts"
import { leaveOneOut } from "./leaveOneOut.ts"
import type { Votes } from "./votes.ts"

const { votes, truth } = smallCrowd()
const K = 3

/** The formula as it stands: counts without the task, then one product. The pooled row is the whole project's. */
function byHand(of: Votes, t: number, form: DawidSkeneForm, prior: ConfusionPrior): number[] {
  const { posterior, counts } = dawidSkene(of, { form, prior })
  const begin = of.offsets[t] ?? 0
  const own = of.person.slice(begin, of.offsets[t + 1]).map((_, k) => begin + k)
  const q = [...posterior.slice(t * K, t * K + K)]
  const cell = (w: number, y: number, c: number) => counts.cells[(w * K + y) * K + c] ?? 0
  const pooled = (y: number, c: number) => {
    let [part, whole] = [1, K]
    for (let w = 0; w < of.people; w++) {
      part += cell(w, y, c)
      for (let k = 0; k < K; k++) whole += cell(w, k, c)
    }
    return (prior.pooled * part) / whole + (y === c ? prior.diagonal : prior.spread / (K - 1))
  }
  const logs = q.map((share, c) => {
    let log = Math.log((counts.classes[c] ?? 0) + 1 - share)
    for (const i of own) {
      const [w, y] = [of.person[i] ?? 0, of.label[i] ?? 0]
      let row = 0
      for (let k = 0; k < K; k++) row += cell(w, k, c) + pooled(k, c)
      log += logShare(form, cell(w, y, c) - share + pooled(y, c), row - share, K)
    }
    return log
  })
  const top = Math.max(...logs)
  const weights = logs.map((log) => Math.exp(log - top))
  return weights.map((weight) => weight / weights.reduce((a, b) => a + b, 0))
}

describe("the leave-one-out posterior", () => {
  const settings: readonly (readonly [DawidSkeneForm, ConfusionPrior])[] = [
    ["map", STOPPING_PRIOR],
    ["map", { pooled: 4, diagonal: 2, spread: 1 }],
    ["variational", { pooled: 2, diagonal: 0, spread: 0 }],
  ]
  test.each(settings)("is, in the %s form, the product over counts that never saw the task (%o)", (form, prior) => {
    const fit = dawidSkene(votes, { form, prior })
    const loo = leaveOneOut({ votes, ...fit, form, prior })
    for (const t of [0, 17, 399])
      byHand(votes, t, form, prior).forEach((q, c) => expect(loo[t * K + c]).toBeCloseTo(q, 9))
  })

  test("is nearly as right as the fit's own, and less sure", () => {
    const fit = dawidSkene(votes, { form: "map", prior: STOPPING_PRIOR })
    const loo = decide(votes, leaveOneOut({ votes, ...fit, form: "map", prior: STOPPING_PRIOR }))
    const own = decide(votes, fit.posterior)
    expect(rightRatio(loo.answer, truth)).toBeGreaterThan(rightRatio(own.answer, truth) - 0.02)
    const mean = (list: Float64Array) => list.reduce((a, b) => a + b, 0) / list.length
    expect(mean(loo.confidence)).toBeLessThan(mean(own.confidence))
  })

  test("knows of strangers no more than the project's average", () => {
    // u and v have been on this task alone: what they said there may not vouch for them.
    const small = sorted("1: u a, v b", "2: p a, q a, r a", "3: p b, q b, r b", "4: p a, q a, r b")
    const fit = dawidSkene(small, { form: "map", prior: STOPPING_PRIOR })
    const loo = leaveOneOut({ votes: small, ...fit, form: "map", prior: STOPPING_PRIOR })
    expect(loo[0]).toBeGreaterThan(0.3)
    expect(loo[0]).toBeLessThan(0.7)
    expect(loo[2]).toBeGreaterThan(0.8)
  })

  test("is the class prior where nobody voted", () => {
    const more = { ...votes, tasks: 401, offsets: Int32Array.from([...votes.offsets, 1_600]) }
    const fit = dawidSkene(more, { form: "map", prior: STOPPING_PRIOR })
    const loo = leaveOneOut({ votes: more, ...fit, form: "map", prior: STOPPING_PRIOR })
    for (let c = 0; c < K; c++) expect(loo[1_200 + c]).toBeCloseTo(((fit.counts.classes[c] ?? 0) + 1) / (400 + K), 9)
  })

  test("holds where one person alone made every vote", () => {
    const alone = sorted("1: p a", "2: p b", "3: p a")
    const fit = dawidSkene(alone, { form: "map", prior: STOPPING_PRIOR })
    const loo = leaveOneOut({ votes: alone, ...fit, form: "map", prior: STOPPING_PRIOR })
    for (let t = 0; t < 3; t++) expect((loo[t * 2] ?? 0) + (loo[t * 2 + 1] ?? 0)).toBeCloseTo(1, 12)
    expect([...decide(alone, loo).answer]).toEqual([0, 1, 0])
  })
})
