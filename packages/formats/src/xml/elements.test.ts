import { expect, test } from "vitest"
import { type TopChild, xmlElements } from "./elements.ts"
import { childOf } from "./parse.ts"

async function read(text: string, cut = 1_000): Promise<TopChild[]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += cut) yield text.slice(at, at + cut)
  }
  const all: TopChild[] = []
  for await (const some of xmlElements(pieces())) all.push(...some)
  return all
}

const sample = `<?xml version="1.0"?>
<annotations>
  <version>1.1</version>
  <image id="1"><box label="a &amp; b"><attribute name="t"> two
words </attribute></box></image>
  <image id="2"/>
</annotations>`

test.each([1, 3, 1_000])("children of the top come one by one with what is in them (pieces of %d)", async (cut) => {
  const found = await read(sample, cut)
  expect(
    found.map((child) => ("element" in child ? [child.top, child.element.name, child.element.line] : child)),
  ).toEqual([
    ["annotations", "version", 3],
    ["annotations", "image", 4],
    ["annotations", "image", 6],
  ])
  const image = found[1]
  const box = image && "element" in image ? childOf(image.element, "box") : undefined
  expect(box?.attributes["label"]).toBe("a & b")
  expect(box && childOf(box, "attribute")?.text).toBe(" two\nwords ")
})

test("what was whole before a problem is given, then the problem with its line", async () => {
  const found = await read("<a>\n<b/>\n<c d=></c></a>")
  expect(found.map((child) => ("element" in child ? child.element.name : [child.problem, child.line]))).toEqual([
    "b",
    ["xml_malformed", 3],
  ])
})

test.each([
  ["a document type", '<!DOCTYPE a [<!ENTITY x "y">]><a/>', "xml_doctype"],
  ["nothing at all", "", "xml_malformed"],
  ["a cut file", "<a><b>", "xml_malformed"],
  ["200 levels", "<a>".repeat(200), "too_deep"],
])("%s is a problem, not an exception", async (_, text, problem) => {
  expect((await read(text)).at(-1)).toMatchObject({ problem })
})
