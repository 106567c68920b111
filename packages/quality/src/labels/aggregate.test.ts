import { JustesseError } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { seeded, shuffle } from "../agreement/seeded.ts"
import { rightRatio, rowsOf, smallCrowd, sorted } from "../testing/labelCrowd.ts"
import { aggregateLabels, LABEL_METHODS, LABELS_VERSION, MOST_POSTERIOR } from "./aggregate.ts"
import { answerReasons } from "./contributions.ts"
import { votesFrom } from "./votes.ts"

const crowd = smallCrowd()

describe.each(LABEL_METHODS)("aggregation by %s", (method) => {
  const result = aggregateLabels({ votes: crowd.votes, method })

  test("answers every task that has votes, by more than chance", () => {
    expect(result.answer.length).toBe(400)
    expect(Math.min(...result.answer)).toBeGreaterThanOrEqual(0)
    expect(rightRatio(result.answer, crowd.truth)).toBeGreaterThan(0.75)
    expect(result.version).toBe(LABELS_VERSION)
  })

  test("has the answer's posterior as its confidence", () => {
    for (let t = 0; t < 400; t++) expect(result.confidence[t]).toBe(result.posterior[t * 3 + (result.answer[t] ?? 0)])
  })

  test("knows who is good: the accuracy it finds goes with the true one", () => {
    const given = new Float64Array(30)
    const right = new Float64Array(30)
    crowd.votes.person.forEach((w, i) => {
      given[w] = (given[w] ?? 0) + 1
      if (crowd.votes.label[i] === crowd.truth[Math.floor(i / 4)]) right[w] = (right[w] ?? 0) + 1
    })
    const truth = right.map((r, w) => r / (given[w] ?? 1))
    expect(correlation(truth, result.accuracy)).toBeGreaterThan(0.8)
    expect(Math.min(...result.accuracy)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...result.accuracy)).toBeLessThanOrEqual(1)
  })

  test("gives the same bits for the same votes in any order of the rows", () => {
    const rows = rowsOf(crowd.votes)
    const there = aggregateLabels({ votes: votesFrom(rows).votes, method })
    const shuffled = aggregateLabels({ votes: votesFrom(shuffle([...rows], seeded(2))).votes, method })
    expect(shuffled).toEqual(there)
  })

  test("moves no figure by more than 1e-9 under other names", () => {
    const back = (n: number, size: number) => size - 1 - n
    const there = aggregateLabels({ votes: votesFrom(rowsOf(crowd.votes)).votes, method })
    const other = aggregateLabels({ votes: votesFrom(rowsOf(crowd.votes, back)).votes, method })
    const far = (a: Float64Array, b: Float64Array) =>
      a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - (b[a.length - 1 - i] ?? 0))), 0)
    expect(other.method).toBe(there.method)
    expect(far(there.posterior, other.posterior)).toBeLessThan(1e-9)
    expect(far(there.accuracy, other.accuracy)).toBeLessThan(1e-9)
    expect([...other.answer].reverse().map((answer) => 2 - answer)).toEqual([...there.answer])
  })

  test("clamps gold, also where nobody voted", () => {
    const votes = { ...crowd.votes, tasks: 401, offsets: Int32Array.from([...crowd.votes.offsets, 1_600]) }
    const gold = new Int32Array(401).fill(-1)
    gold[5] = ((result.answer[5] ?? 0) + 1) % 3
    gold[400] = 2
    const told = aggregateLabels({ votes, method, gold })
    expect([told.answer[5], told.answer[400]]).toEqual([gold[5], 2])
    expect([told.confidence[5], told.confidence[400], told.tied[5]]).toEqual([1, 1, 0])
    expect(aggregateLabels({ votes, method }).answer[400]).toBe(-1)
  })

  test("takes no votes at all", () => {
    const { answer, posterior } = aggregateLabels({ votes: votesFrom([]).votes, method })
    expect([answer.length, posterior.length]).toEqual([0, 0])
  })

  test("takes one vote, and one class", () => {
    const { answer, confidence } = aggregateLabels({ votes: sorted("1: p a"), method })
    expect([...answer]).toEqual([0])
    expect(confidence[0]).toBeCloseTo(1, 12)
  })

  test("has reasons that add up", () => {
    for (let t = 0; t < 40; t++) {
      const { answer, against, unit, prior, votes, effectiveVotes } = answerReasons(crowd.votes, result, t)
      expect([votes.length, answer]).toEqual([4, result.answer[t]])
      expect(against).not.toBe(answer)
      expect(effectiveVotes).toBeLessThanOrEqual(4 + 1e-9)
      if (unit === "weight") continue
      const sum = votes.reduce((total, { contribution }) => total + contribution, prior)
      const odds = Math.log((result.posterior[t * 3 + answer] ?? 0) / (result.posterior[t * 3 + against] ?? 0))
      expect(sum).toBeCloseTo(odds, 8)
    }
  })
})

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (list: Float64Array) => list.reduce((x, y) => x + y, 0) / list.length
  const [ma, mb] = [mean(a), mean(b)]
  const product = (x: Float64Array, mx: number, y: Float64Array, my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * ((y[i] ?? 0) - my), 0)
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb))
}

