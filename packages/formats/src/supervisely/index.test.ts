import { boxOf, type Region, ringsOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { partsOf } from "../regions/rings.ts"
import { findLine, toShape } from "../regions/rotated.ts"
import { NO_LABEL } from "../regions/toolLabels.ts"
import { wholeBox, wholePoints, wholeShape } from "../regions/wholePixels.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf, toolDataset, withoutSource } from "../testing/toolRecords.ts"
import { superviselyReader } from "./index.ts"
import { nameOfPath, pathOf, projectFolder } from "./paths.ts"
import { superviselyWriter } from "./write.ts"

const object = {
  ...{ id: 4, classId: 2, classTitle: "ant", geometryType: "rectangle", description: "", labelerLogin: "me", tags: [] },
  points: {
    exterior: [
      [10, 20],
      [40, 45],
    ],
    interior: [],
  },
}
const file = (objects: unknown[], more: object = {}) =>
  JSON.stringify({ description: "", tags: [], size: { height: 50, width: 100 }, objects, ...more }, null, 1)
const meta = JSON.stringify({
  classes: [
    { title: "zebra", shape: "any", color: "#20A0F0", id: 1 },
    { title: "ant", shape: "rectangle", color: "red", id: 2 },
  ],
  tags: [{ name: "wet", value_type: "oneof_string", values: ["true", "false"] }],
  projectType: "images",
})

async function read(files: Record<string, string>) {
  return gather(superviselyReader.read(memoryFiles({ "p/meta.json": meta, ...files }, 43), {}))
}

test("a picture is called by its dataset and its file, classes have the order and colours of meta.json", async () => {
  const {
    records,
    pictures,
    ontology: found,
  } = await read({
    "p/ds/ann/a.jpg.json": file([object]),
    "p/ds/img/a.jpg": "",
    "p/other/img/a.jpg": "",
  })
  expect(records.map(withoutSource)).toEqual([
    {
      ...{ name: "ds/a.jpg", size: { width: 100, height: 50 }, sha256: null },
      body: {
        nothingHere: false,
        regions: [{ id: "4", geometry: { type: "box", x: 10, y: 20, width: 30, height: 25 }, label: "ant" }],
      },
    },
  ])
  expect(pictures).toEqual(["p/ds/img/a.jpg"])
  expect(found[0]?.labels.map(({ id, color }) => [id, color])).toEqual([
    ["zebra", "#20a0f0"],
    ["ant", "#56b4e9"],
  ])
  expect(found[0]?.labels.map(({ foreign }) => foreign)).toEqual([undefined, { supervisely: { shape: "rectangle" } }])
  const texts = await written(superviselyWriter.write(source([]), { ...manifest, ontology: found[0] ?? ontology }))
  expect(JSON.parse(texts["meta.json"] ?? "").classes.map((one: object) => Object.values(one).slice(0, 3))).toEqual([
    ["zebra", "any", "#20A0F0"],
    ["ant", "rectangle", "#56B4E9"],
  ])
})

test("corners may come in any order; polygons are outlines with their holes; other shapes travel with the picture", async () => {
  const polygon = {
    ...object,
    geometryType: "polygon",
    points: {
      exterior: [
        [1, 2],
        [3, 4],
        [6, 5],
      ],
      interior: [
        [
          [2, 3],
          [3, 3],
          [3, 4],
        ],
      ],
    },
  }
  const bitmap = { ...object, geometryType: "bitmap", bitmap: { data: "eJw", origin: [1, 2] } }
  const rotated = {
    ...object,
    points: {
      exterior: [
        [40, 20],
        [10, 45],
      ],
      interior: [],
    },
  }
  const { records, report } = await read({ "p/ds/ann/a.jpg.json": file([rotated, polygon, bitmap]) })
  const [a, b] = records[0]?.body?.regions ?? []
  expect(a).toMatchObject({ geometry: { type: "box", x: 10, y: 20, width: 30, height: 25 } })
  const [exterior, [interior = []]] = [polygon.points.exterior, polygon.points.interior]
  const rings = [exterior, interior].map((ring) => ring.map(([x, y]) => ({ x, y })))
  expect(b).toEqual({ id: "r2", geometry: { type: "polygon", rings }, label: b?.label })
  expect(report.map(({ code, field, count }) => [code, field, count])).toEqual([["shape_carried", "bitmap", 1]])
  const zebra = "zebra" as Region["label"] // ids are branded texts
  const relabelled = records.map((r) => ({
    ...r,
    body: r.body && { ...r.body, regions: r.body.regions.map((own) => ({ ...own, label: zebra })) },
  }))
  const out = JSON.parse((await exportOf(superviselyWriter, relabelled)).texts["ds/ann/a.jpg.json"] ?? "")
  expect(out.objects[1].points).toEqual(polygon.points)
  expect(out.objects[2]).toEqual(bitmap)
})

test("tags are attributes, the one for texts is the text, one without a value is so, yes and no are what they say", async () => {
  const tags = [
    { name: "Transcription", value: " a, b", labelerLogin: "me" },
    { name: "seen", value: null },
    { name: "wet", value: "false" },
    { name: "count", value: 3 },
  ]
  const { records, ontology: found } = await read({
    "p/ds/ann/a.jpg.json": file([{ ...object, tags, description: "d" }]),
  })
  expect(records[0]?.body?.regions[0]).toMatchObject({
    ...{ transcript: { value: " a, b" }, attributes: { seen: true, wet: false, count: 3 } },
    foreign: { supervisely: { description: "d", text_tag: "Transcription" } },
  })
  expect(found[0]?.labels.map(({ hasText }) => hasText)).toEqual([false, true])
})

test("the part of the dataset is the tag split, or a usual part that stands as a tag; the description is the picture's text", async () => {
  const { records } = await read({
    "p/ds/ann/a.jpg.json": file([], {
      tags: [
        { name: "split", value: "v 1" },
        { name: "dark", value: null },
      ],
      description: "t",
    }),
    "p/ds/ann/b.jpg.json": file([], { tags: [{ name: "train", value: null }] }),
    "p/ds/ann/c.jpg.json": file([], { tags: [{ name: "train" }, { name: "val" }] }),
  })
  expect(records.map(({ split, text }) => [split, text])).toEqual([
    ["v 1", "t"],
    ["train", undefined],
    [undefined, undefined],
  ])
  expect(records[0]?.foreign).toEqual({ supervisely: { tags: [{ name: "dark", value: null }] } })
  const { texts } = await exportOf(superviselyWriter, records)
  const tags = ["a", "b", "c"].map((name) => JSON.parse(texts[`ds/ann/${name}.jpg.json`] ?? "").tags)
  expect(tags).toEqual([
    [
      { name: "dark", value: null },
      { name: "split", value: "v 1" },
    ],
    [{ name: "train", value: null }],
    [{ name: "train" }, { name: "val" }],
  ])
})

test.each([
  ["a.jpg", "dataset/ann/a.jpg.json", "dataset/a.jpg"],
  ["dir one/a.jpg", "dir one/ann/a.jpg.json", "dir one/a.jpg"],
  ["a/b/c.jpg", "a/datasets/b/ann/c.jpg.json", "a/b/c.jpg"],
  ["dataset/a.jpg", "dataset/datasets/dataset/ann/a.jpg.json", "dataset/dataset/a.jpg"],
  ["a/datasets/b.jpg", "a/datasets/datasets/ann/b.jpg.json", "a/datasets/b.jpg"],
])("%s lies in %s, which by itself is called %s", (name, path, back) => {
  expect([pathOf(name, "ann"), nameOfPath(path, "")]).toEqual([path, back])
})

test("without meta.json the project lies above its datasets; older files leave the picture's extension out", async () => {
  expect(projectFolder([], ["p/ds0/ann/a.json", "p/ds1/ann/a.json"])).toBe("p")
  const {
    records,
    pictures,
    ontology: found,
  } = await gather(
    superviselyReader.read(memoryFiles({ "p/ds0/ann/a.json": file([object]), "p/ds0/img/a.PNG": "" }), {}),
  )
  expect([records[0]?.name, pictures[0]]).toEqual(["ds0/a.PNG", "p/ds0/img/a.PNG"])
  expect(found[0]?.labels.map(({ id }) => id)).toEqual(["ant"])
})

test.each([
  { name: "no points", change: { points: {} }, says: "field_missing" },
  { name: "a point that is none", change: { points: { exterior: [[1, 2], [3]] } }, says: "points_unreadable" },
  {
    name: "no size",
    change: {
      points: {
        exterior: [
          [1, 2],
          [1, 5],
        ],
      },
    },
    says: "box_of_no_size",
  },
  { name: "a polygon of two points", change: { geometryType: "polygon" }, says: "outline_unreadable" },
  { name: "a class that cannot be a label", change: { classTitle: "x".repeat(500) }, says: "label_refused" },
])("$name loses that object alone, by file, line and place", async ({ change, says }) => {
  const { records, report } = await read({
    "p/ds/ann/a.jpg.json": file([
      { ...object, ...change },
      { ...object, classTitle: undefined },
      { ...object, classTitle: "" },
    ]),
  })
  expect(records[0]?.body?.regions.map(({ label }) => label)).toEqual(["ant", NO_LABEL])
  expect(report).toMatchObject([
    { level: "lost", code: says, file: "p/ds/ann/a.jpg.json", line: 9, field: "objects.0" },
  ])
})

test("a cut file gives the objects before the cut; a bad meta.json leaves the order of the objects", async () => {
  const text = file([object, object])
  const {
    records,
    report,
    ontology: found,
  } = await read({
    "p/meta.json": meta.slice(0, -5),
    "p/ds/ann/a.jpg.json": text.slice(0, text.lastIndexOf("exterior")),
  })
  expect(records[0]?.body?.regions).toHaveLength(1)
  expect(report.map(({ code, file: at }) => [code, at])).toEqual([
    ["not_json", "p/meta.json"],
    ["cut_off", "p/ds/ann/a.jpg.json"],
  ])
  expect(found[0]?.labels.map(({ id }) => id)).toEqual(["ant"])
})

test("projects are told by their folders and by their objects", async () => {
  const score = (files: Record<string, string>) => superviselyReader.detect(memoryFiles(files))
  expect(await score({ "z/ds/ann/none.png.json": file([]) })).toBe(0.95)
  expect(await score({ "loose.json": file([object]) })).toBe(0.95)
  expect(await score({ "z/meta.json": meta })).toBe(0.9)
  expect(await score({ "a.json": '{"images": [], "annotations": []}' })).toBe(0)
})

// Out and back

/** What the loss table leaves of a region in Supervisely: whole pixels; attributes are compared as texts. */
function after(region: Region, index: number) {
  const line = findLine(region)
  const whole = line && wholeShape(line, boxOf(region), null)
  const box = wholeBox(boxOf(region))
  const { left = 0, top = 0, right = 0, bottom = 0 } = box ?? {}
  const { transcript, attributes, label } = region
  // One part with holes goes out as such, everything else as one line.
  const [part = [], ...others] = partsOf(ringsOf(region.geometry))
  const rings = part.map((ring) => wholePoints(ring) ?? [])
  const isHoled = rings.length > 1 && others.length === 0 && rings.every((ring) => ring.length > 0)
  const place = isHoled ? { rings } : { outline: whole ?? undefined }
  const parts = { box: { x: left, y: top, width: right - left, height: bottom - top }, ...place }
  return {
    ...{ id: String(index + 1), geometry: toShape(parts, transcript !== undefined), label },
    ...(attributes ? { attributes: asTexts(attributes) } : {}),
    ...(transcript ? { transcript } : {}),
  }
}

function asTexts(attributes: object): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)]))
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)

