import { expect, test } from "vitest"
import { middleOf } from "./middle.ts"

test.each([
  { sorted: [], middle: undefined },
  { sorted: [4], middle: 4 },
  { sorted: [1, 3], middle: 1 },
  { sorted: [1, 3, 9], middle: 3 },
  { sorted: [1, 3, 9, 9], middle: 3 },
])("$sorted has $middle in the middle", ({ sorted, middle }) => {
  expect(middleOf(sorted)).toBe(middle)
})
