import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { rotateRegion } from "../regions/rotated.ts"
import { dataset, manifest, ontology, source, written } from "../testing/records.ts"
import { withShapesOf } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf, toolDataset, withoutSource } from "../testing/toolRecords.ts"
import { cocoReader } from "./read.ts"
import { COCO_FILE, cocoWriter, PROVENANCE_FILE } from "./write.ts"

const region = { id: "4", geometry: { type: "box", x: 1, y: 2, width: 3.5, height: 4.25 }, label: "text" }

const TRIANGLE = [
  { x: 1, y: 2 },
  { x: 4, y: 2 },
  { x: 4, y: 6 },
]

function recordWith(parts: object, regionParts: object = {}): DatasetRecord {
  const body = { regions: [{ ...region, ...regionParts }], nothingHere: false }
  // Ids are branded texts.
  return { name: "a.jpg", size: { width: 10, height: 9 }, sha256: null, body, ...parts } as unknown as DatasetRecord
}

async function exported(records: DatasetRecord[]) {
  const report: unknown[] = []
  const files = await written(cocoWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
  return { files, coco: JSON.parse(files[COCO_FILE] ?? ""), report }
}

test("whatever the dataset, it comes back from COCO as it went out", async () => {
  await fc.assert(
    fc.asyncProperty(dataset, async (records) => {
      const { files } = await exported(records)
      const back = await gather(cocoReader.read(memoryFiles(files, 100), {}))
      expect(back.ontology).toEqual([ontology])
      const found = back.records.map(withoutSource)
      expect(found).toEqual(withShapesOf(records, found))
      expect(back.report.filter((line) => line.level !== "note")).toEqual([])
    }),
    { numRuns: 150 },
  )
})

test("turned boxes, flags, long ids and parts come back, or exactly what was told is lost", async () => {
  const near = (value: unknown) => (typeof value === "number" ? Number(value.toFixed(6)) + 0 : value)
  const shown = (record: DatasetRecord): unknown => {
    const regions = record.body?.regions.map(({ flags, ...rest }) => ({
      ...rest,
      ...(flags?.crowd ? { flags: { crowd: true } } : {}),
    }))
    return JSON.parse(JSON.stringify({ ...record, body: { ...record.body, regions } }), (_, value) => near(value))
  }
  await fc.assert(
    fc.asyncProperty(toolDataset, async (drawn) => {
      const { files, report, losses } = await exportOf(cocoWriter, drawn)
      const back = await gather(cocoReader.read(files, {}))
      const byName = (list: readonly DatasetRecord[]) => list.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(shown)
      const found = back.records.map(withoutSource)
      expect(byName(found)).toEqual(byName(withShapesOf(drawn, found)))
      expect(report).toEqual(losses)
      const flags = drawn.flatMap((record) => record.body?.regions.flatMap((r) => Object.entries(r.flags ?? {})) ?? [])
      const told = report.filter((line) => line.code === "flags").map(({ field, count }) => [field, count])
      const lost = (flag: string) => flags.filter(([key]) => key === flag).length
      const others = ["occluded", "truncated", "difficult", "ignore"]
      expect(told.toSorted()).toEqual(others.flatMap((flag) => (lost(flag) ? [[flag, lost(flag)]] : [])).toSorted())
      const left = new Set(["flags", "ids_renumbered", "crowd_false_unsaid"])
      expect(report.filter((line) => !left.has(line.code))).toEqual([])
    }),
    { numRuns: 80 },
  )
})

test("ids beyond 2^53 are written digit for digit, and ids that are no numbers beside new ones", async () => {
  const long = await exported([recordWith({ foreignId: "9007199254740993" }, { id: "99999999999999999999" })])
  expect(long.files[COCO_FILE]).toContain('{"id":9007199254740993,"file_name"')
  expect(long.files[COCO_FILE]).toContain('{"id":99999999999999999999,"image_id":9007199254740993,')
  const texts = await exported([recordWith({ foreignId: "img-1" }, { id: "u-2" })])
  expect(texts.coco.images[0]).toMatchObject({ id: 1, justesse_id: "img-1" })
  expect(texts.coco.annotations[0]).toMatchObject({ id: 1, image_id: 1, justesse_id: "u-2" })
  expect(texts.report).toContainEqual(expect.objectContaining({ code: "ids_renumbered", field: "images" }))
})

test("categories go out with the ids they came with, new ones after them; ids given twice are numbered anew", async () => {
  const coco = (given: unknown[]) =>
    manifestWith(given.map((id) => (id === null ? {} : { foreign: { coco: { id, supercategory: "s" } } })))
  const idsOf = async (given: unknown[]) => {
    const report: string[] = []
    const files = await written(
      cocoWriter.write(source([recordWith({})]), coco(given), { report: ({ code }) => void report.push(code) }),
    )
    const { categories, annotations } = JSON.parse(files[COCO_FILE] ?? "")
    return [categories.map((c: { id: number }) => c.id), annotations[0].category_id, report.includes("ids_renumbered")]
  }
  expect(await idsOf([90, null, 7, null])).toEqual([[90, 91, 7, 92], 7, false])
  expect(await idsOf([7, 7, null, null])).toEqual([[1, 2, 3, 4], 3, true])
  expect(await idsOf(["x", 2, 3, 4])).toEqual([[1, 2, 3, 4], 3, true])

  function manifestWith(parts: object[]): DatasetManifest {
    const labels = manifest.ontology.labels.map((label, i) => ({ ...label, ...parts[i] }))
    return { ...manifest, ontology: { labels } }
  }
})

test("a turned box goes out as the upright one with its corners and rotation", async () => {
  const { rotated } = rotateRegion({ x: 200, y: 100, width: 300, height: 100 }, 90)
  const { coco } = await exported([recordWith({ size: { width: 1000, height: 500 } }, { geometry: rotated })])
  expect(coco.annotations[0]).toMatchObject({
    bbox: [300, 0, 100, 300],
    segmentation: [[400, 0, 400, 300, 300, 300, 300, 0]],
    attributes: { rotation: 90 },
  })
})

test("each part has its file; a part that no file can be called after goes into the common one, told", async () => {
  const records = ["train", "val", undefined, "a/b"].map((split, i) => recordWith({ name: `${i}.jpg`, split }))
  const { files, report } = await exported(records)
  expect(Object.keys(files).slice(0, 3)).toEqual([
    "annotations/instances_train.json",
    "annotations/instances_val.json",
    COCO_FILE,
  ])
  expect(report).toContainEqual({ level: "changed", code: "split", file: COCO_FILE, field: "a/b", count: 1 })
})

test("the file is COCO as its readers expect it: categories in order from 1, exact boxes, text as an attribute", async () => {
  const { coco, files } = await exported([
    recordWith(
      { foreignId: "77" },
      {
        transcript: { value: "Total, 12" },
        geometry: { type: "polygon", rings: [TRIANGLE] },
      },
    ),
    { ...recordWith({ name: "b.jpg", foreignId: "5" }), body: { regions: [], nothingHere: true } },
  ])
  expect(coco.categories.map((c: { id: number; name: string }) => [c.id, c.name])).toEqual([
    [1, "zebra"],
    [2, "bird house"],
    [3, "text"],
    [4, "Émile ß"],
  ])
  expect(coco.images).toEqual([
    { id: 77, file_name: "a.jpg", width: 10, height: 9 },
    { id: 5, file_name: "b.jpg", width: 10, height: 9 },
  ])
  expect(coco.annotations).toEqual([
    {
      id: 4,
      image_id: 77,
      category_id: 3,
      bbox: [1, 2, 3, 4],
      area: 6,
      iscrowd: 0,
      segmentation: [[1, 2, 4, 2, 4, 6]],
      attributes: { transcription: "Total, 12" },
    },
  ])
  expect(coco.licenses).toEqual([])
  expect(Object.keys(files)).toEqual([COCO_FILE, "justesse-manifest.json", PROVENANCE_FILE])
})

test("each label's provenance lies beside it, under the same annotation id", async () => {
  const provenance = [{ region: "u-1", method: "median", confidence: 0.75, submissions: ["s1", "s2"] }]
  const { files, coco } = await exported([
    recordWith({ provenance, settledBy: "rule" }, { id: "u-1" }),
    { ...recordWith({ name: "b.jpg", settledBy: "single" }), body: { regions: [], nothingHere: true } },
  ])
  const lines = (files[PROVENANCE_FILE] ?? "")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    {
      picture: "a.jpg",
      annotation_id: 1,
      method: "median",
      confidence: 0.75,
      submissions: ["s1", "s2"],
      settledBy: "rule",
    },
    { picture: "b.jpg", annotation_id: null, settledBy: "single" },
  ])
  expect(coco.annotations[0].id).toBe(1)
})

