import { expect, test } from "vitest"
import { apartIn, spanOfAll } from "./spans.ts"

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
