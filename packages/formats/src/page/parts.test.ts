import fc from "fast-check"
import { expect, test } from "vitest"
import { type Element, parseXml } from "../xml/parse.ts"
import { languageName, languageTag } from "./languages.ts"
import {
  attributeOf,
  coordsOf,
  customText,
  isOrderNested,
  nameOfKind,
  OTHER_KINDS,
  pageParts,
  parseCustom,
  readingsOf,
  userAttribute,
} from "./parts.ts"

function element(text: string): Element {
  const parsed = parseXml(text)
  if ("problem" in parsed) throw new Error(parsed.problem)
  return parsed
}

test("custom is taken apart into entries and values, escapes too; what is no such text is none", () => {
  const parsed = parseCustom("readingOrder {index:3;} structure {type:Machine\\u0020Printed; score : 0.5 ;}x{}")
  expect(parsed?.map(({ name, values }) => [name, [...values]])).toEqual([
    ["readingOrder", [["index", "3"]]],
    [
      "structure",
      [
        ["type", "Machine Printed"],
        ["score", "0.5"],
      ],
    ],
    ["x", []],
  ])
  expect(parseCustom("")).toEqual([])
  for (const odd of ["free text", "a {b}", "a {b:c;", "a {b:c}}", "{a:b;}"]) expect(parseCustom(odd)).toBeNull()
})

test("whatever a label, it comes back from custom", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (label) => {
      const text = customText([{ name: "structure", values: new Map([["type", label]]) }])
      expect(text).toMatch(/^structure \{type:[^\s{};]+;\}$/)
      expect(parseCustom(text)?.[0]?.values.get("type")).toBe(label)
    }),
  )
})

test("a long custom text that is none costs one pass", () => {
  expect(parseCustom("a".repeat(1_000_000))).toBeNull()
  expect(parseCustom(`${"a {b:c;} ".repeat(50_000)}!`)).toBeNull()
})

test("points are pairs of numbers, in one attribute or as elements of the oldest files", () => {
  const points = (inside: string) => coordsOf(element(`<a>${inside}</a>`))
  expect(points('<Coords points="1,2 3.5,-4  5,6"/>')).toEqual([
    { x: 1, y: 2 },
    { x: 3.5, y: -4 },
    { x: 5, y: 6 },
  ])
  expect(points('<Coords><Point x="1" y="2"/><Point x="3" y="4"/></Coords>')).toEqual([
    { x: 1, y: 2 },
    { x: 3, y: 4 },
  ])
  for (const odd of [
    "",
    "<Coords/>",
    '<Coords points=""/>',
    '<Coords points="1,2"/>',
    '<Coords points="1 2 3 4"/>',
    '<Coords points="1,2 3,NaN"/>',
    '<Coords points="1,2 3,"/>',
    '<Coords points="1,2,3 4,5,6"/>',
    '<Coords points="1,2 1e999,3"/>',
    '<Coords><Point x="1"/><Point x="3" y="4"/></Coords>',
  ])
    expect(points(odd)).toBeNull()
  expect(points(`<Coords points="${"1,2 ".repeat(10_001)}"/>`)).toBeNull()
})

test("readings come by their index, those without one last, plain text where there is no Unicode", () => {
  const line =
    element(`<l><TextEquiv><Unicode> a </Unicode></TextEquiv><TextEquiv index="1"><PlainText>b</PlainText></TextEquiv>
<TextEquiv index="0" conf="0.5"><PlainText>x</PlainText><Unicode>c</Unicode></TextEquiv><TextEquiv index="x"/></l>`)
  expect(readingsOf(line).map(({ value, attributes }) => [value.trim(), attributes])).toEqual([
    ["c", { index: "0", conf: "0.5" }],
    ["b", { index: "1" }],
    ["a", {}],
    ["", { index: "x" }],
  ])
})

/** The ids of a page's pieces with what they are in. */
function order(inside: string) {
  const page = element(`<Page>${inside}</Page>`)
  return [...pageParts(page)].map(({ element: { attributes }, level, kind, inside: around }) => [
    attributes["id"],
    level,
    kind,
    around?.element.attributes["id"],
  ])
}

test("groups in groups are one order; regions that it does not name follow, and names of nothing are passed over", () => {
  const regions = ["a", "b", "c", "d"].map((id) => `<TextRegion id="${id}"/>`).join("")
  const nested = `<ReadingOrder><OrderedGroup id="g"><OrderedGroupIndexed id="h" index="1"><RegionRefIndexed index="5" regionRef="a"/>
<RegionRefIndexed index="2" regionRef="d"/></OrderedGroupIndexed><RegionRefIndexed index="0" regionRef="gone"/><UnorderedGroupIndexed id="i" index="0" regionRef="c"/></OrderedGroup></ReadingOrder>`
  expect(order(nested + regions).map(([id]) => id)).toEqual(["c", "d", "a", "b"])
  expect(order(regions).map(([id]) => id)).toEqual(["a", "b", "c", "d"])
  expect(isOrderNested(element(`<Page>${nested}</Page>`))).toBe(true)
  expect(isOrderNested(element("<Page><ReadingOrder><UnorderedGroup/></ReadingOrder></Page>"))).toBe(true)
  expect(isOrderNested(element("<Page><ReadingOrder><OrderedGroup/></ReadingOrder></Page>"))).toBe(false)
  expect(isOrderNested(element("<Page/>"))).toBe(false)
})

test("regions in regions come before the lines beside them, each with what it is in", () => {
  const inside = `<TableRegion id="t"><TextRegion id="c"><TextLine id="l"><Word id="w"/><Word id="v"/></TextLine></TextRegion></TableRegion>
<TextRegion id="r"><TextLine id="m"/><TextRegion id="s"/></TextRegion><Border/>`
  expect(order(inside)).toEqual([
    ["t", "region", "TableRegion", undefined],
    ["c", "region", "TextRegion", "t"],
    ["l", "line", "TextLine", "c"],
    ["w", "word", "Word", "l"],
    ["v", "word", "Word", "l"],
    ["r", "region", "TextRegion", undefined],
    ["s", "region", "TextRegion", "r"],
    ["m", "line", "TextLine", "r"],
  ])
})

test("kinds of regions have labels, and labels their kinds", () => {
  expect(nameOfKind("LineDrawingRegion")).toBe("lineDrawing")
  expect(new Set([...OTHER_KINDS].map(nameOfKind)).size).toBe(OTHER_KINDS.size)
  expect(OTHER_KINDS.has("TextRegion")).toBe(false)
})

test("languages have names in PAGE and tags here; others have none", () => {
  expect([languageTag("German"), languageTag("Klingon"), languageTag("german")]).toEqual(["de", null, null])
  expect([languageName("ar"), languageName("tlh"), languageName("fr-CA"), languageName("")]).toEqual([
    "Arabic",
    null,
    null,
    null,
  ])
})

test("a user's attributes keep their types", () => {
  const values = [true, false, 0, -7, 1.5, 1e21, "", "true", "1", "a b"]
  for (const value of values) {
    const { type, value: text } = userAttribute(value)
    expect(attributeOf(type, text)).toBe(value)
  }
  expect(attributeOf("xsd:boolean", "1")).toBe("1")
  expect(attributeOf("xsd:float", "many")).toBe("many")
  expect(attributeOf("", "x")).toBe("x")
})
