import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { alphaOf } from "./choices.ts"
import { masiAlpha, masiDistance } from "./masi.ts"

const apart = (a: string, b: string) => masiDistance(new Set(a), new Set(b))
const votes = (...tasks: readonly string[][]) =>
  tasks.flatMap((own, t) => own.map((letters, p) => ({ task: `t${t}`, person: `p${p}`, value: [...letters] })))

describe("sets of choices", () => {
  test("distances as Passonneau has them: the same, one in the other, crossing, apart", () => {
    expect(apart("ab", "ba")).toBe(0)
    expect(apart("", "")).toBe(0)
    expect(apart("a", "ab")).toBeCloseTo(1 - (1 / 2) * (2 / 3))
    expect(apart("ab", "abcd")).toBeCloseTo(2 / 3)
    expect(apart("ab", "bc")).toBeCloseTo(1 - (1 / 3) * (1 / 3))
    expect(apart("a", "b")).toBe(1)
    expect(apart("", "a")).toBe(1)
  })

  test("of sets of one it is the nominal alpha", () => {
    const dice = seeded(4)
    const single = Array.from({ length: 40 }, () => {
      return Array.from({ length: 3 }, () => "abc"[Math.floor(dice() * dice() * 3)] ?? "a")
    })
    const rows = votes(...single)
    const nominal = alphaOf(
      rows.map(({ value, ...vote }) => ({ ...vote, value: value.join("") })),
      "nominal",
    )
    expect(masiAlpha(rows)).toBeCloseTo(nominal.alpha ?? Number.NaN, 12)
  })

  test("1 where all agree, by hand where one differs, nothing where nobody could differ", () => {
    expect(masiAlpha(votes(["ab", "ab"], ["c", "c"]))).toBe(1)
    expect(masiAlpha(votes(["ab", "ab"], ["ab", "ba"]))).toBeNull()
    expect(masiAlpha(votes(["ab"], ["c"]))).toBeNull()
    // {a} and {a, b} lie 2/3 apart: both ways in one task of two over four values; of all 4 x 3 pairs the three {a} with it.
    const [observed, expected] = [(2 * (2 / 3)) / 4, (2 * 3 * (2 / 3)) / (4 * 3)]
    expect(masiAlpha(votes(["a", "ab"], ["a", "a"]))).toBeCloseTo(1 - observed / expected)
  })

  test("agreement in part counts more than none, and less than all", () => {
    const parts = masiAlpha(votes(["ab", "a"], ["cd", "c"], ["ef", "e"])) ?? Number.NaN
    const none = masiAlpha(votes(["ab", "c"], ["cd", "a"], ["ef", "b"])) ?? Number.NaN
    expect(parts).toBeGreaterThan(none)
    expect(parts).toBeLessThan(1)
  })
})
