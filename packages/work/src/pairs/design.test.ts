import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { countPairs, designPairs, type Pair } from "./design.ts"

const keys = (pairs: readonly Pair[]) =>
  pairs.map(({ first, second }) => [first, second].sort((a, b) => a - b).join(" "))
const degrees = (assets: readonly number[], pairs: readonly Pair[]) =>
  assets.map((asset) => pairs.filter(({ first, second }) => first === asset || second === asset).length)

/** Whether each can be reached from the first by pairs. */
function hangsTogether(assets: readonly number[], pairs: readonly Pair[]): boolean {
  const reached = new Set(assets.slice(0, 1))
  for (let before = 0; before < reached.size; ) {
    before = reached.size
    for (const { first, second } of pairs) if (reached.has(first) || reached.has(second)) reached.add(first).add(second)
  }
  return assets.every((asset) => reached.has(asset))
}

const numbered = (count: number, from = 1) => Array.from({ length: count }, (_, i) => from + i)

describe("which are compared", () => {
  test.each([
    [0, 4, 0],
    [1, 4, 0],
    [2, 4, 1],
    [3, 4, 3],
    [5, 4, 10],
    [10, 4, 20],
    [10, 3, 15],
    [11, 3, 17],
    [100, 6, 300],
  ])("of %i, each in %i comparisons: %i pairs, all of them hanging together", (count, each, pairs) => {
    const assets = numbered(count)
    const made = designPairs({ assets, there: [], each, seed: 7 })
    expect(made).toHaveLength(pairs)
    expect(countPairs(count, each)).toBe(pairs)
    expect(new Set(keys(made)).size).toBe(pairs)
    expect(hangsTogether(assets, made)).toBe(true)
    const most = Math.min(each, count - 1)
    // Where both numbers are odd one is in one more.
    for (const degree of degrees(assets, made)) expect(degree - Math.max(0, most)).toBeOneOf([0, 1])
  })

  test("another seed gives another design, the same the same; each is the first of some", () => {
    const wanted = { assets: numbered(40), there: [], each: 6 }
    const made = designPairs({ ...wanted, seed: 1 })
    expect(designPairs({ ...wanted, assets: [...wanted.assets].reverse(), seed: 1 })).toEqual(made)
    expect(keys(designPairs({ ...wanted, seed: 2 })).sort()).not.toEqual(keys(made).sort())
    expect(new Set(made.map(({ first }) => first)).size).toBe(40)
  })

  test("what comes later is tied to what is there, and nothing is compared twice", () => {
    const some = fc.integer({ min: 0, max: 25 })
    fc.assert(
      fc.property(some, some, fc.integer({ min: 2, max: 9 }), fc.integer(), (before, later, each, seed) => {
        const old = designPairs({ assets: numbered(before), there: [], each, seed })
        const assets = numbered(before + later)
        const all = [...old, ...designPairs({ assets, there: old, each, seed })]
        expect(new Set(keys(all)).size).toBe(all.length)
        expect(all.every(({ first, second }) => first !== second)).toBe(true)
        expect(hangsTogether(assets, all)).toBe(true)
        const least = Math.min(each, assets.length - 1)
        for (const degree of degrees(assets, all)) expect(degree).toBeGreaterThanOrEqual(least)
        // Done again it makes nothing.
        expect(designPairs({ assets, there: all, each, seed })).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test("where each is to be in more comparisons, what is missing is made", () => {
    const assets = numbered(20)
    const two = designPairs({ assets, there: [], each: 2, seed: 3 })
    const more = designPairs({ assets, there: two, each: 5, seed: 3 })
    for (const degree of degrees(assets, [...two, ...more])) expect(degree).toBeGreaterThanOrEqual(5)
    expect(more.length).toBeLessThan(40)
  })

  test("ten thousand are each in ten", () => {
    expect(designPairs({ assets: numbered(10_000), there: [], each: 10, seed: 1 })).toHaveLength(50_000)
  })
})
