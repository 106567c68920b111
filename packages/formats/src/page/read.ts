import { type AttributeValue, boundsOf, type Region, Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { knownLabels } from "../companions/index.ts"
import type { ReadEvent, Reader } from "../contract.ts"
import type { FileSet } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { PictureIndex } from "../io/pictures.ts"
import { DocumentPages, pageNumber } from "../regions/documentPages.ts"
import { nameReport, pageOfDocument, pictureCalled, rootOf } from "../regions/labelPictures.ts"
import { LabelList } from "../regions/labels.ts"
import { attributeParts, isTranscript, MAX_REGIONS, RegionIds, region } from "../regions/parts.ts"
import { type ShapeParts, statedQuad } from "../regions/rotated.ts"
import { directionNamed, type Marked } from "../regions/textMarks.ts"
import { isLoss, report } from "../report/lines.ts"
import { carriedOf } from "../xml/carried.ts"
import { childrenOf, notRead, xmlChildren, xmlFilesOf } from "../xml/file.ts"
import type { Element } from "../xml/parse.ts"
import { elementText, idFromXml, localName } from "../xml/write.ts"
import { languageTag } from "./languages.ts"
import { marksOfCustom } from "./marks.ts"
import {
  attributeOf,
  coordsOf,
  customText,
  DIRECTIONS,
  isOrderNested,
  isRegion,
  nameOfKind,
  type PagePart,
  type PageText,
  PLAIN_TEXT,
  pageParts,
  parseCustom,
  readingsOf,
} from "./parts.ts"

/**
 * PAGE XML of any namespace (2010 to 2019, `https://` too): regions, lines and words with their parents, in reading order
 * where the file gives one. Polygons are outlines; four corners of an upright box are just the box. Of several readings the
 * lowest index counts, the others travel in `foreign.page.readings`. A region's own text is taken where its lines have none;
 * otherwise, unless it only repeats them, it travels in `foreign.page.text`. The label is the `structure` type of `custom`
 * (Transkribus, whose marks of texts are read too), a text region's `type`, the kind of another region (`image`, `table` …), or `text`.
 */
export const pageReader: Reader = {
  name: "page",
  async detect(files) {
    return (await xmlFilesOf(files, "PcGts")).found.length > 0 ? 0.95 : 0
  },
  read: readPage,
}

/** Attributes and children that the reading takes; all others travel. */
const TAKEN = new Set(["id", "custom", "primaryLanguage", "language"])
const PAGE_TAKEN = new Set(["imageFilename", "imageWidth", "imageHeight"])
const PARTS = new Set(["Coords", "TextLine", "Word", "TextEquiv", "UserDefined"])

async function* readPage(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = LabelList.withAll(await knownLabels(files))
  const { found, others } = await xmlFilesOf(files, "PcGts")
  yield* notRead(others)
  const index = await PictureIndex.of(files)
  const root = await rootOf(files, found, "page")
  const numbered = new DocumentPages()
  for (const file of found) {
    const children = yield* xmlChildren(files, file, "PcGts")
    const [first] = pagesOf(children)
    if (first) numbered.add(pictureOfPage(first, { file, root, index }).name, numberOfPage(children))
    for (const page of pagesOf(children)) for (const part of pageParts(page)) learn(part, labels)
  }
  yield { kind: "ontology", ontology: labels.ontology() }
  for (const file of found) yield* giveFile(files, { file, root, index, labels, numbered, ids: new RegionIds() })
}

function pagesOf(children: readonly Element[] | null): Element[] {
  return (children ?? []).filter((child) => localName(child.name) === "Page")
}

function pictureOfPage({ attributes }: Element, { file, root, index }: Pick<Context, "file" | "root" | "index">) {
  return pictureCalled(attributes["imageFilename"] ?? null, file, root, index)
}

/** The page's number in its document, from 0, as Transkribus states it. */
function numberOfPage(children: readonly Element[] | null): number | null {
  const metadata = (children ?? []).find((child) => localName(child.name) === "Metadata")
  return pageNumber(childrenOf(metadata, "TranskribusMetadata")[0]?.attributes["pageNr"], 1)
}

function learn(part: PagePart, labels: LabelList): void {
  if (isImplied(part.element)) return
  const label = labels.add(labelNameOf(part))
  const hasText = part.kind === "TextRegion" || part.level !== "region"
  if (label && hasText && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
}

/** A piece that our writer put around a line or word that stands by itself. */
function isImplied(element: Element): boolean {
  const custom = parseCustom(element.attributes["custom"] ?? "") ?? []
  return custom.some(({ name, values }) => name === "justesse" && values.get("implied") === "true")
}

function labelNameOf(part: PagePart): string {
  const { element, kind, level } = part
  const custom = parseCustom(element.attributes["custom"] ?? "") ?? []
  const structure = custom.find(({ name }) => name === "structure")?.values.get("type")
  if (structure) return structure
  if (level !== "region") return PLAIN_TEXT
  return kind === "TextRegion" ? element.attributes["type"] || PLAIN_TEXT : nameOfKind(kind)
}

interface Context {
  readonly file: string
  readonly root: string
  readonly index: PictureIndex
  readonly labels: LabelList
  readonly numbered: DocumentPages
  readonly ids: RegionIds
}

async function* giveFile(files: FileSet, context: Context): AsyncGenerator<ReadEvent> {
  const { file, index, numbered } = context
  // The first pass has said what is wrong with the file's XML.
  const silent = xmlChildren(files, file, "PcGts")
  let step = await silent.next()
  let isDamaged = false
  for (; !step.done; step = await silent.next()) isDamaged ||= isLoss(step.value)
  const [page, ...more] = pagesOf(step.value)
  const [metadata] = (step.value ?? []).filter((child) => localName(child.name) === "Metadata")
  for (const extra of more) yield report("lost", "not_held", { file, line: extra.line, field: "Page" })
  if (!page) {
    // A file that cannot be read has said so.
    if (step.value !== null && !isDamaged) yield report("lost", "field_missing", { file, field: "Page" })
    return
  }
  const size = yield* sizeOf(page, file)
  if (isOrderNested(page)) yield report("changed", "reading_order_flattened", { file, line: page.line })
  const named = pictureOfPage(page, context)
  const number = numbered.find(named.name, numberOfPage(step.value))
  const { name, picture } = number === null ? named : pageOfDocument(named, number, index)
  yield* nameReport(named, { file, line: page.line, field: "imageFilename" })
  const regions = yield* regionsOf(page, context)
  const carried = carriedOf(page, PAGE_TAKEN, (child) => !isRegion(child) && localName(child.name) !== "ReadingOrder")
  const record: DatasetRecord = {
    name,
    size,
    sha256: null,
    body: { regions, nothingHere: false },
    source: { file, line: page.line },
    ...(number === null ? {} : { document: { name: named.name, page: number } }),
    ...(carried || metadata
      ? { foreign: { page: { ...carried, ...(metadata ? { metadata: elementText(metadata) } : {}) } } }
      : {}),
  }
  yield { kind: "record", record, picture }
}

function* sizeOf(page: Element, file: string): Generator<ReadEvent, Size | null> {
  const { imageWidth, imageHeight } = page.attributes
  const size = Size.safeParse({ width: Number(imageWidth), height: Number(imageHeight) })
  if (size.success) return size.data
  const odd = Number.isInteger(Number(imageWidth)) ? "imageHeight" : "imageWidth"
  if (Number(imageWidth) === 0) yield report("note", "size_unknown", { file, line: page.line })
  else yield report("lost", "not_a_number", { file, line: page.line, field: odd, found: page.attributes[odd] ?? "" })
  return null
}

function* regionsOf(page: Element, context: Context): Generator<ReadEvent, Region[]> {
  const { file, ids } = context
  const regions: Region[] = []
  const given = new Map<PagePart, string>()
  for (const part of pageParts(page)) {
    if (isImplied(part.element)) continue
    if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { file, line: part.element.line })
      break
    }
    const shape = yield* shapeOf(part, file)
    if (shape === null) continue
    const id = ids.give(idFromXml(part.element.attributes["id"] ?? "") || null)
    const found = yield* regionOf(part, shape, id, parentOf(part, given), context)
    if (found) given.set(part, id)
    if (found) regions.push(found)
  }
  return regions
}

