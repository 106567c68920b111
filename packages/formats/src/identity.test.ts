import { boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import type { Writer } from "./contract.ts"
import { readDataset } from "./detect.ts"
import { memoryFiles } from "./io/fileSet.ts"
import { FORMATS } from "./list.ts"
import { manifest, writtenBytes } from "./testing/records.ts"
import { gather } from "./testing/sharedData.ts"

// Found F1 and F2: part and folder belong to a picture's identity everywhere.

/** Where a region begins from the left, pixels. */
const leftOf = (region: Region | undefined) => (region ? boxOf(region).x : 0)

const PARTS = ["train", "valid", "test"] as const
const png = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
  ...[0, 0, 0, 100, 0, 0, 0, 50, 8, 2, 0, 0, 0],
])

/** Three pictures called `img0.jpg`, one a part, each with a box that begins at its own x. */
const coco = (x: number) =>
  JSON.stringify({
    images: [{ id: 1, file_name: "img0.jpg", width: 100, height: 50 }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [x, 2, 10, 10] }],
    categories: [{ id: 1, name: "zebra" }],
  })
const createMl = (x: number) =>
  JSON.stringify([
    {
      image: "img0.jpg",
      annotations: [{ label: "zebra", coordinates: { x: x + 5, y: 7, width: 10, height: 10 } }],
    },
  ])
const voc = (x: number) =>
  `<annotation><filename>img0.jpg</filename><size><width>100</width><height>50</height></size><object><name>zebra</name><bndbox><xmin>${x}</xmin><ymin>2</ymin><xmax>${x + 10}</xmax><ymax>12</ymax></bndbox></object></annotation>`
const cvatImage = (part: string, x: number) =>
  `<image id="${x}" name="img0.jpg" subset="${part}" width="100" height="50"><box label="zebra" xtl="${x}" ytl="2" xbr="${x + 10}" ybr="12"/></image>`
const csv = (x: number) =>
  `filename,width,height,class,xmin,ymin,xmax,ymax\nimg0.jpg,100,50,zebra,${x},2,${x + 10},12\n`
const yolo = (x: number) => `0 ${(x + 5) / 100} 0.14 0.1 0.2\n`

const each = (of: (x: number, part: string) => [string, string]) =>
  Object.fromEntries(PARTS.map((part, i) => of(10 * (i + 1), part)))
const beside = (folder = "") => Object.fromEntries(PARTS.map((part) => [`${folder}${part}/img0.jpg`, png]))

const SETS: Record<string, Record<string, string | Uint8Array>> = {
  "COCO in folders": { ...beside(), ...each((x, part) => [`${part}/_annotations.coco.json`, coco(x)]) },
  "COCO in one folder": {
    ...beside("images/"),
    ...each((x, part) => [`annotations/instances_${part}.json`, coco(x)]),
  },
  "COCO without pictures": each((x, part) => [`${part}/_annotations.coco.json`, coco(x)]),
  "CVAT subsets": {
    ...beside("images/"),
    "annotations.xml": `<annotations>${PARTS.map((part, i) => cvatImage(part, 10 * (i + 1))).join("")}</annotations>`,
  },
  "CVAT subsets without pictures": {
    "annotations.xml": `<annotations>${PARTS.map((part, i) => cvatImage(part, 10 * (i + 1))).join("")}</annotations>`,
  },
  CreateML: { ...beside(), ...each((x, part) => [`${part}/_annotations.createml.json`, createMl(x)]) },
  "VOC in folders": { ...beside(), ...each((x, part) => [`${part}/img0.xml`, voc(x)]) },
  "tables in folders": { ...beside(), ...each((x, part) => [`${part}/_annotations.csv`, csv(x)]) },
  YOLO: {
    "data.yaml": "names: [zebra]\ntrain: ../train/images\nval: ../valid/images\ntest: ../test/images\n",
    ...Object.fromEntries(PARTS.map((part) => [`${part}/images/img0.jpg`, png])),
    ...each((x, part) => [`${part}/labels/img0.txt`, yolo(x)]),
  },
  "YOLO with pictures elsewhere": {
    "classes.txt": "zebra\n",
    ...beside(),
    ...each((x, part) => [`labels/${part}/img0.txt`, yolo(x)]),
  },
}

const placed = (records: readonly DatasetRecord[]) =>
  records.flatMap(({ body }) => body?.regions.map((one) => Math.round(boxOf(one).x * 1e6) / 1e6) ?? []).sort()

async function* from(records: readonly DatasetRecord[]) {
  yield* records
}

