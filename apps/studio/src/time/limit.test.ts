import { expect, test } from "vitest"
import { putAwayLimit, putAwayLimits, sayLimit } from "./limit.ts"

const limit = { fromSeconds: 0, capSeconds: 200, extensions: 0 }

test("nothing is said before four fifths of a limit, then how much is used, and at its end it is asked", () => {
  expect(sayLimit(null, 9_999, false)).toEqual({ what: "nothing" })
  expect(sayLimit(limit, 159, false)).toEqual({ what: "nothing" })
  expect(sayLimit(limit, 160, false)).toEqual({ what: "gauge", seconds: 160, limitSeconds: 200 })
  expect(sayLimit(limit, 199, true)).toEqual({ what: "gauge", seconds: 199, limitSeconds: 200 })
  expect(sayLimit(limit, 200, false)).toEqual({ what: "ask", seconds: 200, limitSeconds: 200 })
})

test("whoever goes on is asked again at the end of the next one, and a correction counts its own time alone", () => {
  expect(sayLimit({ ...limit, extensions: 1 }, 230, false)).toEqual({ what: "nothing" })
  expect(sayLimit({ ...limit, extensions: 1 }, 400, false)).toEqual({ what: "ask", seconds: 400, limitSeconds: 400 })
  expect(sayLimit({ ...limit, fromSeconds: 200 }, 230, false)).toEqual({ what: "nothing" })
})

test("a question that is put away is put away for its task: what waits is said quietly", () => {
  putAwayLimit("one")
  putAwayLimit("other")
  expect(putAwayLimits.getState()).toEqual(new Set(["one", "other"]))
  expect(sayLimit(limit, 260, true)).toEqual({ what: "waits", waitingSeconds: 60, limitSeconds: 200 })
})
