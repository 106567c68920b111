import { expect, test } from "vitest"
import { hourOf } from "./hour.ts"

test.each([
  { seconds: 7, count: 510 },
  { seconds: 79, count: 45 },
  { seconds: 240, count: 15 },
  { seconds: 3, count: 1_200 },
  { seconds: 7_200, count: 1 },
])("$seconds seconds each are about $count in an hour", ({ seconds, count }) => {
  expect(hourOf({ seconds }, null)).toEqual({ count, isMeasured: false })
})

test("people's own time counts from fifty answers on", () => {
  expect(hourOf({ seconds: 7 }, { measuredSeconds: 14, tried: 49 })).toEqual({ count: 510, isMeasured: false })
  expect(hourOf({ seconds: 7 }, { measuredSeconds: 14, tried: 50 })).toEqual({ count: 250, isMeasured: true })
  expect(hourOf({ seconds: 7 }, { measuredSeconds: null, tried: 50 })).toEqual({ count: 510, isMeasured: false })
})
