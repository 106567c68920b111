import { fc, test as property } from "@fast-check/vitest"
import { describe, expect, test } from "vitest"
import { smallCrowd, sorted } from "../testing/labelCrowd.ts"
import { type ConfusionPrior, type DawidSkeneForm, dawidSkene } from "./dawidSkene.ts"
import { digamma } from "./digamma.ts"
import { countPosterior, softMax } from "./em.ts"
import { mace } from "./mace.ts"
import { COIN_STRENGTH, oneCoin } from "./oneCoin.ts"
import { keepVotes, type Votes, votesFrom } from "./votes.ts"

/** The same models written as their formulas stand, with nested lists: slow, and short enough to be checked by eye. */
interface Plain {
  /** `pi[w][y][c]`: log P(label y of person w | class c). */
  readonly pi: number[][][]
  readonly prior: number[]
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i)
const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)
const at = (list: ArrayLike<number>, i: number) => list[i] ?? Number.NaN

function votesOn(votes: Votes, t: number): { w: number; y: number }[] {
  return range(at(votes.offsets, t + 1) - at(votes.offsets, t)).map((k) => {
    const i = at(votes.offsets, t) + k
    return { w: at(votes.person, i), y: at(votes.label, i) }
  })
}

function shares(votes: Votes, gold?: Int32Array): number[][] {
  return range(votes.tasks).map((t) => {
    const own = votesOn(votes, t)
    const known = gold?.[t] ?? -1
    return range(votes.classes).map((c) =>
      known >= 0 ? Number(known === c) : own.length === 0 ? 0 : own.filter(({ y }) => y === c).length / own.length,
    )
  })
}

function countsOf(votes: Votes, q: readonly number[][]): { A: number[][][]; n: number[] } {
  const K = votes.classes
  const A = range(votes.people).map(() => range(K).map(() => range(K).map(() => 0)))
  const n = range(K).map(() => 0)
  range(votes.tasks).forEach((t) => {
    const own = votesOn(votes, t)
    if (own.length === 0) return
    range(K).forEach((c) => {
      const share = q[t]?.[c] ?? 0
      n[c] = at(n, c) + share
      for (const { w, y } of own) {
        const row = A[w]?.[y] ?? []
        row[c] = at(row, c) + share
      }
    })
  })
  return { A, n }
}

function believe(votes: Votes, { pi, prior }: Plain, gold?: Int32Array): number[][] {
  return range(votes.tasks).map((t) => {
    const known = gold?.[t] ?? -1
    if (known >= 0) return range(votes.classes).map((c) => Number(c === known))
    const log = range(votes.classes).map(
      (c) => at(prior, c) + sum(votesOn(votes, t).map(({ w, y }) => pi[w]?.[y]?.[c] ?? 0)),
    )
    const top = Math.max(...log)
    const weight = log.map((x) => Math.exp(x - top))
    return weight.map((x) => x / sum(weight))
  })
}

const logPrior = (n: readonly number[]) => n.map((x) => Math.log((x + 1) / (sum(n) + n.length)))

function plainDawidSkene(form: DawidSkeneForm, prior: ConfusionPrior) {
  return ({ A, n }: { A: number[][][]; n: number[] }): Plain => {
    const K = n.length
    const start = (y: number, c: number) => {
      const pooled = (k: number) => sum(A.map((own) => own[k]?.[c] ?? 0)) + 1
      const extra = y === c ? prior.diagonal : prior.spread / (K - 1)
      return (prior.pooled * pooled(y)) / sum(range(K).map(pooled)) + extra
    }
    const pi = A.map((own) =>
      range(K).map((y) =>
        range(K).map((c) => {
          const cell = (own[y]?.[c] ?? 0) + start(y, c)
          const row = sum(range(K).map((k) => (own[k]?.[c] ?? 0) + start(k, c)))
          if (row <= 0) return -Math.log(K)
          if (form === "variational")
            return Math.max(-40, digamma(Math.max(1e-3, cell)) - digamma(Math.max(1e-3 * K, row)))
          return cell <= 0 ? -40 : Math.max(-40, Math.log(cell / row))
        }),
      ),
    )
    return { pi, prior: logPrior(n) }
  }
}

