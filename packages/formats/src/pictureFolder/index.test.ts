import { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { gather } from "../testing/sharedData.ts"
import { picturesReader, toUnlabelled } from "./index.ts"

test("every picture of a folder is a record about which nothing is said, in one order", async () => {
  const set = memoryFiles({ "b.png": "", "dir one/ç.JPG": "", "a.jpg": "", "notes.txt": "", "__MACOSX/a.jpg": "" })
  const { records, pictures, report, ontology } = await gather(picturesReader.read(set, {}))
  expect(pictures).toEqual(["a.jpg", "b.png", "dir one/ç.JPG"])
  expect(records.map((record) => record.body)).toEqual([null, null, null])
  expect([report, ontology]).toEqual([[], [{ labels: [] }]])
})

test("pictures alone are a last resort, and nothing is not even that", async () => {
  expect(await picturesReader.detect(memoryFiles({ "a.jpg": "" }))).toBeLessThan(0.5)
  expect(await picturesReader.detect(memoryFiles({ "a.txt": "" }))).toBe(0)
})

test("a picture without labels is a valid record", () => {
  const event = toUnlabelled("x/a.jpg")
  expect(event.kind === "record" && DatasetRecord.safeParse(event.record).success).toBe(true)
})
