import { LabelId, type Region, RegionId, type Transcript } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { composedParts, marksInRow, marksOfWords } from "./marks.ts"

const read = (transcript: Transcript): Region => ({
  ...{
    id: RegionId.parse("r1"),
    geometry: { type: "box", x: 0, y: 0, width: 9, height: 9 },
    label: LabelId.parse("line"),
  },
  transcript,
})

describe("marks over the letters of a row", () => {
  test("of a word on its letters, of a whole text on all, and none where a text has no letter", () => {
    const region = read({ value: "ab cd", marks: ["unsure"], parts: [{ from: 3, to: 5, mark: "struck" }] })
    expect(marksInRow(["a", "b", null, " ", "c", "d"], region)).toEqual([
      ...[["unsure"], ["unsure"], [], ["unsure"]],
      ...[
        ["unsure", "struck"],
        ["unsure", "struck"],
      ],
    ])
  })

  test("letters that are composed for the comparison keep their marks", () => {
    const region = read({ value: "e\u0301t e\u0301", parts: [{ from: 4, to: 6, mark: "illegible" }] })
    expect(composedParts(region)).toEqual([{ from: 3, to: 4, mark: "illegible" }])
    expect(marksInRow([..."\u00e9t \u00e9"], region)).toEqual([[], [], [], ["illegible"]])
  })

  test("nothing said has none", () => {
    expect(marksInRow([null, null], null)).toEqual([[], []])
  })
})

test("a word has the marks of its letters and of the whole text, a gap none", () => {
  const text = read({ value: "bon  jour a bon", marks: ["unsure"], parts: [{ from: 12, to: 14, mark: "foreign" }] })
  expect(marksOfWords(["bon", null, "jour", "a", "bon"], text)).toEqual([
    ...[["unsure"], [], ["unsure"], ["unsure"]],
    ["unsure", "foreign"],
  ])
  expect(marksOfWords(["bon", null], null)).toEqual([[], []])
})
