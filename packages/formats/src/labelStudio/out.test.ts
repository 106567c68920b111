import type { Region } from "@justesse/types"
import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import type { JsonObject, JsonValue } from "../io/jsonParse.ts"
import { rotateRegion } from "../regions/rotated.ts"
import { answersOf, percentOf, percentOutline, pictureTextResult, regionResults, timedResults } from "./out.ts"
import { pixelsOf } from "./region.ts"

const size = { width: 1_000, height: 500 }
const names = new Map([
  ["dog", "dog"],
  ["cat", "a cat"],
])
const plain = { id: "r", geometry: { type: "box", x: 100, y: 50, width: 300, height: 100 }, label: "dog" }

/** Ids are branded texts. */
const regionOf = (parts: object = {}) => ({ ...plain, ...parts }) as unknown as Region
const recordOf = (regions: Region[], more: Partial<DatasetRecord> = {}): DatasetRecord => ({
  ...{ name: "a.jpg", size, sha256: null, body: { regions, nothingHere: false }, ...more },
})
const resultsOf = (...regions: Region[]) => regionResults(recordOf(regions), names)
const briefly = (results: JsonObject[]) => results.map(({ id, type, from_name, value }) => [id, type, from_name, value])

test("a box is one result in percent with the picture's size", () => {
  expect(resultsOf(regionOf())).toEqual([
    {
      ...{ id: "r", type: "rectanglelabels", from_name: "label", to_name: "image", origin: "manual" },
      ...{ original_width: 1_000, original_height: 500, image_rotation: 0 },
      value: { x: 10, y: 10, width: 30, height: 20, rotation: 0, rectanglelabels: ["dog"] },
    },
  ])
})

test.each([
  [90, { x: 30, y: -10 }],
  [-90, { x: 20, y: 50 }],
  [180, { x: 40, y: 30 }],
  [270, { x: 20, y: 50 }],
])("a box turned by %d is written by where its top left corner went: %j percent", (rotation, corner) => {
  const { rotated } = rotateRegion({ x: 100, y: 50, width: 300, height: 100 }, rotation)
  const [result] = resultsOf(regionOf({ geometry: rotated }))
  expect(result?.["value"]).toMatchObject({ ...corner, width: 30, height: 20, rotation })
})

test("an outline is a polygon with its own control", () => {
  const outline = [
    { x: 100, y: 50 },
    { x: 400, y: 50 },
    { x: 400, y: 150 },
  ]
  const geometry = { type: "polygon", rings: [outline] }
  const points = [
    [10, 10],
    [40, 10],
    [40, 30],
  ]
  expect(briefly(resultsOf(regionOf({ geometry })))).toEqual([
    ["r", "polygonlabels", "polygon", { points, closed: true, polygonlabels: ["dog"] }],
  ])
  expect(percentOutline(regionOf({ geometry }), size)).toEqual(points)
})

test("text, language, marks and attributes are further results of the same id", () => {
  const transcript = { value: " é\n", language: "fr", marks: ["unsure", "struck"] }
  const attributes = { pose: "left", seen: true, count: 2.5 }
  const place = { x: 10, y: 10, width: 30, height: 20, rotation: 0 }
  expect(briefly(resultsOf(regionOf({ transcript, attributes }))).slice(1)).toEqual([
    ["r", "textarea", "transcription", { ...place, text: [" é\n"] }],
    ["r", "choices", "pose", { ...place, choices: ["left"] }],
    ["r", "choices", "seen", { ...place, choices: ["true"] }],
    ["r", "number", "count", { ...place, number: 2.5 }],
    ["r", "choices", "transcription_language", { ...place, choices: ["fr"] }],
    ["r", "choices", "transcription_marks", { ...place, choices: ["unsure struck"] }],
  ])
})

test("what an import carried goes back where it was: controls, objects, kinds, unknown keys, other results", () => {
  const carried = {
    controls: { rectangle: "bbox", labels: "kind", textarea: "said" },
    ...{ to: "img", kinds: { stars: "rating", note: "textarea" }, attributes: { many: ["a", "b"], note: "n" } },
    ...{ result: { score: 0.5, origin: "prediction" }, value: { angle: 3 }, results: [{ id: "r", type: "taxonomy" }] },
    texts: ["one", "two"],
  }
  const region = regionOf({
    ...{ transcript: { value: "one\ntwo" }, attributes: { stars: 4 } },
    foreign: { "label-studio": carried },
  })
  const results = resultsOf(region)
  expect(
    results.map(({ type, from_name, to_name, score, origin }) => [type, from_name, to_name, score, origin]),
  ).toEqual([
    ["rectangle", "bbox", "img", 0.5, "prediction"],
    ["labels", "kind", "img", 0.5, "prediction"],
    ["textarea", "said", "img", 0.5, "prediction"],
    ["choices", "many", "img", 0.5, "prediction"],
    ["textarea", "note", "img", 0.5, "prediction"],
    ["rating", "stars", "img", 0.5, "prediction"],
    ["taxonomy", undefined, undefined, undefined, undefined],
  ])
  expect(results[0]?.["value"]).toEqual({ angle: 3, x: 10, y: 10, width: 30, height: 20, rotation: 0 })
  expect(results[2]?.["value"]).toMatchObject({ text: ["one", "two"] })
  const changed = resultsOf({ ...region, transcript: { value: "three" } })
  expect(changed[2]?.["value"]).toMatchObject({ text: ["three"] })
})

