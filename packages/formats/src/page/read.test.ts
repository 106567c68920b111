import type { Region } from "@justesse/types"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { MAX_REGIONS } from "../regions/parts.ts"
import { gather } from "../testing/sharedData.ts"
import { pageReader } from "./read.ts"

const square = '<Coords points="0,0 9,0 9,9 0,9"/>'
const says = (text: string, more = "") => `<TextEquiv${more}><Unicode>${text}</Unicode></TextEquiv>`
const file = (inside: string, name = "a.png") =>
  `<PcGts><Metadata/><Page imageFilename="${name}" imageWidth="90" imageHeight="60">\n${inside}\n</Page></PcGts>`

async function read(files: Record<string, string | Uint8Array>) {
  return gather(pageReader.read(memoryFiles(files, 997), {}))
}

async function regionsOf(inside: string) {
  const { records, report, ontology } = await read({ "a.xml": file(inside) })
  return { regions: records[0]?.body?.regions ?? [], report, labels: ontology[0]?.labels ?? [] }
}
const shown = (regions: readonly Region[]) => regions.map((r) => [r.id, r.parent, r.label, r.transcript?.value])

test("pieces of a region that has no place move up to what is around it", async () => {
  const { regions, report } = await regionsOf(`<TextRegion id="a">${square}<TextRegion id="b"><Coords points="foo"/>
<TextLine id="l">${square}${says("x")}</TextLine><TextRegion id="c">${square}</TextRegion></TextRegion></TextRegion>`)
  expect(shown(regions)).toEqual([
    ["a", undefined, "text", undefined],
    ["c", "a", "text", undefined],
    ["l", "a", "text", "x"],
  ])
  expect(report).toEqual([
    { level: "lost", code: "points_unreadable", file: "a.xml", line: 2, field: "TextRegion/Coords", found: "foo" },
  ])
})

test("labels: Transkribus' structure before the type, the type before none, and whether they have texts", async () => {
  const { regions, labels } =
    await regionsOf(`<TextRegion id="a" type="paragraph" custom="structure {type:lead\\u0020in;}">${square}</TextRegion>
<TextRegion id="b" type="paragraph">${square}</TextRegion><TextRegion id="c" type="">${square}</TextRegion>
<ImageRegion id="d">${square}</ImageRegion><ImageRegion id="e" type="x">${square}</ImageRegion>`)
  expect(regions.map((r) => r.label)).toEqual(["lead in", "paragraph", "text", "image", "image"])
  expect(regions[0]?.foreign).toEqual({ page: { attributes: { type: "paragraph" } } })
  expect(labels.map((label) => [label.name.en, label.hasText])).toEqual([
    ["lead in", true],
    ["paragraph", true],
    ["text", true],
    ["image", false],
  ])
})

test("a language belongs to a text; without one, and where it has no tag, its name travels", async () => {
  const { regions } = await regionsOf(`<TextRegion id="r" primaryLanguage="German">${square}
<TextLine id="a" primaryLanguage="French">${square}${says("oui")}</TextLine><TextLine id="b" primaryLanguage="Old Norse">${square}${says("já")}</TextLine></TextRegion>`)
  expect(regions.map((r) => [r.transcript, r.foreign])).toEqual([
    [undefined, { page: { attributes: { primaryLanguage: "German" } } }],
    [{ value: "oui", language: "fr" }, undefined],
    [{ value: "já" }, { page: { attributes: { primaryLanguage: "Old Norse" } } }],
  ])
})

test("a user's attributes are attributes; those that none can hold travel, and so does the rest of custom", async () => {
  const long = "x".repeat(300)
  const { regions } =
    await regionsOf(`<TextRegion id="r" custom="readingOrder {index:2;} structure {type:a; score:0.5;}">${square}<UserDefined>
<UserAttribute name="n" type="xsd:integer" value="7"/><UserAttribute name="b" type="xsd:boolean" value="false"/><UserAttribute name="s" value="t"/>
<UserAttribute name="long" type="xsd:string" value="${long}"/></UserDefined></TextRegion><TextRegion id="odd" custom="free text">${square}</TextRegion>`)
  expect(regions.map((r) => [r.attributes, r.foreign])).toEqual([
    [
      { n: 7, b: false, s: "t" },
      {
        page: {
          attributes: { custom: "readingOrder {index:2;} structure {score:0.5;}" },
          user: [{ name: "long", value: long }],
        },
      },
    ],
    [undefined, { page: { attributes: { custom: "free text" } } }],
  ])
})

