import { expect, test } from "vitest"
import { countLeft } from "./countLeft.ts"

test("the bar counts the tasks that are left, not those that happen to be fetched (found B29)", () => {
  expect(countLeft({ available: 40, inHand: 1 }, 0, 4)).toBe(41)
  expect(countLeft({ available: 40, inHand: 1 }, 3, 4)).toBe(38)
  // Counted long ago: what lies here is left all the same.
  expect(countLeft({ available: 2, inHand: 1 }, 3, 4)).toBe(5)
})
