import { AnnotationBody } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { comparison } from "./comparison.ts"

const RULE = { matchIou: 0.4, settleIou: 0.8, text: "exact" } as const

/** What people said of one pair, each a verdict, and by how much. */
function consensusOf(said: readonly (readonly [verdict: string, much?: number])[]) {
  const answers = said.map(([label, much], at) => ({
    submission: `s${at}`,
    person: `p${at}`,
    body: AnnotationBody.parse({
      regions: [
        {
          ...{ id: `r${at}`, geometry: { type: "whole" }, label },
          ...(much !== undefined && { attributes: { much: `${much}` } }),
        },
      ],
      nothingHere: false,
    }),
  }))
  return comparison.consensus({ answers, settle: RULE, size: { width: 1, height: 1 }, letterSeed: 3 }, null)
}

describe("which of two people find better", () => {
  test.each([
    { said: [["first"], ["first"], ["second"]], label: "first" },
    { said: [["first"], ["second"]], label: "none" },
    { said: [["none"], ["second"]], label: "second" },
    { said: [["neither"], ["neither"], ["first"]], label: "neither" },
    { said: [["neither"], ["first"]], label: "first" },
  ] as const)("$said come to $label", ({ said, label }) => {
    expect(consensusOf(said).settled.map(({ region }) => `${region.label}`)).toEqual([label])
  })

  test("by how much is the middle of those who say the same, of two the lower, and nothing is left to decide", () => {
    const { settled, differences, disputed } = consensusOf([["first", 3], ["first", 1], ["second", 2], ["none"]])
    expect(settled[0]?.region).toMatchObject({ label: "first", attributes: { much: "1" } })
    expect([differences, disputed]).toEqual([[], false])
  })
})
