import type { Point } from "@justesse/types"
import { isFiniteNumber } from "../regions/parts.ts"
import { childrenOf } from "../xml/file.ts"
import type { Element } from "../xml/parse.ts"
import { localName } from "../xml/write.ts"

/** What a piece of a page is: the level of its text and the name of its element. */
export interface AltoPart {
  readonly element: Element
  readonly level: "region" | "line" | "word"
  readonly kind: string
  /** The piece it is in; null at the top. */
  readonly inside: AltoPart | null
}

/** What a block is called that says no more. */
export const BLOCK_NAMES: ReadonlyMap<string, string> = new Map([
  ["TextBlock", "text"],
  ["ComposedBlock", "composed"],
  ["Illustration", "illustration"],
  ["GraphicalElement", "graphicalElement"],
])

/** The blocks, lines and words of a page as they stand: margins first, as the format has them. */
export function* altoParts(page: Element): Generator<AltoPart> {
  for (const space of page.children) yield* blocksIn(space, null)
}

function* blocksIn(element: Element, inside: AltoPart | null): Generator<AltoPart> {
  for (const child of element.children) {
    const kind = localName(child.name)
    if (!BLOCK_NAMES.has(kind)) continue
    const part: AltoPart = { element: child, level: "region", kind, inside }
    yield part
    yield* blocksIn(child, part)
    for (const line of childrenOf(child, "TextLine")) {
      const own: AltoPart = { element: line, level: "line", kind: "TextLine", inside: part }
      yield own
      for (const word of childrenOf(line, "String")) yield { element: word, level: "word", kind: "String", inside: own }
    }
  }
}

/** The tags of a file by their ids. */
export type Tags = ReadonlyMap<string, Element>

/** Ids of our own tags begin so. */
export const OWN = "jz."
/** A piece that only holds others, or a word that only holds its line's text. */
export const IMPLIED = `${OWN}implied`
/** A piece that nobody gave a text: what can be put together from its words is not one. */
export const UNTOLD = `${OWN}untold`
/** A tag of this kind has the piece's text as its label. */
export const TEXT_TYPE = "text"

/** A tag of this kind has a mark of the piece's text as its label (`markWords`), one of the next the way it runs. */
export const MARK_TYPE = "mark"
export const DIRECTION_TYPE = "direction"

/** The ids of the tags that an element has. */
export function tagRefs(element: Element): string[] {
  return (element.attributes["TAGREFS"] ?? "").split(/\s+/).filter((ref) => ref !== "")
}

/** The tag that is an element's label: the first without a type of its own, or of the type `type` (kraken's). */
export function labelTag(element: Element, tags: Tags): Element | undefined {
  const found = tagRefs(element).filter((ref) => ref !== IMPLIED && ref !== UNTOLD)
  return found
    .flatMap((ref) => tags.get(ref) ?? [])
    .find(({ attributes }) => ["", "type"].includes(attributes["TYPE"] ?? "") && (attributes["LABEL"] ?? "") !== "")
}

/** What tags of ours of a kind give an element. */
export function taggedWith(element: Element, tags: Tags, type: string): string[] {
  const tagged = tagRefs(element).flatMap((ref) => (ref.startsWith(OWN) ? (tags.get(ref) ?? []) : []))
  return tagged.flatMap(({ attributes }) => (attributes["TYPE"] === type ? [attributes["LABEL"] ?? ""] : []))
}

/**
 * The text of a line: its words and what stands between them. `SP` is a blank, `HYP` what it says; `SUBS_CONTENT` is what
 * a word would be unbroken, and not what is on the page.
 */
export function lineText(line: Element): string {
  return line.children
    .map(({ name, attributes }) => {
      const kind = localName(name)
      if (kind === "SP") return " "
      return kind === "String" || kind === "HYP" ? (attributes["CONTENT"] ?? "") : ""
    })
    .join("")
}

/** How units become pixels, along and down the page. */
export interface Scale {
  readonly x: number
  readonly y: number
}

/** The numbers of a piece's place, in pixels; null where one is missing or is none. */
export function readBox({ attributes }: Element, { x, y }: Scale) {
  const [left, top, width, height] = ["HPOS", "VPOS", "WIDTH", "HEIGHT"].map((key) => numberOf(attributes[key]))
  if (!isFiniteNumber(left) || !isFiniteNumber(top) || !isFiniteNumber(width) || !isFiniteNumber(height)) return null
  return { x: left * x, y: top * y, width: width * x, height: height * y }
}

/** A number of a file; NaN where there is none. */
export function numberOf(text: string | undefined): number {
  return text === undefined || text.trim() === "" ? Number.NaN : Number(text)
}

/** The corners of a piece's polygon, in pixels: `x,y x,y` or just numbers. Null where there is none or it cannot be read. */
export function polygonOf(element: Element, { x, y }: Scale): Point[] | null {
  const [polygon] = childrenOf(element, "Shape").flatMap((shape) => childrenOf(shape, "Polygon"))
  const numbers = (polygon?.attributes["POINTS"] ?? "")
    .split(/[\s,]+/)
    .filter((piece) => piece !== "")
    .map(Number)
  if (numbers.length < 6 || numbers.length % 2 === 1 || numbers.length > 20_000) return null
  if (!numbers.every(isFiniteNumber)) return null
  return Array.from({ length: numbers.length / 2 }, (_, i) => ({
    x: (numbers[2 * i] ?? 0) * x,
    y: (numbers[2 * i + 1] ?? 0) * y,
  }))
}
