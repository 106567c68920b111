import type { Region } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { NO_LABEL } from "../regions/toolLabels.ts"
import { ontology } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf, toolDataset, withoutSource } from "../testing/toolRecords.ts"
import { labelMeReader } from "./index.ts"
import { fromBase64 } from "./json.ts"
import { labelMeWriter } from "./write.ts"

const rectangle = {
  label: "dog",
  points: [
    [10, 20],
    [40, 45],
  ],
  group_id: null,
  shape_type: "rectangle",
  flags: {},
}
const file = (shapes: unknown[], more: object = {}) =>
  JSON.stringify(
    {
      ...{ version: "5.5.0", flags: {}, shapes, imagePath: "a.jpg", imageData: null, imageHeight: 50, imageWidth: 100 },
      ...more,
    },
    null,
    1,
  )

async function read(files: Record<string, string | Uint8Array>) {
  return gather(labelMeReader.read(memoryFiles(files, 47), {}))
}

async function regionsOf(shapes: unknown[]): Promise<Region[]> {
  return (await read({ "a.json": file(shapes) })).records[0]?.body?.regions ?? []
}

test("two corners in any order are one box, its sides as the file spells them", async () => {
  const [a, b] = [
    [108.721, 6.326],
    [241.829, 53.828],
  ]
  const [c, d] = [
    [241.829, 6.326],
    [108.721, 53.828],
  ]
  const found = await regionsOf(
    [
      [a, b],
      [b, a],
      [c, d],
      [d, c],
    ].map((points) => ({ ...rectangle, points })),
  )
  for (const region of found)
    expect(region).toMatchObject({ geometry: { type: "box", x: 108.721, y: 6.326, width: 133.108, height: 47.502 } })
  expect(found).toHaveLength(4)
})

test.each([
  ["..\\pics\\a.jpg", "p/x/labels/a.json", "pics/a.jpg", "p/x/pics/a.jpg"],
  ["../../pics/a.jpg", "p/x/labels/one/a.json", "pics/a.jpg", "p/x/pics/a.jpg"],
  ["a.jpg", "p/x/labels/one/a.json", "one/a.jpg", "p/x/pics/a.jpg"],
  ["C:\\Users\\me\\a.jpg", "p/x/labels/a.json", "Users/me/a.jpg", "p/x/pics/a.jpg"],
  ["/home/me/other.jpg", "p/x/labels/a.json", "home/me/other.jpg", "p/x/pics/a.jpg"],
  ["", "p/x/labels/a.json", "a.jpg", "p/x/pics/a.jpg"],
])("imagePath %j in %s is %s, and its picture is found", async (imagePath, name, called, picture) => {
  const { records, pictures } = await read({
    [name]: file([], { imagePath }),
    "p/x/labels/two/b.json": file([], { imagePath: "b.jpg" }),
    "p/x/labels/z.json": file([], { imagePath: "z.jpg" }),
    "p/x/pics/a.jpg": "",
  })
  const at = records.findIndex(({ source }) => source?.file === name)
  expect([records[at]?.name, pictures[at]]).toEqual([called, picture])
})

test("a description is the text unless it is empty; flags and attributes are attributes; groups and the rest travel", async () => {
  const { records, ontology: found } = await read({
    "a.json": file([
      {
        ...rectangle,
        description: " a, b",
        flags: { ok: true },
        attributes: { pose: "x" },
        group_id: 3,
        difficult: true,
        score: 0.5,
      },
      { ...rectangle, label: "cat", description: "" },
    ]),
  })
  const [region, plain] = records[0]?.body?.regions ?? []
  expect(region).toMatchObject({
    ...{ transcript: { value: " a, b" }, attributes: { ok: true, pose: "x" }, flags: { difficult: true } },
    foreign: { labelme: { group_id: 3, score: 0.5 } },
  })
  expect(plain).toEqual({ id: "r2", geometry: { type: "box", x: 10, y: 20, width: 30, height: 25 }, label: "cat" })
  expect(found[0]?.labels.map(({ id, hasText }) => [id, hasText])).toEqual([
    ["dog", true],
    ["cat", false],
  ])
})

