import { AnnotationBody, type Region, WRONG_REASON } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { ConsensusInput } from "../consensus/index.ts"
import { verification } from "./verification.ts"

const RULE = { matchIou: 0.4, settleIou: 0.8, text: "exact" } as const
const said = (label: string, more: object = {}): AnnotationBody =>
  AnnotationBody.parse({
    regions: [{ id: "a", label, geometry: { type: "whole" }, ...more }],
    nothingHere: false,
  })
const fix = (x: number, label = "car") =>
  said("fix", { fixed: { geometry: { type: "box", x, y: 0, width: 100, height: 50 }, label } })
const wrong = (reason: string) => said("wrong", { attributes: { reason } })

const inputOf = (...bodies: readonly AnnotationBody[]): ConsensusInput => ({
  answers: bodies.map((body, at) => ({ submission: `s${at}`, person: `p${at}`, body })),
  settle: RULE,
  size: { width: 400, height: 300 },
  letterSeed: 5,
})
const consensusOf = (...bodies: readonly AnnotationBody[]) => verification.consensus(inputOf(...bodies), null)
const finalOf = (...bodies: readonly AnnotationBody[]): Region | undefined => consensusOf(...bodies).settled[0]?.region

describe("what several checks of one thing say", () => {
  test("the same answer is final, whatever the reasons and corrections beside it", () => {
    expect(finalOf(said("right"), said("right"))?.label).toBe("right")
    expect(consensusOf(wrong("nothing"), wrong("twice")).disputed).toBe(false)
    expect(consensusOf(fix(10), fix(200, "bus")).disputed).toBe(false)
  })

  test("the reason is the one that most give, of equals the first by its letters", () => {
    expect(finalOf(wrong("twice"), wrong("nothing"), wrong("twice"))?.attributes).toEqual({ [WRONG_REASON]: "twice" })
    expect(finalOf(wrong("twice"), wrong("nothing"))?.attributes).toEqual({ [WRONG_REASON]: "nothing" })
    expect(finalOf(said("wrong"), said("wrong"))?.attributes).toBeUndefined()
  })

  test("corrections are merged as boxes are, from those alone who gave one", () => {
    const merged = finalOf(fix(10), fix(20), fix(16), said("fix"))
    expect(merged).toMatchObject({ label: "fix", geometry: { type: "whole" } })
    expect(merged?.fixed).toEqual({
      geometry: { type: "box", x: 16, y: 0, width: 100, height: 50 },
      label: "car",
    })
    expect(finalOf(fix(10, "bus"), fix(10, "car"), fix(10, "bus"))?.fixed?.label).toBe("bus")
    expect(finalOf(said("fix"), said("fix"))?.fixed).toBeUndefined()
  })

  test("unlike answers wait for a reviewer, each with what was said beside it", () => {
    const found = consensusOf(fix(10), said("right"), fix(20))
    expect(found.disputed).toBe(true)
    const [disagreement] = found.differences
    expect(disagreement?.kind).toBe("label")
    const byLabel = new Map(disagreement?.candidates.map(({ region }) => [String(region?.label), region]))
    expect(byLabel.get("right")?.fixed).toBeUndefined()
    expect(byLabel.get("fix")?.fixed?.geometry).toMatchObject({ x: 15 })
    expect(disagreement?.proposal?.fixed?.geometry).toMatchObject({ x: 15 })
  })

  test("one check alone stands as it is", () => {
    expect(finalOf(fix(10))).toMatchObject({ label: "fix", fixed: { label: "car" } })
    expect(finalOf(wrong("part"))?.attributes).toEqual({ reason: "part" })
  })

  test("the order of checks changes nothing (I11)", () => {
    const any = fc.constantFrom(said("right"), wrong("nothing"), wrong("twice"), fix(10), fix(30), said("cannot_tell"))
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 5 }), (bodies) => {
        const input = inputOf(...bodies)
        const reversed = { ...input, answers: [...input.answers].reverse() }
        expect(verification.consensus(reversed, null)).toEqual(verification.consensus(input, null))
      }),
      { numRuns: 40 },
    )
  })
})
