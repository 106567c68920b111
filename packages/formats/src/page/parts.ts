import type { AttributeValue, Point, TextDirection } from "@justesse/types"
import { isFiniteNumber } from "../regions/parts.ts"
import { childrenOf } from "../xml/file.ts"
import type { Element } from "../xml/parse.ts"
import { localName } from "../xml/write.ts"

/** What a piece of a page is: the level of its text, and the kind of region (`TextRegion`, `ImageRegion` …). */
export interface PagePart {
  readonly element: Element
  readonly level: "region" | "line" | "word"
  readonly kind: string
  /** The piece it is in; null at the top. */
  readonly inside: PagePart | null
}

/** The regions, lines and words of a page in reading order; regions that the order does not name follow as they stand. */
export function* pageParts(page: Element): Generator<PagePart> {
  const ranks = readingRanks(page)
  yield* regionsIn(page, null, ranks)
}

function* regionsIn(
  element: Element,
  inside: PagePart | null,
  ranks: ReadonlyMap<string, number>,
): Generator<PagePart> {
  const rankOf = (child: Element) => ranks.get(child.attributes["id"] ?? "") ?? ranks.size
  const regions = element.children.filter((child) => isRegion(child)).sort((a, b) => rankOf(a) - rankOf(b))
  for (const child of regions) {
    const part: PagePart = { element: child, level: "region", kind: localName(child.name), inside }
    yield part
    yield* regionsIn(child, part, ranks)
    yield* textsIn(part)
  }
}

function* textsIn(region: PagePart): Generator<PagePart> {
  for (const line of childrenOf(region.element, "TextLine")) {
    const part: PagePart = { element: line, level: "line", kind: "TextLine", inside: region }
    yield part
    for (const word of childrenOf(line, "Word")) yield { element: word, level: "word", kind: "Word", inside: part }
  }
}

/** True for `TextRegion`, `ImageRegion` and the like. */
export function isRegion(element: Element): boolean {
  return /^[A-Z][A-Za-z]*Region$/.test(localName(element.name))
}

/** The place of each region in the reading order: groups are walked as their indexes say. */
function readingRanks(page: Element): Map<string, number> {
  const ranks = new Map<string, number>()
  const visit = (group: Element) => {
    const own = group.attributes["regionRef"]
    if (own !== undefined && !ranks.has(own)) ranks.set(own, ranks.size)
    const indexOf = (child: Element) => Number(child.attributes["index"] ?? 0) || 0
    for (const child of [...group.children].sort((a, b) => indexOf(a) - indexOf(b))) visit(child)
  }
  for (const order of childrenOf(page, "ReadingOrder")) visit(order)
  return ranks
}

/** True when the reading order is more than one list: that is kept as one list only. */
export function isOrderNested(page: Element): boolean {
  const groups = childrenOf(page, "ReadingOrder").flatMap((order) => order.children)
  const inner = groups.flatMap((group) => group.children).some((child) => localName(child.name).includes("Group"))
  return inner || groups.length > 1 || groups.some((group) => localName(group.name) === "UnorderedGroup")
}

/** A text that a piece has: the reading with the lowest index, those without an index last. */
export interface PageText {
  readonly value: string
  readonly attributes: Readonly<Record<string, string>>
}

/** The readings of a piece, the one that counts first. */
export function readingsOf(element: Element): PageText[] {
  const indexOf = (text: PageText) => {
    const index = Number(text.attributes["index"] ?? Number.NaN)
    return Number.isNaN(index) ? Number.MAX_VALUE : index
  }
  return childrenOf(element, "TextEquiv")
    .map(({ attributes, children }) => {
      const named = (name: string) => children.find((child) => localName(child.name) === name)?.text
      return { value: named("Unicode") ?? named("PlainText") ?? "", attributes }
    })
    .sort((a, b) => indexOf(a) - indexOf(b))
}

