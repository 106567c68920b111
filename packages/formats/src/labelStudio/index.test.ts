import { boxOf, boxShape, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { ReadOptions } from "../contract.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { NO_LABEL } from "../regions/toolLabels.ts"
import { ontology } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { recordings } from "../testing/timed.ts"
import { exportOf, toolDataset, withoutSource } from "../testing/toolRecords.ts"
import { dataOfName, nameOfData } from "./name.ts"
import { percentOf, percentOutline } from "./out.ts"
import { labelStudioReader } from "./read.ts"
import { pixelsOf } from "./region.ts"
import { labelStudioWriter, TASKS_NAME } from "./write.ts"

const box = { x: 20, y: 20, width: 30, height: 20, rotation: 0 }
const rectangle = (more: object = {}, value: object = {}) => ({
  ...{ id: "r1", type: "rectanglelabels", from_name: "label", to_name: "image" },
  ...{ original_width: 1000, original_height: 500, value: { ...box, rectanglelabels: ["dog"], ...value }, ...more },
})
const task = (result: unknown[], more: object = {}) => ({
  ...{ id: 7, data: { image: "/data/local-files/?d=dir%20one/a.jpg" }, annotations: [{ id: 1, result }], ...more },
})

async function read(tasks: unknown, files: Record<string, string | Uint8Array> = {}, options: ReadOptions = {}) {
  const text = typeof tasks === "string" ? tasks : JSON.stringify(tasks, null, 1)
  return gather(labelStudioReader.read(memoryFiles({ "x/export.json": text, ...files }, 61), options))
}

async function regionsOf(result: unknown[], more: object = {}): Promise<Region[]> {
  return (await read([task(result, more)])).records[0]?.body?.regions ?? []
}

test.each([
  ["s3://bucket/d/a%20b.png", "d/a b.png"],
  ["https://host/d/a+b.png", "d/a b.png"],
  ["https://host/d/a%2Bb.png", "d/a%2Bb.png"],
  ["/data/local-files/?d=d/a&b.png", "d/a&b.png"],
])("an address with escapes finds its picture under either name: %s", (value, name) => {
  expect(nameOfData(value)?.candidates).toContain(name)
})

test("a box turned about its top left is where Label Studio shows it (#2293): 1000x500 gives [100,100,100,300]", async () => {
  const [region] = await regionsOf([rectangle({}, { rotation: 90 })])
  expect(region && boxOf(region)).toEqual({ x: 100, y: 100, width: 100, height: 300 })
  expect(region?.geometry).toEqual({ type: "rotatedBox", x: 0, y: 200, width: 300, height: 100, rotation: 90 })
})

test("results with one id are one region, in any order, apart and between others", async () => {
  const at = (id: string, type: string, value: object) => ({
    ...{ id, type, from_name: type, to_name: "image", original_width: 1000, original_height: 500 },
    value: { ...box, ...value },
  })
  const { records, ontology: found } = await read([
    task([
      at("b", "textarea", { text: "old form" }),
      at("a", "labels", { labels: ["dog"] }),
      at("b", "rectangle", {}),
      at("a", "textarea", { text: ["Café, crème"] }),
      at("b", "labels", { labels: ["cat"] }),
      at("a", "rectangle", {}),
    ]),
  ])
  expect(records[0]?.body?.regions.map((r) => [r.id, r.label, r.transcript?.value])).toEqual([
    ["b", "cat", "old form"],
    ["a", "dog", "Café, crème"],
  ])
  expect(found[0]?.labels.map(({ id, hasText }) => [id, hasText])).toEqual([
    ["cat", true],
    ["dog", true],
  ])
})

test("a region of several labels is one region for each, where others keep the first only; it goes out as one again", async () => {
  const { records, report } = await read([task([rectangle({}, { rectanglelabels: ["zebra", "text"] })])])
  expect(records[0]?.body?.regions.map((r) => [r.id, r.label, boxOf(r).width])).toEqual([
    ["r1", "zebra", 300],
    ["r2", "text", 300],
  ])
  expect(report.map(({ code, count }) => [code, count])).toEqual([["labels_as_regions", 1]])
  const out = JSON.parse((await exportOf(labelStudioWriter, records)).texts[TASKS_NAME] ?? "")
  expect(out[0].annotations[0].result).toMatchObject([{ id: "r1", value: { rectanglelabels: ["zebra", "text"] } }])
})

test.each([
  ["/data/local-files/?d=dir%20one/b.png", "dir one/b.png"],
  ["http://host:8080/data/local-files/?x=1&d=a%2Fb%23.png#z", "a/b#.png"],
  ["/data/upload/3/1a2b3c4d-b.png", "b.png"],
  ["/data/upload/1/é tude.wav", "é tude.wav"],
  ["upload/12/0123abcd-x%20y.png", "x%20y.png"],
  ["https://s3.example/opensource/x%20y.jpg?sig=1", "opensource/x y.jpg"],
  ["s3://bucket/dir/a#1.jpg", "dir/a#1.jpg"],
  ["dir\\a.jpg", "dir/a.jpg"],
  ["C:\\pictures\\a.jpg", "pictures/a.jpg"],
  ["/image1", "image1"],
  ["100%.jpg", "100%.jpg"],
  // Addresses with a query (found F6): decoded, and cut where the query goes on.
  ["/data/local-files/?d=dir%20one/a%26b.jpg&token=1", "dir one/a&b.jpg"],
  ["/data/local-files/?token=1&d=dir/a.jpg", "dir/a.jpg"],
  ["https://host/data/local-files/?d=a%20b.jpg&t=2#x", "a b.jpg"],
  ["/data/local-files/?d=dir/salt & pepper.jpg", "dir/salt & pepper.jpg"],
  ["/data/local-files/?d=what%3F.jpg", "what?.jpg"],
  ["https://host/get?d=dir%20one/b%26c.png&w=80", "dir one/b&c.png"],
  ["https://host/a%20b.jpg?d=1&w=80", "a b.jpg"],
  ["/images/a%20b.jpg?d=1&w=80", "images/a b.jpg"],
  ["s3://bucket/dir/a.jpg?versionId=7&x=y", "dir/a.jpg"],
  ["what?.jpg", "what?.jpg"],
  ["data:image/png;base64,AAAA", undefined],
  ["../secret", "secret"],
  ["..", undefined],
])("%s names the picture %s", (value, name) => {
  expect(nameOfData(value)?.name).toBe(name)
})

test("an upload keeps its random prefix where its picture is there under it, and where another has its name", async () => {
  const upload = (id: number, name: string) => ({ id, data: { image: `/data/upload/1/${name}` }, annotations: [] })
  const tasks = [upload(1, "00000001-a.jpg"), upload(2, "00000002-b.jpg"), upload(3, "00000003-a.jpg")]
  const { records, pictures } = await read(tasks, { "im/00000002-b.jpg": "", "im/a.jpg": "" })
  expect(records.map(({ name }) => name)).toEqual(["a.jpg", "00000002-b.jpg", "00000003-a.jpg"])
  expect(pictures.slice(0, 2)).toEqual(["im/a.jpg", "im/00000002-b.jpg"])
})

test("without a size in the results it comes from the picture, then from elsewhere; without any the region is named as lost", async () => {
  const unsized = [task([rectangle({ original_width: undefined, original_height: undefined })])]
  const gif = Uint8Array.from([...new TextEncoder().encode("GIF89a"), 100, 0, 50, 0])
  const own = await read(unsized, { "dir one/a.jpg": gif })
  expect(own.records[0]).toMatchObject({
    size: { width: 100, height: 50 },
    body: { regions: [{ geometry: { type: "box", x: 20, y: 10 } }] },
  })
  const given = await read(
    unsized,
    {},
    { sizeOf: (name) => (name === "dir one/a.jpg" ? { width: 10, height: 5 } : null) },
  )
  expect(given.records[0]?.body?.regions[0]).toMatchObject({
    geometry: { type: "box", x: 2, y: 1, width: 3, height: 1 },
  })
  const none = await read(unsized)
  expect(none.records[0]?.body?.regions).toEqual([])
  expect(none.report).toMatchObject([{ level: "lost", code: "size_unknown", line: 2, field: "result.0" }])
})

test("skipped answers are no answers, the ground truth comes first, older files call answers completions", async () => {
  const skipped = { id: 9, was_cancelled: true, result: [rectangle()] }
  const first = { id: 1, result: [rectangle({ id: "first" })] }
  const truth = { id: 2, ground_truth: true, lead_time: 3, result: [rectangle({ id: "truth" })] }
  const data = { image: "a.jpg" }
  const { records, report } = await read([
    { id: 1, data, annotations: [skipped] },
    { id: 2, data: { image: "b.jpg" }, annotations: [first, truth, skipped] },
    { id: 3, data: { image: "c.jpg" }, completions: [{ id: 5, skipped: true, result: [] }, first] },
    { id: 4, data: { image: "d.jpg" }, annotations: [{ id: 1, result: [] }], drafts: [{ id: 8, result: [] }] },
  ])
  expect(records.map(({ body }) => body?.regions.map((r) => r.id))).toEqual([undefined, ["truth"], ["first"], []])
  expect(records[1]?.foreign?.["label-studio"]).toMatchObject({
    answer: { id: 2, lead_time: 3, ground_truth: true },
    annotations: [first, skipped],
  })
  expect(report.map(({ code, count }) => [code, count])).toEqual([
    ["skipped_carried", 3],
    ["answers_carried", 1],
    ["drafts_carried", 1],
  ])
})

test("a model's answer counts only where nobody answered, with its scores", async () => {
  const prediction = { model_version: "m1", score: 0.5, result: [rectangle({ score: 0.9 }), rectangle({ id: "r2" })] }
  const { records, report } = await read([
    task([rectangle()], { predictions: [prediction] }),
    { id: 8, data: { image: "b.jpg" }, annotations: [], predictions: [prediction] },
  ])
  expect(records.map((r) => r.provenance?.map(({ region, confidence }) => [region, confidence]))).toEqual([
    undefined,
    [
      ["r1", 0.9],
      ["r2", 0.5],
    ],
  ])
  expect(report.map(({ level, code }) => [level, code])).toEqual([
    ["note", "predictions_carried"],
    ["changed", "prediction_as_answer"],
  ])
  const out = JSON.parse((await exportOf(labelStudioWriter, named(records, "zebra"))).texts[TASKS_NAME] ?? "")
  expect(out[0].predictions).toEqual([prediction])
  expect([out[1].annotations, out[1].predictions[0].model_version]).toEqual([[], "m1"])
})

function named(records: readonly DatasetRecord[], label: string): DatasetRecord[] {
  // Ids are branded texts.
  const relabelled = (region: Region) => ({ ...region, label: label as Region["label"] })
  return records.map((r) => ({ ...r, body: r.body && { ...r.body, regions: r.body.regions.map(relabelled) } }))
}

test("answers to questions are attributes, points and masks travel, ellipses travel with their box", async () => {
  const on = (type: string, from_name: string, value: object) =>
    rectangle({ type, from_name, value: { ...box, ...value } })
  const other = (id: string, type: string, value: object) => rectangle({ id, type, from_name: "k", value })
  const { records, report } = await read([
    task([
      rectangle({ score: 0.25, origin: "prediction" }),
      on("choices", "kind", { choices: ["a b"] }),
      on("choices", "many", { choices: ["a", "b"] }),
      on("number", "count", { number: 2.5 }),
      on("taxonomy", "tree", { taxonomy: [["a", "b"]] }),
      other("k1", "keypointlabels", { x: 1, y: 2, width: 0.1, keypointlabels: ["tip"] }),
      other("c1", "choices", { choices: ["indoor"] }),
      other("e1", "ellipselabels", { x: 50, y: 50, radiusX: 10, radiusY: 20, ellipselabels: ["dog"] }),
      { type: "relation", from_id: "r1", to_id: "e1" },
    ]),
  ])
  const [region, ellipse] = records[0]?.body?.regions ?? []
  expect(region?.attributes).toEqual({ kind: "a b", count: 2.5 })
  expect(region?.foreign?.["label-studio"]).toMatchObject({
    result: { score: 0.25, origin: "prediction" },
    attributes: { many: ["a", "b"] },
    results: [{ type: "taxonomy" }],
  })
  expect(ellipse).toMatchObject({ geometry: { type: "box", x: 400, y: 150, width: 200, height: 200 } })
  expect(report.map(({ code, field }) => [code, field])).toEqual([
    ["shape_carried", "keypointlabels"],
    ["picture_label_carried", "choices"],
    ["shape_as_box", "ellipse"],
    ["shape_carried", "relation"],
  ])
  const out = JSON.parse((await exportOf(labelStudioWriter, named(records, "zebra"))).texts[TASKS_NAME] ?? "")
  expect(out[0].annotations[0].result.map((r: { type: string; from_name?: string }) => [r.type, r.from_name])).toEqual([
    ["rectanglelabels", "label"],
    ["choices", "many"],
    ["choices", "kind"],
    ["number", "count"],
    ["taxonomy", "tree"],
    ["ellipselabels", "k"],
    ["keypointlabels", "k"],
    ["choices", "k"],
    ["relation", undefined],
  ])
})

test("stretches of a recording are in milliseconds with label and text; a text about no place is the whole one's", async () => {
  const on = (id: string, type: string, value: object) => ({ id, type, from_name: "words", to_name: "audio", value })
  const { records, ontology: found } = await read({
    ...{ id: 1, data: { url: "https://s/talk.mp3" } },
    annotations: [
      {
        result: [
          on("s1", "labels", { start: 0.55, end: 3.25, labels: ["Ana"] }),
          on("s1", "textarea", { start: 0.55, end: 3.25, text: ["Total 12.00"] }),
          on("t", "textarea", { text: "Mario" }),
        ],
      },
    ],
  })
  expect(records[0]).toMatchObject({
    ...{ name: "talk.mp3", size: null, text: "Mario" },
    timed: [{ id: "s1", tier: "", start: 550, end: 3250, text: "Total 12.00", label: "Ana" }],
  })
  expect(found[0]?.labels.map(({ id }) => id)).toEqual(["Ana"])
})

test("labels have the configuration's order by category (#6416) and its colours", async () => {
  const label = (value: string, more: string) => `<Label value="${value}" ${more}/>`
  const config = `<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image">${label("zebra", 'category="1" background="#FF0000"')}${label("ant", 'category="0" background="rgba(0, 255, 1, 1)"')}</RectangleLabels></View>`
  const { ontology: found } = await read([task([rectangle()])], { "label_config.xml": config })
  expect(found[0]?.labels.map(({ id, color }) => [id, color])).toEqual([
    ["ant", "#00ff01"],
    ["zebra", "#ff0000"],
    ["dog", "#009e73"],
  ])
  const { ontology: plain } = await read([task([])], { "c.xml": config.replaceAll(/category="\d"/g, "") })
  expect(plain[0]?.labels.map(({ id }) => id)).toEqual(["zebra", "ant"])
})

test.each([
  { name: "a value without height", value: { height: undefined }, says: "field_missing" },
  { name: "a side that is none", value: { width: "x" }, says: "not_a_number" },
  { name: "no size", value: { width: 0 }, says: "box_of_no_size" },
])("$name loses that region alone, by file, line and place", async ({ value, says }) => {
  const { records, report } = await read([task([rectangle({}, value), rectangle({ id: "r2" }), 5])])
  expect(records[0]?.body?.regions.map((r) => r.id)).toEqual(["r2"])
  expect(report).toMatchObject([
    { level: "lost", code: "result_unreadable", file: "x/export.json", line: 2, field: "result.2" },
    { level: "lost", code: says, file: "x/export.json", line: 2, field: "result.0" },
  ])
})

test("a cut file gives the tasks before the cut; a region without a label is called unlabelled; odd tasks are named", async () => {
  const cut = await read(
    `${JSON.stringify([task([rectangle({ type: "rectangle", value: box })]), 5]).slice(0, -1)},\n{"id`,
  )
  expect(cut.records.map((r) => r.body?.regions[0]?.label)).toEqual([NO_LABEL])
  expect(cut.report.map(({ code, line }) => [code, line])).toEqual([
    ["task_unreadable", 1],
    ["cut_off", 2],
  ])
  const odd = await read([{ id: 5, data: { text: "hello" }, annotations: [] }])
  expect(odd.records[0]?.name).toBe("task-5")
  expect(odd.report.map(({ code }) => code)).toEqual(["name_from_id"])
})

test("tasks are told from COCO by their results, one a file too", async () => {
  expect(await labelStudioReader.detect(memoryFiles({ "a.json": '{"images": [], "annotations": []}' }))).toBe(0)
  expect(await labelStudioReader.detect(memoryFiles({ "z/a.json": JSON.stringify(task([])) }))).toBe(0.95)
})

// Out and back

/** True when two numbers agree as far as shares of a picture in float64 can. */
function near(a: number, b: number, scale: number): boolean {
  return Math.abs(a - b) <= 1e-12 * Math.max(1_000, scale)
}

/** What the loss table leaves of a region in Label Studio. */
function after(region: Region, size: DatasetRecord["size"]): Region {
  const { flags: _, attributes, geometry, ...plain } = region
  const isOutline = size !== null && percentOutline(region, size) !== null
  return {
    ...plain,
    geometry: isOutline || geometry.type === "rotatedBox" ? geometry : boxShape(boxOf(region)),
    ...(attributes ? { attributes: asChoices(attributes) } : {}),
  }
}

function asChoices(attributes: NonNullable<Region["attributes"]>): NonNullable<Region["attributes"]> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, typeof value === "boolean" ? String(value) : value]),
  )
}

