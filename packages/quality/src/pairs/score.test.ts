import { describe, expect, test } from "vitest"
import { type KnownPair, pairsOfOrder, scorePairs } from "./score.ts"

const items = (strengths: Readonly<Record<string, number>>, group?: string) =>
  Object.entries(strengths).map(([item, strength]) => ({ item, strength, ...(group !== undefined && { group }) }))
const known = pairsOfOrder(items({ a: 3, b: 2, c: 1 }))

describe("an order beside what is known", () => {
  test.each([
    { said: { a: 9, b: 5, c: 0 }, score: { pairs: 3, right: 3, accuracy: 1, tau: 1 } },
    { said: { a: 0, b: 5, c: 9 }, score: { right: 0, wrong: 3, accuracy: 0, tau: -1 } },
    { said: { a: 9, b: 0, c: 5 }, score: { right: 2, wrong: 1, tau: 1 / 3 } },
    { said: { a: 5, b: 5, c: 1 }, score: { right: 2, tied: 1, accuracy: 2 / 3, tau: 2 / 3 } },
  ])("$said", ({ said, score }) => {
    expect(scorePairs(known, pairsOfOrder(items(said)))).toMatchObject(score)
  })

  test("things of other groups, and things that are not there, are not compared", () => {
    const said = pairsOfOrder([...items({ a: 1, b: 0 }, "1"), ...items({ c: 7 }, "2")])
    expect(scorePairs(known, said)).toMatchObject({ pairs: 1, right: 1, silent: 2 })
    expect(scorePairs(known, [])).toMatchObject({ pairs: 0, accuracy: null, tau: null, silent: 3 })
  })

  test("what is known to be equal is counted apart", () => {
    const equal = pairsOfOrder(items({ a: 1, b: 1 }))
    expect(scorePairs(equal, known)).toMatchObject({ equal: 1, pairs: 0 })
  })
})

test("which of a pair stands first does not matter", () => {
  const said: KnownPair[] = [
    { first: "b", second: "a", better: "second" },
    { first: "c", second: "b", better: "tie" },
  ]
  expect(scorePairs(known, said)).toMatchObject({ right: 1, tied: 1, silent: 1 })
})