test("a shape of no said type is a polygon; circles and masks have their box, points and lines travel", async () => {
  const points = [
    [1, 2],
    [3, 4],
    [6, 5],
  ]
  const shapes = [
    { label: "dog", points },
    {
      ...rectangle,
      shape_type: "circle",
      points: [
        [50, 20],
        [53, 24],
      ],
    },
    { ...rectangle, shape_type: "mask", mask: "iVBO" },
    {
      ...rectangle,
      shape_type: "rotation",
      points: [
        [10, 10],
        [10, 20],
        [5, 20],
        [5, 10],
      ],
    },
    { ...rectangle, shape_type: "point", points: [[1, 1]] },
    { ...rectangle, shape_type: "linestrip", points },
  ]
  const { records, report } = await read({ "a.json": file(shapes) })
  const [polygon, circle, mask, rotated] = records[0]?.body?.regions ?? []
  expect(polygon).toMatchObject({
    geometry: {
      type: "polygon",
      rings: [
        [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
          { x: 6, y: 5 },
        ],
      ],
    },
  })
  expect(circle).toMatchObject({ geometry: { type: "box", x: 45, y: 15, width: 10, height: 10 } })
  expect(mask).toMatchObject({ geometry: { type: "box", x: 10, y: 20, width: 30, height: 25 } })
  expect(rotated?.geometry).toMatchObject({ type: "rotatedBox", rotation: 90 })
  expect(report.map(({ code, field, count }) => [code, field, count])).toEqual([
    ["shape_as_box", "circle", 1],
    ["shape_as_box", "mask", 1],
    ["shape_carried", "point", 1],
    ["shape_carried", "linestrip", 1],
  ])
  const zebra = "zebra" as Region["label"] // ids are branded texts
  const relabelled = records.map((r) => ({
    ...r,
    body: r.body && { ...r.body, regions: r.body.regions.map((own) => ({ ...own, label: zebra })) },
  }))
  const out = JSON.parse((await exportOf(labelMeWriter, relabelled)).texts["a.json"] ?? "")
  expect(out.shapes.map((shape: { shape_type: string; label: string }) => [shape.shape_type, shape.label])).toEqual([
    ["polygon", "zebra"],
    ["circle", "zebra"],
    ["mask", "zebra"],
    ["polygon", "zebra"],
    ["point", "dog"],
    ["linestrip", "dog"],
  ])
  expect(out.shapes[2].mask).toBe("iVBO")
})

test("the picture inside the file is measured where the size is missing, also when it stands before the shapes", async () => {
  const gif = Uint8Array.from([...new TextEncoder().encode("GIF89a"), 100, 0, 50, 0, 255, 254, 253])
  const inside = Buffer.from(gif).toString("base64")
  expect(fromBase64(inside)).toEqual(gif)
  const padding = "A".repeat(100_000)
  const text = JSON.stringify({
    flags: {},
    imageData: inside + padding,
    imagePath: "a.gif",
    shapes: [rectangle],
    version: "4",
  })
  expect(await labelMeReader.detect(memoryFiles({ "a.json": text }))).toBe(0.95)
  const { records, report } = await read({ "a.json": text })
  expect(records[0]).toMatchObject({
    name: "a.gif",
    size: { width: 100, height: 50 },
    body: { regions: [{ geometry: { type: "box", x: 10 } }] },
  })
  expect(report.map(({ level, code }) => [level, code])).toEqual([["note", "picture_inside"]])
})

