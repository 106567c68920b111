import { boxOf, type Label, type RegionFlags } from "@justesse/types"
import { expect, test } from "vitest"
import type { JsonObject, JsonValue } from "../io/jsonParse.ts"
import { RegionIds } from "../regions/parts.ts"
import { Tally } from "../report/lines.ts"
import { ontology } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { type DatumaroLocation, datumaroRegion, FLAG_KEYS, isRegion } from "./shape.ts"

const bbox = { id: 4, type: "bbox", attributes: {}, group: 0, label_id: 0, z_order: 0, bbox: [10, 20, 30, 25] }

/** A region of an annotation, and what was said about it. */
async function read(annotation: JsonObject, more: Partial<DatumaroLocation> = {}) {
  const label = ontology.labels[0] as Label // the drawn labels
  const at: DatumaroLocation = {
    ...{ file: "t.json", line: 3, field: "annotations.0", size: { width: 100, height: 50 }, label },
    ...{ ids: new RegionIds(), tally: new Tally(), ...more },
  }
  const events = datumaroRegion(annotation, at)
  let step = events.next()
  const said = []
  for (; !step.done; step = events.next()) said.push(step.value)
  const { report } = await gather(
    (async function* () {
      yield* said
    })(),
  )
  return { region: step.value, report }
}

const attributesOf = async (attributes: JsonObject) => (await read({ ...bbox, attributes })).region

test.each([
  ["bbox", true],
  ["polygon", true],
  ["rotated_bbox", true],
  ["mask", false],
  ["points", false],
  ["polyline", false],
  ["label", false],
  ["caption", false],
  ["cuboid_3d", false],
  [5, false],
] as [JsonValue, boolean][])("an annotation of type %j is a region: %s", (type, expected) => {
  expect(isRegion({ type })).toBe(expected)
})

test.each([...FLAG_KEYS])(
  "the attribute %s is the flag %s, true or false; another value stays an attribute",
  async (key, flag) => {
    for (const value of [true, false]) {
      const flags: RegionFlags = { [flag]: value }
      const region = await attributesOf({ [key]: value })
      expect([region?.flags, region?.attributes]).toEqual([flags, undefined])
    }
    const region = await attributesOf({ [key]: "often" })
    expect([region?.flags, region?.attributes]).toEqual([undefined, { [key]: "often" }])
  },
)

test.each([
  [90, { x: 12.5, y: 17.5, width: 25, height: 30 }],
  [-90, { x: 12.5, y: 17.5, width: 25, height: 30 }],
  [180, { x: 10, y: 20, width: 30, height: 25 }],
  [360, { x: 10, y: 20, width: 30, height: 25 }],
  [0, { x: 10, y: 20, width: 30, height: 25 }],
])("a rotation of %d degrees about the centre takes up %j", async (rotation, box) => {
  const region = await attributesOf({ rotation })
  expect(region && boxOf(region)).toEqual(box)
  expect(region?.geometry.type).toBe(rotation % 360 === 0 ? "box" : "rotatedBox")
  expect(region?.attributes).toBeUndefined()
})

test("a rotation that is no number is an attribute like others", async () => {
  expect((await attributesOf({ rotation: "steep" }))?.attributes).toEqual({ rotation: "steep" })
})

test.each([
  [
    { cx: 50, cy: 25, w: 20, h: 10, r: 0 },
    { x: 40, y: 20, width: 20, height: 10 },
  ],
  [
    { cx: 50, cy: 25, w: 20, h: 10, r: 90 },
    { x: 45, y: 15, width: 10, height: 20 },
  ],
  [
    { cx: 50, cy: 25, w: 20, h: 10 },
    { x: 40, y: 20, width: 20, height: 10 },
  ],
] as [JsonObject, object][])("a turned box %j of the newer kind takes up %j", async (numbers, box) => {
  const { region } = await read({ type: "rotated_bbox", ...numbers })
  expect(region && boxOf(region)).toEqual(box)
})

