import { expect, test } from "vitest"
import { countWords } from "./words.ts"

test("words are counted as their language parts them, also where nobody writes blanks", () => {
  expect(countWords("It’s two-fold, isn’t it?")).toBeGreaterThanOrEqual(4)
  expect(countWords("水道料金の説明")).toBeGreaterThan(1)
  expect(countWords("… — !")).toBe(0)
})

// Parted as a whole each of these would take longer than any test may.
test("a thick book is counted in the time of its pages, not of their square", () => {
  expect(countWords("lorem ipsum, dolor sit amet ".repeat(6_000))).toBe(30_000)
  expect(countWords("l’un a.b ".repeat(20_000))).toBe(40_000)
  expect(countWords("水道料金の説明".repeat(20_000))).toBeGreaterThan(40_000)
})
