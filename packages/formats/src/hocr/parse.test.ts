import fc from "fast-check"
import { expect, test } from "vitest"
import { collapsed, type HocrNode, numbersOf, parseHocr, titleParts, titleText } from "./parse.ts"

/** A node as its level, kind, line and text, with its children. */
function tree(node: HocrNode): unknown[] {
  return [node.level, node.kind, node.line, collapsed(node.text), ...node.children.map(tree)]
}
const pagesOf = (html: string) => parseHocr(html).pages.map(tree)

test("classes are found among others, in any case of the tag, with the line they begin at", () => {
  const html = `<html>\n<DIV class="x ocr_page y">\n<Div class='ocr_carea'>\n<P CLASS=ocr_par><SPAN class="big ocr_line"\n title="bbox 0 0 1 1">a<span class=ocrx_word>b</span></SPAN></P></Div></DIV>`
  expect(pagesOf(html)).toEqual([
    [
      "page",
      "page",
      2,
      "",
      ["region", "carea", 3, "ab", ["region", "par", 4, "ab", ["line", "line", 4, "ab", ["word", "word", 5, "b"]]]],
    ],
  ])
})

test("lines have many names: as spans they are lines, otherwise regions", () => {
  const kinds = ["ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat", "ocr_pageno"]
  const html = (tag: string) =>
    `<div class=ocr_page>${kinds.map((kind) => `<${tag} class=${kind}></${tag}>`).join("")}</div>`
  const levels = (tag: string) => parseHocr(html(tag)).pages[0]?.children.map(({ level, kind }) => [level, kind])
  expect(levels("span")).toEqual(["header", "footer", "caption", "textfloat", "pageno"].map((kind) => ["line", kind]))
  expect(levels("div")).toEqual(["header", "footer", "caption", "textfloat", "pageno"].map((kind) => ["region", kind]))
  expect(
    parseHocr(
      '<p class="ocr_page"><b class="ocrx_line"></b><b class="ocrx_block"></b><b class="ocr_nothing"></b></p>',
    ).pages[0]?.children.map(({ level }) => level),
  ).toEqual(["line", "region"])
})

test("texts have their entities read, comments left out, and belong to everything around them", () => {
  const html =
    "<div class=ocr_page>no<span class=ocr_line>a &amp; b&eacute;&#x263a;<!-- c --><b>d</b><br/>e</span></div>"
  expect(parseHocr(html).pages[0]?.text).toBe("")
  expect(parseHocr(html).pages[0]?.children[0]?.text).toBe("a & bé☺de")
})

test("unclosed and crossed tags end where HTML ends them", () => {
  const html =
    "<div class=ocr_page><p class=ocr_par>one<p class=ocr_par>two<span class=ocr_line>three</div><div class=ocr_page>"
  expect(pagesOf(html).map((page) => (page as unknown[]).slice(4).map((child) => (child as unknown[])[3]))).toEqual([
    ["one", "twothree"],
    [],
  ])
})

test("pieces outside of any page belong to none", () => {
  expect(pagesOf("<span class=ocr_line>x</span><div class=ocr_page></div>")).toEqual([["page", "page", 1, ""]])
})

test("single characters are counted, and nesting has an end", () => {
  expect(parseHocr('<p class=ocr_page><i class="ocrx_cinfo">a</i><i class="ocrx_cinfo">b</i></p>').characters).toBe(2)
  expect(parseHocr(`<p class=ocr_page>\n${"<i>".repeat(1_001)}`).problem).toEqual({ problem: "too_deep", line: 2 })
  expect(parseHocr(`<p class=ocr_page>${"<b class=ocr_float>".repeat(31)}`).problem).toEqual({
    problem: "too_deep",
    line: 1,
  })
  expect(parseHocr("").pages).toEqual([])
})

test("titles: words of properties, quotes kept whole, the first of two of one name", () => {
  const parts = (title: string) => [...titleParts(title)]
  expect(parts("bbox 1 2 3 4; x_wconf 95; bbox 9 9 9 9")).toEqual([
    ["bbox", ["1", "2", "3", "4"]],
    ["x_wconf", ["95"]],
  ])
  expect(parts('image "C:\\scans; old\\a.png";ppageno 3')).toEqual([
    ["image", ["C:\\scans; old\\a.png"]],
    ["ppageno", ["3"]],
  ])
  expect(parts("")).toEqual([])
  expect(parts(';; "quoted"; x')).toEqual([["x", []]])
})

test("what titles say comes back, but for quotes inside of words", () => {
  const word = fc.string({ unit: "grapheme", minLength: 1 }).map((text) => text.replaceAll('"', "'"))
  const name = fc.stringMatching(/^[a-z_]+$/)
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, fc.array(word)), { selector: ([key]) => key }), (entries) => {
      expect([...titleParts(titleText(entries))]).toEqual(entries)
    }),
  )
})

test("numbers of a property are all there or none", () => {
  const node = (title: string) => ({ said: titleParts(title) }) as unknown as HocrNode
  expect(numbersOf(node("bbox 1 2.5 -3 4"), "bbox", 4)).toEqual([1, 2.5, -3, 4])
  expect(numbersOf(node("bbox 1 2 3"), "bbox", 4)).toBeNull()
  expect(numbersOf(node("bbox 1 2 3 x"), "bbox")).toBeNull()
  expect(numbersOf(node("bbox"), "bbox")).toBeNull()
  expect(numbersOf(node("poly 1 2 3 4 5 6"), "poly")).toHaveLength(6)
})