test.each([
  ["transcription", "a b", undefined],
  ["text", "a b", "text"],
  ["OCR", "", "OCR"],
])("the attribute %s is the text %j", async (key, value, textKey) => {
  const region = await attributesOf({ [key]: value, pose: "x" })
  expect(region?.transcript).toEqual({ value })
  expect(region?.attributes).toEqual({ pose: "x" })
  expect(region?.foreign).toEqual(textKey === undefined ? undefined : { datumaro: { text_attribute: textKey } })
})

test("language and marks that our own exports put beside a text come back with it", async () => {
  const attributes = { transcription: "é", transcription_language: "fr", transcription_marks: "unsure" }
  expect((await attributesOf(attributes))?.transcript).toEqual({ value: "é", language: "fr", marks: ["unsure"] })
})

test("a text that cannot be stored is told, and the region is there", async () => {
  const { region, report } = await read({ ...bbox, attributes: { transcription: "a\0b" } })
  expect(region && boxOf(region).x).toBe(10)
  expect(region?.transcript).toBeUndefined()
  expect(report.map(({ level, code, file, line, field }) => [level, code, file, line, field])).toEqual([
    ["lost", "text_unstorable", "t.json", 3, "annotations.0"],
  ])
})

test("what is not usual travels: groups, heights, unknown keys, attributes that a region cannot hold", async () => {
  const { region } = await read({
    ...bbox,
    group: 2,
    z_order: 1,
    object_id: 7,
    attributes: { list: [1], "": "x", deep: { a: 1 } },
  })
  expect(region?.foreign).toEqual({
    datumaro: { group: 2, z_order: 1, object_id: 7, attributes: { list: [1], "": "x", deep: { a: 1 } } },
  })
  expect((await read(bbox)).region?.foreign).toBeUndefined()
})

test("ids are kept where they can be; twice the same gets another", async () => {
  const ids = new RegionIds()
  const first = (await read(bbox, { ids })).region?.id
  const second = (await read(bbox, { ids })).region?.id
  const third = (await read({ ...bbox, id: "9007199254740993" }, { ids })).region?.id
  expect([first, second, third]).toEqual(["4", "r2", "9007199254740993"])
})

test("what reaches over an edge is kept as it is, and named; without a size nobody can tell", async () => {
  const outside = { ...bbox, bbox: [-5, 20, 30, 40] }
  expect((await read(outside)).report).toMatchObject([{ level: "note", code: "box_outside", found: "[-5,20,30,40]" }])
  expect((await read(outside, { size: null })).report).toEqual([])
})

test.each([
  { name: "three numbers", change: { bbox: [1, 2, 3] }, says: "not_a_number" },
  { name: "an object for a box", change: { bbox: { x: 1 } }, says: "not_a_number" },
  { name: "a negative side", change: { bbox: [1, 2, 3, -4] }, says: "box_of_no_size" },
  { name: "a turned box without its centre", change: { type: "rotated_bbox", cx: 1 }, says: "not_a_number" },
  {
    name: "a turned box of no size",
    change: { type: "rotated_bbox", cx: 1, cy: 1, w: 0, h: 2, r: 3 },
    says: "box_of_no_size",
  },
  {
    name: "a polygon of an odd number",
    change: { type: "polygon", points: [1, 2, 3, 4, 5, 6, 7] },
    says: "outline_unreadable",
  },
  { name: "a polygon without points", change: { type: "polygon" }, says: "field_missing" },
  { name: "a flat polygon", change: { type: "polygon", points: [1, 2, 3, 2, 5, 2] }, says: "box_of_no_size" },
])("$name is lost, by file, line and place", async ({ change, says }) => {
  const { region, report } = await read({ ...bbox, ...change })
  expect(region).toBeNull()
  expect(report).toMatchObject([{ level: "lost", code: says, file: "t.json", line: 3, field: "annotations.0" }])
})

test("a label that is not there or cannot be one loses the region", async () => {
  const { region, report } = await read({ ...bbox, label_id: 99 }, { label: null })
  expect(region).toBeNull()
  expect(report).toMatchObject([{ level: "lost", code: "category_unknown", found: "99" }])
})
