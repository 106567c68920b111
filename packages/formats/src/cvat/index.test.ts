import { boxOf, movedShape, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { NO_LABEL } from "../regions/toolLabels.ts"
import { lossesOf } from "../testing/losses.ts"
import { ontology } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf, toolDataset, withoutSource } from "../testing/toolRecords.ts"
import { parseXml } from "../xml/parse.ts"
import { xmlText } from "../xml/write.ts"
import { cvatReader } from "./read.ts"
import { CVAT_FILE, CVAT_HOLDS, cvatWriter } from "./write.ts"

const image = (inside: string, attributes = 'width="100" height="50"') =>
  `<image id="5" name="dir one/a.jpg" ${attributes}>${inside}</image>`
const box = (attributes = "", inside = "") =>
  `<box label="dog" occluded="0" xtl="10.1" ytl="20" xbr="30.3" ybr="30" z_order="0" source="manual" ${attributes}>${inside}</box>`

async function read(body: string, labels = "") {
  const meta = `<meta><task><labels>${labels}</labels></task></meta>`
  const text = `<?xml version="1.0"?>\n<annotations>\n<version>1.1</version>${meta}\n${body}\n</annotations>`
  return gather(cvatReader.read(memoryFiles({ "x/annotations.xml": text, "x/images/dir one/a.jpg": "" }, 50), {}))
}

async function regionsOf(inside: string, labels = ""): Promise<Region[]> {
  return (await read(image(inside), labels)).records[0]?.body?.regions ?? []
}

test("a picture comes with its name, size, part of the dataset and number; its file is found", async () => {
  const { records, pictures, report } = await read(image(box(), 'subset="val" width="100" height="50" task_id="3"'))
  expect(records.map(withoutSource)).toEqual([
    {
      ...{ name: "dir one/a.jpg", size: { width: 100, height: 50 }, sha256: null, foreignId: "5", split: "val" },
      foreign: { cvat: { task_id: "3" } },
      body: {
        nothingHere: false,
        regions: [
          {
            ...{ id: "r1", geometry: { type: "box", x: 10.1, y: 20, width: 20.2, height: 10 }, label: "dog" },
            flags: { occluded: false },
          },
        ],
      },
    },
  ])
  expect([pictures, report]).toEqual([["x/images/dir one/a.jpg"], []])
})

test("rotation is clockwise about the centre of the unturned corners", async () => {
  const [region] = await regionsOf(
    '<box label="dog" xtl="200" ytl="100" xbr="500" ybr="200" rotation="90.0" occluded="1"/>',
  )
  expect(region).toMatchObject({
    geometry: { type: "rotatedBox", x: 200, y: 100, width: 300, height: 100, rotation: 90 },
    flags: { occluded: true },
  })
  expect(region && boxOf(region)).toEqual({ x: 300, y: 0, width: 100, height: 300 })
})

test("corners outside the picture are kept as they are (Datumaro #1887), and named", async () => {
  const { records, report } = await read(
    image(
      '<box label="dog" xtl="-3.5" ytl="-67" xbr="120" ybr="20" rotation="10"/><box label="dog" xtl="90" ytl="40" xbr="110" ybr="60"/>',
    ),
  )
  const [rotated, plain] = records[0]?.body?.regions ?? []
  expect(rotated?.geometry).toEqual({ type: "rotatedBox", x: -3.5, y: -67, width: 123.5, height: 87, rotation: 10 })
  expect(plain).toMatchObject({ geometry: { type: "box", x: 90, y: 40, width: 20, height: 20 } })
  expect(report.map(({ level, code, line }) => [level, code, line])).toEqual([
    ["note", "box_outside", 4],
    ["note", "box_outside", 4],
  ])
})

const declared = (name: string, type: string, values = "", usual = "") =>
  `<attribute><name>${name}</name><input_type>${type}</input_type><default_value>${usual}</default_value><values>${values}</values></attribute>`

