import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { changed, heard, linesOf, recordingOf, segmentId } from "../testing/recording.ts"
import { joinNext, splitSegment } from "./cut.ts"
import { laneOf, segmentsOf } from "./segments.ts"

const a = segmentId("a")
const b = segmentId("b")
const said = recordingOf(heard("a", 1_000, 3_000, { text: "good morning everybody" }))

describe("split", () => {
  test.each([
    {
      name: "at the caret, when the sound is there",
      nowMs: 1_700,
      caret: 5,
      is: ["1000-1700 good", "1700-3000 morning everybody"],
    },
    {
      name: "at the caret, when nothing is heard there",
      nowMs: 9_000,
      caret: 11,
      is: ["1000-2000 good mornin", "2000-3000 g everybody"],
    },
    {
      name: "by the sound alone, between words",
      nowMs: 2_000,
      caret: null,
      is: ["1000-2000 good morning", "2000-3000 everybody"],
    },
    {
      name: "by the sound at the very beginning",
      nowMs: 1_020,
      caret: null,
      is: ["1000-1020", "1020-3000 good morning everybody"],
    },
  ])("$name", ({ nowMs, caret, is }) => {
    const [first, second] = linesOf(changed(said, splitSegment(said, a, { nowMs, caret }, b)))
    expect([first, second]).toEqual([`a 1 ${is[0]}`, `b 1 ${is[1]}`])
  })

  test.each([0, 22])("not with the caret at %d, all of the text on one side, when nothing is heard there", (caret) => {
    expect(splitSegment(said, a, { nowMs: 0, caret }, b)).toBeNull()
  })

  test("not where one part would have no length, and not by the sound of elsewhere", () => {
    expect(splitSegment(said, a, { nowMs: 1_005, caret: null }, b)).toBeNull()
    expect(splitSegment(said, a, { nowMs: 5_000, caret: null }, b)).toBeNull()
    const short = recordingOf(heard("a", 0, 15, { text: "oh no" }))
    expect(splitSegment(short, a, { nowMs: 0, caret: 2 }, b)).toBeNull()
    expect(splitSegment(said, b, { nowMs: 2_000, caret: null }, segmentId("c"))).toBeNull()
  })

  test("and joined again it is what it was, but for white space at the cut", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_010, max: 2_990 }),
        fc.option(fc.integer({ min: 1, max: 21 })),
        (nowMs, caret) => {
          const cut = changed(said, splitSegment(said, a, { nowMs, caret }, b))
          const whole = changed(cut, joinNext(cut, a))
          const [one, ...others] = segmentsOf(whole)
          expect(others).toEqual([])
          expect(one).toMatchObject({ startMs: 1_000, endMs: 3_000, speaker: "1" })
          expect(one?.text.replaceAll(" ", "")).toBe("goodmorningeverybody")
        },
      ),
    )
  })

  test("marks of words go where the words go, and come back with them", () => {
    const transcript = {
      value: "good morning tout le monde",
      parts: [
        { from: 0, to: 4, mark: "unsure" as const },
        { from: 13, to: 26, mark: "foreign" as const },
      ],
    }
    const marked = recordingOf({ ...heard("a", 1_000, 3_000), transcript })
    const cut = changed(marked, splitSegment(marked, a, { nowMs: 2_000, caret: 17 }, b))
    expect(segmentsOf(cut).map(({ region }) => region.transcript)).toEqual([
      { value: "good morning tout", parts: [transcript.parts[0], { from: 13, to: 17, mark: "foreign" }] },
      { value: "le monde", parts: [{ from: 0, to: 8, mark: "foreign" }] },
    ])
    expect(segmentsOf(changed(cut, joinNext(cut, a)))[0]?.region.transcript).toEqual({
      value: transcript.value,
      parts: [transcript.parts[0], { from: 13, to: 17, mark: "foreign" }, { from: 18, to: 26, mark: "foreign" }],
    })
  })

  test("what only was proposed is somebody's own then", () => {
    const open = recordingOf(heard("a", 0, 1_000, { proposed: true }))
    const cut = changed(open, splitSegment(open, a, { nowMs: 500, caret: null }, b))
    expect(segmentsOf(cut).map(({ region }) => region.proposed)).toEqual([undefined, undefined])
  })
})

describe("join", () => {
  const both = recordingOf(
    { ...heard("a", 0, 1_000), transcript: { value: "one", marks: ["unsure"] } },
    heard("x", 500, 1_500, { speaker: "2", text: "other" }),
    { ...heard("b", 1_200, 2_000), transcript: { value: "two", language: "fr", marks: ["illegible", "unsure"] } },
  )

  test("takes the next of the same speaker, with the marks and the language of both", () => {
    const joined = changed(both, joinNext(both, a))
    expect(linesOf(joined)).toEqual(["a 1 0-2000 one two", "x 2 500-1500 other"])
    expect(laneOf(joined, "1")[0]?.region.transcript).toEqual({
      value: "one two",
      language: "fr",
      marks: ["unsure", "illegible"],
    })
    expect(joined.order).toEqual(["a", "x"])
  })

  test("not after the last one of a speaker", () => {
    expect(joinNext(both, b)).toBeNull()
    expect(joinNext(both, segmentId("x"))).toBeNull()
  })

  test("without texts there is none, with one it is that one", () => {
    const silent = recordingOf(heard("a", 0, 1_000), heard("b", 1_000, 2_000))
    expect(segmentsOf(changed(silent, joinNext(silent, a)))[0]?.region.transcript).toBeUndefined()
    const half = recordingOf(heard("a", 0, 1_000), heard("b", 1_000, 2_000, { text: "two" }))
    expect(linesOf(changed(half, joinNext(half, a)))).toEqual(["a 1 0-2000 two"])
  })
})
