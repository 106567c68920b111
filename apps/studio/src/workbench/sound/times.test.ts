import { expect, test } from "vitest"
import { lengthText, momentText, speedText } from "./times.ts"

test.each([
  [0, 1, "en", "0:00.0"],
  [764_620, 1, "en", "12:44.6"],
  [764_620, 2, "fr", "12:44,62"],
  [764_999, 1, "en", "12:45.0"],
  [2_970, 1, "en", "0:03.0"],
  [1_280, 1, "en", "0:01.3"],
  [6_134_000, 0, "en", "1:42:14"],
  [3_600_000, 3, "fr", "1:00:00,000"],
  [59_999.7, 3, "en", "1:00.000"],
] as const)("%d ms with %d digits (%s) is %s", (ms, digits, language, is) => {
  expect(momentText(ms, digits, language)).toBe(is)
})

test("a length is told in seconds", () => {
  expect([speedText(1, "en"), speedText(0.5, "fr")]).toEqual(["1.0", "0,5"])
  expect([lengthText(5_700, "en"), lengthText(5_700, "fr")]).toEqual(["5.70", "5,70"])
})