/** The nearest piece around that is in the answer. */
function parentOf(part: PagePart, given: ReadonlyMap<PagePart, string>): string | undefined {
  for (let at = part.inside; at; at = at.inside) {
    const id = given.get(at)
    if (id !== undefined) return id
  }
  return undefined
}

function* shapeOf({ element, kind }: PagePart, file: string): Generator<ReadEvent, ShapeParts | null> {
  const points = coordsOf(element)
  const box = points && boundsOf(points)
  const shape = points && (points.length < 3 ? box && { box } : statedQuad(points))
  if (!shape) {
    const coords = childrenOf(element, "Coords")[0]
    const code = coords === undefined ? "field_missing" : points ? "box_of_no_size" : "points_unreadable"
    const found = coords?.attributes["points"]
    yield report("lost", code, { file, line: (coords ?? element).line, field: `${kind}/Coords`, found })
  }
  return shape || null
}

function* regionOf(
  part: PagePart,
  shape: ShapeParts,
  id: string,
  parent: string | undefined,
  { file, labels }: Context,
): Generator<ReadEvent, Region | null> {
  const { element, level } = part
  const location = { file, line: element.line, field: part.kind }
  const label = labels.get(labelNameOf(part))
  if (!label) {
    yield report("lost", "label_refused", { ...location, found: labelNameOf(part) })
    return null
  }
  const { text, carried } = yield* textOf(part, file)
  const { language, rest } = languageOf(element, text !== null)
  const { held, others } = userDefined(element)
  const { custom, marked } = customRest(element, text)
  const direction = text === null ? undefined : directionNamed(element.attributes["readingDirection"], DIRECTIONS)
  const foreign: Record<string, JsonValue> = {
    ...carriedOf(element, TAKEN, (child) => !PARTS.has(localName(child.name)) && !isRegion(child), {
      ...rest,
      ...(custom === "" ? {} : { custom }),
      // What the label says already.
      ...(level === "region" && element.attributes["type"] === label.name.en ? { type: undefined } : {}),
      ...(direction ? { readingDirection: undefined } : {}),
    }),
    ...(others.length > 0 ? { user: others } : {}),
    ...(part.kind !== "TextRegion" && level === "region" && nameOfKind(part.kind) !== label.name.en
      ? { kind: part.kind }
      : {}),
    ...carried,
  }
  return region({
    id,
    ...shape,
    label: label.id,
    level,
    parent,
    attributes: held ?? undefined,
    transcript:
      text === null
        ? undefined
        : { value: text, ...(language === null ? {} : { language }), ...(direction && { direction }), ...marked },
    foreign: Object.keys(foreign).length > 0 ? { page: foreign } : undefined,
  })
}