test.each([
  { name: "no points", change: { points: undefined }, says: "field_missing" },
  {
    name: "a point that is none",
    change: {
      points: [
        [1, 2],
        ["x", 3],
      ],
    },
    says: "points_unreadable",
  },
  { name: "one corner", change: { points: [[1, 2]] }, says: "points_unreadable" },
  {
    name: "no size",
    change: {
      points: [
        [1, 2],
        [1, 5],
      ],
    },
    says: "box_of_no_size",
  },
  { name: "a polygon of two points", change: { shape_type: "polygon" }, says: "outline_unreadable" },
  {
    name: "a circle of no size",
    change: {
      shape_type: "circle",
      points: [
        [1, 2],
        [1, 2],
      ],
    },
    says: "box_of_no_size",
  },
  { name: "a label that cannot be one", change: { label: "x".repeat(500) }, says: "label_refused" },
])("$name loses that shape alone, by file, line and place", async ({ change, says }) => {
  const { records, report } = await read({
    "a.json": file([
      { ...rectangle, ...change },
      { ...rectangle, label: "" },
    ]),
  })
  expect(records[0]?.body?.regions.map(({ label }) => label)).toEqual([NO_LABEL])
  expect(report).toMatchObject([{ level: "lost", code: says, file: "a.json", line: 5, field: "shapes.0" }])
})

test("a cut file gives the shapes before the cut; other JSON is named", async () => {
  const text = file([rectangle, rectangle])
  const { records, report } = await read({
    "a.json": text.slice(0, text.lastIndexOf("40")),
    "b.json": '{"x": 1}',
    "a.jpg": "",
  })
  expect([records.length, records[0]?.name, records[0]?.body?.regions.length]).toEqual([1, "a.jpg", 1])
  expect(report.map(({ code, file: at }) => [code, at])).toEqual([
    ["file_not_read", "b.json"],
    ["cut_off", "a.json"],
  ])
})

// The web tool of 2008

const pt = (x: number, y: number) => `<pt><x>${x}</x><y>${y}</y></pt>`
const object = (inside: string, name = "\nwindow\n") =>
  `<object><name>${name}</name><deleted>0</deleted><verified>0</verified>${inside}</object>`
const xml = (objects: string) =>
  `<annotation><filename>\nimg1.png\n</filename><folder>f</folder>${objects}\n<imagesize><nrows>77</nrows><ncols>102</ncols></imagesize></annotation>`

test("XML: names have line breaks, deleted objects are counted, rows are the height", async () => {
  const polygon = `<occluded>yes</occluded><attributes>red, size=3</attributes><id>4</id><polygon>${pt(1, 2)}${pt(3, 4)}${pt(6, 5)}</polygon>`
  const {
    records,
    report,
    pictures,
    ontology: found,
  } = await read({
    "z/Annotations/f/img1.xml": xml(`${object(polygon)}${object(polygon).replace("<deleted>0", "<deleted>1")}`),
    "z/Images/f/img1.png": "",
  })
  expect(records.map(withoutSource)).toEqual([
    {
      ...{ name: "f/img1.png", size: { width: 102, height: 77 }, sha256: null },
      body: {
        nothingHere: false,
        regions: [
          {
            ...{ id: "r1", label: "window", attributes: { red: true, size: "3" }, flags: { occluded: true } },
            geometry: {
              type: "polygon",
              rings: [
                [
                  { x: 1, y: 2 },
                  { x: 3, y: 4 },
                  { x: 6, y: 5 },
                ],
              ],
            },
            foreign: { labelme: { verified: "0", id: "4" } },
          },
        ],
      },
    },
  ])
  expect(pictures).toEqual(["z/Images/f/img1.png"])
  expect(report.map(({ code, count }) => [code, count])).toEqual([["deleted_left_out", 1]])
  expect(found[0]?.labels.map(({ id }) => id)).toEqual(["window"])
})

