import { AnnotationBody, boxOf, Ontology, type Region } from "@justesse/types"
import { DatasetRecord, type ReportLine } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { commonFolder } from "../regions/labelPictures.ts"
import { manifest, source, written } from "../testing/records.ts"
import { expected, folder, gather, present, real } from "../testing/sharedData.ts"
import { vocReader } from "./read.ts"
import { vocWriter } from "./write.ts"

interface XmlParts {
  readonly object?: string
  readonly filename?: string
  readonly size?: string
}

const size = "<size><width>100</width><height>80</height><depth>3</depth></size>"
const bndbox = "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3.5</xmax><ymax>40</ymax></bndbox>"

function xml({
  object = `<name>cat</name>${bndbox}`,
  filename = "<filename>a.jpg</filename>",
  size: given = size,
}: XmlParts = {}) {
  return `<annotation>\n${filename}\n${given}\n<object>${object}</object>\n</annotation>`
}

async function read(contents: Record<string, string>, options = {}) {
  return gather(vocReader.read(memoryFiles(contents, 40), options))
}

test("a picture with a box comes in exactly as the file has it", async () => {
  const { records, report, pictures } = await read({ "voc/a.xml": xml(), "img/a.jpg": "" })
  expect(report).toEqual([])
  expect(pictures).toEqual(["img/a.jpg"])
  expect(records).toEqual([
    {
      name: "a.jpg",
      size: { width: 100, height: 80 },
      sha256: null,
      body: {
        regions: [{ id: "r1", geometry: { type: "box", x: 1, y: 2, width: 2.5, height: 38 }, label: "cat" }],
        nothingHere: false,
      },
      source: { file: "voc/a.xml", line: 1 },
    },
  ])
})

test("by the devkit's rule the first pixel is 1 and the last belongs to the box, and that is said", async () => {
  const { records, report } = await read({ "a.xml": xml() }, { origin: 1 })
  expect(records[0]?.body?.regions[0]).toMatchObject({ geometry: { type: "box", x: 0, y: 1, width: 3.5, height: 39 } })
  expect(report).toMatchObject([{ level: "changed", code: "origin_one", count: 1 }])
})

test("flags are flags, the rest is carried, and the box of a part is no box", async () => {
  const object = `<pose>Left</pose><part><name>head</name><bndbox><xmin>9</xmin></bndbox></part><truncated>0</truncated>
    <occluded>Unspecified</occluded><difficult>1</difficult>${bndbox}<name>cat</name>`
  const { records, ontology } = await read({ "a.xml": xml({ object }) })
  expect(records[0]?.body?.regions).toHaveLength(1)
  expect(records[0]?.body?.regions[0]).toMatchObject({
    geometry: { type: "box", x: 1 },
    flags: { difficult: true, truncated: false },
    foreign: { voc: { pose: "Left", occluded: "Unspecified", part: { name: "head", bndbox: { xmin: "9" } } } },
  })
  expect(ontology[0]?.labels[0]?.attributes).toEqual([])
})

test.each([
  { name: "no size", size: "" },
  { name: "a size of 0", size: "<size><width>0</width><height>0</height></size>" },
  { name: "a size of text", size: "<size><width>wide</width><height/></size>" },
])("$name is unknown, not wrong", async ({ size }) => {
  const { records, report } = await read({ "a.xml": xml({ size }) })
  expect(records[0]?.size).toBeNull()
  expect(records[0]?.body?.regions).toHaveLength(1)
  expect(report.map((line) => [line.level, line.code])).toEqual([["note", "size_unknown"]])
})