test.each(Object.keys(SETS))("%s: three pictures of one name come in, each with its own box and part", async (name) => {
  const files = memoryFiles(SETS[name] ?? {})
  const { records, pictures } = await gather(readDataset(files))
  expect(placed(records)).toEqual([10, 20, 30])
  expect(new Set(records.map((record) => record.name)).size).toBe(3)
  expect(records).toHaveLength(3)
  const hasPictures = Object.keys(SETS[name] ?? {}).some((file) => file.endsWith(".jpg"))
  for (const [i, record] of records.entries()) {
    const part = PARTS[Math.round(leftOf(record.body?.regions[0]) / 10) - 1] ?? ""
    expect(record.name).toMatch(new RegExp(`^(${part}|${part === "valid" ? "val" : part})/img0.jpg$`))
    if (hasPictures) expect(pictures[i]).toContain(`${part}/`)
  }
})

const WRITERS = FORMATS.flatMap(({ name, reader, writer }) =>
  reader && writer && !["vtt", "srt", "textgrid", "eaf", "form", "comparisons"].includes(name)
    ? [{ name, reader, writer }]
    : [],
)

test.each(WRITERS)("$name: pictures of one name in several parts go out apart", async ({ reader, writer }) => {
  for (const set of ["COCO in folders", "CVAT subsets", "CreateML"]) {
    const { records } = await gather(readDataset(memoryFiles(SETS[set] ?? {})))
    const sized = records.map((record) => ({ ...record, size: { width: 100, height: 50 } }))
    const out = await filesOf(writer, sized)
    const layout = await writer.layout?.(() => from(sized))
    const pictures = sized.map((record) => [layout?.(record.name) ?? record.name, png])
    expect(new Set(pictures.map(([name]) => name)).size).toBe(3)
    const back = await gather(
      readDataset(memoryFiles({ ...Object.fromEntries(pictures), ...out }), { format: reader.name }),
    )
    expect([set, placed(back.records)]).toEqual([set, [10, 20, 30]])
    expect(new Set(back.records.map((record) => record.name)).size).toBe(back.records.length)
  }
})

/** The files of an export; two of one name would put one over the other. */
async function filesOf(writer: Writer, records: readonly DatasetRecord[]) {
  const names: string[] = []
  async function* noted() {
    for await (const file of writer.write(() => from(records), manifest)) {
      names.push(file.name)
      yield file
    }
  }
  const out = await writtenBytes(noted())
  expect(new Set(names).size).toBe(names.length)
  return out
}

test("a picture at the root beside one of its name in a folder is found, whatever the format", async () => {
  const images = [
    { id: 1, file_name: "plain.jpg", width: 100, height: 50 },
    { id: 2, file_name: "dup/plain.jpg", width: 100, height: 50 },
  ]
  const annotations = images.map(({ id }) => ({ id, image_id: id, category_id: 1, bbox: [id, 2, 3, 4] }))
  const json = JSON.stringify({ images, annotations, categories: [{ id: 1, name: "zebra" }] })
  const files = memoryFiles({ "a.json": json, "images/plain.jpg": png, "images/dup/plain.jpg": png })
  const { records, pictures } = await gather(readDataset(files))
  expect(records.map((record, i) => [record.name, pictures[i], leftOf(record.body?.regions[0])])).toEqual([
    ["plain.jpg", "images/plain.jpg", 1],
    ["dup/plain.jpg", "images/dup/plain.jpg", 2],
  ])
})

test("YOLO labels with pictures from elsewhere: each is found by its path, parts are kept, nothing else is an answer", async () => {
  const set = {
    "classes.txt": "zebra\n",
    "labels/train/plain.txt": yolo(10),
    "labels/train/dup/plain.txt": yolo(20),
    "labels/val/gone.txt": yolo(30),
    "plain.jpg": png,
    "dup/plain.jpg": png,
    "empty.jpg": png,
    "other/gone.jpg": png,
    "another/gone.jpg": png,
  }
  const { records, report } = await gather(readDataset(memoryFiles(set)))
  const found = new Map(records.map((record) => [record.name, [record.split, record.body?.regions.length]]))
  expect(found.get("plain.jpg")).toEqual(["train", 1])
  expect(found.get("dup/plain.jpg")).toEqual(["train", 1])
  expect(found.get("empty.jpg")?.[1]).toBe(0)
  expect([found.get("other/gone.jpg")?.[1], found.get("another/gone.jpg")?.[1]]).toEqual([undefined, undefined])
  expect(report.map(({ code, file }) => [code, file])).toContainEqual(["picture_missing", "labels/val/gone.txt"])
})

test("a picture that came with nothing is told with its file and line, and never stands for another", async () => {
  const json = JSON.parse(coco(10)) as object
  const files = memoryFiles({ "valid/_annotations.coco.json": JSON.stringify(json), "train/img0.jpg": png })
  const { records, pictures, report } = await gather(readDataset(files))
  expect(records.map((record, i) => [record.split, pictures[i], record.body?.regions.length])).toEqual([
    ["val", null, 1],
    [undefined, "train/img0.jpg", undefined],
  ])
  expect(report.filter(({ code }) => code === "picture_missing")).toMatchObject([
    { file: "valid/_annotations.coco.json", line: 1, found: "img0.jpg" },
  ])
})

