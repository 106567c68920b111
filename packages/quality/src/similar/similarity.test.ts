import type { Disagreement, Letter, Region } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { consensus } from "../consensus/index.ts"
import { answer, RULE, region } from "../testing/regions.ts"
import { similarityOf } from "./similarity.ts"

const at = (
  text: string,
  more: Partial<Parameters<typeof region>[2]> & { box?: [number, number, number, number] } = {},
) => {
  const { box = [10, 10, 100, 20], ...rest } = more
  return region("r", box, { text, ...rest })
}

/** The one difference that people make who have one region each. */
function disagreementBetween(regions: readonly (Region | null)[], rule = RULE): Disagreement {
  const answers = regions.map((one, i) => answer(`p${i}`, ...(one ? [one] : [])))
  const { differences: disagreements } = consensus({
    answers,
    settle: rule,
    size: { width: 800, height: 600 },
    letterSeed: 1,
  })
  const [first] = disagreements
  if (!first) throw new Error("a difference expected")
  return first
}
const found = (...regions: (Region | null)[]) => similarityOf(disagreementBetween(regions), RULE)

describe("what a difference has in common with others", () => {
  test("texts that a rule makes one: side a has the comma, with everybody on one side", () => {
    const similar = found(at("2,50"), at("2.50"), at("2,50"))
    expect(similar).toMatchObject({
      key: "text:decimal_comma",
      kind: "text",
      rule: "decimal_comma",
      label: "thing",
      edge: null,
      majority: "a",
      proposed: "a",
    })
    expect([similar?.a.shows, similar?.a.says, similar?.b.shows]).toEqual(["2,50", "2,50", "2.50"])
    expect([similar?.a.letters.length, similar?.b.letters.length]).toEqual([2, 1])
    expect(similar?.a.letters).toContain(similar?.a.take)
    expect(similar?.a.share).toBeCloseTo(2 / 3, 12)
  })

  test("the key and the leading side stand on the difference itself", () => {
    const disagreement = disagreementBetween([at("18 %"), at("18%"), at("18%")])
    expect([disagreement.alike, disagreement.lead]).toEqual(["text:space_before_percent", "b"])
    const even = disagreementBetween([at("18 %"), at("18%")])
    expect([even.alike, even.lead]).toEqual(["text:space_before_percent", undefined])
    // Whichever of the two the consensus came upon: nothing is proposed.
    expect(similarityOf(even, RULE)).toMatchObject({ majority: null, proposed: null })
  })

  test("the same question has the same key whatever the amounts", () => {
    const keys = [
      ["2,50", "2.50"],
      ["1.000", "1,000"],
      ["Total 18,4", "Total 18.4"],
    ].map(([p = "", q = ""]) => found(at(p), at(q))?.key)
    expect(new Set(keys)).toEqual(new Set(["text:decimal_comma"]))
  })

  test("boxes of one label in two camps over one edge", () => {
    const wide = at("SUM", { box: [10, 10, 200, 20] })
    const narrow = at("SUM", { box: [80, 10, 130, 20] })
    const similar = found(wide, narrow, narrow)
    expect(similar).toMatchObject({ key: "place:left:thing", kind: "place", rule: null, label: "thing", edge: "left" })
    expect([similar?.a.shows, similar?.b.shows, similar?.a.says]).toEqual(["left:wider", "left:narrower", null])
    expect([similar?.majority, similar?.proposed]).toEqual(["b", "b"])
    // The middle of two is on neither side.
    expect(found(wide, narrow)).toMatchObject({ majority: null, proposed: null })
  })

  test("the same two labels, the first by code unit is side a", () => {
    const similar = found(at("7", { label: "tax" }), at("7", { label: "amount" }), at("7", { label: "tax" }))
    expect(similar).toMatchObject({
      key: 'label:["amount","tax"]',
      kind: "label",
      label: null,
      majority: "b",
      proposed: "b",
    })
    expect([similar?.a.says, similar?.b.says]).toEqual(["amount", "tax"])
  })

  test.each([
    ["three readings", [at("2,50"), at("2.50"), at("2;50")]],
    ["somebody has nothing there", [at("2,50"), at("2.50"), null]],
    ["a box differs too", [at("2,50"), at("2.50", { box: [10, 10, 60, 20] })]],
    ["attributes differ too", [at("2,50", { attributes: { lit: true } }), at("2.50", { attributes: { lit: false } })]],
    ["a mark differs too", [at("2,50"), at("2.50", { transcript: { value: "2.50", marks: ["struck"] } })]],
    ["one text is empty", [at(""), at("2.50")]],
    ["three labels", [at("7", { label: "a" }), at("7", { label: "b" }), at("7", { label: "c" })]],
    ["label and text differ", [at("7", { label: "a" }), at("8", { label: "b" })]],
    ["only an attribute differs", [at("7", { attributes: { lit: true } }), at("7", { attributes: { lit: false } })]],
    ["two edges differ", [at("7"), at("7", { box: [40, 10, 110, 28] })]],
  ])("%s: it stands alone", (_, regions) => {
    const disagreement = disagreementBetween(regions)
    expect(disagreement.alike).toBeUndefined()
    expect(similarityOf(disagreement, RULE)).toBeNull()
  })

  test("spellings that the project holds to be one are one side", () => {
    const rule = { ...RULE, rules: ["case" as const] }
    const disagreement = disagreementBetween([at("Total 2,50"), at("TOTAL 2,50"), at("total 2.50")], rule)
    expect(similarityOf(disagreement, rule)).toMatchObject({ key: "text:decimal_comma", majority: "a" })
    expect(similarityOf(disagreement, RULE)).toBeNull()
  })

  test("a key that the wire would not take is none", () => {
    const long = (letter: string) => at("7", { label: letter.repeat(110) })
    expect(found(long("a"), long("b"))).toBeNull()
  })

  test("everybody is on one side or the other, and sides are as disjoint as letters", () => {
    const text = fc.constantFrom("2,50", "2.50", "2,5O", "TVA 2,50")
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), (texts) => {
        if (new Set(texts).size < 2) return
        const disagreement = disagreementBetween(texts.map((one) => at(one)))
        const similar = similarityOf(disagreement, RULE)
        expect(disagreement.alike).toBe(similar?.key)
        if (!similar) return
        const letters: Letter[] = [...similar.a.letters, ...similar.b.letters]
        expect(letters).toHaveLength(texts.length)
        expect(new Set(letters).size).toBe(texts.length)
        expect(similar.a.share + similar.b.share).toBeCloseTo(1, 9)
      }),
      { numRuns: 120 },
    )
  })
})
