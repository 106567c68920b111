import { type Label, labelColor } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { isXmlText } from "../xml/write.ts"
import { type ConfigParts, configText, labelStudioConfig, withConfig } from "./config.ts"

const configOf = (files: Record<string, string>) => labelStudioConfig(memoryFiles(files, 31))
const namesOf = async (xml: string) => (await configOf({ "label_config.xml": xml })).labels.map(({ name }) => name)
const labels = (...inside: string[]) =>
  `<View><RectangleLabels name="label" toName="image">${inside.join("")}</RectangleLabels></View>`
const label = (value: string, more = "") => `<Label value="${value}" ${more}/>`

test("without categories the order is the file's, never the alphabet (#6416)", async () => {
  expect(await namesOf(labels(label("zebra"), label("ant"), label("Émile")))).toEqual(["zebra", "ant", "Émile"])
})

test("with a category on every label that is the order, by number and not by text", async () => {
  const numbered = [label("c", 'category="10"'), label("a", 'category="2"'), label("b", 'category="0"')]
  expect(await namesOf(labels(...numbered))).toEqual(["b", "a", "c"])
  expect(await namesOf(labels(...numbered, label("d")))).toEqual(["c", "a", "b", "d"])
  expect(await namesOf(labels(...numbered, label("d", 'category="x"')))).toEqual(["c", "a", "b", "d"])
})

test("labels of every control count, inside any layout; choices and options are no labels", async () => {
  const xml = `<View><View style="x"><PolygonLabels name="p" toName="i">${label("one")}</PolygonLabels></View>
<KeyPointLabels name="k" toName="i">${label("two")}</KeyPointLabels><Labels name="l" toName="a">${label("three")}</Labels>
<Choices name="c" toName="i"><Choice value="no"/></Choices><Label value="stray"/></View>`
  expect(await namesOf(xml)).toEqual(["one", "two", "three"])
})

test("which key of the data each object shows is kept; only those with a variable", async () => {
  const { sources } = await configOf({
    "a/config.xml":
      '<View><Image name="img" value="$ocr"/><Audio name="s" value="$url"/><Header value="$x"/><Text name="t" value="hello"/></View>',
  })
  expect([...sources]).toEqual([
    ["img", "ocr"],
    ["s", "url"],
  ])
})

test.each([
  ["#FF0010", "#ff0010"],
  ["rgba(218, 1, 238, 1)", "#da01ee"],
  ["rgb(0,255,16)", "#00ff10"],
  ["rgba(300, 0, 0, 1)", null],
  ["green", null],
  ["#f00", null],
])("a background of %s is the colour %s", async (background, color) => {
  const { labels: found } = await configOf({ "c.xml": labels(label("a", `background="${background}"`)) })
  expect(found).toEqual([{ name: "a", color, file: "c.xml", line: 1 }])
})

test("other XML, damaged XML and XML with a document type are no configuration and break nothing", async () => {
  const { labels: found } = await configOf({
    "1.xml": "<annotation><Label value='x'/></annotation>",
    "2.xml": labels(label("a")).slice(0, -9),
    "3.xml": `<!DOCTYPE View [<!ENTITY x "y">]>${labels(label("&x;"))}`,
    "4.xml": labels(label("kept")),
    "5.txt": labels(label("no")),
  })
  expect(found.map(({ name }) => name)).toEqual(["kept"])
})

test("entities in names are what they mean", async () => {
  expect(await namesOf(labels(label("a &amp; b &lt;c&gt; &quot;d&quot;")))).toEqual(['a & b <c> "d"'])
})

// Ids are branded texts.
const drawnLabel = (name: string, index: number) =>
  ({
    id: name,
    name: { en: name },
    color: labelColor(index),
    key: null,
    hasText: false,
    attributes: [],
    retired: false,
  }) as unknown as Label