test.each([
  { name: "no name", object: bndbox, code: "field_missing", field: "name" },
  { name: "no box", object: "<name>cat</name>", code: "field_missing", field: "bndbox" },
  {
    name: "an edge missing",
    object: `<name>cat</name>${bndbox.replace("<xmin>1</xmin>", "")}`,
    code: "field_missing",
    field: "xmin",
  },
  {
    name: "an edge of NaN",
    object: `<name>cat</name>${bndbox.replace(">1<", ">nan<")}`,
    code: "not_a_number",
    field: "xmin",
  },
  {
    name: "an empty edge",
    object: `<name>cat</name>${bndbox.replace(">1<", "><")}`,
    code: "not_a_number",
    field: "xmin",
  },
  {
    name: "no width",
    object: `<name>cat</name>${bndbox.replace(">1<", ">3.5<")}`,
    code: "box_of_no_size",
    field: "bndbox",
  },
])("an object with $name is named with its line and the picture stays", async ({ object, code, field }) => {
  const { records, report } = await read({ "a.xml": xml({ object }) })
  expect(report).toMatchObject([{ level: "lost", code, field, file: "a.xml", line: 4 }])
  expect(records[0]?.body?.regions).toEqual([])
})

test("a broken file is named with its line, and the others go in", async () => {
  const { records, report } = await read({ "a.xml": "<annotation>\n<filename>", "b.xml": xml(), "c.xml": "<other/>" })
  expect(records).toHaveLength(1)
  expect(report.map((line) => [line.level, line.code, line.file, line.line])).toEqual([
    ["lost", "xml_malformed", "a.xml", 2],
    ["note", "file_not_read", "c.xml", undefined],
  ])
})

test("a picture is found by its name, otherwise by the XML's own stem; one stem in two folders is two pictures", async () => {
  const { records, pictures } = await read({
    "Annotations/x/a.xml": xml(),
    "Annotations/y/a.xml": xml(),
    "Annotations/z.xml": xml({ filename: "<filename>wrong.jpg</filename>" }),
    "Annotations/n.xml": xml({ filename: "" }),
    "JPEGImages/x/a.jpg": "",
    "JPEGImages/y/a.jpg": "",
    "JPEGImages/z.png": "",
  })
  expect(records.map((record, i) => [record.name, pictures[i]])).toEqual([
    ["n", null],
    ["x/a.jpg", "JPEGImages/x/a.jpg"],
    ["y/a.jpg", "JPEGImages/y/a.jpg"],
    ["z.png", "JPEGImages/z.png"],
  ])
})

test("a name that leaves its folder is not used", async () => {
  const { records, report } = await read({ "a.xml": xml({ filename: "<filename>../../etc/passwd</filename>" }) })
  expect([records[0]?.name, report[0]?.code]).toEqual(["a", "name_unsafe"])
})

test("a box partly outside is kept as it is and noted", async () => {
  const { records, report } = await read({
    "a.xml": xml({ object: `<name>cat</name>${bndbox.replace(">1<", ">-7<")}` }),
  })
  expect(records[0]?.body?.regions[0]).toMatchObject({ geometry: { type: "box", x: -7, width: 10.5 } })
  expect(report).toMatchObject([{ level: "note", code: "box_outside", line: 4 }])
})

test("labels come in one order whatever the order of the files", async () => {
  const zebra = xml({ object: `<name>zebra</name>${bndbox}` })
  const one = await read({ "1.xml": zebra, "2.xml": xml() })
  const two = await read({ "1.xml": xml(), "2.xml": zebra })
  expect(one.ontology).toEqual(two.ontology)
})

test("VOC is recognised by its top element", async () => {
  expect(await vocReader.detect(memoryFiles({ "a.xml": xml() }))).toBeGreaterThan(0.5)
  expect(await vocReader.detect(memoryFiles({ "a.xml": "<alto/>", "b.txt": xml() }))).toBe(0)
})

test.each([
  { names: ["a/b/1.xml", "a/b/2.xml"], common: "a/b" },
  { names: ["a/b/1.xml", "a/2.xml"], common: "a" },
  { names: ["a/1.xml", "ab/2.xml"], common: "" },
  { names: [], common: "" },
])("the folder that $names share is $common", ({ names, common }) => expect(commonFolder(names)).toBe(common))

interface ExpectedVoc {
  counts: { images: number; objects: number }
  classes: string[]
  images: {
    file: string
    annotationFile?: string
    width: number
    height: number
    objects: {
      label: string
      xywh: number[]
      xywhIfOneBasedInclusive?: number[]
      difficult?: boolean
      truncated?: boolean
    }[]
  }[]
}

