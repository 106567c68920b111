import { FORMATS, formatNamed, memoryFiles, type ReadOptions, readDataset } from "@justesse/formats"
import { labelColor } from "@justesse/types"
import { DatasetManifest, type DatasetRecord, type ReportLine } from "@justesse/types/dataset"
import sharp from "sharp"
import { describe, expect, test } from "vitest"

/*
 * Faults that other tools have or had with these formats, each as a test by the name people know it by.
 */

async function read(format: string, files: Record<string, string | Uint8Array>, options: ReadOptions = {}) {
  const records: DatasetRecord[] = []
  const report: ReportLine[] = []
  const labels: string[] = []
  for await (const event of readDataset(memoryFiles(files), { format, ...options })) {
    if (event.kind === "record") records.push(event.record)
    else if (event.kind === "report") report.push(event.line)
    else labels.push(...event.ontology.labels.map(({ name }) => name.en))
  }
  return { records, report, labels }
}

function manifestOf(names: readonly string[]): DatasetManifest {
  const labels = names.map((name, i) => ({
    ...{ id: name, name: { en: name }, color: labelColor(i), key: null },
    ...{ hasText: false, attributes: [], retired: false },
  }))
  const nobody = { open: 0, waiting: 0, disputed: 0, settled: 0, excluded: 0 }
  return DatasetManifest.parse({
    ...{ justesse: 1, project: "faults", version: 1, frozenAtMs: 0, contentSha256: "0".repeat(64) },
    ...{ ontologyVersion: 1, guidelineVersion: 1, ontology: { labels }, people: [] },
    counts: { pictures: 0, regions: 0, nothingHere: 0, notInIt: nobody },
  })
}

async function write(format: string, records: readonly DatasetRecord[], names: readonly string[]) {
  const texts: Record<string, string> = {}
  const bytes: Record<string, Uint8Array> = {}
  const codes: string[] = []
  const source = async function* () {
    yield* records
  }
  const options = { report: ({ code }: ReportLine) => void codes.push(code) }
  for await (const file of formatNamed(format).writer?.write(source, manifestOf(names), options) ?? []) {
    const chunks: Uint8Array[] = []
    for await (const chunk of file.body) chunks.push(chunk)
    bytes[file.name] = Buffer.concat(chunks)
    texts[file.name] = Buffer.concat(chunks).toString("utf8")
  }
  return { texts, bytes, codes }
}

/** A record as readers make it; ids are branded texts. */
function recordOf(parts: object, regions: readonly object[]): DatasetRecord {
  const body = { regions: regions.map((one, i) => ({ id: `r${i + 1}`, ...one })), nothingHere: false }
  const size = { width: 1000, height: 500 }
  return { name: "a.jpg", size, sha256: null, body, ...parts } as unknown as DatasetRecord
}

describe("a rotated box on 1000×500 is [100, 100, 100, 300] (Label Studio's converter: [0, 100, 200, 150])", () => {
  const percent = { x: 20, y: 20, width: 30, height: 20, rotation: 90, rectanglelabels: ["car"] }
  const result = { id: "b", type: "rectanglelabels", from_name: "label", to_name: "image", value: percent }
  const sized = { ...result, original_width: 1000, original_height: 500 }
  const task = { id: 1, data: { image: "a.jpg" }, annotations: [{ id: 1, result: [sized] }] }

  test("read from Label Studio, and written as COCO, YOLO and VOC", async () => {
    const { records } = await read("label-studio", { "tasks.json": JSON.stringify([task]) })
    expect(records[0]?.body?.regions[0]).toMatchObject({
      geometry: { type: "rotatedBox", x: 0, y: 200, width: 300, height: 100, rotation: 90 },
    })
    const coco = await write("coco", records, ["car"])
    expect(JSON.parse(coco.texts["annotations/instances.json"] ?? "").annotations[0].bbox).toEqual([100, 100, 100, 300])
    const yolo = await write("yolo", records, ["car"])
    expect(yolo.texts["labels/train/a.txt"]).toBe("0 0.15 0.5 0.1 0.6\n")
    expect(yolo.codes).toContain("rotation")
    const voc = await write("voc", records, ["car"])
    expect(voc.texts["Annotations/a.xml"]).toContain("<xmin>100</xmin><ymin>100</ymin><xmax>200</xmax><ymax>400</ymax>")
  })
})

test("FUNSD order: boxes are x1, y1, x2, y2 (Label Studio writes x1, x2, y1, y2)", async () => {
  const record = recordOf({}, [
    { geometry: { type: "box", x: 10, y: 20, width: 30, height: 5 }, label: "other", transcript: { value: "x" } },
  ])
  const { texts } = await write("funsd", [record], ["other"])
  const [text = ""] = Object.values(texts)
  expect(JSON.parse(text).form[0].box).toEqual([10, 20, 40, 25])
})

test.each([5, 6, 7, 8])(
  "EXIF sizes: shares of a picture turned by orientation %i are of its upright size",
  async (orientation) => {
    const picture = await sharp({ create: { width: 180, height: 120, channels: 3, background: "white" } })
      .withMetadata({ orientation })
      .jpeg()
      .toBuffer()
    const files = {
      "data.yaml": "names: [dog]\n",
      "images/train/a.jpg": picture,
      "labels/train/a.txt": "0 0.5 0.5 1 0.5\n",
    }
    const { records } = await read("yolo", files)
    expect(records[0]?.size).toEqual({ width: 120, height: 180 })
    expect(records[0]?.body?.regions[0]).toMatchObject({
      geometry: { type: "box", x: 0, y: 45, width: 120, height: 90 },
    })
  },
)

