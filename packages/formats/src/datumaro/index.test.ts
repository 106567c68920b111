import { boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { NO_LABEL } from "../regions/toolLabels.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { withShapesOf } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf, toolDataset, withoutSource } from "../testing/toolRecords.ts"
import { datumaroReader } from "./index.ts"
import { FLAG_KEYS } from "./shape.ts"
import { datumaroWriter } from "./write.ts"

const bbox = { id: 4, type: "bbox", attributes: {}, group: 0, label_id: 1, z_order: 0, bbox: [10, 20, 30, 25] }
const item = (annotations: unknown[], more: object = {}) => ({
  ...{ id: "dir/a", annotations, image: { path: "dir/a.jpg", size: [50, 100] }, ...more },
})
const file = (items: unknown[], more: object = {}) =>
  JSON.stringify(
    {
      info: {},
      categories: { label: { labels: [{ name: "zebra" }, { name: "ant" }], attributes: [] }, ...more },
      items,
    },
    null,
    1,
  )

async function read(files: Record<string, string>) {
  return gather(datumaroReader.read(memoryFiles(files, 53), {}))
}

async function regionsOf(annotations: unknown[]): Promise<Region[]> {
  return (await read({ "train.json": file([item(annotations)]) })).records[0]?.body?.regions ?? []
}

test("sizes are height first, ids have no extension, the file is the part, labels keep their order", async () => {
  const {
    records,
    pictures,
    ontology: found,
  } = await read({
    "x/annotations/val.json": file([item([bbox], { attr: { id: 5, frame: 2 } })]),
    "x/images/val/dir/a.jpg": "",
  })
  expect(records.map(withoutSource)).toEqual([
    {
      ...{ name: "dir/a.jpg", size: { width: 100, height: 50 }, sha256: null, foreignId: "5", split: "val" },
      foreign: { datumaro: { attr: { frame: 2 } } },
      body: {
        nothingHere: false,
        regions: [{ id: "4", geometry: { type: "box", x: 10, y: 20, width: 30, height: 25 }, label: "ant" }],
      },
    },
  ])
  expect(pictures).toEqual(["x/images/val/dir/a.jpg"])
  expect(found[0]?.labels.map(({ id }) => id)).toEqual(["zebra", "ant"])
})

test("a rotation is an attribute about the centre, or a box of its own kind", async () => {
  const rotated = { ...bbox, bbox: [200, 100, 300, 100], attributes: { rotation: 90 } }
  const newer = { ...bbox, id: 5, type: "rotated_bbox", cx: 350, cy: 150, w: 300, h: 100, r: 90 }
  const [first, second] = await regionsOf([rotated, newer])
  expect(first?.geometry).toEqual({ type: "rotatedBox", x: 200, y: 100, width: 300, height: 100, rotation: 90 })
  expect(first && boxOf(first)).toEqual({ x: 300, y: 0, width: 100, height: 300 })
  expect(second?.geometry).toEqual(first?.geometry)
  expect([first?.attributes, second?.attributes]).toEqual([undefined, undefined])
})

test("flags are attributes, other attributes stay, a text is the transcript, the caption is the whole picture's", async () => {
  const attributes = {
    occluded: false,
    is_crowd: true,
    difficult: "very",
    pose: "x",
    score: 0.5,
    text: "a b",
    box: [1],
  }
  const { records, ontology: found } = await read({
    "default.json": file([
      item([
        { ...bbox, attributes, group: 3 },
        { type: "caption", caption: "Total 12.00" },
      ]),
    ]),
  })
  expect(records[0]).toMatchObject({ text: "Total 12.00" })
  expect(records[0]?.split).toBeUndefined()
  expect(records[0]?.body?.regions[0]).toMatchObject({
    flags: { occluded: false, crowd: true },
    attributes: { difficult: "very", pose: "x", score: 0.5 },
    transcript: { value: "a b" },
    foreign: { datumaro: { group: 3, text_attribute: "text", attributes: { box: [1] } } },
  })
  expect(found[0]?.labels.map(({ hasText }) => hasText)).toEqual([false, true])
})

test("polygons are outlines; labels, masks, points and further captions travel with the picture", async () => {
  const others = [
    { type: "label", label_id: 0 },
    { type: "mask", rle: { counts: "x", size: [5, 5] }, label_id: 1 },
    { type: "points", points: [1, 2, 2] },
    { type: "caption", caption: "one" },
    { type: "caption", caption: "two" },
  ]
  const { records, report } = await read({
    "train.json": file([item([{ ...bbox, type: "polygon", points: [1, 2, 3, 4, 6, 5] }, ...others])]),
  })
  expect(records[0]?.body?.regions[0]).toMatchObject({
    geometry: { type: "polygon", rings: [[{ x: 1, y: 2 }, {}, {}]] },
  })
  expect(records[0]?.foreign?.["datumaro"]).toEqual({ annotations: others.filter((_, i) => i !== 3) })
  expect(report.map(({ code, field }) => [code, field])).toEqual([
    ["picture_label_carried", "label"],
    ["shape_carried", "mask"],
    ["shape_carried", "points"],
    ["shape_carried", "caption"],
  ])
  const out = JSON.parse((await exportOf(datumaroWriter, relabelled(records))).texts["annotations/train.json"] ?? "")
  expect(out.items[0].annotations.map(({ type }: { type: string }) => type)).toEqual([
    ...["polygon", "caption", "label", "mask", "points", "caption"],
  ])
})

function relabelled(records: readonly DatasetRecord[]): DatasetRecord[] {
  // Ids are branded texts.
  const zebra = "zebra" as Region["label"]
  return records.map((r) => ({
    ...r,
    body: r.body && { ...r.body, regions: r.body.regions.map((own) => ({ ...own, label: zebra })) },
  }))
}

test("an id of two parts is two pictures; a path with folders of its own is called by the id; without a path the id is the name", async () => {
  const { records } = await read({
    "annotations/train.json": file([
      item([], { image: { path: "train/dir/a.jpg" } }),
      item([], { id: "b", image: {} }),
    ]),
    "annotations/val.json": file([item([]), item([], { id: "c.jpg", image: { path: "c.jpg" } })]),
  })
  expect(records.map(({ name, split }) => [name, split])).toEqual([
    ["dir/a.jpg", "train"],
    ["b", "train"],
    ["val/dir/a.jpg", "val"],
    ["c.jpg", "val"],
  ])
})

test.each([
  ["C:\\data\\street 1.jpg", "street 1", "street 1.jpg", []],
  ["/data/x/street 1.jpg", "other", "data/x/street 1.jpg", ["name_folders"]],
  ["../x/street 1.jpg", "other", "street 1.jpg", ["name_folders"]],
])("a path of %s with the id %s is called %s", async (path, id, name, codes) => {
  const { records, pictures, report } = await read({
    "t.json": file([item([], { id, image: { path } })]),
    "i/street 1.jpg": "",
  })
  expect([records[0]?.name, pictures[0], report.map(({ code }) => code)]).toEqual([name, "i/street 1.jpg", codes])
})

test("colours of labels come from the colour map and go back there", async () => {
  const { ontology: found } = await read({
    "a.json": file([], {
      mask: {
        colormap: [
          { label_id: 1, r: 255, g: 0, b: 16 },
          { label_id: 0, r: 300, g: 0, b: 0 },
        ],
      },
    }),
  })
  expect(found[0]?.labels.map(({ color }) => color)).toEqual(["#e69f00", "#ff0010"])
  const { texts } = await exportOf(datumaroWriter, [])
  expect(JSON.parse(texts["annotations/default.json"] ?? "").categories.mask.colormap[0]).toEqual({
    ...{ label_id: 0, r: 230, g: 159, b: 0 },
  })
})

test("what a label says besides its name stays with it; groups of labels are named", async () => {
  const labels = [
    { name: "zebra", parent: "animal", attributes: ["age"] },
    { name: "ant", parent: "", attributes: [] },
  ]
  const groups = { label: { labels, label_groups: [{ name: "g" }], attributes: [] } }
  const { ontology: found, report } = await read({ "a.json": file([], groups) })
  expect(found[0]?.labels.map(({ foreign }) => foreign)).toEqual([
    { datumaro: { parent: "animal", attributes: ["age"] } },
    undefined,
  ])
  expect(report).toEqual([
    { level: "note", code: "not_kept", file: "a.json", line: 3, field: "categories.label.label_groups" },
  ])
  const texts = await written(datumaroWriter.write(source([]), { ...manifest, ontology: found[0] ?? ontology }))
  expect(JSON.parse(texts["annotations/default.json"] ?? "").categories.label.labels).toEqual(labels)
})

test.each([
  { name: "no box", change: { bbox: undefined }, says: "field_missing" },
  { name: "a side that is none", change: { bbox: [1, 2, "x", 4] }, says: "not_a_number" },
  { name: "no size", change: { bbox: [1, 2, 0, 4] }, says: "box_of_no_size" },
  { name: "a label that is not there", change: { label_id: 7 }, says: "category_unknown" },
  { name: "a bad polygon", change: { type: "polygon", points: [1, 2] }, says: "outline_unreadable" },
])("$name loses that box alone, by file, line and place", async ({ change, says }) => {
  const { records, report } = await read({
    "t.json": file([
      item([
        { ...bbox, ...change },
        { ...bbox, label_id: null },
      ]),
    ]),
  })
  expect(records[0]?.body?.regions.map(({ label }) => label)).toEqual([NO_LABEL])
  expect(report).toMatchObject([{ level: "lost", code: says, file: "t.json", line: 17, field: "annotations.0" }])
})

test("a cut file gives the items before the cut; an item without a name is named by line", async () => {
  const whole = file([item([bbox]), { annotations: [] }])
  const { records, report } = await read({ "t.json": whole.slice(0, whole.lastIndexOf("}")).trimEnd().slice(0, -1) })
  expect(records).toHaveLength(1)
  expect(report.map(({ level, code }) => [level, code])).toEqual([
    ["lost", "cut_off"],
    ["lost", "field_missing"],
  ])
})

test("files are told from COCO by their items, also when the items begin far down", async () => {
  expect(await datumaroReader.detect(memoryFiles({ "z/t.json": file([item([bbox])]) }))).toBe(0.95)
  const labels = Array.from({ length: 3_000 }, (_, i) => ({ name: `label ${i}`, parent: "", attributes: [] }))
  const long = JSON.stringify({ info: {}, categories: { label: { labels } }, items: [] })
  expect([long.length > 65_536, await datumaroReader.detect(memoryFiles({ "t.json": long }))]).toEqual([true, 0.95])
  expect(await datumaroReader.detect(memoryFiles({ "t.json": '{"images": [], "categories": []}' }))).toBe(0)
})

// Out and back

/** What the loss table leaves of a region in Datumaro. */
function after(region: Region): Region {
  const { flags, attributes, ...plain } = region
  const entries = Object.entries(attributes ?? {})
  const asFlags = entries.filter(([key, value]) => FLAG_KEYS.has(key) && typeof value === "boolean")
  const kept = entries.filter(
    ([key, value]) => !(FLAG_KEYS.has(key) && (typeof value === "boolean" || flags?.occluded !== undefined)),
  )
  const allFlags = { ...Object.fromEntries(asFlags), ...flags }
  return {
    ...plain,
    ...(kept.length > 0 ? { attributes: Object.fromEntries(kept) } : {}),
    ...(Object.keys(allFlags).length > 0 ? { flags: allFlags } : {}),
  }
}

const byName = (a: DatasetRecord, b: DatasetRecord) => (a.name < b.name ? -1 : 1)

test("whatever the dataset, it comes back from Datumaro to the bit, but for the losses that were stated", async () => {
  await fc.assert(
    fc.asyncProperty(toolDataset, async (records) => {
      const { files, report, losses } = await exportOf(datumaroWriter, records)
      const back = await gather(datumaroReader.read(files, {}))
      expect(back.ontology[0]).toEqual(ontology)
      const wanted = records.map((r) => ({ ...r, body: r.body && { ...r.body, regions: r.body.regions.map(after) } }))
      const found = back.records.map(withoutSource)
      expect(found.toSorted(byName)).toEqual(withShapesOf(wanted, found).sort(byName))
      expect(report).toEqual(losses)
      const codes = ["attribute_as_flag", "attributes"]
      expect(report.filter(({ code }) => !codes.includes(code))).toEqual([])
      expect(back.report.filter(({ level }) => level !== "note")).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test("ids that are no whole numbers are counted on, parts that no file can be called go to the default one", async () => {
  const [region] = await regionsOf([{ ...bbox, label_id: 0 }])
  if (!region) throw new Error("no region")
  // Ids are branded texts.
  const regions = ["x", "0", "y"].map((id) => ({ ...region, id: id as Region["id"] }))
  const body = { regions, nothingHere: false }
  const records = ["a/b", "default", undefined].map((split, i) => ({
    ...{ name: `${i}.jpg`, size: null, sha256: null, body, ...(split === undefined ? {} : { split }) },
  }))
  const { texts, report } = await exportOf(datumaroWriter, records)
  expect(Object.keys(texts).filter((name) => name.startsWith("annotations/"))).toEqual(["annotations/default.json"])
  const out = JSON.parse(texts["annotations/default.json"] ?? "")
  expect(out.items.map((one: { annotations: { id: number }[] }) => one.annotations.map(({ id }) => id))).toEqual([
    [1, 0, 2],
    [1, 0, 2],
    [1, 0, 2],
  ])
  expect(report.map(({ level, code, field, count }) => [level, code, field, count])).toEqual([
    ["changed", "split", "a/b", 1],
    ["changed", "ids_renumbered", "regions", 6],
    ["changed", "split", "default", 1],
  ])
})
