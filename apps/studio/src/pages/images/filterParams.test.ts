import { AssetFilter } from "@justesse/types/wire/asset"
import { describe, expect, it } from "vitest"
import { filterFrom, shownFilters, spanOf, toSearchParams } from "./filterParams.ts"

const EVERYTHING = { search: "", states: [], labels: [] }

describe("a filter in the address", () => {
  it.each([
    { word: "2..5", span: { from: 2, to: 5 } },
    { word: "..0.5", span: { from: null, to: 0.5 } },
    { word: "1200..", span: { from: 1200, to: null } },
    { word: "..", span: undefined },
    { word: "2-5", span: undefined },
    { word: "-1..2", span: undefined },
  ])("reads the span $word", ({ word, span }) => expect(spanOf(word)).toEqual(span))

  it("means nothing where its words mean nothing", () => {
    const odd = {
      person: "ada",
      regions: "many",
      sure: "3",
      version: "",
      proposal: "maybe",
      state: "gone",
      twin: "1e9",
    }
    expect(filterFrom(odd)).toEqual(EVERYTHING)
  })

  it("stays within what the wire takes", () => {
    const filter = filterFrom({ agreement: "0.5..7", regions: "1.6..", q: "x".repeat(300) })
    expect(filter).toMatchObject({ agreement: { from: 0.5, to: 1 }, regions: { from: 2, to: null } })
    expect(AssetFilter.safeParse(filter).success).toBe(true)
  })

  it("comes back from its words, also with commas and percent signs in tags", () => {
    const filter = AssetFilter.parse({
      search: "100 %, really",
      states: ["settled", "deleted"],
      labels: ["car", "stop sign"],
      tags: ["night, rain", "50 % off", "%2C"],
      regions: { from: 0, to: null },
      agreement: { from: null, to: 0.75 },
      person: 3,
      group: 2,
      import: 7,
      proposal: false,
      prediction: { set: 4, from: 0.5, to: 1 },
      version: 12,
      media: ["video", "text"],
      side: { from: 1200, to: 4000 },
      twinOf: 99,
      document: "menu: carte, 2.pdf",
    })
    expect(filterFrom(toSearchParams(filter))).toEqual(filter)
    expect(shownFilters(filter)).toHaveLength(14)
    expect(filterFrom(toSearchParams({ ...EVERYTHING, proposal: true } as typeof filter))).toEqual({
      ...EVERYTHING,
      proposal: true,
    })
    expect(shownFilters(filterFrom({ q: "a", state: "open" }))).toEqual([])
  })
})
