import type { Consensus } from "@justesse/quality/consensus/index"
import { KINDS } from "@justesse/quality/kinds/list"
import type { Size } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { sampleAnswers } from "../support/sampleAnswers.ts"

/** Without a size no place is too near to see: the rule as it is for overlaps alone. */
const UNKNOWN: Size = { width: 0, height: 0 }

/** How many places two people differ in, over all pictures of a sample: as reviewers get them, and by overlap alone. */
function positionsOf(slug: string): { readonly asked: number; readonly byOverlap: number } {
  const { sample, pictures } = sampleAnswers(slug)
  const found = (size: (own: Size) => Size) =>
    pictures.map((one): Consensus => {
      const answers = one.answers.map(({ person, body }) => ({ submission: person, person, body }))
      return KINDS[sample.kind].consensus(
        { answers, settle: sample.settings.settle, size: size(one.size), letterSeed: 1 },
        null,
      )
    })
  const count = (all: readonly Consensus[]) =>
    all.flatMap(({ differences }) => differences.filter(({ kind }) => kind === "place")).length
  return { asked: count(found((own) => own)), byOverlap: count(found(() => UNKNOWN)) }
}

describe("places that two people of the sample draw differently", () => {
  test("are merged on receipts, where nobody sees them", () => {
    const { asked, byOverlap } = positionsOf("receipts-spring")
    expect(byOverlap).toBeGreaterThan(30)
    expect(asked).toBeLessThanOrEqual(5)
  })

  test.each(["market-photos", "street-corners"])("are asked about on %s, where they show", (slug) => {
    const { asked, byOverlap } = positionsOf(slug)
    expect(asked / byOverlap).toBeGreaterThan(0.8)
  })
})
