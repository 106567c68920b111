import { AnnotationBody } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { type ChangeNoted, isOf, readingsThatCount, whyNotNote } from "./note.ts"

const answer = AnnotationBody.parse({
  nothingHere: false,
  regions: [
    {
      ...{ id: "a", label: "plate", geometry: { type: "box", x: 1, y: 1, width: 9, height: 9 } },
      transcript: { value: "AB 12" },
    },
  ],
})
const nothing = { label: null, text: null, place: null }
const place = { x: 1, y: 1, width: 5, height: 5 }
const note = (about: ChangeNoted["about"], region: string | null, right: object = {}): ChangeNoted => ({
  ...{ about, region, right: { ...nothing, ...right } },
})

describe("a note", () => {
  test.each([
    ["edges of a region", note("edges", "a"), null],
    ["edges of no region", note("edges", null), "region"],
    ["of a region that is not there", note("edges", "b"), "no_region"],
    ["edges with a label", note("edges", "a", { label: "car" }), "right"],
    ["a label that is said", note("label", "a", { label: "car" }), null],
    ["a label that is not said", note("label", "a"), "right"],
    ["the label that it has", note("label", "a", { label: "plate" }), "same"],
    ["a text", note("text", "a", { text: "AB 13" }), null],
    ["the text that it has", note("spaces", "a", { text: "AB 12" }), "same"],
    ["something missed", note("missed", null, { label: "car", place }), null],
    ["something missed without a label", note("missed", null, { place }), "right"],
    ["something missed at a region", note("missed", "a", { label: "car", place }), "region"],
    ["anything else, of the whole", note("other", null), null],
    ["anything else, of a region", note("other", "a"), null],
    ["one too many", note("extra", "a"), null],
  ] as const)("%s", (_, given, expected) => {
    expect(whyNotNote(given, answer)).toBe(expected)
  })
})

describe("answers read whole", () => {
  const read = (taskId: number, revision: number, pairId = 1, atMs = 0) => ({ taskId, revision, pairId, atMs })
  const noted = (taskId: number, revision: number, isContested: boolean, pairId = 1) => ({
    ...{ taskId, revision, pairId, isContested },
  })

  test("count once a task: as they were answered last, and of one revision as it was read last", () => {
    const readings = [read(1, 1), read(1, 2), read(2, 1, 1, 5), read(2, 1, 2, 9), read(2, 1, 3, 7)]
    expect(readingsThatCount(readings, [])).toEqual([read(1, 2), read(2, 1, 2, 9)])
  })

  test("do not count while a note of that reading is seen otherwise; one of another reading changes nothing", () => {
    const readings = [read(1, 2), read(2, 1)]
    const others = [noted(1, 1, true), noted(2, 1, true, 2), noted(2, 1, false)]
    expect(readingsThatCount(readings, others)).toEqual(readings)
    expect(readingsThatCount(readings, [...others, noted(1, 2, true)])).toEqual([read(2, 1)])
  })

  test("know their notes by task, revision and pair", () => {
    expect(isOf(noted(1, 2, false), read(1, 2))).toBe(true)
    for (const other of [noted(2, 2, false), noted(1, 1, false), noted(1, 2, false, 2)])
      expect(isOf(other, read(1, 2))).toBe(false)
  })
})
