import type { Disagreement, Region } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { consensus } from "../consensus/index.ts"
import { answer, RULE, region } from "../testing/regions.ts"
import { expectedGain, gainOfTask } from "./gain.ts"

const at = (text: string, x = 10, label = "thing") => region("r", [x, 10, 100, 20], { text, label })

function disagreementBetween(...regions: (Region | null)[]): Disagreement {
  const answers = regions.map((one, i) => answer(`p${i}`, ...(one ? [one] : [])))
  const { differences: disagreements } = consensus({
    answers,
    settle: RULE,
    size: { width: 800, height: 600 },
    letterSeed: 1,
  })
  const [first] = disagreements
  if (!first) throw new Error("a difference expected")
  return first
}
const gain = (...regions: (Region | null)[]) => expectedGain(disagreementBetween(...regions), RULE)

describe("what a decision is expected to change", () => {
  test("more the surer nobody is", () => {
    expect(gain(at("2,50"), at("9.99"))).toBeGreaterThan(
      gain(at("2,50"), at("2,50"), at("2,50"), at("2,50"), at("9.99")),
    )
  })

  test("more the further answers are apart: spelling, wording, another label, nothing at all", () => {
    const comma = gain(at("2,50"), at("2,50"), at("2.50"))
    const figure = gain(at("2,50"), at("2,50"), at("2,58"))
    const word = gain(at("MERCI"), at("MERCI"), at("XXXXX"))
    const label = gain(at("7", 10, "a"), at("7", 10, "a"), at("7", 10, "b"))
    const absent = gain(at("7"), at("7"), null)
    expect([comma, figure, word].every((one, i, all) => one < (all[i + 1] ?? Infinity))).toBe(true)
    expect(word).toBeCloseTo(label, 9)
    expect(absent).toBeCloseTo(label, 9)
    // One of three is right instead of the proposal with probability 1/3; it would change three people's answers.
    expect(label).toBeCloseTo(1, 9)
    expect(comma).toBeCloseTo(0.1, 9)
  })

  test("more the more people it concerns", () => {
    const pair = gain(at("7", 10, "a"), at("7", 10, "b"))
    const four = gain(at("7", 10, "a"), at("7", 10, "a"), at("7", 10, "b"), at("7", 10, "b"))
    expect(four).toBeCloseTo(2 * pair, 9)
  })

  test("nothing where the proposal is sure; half a thing where nobody said anything else", () => {
    const disagreement = disagreementBetween(at("2,50"), at("2.50"))
    const alone = { ...disagreement, candidates: disagreement.candidates.slice(0, 1) }
    const same = { ...alone, proposal: alone.candidates[0]?.region ?? null }
    expect(expectedGain({ ...same, confidence: 1 }, RULE)).toBe(0)
    expect(expectedGain({ ...same, confidence: 0.5 }, RULE)).toBeCloseTo(0.25, 9)
  })
})

describe("what a decision on a task changes on average", () => {
  test("the opening counts as a decision, so that two at one place come before one", () => {
    const one = disagreementBetween(at("7", 10, "a"), at("7", 10, "b"))
    expect(gainOfTask([one], RULE)).toBeCloseTo(expectedGain(one, RULE) / 2, 9)
    expect(gainOfTask([one, one], RULE)).toBeGreaterThan(gainOfTask([one], RULE))
    expect(gainOfTask([], RULE)).toBe(0)
  })

  test("small differences beside a grave one make its task come later", () => {
    const grave = disagreementBetween(at("7", 10, "a"), at("7", 10, "b"))
    const small = disagreementBetween(at("2,50"), at("2.50"))
    expect(gainOfTask([grave, small, small, small], RULE)).toBeLessThan(gainOfTask([grave], RULE))
  })
})
