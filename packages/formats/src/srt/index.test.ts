import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { source } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { recording, recordings, roundTrip, said } from "../testing/timed.ts"
import { srtReader, srtWriter } from "./index.ts"

const read = (body: string | Uint8Array, name = "talk.srt") => gather(srtReader.read(memoryFiles({ [name]: body }), {}))

test.each([",", "."])("known fault: thousandths after %s are read alike", async (mark) => {
  const { records, report } = await read(`1\n00:00:00${mark}500 --> 00:00:01${mark}500\nTotal 12.00\n\n`)
  expect(records[0]?.timed).toEqual([said(500, 1_500, "Total 12.00")])
  expect(report).toEqual([])
})

test("numbers and empty lines may be missing, and a block without times is named by its line", async () => {
  const { records, report } = await read(
    "1\n00:00:00,500 --> 00:00:07,000\na\n\n2\nno times\n\n00:00:11,890 --> 00:00:16,320 X1:5\nb\n9\n00:00:17,000 --> 00:00:18,000\n<i>c</i>",
  )
  expect(records[0]?.timed).toEqual([
    said(500, 7_000, "a"),
    said(11_890, 16_320, "b", { id: "c2", foreign: { srt: { settings: "X1:5" } } }),
    said(17_000, 18_000, "<i>c</i>", { id: "9" }),
  ])
  expect(report).toEqual([{ level: "lost", code: "time_missing", file: "talk.srt", line: 5, found: "2\nno times" }])
})

test("windows-1252 is read and said; times that are none are named", async () => {
  const { records, report } = await read(
    Uint8Array.of(...new TextEncoder().encode("1\n00:00:00,0 --> 00:00:01,0\nCaf"), 0xe9, 0x0a, 0x0a, 0x2d, 0x2d, 0x3e),
  )
  expect(records[0]?.timed?.[0]?.text).toBe("Café")
  expect(report.map(({ code, line }) => [code, line])).toEqual([
    ["read_as_windows_1252", undefined],
    ["time_unreadable", 5],
  ])
})

test("is found by its ending, or by a first cue in a text file", async () => {
  expect(await srtReader.detect(memoryFiles({ "a.srt": "" }))).toBe(0.9)
  expect(await srtReader.detect(memoryFiles({ "a.txt": "1\r\n00:00:00,000 --> 00:00:01,000\r\nx" }))).toBe(0.9)
  expect(await srtReader.detect(memoryFiles({ "a.txt": "1\nx", "b.vtt": "" }))).toBe(0)
})

test("a file comes back byte for byte", async () => {
  const file = "3\n00:00:00,500 --> 00:00:01,500 X1:5\ntwo\nlines\n\n7\n00:00:02,000 --> 00:00:03,000\n\n"
  const { records } = await read(file)
  expect((await roundTrip(srtWriter, srtReader, records)).files["talk.srt"]).toBe(file)
})

test("everything that SRT holds is equal; the rest is what the report says", async () => {
  await fc.assert(
    fc.asyncProperty(recordings, async (records) => {
      const { back, losses, report, said: problems } = await roundTrip(srtWriter, srtReader, records)
      expect(report).toEqual(losses)
      // A recording in which nothing is said is an empty file.
      const silent = records.filter(({ timed }) => timed?.every(({ start, end }) => start === null || end === null))
      expect(problems.filter((line) => line.code === "file_empty")).toHaveLength(silent.length)
      expect(problems.filter((line) => !/^(end_before_start|file_empty)$/.test(line.code))).toEqual([])
      expect(byName(back).map(({ name, timed }) => ({ name, timed }))).toEqual(byName(records).map(asSrt))
    }),
    { numRuns: 60 },
  )
})

test("says exactly what is lost and changed", async () => {
  const records = [
    recording("a.wav", [
      said(0, 1.25, "one\n\ntwo\rthree --> four", { id: "x", tier: "t", speaker: "Ana", label: "noise" }),
      said(null, 4, "no beginning"),
    ]),
  ]
  expect((await srtWriter.losses(source(records))).map(({ level, code }) => `${level} ${code}`)).toEqual([
    "lost time_missing",
    "changed time_rounded",
    "lost tiers",
    "lost labels",
    "changed ids",
    "lost speakers",
    "changed carriage_returns",
    "changed empty_lines",
    "changed arrows",
  ])
})

const byName = (records: readonly DatasetRecord[]) => [...records].sort((a, b) => (a.name < b.name ? -1 : 1))

/** What SRT holds of a record. */
function asSrt({ name, timed = [] }: DatasetRecord) {
  const kept = timed.flatMap((item) =>
    item.start === null || item.end === null ? [] : [{ item, start: item.start, end: item.end }],
  )
  const taken = new Set<string>()
  return {
    name,
    timed: kept
      .sort((a, b) => a.start - b.start)
      .map(({ item, start, end }, i) => {
        const number = /^\d{1,18}$/.test(item.id) ? item.id : String(i + 1)
        let id = number
        if (taken.has(id)) id = `c${i + 1}`
        taken.add(id)
        const lines = item.text.replaceAll("-->", "→").split(/\r\n|\n|\r/)
        const text = item.text === "" ? "" : lines.map((line) => (line === "" ? " " : line)).join("\n")
        return said(Math.round(start), Math.round(end), text, { id })
      }),
  }
}
