import { SaxesParser } from "saxes"
import { type Element, MAX_DEPTH, Refusal, type XmlProblem } from "./parse.ts"

/** A child of the top element with all that is in it, or what ended the file. `top` is the top element's name. */
export type TopChild = { readonly top: string; readonly element: Element } | XmlProblem

/**
 * The children of an XML file's top element one after the other, so that a file of any length needs the memory of its
 * largest child. Texts keep their blanks. A document type is refused as by `parseXml`. Never throws; what was whole before
 * a problem has been given.
 */
export async function* xmlElements(texts: AsyncIterable<string>): AsyncGenerator<TopChild[]> {
  const reader = new ChildReader()
  for await (const text of texts) {
    const found = reader.push(text)
    if (found.length > 0) yield found
    if (reader.ended) return
  }
  yield reader.end()
}

class ChildReader {
  readonly #parser = new SaxesParser()
  readonly #open: Element[] = []
  #top = ""
  #out: TopChild[] = []
  ended = false

  constructor() {
    const parser = this.#parser
    parser.on("error", (error) => {
      throw new Refusal("xml_malformed", parser.line, error.message.replace(/^[\d:]+\s*/, ""))
    })
    parser.on("doctype", (doctype) => {
      throw new Refusal("xml_doctype", parser.line, doctype.trim())
    })
    parser.on("opentag", (tag) => this.#enter(tag.name, tag.attributes))
    parser.on("text", (piece) => this.#add(piece))
    parser.on("cdata", (piece) => this.#add(piece))
    parser.on("closetag", () => this.#leave())
  }

  push(text: string): TopChild[] {
    return this.#guarded(() => this.#parser.write(text))
  }

  end(): TopChild[] {
    return this.#guarded(() => {
      this.#parser.close()
      if (this.#top === "") throw new Refusal("xml_malformed", 1, "")
    })
  }

  #guarded(step: () => void): TopChild[] {
    this.#out = []
    try {
      step()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.ended = true
      this.#out.push({ problem: error.problem, line: error.line, found: error.message })
    }
    return this.#out
  }

  #enter(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#open.length >= MAX_DEPTH) throw new Refusal("too_deep", this.#parser.line, name)
    const element: Element = { name, line: this.#parser.line, attributes, children: [], text: "" }
    if (this.#open.length === 0) this.#top = name
    // Children of the top are given away when they close, so that the top never holds them.
    if (this.#open.length > 1) this.#open.at(-1)?.children.push(element)
    this.#open.push(element)
  }

  #add(piece: string): void {
    const inside = this.#open.at(-1)
    if (inside && this.#open.length > 1) inside.text += piece
  }

  #leave(): void {
    const element = this.#open.pop()
    if (element && this.#open.length === 1) this.#out.push({ top: this.#top, element })
  }
}