test("VOC decimals: written as they are and read as they are (others cut them, or fail on them)", async () => {
  const { texts } = await write(
    "voc",
    [recordOf({}, [{ geometry: { type: "box", x: 0.7, y: 5.5, width: 10.8, height: 3.25 }, label: "a" }])],
    ["a"],
  )
  expect(texts["Annotations/a.xml"]).toContain("<xmin>0.7</xmin><ymin>5.5</ymin><xmax>11.5</xmax><ymax>8.75</ymax>")
  const { records } = await read("voc", texts)
  expect(records[0]?.body?.regions[0]).toMatchObject({
    geometry: { type: "box", x: 0.7, y: 5.5, width: 10.8, height: 3.25 },
  })
})

/** Formats of pictures whose files name every class. */
const ORDERED = [
  "coco",
  "coco-results",
  "yolo",
  "yolo-obb",
  "darknet",
  "cvat",
  "openimages",
  "datumaro",
  "label-studio",
]

test.each(ORDERED)("class order: %s keeps the order of classes (others sort them by the alphabet)", async (format) => {
  const names = ["zebra", "ant", "Moose", "bee"]
  const regions = ["bee", "ant"].map((label, i) => ({
    geometry: { type: "box", x: 10 * i, y: 0, width: 5, height: 5 },
    label,
  }))
  const { texts } = await write(format, [recordOf({}, regions)], names)
  const foreign = Object.entries(texts).filter(([name]) => !/justesse-manifest|labels\.jsonl/.test(name))
  const { labels } = await read(format, Object.fromEntries(foreign), { sizeOf: () => ({ width: 1000, height: 500 }) })
  expect(labels).toEqual(names)
})

/** Read and written forms of pictures: comparisons are of two at a time, and hold no places. */
const PICTURES = FORMATS.filter(({ name, reader, writer }) => reader && writer && name !== "comparisons").map(
  ({ name }) => name,
)

test.each(PICTURES)(
  "negatives kept: a picture where nothing is comes back from %s, or is told as lost",
  async (format) => {
    const drawn = [recordOf({}, []), recordOf({ name: "b.jpg" }, [])]
    const { bytes, codes } = await write(format, drawn, ["a"])
    if (codes.some((code) => ["not_a_recording", "empty_pictures"].includes(code))) return
    const layout = await formatNamed(format).writer?.layout?.(async function* () {
      yield* drawn
    })
    const files = { ...Object.fromEntries(drawn.map(({ name }) => [layout?.(name) ?? name, ""])), ...bytes }
    const { records } = await read(format, files, { sizeOf: () => ({ width: 1000, height: 500 }) })
    expect(records.map(({ body }) => body?.regions)).toEqual([[], []])
  },
)

test("text with commas in ICDAR: all that comes after the eighth comma is the text", async () => {
  const { records } = await read("icdar", { "a.txt": '0,0,9,0,9,9,0,9,TOTAL, 1,234.50 "RM"\r\n' })
  expect(records[0]?.body?.regions[0]?.transcript?.value).toBe('TOTAL, 1,234.50 "RM"')
  const { texts } = await write("icdar", records, ["text"])
  expect(texts["a.txt"]).toBe('0,0,9,0,9,9,0,9,TOTAL, 1,234.50 "RM"\n')
})

test("ALTO units: tenths of a millimetre are not pixels", async () => {
  const block = `<TextBlock><TextLine><String CONTENT="x" HPOS="100" VPOS="200" WIDTH="300" HEIGHT="50"/></TextLine></TextBlock>`
  const alto = `<alto><Description><MeasurementUnit>mm10</MeasurementUnit><sourceImageInformation><fileName>a.png</fileName></sourceImageInformation></Description><Layout><Page WIDTH="1000" HEIGHT="2000"><PrintSpace>${block}</PrintSpace></Page></Layout></alto>`
  const { records } = await read("alto", { "a.xml": alto }, { sizeOf: () => ({ width: 500, height: 1000 }) })
  const word = records[0]?.body?.regions.find(({ transcript }) => transcript?.value === "x")
  expect(word).toMatchObject({ geometry: { type: "box", x: 50, y: 100, width: 150, height: 25 } })
})

test("TextGrid UTF-16: Praat's own default for letters beyond ASCII", async () => {
  const grid = `File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1.5\n<exists>\n1\n"IntervalTier"\n"naïve"\n0\n1.5\n1\n0\n1.5\n"déjà ""vu"""\n`
  const bytes = new Uint8Array([...`\ufeff${grid}`].flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255]))
  const { records } = await read("textgrid", { "a.TextGrid": bytes })
  expect(records[0]?.timed?.map(({ tier, text, start, end }) => [tier, text, start, end])).toEqual([
    ["naïve", 'déjà "vu"', 0, 1500],
  ])
})

test("a VTT line holding one space does not end its cue (YouTube writes such lines)", async () => {
  const vtt = "WEBVTT\n\n00:00.000 --> 00:02.000\nfirst\n \nsecond\n\n00:02.000 --> 00:03.000\nthird\n"
  const { records } = await read("vtt", { "a.vtt": vtt })
  expect(records[0]?.timed?.map(({ text }) => text)).toEqual(["first\n \nsecond", "third"])
})

test("Open Images decimal commas are numbers, not two columns and not lost rows", async () => {
  const csv = 'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax\na.jpg,,cat,,"0,25","0,75","0,5","1"\n'
  const { records } = await read("openimages", { "bbox.csv": csv }, { sizeOf: () => ({ width: 100, height: 50 }) })
  expect(records[0]?.body?.regions[0]).toMatchObject({ geometry: { type: "box", x: 25, y: 25, width: 50, height: 25 } })
})