const cases = ["images/bccd", "formats/voc/own-basics", "formats/voc/datumaro-voc1"]
test.each(real(cases))("the real VOC folder %s comes in as an independent reader found it", async (path) => {
  if (!present) return
  const want = expected<ExpectedVoc>(path)
  const asIs = await gather(vocReader.read(folder(path), {}))
  const oneBased = await gather(vocReader.read(folder(path), { origin: 1 }))
  expect(Ontology.safeParse(asIs.ontology[0]).success).toBe(true)
  expect(asIs.ontology[0]?.labels.map((label) => label.name.en)).toEqual([...want.classes].sort())
  expect(asIs.records).toHaveLength(want.counts.images)
  expect(asIs.records.flatMap((record) => record.body?.regions ?? [])).toHaveLength(want.counts.objects)
  expect(
    asIs.records.filter(
      (record) => !DatasetRecord.safeParse(record).success || !AnnotationBody.safeParse(record.body).success,
    ),
  ).toEqual([])
  for (const picture of want.images) {
    const same = asIs.records.findIndex((record) => record.source?.file === picture.annotationFile)
    const record = asIs.records[same]
    expect(record?.name.endsWith(picture.file)).toBe(true)
    expect(record?.size).toEqual({ width: picture.width, height: picture.height })
    for (const [i, object] of picture.objects.entries()) {
      const found = record?.body?.regions[i]
      expect(found?.label).toBe(object.label)
      expect([found?.flags?.difficult, found?.flags?.truncated]).toEqual([object.difficult, object.truncated])
      expectClose(sidesOf(found), object.xywh)
      const other = oneBased.records[same]?.body?.regions[i]
      expectClose(sidesOf(other), object.xywhIfOneBasedInclusive ?? sidesOf(other))
    }
  }
})

const sidesOf = (region: Region | undefined) => (region ? Object.values(boxOf(region)) : [])

function expectClose(found: (number | undefined)[], want: (number | undefined)[]) {
  expect(found.map((value, i) => Math.abs((value ?? Number.NaN) - (want[i] ?? Number.NaN)) < 0.01)).toEqual([
    true,
    true,
    true,
    true,
  ])
}

test.each(real(["images/bccd"]))(
  "all 40 cell pictures of %s find their labels: 580 boxes, nothing lost",
  async (path) => {
    if (!present) return
    const { records, pictures, report } = await gather(vocReader.read(folder(path), {}))
    expect([records.length, records.flatMap((r) => r.body?.regions ?? []).length]).toEqual([40, 580])
    expect(pictures.every((picture, i) => picture === `images/${records[i]?.name}`)).toBe(true)
    expect(report.filter((line) => line.level !== "note")).toEqual([])
  },
)

test("a file may be in UTF-16 or an old encoding; a byte order mark is no text", async () => {
  const utf16 = new Uint8Array([...`\uFEFF${xml()}`].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]))
  const latin = Uint8Array.from(xml({ object: `<name>caf\u00e9</name>${bndbox}` }), (c) => c.charCodeAt(0))
  const set = memoryFiles({ "a.xml": utf16, "b.xml": latin, "c.xml": `\uFEFF${xml()}` })
  const { records, report } = await gather(vocReader.read(set, {}))
  expect(report).toEqual([])
  expect(records.map((record) => record.body?.regions[0]?.label)).toEqual(["cat", "café", "cat"])
})

test("comments, blanks and children in any order change nothing", async () => {
  const object =
    "<!-- a --><bndbox>\n<ymax> 40 </ymax><xmin>1</xmin><!-- b --><ymin>2e0</ymin><xmax>+3.5</xmax></bndbox> <name>\n cat </name>"
  const { records } = await read({ "a.xml": xml({ object }) })
  expect(records[0]?.body?.regions[0]).toMatchObject({
    geometry: { type: "box", x: 1, y: 2, width: 2.5, height: 38 },
    label: "cat",
  })
})

test("a picture without objects was looked at: an empty body", async () => {
  const { records } = await read({ "a.xml": "<annotation><filename>a.jpg</filename></annotation>" })
  expect(records[0]?.body).toEqual({ regions: [], nothingHere: false })
})

