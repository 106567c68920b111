import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { dawidSkene, priorCounts, STOPPING_PRIOR } from "../labels/dawidSkene.ts"
import type { EmFit } from "../labels/em.ts"
import { type Votes, votesFrom } from "../labels/votes.ts"
import { chancesRight, evidenceOfPeople, fadeEvidence, NO_EVIDENCE } from "./evidence.ts"

const fitOf = (votes: Votes) => dawidSkene(votes, { form: "map", prior: STOPPING_PRIOR })

/** The chance of one vote, written out: a product over the others' confusions without the task, times a stranger's. */
function byHand(votes: Votes, fit: EmFit, t: number, vote: number): number {
  const K = votes.classes
  const { cells, classes } = fit.counts
  const start = priorCounts(cells, votes.people, K, STOPPING_PRIOR)
  const cell = (w: number, y: number, c: number) => (cells[(w * K + y) * K + c] ?? 0) + (start[y * K + c] ?? 0)
  const row = (w: number, c: number) => Array.from({ length: K }, (_, y) => cell(w, y, c)).reduce((a, b) => a + b, 0)
  const pooled = (y: number, c: number) =>
    Array.from({ length: votes.people }, (_, w) => cells[(w * K + y) * K + c] ?? 0).reduce((a, b) => a + b, 1)
  const tasks = classes.reduce((a, b) => a + b, 0)
  const label = votes.label[vote] ?? 0
  const weight = Array.from({ length: K }, (_, c) => {
    const own = fit.posterior[t * K + c] ?? 0
    let product = ((classes[c] ?? 0) + 1 - own) / (tasks + K - 1)
    for (let i = votes.offsets[t] ?? 0; i < (votes.offsets[t + 1] ?? 0); i++) {
      const [w, y] = [votes.person[i] ?? 0, votes.label[i] ?? 0]
      if (i !== vote) product *= (cell(w, y, c) - own) / (row(w, c) - own)
    }
    const stranger = Array.from({ length: K }, (_, y) => pooled(y, c)).reduce((a, b) => a + b, 0)
    return (product * pooled(label, c)) / stranger
  })
  return (weight[label] ?? 0) / weight.reduce((a, b) => a + b, 0)
}

const someVotes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 })), {
    minLength: 6,
    maxLength: 40,
  })
  .map((rows) => votesFrom(rows.map(([t, w, y]) => ({ task: `t${t}`, worker: `w${w}`, label: `c${y}` }))).votes)

describe("the chance that a vote is right", () => {
  test("equals the product written out", () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const fit = fitOf(votes)
        const chances = chancesRight(votes, fit)
        for (let t = 0; t < votes.tasks; t++) {
          for (let i = votes.offsets[t] ?? 0; i < (votes.offsets[t + 1] ?? 0); i++) {
            expect(chances[i]).toBeCloseTo(byHand(votes, fit, t, i), 9)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  test("is a chance, and every vote is counted once for its person", () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const chances = chancesRight(votes, fitOf(votes))
        for (const chance of chances) {
          expect(chance).toBeGreaterThanOrEqual(0)
          expect(chance).toBeLessThanOrEqual(1)
        }
        const people = evidenceOfPeople(votes, chances)
        expect(people).toHaveLength(votes.people)
        const all = people.reduce((sum, { right, wrong }) => sum + right + wrong, 0)
        expect(all).toBeCloseTo(votes.person.length, 9)
      }),
    )
  })
})

describe("fading", () => {
  const days = fc.array(
    fc.record({
      day: fc.integer({ min: 0, max: 30 }),
      right: fc.double({ min: 0, max: 50, noNaN: true }),
      wrong: fc.double({ min: 0, max: 50, noNaN: true }),
      goldRight: fc.integer({ min: 0, max: 5 }),
      goldWrong: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 12 },
  )

  test("never adds evidence, and keeps the last day whole", () => {
    fc.assert(
      fc.property(days, (list) => {
        const faded = fadeEvidence(list)
        const last = Math.max(...list.map(({ day }) => day))
        const ofLast = list.filter(({ day }) => day === last).reduce((sum, one) => sum + one.right, 0)
        expect(faded.right).toBeLessThanOrEqual(list.reduce((sum, one) => sum + one.right, 0) + 1e-9)
        expect(faded.right).toBeGreaterThanOrEqual(ofLast - 1e-9)
      }),
    )
  })

  test("does not ask what a day is called: only which came later", () => {
    const list = [1, 2, 3].map((day) => ({ ...NO_EVIDENCE, right: 10 * day, day }))
    const stretched = list.map((one) => ({ ...one, day: one.day * 100 - 7 }))
    expect(fadeEvidence(stretched)).toEqual(fadeEvidence(list))
  })
})