test.each(WRITERS)(
  "$name: names that share a stem, or are another's name with an ending more, share no file",
  async ({ writer }) => {
    const names = ["a.jpg", "a.png", "a.jpg.png", "a.jpg.jpg", "dir/a.jpg", "dir/a.jpg.PNG", "a b/a.jpg"]
    const records: DatasetRecord[] = names.map((name) => ({
      ...{ name, size: { width: 100, height: 50 }, sha256: null, body: { regions: [], nothingHere: false } },
    }))
    await filesOf(writer, records)
  },
)

test("an empty ICDAR file alone in its folder is a picture where nothing is (found F9)", async () => {
  const set = {
    "x/a.txt": "1,1,9,1,9,5,1,5,word\n",
    "x/a.jpg": png,
    "y/gt_b.txt": "",
    "y/b.jpg": png,
    "z/notes.txt": "",
  }
  const { records } = await gather(readDataset(memoryFiles(set)))
  expect(records.map((record) => [record.name, record.body?.regions.length])).toEqual([
    ["x/a.jpg", 1],
    ["y/b.jpg", 0],
  ])
  const alone = { "y/b.txt": "", "y/b.jpg": png }
  const chosen = await gather(readDataset(memoryFiles(alone), { format: "icdar" }))
  expect(chosen.records.map((record) => [record.name, record.body?.regions.length])).toEqual([["b.jpg", 0]])
})

test("a crop that a list names twice is told with its line, and the native form takes the list (found F7)", async () => {
  const set = { "rec_gt.txt": "w/1.jpg\tone\nw/2.jpg\ttwo\nw/1.jpg\tuno\nw/2.jpg\ttwo\n", "w/1.jpg": png }
  const { records, report } = await gather(readDataset(memoryFiles(set), { format: "paddleocr" }))
  expect(records.map((record) => [record.name, record.text])).toEqual([
    ["w/1.jpg", "uno"],
    ["w/2.jpg", "two"],
  ])
  const twice = report.filter(({ code }) => code === "text_replaced")
  expect(twice.map(({ level, line, found }) => [level, line, found])).toEqual([
    ["changed", 1, "w/1.jpg"],
    ["changed", 2, "w/2.jpg"],
  ])
  const native = FORMATS.find(({ name }) => name === "justesse")?.writer
  const out = native ? await filesOf(native, records) : {}
  const back = await gather(readDataset(memoryFiles(out)))
  expect(back.report.filter(({ level }) => level === "lost")).toEqual([])
  expect(back.records.map((record) => record.text)).toEqual(["uno", "two"])
})

test.each(WRITERS)("$name: classes keep their order and unused ones stay (found F8)", async ({ name, writer }) => {
  const used = manifest.ontology.labels[2]
  const region = { id: "1", geometry: { type: "box", x: 1, y: 2, width: 10, height: 10 }, label: used?.id ?? "" }
  // Ids are branded texts.
  const record = {
    ...{
      name: "a.jpg",
      size: { width: 100, height: 50 },
      sha256: null,
      body: { regions: [region], nothingHere: false },
    },
  } as unknown as DatasetRecord
  const out = await filesOf(writer, [record])
  const { ontology } = await gather(readDataset(memoryFiles({ ...out, "a.jpg": png }), { format: name }))
  expect(ontology[0]?.labels.map((label) => label.name.en)).toEqual(
    manifest.ontology.labels.map((label) => label.name.en),
  )
})

test("two label files about one picture are two records; whoever writes another form takes the first and is told", async () => {
  const files = memoryFiles({ "a.xml": voc(10), "b.xml": voc(20) })
  const both = await gather(readDataset(files))
  expect(both.records.map((record) => [record.name, record.source?.file])).toEqual([
    ["img0.jpg", "a.xml"],
    ["img0.jpg", "b.xml"],
  ])
  const once = await gather(readDataset(files, { isOnce: true }))
  expect(placed(once.records)).toEqual([10])
  expect(once.report).toMatchObject([
    { level: "lost", code: "answer_twice", file: "b.xml", line: 1, found: "img0.jpg" },
  ])
})

test.each(["voc", "labelme"])(
  "%s: a list of classes alone keeps their order and unused ones (found F8)",
  async (name) => {
    const { writer } = FORMATS.find((format) => format.name === name) ?? {}
    const region = { id: "1", geometry: { type: "box", x: 1, y: 2, width: 10, height: 10 }, label: "text" }
    const record = {
      ...{
        name: "a.jpg",
        size: { width: 100, height: 50 },
        sha256: null,
        body: { regions: [region], nothingHere: false },
      },
    } as unknown as DatasetRecord // ids are branded texts
    const { "justesse-manifest.json": _, "labels.jsonl": __, ...out } = writer ? await filesOf(writer, [record]) : {}
    const { ontology, report } = await gather(readDataset(memoryFiles({ ...out, "a.jpg": png })))
    expect(ontology[0]?.labels.map((label) => label.name.en)).toEqual(
      manifest.ontology.labels.map(({ name }) => name.en),
    )
    expect(report).toEqual([])
  },
)