describe("aggregation", () => {
  test("has confusions whose columns sum to 1, in all forms of Dawid–Skene", () => {
    for (const method of ["dawid-skene", "dawid-skene-map", "dawid-skene-plain"] as const) {
      const { confusion } = aggregateLabels({ votes: crowd.votes, method })
      for (let w = 0; w < 30; w++)
        for (let c = 0; c < 3; c++) {
          const column = [0, 1, 2].map((y) => confusion?.[(w * 3 + y) * 3 + c] ?? 0)
          expect(column.reduce((a, b) => a + b)).toBeCloseTo(1, 9)
        }
    }
  })

  test("says for MACE alone how often people answer at random", () => {
    expect(aggregateLabels({ votes: crowd.votes, method: "mace" }).random?.length).toBe(30)
    expect(aggregateLabels({ votes: crowd.votes, method: "dawid-skene" }).random).toBeNull()
  })

  test("says for auto alone why", () => {
    expect(aggregateLabels({ votes: crowd.votes, method: "auto" }).why?.code).toBe("predicts_best")
    expect(aggregateLabels({ votes: crowd.votes, method: "glad" }).why).toBeNull()
  })

  test("refuses gold of another length, and people and classes that do not fit", () => {
    const refused = (work: () => unknown) => {
      try {
        work()
      } catch (error) {
        return error instanceof JustesseError ? { code: error.code, ...error.detail } : error
      }
      return null
    }
    const short = () => aggregateLabels({ votes: crowd.votes, method: "majority", gold: new Int32Array(3) })
    expect(refused(short)).toEqual({ code: "invalid_input", gold: 3, tasks: 400 })
    const wide = () => aggregateLabels({ votes: { ...crowd.votes, people: 3_000_000 }, method: "dawid-skene" })
    expect(refused(wide)).toMatchObject({ code: "invalid_input", people: 3_000_000, classes: 3 })
  })
})

describe("reasons for an answer", () => {
  test("show for the majority whose vote counted for and against", () => {
    const votes = sorted("1: p a, q a, r b", "2: p b, q b")
    const reasons = answerReasons(votes, aggregateLabels({ votes, method: "majority" }), 0)
    expect(reasons).toEqual({
      answer: 0,
      against: 1,
      unit: "weight",
      prior: 0,
      votes: [
        { person: 0, label: 0, contribution: 1 },
        { person: 1, label: 0, contribution: 1 },
        { person: 2, label: 1, contribution: -1 },
      ],
      effectiveVotes: 3,
    })
  })

  test("show two reliable people outweighing three who are not", () => {
    const result = aggregateLabels({ votes: crowd.votes, method: "dawid-skene" })
    const outvoted = [...result.answer.keys()].filter((t) => {
      const { answer, votes } = answerReasons(crowd.votes, result, t)
      return votes.filter(({ label }) => label === answer).length < votes.filter(({ label }) => label !== answer).length
    })
    expect(outvoted.length).toBeGreaterThan(0)
    for (const t of outvoted) {
      const { votes } = answerReasons(crowd.votes, result, t)
      expect(Math.max(...votes.map(({ contribution }) => contribution))).toBeGreaterThan(0)
    }
  })

  test("are empty where nobody voted", () => {
    const votes = { ...crowd.votes, tasks: 401, offsets: Int32Array.from([...crowd.votes.offsets, 1_600]) }
    const { answer, against, votes: list } = answerReasons(votes, aggregateLabels({ votes, method: "mace" }), 400)
    expect([answer, against, list.length]).toEqual([-1, -1, 0])
  })

  test("have nobody to compare with where there is one class", () => {
    const votes = sorted("1: p a, q a")
    const { against, votes: list, effectiveVotes } = answerReasons(votes, aggregateLabels({ votes, method: "glad" }), 0)
    expect([against, effectiveVotes]).toEqual([-1, 0])
    expect(list.map(({ contribution }) => contribution)).toEqual([0, 0])
  })
})

describe("votes with very many classes", () => {
  /** `tasks` tasks with two votes each, every vote another class. */
  function free(tasks: number) {
    const size = 2 * tasks
    return {
      ...{ tasks, people: 2, classes: size },
      offsets: Int32Array.from({ length: tasks + 1 }, (_, t) => 2 * t),
      person: Int32Array.from({ length: size }, (_, i) => i % 2),
      label: Int32Array.from({ length: size }, (_, i) => i),
    }
  }
  const refusal = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      return error instanceof JustesseError ? { code: error.code, ...error.detail } : error
    }
    return null
  }

  test("are decided by majority where no confusions fit, all of them ties", () => {
    const votes = free(2_000)
    const { method, tied } = aggregateLabels({ votes, method: "auto" })
    expect([method, tied.every((one) => one === 1)]).toEqual(["majority", true])
    expect(refusal(() => aggregateLabels({ votes, method: "dawid-skene" }))).toMatchObject({
      code: "invalid_input",
      people: 2,
      classes: 4_000,
    })
  })

  test.each(LABEL_METHODS)("are refused before anything is made where no posterior fits (%s)", (method) => {
    const most = MOST_POSTERIOR
    expect(refusal(() => aggregateLabels({ votes: free(40_000), method }))).toEqual({
      ...{ code: "invalid_input", tasks: 40_000, classes: 80_000, most },
    })
  })
})
