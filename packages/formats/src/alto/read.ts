import { boundsOf, type Region, Size, TextDirection, type Transcript } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { knownLabels } from "../companions/index.ts"
import type { ReadEvent, Reader, ReadOptions } from "../contract.ts"
import type { FileSet } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { pictureSize } from "../io/pictureSize.ts"
import { PictureIndex } from "../io/pictures.ts"
import { type NamedPicture, nameReport, pageOfDocument, pictureCalled, rootOf } from "../regions/labelPictures.ts"
import { LabelList } from "../regions/labels.ts"
import { isTranscript, MAX_REGIONS, RegionIds, region } from "../regions/parts.ts"
import { outlinedBox, quadRegion, type ShapeParts } from "../regions/rotated.ts"
import { readMarkWords } from "../regions/textMarks.ts"
import { isLoss, report } from "../report/lines.ts"
import { carriedOf } from "../xml/carried.ts"
import { childrenOf, notRead, xmlChildren, xmlFilesOf } from "../xml/file.ts"
import type { Element } from "../xml/parse.ts"
import { elementText, idFromXml, localName } from "../xml/write.ts"
import {
  type AltoPart,
  altoParts,
  BLOCK_NAMES,
  DIRECTION_TYPE,
  IMPLIED,
  labelTag,
  lineText,
  MARK_TYPE,
  numberOf,
  OWN,
  polygonOf,
  readBox,
  type Scale,
  type Tags,
  TEXT_TYPE,
  taggedWith,
  tagRefs,
  UNTOLD,
} from "./parts.ts"

/**
 * ALTO 1 to 4, with or without namespace: blocks, lines and words with their parents. A line's text is put together from its
 * words, `SP` and `HYP`. A line without a place of its own gets that of its words. `mm10` and `inch1200` become pixels by the
 * picture's size against the page's; where the picture is not known, 300 pixels an inch are assumed and said. Labels are
 * tags without a type (or of the type `type`). A file of several pages gives one record each.
 */
export const altoReader: Reader = {
  name: "alto",
  async detect(files) {
    return (await xmlFilesOf(files, "alto")).found.length > 0 ? 0.95 : 0
  },
  read: readAlto,
}

const TAKEN = new Set(["ID", "HPOS", "VPOS", "WIDTH", "HEIGHT", "CONTENT", "TAGREFS", "LANG", "language"])
const PARTS = new Set(["TextLine", "String", "SP", "HYP", ...BLOCK_NAMES.keys()])
/** Said about a text, and no longer true once it is another. */
const ABOUT_TEXT = ["WC", "CC", "SUBS_TYPE", "SUBS_CONTENT"]
const ASSUMED_DPI = 300
const INCH: Readonly<Record<string, number>> = { mm10: 254, inch1200: 1200 }

async function* readAlto(files: FileSet, options: ReadOptions): AsyncGenerator<ReadEvent> {
  const labels = LabelList.withAll(await knownLabels(files))
  const { found, others } = await xmlFilesOf(files, "alto")
  yield* notRead(others)
  for (const file of found) {
    const { pages, tags } = contentsOf(yield* xmlChildren(files, file, "alto"))
    for (const page of pages) for (const part of altoParts(page)) learn(part, tags, labels)
  }
  yield { kind: "ontology", ontology: labels.ontology() }
  const index = await PictureIndex.of(files)
  const root = await rootOf(files, found, "alto")
  for (const file of found) yield* giveFile(files, options, { file, root, index, labels })
}

interface Contents {
  readonly description: Element | undefined
  readonly styles: Element | undefined
  readonly tags: Tags
  readonly pages: Element[]
  readonly order: Element | undefined
}

function contentsOf(children: readonly Element[] | null): Contents {
  const named = (name: string) => (children ?? []).find((child) => localName(child.name) === name)
  const tags = (named("Tags")?.children ?? []).map((tag) => [tag.attributes["ID"] ?? "", tag] as const)
  return {
    description: named("Description"),
    styles: named("Styles"),
    tags: new Map(tags),
    pages: childrenOf(named("Layout"), "Page"),
    order: named("ReadingOrder"),
  }
}

function isImplied({ element }: AltoPart): boolean {
  return tagRefs(element).includes(IMPLIED)
}

function labelNameOf({ element, kind }: AltoPart, tags: Tags): string {
  return labelTag(element, tags)?.attributes["LABEL"] ?? BLOCK_NAMES.get(kind) ?? "text"
}

