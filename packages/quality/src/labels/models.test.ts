import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { rightRatio, rowsOf, smallCrowd, sorted } from "../testing/labelCrowd.ts"
import { dawidSkene } from "./dawidSkene.ts"
import { decide } from "./decide.ts"
import { glad, logSigmoid, sigmoid } from "./glad.ts"
import { mace } from "./mace.ts"
import { majority } from "./majority.ts"
import { COIN_STRENGTH, oneCoin } from "./oneCoin.ts"
import { type VoteRow, votesFrom } from "./votes.ts"

const MODELS = { oneCoin, mace, glad }

describe.each(Object.entries(MODELS))("%s", (_, fit) => {
  const crowd = smallCrowd({ labelsPerTask: 6, habit: 0, randomRatio: 0.3 })

  test("gives probabilities", () => {
    const { posterior } = fit(crowd.votes)
    for (let t = 0; t < crowd.votes.tasks; t++) {
      const row = posterior.slice(t * 3, t * 3 + 3)
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0)
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12)
    }
  })

  test("is right more often than the majority where a third answer at random", () => {
    const answer = decide(crowd.votes, fit(crowd.votes).posterior).answer
    expect(rightRatio(answer, crowd.truth)).toBeGreaterThan(rightRatio(majority(crowd.votes).answer, crowd.truth))
  })

  test("climbs: more rounds never make the votes less likely", () => {
    const bounds = [1, 2, 4, 8, 16].map((mostRounds) => fit(crowd.votes, { mostRounds, tolerance: -1 }).bound)
    bounds.slice(1).forEach((bound, i) => expect(bound).toBeGreaterThanOrEqual((bounds[i] ?? 0) - 1e-3))
  })

  test("clamps gold", () => {
    const gold = new Int32Array(crowd.votes.tasks).fill(-1)
    gold[3] = ((crowd.truth[3] ?? 0) + 1) % 3
    const { posterior } = fit(crowd.votes, { gold })
    expect(posterior[3 * 3 + (gold[3] ?? 0)]).toBe(1)
  })

  test("moves no probability by more than 1e-9 under other names", () => {
    const back = (n: number, size: number) => size - 1 - n
    const a = fit(votesFrom(rowsOf(crowd.votes)).votes).posterior
    const b = fit(votesFrom(rowsOf(crowd.votes, back)).votes).posterior
    const most = a.reduce((worst, q, at) => Math.max(worst, Math.abs(q - (b[a.length - 1 - at] ?? 0))), 0)
    expect(most).toBeLessThan(1e-9)
  })

  test("believes a single vote, and says nothing certain of an empty task", () => {
    const { votes } = votesFrom([{ task: "1", worker: "p", label: "a" }], ["b"])
    const { posterior } = fit({ ...votes, tasks: 2, offsets: Int32Array.from([0, 1, 1]) })
    expect(posterior[0]).toBeGreaterThan(0.5)
    expect(posterior[2]).toBeGreaterThan(0.2)
    expect(posterior[2]).toBeLessThan(0.9)
  })
})

describe("one coin", () => {
  test("is worked out by hand for one round", () => {
    // p right on both, q on one of two in shares 1 and 1/2: task 1 is certain, task 2 is even.
    const votes = sorted("1: p a, q a", "2: p a, q b")
    const { logConfusion } = oneCoin(votes, { mostRounds: 1 })
    const pooled = (1.5 + 1.5 + 1) / (4 + 2)
    const r = (1.5 + COIN_STRENGTH * pooled) / (2 + COIN_STRENGTH)
    expect(Math.exp(logConfusion[0] ?? 0)).toBeCloseTo(r, 12)
    expect(Math.exp(logConfusion[1] ?? 0)).toBeCloseTo(1 - r, 12)
  })

  test("divides errors evenly among the wrong classes", () => {
    const { votes } = smallCrowd({ classes: 4 })
    const { logConfusion } = oneCoin(votes)
    for (let w = 0; w < 5; w++) {
      const row = [0, 1, 2, 3].map((y) => Math.exp(logConfusion[(w * 4 + y) * 4 + 1] ?? 0))
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
      expect(row[0]).toBeCloseTo(row[2] ?? 0, 12)
      expect(row[0]).toBeCloseTo(row[3] ?? 0, 12)
    }
  })
})

