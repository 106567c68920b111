import { boundsOfShape, boxOf, LabelId, type Region, ringsOf } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf } from "../testing/toolRecords.ts"
import { cocoResultsReader } from "./read.ts"
import { readResults, resultFiles, resultNames } from "./rows.ts"
import { cocoResultsWriter } from "./write.ts"

const row = (more: object = {}) => ({ image_id: 7, category_id: 1, bbox: [1, 2, 3, 4], score: 0.5, ...more })
const filesOf = (results: unknown, more: Record<string, string> = {}) =>
  memoryFiles({ "results.json": JSON.stringify(results), ...more })

async function rowsOf(results: unknown) {
  const rows = []
  for await (const one of readResults(filesOf(results), "results.json")) rows.push(one)
  return rows
}

describe("COCO lists of results", () => {
  test("rows come in the order of the file with ids as texts", async () => {
    expect(await rowsOf([row(), row({ image_id: "a.jpg", category_id: "car", score: 1 })])).toEqual([
      { image: "7", category: "1", box: { x: 1, y: 2, width: 3, height: 4 }, score: 0.5, line: 1 },
      { image: "a.jpg", category: "car", box: { x: 1, y: 2, width: 3, height: 4 }, score: 1, line: 1 },
    ])
    expect(await rowsOf([])).toEqual([])
  })

  test("a row's polygons are its line; without a bbox that says where it is, and a mask of pixels is no line", async () => {
    const segmentation = [
      [0, 0, 8, 0, 0, 6],
      [20, 0, 24, 0, 24, 4, 20, 4],
    ]
    const [lined, bare, mask, over] = await rowsOf([
      row({ segmentation }),
      row({ segmentation, bbox: undefined }),
      row({ segmentation: { size: [9, 9], counts: "abc" } }),
      row({ segmentation: [segmentation[0], [1, 1, 9, 1, 9, 9]] }),
    ])
    expect(lined).toMatchObject({ box: { x: 1, y: 2, width: 3, height: 4 }, outline: { type: "polygon" } })
    expect(lined?.outline && ringsOf(lined.outline).map(({ length }) => length)).toEqual([3, 4])
    expect(bare).toMatchObject({ box: { x: 0, y: 0, width: 24, height: 6 }, outline: lined?.outline })
    expect([mask?.outline, over?.outline]).toEqual([undefined, undefined])
    const nowhere = row({ segmentation: { size: [9, 9], counts: "abc" }, bbox: undefined })
    await expect(rowsOf([nowhere])).rejects.toMatchObject({ detail: { field: "bbox" } })
  })

  test("only JSON files with a list of results at the top are results", async () => {
    const files = filesOf([row()], {
      "gold.json": JSON.stringify({ images: [], annotations: [] }),
      "notes.txt": "[]",
      "other.json": "[1, 2]",
    })
    expect(await resultFiles(files)).toEqual(["results.json"])
  })

  test.each([
    ["image_id", { image_id: null }],
    ["category_id", { category_id: {} }],
    ["score", { score: "high" }],
    ["bbox", { bbox: [1, 2, 3] }],
    ["bbox", { bbox: [1, 2, -3, 4] }],
    ["bbox", { bbox: [1, 2, "3", 4] }],
  ])("a row without a usable %s is refused with its line", async (field, change) => {
    await expect(rowsOf([row(), row(change)])).rejects.toMatchObject({
      code: "file_unreadable",
      detail: { file: "results.json", line: 1, field },
    })
  })

  test("a file that is cut off or no list is refused", async () => {
    const cut = memoryFiles({ "results.json": `[${JSON.stringify(row())}, {"image_id"` })
    const read = async () => {
      for await (const _ of readResults(cut, "results.json"));
    }
    await expect(read()).rejects.toMatchObject({ code: "file_unreadable" })
    await expect(rowsOf([3])).rejects.toMatchObject({ code: "file_unreadable", detail: { field: "" } })
  })

  test("names of pictures and categories come from the COCO file beside the results", async () => {
    const gold = { images: [{ id: 7, file_name: "a.jpg" }, { id: 8 }], categories: [{ id: 1, name: "car" }] }
    const names = await resultNames(filesOf([row()], { "gold.json": JSON.stringify(gold) }))
    expect([...names.imageOf]).toEqual([["7", "a.jpg"]])
    expect([...names.categoryOf]).toEqual([["1", "car"]])
  })
})

