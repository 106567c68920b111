import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { csvItemRows, csvItems, jsonItems, type ViaEvent, viaKind } from "./items.ts"

const set = (name: string, body: string | object) =>
  memoryFiles({ [name]: typeof body === "string" ? body : JSON.stringify(body, null, 1) }, 23)

async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const event of events) found.push(event)
  return found
}

const fromJson = (body: string | object) => all(jsonItems(set("a.json", body), "a.json"))
const fromCsv = (body: string) => all(csvItems(set("a.csv", body), "a.csv"))
const namesOf = (events: ViaEvent[]) =>
  events.map((event) =>
    event.kind === "item" ? [event.item.name, event.item.regions.length, event.item.line] : event.kind,
  )

const rect = { shape_attributes: { name: "rect", x: 1, y: 2, width: 3, height: 4 }, region_attributes: { type: "dog" } }
const item = (filename: string, regions: unknown = [rect], more: object = {}) => ({
  filename,
  size: 9,
  regions,
  ...more,
})

test.each([
  ["a map by name and size", { "a.jpg9": item("a.jpg"), "b.jpg9": item("b.jpg", []) }],
  ["a list", [item("a.jpg"), item("b.jpg", [])]],
])("items come as %s, with the lines they begin at", async (_, body) => {
  const [first, second] = namesOf(await fromJson(body))
  expect([first?.slice(0, 2), second?.slice(0, 2)]).toEqual([
    ["a.jpg", 1],
    ["b.jpg", 0],
  ])
  expect(Number(second?.[2])).toBeGreaterThan(Number(first?.[2]))
})

test("a project's items are one member; its settings are no pictures", async () => {
  const project = {
    _via_settings: { ui: {}, core: { filename: "no.jpg" } },
    _via_img_metadata: { "a.jpg9": item("a.jpg"), "b.jpg9": item("b.jpg") },
    _via_attributes: { region: {}, file: {} },
    _via_data_format_version: "2.0.10",
    _via_image_id_list: ["a.jpg9", "b.jpg9"],
  }
  expect(namesOf(await fromJson(project)).map((one) => (Array.isArray(one) ? one[0] : one))).toEqual([
    "a.jpg",
    "b.jpg",
    "choices",
  ])
})

test("regions of VIA 1 are a map by number, those of VIA 2 a list; a missing or odd one is none", async () => {
  const events = await fromJson([
    item("a", { 0: rect, 1: rect }),
    item("b", [rect, 5]),
    item("c", null),
    { filename: "d" },
  ])
  expect(namesOf(events).map((one) => one.slice(0, 2))).toEqual([
    ["a", 2],
    ["b", 2],
    ["c", 0],
    ["d", 0],
  ])
})

test("pictures inside the file are not kept, other keys are", async () => {
  const [event] = await fromJson({ k: item("a.jpg", [], { base64_img_data: "AAAA", fileref: "", more: 1 }) })
  expect(event).toMatchObject({ item: { rest: { size: 9, more: 1 } } })
})

test("attributes with options are told by their kind; texts and check boxes have none that is the label", async () => {
  const attribute = (type: string) => ({ type, options: { b: "", a: "" } })
  const region = {
    one: attribute("dropdown"),
    two: attribute("radio"),
    three: attribute("checkbox"),
    four: { type: "text" },
  }
  const [event] = await fromJson({ _via_attributes: { region, file: { five: attribute("radio") } } })
  expect(event?.kind === "choices" && [...event.options]).toEqual([
    ["one", ["b", "a"]],
    ["two", ["b", "a"]],
  ])
})

test("what is no item is named by line; what is no JSON ends the file", async () => {
  const events = await fromJson('{"a": 5,\n"b": {"size": 1},\n"c": {bad}\n, "d": [')
  expect(events.map((event) => event.kind === "problem" && [event.code, event.line, event.field])).toEqual([
    ["picture_unreadable", 1, "filename"],
    ["picture_unreadable", 2, "filename"],
    ["not_json", 3, "c"],
    ["cut_off", 4, "d"],
  ])
})

const header = "filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes"
const row = (name: string, shape: string, said = "{}") => `${name},9,{},1,0,${shape},${said}`
const circle = '"{""name"":""circle"",""cx"":1,""cy"":2,""r"":3}"'

test("the header of VIA 1 begins with #, that of VIA 2 does not; columns may stand in any order", async () => {
  const rotated = "region_attributes,region_shape_attributes,filename,file_size,file_attributes"
  for (const text of [
    `#${header}\n${row("a.jpg", circle)}\n`,
    `# ${header}\r\n${row("a.jpg", circle)}\r\n`,
    `${header}\n${row("a.jpg", circle)}`,
    `\uFEFF${rotated}\n{},${circle},a.jpg,9,{}\n`,
  ]) {
    const [event] = await fromCsv(text)
    expect(event).toMatchObject({
      item: { name: "a.jpg", regions: [{ shape: { name: "circle", r: 3 } }], rest: { size: 9 } },
    })
  }
})

test("rows of one picture make one item, wherever they stand; a row with {} is a picture without regions", async () => {
  const text = [header, row("a", circle), row("none", "{}"), row("b", circle), row("a", circle), row("b", circle)].join(
    "\n",
  )
  expect(namesOf(await fromCsv(text))).toEqual([
    ["none", 0, 3],
    ["a", 2, 2],
    ["b", 2, 4],
  ])
})

test("cells hold JSON of any script, with doubled quotes and line breaks inside", async () => {
  const said = { text: 'say "é",\n"ok"', n: 4 }
  const cell = `"${JSON.stringify(said).replaceAll('"', '""')}"`
  const [event] = await fromCsv(`${header}\n${row("a", circle, cell)}`)
  expect(event?.kind === "item" && event.item.regions[0]?.attributes).toEqual(Object.entries(said))
})

test("a bad cell loses its row alone, by line and column; an odd size is not kept", async () => {
  const text = [header, row("a", "{bad"), row("a", circle, "[1]"), row("", circle), "b,-1.5,{},1,0,{},{}"].join("\n")
  const events = await fromCsv(text)
  expect(
    events.map((event) => (event.kind === "problem" ? [event.code, event.line, event.field] : namesOf([event])[0])),
  ).toEqual([
    ["cell_unreadable", 2, "region_shape_attributes"],
    ["cell_unreadable", 3, "region_attributes"],
    ["field_missing", 4, "filename"],
    ["b", 0, 5],
  ])
  expect(events.at(-1)).toMatchObject({ item: { rest: {} } })
})

test("a quote that nothing closes ends the file, and the rows before it are there", async () => {
  const events = await all(csvItemRows(set("a.csv", `${header}\n${row("a", circle)}\nb,9,"{`), "a.csv"))
  expect(events.map((event) => ("kind" in event ? [event.code, event.line] : event.name))).toEqual([
    "a",
    ["cut_off", 3],
  ])
})

test.each([
  ["a.json", { k: item("a.jpg", [], { file_attributes: {} }) }, "json"],
  ["a.json", { _via_attributes: {} }, "json"],
  ["a.json", { project: { vid_list: [] } }, "via3"],
  ["a.json", { attribute: { 1: { aname: "x" } }, view: { 1: { fid_list: [1] } } }, "via3"],
  ["a.csv", `#${header}`, "csv"],
  ["a.csv", "filename,width,height,class", null],
  ["a.txt", `#${header}`, null],
  ["a.json", { images: [], annotations: [] }, null],
  ["a.json", "not json", null],
] as [string, string | object, string | null][])("%s beginning with %j is %s", async (name, body, kind) => {
  expect(await viaKind(set(name, body), name)).toBe(kind)
})
