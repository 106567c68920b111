import { CROWD_WORTH } from "@justesse/quality/skill/skill"
import { describe, expect, test } from "vitest"
import { goldSet } from "./classification.ts"
import { HAVE_CROWD } from "./sets.ts"
import { chooseWorth, coverage } from "./skillFigures.ts"

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