/** The points of a piece: `points="x,y …"`, or the older `<Point x y>`. Null when they cannot be read. */
export function coordsOf(element: Element): Point[] | null {
  const [coords] = childrenOf(element, "Coords")
  if (!coords) return null
  const text = coords.attributes["points"]
  const pairs =
    text === undefined
      ? childrenOf(coords, "Point").map(({ attributes }) => [attributes["x"] ?? "", attributes["y"] ?? ""])
      : text
          .trim()
          .split(/\s+/)
          .map((pair) => pair.split(","))
  if (pairs.length < 2 || pairs.length > 10_000) return null
  const points: Point[] = []
  for (const pair of pairs) {
    const [x, y] = pair.map((value) => (value.trim() === "" ? Number.NaN : Number(value)))
    if (pair.length !== 2 || !isFiniteNumber(x) || !isFiniteNumber(y)) return null
    points.push({ x, y })
  }
  return points
}

/** The `custom` attribute taken apart: `name {key:value; …}` in order, values as they are meant. Null when it is no such text. */
export type Custom = { readonly name: string; readonly values: Map<string, string> }[]

const customEntry = /\s*([\w-]+)\s*\{([^{}]*)\}\s*/y

export function parseCustom(text: string): Custom | null {
  const entries: Custom = []
  customEntry.lastIndex = 0
  while (customEntry.lastIndex < text.length) {
    const match = customEntry.exec(text)
    if (!match) return null
    const values = new Map<string, string>()
    for (const piece of (match[2] ?? "").split(";")) {
      const colon = piece.indexOf(":")
      if (colon > 0) values.set(piece.slice(0, colon).trim(), unescaped(piece.slice(colon + 1).trim()))
      else if (piece.trim() !== "") return null
    }
    entries.push({ name: match[1] ?? "", values })
  }
  return entries
}

/** {@link parseCustom} backwards: what the form needs for itself is spelled `\\u0020`. */
export function customText(entries: Custom): string {
  return entries
    .map(({ name, values }) => `${name} {${[...values].map(([key, value]) => `${key}:${escaped(value)};`).join(" ")}}`)
    .join(" ")
}

function escaped(value: string): string {
  return value.replaceAll(/[\s{}:;\\]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

function unescaped(value: string): string {
  return value.replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** The types that PAGE XML knows for its text regions. */
export const TEXT_REGION_TYPES: ReadonlySet<string> = new Set([
  ..."paragraph heading caption header footer page-number drop-capital credit floating signature-mark".split(" "),
  ..."catch-word marginalia footnote footnote-continued endnote TOC-entry list-label other".split(" "),
])

/** Kinds of regions besides `TextRegion`. */
export const OTHER_KINDS: ReadonlySet<string> = new Set(
  "Image LineDrawing Graphic Table Chart Map Separator Maths Chem Music Advert Noise Custom Unknown"
    .split(" ")
    .map((name) => `${name}Region`),
)

/** The label of a region of another kind: `LineDrawingRegion` is `lineDrawing`. */
export function nameOfKind(kind: string): string {
  return kind.charAt(0).toLowerCase() + kind.slice(1, -"Region".length)
}

/** The way a text runs, as `readingDirection` has it. */
export const DIRECTIONS: Readonly<Record<TextDirection, string>> = {
  ltr: "left-to-right",
  rtl: "right-to-left",
  ttb: "top-to-bottom",
}

/** What a piece of text is called that says no more. */
export const PLAIN_TEXT = "text"

/** A user's attribute as PAGE XML types it. */
export function userAttribute(value: AttributeValue): { type: string; value: string } {
  if (typeof value === "boolean") return { type: "xsd:boolean", value: String(value) }
  if (typeof value === "number")
    return { type: Number.isInteger(value) ? "xsd:integer" : "xsd:float", value: String(value) }
  return { type: "xsd:string", value }
}

/** {@link userAttribute} backwards. */
export function attributeOf(type: string, value: string): AttributeValue {
  if (type === "xsd:boolean" && (value === "true" || value === "false")) return value === "true"
  const number = Number(value)
  return /^xsd:(integer|float)$/.test(type) && value.trim() !== "" && Number.isFinite(number) ? number : value
}
