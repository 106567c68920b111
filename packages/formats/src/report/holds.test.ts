import { cornersOfBox, Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { rotateRegion } from "../regions/rotated.ts"
import { lossesOf } from "../testing/losses.ts"
import { type Holds, tallyRegion } from "./holds.ts"
import { Tally } from "./lines.ts"

const { rotated } = rotateRegion({ x: 10, y: 10, width: 4, height: 2 }, 30)
const full = Region.parse({
  ...{ id: "r1", geometry: rotated, label: "sign" },
  attributes: { colour: "red", old: true },
  transcript: { value: "x", language: "fr", marks: ["unsure"] },
  flags: { crowd: true, difficult: false },
  level: "word",
  parent: "r0",
  foreign: { coco: { a: 1 }, voc: { b: 2 } },
})

function codes(region: Region, holds: Holds): string[] {
  const tally = new Tally()
  tallyRegion(region, holds, tally)
  return tally.lines("f").map(({ level, code, field }) => [level, code, field].filter(Boolean).join(" "))
}

test("a format that holds nothing but boxes names every part it loses", () => {
  expect(codes(full, {})).toEqual([
    "changed rotation",
    "lost transcripts",
    "lost transcription_language",
    "lost transcription_marks",
    "lost attributes colour",
    "lost attributes old",
    "lost flags crowd",
    "lost flags difficult",
    "lost levels",
    "lost carried_for_other_format coco",
    "lost carried_for_other_format voc",
  ])
})

test("a format that holds everything loses nothing but what other formats brought", () => {
  const holds: Holds = {
    ...{ rotation: true, outline: true, transcript: true, language: true, marks: true, attributes: true, levels: true },
    flags: ["crowd", "difficult"],
    foreign: "coco",
  }
  expect(codes(full, holds)).toEqual(["lost carried_for_other_format voc"])
})

test("outlines and quads are lost where outlines are not held", () => {
  const [a, b, c, d] = cornersOfBox({ x: 0, y: 0, width: 9, height: 5 })
  const polygon: Region = { ...full, geometry: { type: "polygon", rings: [[a, b, c]] } }
  const quad: Region = { ...full, geometry: { type: "quad", points: [a, b, { ...c, x: 7 }, d] } }
  for (const region of [polygon, quad]) {
    expect(codes(region, { transcript: true })[0]).toBe("lost outline")
    expect(codes(region, { outline: true })).not.toContain("lost outline")
  }
})

test("pictures that nobody answered or with an unsafe name do not go out, and are named", async () => {
  const record = (name: string, more: Partial<DatasetRecord> = {}): DatasetRecord => ({
    ...{ name, size: null, sha256: null, body: { regions: [], nothingHere: false } },
    ...more,
  })
  async function* records() {
    yield record("a.jpg", { body: null })
    yield record("../b.jpg")
    yield record("c.jpg", { split: "val", text: "t", foreignId: "3", timed: [], document: { name: "d", page: 0 } })
    yield record("d.jpg", { body: { regions: [full], nothingHere: false } })
    yield record("e.jpg", { body: { regions: [], nothingHere: true } })
  }
  const lines = await lossesOf(records(), { rotation: true, transcript: true, attributes: true }, "f")
  expect(lines.map(({ code, field, count }) => [code, field, count].filter((x) => x !== undefined).join(" "))).toEqual([
    "picture_without_answer 1",
    "name_unsafe ../b.jpg 1",
    "ids 2",
    "split val 1",
    "picture_text 1",
    "timed 1",
    "document 1",
    "transcription_language 1",
    "transcription_marks 1",
    "flags crowd 1",
    "flags difficult 1",
    "levels 1",
    "carried_for_other_format coco 1",
    "carried_for_other_format voc 1",
    "nothing_here_as_empty 1",
  ])
})
