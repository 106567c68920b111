import type { Transcript } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { formatNamed } from "../list.ts"
import { customOfMarks, marksOfCustom } from "../page/marks.ts"
import { customText, parseCustom } from "../page/parts.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf } from "../testing/toolRecords.ts"
import { markWords, readMarkWords } from "./textMarks.ts"

const marked: Transcript = {
  value: "der alte <Mann> & das",
  language: "de",
  direction: "ttb",
  marks: ["unsure"],
  parts: [
    { from: 9, to: 15, mark: "struck" },
    { from: 4, to: 8, mark: "illegible" },
    { from: 0, to: 3, mark: "foreign" },
  ],
}
const record = {
  ...{ name: "a.png", size: { width: 90, height: 60 }, sha256: null },
  body: {
    regions: [
      { id: "l1", geometry: { type: "box", x: 1, y: 2, width: 30, height: 9 }, label: "text", transcript: marked },
      { id: "l2", geometry: { type: "box", x: 1, y: 20, width: 9, height: 30 }, label: "text", level: "line" },
      {
        ...{ id: "l3", geometry: { type: "box", x: 40, y: 20, width: 9, height: 30 }, label: "text", level: "line" },
        transcript: { value: "", marks: ["illegible", "struck", "foreign"] },
      },
    ],
    nothingHere: false,
  },
} as unknown as DatasetRecord // ids are branded texts

test.each(["page", "alto", "hocr", "jsonl", "csv", "huggingface", "justesse", "coco", "label-studio", "cvat"])(
  "%s keeps marks of a text and of its words, and the way it runs",
  async (name) => {
    const { reader, writer } = formatNamed(name)
    const { texts, report } = await exportOf(writer ?? expect.fail(), [record])
    const { records } = await gather((reader ?? expect.fail()).read(memoryFiles({ "a.png": "", ...texts }), {}))
    const [back] = records[0]?.body?.regions ?? []
    expect(back?.transcript).toEqual(marked)
    expect(report.filter(({ code }) => code.startsWith("transcription_parts"))).toEqual([])
    if (["csv", "label-studio", "cvat"].includes(name)) return
    expect(records[0]?.body?.regions[2]?.transcript?.marks).toEqual(["illegible", "struck", "foreign"])
  },
)

test.each(["icdar", "voc", "mmocr", "paddleocr"])("%s says that it loses them", async (name) => {
  const { report, losses } = await exportOf(formatNamed(name).writer ?? expect.fail(), [record])
  const codes = report.map(({ level, code }) => `${level} ${code}`)
  const isTextLost = codes.includes("lost transcripts")
  if (!isTextLost) expect(codes).toEqual(expect.arrayContaining(["lost transcription_parts"]))
  expect(losses.map(({ code }) => code).sort()).toEqual(report.map(({ code }) => code).sort())
})

test("hOCR shows what is struck out, and half of a letter is never", async () => {
  const write = async (value: string, to: number) => {
    const transcript = { value, parts: [{ from: 1, to, mark: "struck" }] }
    const one = { ...record, body: { regions: [{ ...record.body?.regions[0], transcript }], nothingHere: false } }
    const writer = formatNamed("hocr").writer ?? expect.fail()
    return Object.values((await exportOf(writer, [one as DatasetRecord])).texts)[0]
  }
  expect(await write("a<b>c", 4)).toContain('data-marks="struck:1-4">a<del>&lt;b&gt;</del>c</span>')
  expect(await write("a\u{1f600}", 2)).toContain(">a\u{1f600}</span>")
})

test("marks as other tools keep them in PAGE are read, and what is none of ours stays with the file", () => {
  const custom =
    parseCustom(
      "readingOrder {index:1;} unclear {offset:4; length:4; continued:true;} textStyle {offset:0; length:3; bold:true;} textStyle {offset:9; length:2; strikethrough:true; italic:true;} gap {offset:2; length:0;} unclear {offset:90; length:4;} foreign {offset:0; length:8; lang:de;}",
    ) ?? expect.fail()
  const { marked: found, rest } = marksOfCustom(custom, "der alte Mann")
  expect(found).toEqual({
    parts: [
      { from: 4, to: 8, mark: "unsure" },
      { from: 9, to: 11, mark: "struck" },
      { from: 0, to: 8, mark: "foreign" },
    ],
  })
  expect(customText(rest)).toBe(
    "readingOrder {index:1;} textStyle {offset:0; length:3; bold:true;} textStyle {offset:9; length:2; italic:true;} gap {offset:2; length:0;} unclear {offset:90; length:4;} foreign {offset:0; length:8; lang:de;}",
  )
  const again = [...customOfMarks({ value: "der alte Mann", ...found }), ...rest]
  expect(marksOfCustom(again, "der alte Mann").marked.parts).toHaveLength(3)
  expect(marksOfCustom(customOfMarks({ value: "ab", marks: ["struck"] }), "ab").marked).toEqual({ marks: ["struck"] })
})

test("words that are no marks, or of letters that are not there, are refused", () => {
  expect(readMarkWords(["struck", "struck", "foreign", "unsure:0-2"], 2)).toEqual({
    marks: ["struck", "foreign"],
    parts: [{ from: 0, to: 2, mark: "unsure" }],
  })
  for (const word of ["x", "unsure:2-2", "unsure:0-3", "unsure:1", "unsure:-1-2", ""])
    expect(readMarkWords([word], 2)).toBeNull()
  expect(markWords({})).toEqual([])
})