test("regions of further labels go out as one while they are at one place; one that was moved goes out by itself", () => {
  const also = { id: "s", label: "cat", foreign: { "label-studio": { also: "r" } } }
  const labelsIn = (results: JsonObject[]) =>
    results.map(({ id, value }) => [id, (value as JsonObject)["rectanglelabels"]])
  expect(labelsIn(resultsOf(regionOf(), regionOf(also)))).toEqual([["r", ["dog", "a cat"]]])
  const apart = [
    ["r", ["dog"]],
    ["s", ["a cat"]],
  ]
  expect(labelsIn(resultsOf(regionOf(), regionOf({ ...also, geometry: { ...plain.geometry, x: 101 } })))).toEqual(apart)
  expect(labelsIn(resultsOf(regionOf(), regionOf({ ...also, transcript: { value: "x" } }))).slice(0, 2)).toEqual(apart)
  expect(labelsIn(resultsOf(regionOf(also)))).toEqual([["s", ["a cat"]]])
})

test("ellipses go back as they were until their box is moved", () => {
  const shape = { x: 25, y: 20, radiusX: 15, radiusY: 10, rotation: 5 }
  const foreign = { "label-studio": { shape, bbox: [100, 50, 300, 100], controls: { ellipselabels: "e" } } }
  expect(briefly(resultsOf(regionOf({ foreign })))).toEqual([
    ["r", "ellipselabels", "e", { ...shape, ellipselabels: ["dog"] }],
  ])
  expect(briefly(resultsOf(regionOf({ foreign, geometry: { ...plain.geometry, x: 0 } })))[0]?.[1]).toBe(
    "rectanglelabels",
  )
})

test("regions without a size of the picture or a name of their label are no results", () => {
  expect(regionResults(recordOf([regionOf()], { size: null }), names)).toEqual([])
  expect(resultsOf(regionOf({ label: "bird" }))).toEqual([])
})

test("answers are an attribute or what is carried, each key once; the attribute is the newer", () => {
  const foreign = { "label-studio": { attributes: { many: ["a"], pose: "old" } } }
  expect(answersOf(regionOf({ attributes: { pose: "new" }, foreign }))).toEqual([
    ["many", ["a"]],
    ["pose", "new"],
  ])
})

test("of the float64 nearby the share is taken that gives the same pixels back", () => {
  for (const [pixels, side] of [
    [0, 7],
    [100, 300],
    [0.1, 7],
    [-3.7, 1_234],
    [1 / 3, 97],
  ] as const)
    expect(Math.abs(pixelsOf(percentOf(pixels, side), side) - pixels)).toBeLessThanOrEqual(Math.abs(pixels) * 2 ** -52)
  expect(Object.is(percentOf(0, 7), 0)).toBe(true)
})

const said = (more: Partial<TimedText> = {}): TimedText => ({
  id: "s",
  tier: "",
  start: 550,
  end: 3_250,
  text: "hello",
  ...more,
})

test("a stretch is its label and its text in seconds, without drift", () => {
  expect(briefly(timedResults(recordOf([], { timed: [said({ label: "Ana" })] })))).toEqual([
    ["s", "labels", "label", { channel: 0, start: 0.55, end: 3.25, labels: ["Ana"] }],
    ["s", "textarea", "transcription", { channel: 0, start: 0.55, end: 3.25, text: ["hello"] }],
  ])
})

test("a stretch without a label or text still is one; one without a start is none; a moment ends where it begins", () => {
  const types = (timed: TimedText[]) => timedResults(recordOf([], { timed })).map(({ type, value }) => [type, value])
  expect(types([said({ text: "" })])).toEqual([["textarea", { channel: 0, start: 0.55, end: 3.25, text: [""] }]])
  expect(types([said({ text: "", label: "x" })])).toEqual([
    ["labels", { channel: 0, start: 0.55, end: 3.25, labels: ["x"] }],
  ])
  expect(types([said({ start: null })])).toEqual([])
  expect(types([said({ end: null })])[0]?.[1]).toMatchObject({ start: 0.55, end: 0.55 })
})

test("what stretches carry goes back: further labels, controls, channels, answers", () => {
  const carried = {
    ...{ labels: ["noise"], controls: { labels: "speaker", textarea: "words" }, value: { channel: 1 }, to: "sound" },
    ...{ attributes: { mood: "calm" }, results: [{ type: "x" }] },
  }
  const timed = [said({ label: "Ana", foreign: { "label-studio": carried } })]
  const results = timedResults(recordOf([], { timed }))
  expect(results.map(({ type, from_name, to_name }) => [type, from_name, to_name])).toEqual([
    ["labels", "speaker", "sound"],
    ["textarea", "words", "sound"],
    ["choices", "mood", "sound"],
    ["x", undefined, undefined],
  ])
  expect(results[0]?.["value"]).toMatchObject({ channel: 1, labels: ["Ana", "noise"] })
})

test("the text of a picture takes the place of the one that came, under an id that no region has", () => {
  const area = { id: "t", type: "textarea", from_name: "answer", value: { text: "old" } }
  const other: JsonValue = { id: "c", type: "choices" }
  const texts = (record: DatasetRecord, carried: JsonValue[]) => pictureTextResult(record, carried)
  expect(texts(recordOf([], { text: "old" }), [other, area])).toEqual([other, area])
  expect(texts(recordOf([], { text: "new" }), [other, area])).toEqual([other, { ...area, value: { text: ["new"] } }])
  expect(texts(recordOf([]), [other])).toEqual([other])
  expect(texts(recordOf([regionOf({ id: "text" })], { text: "x" }), [])).toMatchObject([
    { id: "text-", to_name: "image" },
  ])
  expect(texts(recordOf([], { text: "x", timed: [] }), [])).toMatchObject([{ id: "text", to_name: "audio" }])
})