test("lists of pictures say which part each belongs to, in folders too", async () => {
  const { records } = await read({
    "v/Annotations/a.xml": xml(),
    "v/Annotations/d/b.xml": xml({ filename: "<filename>b.jpg</filename>" }),
    "v/Annotations/c.xml": xml({ filename: "<filename>c.jpg</filename>" }),
    "v/ImageSets/Main/train.txt": "a\r\n",
    "v/ImageSets/Main/val.txt": "d/b  1\n",
    "v/ImageSets/Main/trainval.txt": "a\nd/b\nc\n",
    "v/ImageSets/Main/cat_test.txt": "c -1\n",
  })
  expect(records.map(({ name, split }) => [name, split])).toEqual([
    ["a.jpg", "train"],
    ["c.jpg", undefined],
    ["d/b.jpg", "val"],
  ])
})

const drawnRegion = { id: "1", geometry: { type: "box", x: 0.1, y: 2, width: 0.2, height: 4.5 }, label: "zebra" }

async function vocOf(parts: object = {}, origin: 0 | 1 = 0, more: object = {}) {
  const body = { regions: [{ ...drawnRegion, ...parts }], nothingHere: false }
  // Ids are branded texts.
  const record = {
    name: "a.jpg",
    size: { width: 9, height: 8 },
    sha256: null,
    body,
    ...more,
  } as unknown as DatasetRecord
  const report: ReportLine[] = []
  const options = { origin, report: (line: ReportLine) => void report.push(line) }
  const files = await written(vocWriter.write(source([record]), manifest, options))
  const back = await gather(vocReader.read(memoryFiles(files), { origin }))
  return { files, report, region: back.records[0]?.body?.regions[0], record: back.records[0] }
}

test("decimals are written as they are: others cut them to whole pixels", async () => {
  const { files, region } = await vocOf({ flags: { difficult: true, truncated: false } })
  expect(files["Annotations/a.xml"]).toBe(`<annotation>
  <filename>a.jpg</filename>
  <size><width>9</width><height>8</height><depth>3</depth></size>
  <object><name>zebra</name><truncated>0</truncated><difficult>1</difficult><bndbox><xmin>0.1</xmin><ymin>2</ymin><xmax>0.3</xmax><ymax>6.5</ymax></bndbox></object>
</annotation>
`)
  expect(region).toMatchObject({
    geometry: { type: "box", x: 0.1, y: 2, width: 0.2, height: 4.5 },
    flags: { difficult: true, truncated: false },
  })
})

test("by the devkit's rule numbers begin at 1, come back to the bit, and the report says so", async () => {
  const { files, report, region } = await vocOf({}, 1)
  expect(files["Annotations/a.xml"]).toContain("<xmin>1.1</xmin><ymin>3</ymin><xmax>0.3</xmax><ymax>6.5</ymax>")
  expect(region).toMatchObject({ geometry: { type: "box", x: 0.1, y: 2, width: 0.2, height: 4.5 } })
  expect(report).toContainEqual({
    level: "changed",
    code: "origin_one",
    file: "Annotations/*.xml",
    field: "bndbox",
    count: 1,
  })
})

test("what was carried is written again, and each part has its list", async () => {
  const voc = { pose: "Left", occluded: "Unspecified", part: [{ name: "head", bndbox: { xmin: "9" } }, { name: "é" }] }
  const more = { split: "val", foreign: { voc: { source: { database: "x & y" }, segmented: "0" } } }
  const { files, record, region } = await vocOf({ foreign: { voc } }, 0, more)
  expect(record).toMatchObject(more)
  expect(region?.foreign).toEqual({ voc })
  expect(files["ImageSets/Main/val.txt"]).toBe("a\n")
})

test("a part that cannot be a list's name is told", async () => {
  const { report, record } = await vocOf({}, 0, { split: "a_b" })
  expect(report).toContainEqual(expect.objectContaining({ level: "lost", code: "split", field: "a_b" }))
  expect(record?.split).toBeUndefined()
})
