import { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { PictureIndex } from "../io/pictures.ts"
import { manifest, source, written } from "../testing/records.ts"
import { recording, recordings, said } from "../testing/timed.ts"
import { vttWriter } from "../vtt/index.ts"
import {
  clock,
  isRecordingName,
  msOfSeconds,
  RecordNames,
  recordingsOf,
  secondsText,
  TimedList,
  timedLosses,
  timedRecord,
  writeTimed,
} from "./index.ts"

describe("times", () => {
  test.each([
    ["0.55", 550],
    ["1.358685", 1358.685],
    ["0", 0],
    ["-0", 0],
    ["4.905e0", 4905],
    [".5", 500],
    ["7.", 7000],
  ])("%s seconds are %d ms, to the bit", (text, ms) => expect(msOfSeconds(text)).toBe(ms))

  test.each(["-1", "", ".", "1,5", "NaN", "1e999", "9".repeat(70), "0x10"])("%s is no time", (text) =>
    expect(msOfSeconds(text)).toBeNull(),
  )

  test("milliseconds written as seconds read back to the same float64", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (ms) => {
        expect(msOfSeconds(secondsText(ms + 0))).toBe(ms + 0)
      }),
    )
    expect([0, 1, 550, 1000, 27_235, 0.5].map(secondsText)).toEqual(["0", "0.001", "0.55", "1", "27.235", "0.0005"])
  })

  test("a clock rounds to milliseconds and takes as many hours as there are", () => {
    expect(clock(3_083, ".")).toBe("00:00:03.083")
    expect(clock(59_999.6, ",")).toBe("00:01:00,000")
    expect(clock(360_000_000, ".")).toBe("100:00:00.000")
  })
})

describe("which recording a label file belongs to", () => {
  const index = new PictureIndex(["talk.wav", "b/talk.wav", "c/x.mp3", "song.flac"])

  test.each([
    ["talk.vtt", [], "talk.wav", "talk.wav"],
    ["b/talk.vtt", [], "b/talk.wav", "b/talk.wav"],
    ["x.en-US.vtt", [], "c/x.mp3", "c/x.mp3"],
    ["song.flac.srt", [], "song.flac", "song.flac"],
    ["other.eaf", ["file:///home/song.flac"], "song.flac", "song.flac"],
    ["d/gone.eaf", ["file:///home/gone.wav"], "d/gone.wav", null],
    ["d/alone.vtt", ["../.."], "d/alone", null],
  ])("%s", (file, speech, name, picture) => {
    expect(new RecordNames(index).give(file, speech)).toEqual({ name, picture })
  })

  test("two label files of one recording keep two names", () => {
    const names = new RecordNames(index)
    expect(names.give("song.en.vtt")).toEqual({ name: "song.flac", picture: "song.flac" })
    expect(names.give("song.fr.vtt")).toEqual({ name: "song.fr.vtt", picture: null })
  })

  test("recordings are told by their ending", async () => {
    expect(["a.WAV", "b.mp4", "c.vtt", "d"].map(isRecordingName)).toEqual([true, true, false, false])
    expect((await recordingsOf(memoryFiles({ "a.wav": "", "a.txt": "" }))).names).toEqual(["a.wav"])
  })
})

describe("the stretches of one recording", () => {
  test("ids are unique, and what a record cannot hold is reported with its line", () => {
    const list = new TimedList("a.vtt")
    expect([list.id("a", "c1"), list.id("a", "c2"), list.id(null, "c2"), list.id("\ud800", "c4")]).toEqual([
      "a",
      "c2",
      "c2-2",
      "c4",
    ])
    const events = [
      ...list.add(said(0, 1, "fine"), 3),
      ...list.add(said(0, 1, "a\0b"), 4),
      ...list.add(said(0, 1, "x".repeat(20_001)), 5),
      ...list.add(said(5, 1, "backwards"), 6),
      ...list.end(),
    ]
    expect(events.map((e) => (e.kind === "report" ? [e.line.code, e.line.line] : []))).toEqual([
      ["text_unstorable", 4],
      ["text_unstorable", 5],
      ["end_before_start", 6],
    ])
    expect(list.items.map((item) => item.text)).toEqual(["fine", "backwards"])
  })

  test("a record is valid and carries only what there is", () => {
    const event = timedRecord({ name: "a.wav", picture: null }, "a.vtt", [said(0, 1, "x")], {})
    expect(event.kind === "record" && DatasetRecord.parse(event.record)).toEqual({
      ...recording("a.wav", [said(0, 1, "x")]),
      source: { file: "a.vtt" },
    })
  })
})

describe("writing", () => {
  const rules = { extension: "x", textOf: () => ["text"] }

  test("one file a recording, equal stems keep their whole name, beside them manifest and origins", async () => {
    const records = ["talk.wav", "talk.mp3", "b/talk.wav", "alone"].map((name) => recording(name, []))
    const files = await written(writeTimed("x", rules, source(records), manifest))
    expect(Object.keys(files)).toEqual([
      "talk.wav.x",
      "talk.mp3.x",
      "b/talk.x",
      "alone.x",
      "justesse-manifest.json",
      "labels.jsonl",
    ])
  })

  test("says what does not go out", async () => {
    const region = { id: "r", geometry: { type: "box", x: 0, y: 0, width: 1, height: 1 }, label: "text" }
    const records = [
      { ...recording("a.wav", []), body: null },
      { ...recording("a.jpg", []), timed: undefined },
      { ...recording("../a.wav", []) },
      {
        ...recording("b.wav", [said(0, 1, "", { foreign: { eaf: 1 } })]),
        split: "val",
        text: "t",
        foreignId: "7",
        document: { name: "d", page: 0 },
      },
      { ...recording("c.wav", []), body: { regions: [region], nothingHere: false }, foreign: { x: 1, via: 2 } },
      { ...recording("d.wav", []), body: { regions: [], nothingHere: true } },
    ] as unknown as DatasetRecord[] // ids are branded texts
    const lines = await timedLosses("x", rules, source(records))
    expect(lines.map(({ level, code, field }) => [level, code, field].join(" ").trim())).toEqual([
      "lost picture_without_answer",
      "lost not_a_recording",
      "lost name_unsafe ../a.wav",
      "lost split val",
      "lost picture_text",
      "lost ids",
      "lost document",
      "lost carried_for_other_format eaf",
      "lost regions",
      "lost carried_for_other_format via",
      "note nothing_here_as_empty",
    ])
  })

  test("the losses said beforehand are those of the writing", async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (records) => {
        const report: unknown[] = []
        await written(vttWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
        expect(report).toEqual(await vttWriter.losses(source(records)))
      }),
      { numRuns: 50 },
    )
  })
})