test("whatever the dataset, it comes back from Label Studio to 1e-9 px, but for the losses that were stated", async () => {
  await fc.assert(
    fc.asyncProperty(toolDataset, async (records) => {
      const { files, report, losses } = await exportOf(labelStudioWriter, records)
      const back = await gather(labelStudioReader.read(files, {}))
      expect(back.ontology.map((o) => o.labels.map((label) => label.id))).toEqual([ontology.labels.map(({ id }) => id)])
      expect(back.report.filter(({ level }) => level !== "note")).toEqual([])
      expect(report).toEqual(losses)
      const codes = ["flags", "outline", "attribute_as_text"]
      expect(report.filter(({ code, level }) => level !== "note" && !codes.includes(code))).toEqual([])
      for (const [i, record] of records.entries()) {
        const { body, ...found } = withoutSource(back.records[i] ?? record)
        const { body: wanted, ...rest } = record
        expect(found).toEqual(rest)
        const regions = body?.regions ?? []
        const left = wanted?.regions.map((region) => after(region, record.size)) ?? []
        expect(regions).toEqual(withFoundShapes(left, regions, 1e-8))
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)

test("whatever is said in recordings comes back, but for tiers, speakers and missing times, which are stated", async () => {
  await fc.assert(
    fc.asyncProperty(recordings, async (records) => {
      const { files, report, losses } = await exportOf(labelStudioWriter, records)
      const back = await gather(labelStudioReader.read(files, {}))
      expect(back.records.map(({ name }) => name)).toEqual(records.map(({ name }) => name))
      expect(report).toEqual(losses)
      for (const [i, { timed = [] }] of records.entries()) {
        const wanted = timed.filter(({ start }) => start !== null)
        const found = back.records[i]?.timed ?? []
        expect(found.map(({ id, text, label }) => [id, text, label])).toEqual(
          wanted.map(({ id, text, label }) => [id, text, label]),
        )
        for (const [k, item] of found.entries()) {
          const { start, end } = wanted[k] ?? item
          expect(near(item.start ?? -1, start ?? -1, start ?? 0)).toBe(true)
          expect(near(item.end ?? -1, end ?? start ?? -1, end ?? start ?? 0)).toBe(true)
        }
      }
      const codes = ["time_missing", "tiers", "speakers"]
      expect(report.filter(({ code }) => !codes.includes(code))).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test("pixels go through percent and back without drift, and where one float64 can hold the share, to the bit", () => {
  fc.assert(
    fc.property(fc.integer({ min: -9_999, max: 9_999 }), fc.integer({ min: 1, max: 9_999 }), (pixels, side) => {
      expect(pixelsOf(percentOf(pixels, side), side)).toBeCloseTo(pixels, 9)
    }),
  )
  expect(pixelsOf(percentOf(100, 300), 300)).toBe(100)
  expect(pixelsOf(percentOf(0.1, 7), 7)).toBe(0.1)
})

test("an outline that percent leave no area goes out as its box, and is told", async () => {
  const ring = [4_000, 4_000.0000000000005, 4_000].map((x, i) => ({ x, y: i }))
  // Ids are branded texts.
  const region = { id: "a", geometry: { type: "polygon", rings: [ring] }, label: "zebra" } as unknown as Region
  const record: DatasetRecord = {
    ...{ name: "a.jpg", size: { width: 3, height: 7 }, sha256: null, body: { regions: [region], nothingHere: false } },
  }
  const { report, files } = await exportOf(labelStudioWriter, [record])
  expect(report.map(({ level, code, count }) => [level, code, count])).toEqual([["lost", "outline", 1]])
  const back = await gather(labelStudioReader.read(files, {}))
  expect(back.records[0]?.body?.regions[0]).toMatchObject({ id: "a", geometry: { type: "box", y: 0, height: 2 } })
})

test("a picture of unknown size with regions stays out and is told; every name survives its way through data", async () => {
  const { records } = await read([task([rectangle()])])
  const [record] = named(records, "zebra")
  const { report, texts } = await exportOf(labelStudioWriter, record ? [{ ...record, size: null }] : [])
  expect(report.map(({ code }) => code)).toEqual(["size_unknown"])
  expect(JSON.parse(texts[TASKS_NAME] ?? "")).toEqual([])
  for (const name of ["a b/ç#%?&+.jpg", "00000000-a.jpg", "http:/x"])
    expect(nameOfData(dataOfName(name))?.name).toBe(name)
})

test("what another project brought goes back as it was: data, controls, people, ids", async () => {
  const original = {
    id: 1002,
    meta: { room: 3 },
    data: { ocr: "/data/upload/1/00000001-a.jpg", note: "é" },
    annotations: [
      {
        ...{ id: 52, completed_by: 3, was_cancelled: false, lead_time: 12.5 },
        result: [
          { ...rectangle({ type: "rectangle", from_name: "bbox" }), value: box },
          { ...rectangle({ type: "labels", from_name: "kind" }), value: { ...box, labels: ["zebra"] } },
          { ...rectangle({ type: "textarea", from_name: "said" }), value: { ...box, text: ["a", "b"] } },
        ],
      },
    ],
    predictions: [],
    inner_id: 4,
  }
  const { records } = await read([original])
  const [back] = JSON.parse((await exportOf(labelStudioWriter, records)).texts[TASKS_NAME] ?? "")
  expect(back).toMatchObject({ ...original, meta: { room: 3, width: 1000, height: 500 } })
})
