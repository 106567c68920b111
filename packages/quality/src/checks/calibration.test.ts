import { describe, expect, test } from "vitest"
import { type CheckCrowd, type CheckSettings, checksIn } from "../testing/checkCrowd.ts"
import { weighChecks } from "./weigh.ts"

interface Judged {
  readonly probability: number
  readonly isThere: boolean
}

/** Of ten equal parts by probability, how far what was said lies from what is so; the furthest, and the mean. */
function offBy(judged: readonly Judged[]): { readonly most: number; readonly mean: number } {
  const sorted = [...judged].sort((a, b) => a.probability - b.probability)
  const parts = Array.from({ length: 10 }, (_, part) => {
    const own = sorted.slice(Math.floor((part * sorted.length) / 10), Math.floor(((part + 1) * sorted.length) / 10))
    const said = own.reduce((sum, { probability }) => sum + probability, 0) / own.length
    return Math.abs(said - own.filter(({ isThere }) => isThere).length / own.length)
  })
  return { most: Math.max(...parts), mean: parts.reduce((sum, one) => sum + one, 0) / parts.length }
}

/** Things that were not known, with what was said of them and what is so. */
function judgedIn({ rows, known, truth }: CheckCrowd): Judged[] {
  return weighChecks(rows, known).things.flatMap(({ task, probability }) => {
    return known.has(task) ? [] : [{ probability, isThere: truth.get(task) !== "wrong" }]
  })
}

const settings = (changes: Partial<CheckSettings>): CheckSettings => ({
  ...{ things: 4_000, there: 0.8, perThing: 3, knownShare: 0.1, seed: 1 },
  ...changes,
})

describe("checkers whose rates are known", () => {
  const CROWDS = [
    { there: 0.8, perThing: 3 },
    { there: 0.5, perThing: 3 },
    { there: 0.9, perThing: 2 },
    { there: 0.7, perThing: 5 },
  ] as const
  const off = (changes: Partial<CheckSettings>) =>
    offBy([1, 2, 3].flatMap((seed) => judgedIn(checksIn(settings({ ...changes, seed })))))

  test.each(CROWDS)("what is said is so within 0.05 in every tenth: $there there, $perThing checks each", (crowd) => {
    expect(off({ ...crowd, knownShare: 0.3 }).most).toBeLessThan(0.05)
  })

  test.each(CROWDS)("and on the mean with little gold: $there there, $perThing checks each", (crowd) => {
    expect(off({ ...crowd, knownShare: 0.1 }).mean).toBeLessThan(0.025)
  })

  test("without gold too, on the mean, when three look at each", () => {
    expect(off({ knownShare: 0 }).mean).toBeLessThan(0.05)
  })

  test("their rates lie in their 90 % intervals about 9 times of 10", () => {
    let [inside, all] = [0, 0]
    for (const seed of [1, 2, 3, 4, 5]) {
      const { rows, known, checkers } = checksIn(settings({ things: 1_500, knownShare: 1, seed }))
      for (const one of weighChecks(rows, known).checkers) {
        const truth = checkers.get(one.person) ?? expect.fail("no such person")
        const holds = ([low, high]: readonly [number, number], rate: number) => low <= rate && rate <= high
        inside += Number(holds(one.foundInterval, truth.found)) + Number(holds(one.refusedInterval, truth.refused))
        all += 2
      }
    }
    expect(inside / all).toBeGreaterThan(0.8)
  })

  test("who all see the same thing wrongly count less: known things tell by how much", () => {
    const apart = checksIn(settings({ seed: 9 }))
    const together = checksIn(settings({ seed: 9, copied: 0.5 }))
    const share = ({ rows, known }: CheckCrowd) => weighChecks(rows, known).share
    expect(share(together)).toBeLessThan(share(apart))
  })

  test("they are together right more often than the best of them", () => {
    const { rows, known, truth } = checksIn(settings({ there: 0.6, knownShare: 0, perThing: 5 }))
    const isRight = (task: string, isThere: boolean) => Number((truth.get(task) !== "wrong") === isThere)
    const things = weighChecks(rows, known).things.filter(({ answer }) => answer !== "cannot_tell")
    const ours =
      things.reduce((sum, { task, probability }) => sum + isRight(task, probability >= 0.5), 0) / things.length
    const people = [...new Set(rows.map(({ person }) => person))].map((person) => {
      const own = rows.filter((row) => row.person === person && row.answer !== "cannot_tell")
      return own.reduce((sum, { task, answer }) => sum + isRight(task, answer !== "wrong"), 0) / own.length
    })
    expect(ours).toBeGreaterThan(Math.max(...people))
  })
})
