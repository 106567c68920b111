import fc from "fast-check"
import { expect, test } from "vitest"
import { xmlElements } from "./elements.ts"
import { parseXml } from "./parse.ts"
import { elementText, idFromXml, isXmlText, localName, xmlAttribute, xmlAttributes, xmlId, xmlText } from "./write.ts"

/** The text and attribute of an element, read with their blanks. */
async function readBack(text: string) {
  async function* whole() {
    yield `<top>${text}</top>`
  }
  for await (const found of xmlElements(whole())) for (const one of found) if ("element" in one) return one.element
  return null
}

const sayable = fc.string({ unit: "binary", maxLength: 40 }).filter(isXmlText)

test("a text that XML can hold comes back to the letter, inside an element and as an attribute", async () => {
  await fc.assert(
    fc.asyncProperty(sayable, sayable, async (inside, value) => {
      const back = await readBack(`<a${xmlAttribute("k", value)}>${xmlText(inside)}</a>`)
      expect([back?.text, back?.attributes["k"]]).toEqual([inside, value])
    }),
  )
})

test("line ends are spelled, so that no parser makes others of them", () => {
  expect(xmlText("a\r\nb\u0085c\u2028d")).toBe("a&#13;\nb&#133;c&#8232;d")
  expect(xmlAttribute("k", 'a\n\t"<&>')).toBe(' k="a&#10;&#9;&quot;&lt;&amp;&gt;"')
})

test("what XML cannot hold becomes a mark, and is told beforehand", () => {
  for (const odd of ["\0", "\u0001", "\u000b", "\u001f", "\ufffe", "\uffff", "\ud800", "x\udc00"]) {
    expect(isXmlText(odd)).toBe(false)
    expect(xmlText(odd)).toContain("\ufffd")
  }
  for (const fine of ["", "\t\n\r", "\u007f", "\u0080", "\ue000", "😀", "]]>"]) expect(isXmlText(fine)).toBe(true)
})

test("attributes keep their order, and those that are undefined are left out", () => {
  expect(xmlAttributes({ b: 1, a: undefined, c: "x" })).toBe(' b="1" c="x"')
  expect(xmlAttribute("k", undefined)).toBe("")
  expect(localName("p:a:b")).toBe("a:b")
  expect(localName("a")).toBe("a")
})

test("any id becomes one that XML takes, and comes back; no two become the same", () => {
  expect(xmlId("line_1")).toBe("line_1")
  expect(xmlId("line 1")).toBe("jz.line.20.1")
  expect(xmlId("1")).toBe("jz.1")
  expect(xmlId("jz.x")).not.toBe("jz.x")
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), fc.string({ unit: "binary", minLength: 1 }), (a, b) => {
      if (!isXmlText(a) || !isXmlText(b)) return
      expect(xmlId(a)).toMatch(/^[A-Za-z_][\w.-]*$/)
      expect(idFromXml(xmlId(a))).toBe(a)
      expect(xmlId(a) === xmlId(b)).toBe(a === b)
    }),
  )
  expect(idFromXml("jz.x.ffffff.y")).toBe("jz.x.ffffff.y".slice(3))
})

test("an element is carried without prefixes and namespaces", () => {
  const parsed = parseXml('<p:a xmlns:p="x" p:b="1" c="&lt;"><p:d>t &amp; u</p:d><e/></p:a>')
  expect("problem" in parsed ? null : elementText(parsed)).toBe('<a c="&lt;"><d>t &amp; u</d><e/></a>')
})