describe("MACE", () => {
  /** Three who look, one who always says "a". */
  function withSpammer(): VoteRow[] {
    const next = seeded(11)
    const rows: VoteRow[] = []
    for (let t = 0; t < 200; t++) {
      const truth = ["a", "b", "c"][Math.floor(next() * 3)] ?? "a"
      for (const worker of ["p", "q", "r"])
        rows.push({
          task: `t${t}`,
          worker,
          label: next() < 0.9 ? truth : (["a", "b", "c"][Math.floor(next() * 3)] ?? "a"),
        })
      rows.push({ task: `t${t}`, worker: "same", label: "a" })
    }
    return rows
  }

  test("finds who answers without looking, and what they answer", () => {
    const { votes, people } = votesFrom(withSpammer())
    const { random, habit } = mace(votes)
    const same = people.indexOf("same")
    expect(random[same]).toBeGreaterThan(0.9)
    expect(habit[same * 3]).toBeGreaterThan(0.9)
    for (const name of ["p", "q", "r"]) expect(random[people.indexOf(name)]).toBeLessThan(0.3)
  })

  test("has confusions that are the mixture of truth and habit", () => {
    const { votes, people } = votesFrom(withSpammer())
    const { random, habit, logConfusion } = mace(votes)
    const w = people.indexOf("p")
    const [theta, xi] = [random[w] ?? 0, habit.slice(w * 3, w * 3 + 3)]
    for (let y = 0; y < 3; y++)
      for (let c = 0; c < 3; c++) {
        const expected = (y === c ? 1 - theta : 0) + theta * (xi[y] ?? 0)
        expect(Math.exp(logConfusion[(w * 3 + y) * 3 + c] ?? 0)).toBeCloseTo(expected, 10)
      }
    expect(xi.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
  })
})

describe("GLAD", () => {
  test("finds the able people and the easy tasks", () => {
    const next = seeded(2)
    const rows: VoteRow[] = []
    for (let t = 0; t < 300; t++) {
      const truth = next() < 0.5 ? "a" : "b"
      const hard = t % 3 === 0
      for (let w = 0; w < 8; w++) {
        const right = hard ? 0.55 : w < 4 ? 0.97 : 0.75
        rows.push({
          task: String(t).padStart(3, "0"),
          worker: `w${w}`,
          label: next() < right ? truth : truth === "a" ? "b" : "a",
        })
      }
    }
    const { votes } = votesFrom(rows)
    const { ability, ease } = glad(votes)
    const mean = (list: Float64Array) => list.reduce((a, b) => a + b, 0) / list.length
    expect(mean(ability.slice(0, 4))).toBeGreaterThan(mean(ability.slice(4)) + 0.3)
    expect(mean(ease.filter((_, t) => t % 3 !== 0))).toBeGreaterThan(1.3 * mean(ease.filter((_, t) => t % 3 === 0)))
    expect(Math.min(...ease)).toBeGreaterThan(0)
  })

  test("reads an ability below zero as misleading", () => {
    const next = seeded(6)
    const rows: VoteRow[] = []
    for (let t = 0; t < 150; t++) {
      const [truth, other] = next() < 0.5 ? ["a", "b"] : ["b", "a"]
      for (const worker of ["p", "q", "r", "s"])
        rows.push({ task: `t${t}`, worker, label: next() < 0.9 ? truth : other } as VoteRow) // both names are set
      rows.push({ task: `t${t}`, worker: "swapped", label: next() < 0.9 ? other : truth } as VoteRow) // both names are set
    }
    const { votes, people } = votesFrom(rows)
    expect(glad(votes).ability[people.indexOf("swapped")]).toBeLessThan(-0.5)
  })

  test("ends where the slope of the penalised likelihood is flat, for people and for tasks", () => {
    const { votes } = smallCrowd({ tasks: 60, people: 12, habit: 0 })
    const { posterior, ability, ease } = glad(votes, { tolerance: -Infinity, mostRounds: 800 })
    const slopes = new Float64Array(12).map((_, w) => 1 - (ability[w] ?? 0))
    for (let t = 0; t < 60; t++) {
      let own = 1 - Math.log(ease[t] ?? 1)
      for (let i = t * 4; i < t * 4 + 4; i++) {
        const [w, y] = [votes.person[i] ?? 0, votes.label[i] ?? 0]
        const x = (ability[w] ?? 0) * (ease[t] ?? 0)
        const rest = (posterior[t * 3 + y] ?? 0) - sigmoid(x)
        slopes[w] = (slopes[w] ?? 0) + rest * (ease[t] ?? 0)
        own += rest * x
      }
      expect(Math.abs(own)).toBeLessThan(1e-3)
    }
    expect(Math.max(...slopes.map(Math.abs))).toBeLessThan(1e-3)
  })

  test("has a logistic function without overflow", () => {
    expect(sigmoid(0)).toBe(0.5)
    expect(logSigmoid(0)).toBeCloseTo(-Math.LN2, 14)
    expect(logSigmoid(-1_000)).toBe(-1_000)
    expect(logSigmoid(1_000)).toBe(-0)
    expect(sigmoid(-1_000)).toBe(0)
  })
})

describe("gold in Dawid–Skene", () => {
  test("turns a crowd that is wrong together: the fit also starts from what people did on gold", () => {
    // Seven of nine take one class for the other; gold on a fifth of the tasks shows it.
    const next = seeded(21)
    const rows: VoteRow[] = []
    const truth = Array.from({ length: 100 }, () => Number(next() < 0.5))
    truth.forEach((right, t) => {
      for (let w = 0; w < 9; w++) {
        const honest = w < 2 ? right : 1 - right
        const label = next() < 0.9 ? honest : 1 - honest
        rows.push({ task: String(t).padStart(3, "0"), worker: `w${w}`, label: String(label) })
      }
    })
    const { votes } = votesFrom(rows)
    const gold = Int32Array.from(truth, (right, t) => (t < 20 ? right : -1))
    const without = decide(votes, dawidSkene(votes).posterior).answer
    const told = decide(votes, dawidSkene(votes, { gold }).posterior, gold).answer
    expect(rightRatio(without, Int32Array.from(truth))).toBeLessThan(0.1)
    expect(rightRatio(told, Int32Array.from(truth))).toBeGreaterThan(0.9)
  })
})