test("XML: boxes and masks are boxes, each damaged object is lost alone, by line", async () => {
  const box = `<type>bounding_box</type><polygon>${pt(3, 9)}${pt(13, 9)}${pt(13, 30)}${pt(3, 30)}</polygon>`
  const mask = "<segm><box><xmin>58</xmin><ymin>66</ymin><xmax>62</xmax><ymax>68</ymax></box><mask>m.png</mask></segm>"
  const bad = `\n${object("", "a")}\n${object(`<polygon>${pt(1, 2)}<pt><x>?</x></pt></polygon>`, "b")}\n${object(`<polygon>${pt(1, 2)}${pt(2, 2)}${pt(3, 2)}</polygon>`, "c")}`
  const { records, report } = await read({ "img1.xml": xml(object(box) + object(mask, "") + bad) })
  expect(records[0]?.body?.regions.map(({ geometry, label }) => [geometry, label])).toEqual([
    [{ type: "box", x: 3, y: 9, width: 10, height: 21 }, "window"],
    [{ type: "box", x: 58, y: 66, width: 4, height: 2 }, NO_LABEL],
  ])
  expect(report.map(({ level, code, line }) => [level, code, line])).toEqual([
    ["lost", "field_missing", 6],
    ["lost", "outline_unreadable", 7],
    ["lost", "box_of_no_size", 8],
    ["note", "shape_as_box", undefined],
  ])
})

test("XML: a file name from the root of a disk keeps what is below, and says so", async () => {
  const text = xml("").replace("\nimg1.png\n", "/home/x/img1.png")
  const { records, pictures, report } = await read({ "a/img1.xml": text, "a/img1.png": "" })
  expect([records[0]?.name, pictures[0]]).toEqual(["home/x/img1.png", "a/img1.png"])
  expect(report).toEqual([
    {
      level: "changed",
      code: "name_folders",
      file: "a/img1.xml",
      line: 1,
      field: "filename",
      found: "/home/x/img1.png",
    },
  ])
})

test("XML is told from VOC by its polygons, and a document type is refused", async () => {
  expect(await labelMeReader.detect(memoryFiles({ "a.xml": xml(object("<polygon/>")) }))).toBe(0.95)
  expect(
    await labelMeReader.detect(memoryFiles({ "a.xml": "<annotation><object><bndbox/></object></annotation>" })),
  ).toBe(0)
  const { report } = await read({ "a.xml": `<!DOCTYPE annotation>${xml("")}` })
  expect(report.map(({ code }) => code)).toEqual(["xml_doctype"])
})

// Out and back

/** What the loss table leaves of a region in LabelMe. */
function after(region: Region, index: number) {
  const { geometry, transcript, attributes, label, flags } = region
  return {
    ...{ id: `r${index + 1}`, geometry, label },
    ...(attributes ? { attributes } : {}),
    ...(transcript && transcript.value !== "" ? { transcript } : {}),
    ...(flags?.difficult === undefined ? {} : { flags: { difficult: flags.difficult } }),
  }
}

test("whatever the dataset, it comes back from LabelMe to 1e-9 px, but for the losses that were stated", async () => {
  await fc.assert(
    fc.asyncProperty(toolDataset, async (records) => {
      const { files, report, losses } = await exportOf(labelMeWriter, records)
      const back = await gather(labelMeReader.read(files, {}))
      const known = new Set<unknown>(ontology.labels)
      for (const label of back.ontology[0]?.labels ?? [])
        expect(known.has(ontology.labels.find(({ id }) => id === label.id))).toBe(true)
      const wanted = [...records].sort((a, b) => (a.name < b.name ? -1 : 1))
      const found = back.records.map(withoutSource).sort((a, b) => (a.name < b.name ? -1 : 1))
      expect(found.map(({ name, size }) => [name, size])).toEqual(wanted.map(({ name, size }) => [name, size]))
      for (const [i, record] of wanted.entries()) {
        const expected = record.body?.regions.map(after) ?? []
        const regions = found[i]?.body?.regions ?? []
        expect(regions).toEqual(withFoundShapes(expected, regions, 1e-9))
      }
      expect(report).toEqual(losses)
      const codes = ["ids", "split", "flags", "rotation", "transcripts"]
      expect(report.filter(({ code }) => !codes.includes(code))).toEqual([])
      expect(back.report.filter(({ level }) => level !== "note")).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)
