import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { PictureIndex } from "../io/pictures.ts"
import { gather } from "../testing/sharedData.ts"
import { readRecognition, tabbed } from "./recognition.ts"

test("of a cut-out that a list names twice the last text counts, and the earlier one is told with its line", async () => {
  const files = memoryFiles({ "rec_gt.txt": "a.jpg\tone\nb.jpg\ttwo\na.jpg\tcorrected\n" })
  const { records, report } = await gather(readRecognition(files, "rec_gt.txt", await PictureIndex.of(files), tabbed))
  expect(records.map(({ name, text }) => [name, text])).toEqual([
    ["b.jpg", "two"],
    ["a.jpg", "corrected"],
  ])
  expect(report).toMatchObject([
    { level: "changed", code: "text_replaced", file: "rec_gt.txt", line: 1, found: "a.jpg" },
  ])
})
