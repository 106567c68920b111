import { expect, test } from "vitest"
import { csvText } from "./csvText.ts"

test("texts are cells that no spreadsheet runs, figures stay figures, and what is not known is empty", () => {
  expect(
    csvText([
      ["=1+1", -0.5],
      ['a,"b"', null],
      ["\r", undefined],
    ]),
  ).toBe('\'=1+1,-0.5\n"a,""b""",\n"\'\r",\n')
})
