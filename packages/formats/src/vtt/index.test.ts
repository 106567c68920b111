import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { source, text } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { recording, recordings, roundTrip, said } from "../testing/timed.ts"
import { vttReader, vttWriter } from "./index.ts"
import { cueText, parseCueText } from "./text.ts"

const read = (body: string | Uint8Array, name = "talk.vtt") => gather(vttReader.read(memoryFiles({ [name]: body }), {}))

describe("the text of a cue", () => {
  test.each([
    ["<v Ana>hello", { text: "hello", speaker: "Ana" }],
    ["<v.loud Ana B>hello</v>", { text: "hello", speaker: "Ana B" }],
    ["x &amp; y &lt; z&nbsp;&#233;&#x1F600;", { text: "x & y < z\u00a0é😀", speaker: undefined }],
    ["Like a <00:19.000>big-a <c.red>pie</c>", { text: "Like a big-a pie", speaker: undefined }],
    ["<v A>one</v> <v B>two</v>", { text: "one two", speaker: undefined }],
    ["AT&T &eacute; &#1114112; <unclosed", { text: "AT&T &eacute; &#1114112; ", speaker: undefined }],
  ])("%s", (payload, expected) => expect(parseCueText(payload)).toEqual(expected))

  test("any text and any speaker come back to the letter, and never end the cue", () => {
    fc.assert(
      fc.property(text, fc.option(text, { nil: undefined }), (value, speaker) => {
        const payload = cueText({ text: value, speaker })
        expect(parseCueText(payload)).toEqual({ text: value, speaker })
        expect(payload).not.toMatch(/\n\n|^\n|\n$|-->|\r/)
      }),
    )
  })
})

describe("reading", () => {
  test("known fault: a line holding one space is text, not the end of the cue", async () => {
    const { records, report } = await read(
      "WEBVTT\n\n00:00.000 --> 00:01.000\n \nhello\n\n00:01.000 --> 00:02.000\nb\n",
    )
    expect(records[0]?.timed?.map((cue) => cue.text)).toEqual([" \nhello", "b"])
    expect(report).toEqual([])
  })

  test("header, comments, styles, settings, speakers and ids are kept; a BOM and CRLF do no harm", async () => {
    const { records } = await read(
      "\ufeffWEBVTT - own\r\nKind: captions\r\n\r\nNOTE\r\ntwo\r\nlines\r\n\r\nid 1\r\n00:00.500 --> 01:00:01.500 align:start\r\n<v Ana>x &amp; y\r\n",
    )
    expect(records).toEqual([
      {
        ...recording("talk", [
          said(500, 3_601_500, "x & y", { id: "id 1", speaker: "Ana", foreign: { vtt: { settings: "align:start" } } }),
        ]),
        source: { file: "talk.vtt" },
        foreign: {
          vtt: { header: " - own", headers: ["Kind: captions"], blocks: [{ at: 0, text: "NOTE\ntwo\nlines" }] },
        },
      },
    ])
  })

  test("cues that cannot be read are named by line, the others go in", async () => {
    const { records, report } = await read(
      "WEBVTT\n\nwithout times\n\n00:00 --> later\nx\n\nstray\nid\n00:01.000 --> 00:00.000\nb\n",
    )
    expect(report.map(({ level, code, line }) => [level, code, line])).toEqual([
      ["lost", "time_missing", 3],
      ["lost", "time_unreadable", 5],
      ["lost", "time_missing", 10],
      ["note", "end_before_start", 10],
    ])
    expect(records[0]?.timed).toHaveLength(1)
  })

  test("an id that comes twice stays unique, and is written back as it was", async () => {
    const file = "WEBVTT\n\na\n00:00:00.000 --> 00:00:01.000\nx\n\na\n00:00:01.000 --> 00:00:02.000\ny\n"
    const { records } = await read(file)
    expect(records[0]?.timed?.map((cue) => cue.id)).toEqual(["a", "c2"])
    expect((await roundTrip(vttWriter, vttReader, records)).files["talk.vtt"]).toBe(file)
  })

  test("bytes that are no UTF-8 are read as windows-1252 and said so; without a signature it is read all the same", async () => {
    const { records, report } = await read(Uint8Array.of(...new TextEncoder().encode("00:00 --> 00:01\n"), 0xe9))
    expect(records[0]?.timed?.[0]?.text).toBe("é")
    expect(report.map((line) => line.code)).toEqual(["read_as_windows_1252", "signature_missing"])
  })

  test("is found by its signature in any text file, and not in others", async () => {
    expect(await vttReader.detect(memoryFiles({ "a.txt": "\ufeffWEBVTT\n" }))).toBe(0.95)
    expect(await vttReader.detect(memoryFiles({ "a.txt": "WEBVTTX\n", "b.srt": "WEBVTT" }))).toBe(0)
  })
})

describe("round trip", () => {
  test("a file with every part comes back byte for byte", async () => {
    const file = `WEBVTT - own
Kind: captions

NOTE a note

STYLE
::cue { color: red }

00:00:00.500 --> 00:00:01.500 align:start
<v Ana>When <c.x>the</c> moon

cue 2
00:00:01.500 --> 00:00:02.000
&eacute;

NOTE at the end
`
    const { records } = await read(file)
    expect((await roundTrip(vttWriter, vttReader, records)).files["talk.vtt"]).toBe(file)
  })

  test("everything that WebVTT holds is equal; the rest is what the report says", async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (records) => {
        const { back, losses, report, said: problems } = await roundTrip(vttWriter, vttReader, records)
        expect(report).toEqual(losses)
        expect(problems.filter((line) => line.code !== "end_before_start")).toEqual([])
        expect(byName(back).map(bare)).toEqual(byName(records).map(asVtt))
      }),
      { numRuns: 60 },
    )
  })

  test("says exactly what is lost", async () => {
    const records = [recording("a.wav", [said(0, 1, "x", { id: "two\nlines", tier: "t" }), said(5, null, "no end")])]
    expect((await vttWriter.losses(source(records))).map(({ level, code }) => `${level} ${code}`)).toEqual([
      "lost time_missing",
      "lost tiers",
      "lost ids",
    ])
  })
})

const byName = (records: readonly DatasetRecord[]) => [...records].sort((a, b) => (a.name < b.name ? -1 : 1))
const bare = ({ name, timed }: DatasetRecord) => ({ name, timed })

/** What WebVTT holds of a record. */
function asVtt({ name, timed = [] }: DatasetRecord): { name: string; timed: TimedText[] } {
  const kept = timed.flatMap((item) =>
    item.start === null || item.end === null ? [] : [{ item, start: item.start, end: item.end }],
  )
  return {
    name,
    timed: kept
      .sort((a, b) => a.start - b.start)
      .map(({ item, start, end }) => ({
        id: item.id,
        tier: "",
        start: Math.round(start),
        end: Math.round(end),
        text: item.text,
        ...(item.speaker === undefined ? {} : { speaker: item.speaker }),
      })),
  }
}