function learn(part: AltoPart, tags: Tags, labels: LabelList): void {
  const label = isImplied(part) ? null : labels.add(labelNameOf(part, tags))
  const hasText = part.kind === "TextBlock" || part.level !== "region"
  if (label && hasText && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
}

interface Context {
  readonly file: string
  readonly root: string
  readonly index: PictureIndex
  readonly labels: LabelList
}

async function* giveFile(files: FileSet, options: ReadOptions, context: Context): AsyncGenerator<ReadEvent> {
  const { file, root, index } = context
  // The first pass has said what is wrong with the file's XML.
  const silent = xmlChildren(files, file, "alto")
  let step = await silent.next()
  let isDamaged = false
  for (; !step.done; step = await silent.next()) isDamaged ||= isLoss(step.value)
  const contents = contentsOf(step.value)
  const { description, pages, order } = contents
  if (pages.length === 0 && !isDamaged && step.value !== null)
    yield report("lost", "field_missing", { file, field: "Page" })
  if (order) yield report("lost", "reading_order_not_kept", { file, line: order.line, field: "ReadingOrder" })
  const source = childrenOf(description, "sourceImageInformation")[0]
  const given = childrenOf(source, "fileName")[0]
  const named = pictureCalled(given?.text.trim() ?? null, file, root, index)
  yield* nameReport(named, { file, line: given?.line, field: "fileName" })
  for (const [i, page] of pages.entries()) {
    const one: NamedPicture = pages.length === 1 ? named : pageOfDocument(named, i, index)
    const { scale, size } = yield* scaleOf(files, options, page, { ...context, description, picture: one })
    const regions = yield* regionsOf(page, scale, { ...context, tags: contents.tags, ids: new RegionIds() })
    const id = page.attributes["ID"]
    const record: DatasetRecord = {
      name: one.name,
      size,
      sha256: null,
      body: { regions, nothingHere: false },
      source: { file, line: page.line },
      ...(id === undefined || id === `${OWN}page` ? {} : { foreignId: idFromXml(id.replace(/^jz\.page-/, "")) }),
      ...(pages.length > 1 ? { document: { name: named.name, page: i } } : {}),
      ...foreignOf(page, contents),
    }
    yield { kind: "record", record, picture: one.picture }
  }
}

function foreignOf(page: Element, { description, styles, tags }: Contents): Pick<DatasetRecord, "foreign"> {
  const own = [...tags.values()].filter(({ attributes }) => !attributes["ID"]?.startsWith(OWN)).map(elementText)
  const steps = (description?.children ?? []).filter(({ name }) => localName(name).endsWith("Processing"))
  const carried: Record<string, JsonValue> = {
    ...carriedOf(page, new Set(["ID", "WIDTH", "HEIGHT"]), () => false),
    ...(own.length > 0 ? { tags: own } : {}),
    ...(styles ? { styles: elementText(styles) } : {}),
    ...(steps.length > 0 ? { processing: steps.map(elementText) } : {}),
  }
  return Object.keys(carried).length > 0 ? { foreign: { alto: carried } } : {}
}

/** How the file's units become pixels, and the picture's size in pixels where it is known. */
async function* scaleOf(
  files: FileSet,
  options: ReadOptions,
  page: Element,
  { file, description, picture }: Context & { description: Element | undefined; picture: NamedPicture },
): AsyncGenerator<ReadEvent, { scale: Scale; size: Size | null }> {
  const [element] = childrenOf(description, "MeasurementUnit")
  const unit = element?.text.trim() ?? "pixel"
  const [width, height] = [numberOf(page.attributes["WIDTH"]), numberOf(page.attributes["HEIGHT"])]
  const perInch = INCH[unit]
  if (perInch === undefined) {
    const size = Size.safeParse({ width: Math.round(width), height: Math.round(height) })
    if (unit !== "pixel") yield report("changed", "unit_unknown", { file, line: element?.line, found: unit })
    if (!size.success) yield report("note", "size_unknown", { file, line: page.line })
    return { scale: { x: 1, y: 1 }, size: size.success ? size.data : null }
  }
  const own = picture.picture === null ? null : await pictureSize(files, picture.picture)
  const known = own ?? (await options.sizeOf?.(picture.name)) ?? null
  if (known && width > 0 && height > 0)
    return {
      scale: { x: known.width / width, y: known.height / height },
      size: { width: known.width, height: known.height },
    }
  yield report("changed", "resolution_assumed", { file, line: page.line, field: unit, found: `${ASSUMED_DPI} dpi` })
  const scale = ASSUMED_DPI / perInch
  return { scale: { x: scale, y: scale }, size: null }
}

type Inside = Context & { readonly tags: Tags; readonly ids: RegionIds }

function* regionsOf(page: Element, scale: Scale, context: Inside): Generator<ReadEvent, Region[]> {
  const { file, ids } = context
  const regions: Region[] = []
  const given = new Map<AltoPart, string>()
  for (const part of altoParts(page)) {
    if (isImplied(part)) continue
    if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { file, line: part.element.line })
      break
    }
    const shape = yield* shapeOf(part, scale, file)
    if (shape === null) continue
    const id = ids.give(idFromXml(part.element.attributes["ID"] ?? "") || null)
    const found = yield* regionOf(part, shape, id, parentOf(part, given), context)
    if (!found) continue
    given.set(part, id)
    regions.push(found)
  }
  return regions
}