test("a picture nobody answered is left out and counted: listed, it would say that nothing is there", async () => {
  const { coco, report } = await exported([recordWith({ name: "b.jpg" }), { ...recordWith({}), body: null }])
  expect(coco.images).toHaveLength(1)
  expect(report).toContainEqual({ level: "lost", code: "picture_without_answer", file: COCO_FILE, count: 1 })
})

test("a mask goes out again with the box it came with, and not with a moved one", async () => {
  const foreign = {
    coco: { iscrowd: 1, segmentation: { size: [9, 10], counts: [1, 2] }, area: 7, bbox: [1, 2, 3.5, 4.25] },
  }
  const kept = await exported([recordWith({}, { foreign })])
  expect(kept.coco.annotations[0]).toMatchObject({ iscrowd: 1, area: 7, segmentation: { counts: [1, 2] } })
  const moved = await exported([recordWith({}, { foreign, geometry: { ...region.geometry, x: 2 } })])
  expect(moved.coco.annotations[0]).toMatchObject({ area: 14.875, segmentation: [] })
  expect(moved.report).toContainEqual({ level: "lost", code: "mask_of_moved_box", file: COCO_FILE, count: 1 })
})

test.each([
  { how: "as they are", counts: [101, 3, 7, 1, 1, 1, 7, 3, 76] },
  { how: "compressed", counts: "U337NJ062U2" },
])("runs of pixels, $how, are an outline with its hole, and go back as they came", async ({ counts }) => {
  const segmentation = { size: [10, 20], counts }
  const about = { id: 1, image_id: 1, category_id: 3, bbox: [10, 1, 3, 3], area: 8, iscrowd: 1 }
  const images = [{ id: 1, file_name: "a.jpg", width: 20, height: 10 }]
  const given = { images, categories: [{ id: 3, name: "text" }], annotations: [{ ...about, segmentation }] }
  const { records, report } = await gather(cocoReader.read(memoryFiles({ "a.json": JSON.stringify(given) }, 50), {}))
  const [region] = records[0]?.body?.regions ?? []
  const square = (x: number, y: number, side: number) => [x, x + side].flatMap((a) => [y, y + side].map((b) => [a, b]))
  const rings = region?.geometry.type === "polygon" ? region.geometry.rings : []
  expect(rings.map((ring) => ring.map(({ x, y }) => [x, y]).sort())).toEqual([
    square(10, 1, 3).sort(),
    square(11, 2, 1).sort(),
  ])
  expect(region?.foreign).toEqual({ coco: { segmentation, bbox: [10, 1, 3, 3], shape_area: 8 } })
  expect(report.map(({ code }) => code)).toEqual(["mask_carried"])
  const { coco } = await exported(records.map((record) => ({ ...record, foreignId: "1" })))
  expect(coco.annotations).toMatchObject([{ ...about, category_id: expect.anything(), segmentation }])
  const moved = { ...region, geometry: { type: "polygon", rings: [TRIANGLE] } }
  const changed = await exported([recordWith({}, moved)])
  expect(changed.coco.annotations).toMatchObject([{ area: 6, segmentation: [[1, 2, 4, 2, 4, 6]] }])
})

