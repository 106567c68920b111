import { boxOf, movedShape, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { findLine } from "../regions/rotated.ts"
import { NO_LABEL } from "../regions/toolLabels.ts"
import { ontology } from "../testing/records.ts"
import { withShapesOf } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { recordings } from "../testing/timed.ts"
import { exportOf, toolDataset, withoutSource } from "../testing/toolRecords.ts"
import { viaReader } from "./index.ts"
import { VIA_NAME, VIA3_NAME, viaWriter } from "./write.ts"

const rect = (attributes: object = {}, shape: object = {}) => ({
  shape_attributes: { name: "rect", x: 10, y: 20, width: 30, height: 25, ...shape },
  region_attributes: attributes,
})
const item = (regions: unknown, more: object = {}) => ({
  filename: "d/a.jpg",
  size: 99,
  regions,
  file_attributes: {},
  ...more,
})

async function read(files: Record<string, string | object>) {
  const texts = Object.entries(files).map(([name, body]) => [
    name,
    typeof body === "string" ? body : JSON.stringify(body, null, 1),
  ])
  return gather(viaReader.read(memoryFiles(Object.fromEntries(texts), 59), {}))
}

const briefly = (records: readonly DatasetRecord[]) =>
  records.map(({ name, body }) => [name, ...(body?.regions ?? []).map((one) => [boxOf(one).x, one.label])])

test("regions are a map in VIA 1 and a list in VIA 2; items are a map, a list, or a member of a project", async () => {
  const wanted = [["d/a.jpg", [10, "dog"], [11, "cat"]]]
  const list = [rect({ type: "dog" }), rect({ type: "cat" }, { x: 11 })]
  const map = { 0: list[0], 1: list[1] }
  for (const regions of [list, map])
    for (const whole of [
      { "d/a.jpg99": item(regions) },
      [item(regions, { size: "99" })],
      { _via_settings: {}, _via_img_metadata: { "d/a.jpg99": item(regions) }, _via_data_format_version: "2.0.10" },
    ]) {
      const { records, report } = await read({ "z/x.json": whole })
      expect([briefly(records), report]).toEqual([wanted, []])
      expect(records[0]?.foreign?.["via"]).toEqual({ size: 99, label_attribute: "type" })
    }
})

const header = "filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes"
const quoted = (value: object) => `"${JSON.stringify(value).replaceAll('"', '""')}"`

test("CSV: JSON in cells, a header that begins with #, pictures in any order of rows, one without regions", async () => {
  const row = (name: string, shape: object, said: object) =>
    `${name},99,${quoted({ caption: "a, b" })},2,0,${quoted(shape)},${quoted(said)}`
  const rows = [
    row("a.jpg", rect().shape_attributes, { name: 'say "x"' }),
    "none.png,145,{},0,0,{},{}",
    row("b.jpg", rect().shape_attributes, {}),
    row("a.jpg", { name: "point", cx: 1, cy: 2 }, { name: "dot" }),
    "c.jpg,1,{},1,0,{bad,{}",
  ]
  const { records, report, pictures } = await read({
    "z/via.csv": `#${header}\r\n${rows.join("\r\n")}`,
    "z/im/b.jpg": "",
  })
  expect(briefly(records)).toEqual([
    ["none.png"],
    ["b.jpg", [10, NO_LABEL]],
    ["a.jpg", [10, 'say "x"'.replaceAll('"', "-")]],
  ])
  expect(records[2]?.text).toBe("a, b")
  expect(pictures).toEqual([null, "z/im/b.jpg", null])
  expect(report.map(({ level, code, line, field }) => [level, code, line, field])).toEqual([
    ["lost", "cell_unreadable", 6, "region_shape_attributes"],
    ["note", "shape_carried", undefined, "point"],
  ])
})

test("the label is the attribute with options and a usual name, its options give the order", async () => {
  const attributes = {
    region: {
      species: { type: "dropdown", options: { owl: "" } },
      kind: { type: "radio", options: { zebra: "", ant: "" } },
      class: { type: "text" },
    },
  }
  const { records, ontology: found } = await read({
    "p.json": {
      _via_settings: {},
      _via_img_metadata: {
        k: item([rect({ class: "x", kind: "ant", species: "owl", text: "a b", n: 4, box: { a: true } }), rect()]),
      },
      _via_attributes: attributes,
    },
  })
  expect(found[0]?.labels.map(({ id, hasText }) => [id, hasText])).toEqual([
    ["zebra", false],
    ["ant", true],
    [NO_LABEL, false],
  ])
  expect(records[0]?.body?.regions[0]).toMatchObject({
    ...{ label: "ant", transcript: { value: "a b" }, attributes: { class: "x", species: "owl", n: 4 } },
    foreign: { via: { text_attribute: "text", attributes: { box: { a: true } } } },
  })
})

test("without an attribute that could be a label regions are unlabelled and keep what was said", async () => {
  const { records } = await read({ "a.json": { k: item([rect({ track: 320 })], { file_attributes: { shot: 123 } }) } })
  expect(records[0]).toMatchObject({
    body: { regions: [{ label: NO_LABEL, attributes: { track: 320 } }] },
    foreign: { via: { file_attributes: { shot: 123 } } },
  })
})

test("polygons are outlines, circles and ellipses have their box, points and lines travel; all go back", async () => {
  const shape = (attributes: object) => ({ shape_attributes: attributes, region_attributes: { label: "zebra" } })
  const polygon = { name: "polygon", all_points_x: [1, 3, 6], all_points_y: [2, 4, 5] }
  const shapes = [
    polygon,
    { name: "circle", cx: 50, cy: 20, r: 5 },
    { name: "ellipse", cx: 50, cy: 20, rx: 5, ry: 7, theta: 0.5 },
    { name: "point", cx: 1, cy: 2 },
    { ...polygon, name: "polyline" },
  ]
  const { records, report } = await read({ "a.json": { k: item(shapes.map(shape)) } })
  expect(records[0]?.body?.regions.map((one) => [...Object.values(boxOf(one)), findLine(one)?.length])).toEqual([
    [1, 2, 5, 3, 3],
    [45, 15, 10, 10, undefined],
    [45, 13, 10, 14, undefined],
  ])
  expect(report.map(({ code, field }) => [code, field])).toEqual([
    ["shape_as_box", "circle"],
    ["shape_as_box", "ellipse"],
    ["shape_carried", "point"],
    ["shape_carried", "polyline"],
  ])
  const out = JSON.parse((await exportOf(viaWriter, records)).texts[VIA_NAME] ?? "")
  expect(out._via_img_metadata["d/a.jpg99"].regions).toEqual(shapes.map(shape))
  const moved = records.map((r) => ({
    ...r,
    body: r.body && {
      ...r.body,
      regions: r.body.regions.slice(1, 2).map((own) => ({ ...own, geometry: movedShape(own.geometry, -45, 0) })),
    },
  }))
  const after = JSON.parse((await exportOf(viaWriter, moved)).texts[VIA_NAME] ?? "")
  expect(after._via_img_metadata["d/a.jpg99"].regions[0].shape_attributes).toEqual({
    name: "rect",
    x: 0,
    y: 15,
    width: 10,
    height: 10,
  })
})

test.each([
  { name: "no shape", change: { shape_attributes: {} }, says: "field_missing" },
  { name: "a side that is missing", change: rect({}, { width: undefined }), says: "field_missing" },
  { name: "a side that is none", change: rect({}, { width: "x" }), says: "not_a_number" },
  { name: "no size", change: rect({}, { width: 0 }), says: "box_of_no_size" },
  {
    name: "a bad polygon",
    change: rect({}, { name: "polygon", all_points_x: [1], all_points_y: [1] }),
    says: "outline_unreadable",
  },
  { name: "another shape", change: rect({}, { name: "star" }), says: "shape_unknown" },
])("$name loses that region alone, by file, line and place", async ({ change, says }) => {
  const { records, report } = await read({ "a.json": { k: item([change, rect({}, { x: "5" })]) } })
  expect(records[0]?.body?.regions.map((one) => boxOf(one).x)).toEqual([5])
  expect(report).toMatchObject([{ level: "lost", code: says, file: "a.json", line: 2, field: "regions.0" }])
})

test("a cut file gives the pictures before the cut; odd items and names are named", async () => {
  const text = JSON.stringify(
    { a: item([rect()]), b: { size: 1 }, c: item([], { filename: ".." }), d: item([]) },
    null,
    1,
  )
  const { records, report } = await read({ "a.json": text.slice(0, text.lastIndexOf("regions")) })
  expect(briefly(records)).toEqual([["d/a.jpg", [10, NO_LABEL]]])
  expect(report.map(({ code }) => code)).toEqual(["picture_unreadable", "name_unsafe", "cut_off"])
})

test.each([
  ["C:\\data\\street 1.jpg", "data/street 1.jpg"],
  ["/home/x/street 1.jpg", "home/x/street 1.jpg"],
  ["https://example.org/x/street 1.jpg", "x/street 1.jpg"],
  ["./images/street 1.jpg", "images/street 1.jpg"],
])("a file name of %s is called %s and its picture is found", async (filename, name) => {
  const { records, pictures, report } = await read({ "a.json": { k: item([], { filename }) }, "p/street 1.jpg": "" })
  expect([records[0]?.name, pictures[0]]).toEqual([name, "p/street 1.jpg"])
  expect(report.map(({ level, code, count }) => [level, code, count])).toEqual(
    filename.startsWith(".") ? [] : [["changed", "name_folders", 1]],
  )
})

// VIA 3

const attribute = (aname: string, type: number, options: object = {}) => ({
  aname,
  anchor_id: "FILE1_Z0_XY1",
  type,
  desc: "",
  options,
})
const project = (metadata: object, files: object = { 1: { fid: 1, fname: "d/a.jpg", type: 2 } }) => ({
  project: { pname: "p", data_format_version: "3.1.1", vid_list: ["1"] },
  attribute: {
    1: attribute("class", 4, { 0: "dog", 1: "cat" }),
    2: attribute("text", 1),
    3: attribute("marks", 2, { 0: "wet", 1: "torn" }),
  },
  file: files,
  view: { 1: { fid_list: [1] } },
  metadata,
})
const entry = (xy: number[], av: object, z: number[] = []) => ({ vid: "1", flg: 0, z, xy, av })

test("VIA 3: values of attributes with options are ids, shapes are numbered, what has no place is the file's", async () => {
  const {
    records,
    report,
    ontology: found,
  } = await read({
    "p.json": project({
      "1_a": entry([2, 10, 20, 30, 25], { 1: "1", 2: "a b", 3: "0,1" }),
      "1_b": entry([7, 1, 2, 3, 4, 6, 5], { 1: "0" }),
      "1_c": entry([3, 50, 20, 5], { 1: "0" }),
      "1_d": entry([1, 5, 5], {}),
      "1_e": entry([2, 1, 1, 2, 2], {}, [1.5]),
      "1_f": entry([], { 2: "a caption" }),
      "2_g": { ...entry([2, 1, 1, 2, 2], {}), vid: "2" },
    }),
  })
  expect(found[0]?.labels.map(({ id, hasText }) => [id, hasText])).toEqual([
    ["dog", false],
    ["cat", true],
  ])
  expect(records[0]).toMatchObject({ name: "d/a.jpg", text: "a caption" })
  expect(records[0]?.body?.regions.map((one) => [one.id, boxOf(one).x, one.label, findLine(one)?.length])).toEqual([
    ["a", 10, "cat", undefined],
    ["b", 1, "dog", 3],
    ["c", 45, "dog", undefined],
  ])
  expect(records[0]?.body?.regions[0]?.foreign).toEqual({
    via: { text_attribute: "text", attributes: { marks: ["wet", "torn"] } },
  })
  expect(records[0]?.foreign?.["via"]).toMatchObject({
    metadata: [{ "1_e": { z: [1.5] } }],
    regions: [{ shape_attributes: { name: "point" } }],
  })
  expect(report.map(({ code, field }) => [code, field])).toEqual([
    ["picture_unknown", "vid 2"],
    ["shape_as_box", "circle"],
    ["shape_carried", "point"],
  ])
})

test("VIA 3: stretches of sound are in milliseconds, a moment has no end", async () => {
  const files = { 1: { fid: 1, fname: "talk.wav", type: 8 } }
  const { records, pictures } = await read({
    "p.json": project(
      { "1_x": entry([], { 1: "0", 2: "hello", 3: "1" }, [0.55, 3.25]), "1_y": entry([], {}, [4]) },
      files,
    ),
    "s/talk.wav": "",
  })
  expect(pictures).toEqual(["s/talk.wav"])
  expect(records[0]?.timed).toEqual([
    {
      ...{ id: "x", tier: "", start: 550, end: 3250, text: "hello", label: "dog" },
      foreign: { via: { attributes: { marks: ["torn"] }, text_attribute: "text" } },
    },
    { id: "y", tier: "", start: 4000, end: null, text: "" },
  ])
})

test("each kind of file is told by its beginning", async () => {
  const score = (name: string, text: string) => viaReader.detect(memoryFiles({ [name]: text }))
  expect(await score("z/a.json", JSON.stringify({ k: item([rect()]) }))).toBe(0.95)
  expect(await score("a.json", '{"_via_settings": {')).toBe(0.95)
  expect(await score("a.json", JSON.stringify(project({})))).toBe(0.95)
  expect(await score("a.csv", `#${header}\n`)).toBe(0.95)
  expect(await score("a.csv", "filename,width\n")).toBe(0)
  expect(await score("a.json", '{"images": [], "annotations": []}')).toBe(0)
})

// Out and back

/** What the loss table leaves of a region in VIA. */
function after(region: Region, index: number): Region {
  const { flags: _, ...plain } = region
  // Ids are branded texts.
  const id = `r${index + 1}` as Region["id"]
  return { ...plain, id }
}

test("whatever the dataset, it comes back from VIA to the bit, but for the losses that were stated", async () => {
  await fc.assert(
    fc.asyncProperty(toolDataset, async (records) => {
      const { files, report, losses } = await exportOf(viaWriter, records)
      const back = await gather(viaReader.read(files, {}))
      expect(back.ontology[0]).toEqual(ontology)
      const wanted = records.map(({ name, body }) => ({
        ...{ name, size: null, sha256: null },
        body: body && { ...body, regions: body.regions.map(after) },
      }))
      const found = back.records.map(withoutSource)
      expect(found).toEqual(withShapesOf(wanted, found))
      expect(report).toEqual(losses)
      const codes = ["ids", "split", "flags", "rotation"]
      expect(report.filter(({ code }) => !codes.includes(code))).toEqual([])
      expect(back.report.filter(({ level }) => level !== "note")).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test("whatever is said in recordings comes back, but for missing times, which are stated", async () => {
  await fc.assert(
    fc.asyncProperty(recordings, async (records) => {
      const { files, report, losses, texts } = await exportOf(viaWriter, records)
      const back = await gather(viaReader.read(files, {}))
      expect(back.records.map(({ name }) => name)).toEqual(records.map(({ name }) => name))
      expect([report, VIA3_NAME in texts]).toEqual([losses, records.length > 0])
      for (const [i, { timed = [] }] of records.entries()) {
        const wanted = timed.filter(({ start }) => start !== null)
        const found = back.records[i]?.timed ?? []
        const timeless = (items: typeof timed) => items.map((item) => ({ ...item, start: 0, end: 0 }))
        expect(timeless(found)).toEqual(timeless(wanted))
        for (const [k, { start, end }] of found.entries()) {
          expect(start).toBeCloseTo(wanted[k]?.start ?? -1, 6)
          expect(end ?? -1).toBeCloseTo(wanted[k]?.end ?? -1, 6)
        }
      }
      expect(report.filter(({ code }) => code !== "time_missing")).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test("an attribute of the label's name gives way to the label and is counted", async () => {
  const { records } = await read({
    "a.json": { k: item([rect({ label: "zebra" })], { file_attributes: { caption: "x" } }) },
  })
  const clash = records.map((r) => ({
    ...r,
    body: r.body && {
      ...r.body,
      regions: r.body.regions.map((own) => ({ ...own, attributes: { label: "mine" } as Region["attributes"] })),
    },
  }))
  const { report, texts } = await exportOf(viaWriter, clash as DatasetRecord[])
  expect(report.map(({ code, field, count }) => [code, field, count])).toContainEqual(["attributes", "label", 1])
  const out = JSON.parse(texts[VIA_NAME] ?? "")._via_img_metadata["d/a.jpg99"]
  expect(out).toMatchObject({ file_attributes: { caption: "x" }, regions: [{ region_attributes: { label: "zebra" } }] })
})
