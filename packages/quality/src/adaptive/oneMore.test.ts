import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type OneMoreInput, shouldAskOneMore } from "./oneMore.ts"

const final: OneMoreInput = {
  risk: 0.02,
  target: 0.1,
  answers: 2,
  most: 5,
  budgetLeft: 100,
  evidence: 30,
  auditDraw: 0.9,
}

describe("one more person", () => {
  test.each([
    ["is not asked when the risk is low, the people known and no audit drawn", {}, false, "enough"],
    ["is asked while the risk is above the target", { risk: 0.3 }, true, "risk"],
    ["is not asked at exactly the target", { risk: 0.1 }, false, "enough"],
    ["is asked when too little is known of the people", { evidence: 19.5 }, true, "no_evidence_on_people"],
    ["is asked when the risk could not be judged", { risk: null }, true, "no_evidence_on_people"],
    ["is asked when the risk is no number", { risk: Number.NaN }, true, "no_evidence_on_people"],
    ["is asked on a task drawn for the audit", { auditDraw: 0.049 }, true, "audit"],
    ["is not asked beyond the most answers, whatever the risk", { answers: 5, risk: 1 }, false, "most_reached"],
    ["is not asked without budget, whatever the risk", { budgetLeft: 0, risk: 1 }, false, "budget_spent"],
    ["is asked when the budget has no bound", { budgetLeft: null, risk: 1 }, true, "risk"],
    ["follows the project's own evidence", { evidence: 5, leastEvidence: 4 }, false, "enough"],
    ["follows the project's own audit share", { auditDraw: 0.2, auditShare: 0.25 }, true, "audit"],
  ] as const)("%s", (_, change, ask, reason) => {
    expect(shouldAskOneMore({ ...final, ...change })).toEqual({ ask, reason })
  })

  test("never goes past the bounds, and asks at a higher risk whenever it asks at a lower one", () => {
    const inputs = fc.record({
      risk: fc.double({ min: 0, max: 1, noNaN: true }),
      target: fc.double({ min: 0, max: 1, noNaN: true }),
      answers: fc.integer({ min: 0, max: 8 }),
      most: fc.integer({ min: 1, max: 7 }),
      budgetLeft: fc.integer({ min: 0, max: 3 }),
      evidence: fc.integer({ min: 0, max: 40 }),
      auditDraw: fc.double({ min: 0, max: 0.999, noNaN: true }),
    })
    fc.assert(
      fc.property(inputs, (input) => {
        const { ask } = shouldAskOneMore(input)
        if (input.answers >= input.most || input.budgetLeft === 0) expect(ask).toBe(false)
        if (ask) expect(shouldAskOneMore({ ...input, risk: 2 }).ask).toBe(true)
      }),
    )
  })
})
