import { CROWD_WORTH } from "@justesse/quality/skill/beta"
import { describe, expect, test } from "vitest"
import { goldSet } from "./classification.ts"
import { HAVE_CROWD } from "./sets.ts"
import { chooseWorth, coverage, coverageElsewhere, intervalOfShare } from "./skillFigures.ts"

const SETS = ["bluebirds", "rte", "dog", "product"]

describe.runIf(HAVE_CROWD)("90 % intervals of skill, made without gold, hold gold accuracy (Q8)", () => {
  test("for 85 to 95 % of people over the sets, for at least 85 % on each, one person more at most above 95 %", () => {
    const found = SETS.map((name) => ({ name, ...coverage(goldSet(name), CROWD_WORTH) }))
    console.log(found.map(({ name, people, held }) => `${name} ${held} of ${people}`).join(", "))
    const all = found.reduce((sum, { people }) => sum + people, 0)
    const held = found.reduce((sum, one) => sum + one.held, 0)
    expect(held / all).toBeGreaterThanOrEqual(0.85)
    expect(held / all).toBeLessThanOrEqual(0.95)
    for (const one of found) {
      expect(one.held).toBeGreaterThanOrEqual(0.85 * one.people)
      expect(one.held - 1).toBeLessThanOrEqual(0.95 * one.people)
      expect(intervalOfShare(one)[0]).toBeLessThanOrEqual(0.95)
    }
  })

  test("the interval of a share is Wilson's: 38 of 39 gives 86.8 to 99.5 %", () => {
    const [low, high] = intervalOfShare({ held: 38, people: 39 })
    expect([low, high]).toEqual([expect.closeTo(0.868, 3), expect.closeTo(0.9955, 3)])
  })

  test("on tasks that the skill does not come from: 85 to 95 % on each set", () => {
    const found = SETS.map((name) => ({ name, ...coverageElsewhere(goldSet(name), CROWD_WORTH) }))
    console.log(found.map(({ name, people, share }) => `${name} ${(100 * share).toFixed(1)} % of ${people}`).join(", "))
    for (const { share } of found) {
      expect(share).toBeGreaterThanOrEqual(0.85)
      expect(share).toBeLessThanOrEqual(0.95)
    }
  })

  test("also where the worth of crowd evidence is chosen on the other sets only", () => {
    const sets = SETS.map(goldSet)
    const found = sets.map((set) => coverage(set, chooseWorth(sets.filter((other) => other !== set))))
    const held = found.reduce((sum, one) => sum + one.held, 0) / found.reduce((sum, one) => sum + one.people, 0)
    expect(held).toBeGreaterThanOrEqual(0.85)
    expect(held).toBeLessThanOrEqual(0.95)
  })
})
