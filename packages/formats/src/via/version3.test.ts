import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import type { ViaEvent, ViaItem } from "./items.ts"
import { via3Items } from "./version3.ts"

const attribute = (aname: string, type: number, options: object = {}) => ({ aname, type, options })
const usual = {
  1: attribute("class", 4, { 0: "dog", 1: "cat" }),
  2: attribute("side", 3, { l: "left" }),
  3: attribute("marks", 2, { 0: "wet", 1: "torn" }),
  4: attribute("text", 1),
}
const image = { fid: 1, fname: "d/a.jpg", type: 2, loc: 1, src: "" }

interface Parts {
  readonly file?: object
  readonly view?: object
  readonly metadata?: object
  readonly attribute?: object
}

async function events(parts: Parts | string): Promise<ViaEvent[]> {
  const project = {
    project: { vid_list: ["1"] },
    config: {},
    attribute: usual,
    file: { 1: image },
    view: { 1: { fid_list: [1] } },
  }
  const text = typeof parts === "string" ? parts : JSON.stringify({ ...project, ...parts })
  const found: ViaEvent[] = []
  for await (const event of via3Items(memoryFiles({ "p.json": text }, 29), "p.json")) found.push(event)
  return found
}

const itemsIn = async (parts: Parts): Promise<ViaItem[]> =>
  (await events(parts)).flatMap((event) => (event.kind === "item" ? [event.item] : []))
const entry = (xy: JsonValue[], more: object = {}) => ({ vid: "1", flg: 0, z: [], xy, av: {}, ...more })

test.each([
  [[1, 5, 6], { name: "point", cx: 5, cy: 6 }],
  [[2, 10, 20, 30, 40], { name: "rect", x: 10, y: 20, width: 30, height: 40 }],
  [[3, 50, 60, 7], { name: "circle", cx: 50, cy: 60, r: 7 }],
  [[4, 50, 60, 7, 8], { name: "ellipse", cx: 50, cy: 60, rx: 7, ry: 8 }],
  [[5, 1, 2, 3, 4], { name: "polyline", all_points_x: [1, 3], all_points_y: [2, 4] }],
  [[6, 1, 2, 3, 4, 5, 6], { name: "polyline", all_points_x: [1, 3, 5], all_points_y: [2, 4, 6] }],
  [[7, 1, 2, 3, 4, 5, 6], { name: "polygon", all_points_x: [1, 3, 5], all_points_y: [2, 4, 6] }],
  [[8, 1, 2, 3, 4], { name: "extremes", all_points_x: [1, 3], all_points_y: [2, 4] }],
  [[2, 10, 20], { name: "rect", x: 10, y: 20, width: null, height: null }],
  [["x", 1, 2], { name: "kind x", all_points_x: [1], all_points_y: [2] }],
] as [JsonValue[], object][])("the shape %j is %j", async (xy, shape) => {
  const [item] = await itemsIn({ metadata: { "1_a": entry(xy) } })
  expect(item?.regions.map((region) => [region.id, region.shape])).toEqual([["a", shape]])
})

test("values of chosen attributes are option ids, checked ones a list of them, texts are texts", async () => {
  const av = { 1: "1", 2: "l", 3: "1,0", 4: "1", 9: "unknown" }
  const [item] = await itemsIn({ metadata: { "1_a": entry([2, 1, 2, 3, 4], { av }) } })
  expect(item?.regions[0]?.attributes).toEqual([
    ["class", "cat"],
    ["side", "left"],
    ["marks", ["torn", "wet"]],
    ["text", "1"],
    ["9", "unknown"],
  ])
})

test("an option that is not there stays its id; an attribute without a name is its number", async () => {
  const declared = { 1: attribute("class", 4, { 0: "dog" }), 2: { type: 1 }, 3: 5 }
  const [item] = await itemsIn({
    attribute: declared,
    metadata: { "1_a": entry([2, 1, 2, 3, 4], { av: { 1: "7", 2: "x", 3: "y" } }) },
  })
  expect(item?.regions[0]?.attributes).toEqual([
    ["class", "7"],
    ["2", "x"],
    ["3", "y"],
  ])
})

test("the order of labels is that of the options of chosen attributes", async () => {
  const [first] = await events({})
  expect(first?.kind === "choices" && [...first.options]).toEqual([
    ["class", ["dog", "cat"]],
    ["side", ["left"]],
  ])
})

test("ids of regions are the project's without the view's number", async () => {
  const metadata = { "1_abc": entry([2, 1, 2, 3, 4]), "-x": entry([2, 1, 2, 3, 4]), "11_d": entry([2, 1, 2, 3, 4]) }
  const [item] = await itemsIn({ metadata })
  expect(item?.regions.map(({ id }) => id)).toEqual(["abc", "-x", "11_d"])
})

test("one time is a moment, two are a stretch; a place at a time and what has neither travel with the file", async () => {
  const sound = { fid: 1, fname: "talk.wav", type: 8 }
  const metadata = {
    "1_a": entry([], { z: [0.5, 2] }),
    "1_b": entry([], { z: [3] }),
    "1_c": entry([2, 1, 2, 3, 4], { z: [4] }),
    "1_d": entry([], { av: { 4: "of the file" } }),
    "1_e": entry([], { z: ["x"] }),
  }
  const [item] = await itemsIn({ file: { 1: sound }, metadata })
  expect(item?.stretches?.map(({ id, start, end }) => [id, start, end])).toEqual([
    ["a", 0.5, 2],
    ["b", 3, null],
  ])
  expect(item).toMatchObject({ attributes: { text: "of the file" }, regions: [] })
  expect(item?.rest).toEqual({ metadata: [{ "1_c": metadata["1_c"] }, { "1_e": metadata["1_e"] }] })
})

test.each([
  [{ fname: "a.jpg", type: 2 }, false],
  [{ fname: "talk", type: 8 }, true],
  [{ fname: "film", type: 4 }, true],
  [{ fname: "talk.mp3", type: 1 }, true],
])("%j is a recording: %s", async (file, isRecording) => {
  const [item] = await itemsIn({ file: { 1: file } })
  expect(item?.stretches !== undefined).toBe(isRecording)
})

test("a view's file is found by its number, by its source where it has no name; one without a file is named", async () => {
  const view = { 1: { fid_list: ["2"] }, 2: { fid_list: [3] }, 3: { fid_list: [] }, 4: 5 }
  const file = { 2: { fid: 2, fname: "b.jpg" }, 3: { fid: 3, fname: "", src: "c.jpg" } }
  const found = await events({ view, file })
  expect(
    found.flatMap((event) =>
      event.kind === "item" ? [event.item.name] : event.kind === "problem" ? [event.field] : [],
    ),
  ).toEqual(["b.jpg", "c.jpg", "view 3", "view 4"])
})

test("what belongs to a view that is not there is counted as lost; a cut file is named", async () => {
  const found = await events({ metadata: { "9_a": entry([2, 1, 2, 3, 4], { vid: "9" }), "9_b": { vid: 9 }, "9_c": 5 } })
  expect(found.flatMap((event) => (event.kind === "problem" ? [[event.code, event.field, event.found]] : []))).toEqual([
    ["picture_unknown", "vid 9", 2],
    ["picture_unknown", "vid ", 1],
  ])
  const cut = await events('{"project": {"vid_list": []}, "file": [1], "metadata": {"1_a"')
  expect(cut.flatMap((event) => (event.kind === "problem" ? [[event.code, event.field]] : []))).toEqual([
    ["not_an_object", "file"],
    ["cut_off", "metadata"],
  ])
})