test("labels keep the file's order and colours, attributes their kinds, and the text is the transcript", async () => {
  const attributes = [
    declared("ok", "checkbox"),
    declared("n", "number"),
    declared("kind", "select", "a\nb c"),
    declared("laid out", "radio", "v1 v2", "v1"),
    declared("text", "text"),
  ].join("")
  const labels = `<label><name>zebra</name><color>#FA3253</color></label><label><name>dog</name><attributes>${attributes}</attributes></label>`
  const values = { ok: "true", n: "2.4", kind: "b c", text: " a, b\n", other: "0003" }
  const inside = Object.entries(values).map(([key, value]) => `<attribute name="${key}">${value}</attribute>`)
  const { records, ontology: found } = await read(image(box("", inside.join(""))), labels)
  expect(found[0]?.labels.map(({ name, color, hasText }) => [name.en, color, hasText])).toEqual([
    ["zebra", "#fa3253", false],
    ["dog", "#56b4e9", true],
  ])
  expect(found[0]?.labels[1]?.attributes.map(({ id, kind, options }) => [id, kind, options.map((o) => o.id)])).toEqual([
    ["ok", "yes_no", []],
    ["kind", "choice", ["a", "b c"]],
    ["laid out", "choice", ["v1", "v2"]],
  ])
  const region = records[0]?.body?.regions[0]
  expect(region?.attributes).toEqual({ ok: true, n: 2.4, kind: "b c", other: "0003" })
  expect(region?.transcript).toEqual({ value: " a, b\n" })
})

test("polygons are outlines, masks and ellipses travel with their box, points and tags with the picture", async () => {
  const { records, report } = await read(
    image(
      [
        '<polygon label="dog" points="1,2;3,4;6,5" z_order="2"/>',
        '<mask label="dog" rle="1, 2" left="3" top="4" width="5" height="6"/>',
        '<ellipse label="dog" cx="10" cy="20" rx="3" ry="4"/>',
        '<points label="p" points="1,2"/><polyline label="" points="1,2;3,4"/><tag label="day"/>',
      ].join("\n"),
    ),
  )
  const [polygon, mask, ellipse] = records[0]?.body?.regions ?? []
  const ring = [
    { x: 1, y: 2 },
    { x: 3, y: 4 },
    { x: 6, y: 5 },
  ]
  expect(polygon).toMatchObject({
    geometry: { type: "polygon", rings: [ring] },
    foreign: { cvat: { z_order: "2" } },
  })
  expect(mask).toMatchObject({ geometry: { type: "box", x: 3, y: 4, width: 5, height: 6 } })
  expect(ellipse).toMatchObject({ geometry: { type: "box", x: 7, y: 16, width: 6, height: 8 } })
  expect(records[0]?.foreign?.["cvat"]).toMatchObject({
    shapes: [{ name: "points" }, { name: "polyline" }, { name: "tag" }],
  })
  expect(report.map(({ code, field, count }) => [code, field, count])).toEqual([
    ["shape_as_box", "mask", 1],
    ["shape_as_box", "ellipse", 1],
    ["shape_carried", "points", 1],
    ["shape_carried", "polyline", 1],
    ["picture_label_carried", "tag", 1],
  ])
})

test("a label may be empty: its regions are called unlabelled", async () => {
  expect((await regionsOf('<box label="" xtl="1" ytl="1" xbr="2" ybr="2"/>'))[0]?.label).toBe(NO_LABEL)
})

test("tracks of the video form are read as the frames they are seen in", async () => {
  const track = `<track id="7" label="dog"><box frame="2" outside="0" occluded="1" keyframe="1" xtl="1" ytl="1" xbr="3" ybr="3"/>
<box frame="11" outside="1" occluded="0" xtl="1" ytl="1" xbr="3" ybr="3"/></track><track id="8" label="dog"><box frame="2" xtl="5" ytl="5" xbr="6" ybr="6"/></track>`
  const meta =
    "<meta><task><original_size><width>640</width><height>480</height></original_size><labels/></task></meta>"
  const { records, report } = await gather(
    cvatReader.read(
      memoryFiles({ "a.xml": `<annotations>${meta}${track}</annotations>`, "f/frame_000002.PNG": "" }),
      {},
    ),
  )
  expect(
    records.map(({ name, size, body }) => [name, size?.width, body?.regions.map((r) => [r.id, r.foreign])]),
  ).toEqual([
    [
      "f/frame_000002.PNG",
      640,
      [
        ["r1", { cvat: { track: "7" } }],
        ["r2", { cvat: { track: "8" } }],
      ],
    ],
  ])
  expect(report.map(({ code, count }) => [code, count])).toEqual([["track_as_frames", 2]])
})

