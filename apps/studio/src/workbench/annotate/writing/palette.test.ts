import { expect, test } from "vitest"
import { KEYS, keyAt } from "./palette.ts"

test("each character has a key of its own: digits by their places, letters by their caps", () => {
  expect(new Set(KEYS).size).toBe(35)
  expect(keyAt({ key: "&", code: "Digit1" })).toBe(0)
  expect(keyAt({ key: "9", code: "Numpad9" })).toBe(8)
  expect(keyAt({ key: "A", code: "KeyQ" })).toBe(9)
  expect(keyAt({ key: "z", code: "KeyZ" })).toBe(34)
  for (const key of ["Escape", "é", "0", " "]) expect(keyAt({ key, code: key })).toBe(-1)
})
