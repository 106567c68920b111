import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { type DawidSkeneForm, dawidSkene, STOPPING_PRIOR } from "./dawidSkene.ts"
import { decide } from "./decide.ts"
import { digamma } from "./digamma.ts"
import { syntheticVotes } from "./synthetic.ts"
import { keepVotes, type VoteRow, votesFrom } from "./votes.ts"

const FORMS: readonly DawidSkeneForm[] = ["variational", "map", "plain"]
const crowd = syntheticVotes({
  tasks: 400,
  labelsPerTask: 4,
  people: 30,
  classes: 3,
  randomRatio: 0.2,
  accuracy: [0.55, 0.9],
  habit: 1,
  seed: 5,
})
const right = (answer: Int32Array, truth: Int32Array) => answer.filter((a, t) => a === truth[t]).length / truth.length

describe("digamma", () => {
  test("has its known values", () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 12)
    expect(digamma(0.5)).toBeCloseTo(-1.9635100260214235, 12)
    expect(digamma(10)).toBeCloseTo(2.251752589066721, 12)
    expect(digamma(0.001)).toBeCloseTo(-1000.5755719318103, 9)
  })
})

describe("Dawid–Skene", () => {
  test.each(FORMS)("%s: rows of the posterior sum to 1 and counts are its sums", (form) => {
    const { posterior, counts, rounds } = dawidSkene(crowd.votes, { form })
    for (let t = 0; t < crowd.votes.tasks; t++) {
      expect(posterior.slice(t * 3, t * 3 + 3).reduce((a, b) => a + b)).toBeCloseTo(1, 12)
    }
    expect(counts.classes.reduce((a, b) => a + b)).toBeCloseTo(400, 8)
    expect(counts.cells.reduce((a, b) => a + b)).toBeCloseTo(1_600, 8)
    expect(rounds).toBeGreaterThan(1)
  })

  test.each(FORMS)("%s: beats the vote shares where some answer at random", (form) => {
    const share = new Float64Array(crowd.votes.tasks * 3)
    for (let t = 0; t < crowd.votes.tasks; t++)
      for (let i = t * 4; i < t * 4 + 4; i++) share[t * 3 + (crowd.votes.label[i] ?? 0)]! += 0.25 // inside the array
    const before = right(decide(crowd.votes, share).answer, crowd.truth)
    const after = right(decide(crowd.votes, dawidSkene(crowd.votes, { form }).posterior).answer, crowd.truth)
    expect(after).toBeGreaterThan(before + 0.02)
  })

  test("one round of the plain form is the shares worked out by hand", () => {
    // Two tasks; p and q agree on both. Shares are certain, so every confusion seen has probability 1.
    const { votes } = votesFrom([
      { task: "1", worker: "p", label: "a" },
      { task: "1", worker: "q", label: "a" },
      { task: "2", worker: "p", label: "b" },
      { task: "2", worker: "q", label: "b" },
    ])
    const { logConfusion, logPrior, posterior } = dawidSkene(votes, { form: "plain", mostRounds: 1 })
    expect([...logConfusion.slice(0, 4)]).toEqual([0, -40, -40, 0])
    expect([...logPrior].map(Math.exp)).toEqual([0.5, 0.5])
    expect(posterior[0]).toBeCloseTo(1, 12)
  })

  test("one round of the MAP form is the pooled share worked out by hand", () => {
    // Counts of the only person: a on class a: 1, nothing else. Pooled row of a: (1+1)/(1+2) = 2/3; of b: 1/2 each.
    const { votes } = votesFrom([{ task: "1", worker: "p", label: "a" }], ["b"])
    const prior = { pooled: 2, diagonal: 0, spread: 0 }
    const { logConfusion } = dawidSkene(votes, { form: "map", prior, mostRounds: 1 })
    const shares = [...logConfusion].map(Math.exp)
    expect(shares[0]).toBeCloseTo((1 + 4 / 3) / 3, 12) // a given a
    expect(shares[1]).toBeCloseTo(1 / 2, 12) // a given b
    expect(shares[2]).toBeCloseTo(2 / 3 / 3, 12) // b given a
    expect(shares[3]).toBeCloseTo(1 / 2, 12) // b given b
  })

  test("one vote in all is believed, and an unanswered task has no answer", () => {
    const { votes } = votesFrom([{ task: "1", worker: "p", label: "a" }], ["b"])
    const both = keepVotes({ ...votes, tasks: 2, offsets: Int32Array.from([0, 1, 1]) }, Uint8Array.from([1]))
    const { posterior } = dawidSkene(both)
    const { answer, confidence } = decide(both, posterior)
    expect([...answer]).toEqual([0, -1])
    expect(confidence[1]).toBe(0)
    expect(posterior[2]! + posterior[3]!).toBeCloseTo(1, 12) // four places
  })

  test("gold clamps its task and teaches who is right", () => {
    const rows = Array.from({ length: 12 }, (_, t) => [
      { task: `t${t}`, worker: "good", label: t % 2 ? "a" : "b" },
      { task: `t${t}`, worker: "swapped", label: t % 2 ? "b" : "a" },
    ]).flat()
    const { votes, tasks } = votesFrom(rows)
    const gold = Int32Array.from(tasks, (name, t) => (t < 8 ? (Number(name.slice(1)) % 2) ^ 1 : -1))
    const { posterior } = dawidSkene(votes, { gold })
    const { answer, tied } = decide(votes, posterior, gold)
    expect([...answer]).toEqual(tasks.map((name) => (Number(name.slice(1)) % 2) ^ 1))
    expect(posterior[gold[0] ?? 0]).toBe(1)
    expect(tied.every((x) => x === 0)).toBe(true)
  })

  test("a person who swaps two classes is read the other way round", () => {
    const next = seeded(3)
    const rows: VoteRow[] = []
    for (let t = 0; t < 120; t++) {
      const truth = next() < 0.5 ? "a" : "b"
      const other = truth === "a" ? "b" : "a"
      for (const worker of ["p", "q", "r"]) rows.push({ task: `t${t}`, worker, label: next() < 0.85 ? truth : other })
      rows.push({ task: `t${t}`, worker: "swapped", label: next() < 0.95 ? other : truth })
    }
    const { votes, people } = votesFrom(rows)
    const { logConfusion } = dawidSkene(votes)
    const w = people.indexOf("swapped")
    expect(Math.exp(logConfusion[w * 4] ?? 0)).toBeLessThan(0.2)
    expect(Math.exp(logConfusion[w * 4 + 1] ?? 0)).toBeGreaterThan(0.8)
  })

  test("continuing from a finished fit changes next to nothing", () => {
    const first = dawidSkene(crowd.votes, { form: "map", prior: STOPPING_PRIOR, tolerance: 1e-8 })
    const again = dawidSkene(crowd.votes, {
      form: "map",
      prior: STOPPING_PRIOR,
      tolerance: 1e-8,
      start: first.counts,
    })
    const most = Math.max(...again.posterior.map((q, i) => Math.abs(q - (first.posterior[i] ?? 0))))
    expect(most).toBeLessThan(0.01)
    expect(again.rounds).toBeLessThan(first.rounds)
  })

  test("renaming tasks, people and classes moves no probability by more than 1e-9", () => {
    const shift = (n: number, size: number) => (n * 7 + 3) % size
    const rows = (rename: boolean): VoteRow[] =>
      [...crowd.votes.person].map((w, i) => {
        const [t, y] = [Math.floor(i / 4), crowd.votes.label[i] ?? 0]
        const name = (n: number, size: number) => String(rename ? shift(n, size) : n).padStart(4, "0")
        return { task: name(t, 400), worker: name(w, 31), label: name(y, 3) }
      })
    for (const form of FORMS) {
      const [a, b] = [votesFrom(rows(false)), votesFrom(rows(true))]
      const [p, q] = [dawidSkene(a.votes, { form }).posterior, dawidSkene(b.votes, { form }).posterior]
      for (let t = 0; t < 400; t++)
        for (let c = 0; c < 3; c++)
          expect(Math.abs((p[t * 3 + c] ?? 0) - (q[shift(t, 400) * 3 + shift(c, 3)] ?? 0))).toBeLessThan(1e-9)
    }
  })
})
