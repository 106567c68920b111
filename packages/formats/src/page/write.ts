import { boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Writer } from "../contract.ts"
import { isList, isObject, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { type Page, perPictureWriter } from "../regions/perPicture.ts"
import { levelOf, type TextNode, textTree, withoutParent } from "../regions/textTree.ts"
import { lineOfRegion, wholeShape } from "../regions/wholePixels.ts"
import type { Tally } from "../report/lines.ts"
import { attributesOf, ordered, type Part, partsOf } from "../xml/carried.ts"
import { parseXml } from "../xml/parse.ts"
import { elementText, isXmlText, xmlAttributes, xmlId, xmlText } from "../xml/write.ts"
import { languageName } from "./languages.ts"
import { customOfMarks } from "./marks.ts"
import {
  type Custom,
  customText,
  DIRECTIONS,
  nameOfKind,
  OTHER_KINDS,
  PLAIN_TEXT,
  parseCustom,
  TEXT_REGION_TYPES,
  userAttribute,
} from "./parts.ts"

/**
 * PAGE XML 2019: `page/<picture>.xml`, whole pixels, elements in the order that the published schema asks for. A line or
 * word that stands by itself gets a region or line around it, marked `custom="justesse {implied:true;}"`, which our reader
 * takes off again. Labels are a text region's `type` where the schema knows it, the kind of a region without text, otherwise
 * `custom="structure {type:…;}"`; attributes are `UserAttribute`s, marks of texts entries of `custom` as Transkribus has them. The reading order is that of the answer. Numbers have no
 * sign: what lies left of or above the picture is clipped and counted.
 */
export const pageWriter: Writer = perPictureWriter({
  name: "page",
  folder: "page",
  extension: "xml",
  holds: {
    rotation: true,
    outline: true,
    transcript: true,
    language: true,
    marks: true,
    textParts: true,
    attributes: true,
    ids: true,
    levels: true,
    size: true,
    foreign: "page",
  },
  tally: tallyPage,
  text: pageText,
})

const NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"

/** Children in the schema's order; `*` is where pieces of text and regions go. */
const BEFORE_REGIONS = ["AlternativeImage", "Coords", "UserDefined", "Labels", "Roles"]
const REGION_ORDER = [...BEFORE_REGIONS, "*", "Grid", "TextEquiv", "TextStyle"]
const LINE_ORDER = ["AlternativeImage", "Coords", "Baseline", "*", "TextEquiv", "TextStyle", "UserDefined", "Labels"]
const WORD_ORDER = ["AlternativeImage", "Coords", "Glyph", "TextEquiv", "TextStyle", "UserDefined", "Labels"]
const PAGE_ORDER = [
  ...["AlternativeImage", "Border", "PrintSpace", "ReadingOrder", "Layers", "Relations", "TextStyle", "UserDefined"],
  ...["Labels", "*"],
]

// Losses

function tallyPage(record: DatasetRecord, tally: Tally): void {
  const regions = record.body?.regions ?? []
  if (record.foreignId !== undefined) tally.add("lost", "ids", "picture")
  if (record.size === null) tally.add("note", "size_unknown")
  const kept = keptOf(regions)
  const lost = withoutParent(kept)
  if (lost > 0) tally.add("lost", "levels", "", lost)
  for (const node of textTree(kept)) tallyNode(node, tally)
  const texts = [record.name]
  for (const region of regions) {
    wholeShape(lineOfRegion(region), boxOf(region), tally, 0)
    const { transcript } = region
    if (transcript?.language !== undefined && languageName(transcript.language) === null)
      tally.add("lost", "transcription_language", transcript.language)
    if (region.level === undefined) tally.add("note", "level_added", "line")
    texts.push(
      transcript?.value ?? "",
      region.label,
      ...Object.entries(region.attributes ?? {})
        .flat()
        .map(String),
    )
  }
  const odd = texts.filter((text) => !isXmlText(text)).length
  if (odd > 0) tally.add("changed", "character_not_in_xml", "", odd)
}

function tallyNode({ region, children }: TextNode, tally: Tally): void {
  if (levelOf(region) === "region") {
    const isLine = children.map((child) => levelOf(child.region) !== "region")
    if (isLine.includes(true) && isLine.lastIndexOf(false) > isLine.indexOf(true)) tally.add("changed", "order_changed")
    if (region.transcript && hasLineText(children)) tally.add("changed", "text_beside_lines")
  }
  for (const child of children) tallyNode(child, tally)
}

function hasLineText(nodes: readonly TextNode[]): boolean {
  return nodes.some(({ region, children }) => {
    const level = levelOf(region)
    return (level === "line" && region.transcript !== undefined) || (level === "region" && hasLineText(children))
  })
}

/** The regions that have a place on the page when nothing may lie left of or above it. */
function keptOf(regions: readonly Region[]): Region[] {
  return regions.filter((region) => wholeShape(lineOfRegion(region), boxOf(region), null, 0) !== null)
}

// Writing

interface Numbering {
  readonly labelOf: Page["labelOf"]
  implied: number
}

function* pageText({ record, regions, labelOf, manifest }: Page): Generator<string> {
  const roots = textTree(keptOf(regions))
  const carried = carriedFor(record.foreign, "page")
  const at = new Date(manifest.frozenAtMs).toISOString()
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<PcGts xmlns="${NAMESPACE}">\n`
  yield `${metadataOf(member(carried, "metadata"), at)}\n`
  yield `<Page${xmlAttributes({
    imageFilename: record.name,
    imageWidth: record.size?.width ?? 0,
    imageHeight: record.size?.height ?? 0,
    ...attributesOf(carried, new Set(["imageFilename", "imageWidth", "imageHeight"])),
  })}>\n`
  const numbering: Numbering = { labelOf, implied: 0 }
  const groups = groupsOf(roots, "region", numbering)
  const parts = partsOf(carried)
  if (groups.length > 0) parts.push({ name: "ReadingOrder", text: readingOrder(groups) })
  const [before, after] = ordered(parts, PAGE_ORDER)
  yield before
  for (const group of groups) yield* regionText(group, numbering)
  yield `${after}</Page>\n</PcGts>\n`
}

function metadataOf(carried: JsonValue | undefined, at: string): string {
  const parsed = typeof carried === "string" ? parseXml(carried) : null
  const known = parsed && !("problem" in parsed) && parsed.name === "Metadata" ? parsed.children : []
  const named = (name: string) => known.find((child) => child.name === name)?.text.trim()
  const rest = known.filter((child) => !["Creator", "Created", "LastChange"].includes(child.name)).map(elementText)
  const creator = xmlText(named("Creator") ?? "Justesse")
  return `<Metadata><Creator>${creator}</Creator><Created>${xmlText(named("Created") ?? at)}</Created><LastChange>${at}</LastChange>${rest.join("")}</Metadata>`
}

/** A region, line or word with what is in it; `region` null where it only holds those that stand by themselves. */
interface Group {
  readonly id: string
  readonly region: Region | null
  readonly children: readonly TextNode[]
}

/** Nodes as groups of one level: those that hold less text come, neighbours together, into an implied one. */
function groupsOf(nodes: readonly TextNode[], level: "region" | "line", numbering: Numbering): Group[] {
  const groups: (Group & { children: TextNode[] })[] = []
  for (const node of nodes) {
    const last = groups.at(-1)
    if (levelOf(node.region) === level) groups.push({ id: xmlId(node.region.id), ...node })
    else if (last?.region === null) last.children.push(node)
    else groups.push({ id: `jz.implied-${++numbering.implied}`, region: null, children: [node] })
  }
  return groups
}

function readingOrder(groups: readonly Group[]): string {
  const refs = groups.map(({ id }, index) => `<RegionRefIndexed${xmlAttributes({ index, regionRef: id })}/>`)
  return `<ReadingOrder><OrderedGroup id="jz.order">${refs.join("")}</OrderedGroup></ReadingOrder>`
}

const IMPLIED = ` custom="justesse {implied:true;}"`

function coords(regions: readonly Region[]): string {
  const [only] = regions
  const points = regions.flatMap((region) => wholeShape(lineOfRegion(region), boxOf(region), null, 0) ?? [])
  if (regions.length === 1 && only) return `<Coords points="${points.map(({ x, y }) => `${x},${y}`).join(" ")}"/>`
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const [left, top, right, bottom] = [least(xs), least(ys), most(xs), most(ys)]
  return `<Coords points="${left},${top} ${right},${top} ${right},${bottom} ${left},${bottom}"/>`
}

const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0)

function* regionText({ id, region, children }: Group, numbering: Numbering): Generator<string> {
  const isRegion = (node: TextNode) => levelOf(node.region) === "region"
  const lines = children.filter((node) => !isRegion(node))
  const kind = region ? kindOf(region, lines.length > 0, numbering) : "TextRegion"
  const around = region ? [region] : children.map((node) => node.region)
  const parts = region ? ownParts(region, around) : [{ name: "Coords", text: coords(around) }]
  const [before, after] = ordered(parts, REGION_ORDER)
  yield `<${kind} id="${id}"${region ? headOf(region, kind, numbering) : IMPLIED}>${before}\n`
  for (const node of children) if (isRegion(node)) yield* regionText({ id: xmlId(node.region.id), ...node }, numbering)
  for (const line of groupsOf(lines, "line", numbering)) yield lineText(line, numbering)
  yield `${after}</${kind}>\n`
}

/** What kind of region it is written as: regions without text may be pictures, tables and the like. */
function kindOf(region: Region, hasLines: boolean, { labelOf }: Numbering): string {
  if (hasLines || region.transcript) return "TextRegion"
  const carried = member(carriedFor(region.foreign, "page"), "kind")
  if (typeof carried === "string" && OTHER_KINDS.has(carried)) return carried
  const label = labelOf(region)
  return [...OTHER_KINDS].find((kind) => nameOfKind(kind) === label) ?? "TextRegion"
}

function lineText({ id, region, children }: Group, numbering: Numbering): string {
  const around = region ? [region] : children.map((node) => node.region)
  const parts = region ? ownParts(region, around) : [{ name: "Coords", text: coords(around) }]
  const [before, after] = ordered(parts, LINE_ORDER)
  const words = children.map(({ region: word }) => {
    const inside = ordered(ownParts(word, [word]), WORD_ORDER).join("")
    return `<Word id="${xmlId(word.id)}"${headOf(word, "Word", numbering)}>${inside}</Word>`
  })
  const head = region ? headOf(region, "TextLine", numbering) : IMPLIED
  return `<TextLine id="${id}"${head}>${before}${words.join("\n")}${after}</TextLine>\n`
}

/** The attributes of a piece besides its id. */
function headOf(region: Region, kind: string, { labelOf }: Numbering): string {
  const carried = carriedFor(region.foreign, "page")
  const { custom, type, ...attributes } = attributesOf(carried, new Set(["id"]))
  const label = labelOf(region)
  const isText = kind === "TextRegion"
  const plain = kind.endsWith("Region") && !isText ? nameOfKind(kind) : PLAIN_TEXT
  const known = isText && TEXT_REGION_TYPES.has(label)
  const structure: Custom = known || label === plain ? [] : [{ name: "structure", values: new Map([["type", label]]) }]
  const { transcript } = region
  const language = languageName(transcript?.language ?? "") ?? undefined
  return xmlAttributes({
    ...attributes,
    ...(transcript?.direction && { readingDirection: DIRECTIONS[transcript.direction] }),
    type: known ? label : structure.length > 0 || !isText ? type : undefined,
    ...(language === undefined ? {} : { [kind === "Word" ? "language" : "primaryLanguage"]: language }),
    custom: customWith([...structure, ...(transcript ? customOfMarks(transcript) : [])], custom),
  })
}

/** A label's `structure` and the marks of a text before what `custom` held besides. */
function customWith(own: Custom, rest: string | undefined): string | undefined {
  return (own.length > 0 ? customText(mergedWith(own, rest)) : rest) || undefined
}

function mergedWith(own: Custom, rest: string | undefined): Custom {
  const others = parseCustom(rest ?? "") ?? []
  const same = own.some(({ name }) => name === "structure") && others.find(({ name }) => name === "structure")
  const merged = own.map((entry) =>
    same && entry.name === "structure" ? { ...entry, values: new Map([...entry.values, ...same.values]) } : entry,
  )
  return [...merged, ...others.filter((entry) => entry !== same)]
}

// What travels

function ownParts(region: Region, around: readonly Region[]): Part[] {
  const carried = carriedFor(region.foreign, "page")
  const parts = [...partsOf(carried), { name: "Coords", text: coords(around) }]
  const user = [...Object.entries(region.attributes ?? {})].map(
    ([name, value]) => `<UserAttribute${xmlAttributes({ name, ...userAttribute(value) })}/>`,
  )
  if (user.length > 0) parts.push({ name: "UserDefined", text: `<UserDefined>${user.join("")}</UserDefined>` })
  return [...parts, ...readings(region, carried).map((text) => ({ name: "TextEquiv", text }))]
}

/** The readings of a piece: its text first, with what the file said about it while it is still the same, then the others. */
function readings(region: Region, carried: JsonObject): string[] {
  const travelled = member(carried, "text")
  const value = region.transcript?.value ?? (typeof travelled === "string" ? travelled : null)
  const list = member(carried, "readings")
  const others = isList(list) ? list.filter(isObject) : []
  const said = member(carried, "reading")
  const own = isObject(said) && member(said, "text") === value ? said : {}
  const all: JsonObject[] = [...(value === null ? [] : [{ ...own, text: value }]), ...others]
  return all.map((reading, index) => {
    const { text, ...rest } = reading
    const attributes = attributesOf({ attributes: rest }, new Set())
    const numbered = all.length > 1 ? { ...attributes, index: String(index) } : attributes
    return `<TextEquiv${xmlAttributes(numbered)}><Unicode>${xmlText(typeof text === "string" ? text : "")}</Unicode></TextEquiv>`
  })
}