function plainOneCoin({ A, n }: { A: number[][][]; n: number[] }): Plain {
  const K = n.length
  const right = A.map((own) => sum(range(K).map((c) => own[c]?.[c] ?? 0)))
  const given = A.map((own) => sum(own.flat()))
  const pooled = (sum(right) + 1) / (sum(given) + K)
  const pi = A.map((_, w) => {
    const r = (at(right, w) + COIN_STRENGTH * pooled) / (at(given, w) + COIN_STRENGTH)
    return range(K).map((y) => range(K).map((c) => Math.log(y === c ? r : (1 - r) / (K - 1))))
  })
  return { pi, prior: logPrior(n) }
}

/** MACE with its hidden "this label was random" written out label by label. */
function plainMace(votes: Votes, rounds: number): { q: number[][]; theta: number[]; xi: number[][] } {
  const K = votes.classes
  let theta = range(votes.people).map(() => 0.5)
  let xi = range(votes.people).map(() => range(K).map(() => 1 / K))
  let q = shares(votes)
  for (let round = 0; round < rounds; round++) {
    const random = range(votes.people).map(() => range(K).map(() => 0))
    const given = range(votes.people).map(() => 0)
    range(votes.tasks).forEach((t) => {
      for (const { w, y } of votesOn(votes, t)) {
        const guess = at(theta, w) * at(xi[w] ?? [], y)
        const share = guess / (1 - at(theta, w) + guess)
        const match = q[t]?.[y] ?? 0
        const row = random[w] ?? []
        row[y] = at(row, y) + match * share + (1 - match)
        given[w] = at(given, w) + 1
      }
    })
    theta = random.map((row, w) => (sum(row) + 0.5) / (at(given, w) + 1))
    xi = random.map((row) => row.map((x) => (x + 10 / K) / (sum(row) + 10)))
    const pi = theta.map((th, w) =>
      range(K).map((y) => range(K).map((c) => Math.log((y === c ? 1 - th : 0) + th * at(xi[w] ?? [], y)))),
    )
    q = believe(votes, { pi, prior: range(K).map(() => -Math.log(K)) })
  }
  return { q, theta, xi }
}

function run(
  votes: Votes,
  estimate: (counts: { A: number[][][]; n: number[] }) => Plain,
  rounds: number,
  gold?: Int32Array,
) {
  let q = shares(votes, gold)
  for (let round = 0; round < rounds; round++) q = believe(votes, estimate(countsOf(votes, q)), gold)
  return q
}

function expectSame(found: Float64Array, wanted: readonly number[][], places = 7): void {
  const flat = wanted.flat()
  expect(found.length).toBe(flat.length)
  const most = flat.reduce((worst, x, i) => Math.max(worst, Math.abs(x - at(found, i))), 0)
  expect(most).toBeLessThan(10 ** -places)
}

const letter = fc.constantFrom("a", "b", "c")
const crowds = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 4 }), letter), {
    minLength: 1,
    maxLength: 40,
  })
  .map(
    (rows) =>
      votesFrom(
        rows.map(([t, w, label]) => ({ task: `t${t}`, worker: `w${w}`, label })),
        ["a", "b", "c"],
      ).votes,
  )
const forms = fc.constantFrom<DawidSkeneForm>("variational", "map", "plain")
const priors = fc.constantFrom<ConfusionPrior>(
  { pooled: 2, diagonal: 0, spread: 0 },
  { pooled: 2, diagonal: 2, spread: 0.5 },
  { pooled: 0, diagonal: 1, spread: 1 },
)

describe("the fused rounds are the textbook's", () => {
  property.prop([crowds, forms, priors, fc.integer({ min: 1, max: 4 })])(
    "for Dawid–Skene in every form, with any prior, on any votes",
    (votes, form, prior, rounds) => {
      const { posterior } = dawidSkene(votes, { form, prior, mostRounds: rounds, tolerance: -Infinity })
      expectSame(posterior, run(votes, plainDawidSkene(form, prior), rounds), 5)
    },
  )

  property.prop([crowds, fc.integer({ min: 1, max: 4 })])("for one coin", (votes, rounds) => {
    const { posterior } = oneCoin(votes, { mostRounds: rounds, tolerance: -Infinity })
    expectSame(posterior, run(votes, plainOneCoin, rounds), 6)
  })

  property.prop([crowds, fc.integer({ min: 1, max: 4 })])("for MACE", (votes, rounds) => {
    const { posterior, random, habit } = mace(votes, { mostRounds: rounds, tolerance: -Infinity })
    const wanted = plainMace(votes, rounds)
    expectSame(posterior, wanted.q, 6)
    expectSame(random, [wanted.theta], 6)
    expectSame(habit, wanted.xi, 6)
  })

  test("for gold, from both starts: the likelier one is kept", () => {
    const { votes, truth } = smallCrowd({ tasks: 60 })
    const gold = Int32Array.from(truth, (c, t) => (t % 4 === 0 ? c : -1))
    const prior = { pooled: 2, diagonal: 0, spread: 0 }
    const { posterior, rounds } = dawidSkene(votes, { form: "map", prior, gold, tolerance: -Infinity, mostRounds: 6 })
    const estimate = plainDawidSkene("map", prior)
    const first = run(votes, estimate, 6, gold)
    let second = range(60).map((t) => range(3).map((c) => Number(gold[t] === c)))
    for (let round = 0; round < 6; round++) second = believe(votes, estimate(countsOf(votes, second)), gold)
    const far = (q: readonly number[][]) =>
      q.flat().reduce((worst, x, i) => Math.max(worst, Math.abs(x - at(posterior, i))), 0)
    expect(rounds).toBe(6)
    expect(Math.min(far(first), far(second))).toBeLessThan(1e-5)
  })
})