test.each([
  { name: "no corner", inside: '<box label="dog" xtl="1" ytl="1" xbr="2"/>', says: ["lost", "field_missing", "ybr"] },
  {
    name: "a corner that is none",
    inside: '<box label="dog" xtl="x" ytl="1" xbr="2" ybr="2"/>',
    says: ["lost", "not_a_number", "xtl"],
  },
  {
    name: "an odd rotation",
    inside: '<box label="dog" rotation="?" xtl="1" ytl="1" xbr="2" ybr="2"/>',
    says: ["lost", "not_a_number", "rotation"],
  },
  {
    name: "no size",
    inside: '<box label="dog" xtl="2" ytl="1" xbr="2" ybr="2"/>',
    says: ["lost", "box_of_no_size", "box"],
  },
  { name: "a bad polygon", inside: '<polygon label="dog" points="1,2;3"/>', says: ["lost", "not_a_number", "points"] },
  {
    name: "a flat polygon",
    inside: '<polygon label="dog" points="1,2;3,2;4,2"/>',
    says: ["lost", "box_of_no_size", "polygon"],
  },
])("$name loses that shape alone, by file and line (CVAT #955)", async ({ inside, says }) => {
  const { records, report } = await read(image(`${inside}\n${box()}`))
  expect(records[0]?.body?.regions).toHaveLength(1)
  expect(report.map(({ level, code, field, file, line }) => [level, code, field, file, line])).toEqual([
    [...says, "x/annotations.xml", 4],
  ])
})

test("a picture without a name is named by line; a cut file gives the pictures before the cut", async () => {
  const { report } = await read("<image id='1'><box/></image>")
  expect(report[0]).toMatchObject({ level: "lost", code: "field_missing", field: "name", line: 4, count: 1 })
  const cut = await read(`${image(box())}<image name="b.jpg"><box`)
  expect([cut.records.length, cut.report.map(({ code, line }) => [code, line])]).toEqual([1, [["xml_malformed", 5]]])
})

test("files are told from VOC by their top element", async () => {
  expect(await cvatReader.detect(memoryFiles({ "a.xml": "<annotation><object/></annotation>" }))).toBe(0)
  expect(await cvatReader.detect(memoryFiles({ "a.xml": "<annotations>" }))).toBe(0.95)
})

// Out and back

const held = (value: string): string => {
  const back = parseXml(`<a>${xmlText(value)}</a>`)
  return "text" in back ? back.text : ""
}

/** What the loss table leaves of a region in CVAT; attributes are compared as texts. */
function after(region: Region, index: number) {
  const { transcript, attributes, flags, geometry, label } = region
  return {
    ...{ id: `r${index + 1}`, geometry, label },
    ...(attributes ? { attributes: asTexts(attributes) } : {}),
    ...(transcript ? { transcript: { ...transcript, value: held(transcript.value) } } : {}),
    flags: { occluded: flags?.occluded ?? false },
  }
}

function asTexts(attributes: object): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, held(String(value))]))
}

test("whatever the dataset, it comes back from CVAT as it went out but for the losses that were stated", async () => {
  await fc.assert(
    fc.asyncProperty(toolDataset, async (records) => {
      const { files, report, losses } = await exportOf(cvatWriter, records)
      const back = await gather(cvatReader.read(files, {}))
      expect(back.ontology.map((o) => o.labels.map((label) => label.id))).toEqual([
        ontology.labels.map((label) => label.id),
      ])
      const found = back.records.map(withoutSource).map((record) => ({
        ...record,
        body: record.body?.regions.map((r) => (r.attributes ? { ...r, attributes: asTexts(r.attributes) } : r)),
      }))
      const wanted = records.map((record, i) => ({
        ...{ ...record, foreignId: String(i) },
        body: withFoundShapes(record.body?.regions.map(after) ?? [], found[i]?.body ?? []),
      }))
      expect(found).toEqual(wanted)
      expect(report).toEqual(losses)
      const stated = (await lossesOf(exportAll(records), CVAT_HOLDS, CVAT_FILE)).map(({ code }) => code)
      const own = ["attribute_as_text", "character_not_in_xml", "occluded_false_unsaid"]
      expect(report.filter(({ code }) => !stated.includes(code) && !own.includes(code))).toEqual([])
      expect(back.report.filter(({ level }) => level !== "note")).toEqual([])
    }),
    { numRuns: 120 },
  )
})