test("a box that is not the outline's, an area and a mask go back with the shape they came with, and with no other", async () => {
  const geometry = { type: "polygon", rings: [TRIANGLE] }
  const carried = { bbox: [1, 2, 3, 4], shape_area: 6, stated_bbox: [0, 1, 5, 6], area: 5 }
  const kept = await exported([recordWith({}, { geometry, foreign: { coco: carried } })])
  expect(kept.coco.annotations[0]).toMatchObject({ bbox: [0, 1, 5, 6], area: 5, segmentation: [[1, 2, 4, 2, 4, 6]] })
  expect(Object.keys(kept.coco.annotations[0])).not.toContain("shape_area")
  const other = [...TRIANGLE.slice(0, 2), { x: 4, y: 5 }, { x: 1, y: 6 }]
  const changed = await exported([
    recordWith({}, { geometry: { type: "polygon", rings: [other] }, foreign: { coco: carried } }),
  ])
  expect(changed.coco.annotations[0]).toMatchObject({ bbox: [1, 2, 3, 4], area: 10.5 })
  expect(changed.report).toContainEqual({ level: "lost", code: "mask_of_moved_box", file: COCO_FILE, count: 1 })
})

test("a part is a polygon, a hole is joined to it, and parts over one another are one line: polygons would be all of both", async () => {
  const square = (x: number, y: number, side: number) => [
    { x, y },
    { x: x + side, y },
    { x: x + side, y: y + side },
    { x, y: y + side },
  ]
  const masksOf = async (rings: object[]) => {
    const { coco } = await exported([recordWith({}, { geometry: { type: "polygon", rings } })])
    return [coco.annotations[0].segmentation.map((line: number[]) => line.length / 2), coco.annotations[0].area]
  }
  expect(await masksOf([square(0, 0, 10), square(2, 2, 3), square(20, 0, 4)])).toEqual([[10, 4], 100 - 9 + 16])
  const [lines] = await masksOf([square(0, 0, 10), square(5, 5, 10)])
  expect(lines).toEqual([10])
})