test("ids that cannot be kept are given anew, and twice the same is not one", async () => {
  const { regions } = await regionsOf(
    `<TextRegion id="a">${square}</TextRegion><TextRegion id="a">${square}</TextRegion><TextRegion>${square}</TextRegion><TextRegion id="${"y".repeat(65)}">${square}</TextRegion>`,
  )
  expect(new Set(regions.map((r) => r.id)).size).toBe(4)
  expect(regions[0]?.id).toBe("a")
})

test("pictures are found by the name that the file gives, or by the file's own; folders above `page` are no part of names", async () => {
  const { records, pictures, report } = await read({
    "set/page/one.xml": file("", "one,1.jpg"),
    "set/page/two.xml": file("", "sub\\two.jpg"),
    "set/page/three.xml": "<PcGts><Page imageWidth='5' imageHeight='5'/></PcGts>",
    "set/page/four.xml": file("", "/abs/four.jpg"),
    "set/one.jpg": "",
    "set/sub/two.jpg": "",
    "set/three.tif": "",
    "set/four.jpg": "",
  })
  expect(records.map((r, i) => [r.source?.file, r.name, pictures[i]])).toEqual([
    ["set/page/four.xml", expect.stringMatching(/four\.jpg$/), "set/four.jpg"],
    ["set/page/one.xml", "one,1.jpg", "set/one.jpg"],
    ["set/page/three.xml", "three.tif", "set/three.tif"],
    ["set/page/two.xml", "sub/two.jpg", "set/sub/two.jpg"],
  ])
  expect(report.filter((line) => line.level === "lost")).toEqual([])
})

test("a file that is cut off is named, once; a second page in a file is, too, and a file without a page", async () => {
  const { records, report } = await read({
    "a.xml": `<PcGts><Metadata/><Page imageFilename="a.png"><TextRegion>`,
    "b.xml": file("").replace("</PcGts>", '\n<Page imageFilename="c.png"/></PcGts>'),
    "c.xml": "<PcGts><Metadata/></PcGts>",
  })
  expect(records.map((r) => r.source?.file)).toEqual(["b.xml"])
  expect(report.map((line) => [line.level, line.code, line.file, line.line, line.field])).toEqual([
    ["lost", "xml_malformed", "a.xml", 1, undefined],
    ["lost", "not_held", "b.xml", 4, "Page"],
    ["lost", "field_missing", "c.xml", undefined, "Page"],
  ])
})

test("what the reading order cannot be kept as is told", async () => {
  const { report } = await regionsOf(
    '<ReadingOrder><OrderedGroup id="g"><OrderedGroupIndexed id="h" index="0"/></OrderedGroup></ReadingOrder>',
  )
  expect(report).toEqual([{ level: "changed", code: "reading_order_flattened", file: "a.xml", line: 1 }])
})

test("a text too long to keep is lost by line, its place stays", async () => {
  const { regions, report } = await regionsOf(`<TextRegion id="r">${square}${says("x".repeat(20_001))}</TextRegion>`)
  expect(shown(regions)).toEqual([["r", undefined, "text", undefined]])
  expect(report).toEqual([{ level: "lost", code: "text_unstorable", file: "a.xml", line: 2, field: "TextRegion" }])
})

test("an answer holds so many regions and no more; the first beyond is named", async () => {
  const line = `<TextLine id="l">${square}</TextLine>\n`
  const { regions, report } = await regionsOf(
    `<TextRegion id="r">${square}\n${line.repeat(MAX_REGIONS + 5)}</TextRegion>`,
  )
  expect(regions).toHaveLength(MAX_REGIONS)
  expect(report).toEqual([{ level: "lost", code: "too_many_regions", file: "a.xml", line: MAX_REGIONS + 2 }])
})

test("what travels of a page: its attributes and areas, not its regions and order", async () => {
  const { records } = await read({
    "a.xml": file(
      `<Border>${square}</Border><ReadingOrder><OrderedGroup id="g"/></ReadingOrder><TextRegion id="r">${square}</TextRegion>`,
    ).replace('imageHeight="60"', 'imageHeight="60" type="content"'),
  })
  expect(records[0]?.foreign).toEqual({
    page: {
      attributes: { type: "content" },
      parts: ['<Border><Coords points="0,0 9,0 9,9 0,9"/></Border>'],
      metadata: "<Metadata/>",
    },
  })
})
