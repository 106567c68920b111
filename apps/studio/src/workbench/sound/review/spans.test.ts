import { LabelId, type Region, RegionId } from "@justesse/types"
import { expect, test } from "vitest"
import { apartIn, cutsAfter, piecesOf, spanOfAll } from "./spans.ts"

const span = (startMs: number, endMs: number) => ({ startMs, endMs })

test("what lies apart is told for starts and ends, and not what nobody hears", () => {
  expect(apartIn([span(1_000, 2_000), span(1_010, 3_150)])).toEqual([{ fromMs: 2_000, toMs: 3_150 }])
  expect(apartIn([span(500, 2_000), span(1_000, 2_000)])).toEqual([{ fromMs: 500, toMs: 1_000 }])
  expect(apartIn([span(0, 1)])).toEqual([])
  expect(apartIn([])).toEqual([])
})

test("the place of a difference holds all answers", () => {
  expect(spanOfAll([span(1_000, 2_000), span(900, 1_500)])).toEqual(span(900, 2_000))
})

test("a border within a stretch stands behind the word that it follows, also where others have more words", () => {
  const segment = (startMs: number, endMs: number, value: string): Region => ({
    id: RegionId.parse("r"),
    geometry: { type: "span", startMs, endMs },
    label: LabelId.parse("speech"),
    transcript: { value },
  })
  const pieces = [segment(0, 1_000, "and the women"), segment(1_000, 2_000, "of course")]
  const row = { region: segment(0, 2_000, "and the women of course"), pieces }
  expect(piecesOf(row).map(({ span: { startMs }, text }) => `${startMs} ${text}`)).toEqual([
    "0 and the women",
    "1000 of course",
  ])
  expect([...cutsAfter(row, ["and", "all", null, "women", "of", "course"])]).toEqual([3])
  expect(cutsAfter({ region: row.region }, ["and", "the", "women", "of", "course"]).size).toBe(0)
  expect(piecesOf({ region: null })).toEqual([])
})