test("sides of an outline's box are as short as its corners", async () => {
  const ring = [
    { x: 473.07, y: 395.93 },
    { x: 511.72, y: 395.93 },
    { x: 480, y: 424.6 },
  ]
  const { coco } = await exported([recordWith({}, { geometry: { type: "polygon", rings: [ring] } })])
  expect(coco.annotations[0].bbox).toEqual([473.07, 395.93, 38.65, 28.67])
  const third = await exported([
    recordWith({}, { geometry: { type: "polygon", rings: [ring.map(({ x, y }) => ({ x: x / 3, y }))] } }),
  ])
  expect(third.coco.annotations[0].bbox[2]).toBe(511.72 / 3 - 473.07 / 3)
})

test("unknown keys come back where they were; those of another format are counted as lost", async () => {
  const { coco, report } = await exported([
    recordWith({ foreign: { coco: { license: 4 } } }, { foreign: { coco: { score: 1 }, voc: { pose: "x" } } }),
  ])
  expect([coco.images[0].license, coco.annotations[0].score]).toEqual([4, 1])
  expect(report).toContainEqual({
    level: "lost",
    code: "carried_for_other_format",
    file: COCO_FILE,
    field: "voc",
    count: 1,
  })
})

test("names that leave their folder never reach a file", async () => {
  const { files, report } = await exported([recordWith({ name: "../../etc/passwd" })])
  expect(files[COCO_FILE]).not.toContain("passwd")
  expect(report).toMatchObject([{ level: "lost", code: "name_unsafe" }])
})

test("what would be lost can be asked before anything is written", async () => {
  const records = [recordWith({ size: null }), { ...recordWith({ name: "c.jpg" }), body: null }]
  expect((await cocoWriter.losses(source(records))).map((line) => line.code)).toEqual([
    "size_unknown",
    "picture_without_answer",
  ])
})

