import { boxOf } from "@justesse/types"
import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest, ontology, source, writtenBytes } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf } from "../testing/toolRecords.ts"
import { csvReader } from "./read.ts"
import { csvWriter } from "./write.ts"

const read = (text: string, more: Record<string, string> = {}) =>
  gather(csvReader.read(memoryFiles({ "a.csv": text, ...more }, 13), {}))

test.each([
  {
    name: "corners, with the picture's size beside them",
    head: "filename,width,height,class,xmin,ymin,xmax,ymax",
    row: "a.jpg,100,50,cat,10,5,30.5,15",
  },
  { name: "sides", head: "Image Path;Label;X;Y;W;H;image_width;image_height", row: "a.jpg;cat;10;5;20,5;10;100;50" },
  {
    name: "tabs",
    head: "file\tcategory\tx1\ty1\tx2\ty2\timg_width\timg_height",
    row: "a.jpg\tcat\t10\t5\t30.5\t15\t100\t50",
  },
])("a table with $name", async ({ head, row }) => {
  const { records, report } = await read(`${head}\n${row}\n`)
  expect(report).toEqual([])
  expect(records[0]).toMatchObject({ name: "a.jpg", size: { width: 100, height: 50 } })
  expect(records[0]?.body?.regions[0]).toMatchObject({
    geometry: { type: "box", x: 10, y: 5, width: 20.5, height: 10 },
    label: "cat",
  })
})

test("without a header a picture's name tells the columns, and a row of a name alone is a picture where nothing is", async () => {
  const { records, report } = await read("d/a.jpg,1,2,4,6,cat\nd/b.jpg,,,,,\nd/a.jpg,0,0,1,1,dog\n")
  expect(report).toEqual([])
  expect(records.map(({ name, body }) => [name, body?.regions.map(({ label }) => label)])).toEqual([
    ["d/b.jpg", []],
    ["d/a.jpg", ["cat", "dog"]],
  ])
})

test("a table of texts gives each picture its text, exactly", async () => {
  const { records } = await read('filename,text\na.jpg," lead, ""q""\nline"\nb.jpg,\n')
  expect(records.map(({ text, body }) => [text, body])).toEqual([
    [' lead, "q"\nline', null],
    ["", null],
  ])
})

test.each([
  ["not_a_number", "b.jpg,cat,x,2,3,4"],
  ["box_of_no_size", "b.jpg,cat,5,2,5,4"],
  ["name_unsafe", "..,cat,1,2,3,4"],
  ["field_missing", ",cat,1,2,3,4"],
  ["cut_off", '"b.jpg,cat'],
])("%s: a row that cannot be used is named with its line, and the rest goes in", async (code, bad) => {
  const { records, report } = await read(`image,label,xmin,ymin,xmax,ymax\na.jpg,cat,1,2,3,4\n${bad}\n`)
  expect(report).toMatchObject([{ level: "lost", code, file: "a.csv", line: 3 }])
  expect(records[0]?.body?.regions).toHaveLength(1)
})

test("unknown columns are carried, other tables are named as not read", async () => {
  const { records, report } = await read("image,label,x,y,width,height,note\na.jpg,cat,1,2,3,4,n\n", {
    "b.csv": "a,b\n1,2\n",
  })
  expect(records[0]?.body?.regions[0]?.foreign).toEqual({ csv: { note: "n" } })
  expect(report).toMatchObject([{ code: "file_not_read", file: "b.csv" }])
})

test("a box that is not the one around its points, and points that go round nothing, are told", async () => {
  const rows = [
    "a.jpg,cat,0,0,9,9,1 2 5 2 5 8",
    "a.jpg,cat,1,2,4,6.0000005,1 2 5 2 5 8",
    "a.jpg,cat,1,2,4,6,1 2 3 2 5 2",
  ]
  const { records, report } = await read(`image,label,x,y,width,height,points\n${rows.join("\n")}\n`)
  expect(report.map(({ level, code, line, field }) => [level, code, line, field])).toEqual([
    ["changed", "box_of_outline", 2, undefined],
    ["lost", "cell_unreadable", 4, "points"],
  ])
  expect(records[0]?.body?.regions.map((one) => [one.geometry.type, ...Object.values(boxOf(one))])).toEqual([
    ["polygon", 1, 2, 4, 6],
    ["polygon", 1, 2, 4, 6],
    ["box", 1, 2, 4, 6],
  ])
})

test("a row says its region whole, and an empty text is told as lost", async () => {
  const { records } = await read(
    "image,label,x,y,width,height,rotation,points,text,language,crowd,level\na.jpg,zebra,20,10,20,40,90,40 10 40 50 20 50 20 10,t,fr,1,word\n",
  )
  const { texts, files, report } = await exportOf(csvWriter, records)
  expect(report).toEqual([])
  expect(texts["regions.csv"]?.split("\n")[1]).toBe(
    "a.jpg,,,,,r1,zebra,20,10,20,40,90,40 10 40 50 20 50 20 10,t,fr,,,1,,,,,word,,,,,,,,,,",
  )
  expect((await detectFormat(files)).name).toBe("csv")
  const geometry = { type: "rotatedBox", x: 10, y: 20, width: 40, height: 20, rotation: 90 }
  expect(records[0]?.body?.regions[0]?.geometry).toEqual(geometry)
  const empty = records.map((record) => ({
    ...record,
    body: record.body && {
      ...record.body,
      regions: record.body.regions.map((one) => ({ ...one, transcript: { value: "", language: "fr" } })),
    },
  }))
  expect((await exportOf(csvWriter, empty)).report.map(({ code }) => code)).toEqual([
    "empty_texts",
    "transcription_language",
  ])
})

test("for spreadsheets no text begins a formula, numbers stay numbers, and everything comes back (found T26, E-01)", async () => {
  const formulas = ["=HYPERLINK(1)", "+1+cmd", "-1+1", "@SUM(1)", "'=1", "plain"]
  const lines = formulas.map((text, i) => `${text}.jpg,"${text}",-${i}.5,10,20,40,"${text}",${text}`)
  const { records } = await read(`image,label,x,y,width,height,text,split\n${lines.join("\n")}\n`)
  const names = {
    labels: [...new Set(formulas)].map((name) => ({ ...ontology.labels[0], id: name, name: { en: name } })),
  }
  const own = { ...manifest, ontology: names } as typeof manifest // ids are branded texts
  const labelled = records.map((record, i) => ({
    ...record,
    body: record.body && {
      ...record.body,
      regions: record.body.regions.map((one) => ({ ...one, label: formulas[i] as typeof one.label })),
    },
  }))
  const files = await writtenBytes(csvWriter.write(source(labelled), own, { spreadsheet: true }))
  const text = new TextDecoder().decode(files["regions.csv"])
  const cells = text
    .split("\n")
    .slice(1)
    .flatMap((line) => line.split(","))
  expect(cells.filter((cell) => /^"?[=+\-@]/.test(cell) && Number.isNaN(Number(cell)))).toEqual([])
  expect(cells).toContain("-0.5")
  const back = await gather(csvReader.read(memoryFiles({ "regions.csv": text }), {}))
  const said = (all: typeof records) =>
    all.map(({ name, split, body }) => [name, split, body?.regions.map((one) => [boxOf(one).x, one.transcript?.value])])
  expect(said(back.records)).toEqual(said(records))
  expect(back.ontology[0]?.labels.map(({ name }) => name.en).sort()).toEqual([...formulas].sort())
})
