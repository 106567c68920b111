import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { type Votes, votesFrom } from "../labels/votes.ts"
import { evidenceOnTasks } from "./nextLabels.ts"
import { auditSample, replayFixed, replayOverlap } from "./replay.ts"

const someVotes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 6 }), fc.boolean()), {
    minLength: 1,
    maxLength: 60,
  })
  .map(
    (rows) => votesFrom(rows.map(([t, w, y]) => ({ task: `t${t}`, worker: `w${w}`, label: y ? "yes" : "no" }))).votes,
  )

const labelsOf = (votes: Votes) =>
  Array.from({ length: votes.tasks }, (_, t) => (votes.offsets[t + 1] ?? 0) - (votes.offsets[t] ?? 0))

describe("playing a collection again", () => {
  test("never asks for more labels than there are, nor more than the budget beyond the first two of each task", () => {
    fc.assert(
      fc.property(
        someVotes,
        fc.integer({ min: 1, max: 99 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (votes, seed, share) => {
          const { votes: collected, keep } = replayOverlap(votes, { seed, rule: { mode: "budget", share } })
          const first = labelsOf(votes).reduce((sum, n) => sum + Math.min(2, n), 0)
          expect(collected.person.length).toBeLessThanOrEqual(Math.max(first, Math.round(share * votes.person.length)))
          expect(keep.reduce((sum, k) => sum + k, 0)).toBe(collected.person.length)
          labelsOf(collected).forEach((n, t) => expect(n).toBeGreaterThanOrEqual(Math.min(2, labelsOf(votes)[t] ?? 0)))
        },
      ),
      { numRuns: 40 },
    )
  })

  test("with a line at 1 and no doubt ever gone takes all there is, with a line at 0 the least", () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const all = replayOverlap(votes, { seed: 1, rule: { mode: "threshold", certainty: 2 } })
        expect(all.votes).toEqual(votes)
        const rule = { mode: "threshold", certainty: 0 } as const
        const least = replayOverlap(votes, { seed: 1, rule, evidence: 0, auditShare: 0 })
        expect(labelsOf(least.votes)).toEqual(labelsOf(votes).map((n) => Math.min(2, n)))
      }),
      { numRuns: 30 },
    )
  })

  test("with fixed overlap gives tasks of the same size numbers of labels that differ by one at most", () => {
    const rows = Array.from({ length: 40 }, (_, t) =>
      Array.from({ length: 6 }, (_, i) => ({ task: `t${t}`, worker: `w${(t + i) % 11}`, label: i % 2 ? "yes" : "no" })),
    ).flat()
    const { votes } = votesFrom(rows)
    for (const share of [0.1, 0.35, 0.5, 0.83]) {
      const labels = labelsOf(replayFixed(votes, share, 3).votes)
      expect(labels.reduce((sum, n) => sum + n, 0)).toBe(Math.round(share * 240))
      expect(Math.max(...labels) - Math.min(...labels)).toBeLessThanOrEqual(1)
    }
  })
})

test("evidence on a task is what its people gave to other tasks, on average", () => {
  const rows = [
    ["t0", "ana"],
    ["t0", "ben"],
    ["t1", "ana"],
    ["t2", "ana"],
  ].map(([task = "", worker = ""]) => ({ task, worker, label: "x" }))
  // Ana gave two more than the one on each task, Ben none.
  expect([...evidenceOnTasks(votesFrom(rows).votes)]).toEqual([1, 2, 2])
})

test("every task is as likely as any to be audited", () => {
  const drawn = new Int32Array(20)
  for (let seed = 1; seed <= 2000; seed++)
    auditSample(20, 0.1, seeded(seed)).forEach((a, t) => (drawn[t] = (drawn[t] ?? 0) + a))
  for (const times of drawn) {
    expect(times).toBeGreaterThan(150)
    expect(times).toBeLessThan(250)
  }
})
