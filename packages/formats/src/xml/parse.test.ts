import fc from "fast-check"
import { expect, test } from "vitest"
import { childOf, type Element, elementAsJson, parseXml, textOf } from "./parse.ts"

function tree(text: string): Element {
  const parsed = parseXml(text)
  if ("problem" in parsed) throw new Error(parsed.found)
  return parsed
}

test("elements come with their text, their children in order and their lines", () => {
  const top = tree("<a>\n <b>one &amp; two</b>\n <b><![CDATA[<three>]]></b>\n</a>")
  expect(top.children.map((child) => [child.name, child.text, child.line])).toEqual([
    ["b", "one & two", 2],
    ["b", "<three>", 3],
  ])
  expect([textOf(top, "b"), textOf(top, "c"), childOf(top, "c")]).toEqual(["one & two", null, undefined])
})

test.each([
  { name: "a billion laughs", text: '<!DOCTYPE a [<!ENTITY l "ha">]>\n<a>&l;</a>', problem: "xml_doctype", line: 1 },
  { name: "a file outside", text: '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', problem: "xml_doctype", line: 1 },
  { name: "an unknown entity", text: "<a>\n&l;</a>", problem: "xml_malformed", line: 2 },
  { name: "an open element", text: "<a>\n<b>\n</a>", problem: "xml_malformed", line: 3 },
  { name: "nothing", text: "", problem: "xml_malformed", line: 1 },
  { name: "a hundred and one levels", text: "<a>".repeat(101), problem: "too_deep", line: 1 },
])("refused with its place: $name", ({ text, problem, line }) => {
  expect(parseXml(text)).toMatchObject({ problem, line })
})

test("what is carried keeps every element; names that come again make a list", () => {
  const top = tree("<a><p>1</p><p>2</p><q><r> x </r></q><__proto__>y</__proto__></a>")
  const json = elementAsJson(top.children)
  expect(Object.entries(json)).toEqual([
    ["p", ["1", "2"]],
    ["q", { r: "x" }],
    ["__proto__", "y"],
  ])
})

test("any text ends as a tree or as a problem with a line", () => {
  const piece = fc.constantFrom(
    "<a>",
    "</a>",
    "<b/>",
    "text",
    "&amp;",
    "&x;",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?x?>",
    "\n",
    "<",
    "\0",
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const parsed = parseXml(pieces.join(""))
      expect(parsed.line).toBeGreaterThan(0)
    }),
    { numRuns: 2_000 },
  )
})