async function* exportAll(records: readonly DatasetRecord[]) {
  yield* records
}

test("numbers are written with all their decimals, where CVAT itself writes two", async () => {
  // Ids are branded texts.
  const region = {
    id: "1",
    geometry: { type: "box", x: 1 / 3, y: 1e-7, width: 0.1 + 0.2, height: 7 },
    label: "zebra",
  } as unknown as Region
  const record: DatasetRecord = {
    ...{ name: "a.jpg", size: null, sha256: null, body: { regions: [region], nothingHere: false } },
  }
  const { texts, files } = await exportOf(cvatWriter, [record])
  expect(texts[CVAT_FILE]).toContain(
    'xtl="0.3333333333333333" ytl="0.0000001" xbr="0.63333333333333334" ybr="7.0000001"',
  )
  const back = (await gather(cvatReader.read(files, {}))).records[0]?.body?.regions[0]
  expect(back && Object.values(boxOf(back))).toEqual([1 / 3, 1e-7, 0.1 + 0.2, 7])
})

test("what travels comes back out: other shapes, masks of unmoved boxes, names of attributes", async () => {
  const first = await read(
    image(
      `<mask label="dog" rle="1, 2" left="3" top="4" width="5" height="6"/>${box('group_id="4"', '<attribute name="text">x</attribute>')}<points label="p" points="1,2" z_order="2"/>`,
    ),
    "<label><name>zebra</name></label>",
  )
  const records = first.records.map((record) => ({
    ...record,
    body: record.body && {
      ...record.body,
      regions: record.body.regions.map((r) => ({ ...r, label: ontology.labels[0]?.id ?? r.label })),
    },
  }))
  const text = (await exportOf(cvatWriter, records)).texts[CVAT_FILE] ?? ""
  expect(text).toContain('<mask label="zebra" rle="1, 2" left="3" top="4" width="5" height="6" occluded="0"></mask>')
  expect(text).toContain('<points label="p" points="1,2" z_order="2"></points>')
  expect(text).toContain('group_id="4"')
  expect(text).toContain('<attribute name="text">x</attribute>')
  const moved = records.map((r) => ({
    ...r,
    body: r.body && {
      ...r.body,
      regions: r.body.regions.map((own) => ({ ...own, geometry: movedShape(own.geometry, 50, 0) })),
    },
  }))
  expect((await exportOf(cvatWriter, moved)).texts[CVAT_FILE]).not.toContain("<mask")
})

test("points and lines of a track travel with their frames, as the report says, and go out again (found F5)", async () => {
  const track = `<track id="7" label="dog"><points frame="2" outside="0" occluded="0" keyframe="1" points="1,1;3,3"/>
<polyline frame="3" outside="0" occluded="1" points="1,1;3,3;5,5"/><points frame="4" outside="1" points="1,1"/></track>`
  const { records, report } = await gather(
    cvatReader.read(memoryFiles({ "a.xml": `<annotations>${track}</annotations>` }), {}),
  )
  expect(report.filter(({ level }) => level === "lost")).toEqual([])
  expect(report.map(({ code, field }) => [code, field])).toEqual([
    ["track_as_frames", "track"],
    ["shape_carried", "points"],
    ["shape_carried", "polyline"],
  ])
  const { texts } = await exportOf(cvatWriter, records)
  const xml = Object.values(texts).join("")
  expect(xml).toMatch(/<points [^>]*label="dog"[^>]*points="1,1;3,3"/)
  expect(xml).toMatch(/<polyline [^>]*label="dog"[^>]*points="1,1;3,3;5,5"/)
  expect(records.map(({ name }) => name)).toEqual(["frame_000002", "frame_000003"])
})
