import { AnnotationBody, boxOf, Ontology, type Region } from "@justesse/types"
import { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { isList } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { findRotation } from "../regions/rotated.ts"
import { expected, folder, gather, present, real } from "../testing/sharedData.ts"
import { splitOfCoco } from "./learn.ts"
import { cocoReader } from "./read.ts"

async function read(json: unknown, others: Record<string, string> = {}) {
  const text = typeof json === "string" ? json : JSON.stringify(json, null, 1)
  return gather(cocoReader.read(memoryFiles({ "a.json": text, ...others }, 50), {}))
}

const image = { id: 1, file_name: "a.jpg", width: 100, height: 80 }
const cat = { id: 3, name: "cat" }
const box = { id: 9, image_id: 1, category_id: 3, bbox: [1, 2, 3.5, 4.25], area: 14.875, iscrowd: 0, segmentation: [] }

test("a picture with a box comes in exactly as the file has it", async () => {
  const { records, report, pictures } = await read(
    { images: [image], annotations: [box], categories: [cat] },
    { "img/a.jpg": "" },
  )
  expect(report).toEqual([])
  expect(pictures).toEqual(["img/a.jpg"])
  expect(records).toEqual([
    {
      name: "a.jpg",
      size: { width: 100, height: 80 },
      sha256: null,
      body: {
        regions: [{ id: "9", geometry: { type: "box", x: 1, y: 2, width: 3.5, height: 4.25 }, label: "cat" }],
        nothingHere: false,
      },
      foreignId: "1",
      source: { file: "a.json", line: 3 },
    },
  ])
})

test("the order of the file's parts does not matter, and class order is kept", async () => {
  const categories = [{ id: 90, name: "zebra" }, { id: 1, name: "ant" }, cat]
  const forward = await read({ images: [image], annotations: [box], categories })
  const backward = await read({ annotations: [box], categories, images: [image] })
  expect(backward.records.map((r) => r.body)).toEqual(forward.records.map((r) => r.body))
  expect(backward.ontology[0]?.labels.map((l) => l.name.en)).toEqual(["zebra", "ant", "cat"])
})

test("ids may have gaps, be texts, or be larger than numbers hold", async () => {
  const text = `{"images": [{"id": 9007199254740993, "file_name": "a.jpg"}, {"id": 9007199254740992, "file_name": "b.jpg"}],
    "annotations": [{"id": 1, "image_id": 9007199254740993, "category_id": "c-7", "bbox": [0, 0, 1, 1]}],
    "categories": [{"id": "c-7", "name": "cat"}]}`
  const { records } = await read(text)
  expect(records.map((r) => [r.foreignId, r.name, r.body?.regions.length])).toEqual([
    ["9007199254740993", "a.jpg", 1],
    ["9007199254740992", "b.jpg", 0],
  ])
})

test("a picture without boxes stays; in a file without annotations nothing is said about it", async () => {
  const seen = await read({ images: [image], annotations: [], categories: [cat] })
  expect(seen.records[0]?.body).toEqual({ regions: [], nothingHere: false })
  const silent = await read({ images: [image], categories: [cat] })
  expect(silent.records[0]?.body).toBeNull()
})

test.each([
  { name: "an unknown picture", annotation: { ...box, image_id: 77 }, code: "picture_unknown", field: "image_id" },
  { name: "no picture", annotation: { ...box, image_id: undefined }, code: "field_missing", field: "image_id" },
  {
    name: "an unknown category",
    annotation: { ...box, category_id: 77 },
    code: "category_unknown",
    field: "category_id",
  },
  { name: "no category", annotation: { ...box, category_id: null }, code: "field_missing", field: "category_id" },
  { name: "no box", annotation: { ...box, bbox: undefined }, code: "field_missing", field: "bbox" },
  { name: "a box of three numbers", annotation: { ...box, bbox: [1, 2, 3] }, code: "not_a_number", field: "bbox" },
  { name: "a box with null", annotation: { ...box, bbox: [1, null, 3, 4] }, code: "not_a_number", field: "bbox" },
  { name: "a box of texts", annotation: { ...box, bbox: ["1", "2", "3", "4"] }, code: "not_a_number", field: "bbox" },
  { name: "a box of no width", annotation: { ...box, bbox: [1, 2, 0, 4] }, code: "box_of_no_size", field: "bbox" },
  {
    name: "a box of negative height",
    annotation: { ...box, bbox: [1, 2, 3, -4] },
    code: "box_of_no_size",
    field: "bbox",
  },
  { name: "a number instead of an annotation", annotation: 5, code: "annotation_unreadable", field: undefined },
])("$name is named with its line and the good part goes in", async ({ annotation, code, field }) => {
  const text = `{"images": [\n${JSON.stringify(image)}],\n"annotations": [\n${JSON.stringify(box)},\n${JSON.stringify(annotation)}\n],\n"categories": [${JSON.stringify(cat)}]}`
  const { records, report } = await read(text)
  expect(report).toMatchObject([{ level: "lost", code, file: "a.json", line: 5, ...(field ? { field } : {}) }])
  expect(records[0]?.body?.regions).toHaveLength(1)
})

test("NaN as Python writes it is one lost box, not a lost file", async () => {
  const text = `{"images":[${JSON.stringify(image)}],"categories":[${JSON.stringify(cat)}],"annotations":[
    {"id":1,"image_id":1,"category_id":3,"bbox":[NaN,0,1,1]},\n{"id":2,"image_id":1,"category_id":3,"bbox":[0,0,1,1]}]}`
  const { records, report } = await read(text)
  expect(report).toMatchObject([{ code: "not_a_number", line: 2, field: "bbox" }])
  expect(records[0]?.body?.regions.map((r) => r.id)).toEqual(["2"])
})

test("a file that is cut off gives what was whole, and says where it ended", async () => {
  const whole = JSON.stringify({ images: [image], categories: [cat], annotations: [box, { ...box, id: 10 }] }, null, 1)
  const { records, report } = await read(whole.slice(0, whole.indexOf('"id": 10')))
  expect(report.map((line) => line.code)).toEqual(["cut_off"])
  expect(records[0]?.body?.regions.map((r) => r.id)).toEqual(["9"])
})

test.each(["a\0.jpg", "..", "/"])("a picture called %j is refused with its boxes", async (name) => {
  const { records, report } = await read({
    images: [{ ...image, file_name: name }],
    annotations: [box],
    categories: [cat],
  })
  expect(records).toEqual([])
  expect(report.map((line) => [line.level, line.code, line.count])).toEqual([
    ["lost", "name_unsafe", undefined],
    ["lost", "regions_of_lost_picture", 1],
  ])
})

test.each([
  ["../../etc/passwd", "passwd"],
  ["/data/a.jpg", "data/a.jpg"],
  ["C:\\x\\a.jpg", "x/a.jpg"],
])("a picture called %j stays inside the dataset, as %s, and that is said", async (given, name) => {
  const { records, report } = await read({
    images: [{ ...image, file_name: given }],
    annotations: [box],
    categories: [cat],
  })
  expect(records.map((record) => [record.name, record.body?.regions.length])).toEqual([[name, 1]])
  expect(report).toMatchObject([{ level: "changed", code: "name_folders", found: given }])
})

test("categories keep their ids and what else they say", async () => {
  const categories = [
    { id: 90, name: "zebra", supercategory: "animal", color: [1, 2] },
    { id: "c-7", name: "cat" },
  ]
  const { ontology } = await read({ images: [image], annotations: [], categories })
  expect(ontology[0]?.labels.map(({ foreign }) => foreign)).toEqual([
    { coco: { id: 90, supercategory: "animal", color: [1, 2] } },
    { coco: { id: "c-7" } },
  ])
})

test("backslash folders become folders, and that is said", async () => {
  const { records, report } = await read({
    images: [{ ...image, file_name: "d\\a.jpg" }],
    annotations: [],
    categories: [],
  })
  expect([records[0]?.name, report[0]?.level, report[0]?.code]).toEqual(["d/a.jpg", "changed", "name_folders"])
})

test("a box partly outside is kept as it is and noted", async () => {
  const { records, report } = await read({
    images: [image],
    annotations: [{ ...box, bbox: [-3, 70, 20, 20], area: 400 }],
    categories: [cat],
  })
  expect(records[0]?.body?.regions[0]).toMatchObject({ geometry: { type: "box", x: -3, y: 70, width: 20, height: 20 } })
  expect(report).toMatchObject([{ level: "note", code: "box_outside", found: "[-3,70,20,20]" }])
})

test("one polygon is the outline; more that lie over one another, and runs of pixels, travel with their box", async () => {
  const quad = [1, 2, 4.5, 2, 4.5, 6.25, 1, 6.25]
  const rle = { size: [80, 100], counts: [1, 2, 3] }
  const { records, report } = await read({
    images: [image],
    categories: [cat],
    annotations: [
      { ...box, id: 1, segmentation: [quad] },
      { ...box, id: 2, segmentation: [quad, quad] },
      { ...box, id: 3, iscrowd: 1, segmentation: rle, area: 6 },
      { ...box, id: 4, segmentation: [[1, 2, 3]] },
    ],
  })
  const [one, two, three, four] = records[0]?.body?.regions ?? []
  expect(one?.geometry).toEqual({
    type: "polygon",
    rings: [
      [
        { x: 1, y: 2 },
        { x: 4.5, y: 2 },
        { x: 4.5, y: 6.25 },
        { x: 1, y: 6.25 },
      ],
    ],
  })
  expect(two?.foreign).toEqual({ coco: { segmentation: [quad, quad], bbox: [1, 2, 3.5, 4.25] } })
  expect(three?.foreign).toEqual({ coco: { segmentation: rle, area: 6, bbox: [1, 2, 3.5, 4.25] } })
  expect([one, two, three].map((r) => r?.flags)).toEqual([undefined, undefined, { crowd: true }])
  expect(four?.geometry.type).toBe("box")
  expect(report.map((line) => [line.level, line.code, line.count])).toEqual([
    ["lost", "outline_unreadable", undefined],
    ["note", "mask_carried", 2],
    ["lost", "mask_as_box", 1],
  ])
})

test("several polygons that lie apart are the rings of one outline, holes among them", async () => {
  const part = [0, 0, 10, 0, 10, 10, 0, 10]
  // Another tool's line to a hole and back.
  const holed = [20, 0, 40, 0, 40, 20, 20, 20, 20, 0, 25, 5, 25, 10, 30, 10, 30, 5, 25, 5]
  const { records, report } = await read({
    images: [image],
    categories: [cat],
    annotations: [{ ...box, bbox: [0, 0, 40, 20], area: 475, segmentation: [part, holed] }],
  })
  expect(report).toEqual([])
  const [one] = records[0]?.body?.regions ?? []
  expect(one?.foreign).toBeUndefined()
  expect(
    one?.geometry.type === "polygon" && one.geometry.rings.map((ring) => ring.flatMap(({ x, y }) => [x, y])),
  ).toEqual([part, [20, 0, 40, 0, 40, 20, 20, 20], [25, 5, 25, 10, 30, 10, 30, 5]])
})

test("a box that is not the one around its outline travels, and goes back as it came until the outline is another", async () => {
  const outline = [1, 2, 5, 2, 5, 8]
  const annotations = [
    { ...box, id: 1, bbox: [0, 1, 6, 8], area: 12, segmentation: [outline] },
    { ...box, id: 2, bbox: [1, 2, 4, 6.000_000_5], area: 12, segmentation: [outline] },
  ]
  const { records, report } = await read({ images: [image], categories: [cat], annotations })
  const [other, same] = records[0]?.body?.regions ?? []
  expect(other && boxOf(other)).toEqual({ x: 1, y: 2, width: 4, height: 6 })
  expect(other?.foreign).toEqual({ coco: { bbox: [1, 2, 4, 6], shape_area: 12, stated_bbox: [0, 1, 6, 8] } })
  expect(same?.foreign).toBeUndefined()
  // All edges lie within a pixel of the outline, as after rounding.
  expect(report).toEqual([])
})

test("boxes that are more than rounding away from their outlines are told, counted", async () => {
  const outline = [[1, 2, 5, 2, 5, 8]]
  const annotations = [
    { ...box, id: 1, bbox: [1, 2, 7, 6], area: 12, segmentation: outline },
    { ...box, id: 2, bbox: [1, 0, 4, 8], area: 12, segmentation: outline, score: 1 },
    { ...box, id: 3, bbox: [1, 2, 4, 6], area: 12, segmentation: outline },
  ]
  const { report } = await read({ images: [image], categories: [cat], annotations })
  expect(report).toMatchObject([{ level: "note", code: "box_carried", field: "bbox", count: 2 }])
})

test("an outline that goes round nothing is told, and the box stays", async () => {
  const flat = { ...box, segmentation: [[1, 2, 3, 2, 4, 2]] }
  const { records, report } = await read({ images: [image], categories: [cat], annotations: [flat] })
  expect(records[0]?.body?.regions[0]?.geometry.type).toBe("box")
  expect(report).toMatchObject([{ level: "lost", code: "outline_unreadable", field: "segmentation" }])
})

test("a missing box is made from the outline, and that is said", async () => {
  const annotation = { ...box, bbox: undefined, segmentation: [[1, 2, 5, 2, 5, 8]] }
  const { records, report } = await read({ images: [image], annotations: [annotation], categories: [cat] })
  expect(records[0]?.body?.regions.map(boxOf)).toEqual([{ x: 1, y: 2, width: 4, height: 6 }])
  expect(report).toMatchObject([{ level: "changed", code: "box_from_outline" }])
})

test("texts and attributes come in; what a region cannot hold is carried", async () => {
  const attributes = {
    transcription: " Café, مرحبا\n👩‍👩‍👧",
    transcription_language: "fr",
    occluded: true,
    list: [1],
    empty: null,
  }
  const { records, ontology } = await read({
    images: [image],
    annotations: [{ ...box, attributes, score: 0.5 }],
    categories: [cat],
  })
  expect(records[0]?.body?.regions[0]).toMatchObject({
    transcript: { value: " Café, مرحبا\n👩‍👩‍👧", language: "fr" },
    attributes: { occluded: true },
    foreign: { coco: { score: 0.5, attributes: { list: [1], empty: null } } },
  })
  expect(ontology[0]?.labels[0]?.hasText).toBe(true)
})

test("a text that cannot be stored is lost by name and its box stays", async () => {
  const text = `{"images":[${JSON.stringify(image)}],"categories":[${JSON.stringify(cat)}],"annotations":[${JSON.stringify({ ...box, attributes: { transcription: "a\0" } })}]}`
  const { records, report } = await read(text)
  expect(records[0]?.body?.regions).toHaveLength(1)
  expect(report).toMatchObject([{ level: "lost", code: "text_unstorable", field: "transcription" }])
})

test("two pictures of one id, and two categories of one id, keep the first", async () => {
  const { records, report } = await read({
    images: [image, { ...image, file_name: "b.jpg" }],
    annotations: [box],
    categories: [cat, { id: 3, name: "dog" }],
  })
  expect(records.map((r) => r.name)).toEqual(["a.jpg"])
  expect(report.map((line) => line.code)).toEqual(["id_twice", "id_twice"])
})

test("two categories of one name are one label, and the report says so", async () => {
  const { records, report } = await read({
    images: [image],
    annotations: [box, { ...box, id: 2, category_id: 4 }],
    categories: [cat, { id: 4, name: cat.name }],
  })
  expect(new Set(records[0]?.body?.regions.map((one) => one.label)).size).toBe(1)
  expect(report).toMatchObject([{ level: "changed", code: "label_twice", field: "name", found: cat.name }])
})

test("other JSON files are named as not read", async () => {
  const { report } = await read(
    { images: [image], annotations: [], categories: [] },
    { "results.json": "[]", "key.json": "{}" },
  )
  expect(report.map((line) => [line.code, line.file])).toEqual([
    ["file_not_read", "key.json"],
    ["file_not_read", "results.json"],
  ])
})

test("annotations spread over the file come together, each picture once", async () => {
  const images = [1, 2, 3, 4].map((id) => ({ ...image, id, file_name: `${id}.jpg` }))
  const annotations = [4, 1, 3, 1, 4].map((image_id, i) => ({ ...box, id: i + 1, image_id }))
  const { records } = await read({ images, annotations, categories: [cat] })
  expect(records.map((r) => [r.name, r.body?.regions.map((region) => region.id).join()]).sort()).toEqual([
    ["1.jpg", "2,4"],
    ["2.jpg", ""],
    ["3.jpg", "3"],
    ["4.jpg", "1,5"],
  ])
})

interface ExpectedCoco {
  counts: { images: number; objects: number; classes: number }
  classes: string[]
  crowd: number
  images: {
    file: string
    sourceId: number
    width: number
    height: number
    objects: { label: string; xywh: number[]; crowd?: boolean }[]
  }[]
}

/** The box as the file has it: before it was rotated, and the file's own where it is not that around the outline. */
function statedBox(region: Region): unknown[] {
  const { x, y, width, height } = findRotation(region) ?? boxOf(region)
  const stated = carriedFor(region.foreign, "coco")["stated_bbox"]
  return isList(stated) ? [...stated] : [x, y, width, height]
}

test.each(real(["own-basics", "coco2014-mini", "datumaro-instances", "person-keypoints", "terrain", "toy"]))(
  "the real COCO file %s comes in as an independent reader found it",
  async (name) => {
    if (!present) return
    const want = expected<ExpectedCoco>(`formats/coco/${name}`)
    const { records, ontology } = await gather(cocoReader.read(folder(`formats/coco/${name}`), {}))
    expect(Ontology.safeParse(ontology[0]).success).toBe(true)
    expect(records.filter((record) => !DatasetRecord.safeParse(record).success)).toEqual([])
    expect(records.filter((record) => !AnnotationBody.safeParse(record.body).success)).toEqual([])
    expect(records).toHaveLength(want.counts.images)
    expect(new Set(ontology[0]?.labels.map((label) => label.name.en))).toEqual(new Set(want.classes))
    const label = new Map(ontology[0]?.labels.map((l) => [l.id as string, l.name.en]))
    for (const picture of want.images) {
      const record = records.find((r) => r.name === picture.file && r.foreignId === String(picture.sourceId))
      expect(record?.size).toEqual({ width: picture.width, height: picture.height })
      // The answer has the boxes before they are turned, as the file has.
      const boxes = record?.body?.regions.map((r) => [label.get(r.label), ...statedBox(r)])
      expect(boxes?.sort()).toEqual(picture.objects.map((o) => [o.label, ...o.xywh]).sort())
    }
    const crowds = records.flatMap((r) => r.body?.regions ?? []).filter((r) => r.flags?.crowd)
    expect(crowds).toHaveLength(want.crowd)
  },
)

test("a rotation without corners turns the box about its centre, as CVAT and Datumaro mean it", async () => {
  const attributes = { rotation: 90, occluded: false }
  const rotated = { ...box, bbox: [10, 20, 40, 20], attributes }
  const plain = { ...box, id: 10, attributes: { rotation: 0 } }
  const { records } = await read({ images: [image], annotations: [rotated, plain], categories: [cat] })
  const [one, two] = records[0]?.body?.regions ?? []
  expect(one).toMatchObject({
    geometry: { type: "rotatedBox", x: 10, y: 20, width: 40, height: 20, rotation: 90 },
    attributes: { occluded: false },
  })
  expect(one && boxOf(one)).toEqual({ x: 20, y: 10, width: 20, height: 40 })
  expect([two?.geometry.type, two?.attributes]).toEqual(["box", undefined])
})

test.each([
  ["annotations/instances_train2017.json", "train"],
  ["annotations/instances_val.json", "val"],
  ["valid/_annotations.coco.json", "val"],
  ["data/_annotations.coco.json", null],
  ["annotations/instances_default.json", null],
  ["annotations/instances.json", null],
  ["instances_été 2.json", "été 2"],
  ["test.json", "test"],
])("%s is of the part %s", (file, split) => {
  expect(splitOfCoco(file)).toBe(split)
})

test("annotations parsed together and one by one are the same, in any order and shape", async () => {
  const images = [1, 2, 3].map((id) => ({ ...image, id, file_name: `${id}.jpg` }))
  const shapes = [
    {},
    { segmentation: [[1, 2, 4, 2, 4.5, 6]], area: 7 },
    { iscrowd: 1, segmentation: { size: [1, 2], counts: [1] } },
    { bbox: [-1, 2, 3, 4], area: 12 },
    { attributes: { transcription: "x", rotation: 90 } },
    { id: 9007199254740993n, score: 0.5 },
    { segmentation: [[1, 2], [3]], area: null },
    { category_id: "3", image_id: "2" },
  ]
  const annotations = Array.from({ length: 120 }, (_, i) => ({
    ...box,
    id: i,
    image_id: 1 + (i % 3),
    ...shapes[i % shapes.length],
  }))
  const spelled = (_: string, value: unknown) => (typeof value === "bigint" ? `#${value}#` : value)
  const plain = JSON.stringify({ images, annotations, categories: [cat] }, spelled).replaceAll(/"#(\d+)#"/g, "$1")
  const together = await read(plain)
  // A comma too many is taken, but no JSON: the elements are then parsed one by one.
  const apart = await read(plain.replaceAll("},{", "},,{"))
  expect(apart.records).toEqual(together.records)
  expect(apart.report).toEqual(together.report)
  expect(together.records.flatMap(({ body }) => body?.regions ?? [])).toHaveLength(120)
})
