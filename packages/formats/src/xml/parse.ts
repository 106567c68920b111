import { SaxesParser } from "saxes"
import type { JsonValue } from "../io/jsonParse.ts"

/** An element of an XML file: its direct text (trimmed), its children in order, and the line it begins at. */
export interface Element {
  readonly name: string
  readonly line: number
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  text: string
}

/** Why a text is no XML that is taken, and where. */
export interface XmlProblem {
  readonly problem: "xml_malformed" | "xml_doctype" | "too_deep"
  readonly line: number
  readonly found: string
}

/** Deepest nesting of elements taken. */
export const MAX_DEPTH = 100

/**
 * A whole XML text as a tree. A document type is refused outright, so that no entity of the file's own is ever known or
 * expanded; only the five of XML and character references are. Never throws.
 */
export function parseXml(text: string): Element | XmlProblem {
  const parser = new SaxesParser()
  const open: Element[] = []
  let top: Element | null = null
  parser.on("error", (error) => {
    throw new Refusal("xml_malformed", parser.line, error.message.replace(/^[\d:]+\s*/, ""))
  })
  parser.on("doctype", (doctype) => {
    throw new Refusal("xml_doctype", parser.line, doctype.trim())
  })
  parser.on("opentag", (tag) => {
    if (open.length >= MAX_DEPTH) throw new Refusal("too_deep", parser.line, tag.name)
    const element: Element = { name: tag.name, line: parser.line, attributes: tag.attributes, children: [], text: "" }
    open.at(-1)?.children.push(element)
    open.push(element)
    top ??= element
  })
  const addText = (piece: string) => {
    const inside = open.at(-1)
    if (inside) inside.text += piece
  }
  parser.on("text", addText)
  parser.on("cdata", addText)
  parser.on("closetag", () => {
    open.pop()
  })
  try {
    parser.write(text).close()
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.problem, line: error.line, found: error.message }
    throw error
  }
  return top ?? { problem: "xml_malformed", line: 1, found: "" }
}

/** Ends the parser from inside its own callbacks; never leaves what reads XML. */
export class Refusal extends Error {
  readonly problem: XmlProblem["problem"]
  readonly line: number
  constructor(problem: XmlProblem["problem"], line: number, message: string) {
    super(message)
    this.problem = problem
    this.line = line
  }
}

/** The first child called `name`. */
export function childOf(element: Element, name: string): Element | undefined {
  return element.children.find((child) => child.name === name)
}

/** The text of the first child called `name`, without blanks around it; null when there is no such child. */
export function textOf(element: Element, name: string): string | null {
  return childOf(element, name)?.text.trim() ?? null
}

/** Elements as JSON, to be carried: a leaf is its text, others an object; a name that comes again makes a list. */
export function elementAsJson(elements: readonly Element[]): Record<string, JsonValue> {
  const byName = new Map<string, JsonValue[]>()
  for (const element of elements) {
    const value = element.children.length === 0 ? element.text.trim() : elementAsJson(element.children)
    const same = byName.get(element.name)
    if (same) same.push(value)
    else byName.set(element.name, [value])
  }
  return Object.fromEntries(
    [...byName].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? null) : values]),
  )
}