function parentOf(part: AltoPart, given: ReadonlyMap<AltoPart, string>): string | undefined {
  for (let at = part.inside; at; at = at.inside) {
    const id = given.get(at)
    if (id !== undefined) return id
  }
  return undefined
}

/** A piece's own place, else its polygon's, else, for a line, that of its words. */
function* shapeOf(part: AltoPart, scale: Scale, file: string): Generator<ReadEvent, ShapeParts | null> {
  const { element, kind, level } = part
  const polygon = polygonOf(element, scale)
  const location = readBox(element, scale)
  if (location && location.width > 0 && location.height > 0) {
    const at = { file, line: element.line, field: kind }
    return polygon ? yield* outlinedBox(location, polygon, at) : { box: location }
  }
  const quad = polygon && quadRegion(polygon)
  if (quad) return quad
  const at = { file, line: element.line, field: kind }
  const words = level === "line" ? boundsOf(cornersOfWords(element, scale)) : null
  if (words) {
    yield report("changed", "box_of_words", at)
    return { box: words }
  }
  yield report("lost", location ? "box_of_no_size" : "field_missing", at)
  return null
}

function cornersOfWords(line: Element, scale: Scale) {
  return childrenOf(line, "String").flatMap((word) => {
    const location = readBox(word, scale)
    return location ? [location, { x: location.x + location.width, y: location.y + location.height }] : []
  })
}

function* regionOf(
  part: AltoPart,
  shape: ShapeParts,
  id: string,
  parent: string | undefined,
  { file, labels, tags }: Inside,
): Generator<ReadEvent, Region | null> {
  const { element, level, kind } = part
  const location = { file, line: element.line, field: kind }
  const name = labelNameOf(part, tags)
  const label = labels.get(name)
  if (!label) {
    yield report("lost", "label_refused", { ...location, found: name })
    return null
  }
  const text = textOf(part, tags)
  if (text !== null && !isTranscript(text)) yield report("lost", "text_unstorable", location)
  const kept = text !== null && isTranscript(text) ? text : null
  const said = element.attributes["LANG"] ?? element.attributes["language"]
  const language = kept !== null && said !== undefined && said.length <= 35 ? said : undefined
  const foreign = carriedPart(part, tags, language === undefined ? said : undefined)
  return region({
    id,
    ...shape,
    label: label.id,
    level,
    parent,
    transcript:
      kept === null ? undefined : { value: kept, ...(language && { language }), ...saidOf(kept, element, tags) },
    foreign: foreign ? { alto: foreign } : undefined,
  })
}

/** The marks of a text and the way it runs, from our own tags. */
function saidOf(text: string, element: Element, tags: Tags): Partial<Transcript> {
  const direction = TextDirection.safeParse(taggedWith(element, tags, DIRECTION_TYPE)[0]).data
  return { ...(direction && { direction }), ...readMarkWords(taggedWith(element, tags, MARK_TYPE), text.length) }
}

/** What a piece says: a word its content, a line what its words say together, a block what our own tag or line says. */
function textOf({ element, level }: AltoPart, tags: Tags): string | null {
  const refs = tagRefs(element)
  const [tagged] = taggedWith(element, tags, TEXT_TYPE)
  if (tagged !== undefined) return tagged
  if (refs.includes(UNTOLD)) return null
  if (level === "word") return element.attributes["CONTENT"] ?? null
  if (level === "line") return childrenOf(element, "String").length > 0 ? lineText(element) : null
  const [line] = childrenOf(element, "TextLine").filter((own) => tagRefs(own).includes(IMPLIED))
  const words = childrenOf(line, "String")
  return line && words.every((word) => tagRefs(word).includes(IMPLIED)) ? lineText(line) : null
}

function carriedPart(
  { element, kind }: AltoPart,
  tags: Tags,
  language: string | undefined,
): Record<string, JsonValue> | null {
  const label = labelTag(element, tags)
  const refs = tagRefs(element).filter((ref) => !ref.startsWith(OWN) && tags.get(ref) !== label && tags.has(ref))
  const isPolygon = (child: Element) => childrenOf(child, "Polygon").length > 0
  const carried = carriedOf(element, TAKEN, (child) => !PARTS.has(localName(child.name)) && !isPolygon(child), {
    ...(refs.length > 0 ? { TAGREFS: refs.join(" ") } : {}),
    LANG: language,
  })
  const [hyphen] = childrenOf(element, "HYP")
  const about = ABOUT_TEXT.some((key) => element.attributes[key] !== undefined)
  const more: Record<string, JsonValue> = {
    ...carried,
    ...(hyphen ? { hyphen: hyphen.attributes["CONTENT"] ?? "" } : {}),
    ...(about ? { content: element.attributes["CONTENT"] ?? "" } : {}),
    ...(kind !== "TextBlock" && BLOCK_NAMES.has(kind) ? { kind } : {}),
  }
  return Object.keys(more).length > 0 ? more : null
}
