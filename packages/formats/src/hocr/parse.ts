import { Parser } from "htmlparser2"
import { isFiniteNumber } from "../regions/parts.ts"

/** A page or a piece of one: an element whose class hOCR knows. */
export interface HocrNode {
  readonly level: "page" | "region" | "line" | "word"
  /** The class without its prefix: `line`, `carea`, `header` … */
  readonly kind: string
  readonly line: number
  readonly attributes: Readonly<Record<string, string>>
  /** What `title` says: each property's words, quoted ones whole. */
  readonly said: ReadonlyMap<string, readonly string[]>
  readonly children: HocrNode[]
  text: string
}

/** Why a file ends early. */
interface HocrProblem {
  readonly problem: "too_deep" | "cut_off"
  readonly line: number
}

/** What a file has: its pages, the first problem, and how many single characters (`ocrx_cinfo`) it places. */
export interface HocrFile {
  readonly pages: HocrNode[]
  readonly problem: HocrProblem | null
  readonly characters: number
}

const WORDS = new Set(["ocrx_word", "ocr_word"])
const LINES = new Set(["ocr_line", "ocrx_line"])
/** Lines by another name where they are a `span` (Tesseract), otherwise regions. */
const EITHER = new Set(["ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat", "ocr_pageno"])
/** Kinds of regions, with the label that they are read as. */
export const REGION_KINDS: ReadonlyMap<string, string> = new Map([
  ["carea", "text"],
  ["par", "paragraph"],
  ...["block", "column", "photo", "image", "graphic", "separator", "table", "float", "math", "chem", "display"].map(
    (kind) => [kind, kind] as const,
  ),
  ...["header", "footer", "caption", "textfloat", "pageno"].map((kind) => [kind, kind] as const),
])
/** Kinds of lines, with the label that they are read as. */
export const LINE_KINDS: ReadonlyMap<string, string> = new Map([
  ["line", "text"],
  ...["header", "footer", "caption", "textfloat", "pageno"].map((kind) => [kind, kind] as const),
])

const MAX_OPEN = 1_000
const MAX_NESTED = 30

class TooDeep extends Error {}

/** Reads an hOCR file as the HTML it is: nothing in it is an error, and no entity of its own is known. Never throws. */
export function parseHocr(text: string): HocrFile {
  const pages: HocrNode[] = []
  const open: (HocrNode | null)[] = []
  let characters = 0
  let [counted, line] = [0, 1]
  const lineAt = (index: number) => {
    for (; counted < index; counted++) if (text.charCodeAt(counted) === 10) line++
    return line
  }
  const nested: HocrNode[] = []
  /** Where the file ends while a piece of a page is open. */
  let cut: HocrProblem | null = null
  let isEnding = false
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (open.length >= MAX_OPEN || nested.length >= MAX_NESTED) throw new TooDeep()
        if (/\bocrx_cinfo\b/.test(attributes["class"] ?? "")) characters++
        const node = nodeOf(tag, attributes, () => lineAt(parser.startIndex))
        open.push(node)
        if (!node) return
        if (node.level === "page") pages.push(node)
        else nested.at(-1)?.children.push(node)
        nested.push(node)
      },
      ontext(piece) {
        for (const node of nested) if (node.level !== "page") node.text += piece
      },
      onclosetag() {
        if (!open.pop()) return
        nested.pop()
        if (isEnding) cut ??= { problem: "cut_off", line: lineAt(text.length) }
      },
    },
    { decodeEntities: true, recognizeSelfClosing: true },
  )
  try {
    parser.write(text)
    isEnding = true
    parser.end()
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
    return { pages, problem: { problem: "too_deep", line: lineAt(parser.startIndex) }, characters }
  }
  return { pages, problem: cut, characters }
}

function nodeOf(tag: string, attributes: Record<string, string>, line: () => number): HocrNode | null {
  for (const name of (attributes["class"] ?? "").split(/\s+/)) {
    const kind = name.replace(/^ocrx?_/, "")
    const level = levelOf(name, kind, tag)
    if (level === null) continue
    return {
      level,
      kind,
      line: line(),
      attributes,
      said: titleParts(attributes["title"] ?? ""),
      children: [],
      text: "",
    }
  }
  return null
}

function levelOf(name: string, kind: string, tag: string): HocrNode["level"] | null {
  if (name === "ocr_page") return "page"
  if (WORDS.has(name)) return "word"
  if (LINES.has(name) || (EITHER.has(name) && tag === "span")) return "line"
  return /^ocrx?_/.test(name) && REGION_KINDS.has(kind) ? "region" : null
}

const piece = /"([^"]*)"|([^\s;"]+)|(;)/g

/** `bbox 0 0 9 9; image "a b.png"` as its properties. A semicolon inside quotes parts nothing. */
export function titleParts(title: string): Map<string, string[]> {
  const parts = new Map<string, string[]>()
  let words: string[] | null = null
  for (const [, quoted, plain, end] of title.matchAll(piece)) {
    if (end !== undefined) words = null
    else if (words) words.push(quoted ?? plain ?? "")
    else if (plain !== undefined) {
      words = []
      if (!parts.has(plain)) parts.set(plain, words)
    }
  }
  return parts
}

/** {@link titleParts} backwards, for properties that travelled. */
export function titleText(parts: Iterable<readonly [string, readonly string[]]>): string {
  return [...parts].map(([name, words]) => [name, ...words.map(quoted)].join(" ")).join("; ")
}

function quoted(word: string): string {
  return /^[^\s;"]+$/.test(word) ? word : `"${word.replaceAll('"', "")}"`
}

/** The numbers of a property; null where one of them is none or their count is not as wanted. */
export function numbersOf(node: HocrNode, name: string, count?: number): number[] | null {
  const numbers = (node.said.get(name) ?? []).map(Number)
  if (numbers.length === 0 || !numbers.every(isFiniteNumber)) return null
  return count === undefined || numbers.length === count ? numbers : null
}

/** A text as HTML shows it: blanks and line ends as one blank, none around. Other spaces stay. */
export function collapsed(text: string): string {
  return text
    .replaceAll(/[ \t\n\f\r]+/g, " ")
    .replace(/^ /, "")
    .replace(/ $/, "")
}