test("ids stay where all are distinct whole numbers; one that is not renumbers all of its kind", async () => {
  const kept = await exported([
    recordWith({ foreignId: "9" }),
    recordWith({ name: "b.jpg", foreignId: "3" }, { id: "77" }),
  ])
  expect(kept.coco.images.map((image: { id: number }) => image.id)).toEqual([9, 3])
  expect(kept.coco.annotations.map((a: { id: number; image_id: number }) => [a.id, a.image_id])).toEqual([
    [4, 9],
    [77, 3],
  ])
  const renumbered = await exported([
    recordWith({ foreignId: "9" }),
    recordWith({ name: "b.jpg", foreignId: "9" }, { id: "u-2" }),
  ])
  expect(renumbered.coco.images.map((image: { id: number }) => image.id)).toEqual([1, 2])
  expect(renumbered.coco.annotations.map((a: { id: number; image_id: number }) => [a.id, a.image_id])).toEqual([
    [1, 1],
    [2, 2],
  ])
  expect(renumbered.report).toContainEqual(expect.objectContaining({ level: "changed", code: "ids_renumbered" }))
})

test("a region of a label that the version does not know is counted, not given another label", async () => {
  const { coco, report } = await exported([recordWith({}, { label: "unicorn" })])
  expect([coco.images.length, coco.annotations.length]).toEqual([1, 0])
  expect(report).toContainEqual(
    expect.objectContaining({ level: "lost", code: "label_unknown", field: "unicorn", count: 1 }),
  )
})

test("texts with controls, quotes and joined emoji are valid JSON and come back to the letter", async () => {
  const value = '\u0001\u001b"\\\u2028\u2029 👩‍👩‍👧 مرحبا \u0301'
  const { files } = await exported([recordWith({}, { transcript: { value, language: "ar", marks: ["unsure"] } })])
  const { records } = await gather(cocoReader.read(memoryFiles(files), {}))
  expect(records[0]?.body?.regions[0]?.transcript).toEqual({ value, language: "ar", marks: ["unsure"] })
})

test("the records are drawn once, and once more only where ids turn out late not to be kept", async () => {
  const draws = async (ids: string[]) => {
    let drawn = 0
    const records = ids.map((id, i) => recordWith({ name: `${i}.jpg`, foreignId: String(i) }, { id }))
    const counted = () => {
      drawn++
      return source(records)()
    }
    const files = await written(cocoWriter.write(counted, manifest))
    const given = JSON.parse(files[COCO_FILE] ?? "").annotations.map((a: { id: number }) => a.id)
    const beside = (files[PROVENANCE_FILE] ?? "").trim().split("\n")
    expect(beside.map((line) => JSON.parse(line).annotation_id)).toEqual(given)
    return [drawn, given]
  }
  expect(await draws(["7", "5", "6"])).toEqual([1, [7, 5, 6]])
  expect(await draws(["u", "5", "6"])).toEqual([1, [1, 2, 3]])
  expect(await draws(["7", "5", "7"])).toEqual([2, [1, 2, 3]])
  const losses = await cocoWriter.losses(source(["7", "5", "7"].map((id) => recordWith({ foreignId: "1" }, { id }))))
  expect(losses.map(({ code, field }) => [code, field])).toEqual([
    ["ids_renumbered", "images"],
    ["ids_renumbered", "annotations"],
  ])
})

test("boxes alone are written as other regions are, to the letter", async () => {
  const odd = { id: 'a"\u2028é', geometry: { type: "box", x: 1e-7, y: -0, width: 1 / 3, height: 1e21 } }
  const { files } = await exported([recordWith({}, odd)])
  const { files: general } = await exported([recordWith({}, { ...odd, flags: { crowd: undefined } })])
  expect(files[COCO_FILE]).toContain(
    '"bbox":[1e-7,0,0.3333333333333333,1e+21],"area":333333333333333300000,"iscrowd":0',
  )
  expect(files[COCO_FILE]).toBe(general[COCO_FILE])
})