describe("rounds", () => {
  test("go on until the votes are hardly likelier, and no further", () => {
    const { votes } = smallCrowd()
    const loose = dawidSkene(votes, { tolerance: 1e-3 })
    const strict = dawidSkene(votes, { tolerance: 1e-7 })
    expect(loose.rounds).toBeLessThan(strict.rounds)
    expect(strict.bound).toBeGreaterThanOrEqual(loose.bound - 1e-6)
  })

  test("never pass the most that is allowed", () => {
    const { votes } = smallCrowd()
    expect(dawidSkene(votes, { tolerance: -1, mostRounds: 7 }).rounds).toBe(7)
  })

  test("of the plain form make the votes likelier each time (Dempster, Laird and Rubin 1977)", () => {
    const { votes } = smallCrowd()
    const bounds = range(12).map((n) => dawidSkene(votes, { form: "plain", tolerance: -1, mostRounds: n + 1 }).bound)
    bounds.slice(1).forEach((bound, i) => expect(bound).toBeGreaterThanOrEqual(at(bounds, i) - 1e-3))
  })

  test("do not touch what they were given", () => {
    const { votes } = smallCrowd()
    const copy = { ...votes, offsets: votes.offsets.slice(), person: votes.person.slice(), label: votes.label.slice() }
    const first = dawidSkene(votes)
    const kept = first.counts.cells.slice()
    dawidSkene(votes, { start: first.counts })
    expect(votes).toEqual(copy)
    expect(first.counts.cells).toEqual(kept)
  })

  test("leave tasks without votes out of the class prior", () => {
    const { votes } = smallCrowd()
    const keep = Uint8Array.from(votes.label, () => 1)
    const more = keepVotes(
      { ...votes, tasks: 500, offsets: new Int32Array(501).map((_, t) => Math.min(t, 400) * 4) },
      keep,
    )
    const [a, b] = [dawidSkene(votes), dawidSkene(more)]
    expect(b.logPrior).toEqual(a.logPrior)
    expect(b.posterior.slice(0, 1_200)).toEqual(a.posterior)
    for (let c = 0; c < 3; c++) expect(b.posterior[1_200 + c]).toBeCloseTo(Math.exp(at(a.logPrior, c)), 12)
  })
})

describe("soft-max", () => {
  test("holds for logs far below what exp can hold", () => {
    const into = new Float64Array(3)
    softMax(Float64Array.from([-5_000, -5_001, -9_000]), into, 0)
    expect(into[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 14)
    expect(into[2]).toBe(0)
  })

  test("writes where it is told", () => {
    const into = new Float64Array(4).fill(7)
    softMax(Float64Array.from([0, 0]), into, 2)
    expect([...into]).toEqual([7, 7, 0.5, 0.5])
  })
})

describe("counts of a posterior", () => {
  test("add each task's row to the cells of its voters", () => {
    const votes = sorted("1: p a, q b", "2: p b")
    const into = { cells: new Float64Array(8), classes: new Float64Array(2) }
    countPosterior(votes, Float64Array.from([0.75, 0.25, 0.1, 0.9]), into)
    // p: a with (0.75, 0.25), b with (0.1, 0.9); q: b with (0.75, 0.25).
    expect([...into.cells]).toEqual([0.75, 0.25, 0.1, 0.9, 0, 0, 0.75, 0.25])
    expect([...into.classes].map((x) => Math.round(x * 100) / 100)).toEqual([0.85, 1.15])
  })
})