test("whatever the dataset, it comes back from Supervisely in whole pixels, but for the losses that were stated", async () => {
  await fc.assert(
    fc.asyncProperty(toolDataset, async (records) => {
      const { files, report, losses } = await exportOf(superviselyWriter, records)
      const back = await gather(superviselyReader.read(files, {}))
      expect(back.ontology[0]).toEqual(ontology)
      const found = back.records.map(withoutSource).map((record) => ({
        ...record,
        body: record.body?.regions.map((r) => (r.attributes ? { ...r, attributes: asTexts(r.attributes) } : r)),
      }))
      const wanted = records.map(({ name, size, split, body }) => ({
        ...{ name, size, sha256: null, ...(split === undefined ? {} : { split }) },
        body: body?.regions.map(after),
      }))
      const sorted = found.toSorted(byName)
      const left = wanted
        .toSorted(byName)
        .map((record, i) => ({ ...record, body: withFoundShapes(record.body ?? [], sorted[i]?.body ?? []) }))
      expect(sorted).toEqual(left)
      expect(report).toEqual(losses)
      const codes = ["ids", "flags", "rotation", "coordinates_rounded", "attribute_as_text"]
      expect(report.filter(({ code }) => !codes.includes(code))).toEqual([])
      expect(back.report.filter(({ level }) => level !== "note")).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test("pictures of an export lie where Supervisely looks for them", async () => {
  const record: DatasetRecord = { name: "d/a.jpg", size: null, sha256: null, body: { regions: [], nothingHere: false } }
  const layout = await superviselyWriter.layout?.(async function* () {
    yield record
    yield { ...record, name: "b.jpg", body: null }
  })
  expect([layout?.("d/a.jpg"), layout?.("b.jpg")]).toEqual(["d/img/a.jpg", null])
})