describe("COCO results as a dataset", () => {
  const gold = {
    images: [
      { id: 7, file_name: "a.jpg", width: 90, height: 60 },
      { id: 8, file_name: "b.jpg" },
    ],
    categories: [
      { id: 90, name: "zebra" },
      { id: 1, name: "car" },
    ],
  }
  const read = (results: unknown, more: Record<string, string> = {}) =>
    gather(cocoResultsReader.read(filesOf(results, more), {}))

  test("names, sizes and the order of classes come from the COCO file beside it, and pictures without rows stay", async () => {
    const { records, ontology, report } = await read([row({ area: 12, note: "x" }), row({ category_id: 90 })], {
      "gold.json": JSON.stringify(gold),
    })
    expect(report).toEqual([])
    expect(ontology[0]?.labels.map(({ name }) => name.en)).toEqual(["zebra", "car"])
    expect(records.map(({ name, size, body }) => [name, size, body?.regions.length])).toEqual([
      ["b.jpg", null, 0],
      ["a.jpg", { width: 90, height: 60 }, 2],
    ])
    expect(records[1]?.body?.regions[0]).toMatchObject({
      geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 },
      label: "car",
      foreign: { coco: { score: 0.5, note: "x" } },
    })
  })

  test("a row with polygons is a region with that line; a bbox that says otherwise is carried", async () => {
    const segmentation = [[1, 2, 4, 2, 4, 6]]
    const { records } = await read([
      row({ segmentation, note: "x" }),
      row({ segmentation, bbox: [0, 0, 9, 9] }),
      row({ segmentation: { size: [9, 9], counts: "abc" } }),
    ])
    const [same, other, mask] = records[0]?.body?.regions ?? []
    const ring = [
      { x: 1, y: 2 },
      { x: 4, y: 2 },
      { x: 4, y: 6 },
    ]
    expect(same).toMatchObject({ geometry: { type: "polygon", rings: [ring] } })
    expect(same?.foreign).toEqual({ coco: { score: 0.5, note: "x" } })
    expect(other).toMatchObject({ geometry: { rings: [ring] }, foreign: { coco: { stated_bbox: [0, 0, 9, 9] } } })
    expect(mask).toMatchObject({ geometry: { type: "box" }, foreign: { coco: { segmentation: { counts: "abc" } } } })
  })

  test("a row with runs of pixels is a region with the line around them, and goes back as it came", async () => {
    const segmentation = { size: [5, 5], counts: "6320004" }
    const { records } = await read([row({ segmentation, bbox: [1, 1, 3, 3] })])
    const [found] = records[0]?.body?.regions ?? []
    expect(found?.geometry.type === "polygon" && boundsOfShape(found.geometry)).toEqual({
      x: 1,
      y: 1,
      width: 3,
      height: 3,
    })
    expect(found?.foreign).toEqual({ coco: { score: 0.5, segmentation, bbox: [1, 1, 3, 3], shape_area: 9 } })
    const rowWith = async (geometry: Region["geometry"] | undefined) => {
      const regions = found && geometry ? [{ ...found, geometry, label: LabelId.parse("text") }] : []
      const edited = records.map((record) => ({ ...record, body: { regions, nothingHere: false } }))
      return JSON.parse((await written(cocoResultsWriter.write(source(edited), manifest)))["results.json"] ?? "[]")[0]
    }
    const back = await rowWith(found?.geometry)
    expect(back).toMatchObject({ bbox: [1, 1, 3, 3], score: 0.5, segmentation })
    expect(Object.keys(back)).not.toContain("shape_area")
    expect(await rowWith({ type: "box", x: 1, y: 1, width: 3, height: 2 })).not.toHaveProperty("segmentation")
  })

  test("without one, pictures are found by their ids as COCO's names write them", async () => {
    const { records, report, pictures } = await read([row(), row({ image_id: "dir/c.png" })], {
      "val/000000000007.jpg": "",
    })
    expect(records.map(({ name, foreignId }) => [name, foreignId])).toEqual([
      ["val/000000000007.jpg", "7"],
      ["dir/c.png", "dir/c.png"],
    ])
    expect(pictures).toEqual(["val/000000000007.jpg", null])
    expect(report.map(({ code, field }) => [code, field])).toEqual([["name_from_id", "category_id"]])
  })

  test.each([
    ["field_unreadable", row({ bbox: [1, 2, 3] })],
    ["field_unreadable", row({ score: null })],
    ["box_of_no_size", row({ bbox: [1, 2, 0, 4] })],
    ["annotation_unreadable", 3],
  ])("%s: a row that cannot be used is named, and the rest goes in", async (code, bad) => {
    const { records, report } = await read([row(), bad], { "gold.json": JSON.stringify(gold) })
    expect(report).toMatchObject([{ level: "lost", code, file: "results.json", line: 1 }])
    expect(records.flatMap(({ body }) => body?.regions ?? [])).toHaveLength(1)
  })

  test("rows in no order come back by picture, in the order of the file, whatever each of them holds", async () => {
    const rows = Array.from({ length: 300 }, (_, i) =>
      row({
        ...{
          image_id: (i * 7) % 11,
          category_id: i % 2 === 0 ? 1 : "bird",
          bbox: [i, i / 3, 1 + i, 2],
          score: i / 300,
        },
        ...(i % 3 === 0 ? { id: i % 5 === 0 ? `x${i}` : 1_000 + (i % 90) } : {}),
        ...(i % 4 === 0 ? { note: i } : {}),
      }),
    )
    const { records } = await read(rows)
    expect(records).toHaveLength(11)
    for (const { foreignId, body } of records) {
      const own = rows.filter(({ image_id }) => String(image_id) === foreignId)
      expect(body?.regions.map((one) => [Object.values(boxOf(one)), one.foreign])).toEqual(
        own.map((one) => {
          const note = (one as { note?: number }).note
          return [one.bbox, { coco: { ...(note === undefined ? {} : { note }), score: one.score } }]
        }),
      )
      const ids = body?.regions.map(({ id }) => id) ?? []
      expect(new Set(ids).size).toBe(own.length)
      const said = own.flatMap((one, i) => ("id" in one ? [[i, String(one.id)] as const] : []))
      for (const [i, id] of said) if (!ids.slice(0, i).some((before) => before === id)) expect(ids[i]).toBe(id)
    }
  })

  test("a class that cannot be one takes its own rows with it, and none after them", async () => {
    const { records, report } = await read([row({ category_id: "\u0000" }), row(), row({ score: 0.25 })], {
      "gold.json": JSON.stringify(gold),
    })
    expect(report.map(({ code }) => code)).toEqual(["label_refused"])
    expect(records.map(({ name, body }) => [name, body?.regions.length])).toEqual([
      ["b.jpg", 0],
      ["a.jpg", 2],
    ])
  })

  test("what goes out comes in with its scores; without one it is 1, and that is said", async () => {
    const { records } = await read([row()], { "gold.json": JSON.stringify(gold) })
    const label = "zebra" as LabelId // a label of the drawn ontology
    const scored = records.map((record) => ({
      ...record,
      body: record.body && { ...record.body, regions: record.body.regions.map((region) => ({ ...region, label })) },
    }))
    const { files, report } = await exportOf(cocoResultsWriter, scored)
    expect((await detectFormat(files)).name).toBe("coco-results")
    const back = await gather(cocoResultsReader.read(files, {}))
    const shown = (list: typeof records) => list.map(({ name, size, body }) => ({ name, size, body }))
    expect(shown(back.records)).toEqual(shown(scored))
    expect(report.map(({ code, count }) => [code, count])).toEqual([["ids", 2]])
    const bare = scored.map((record) => ({
      ...record,
      body: record.body && {
        ...record.body,
        regions: record.body.regions.map(({ foreign: _foreign, ...region }) => region),
      },
    }))
    expect((await exportOf(cocoResultsWriter, bare)).report.map(({ code }) => code)).toEqual(["ids", "score_added"])
  })
})