const parts: ConfigParts = {
  ...{ polygons: false, texts: false, sound: false, choices: new Map(), numbers: new Set(), asked: "", marks: true },
}

test("a configuration of ours gives the labels back in their order and colours, whatever their names", async () => {
  const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => isXmlText(text))
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name, { maxLength: 12 }), fc.boolean(), async (names, polygons) => {
      const text = configText(names.map(drawnLabel), { ...parts, polygons, texts: true })
      const { labels: found } = await configOf({ "label_config.xml": text })
      const distinct = [...new Map(found.map((one) => [one.name, one])).values()]
      expect(distinct.map((one) => one.name)).toEqual(names)
      expect(distinct.map(({ color }) => color)).toEqual(names.map((_, i) => labelColor(i)))
    }),
    { numRuns: 60 },
  )
})

test("our configuration shows what the export has: texts, outlines, questions; sound has its own object", () => {
  const choices = new Map([["pose", new Set(["left", "a & b", "\u0001"])]])
  const text = configText([drawnLabel("ant", 0)], {
    ...{ polygons: true, texts: true, sound: false, choices, numbers: new Set(["n"]) },
    ...{ asked: "", marks: true },
  })
  expect(text.split("\n")).toEqual([
    "<View>",
    '  <Image name="image" value="$image"/>',
    '  <RectangleLabels name="label" toName="image">',
    '    <Label value="ant" background="#e69f00" category="0"/>',
    "  </RectangleLabels>",
    '  <PolygonLabels name="polygon" toName="image">',
    '    <Label value="ant" background="#e69f00" category="0"/>',
    "  </PolygonLabels>",
    '  <TextArea name="transcription" toName="image" perRegion="true" editable="true" displayMode="region-list"/>',
    '  <Choices name="pose" toName="image" perRegion="true">',
    '    <Choice value="left"/>',
    '    <Choice value="a &amp; b"/>',
    "  </Choices>",
    '  <Number name="n" toName="image" perRegion="true"/>',
    "</View>",
    "",
  ])
  const sound = configText([drawnLabel("ant", 0)], { ...parts, sound: true })
  expect(sound).toContain('<Audio name="audio" value="$audio"/>\n  <Labels name="label" toName="audio">')
})

test("a label takes its configuration's colour only where it has one", () => {
  const ant = drawnLabel("ant", 0)
  const entry = { name: "ant", file: "c.xml", line: 1 }
  expect(withConfig(ant, { ...entry, color: "#123456" }, []).color).toBe("#123456")
  expect(withConfig(ant, { ...entry, color: null }, [])).toEqual(ant)
})

test("choices that are asked of regions are questions about labels, about some only where the file says so", async () => {
  const choices = (name: string, more: string, ...values: string[]) =>
    `<Choices name="${name}" toName="image" ${more}>${values.map((value) => `<Choice value="${value}"/>`).join("")}</Choices>`
  const xml = labels(label("dog"), label("cat")).replace(
    "</View>",
    [
      choices("pose", 'perRegion="true"', "left", "right", "left"),
      choices("fur", 'perRegion="true" whenLabelValue="cat, owl"', "long"),
      choices("many", 'perRegion="true" choice="multiple"', "a"),
      choices("scene", "", "indoor"),
      choices("none", 'perRegion="true"'),
      '<Choices name="alias" perRegion="true"><Choice value="A" alias="a"/></Choices></View>',
    ].join(""),
  )
  const config = await configOf({ "c.xml": xml })
  const asked = config.labels.map((entry, i) =>
    withConfig(drawnLabel(entry.name, i), entry, config.questions).attributes.map(({ id, kind, options }) => [
      ...[id, kind, options.map((option) => option.id)],
    ]),
  )
  const pose = ["pose", "choice", ["left", "right"]]
  const alias = ["alias", "choice", ["a"]]
  expect(asked).toEqual([
    [pose, alias],
    [pose, ["fur", "choice", ["long"]], alias],
  ])
})