/** The text of a piece, and what of its readings travels. */
function* textOf(
  { element, level, kind }: PagePart,
  file: string,
): Generator<ReadEvent, { text: string | null; carried: Record<string, JsonValue> }> {
  const [first, ...others] = readingsOf(element)
  if (!first) return { text: null, carried: {} }
  const carried: Record<string, JsonValue> = {}
  if (others.length > 0) carried["readings"] = others.map(asJson)
  if (Object.keys(first.attributes).length > 0) carried["reading"] = asJson(first)
  if (!isTranscript(first.value)) {
    yield report("lost", "text_unstorable", { file, line: element.line, field: kind })
    return { text: null, carried }
  }
  const below = level === "region" ? linesBelow(element) : []
  if (below.length === 0) return { text: first.value, carried }
  if (first.value === below.join("\n")) return { text: null, carried: {} }
  yield report("note", "text_beside_lines", { file, line: element.line, field: kind })
  return { text: null, carried: { ...carried, text: first.value } }
}

function asJson({ value, attributes }: PageText): JsonValue {
  return { ...attributes, text: value }
}

/** The texts of the lines in a region, in the order of the file. */
function linesBelow(element: Element): string[] {
  return element.children.flatMap((child) => {
    if (isRegion(child)) return linesBelow(child)
    const [first] = localName(child.name) === "TextLine" ? readingsOf(child) : []
    return first ? [first.value] : []
  })
}

/** The language of a piece as a tag; a name that has none travels, and so does one that no text is there for. */
function languageOf(
  { attributes }: Element,
  hasText: boolean,
): { language: string | null; rest: Record<string, string> } {
  const key = attributes["primaryLanguage"] === undefined ? "language" : "primaryLanguage"
  const name = attributes[key]
  const language = name === undefined || !hasText ? null : languageTag(name)
  return { language, rest: name !== undefined && language === null ? { [key]: name } : {} }
}

/** `custom` without what is the label and, where there is a text, without its marks. */
function customRest({ attributes }: Element, value: string | null): { custom: string; marked: Marked } {
  const text = attributes["custom"] ?? ""
  const custom = parseCustom(text)
  if (custom === null) return { custom: text, marked: {} }
  const structure = custom.find(({ name }) => name === "structure")
  structure?.values.delete("type")
  const left = custom.filter((entry) => entry !== structure || entry.values.size > 0)
  const { marked, rest } = value === null ? { marked: {}, rest: left } : marksOfCustom(left, value)
  return { custom: customText(rest), marked }
}

/** A user's attributes: those that a region can hold, and the others as they stand. */
function userDefined(element: Element): { held: Record<string, AttributeValue> | null; others: JsonValue[] } {
  const own = childrenOf(element, "UserDefined").flatMap((user) => childrenOf(user, "UserAttribute"))
  const entries = own.map(({ attributes }): readonly [string, JsonValue] => [
    attributes["name"] ?? "",
    attributeOf(attributes["type"] ?? "", attributes["value"] ?? ""),
  ])
  const { held, carried } = attributeParts(entries)
  return { held, others: Object.entries(carried ?? {}).map(([name, value]) => ({ name, value })) }
}
