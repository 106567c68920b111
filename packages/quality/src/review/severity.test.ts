import type { Decision, DecisionReason, Disagreement, DisagreementId } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { consensus } from "../consensus/index.ts"
import { answer, RULE, region } from "../testing/regions.ts"
import { compareDecisions, SPELLING_SEVERITY, severityBetween } from "./severity.ts"

const at = (text: string, more: { box?: [number, number, number, number]; label?: string; lit?: boolean } = {}) => {
  const { box = [10, 10, 100, 20], label = "thing", lit } = more
  return region("r", box, { text, label, ...(lit !== undefined && { attributes: { lit } }) })
}

describe("how far apart two outcomes are", () => {
  test("the same under the rule is nothing, two spellings are a tenth", () => {
    expect(severityBetween(at("2,50"), at("2,50", { box: [11, 10, 100, 20] }), RULE)).toBe(0)
    expect(severityBetween(at("2,50"), at("2.50"), RULE)).toBe(SPELLING_SEVERITY)
    expect(severityBetween(at("Comté 5,5 %"), at("COMTE 5.5%"), RULE)).toBe(SPELLING_SEVERITY)
    expect(severityBetween(at("2,50"), at("2.50"), { ...RULE, rules: ["decimal_comma"] })).toBe(0)
    expect(severityBetween(null, null, RULE)).toBe(0)
    expect(severityBetween("undecided", "undecided", RULE)).toBe(0)
  })

  test("another wording grows from a quarter with the characters", () => {
    expect(severityBetween(at("12,50"), at("12,58"), RULE)).toBeCloseTo(0.25 + 0.75 / 5, 12)
    expect(severityBetween(at("abc"), at("xyz"), RULE)).toBe(1)
    expect(severityBetween(at(""), at("xyz"), RULE)).toBe(1)
  })

  test("pages are compared by words, and quickly", () => {
    const page = Array.from({ length: 3_000 }, (_, i) => `mot${i}`).join(" ")
    const other = Array.from({ length: 3_000 }, (_, i) => (i % 3 === 0 ? `mit${i}` : `mot${i}`)).join(" ")
    expect(severityBetween(at(page), at(other), RULE)).toBeCloseTo(0.25 + 0.75 / 3, 9)
  })

  test("another label, or nothing at all, is the gravest; attributes and doubt are half of it", () => {
    expect(severityBetween(at("7"), at("7", { label: "other" }), RULE)).toBe(1)
    expect(severityBetween(at("7"), null, RULE)).toBe(1)
    expect(severityBetween(at("7", { lit: true }), at("7", { lit: false }), RULE)).toBe(0.5)
    expect(severityBetween("undecided", at("7"), RULE)).toBe(0.5)
  })

  test("another place counts by what does not overlap; the gravest of several counts", () => {
    expect(severityBetween(at("7"), at("7", { box: [10, 10, 50, 20] }), RULE)).toBeCloseTo(0.5, 12)
    expect(severityBetween(at("2,50"), at("2.50", { box: [10, 10, 50, 20] }), RULE)).toBeCloseTo(0.5, 12)
  })

  test("it is a number in [0, 1], the same in both directions", () => {
    const one = fc
      .record({
        text: fc.string({ maxLength: 6 }),
        x: fc.integer({ min: 0, max: 90 }),
        label: fc.constantFrom("a", "b"),
      })
      .map(({ text, x, label }) => at(text, { box: [x, 10, 100, 20], label }))
    fc.assert(
      fc.property(one, one, (p, q) => {
        const there = severityBetween(p, q, RULE)
        expect(there).toBeGreaterThanOrEqual(0)
        expect(there).toBeLessThanOrEqual(1)
        expect(severityBetween(q, p, RULE)).toBeCloseTo(there, 12)
      }),
      { numRuns: 200 },
    )
  })
})

describe("two reviewers' decisions", () => {
  const reason: DecisionReason = { code: "other", clause: null, note: "" }
  const low = (id: string, text: string) => region(id, [10, 200, 100, 20], { text })
  const task = consensus({
    answers: [
      answer("a", at("2,50"), low("l", "MERCI")),
      answer("b", at("2.50"), low("l", "MERCI")),
      answer("c", at("2,50"), low("l", "NERCI")),
    ],
    settle: RULE,
    size: { width: 800, height: 600 },
    letterSeed: 3,
  })
  const [first, second] = task.differences.map(({ id }) => id) as [DisagreementId, DisagreementId] // two lines differ
  const letterOf = (disagreement: Disagreement | undefined, text: string) =>
    disagreement?.candidates.find((one) => one.region?.transcript?.value === text)?.letters[0] ?? "A"
  const decisions = (p: Decision, q: Decision) =>
    new Map([
      [first, p],
      [second, q],
    ])
  const proposal: Decision = { outcome: "proposal", reason }
  const none: Decision = { outcome: "none", reason }

  test("are compared by what they keep, not by the key that was pressed", () => {
    const take = (text: string): Decision => ({ outcome: "take", letter: letterOf(task.differences[0], text), reason })
    const same = compareDecisions(task, decisions(proposal, none), decisions(take("2,50"), none), RULE)
    expect(same).toEqual({ same: 2, apart: [] })
    const point = compareDecisions(task, decisions(proposal, proposal), decisions(take("2.50"), proposal), RULE)
    expect(point).toEqual({ same: 1, apart: [{ difference: first, severity: SPELLING_SEVERITY }] })
  })

  test("nothing against something, and doubt, are apart", () => {
    const doubt: Decision = { outcome: "undecidable", reason }
    const found = compareDecisions(task, decisions(none, doubt), decisions(proposal, proposal), RULE)
    expect(found.apart).toEqual([
      { difference: first, severity: 1 },
      { difference: second, severity: 0.5 },
    ])
  })

  test("what one of them left open is not compared", () => {
    const half = new Map([[second, none]])
    expect(compareDecisions(task, half, decisions(none, none), RULE)).toEqual({ same: 1, apart: [] })
  })
})
