import { describe, expect, test } from "vitest"
import { findOutcomes } from "../review/outcomes.ts"
import { body, RULE, region } from "../testing/regions.ts"
import { consensus } from "./index.ts"
import { isSameAnswer, textKey } from "./likeness.ts"

const at = (text: string, more: object = {}) => region("r", [10, 10, 100, 20], { text, ...more })
const RULED = { ...RULE, rules: ["decimal_comma" as const, "space_before_percent" as const] }

describe("spellings that a project holds to be one", () => {
  test("are one text by the rules, together with the way of comparing", () => {
    expect(textKey(at("5,5 %"), RULED)).toBe(textKey(at("5.5%"), RULED))
    expect(textKey(at("5,5 %"), RULE)).not.toBe(textKey(at("5.5%"), RULE))
    expect(textKey(at("TVA 5,5 %"), RULED)).not.toBe(textKey(at("tva 5.5%"), RULED))
    const loose = { ...RULED, text: "ignore_case_and_spaces" as const }
    expect(textKey(at("TVA 5,5 %"), loose)).toBe(textKey(at("tva  5.5%"), loose))
    expect(textKey(at("2,50"), "exact")).toBe(textKey(at("2,50"), { text: "exact" }))
  })

  test("what was said about reading it still tells texts apart", () => {
    const struck = at("5,5 %", { transcript: { value: "5.5%", marks: ["struck"] } })
    expect(isSameAnswer(at("5,5 %"), struck, RULED)).toBe(false)
    expect(isSameAnswer(at("5,5 %"), at("5.5%"), RULED)).toBe(true)
  })

  test("settle by themselves, as most wrote it; everybody's answer is kept", () => {
    const texts = ["2,50", "2.50", "2,50"]
    const answers = texts.map((text, i) => ({ submission: `s${i}`, person: `p${i}`, body: body(at(text)) }))
    const input = { answers, size: { width: 400, height: 300 }, letterSeed: 1 }
    expect(consensus({ ...input, settle: RULE }).differences).toHaveLength(1)
    const { settled: final, differences: disagreements } = consensus({ ...input, settle: RULED })
    expect(disagreements).toEqual([])
    expect(final[0]?.region.transcript?.value).toBe("2,50")
    expect(final[0]?.provenance).toMatchObject({ method: "vote", confidence: 1 })
    const kept = body(...final.map((one) => one.region))
    for (const answer of answers)
      expect(findOutcomes(answer.body, kept, RULED).map(({ kind }) => kind)).toEqual(["kept"])
    expect(findOutcomes(body(at("2.50")), kept, RULE).map(({ kind }) => kind)).toEqual(["changed"])
  })
})
