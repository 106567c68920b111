import { expect, test } from "vitest"
import { sheetText, textOfSheet } from "./spreadsheet.ts"

test.each([
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["+1+cmd", "'+1+cmd"],
  ["-1", "'-1"],
  ["@SUM(1)", "'@SUM(1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", "'\r=1"],
  ["＝1", "'＝1"],
  // What looks as if it had been made safe gets its own, so that it comes back.
  ["'=1", "''=1"],
  ["''=1", "'''=1"],
  ["'tis", "'tis"],
  ["a=1", "a=1"],
  ["", ""],
])("%j stands in a spreadsheet as %j, and comes back", (text, cell) => {
  expect(sheetText(text)).toBe(cell)
  expect(textOfSheet(cell)).toBe(text)
})
