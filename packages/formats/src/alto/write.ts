import { type Box, boundsOf, boxOf, cornersOfBox, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Writer } from "../contract.ts"
import { isList, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { type Page, perPictureWriter } from "../regions/perPicture.ts"
import { findLine } from "../regions/rotated.ts"
import { markWords } from "../regions/textMarks.ts"
import { gapsOf, levelOf, type TextNode, textTree, withoutParent } from "../regions/textTree.ts"
import { lineOfRegion } from "../regions/wholePixels.ts"
import type { Tally } from "../report/lines.ts"
import { attributesOf, ordered, type Part, partsOf } from "../xml/carried.ts"
import { isXmlText, xmlAttributes, xmlId, xmlText } from "../xml/write.ts"
import { BLOCK_NAMES, DIRECTION_TYPE, IMPLIED, MARK_TYPE, OWN, TEXT_TYPE, UNTOLD } from "./parts.ts"

/**
 * ALTO 4: `alto/<picture>.xml` in pixels with all their decimals (the schema has floats since 2.1). A line's text is its
 * words with `SP` between them; what stands between words otherwise, or a line without words, is a `String` of its own with
 * the tag `jz.implied`. Blocks and lines around what stands by itself have that tag too. A text that its words do not give
 * is the label of a tag. Labels are tags,
 * and so are marks of texts and the way they run.
 */
export const altoWriter: Writer = perPictureWriter({
  name: "alto",
  folder: "alto",
  extension: "xml",
  holds: {
    rotation: "corners",
    outline: true,
    transcript: true,
    language: true,
    marks: true,
    textParts: true,
    ids: true,
    levels: true,
    size: true,
    foreign: "alto",
  },
  tally: tallyPage,
  text: altoText,
})

const NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
const language = /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/
const STRING_ORDER = ["Shape", "ALTERNATIVE", "Glyph"]

// Losses

function tallyPage(record: DatasetRecord, tally: Tally): void {
  const regions = record.body?.regions ?? []
  if (record.size === null) tally.add("note", "size_unknown")
  const lost = withoutParent(regions)
  if (lost > 0) tally.add("lost", "levels", "", lost)
  const visit = (node: TextNode) => {
    if (isTextInTag(node)) tally.add("note", "text_as_tag")
    for (const child of node.children) visit(child)
  }
  for (const root of textTree(regions)) visit(root)
  const texts = [record.name, record.foreignId ?? ""]
  for (const { transcript, label, level } of regions) {
    if (transcript?.language !== undefined && !language.test(transcript.language))
      tally.add("lost", "transcription_language", transcript.language)
    if (level === undefined) tally.add("note", "level_added", "line")
    texts.push(transcript?.value ?? "", label)
  }
  const odd = texts.filter((text) => !isXmlText(text)).length
  if (odd > 0) tally.add("changed", "character_not_in_xml", "", odd)
}

/** True when a piece's text cannot be put together from what is below it. */
function isTextInTag({ region, children }: TextNode): boolean {
  if (!region.transcript || children.length === 0 || levelOf(region) === "word") return false
  return levelOf(region) === "region" || gapsOf(region.transcript.value, children.map(contentOf)) === null
}

const contentOf = ({ region }: TextNode) => region.transcript?.value ?? ""

// Writing

/** What a page's elements refer to, and what has been numbered. */
interface Made {
  readonly labelOf: Page["labelOf"]
  readonly labels: Map<string, string>
  readonly texts: string[]
  /** What our own tags say of texts: the kind of each by its label. */
  readonly said: Map<string, string>
  implied: number
}

function* altoText({ record, regions, labelOf }: Page): Generator<string> {
  const carried = carriedFor(record.foreign, "alto")
  const made: Made = { labelOf, labels: new Map(), texts: [], said: new Map(), implied: 0 }
  const blocks = blocksText(textTree(regions), made)
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<alto xmlns="${NAMESPACE}">\n`
  const processing = elementsOf(carried, "processing", /^(OCR)?Processing$/)
  yield `<Description><MeasurementUnit>pixel</MeasurementUnit><sourceImageInformation><fileName>${xmlText(record.name)}</fileName></sourceImageInformation>${processing}</Description>\n`
  yield elementsOf({ styles: [member(carried, "styles") ?? ""] }, "styles", /^Styles$/)
  yield `<Tags>${elementsOf(carried, "tags", /Tag$/)}${tagsText(made)}</Tags>\n`
  const size = { WIDTH: record.size?.width, HEIGHT: record.size?.height }
  yield `<Layout><Page${xmlAttributes({
    ID: record.foreignId === undefined ? `${OWN}page` : `${OWN}page-${xmlId(record.foreignId)}`,
    PHYSICAL_IMG_NR: 1,
    ...attributesOf(carried, new Set(["ID", "WIDTH", "HEIGHT"])),
    ...size,
  })}><PrintSpace${xmlAttributes(record.size ? { HPOS: 0, VPOS: 0, ...size } : {})}>\n`
  yield* blocks
  yield "</PrintSpace></Page></Layout>\n</alto>\n"
}

/** Elements that travelled as XML, those whose name fits. */
function elementsOf(carried: JsonObject, key: string, name: RegExp): string {
  const list = member(carried, key)
  const parts: JsonValue = isList(list) ? list : []
  return partsOf({ parts })
    .filter((part) => name.test(part.name))
    .map((part) => part.text)
    .join("")
}

function tagsText({ labels, texts, said }: Made): string {
  const tag = (id: string, label: string, more = {}) => `<OtherTag${xmlAttributes({ ID: id, ...more, LABEL: label })}/>`
  return [
    tag(IMPLIED, "implied", { TYPE: "justesse" }),
    tag(UNTOLD, "no text", { TYPE: "justesse" }),
    ...[...labels].map(([label, id]) => tag(id, label)),
    ...texts.map((text, i) => tag(`${OWN}text-${i}`, text, { TYPE: TEXT_TYPE })),
    ...[...said].map(([label, type]) => tag(saidId(label, type), label, { TYPE: type })),
  ].join("")
}

const saidId = (label: string, type: string) => `${OWN}${type}-${label.replace(":", "-")}`

function* neighbours(nodes: readonly TextNode[], level: "region" | "line"): Generator<TextNode | TextNode[]> {
  let alone: TextNode[] = []
  for (const node of nodes) {
    if (levelOf(node.region) !== level) alone.push(node)
    else {
      if (alone.length > 0) yield alone
      alone = []
      yield node
    }
  }
  if (alone.length > 0) yield alone
}

/** Blocks one after the other; lines and words that stand by themselves come, neighbours together, in an implied one. */
function blocksText(nodes: readonly TextNode[], made: Made): string[] {
  return [...neighbours(nodes, "region")].map((item) => {
    if (!Array.isArray(item)) return blockText(item, made)
    return `<TextBlock${impliedHead(item, made)}>\n${linesText(item, made)}</TextBlock>\n`
  })
}

function impliedHead(nodes: readonly TextNode[], made: Made): string {
  const around = boundsOf(nodes.flatMap(({ region: r }) => cornersOfBox(boxOf(r))))
  const id = `${OWN}implied-${++made.implied}`
  return xmlAttributes({ ID: id, TAGREFS: IMPLIED, ...(around ? toAttributes(around) : {}) })
}

function toAttributes({ x, y, width, height }: Box): Record<string, number> {
  return { HPOS: x, VPOS: y, WIDTH: width, HEIGHT: height }
}

function blockText(node: TextNode, made: Made): string {
  const { region, children } = node
  const kind = kindOf(node, made)
  const head = headOf(node, kind, made)
  const before = ordered(ownParts(region), STRING_ORDER).join("")
  let inside = ""
  if (kind === "ComposedBlock") inside = blocksText(children, made).join("")
  else if (children.length > 0) inside = linesText(children, made)
  else if (region.transcript)
    inside = `<TextLine${impliedHead([node], made)}>${impliedString(region.transcript.value)}</TextLine>\n`
  return `<${kind}${head}>${before}\n${inside}</${kind}>\n`
}

function kindOf({ region, children }: TextNode, { labelOf }: Made): string {
  if (children.some((child) => levelOf(child.region) === "region")) return "ComposedBlock"
  if (children.length > 0 || region.transcript) return "TextBlock"
  const carried = member(carriedFor(region.foreign, "alto"), "kind")
  if (typeof carried === "string" && BLOCK_NAMES.has(carried)) return carried
  const label = labelOf(region)
  return [...BLOCK_NAMES].find(([, name]) => name === label)?.[0] ?? "TextBlock"
}

function linesText(nodes: readonly TextNode[], made: Made): string {
  return [...neighbours(nodes, "line")]
    .map((item) => {
      if (Array.isArray(item)) return `<TextLine${impliedHead(item, made)}>${wordsText(item, null, made)}</TextLine>\n`
      const { region, children } = item
      const before = ordered(ownParts(region), STRING_ORDER).join("")
      const inside = children.length > 0 ? wordsText(children, region, made) : impliedString(contentOf(item))
      return `<TextLine${headOf(item, "TextLine", made)}>${before}${inside}</TextLine>\n`
    })
    .join("")
}

function impliedString(content: string): string {
  return `<String${xmlAttributes({ CONTENT: content, TAGREFS: IMPLIED })}/>`
}

/** Words with what stands between them in the line's text; blanks where the line has no text or another one. */
function wordsText(words: readonly TextNode[], line: Region | null, made: Made): string {
  const text = line?.transcript?.value
  const gaps = text === undefined ? null : gapsOf(text, words.map(contentOf))
  const hyphen = line ? member(carriedFor(line.foreign, "alto"), "hyphen") : undefined
  const between = (gap: string, i: number) => {
    if (gap === "") return ""
    if (i === words.length && gap === hyphen) return `<HYP${xmlAttributes({ CONTENT: gap })}/>`
    return gap === " " && i > 0 ? "<SP/>" : impliedString(gap)
  }
  const written = words.map((word) => {
    const inside = ordered(ownParts(word.region), STRING_ORDER).join("")
    return `<String${headOf(word, "String", made)}>${inside}</String>`
  })
  if (gaps === null) return written.join("<SP/>")
  return gaps.map((gap, i) => `${between(gap, i)}${written[i] ?? ""}`).join("")
}

/** The attributes of a piece. */
function headOf(node: TextNode, kind: string, made: Made): string {
  const { region } = node
  const carried = carriedFor(region.foreign, "alto")
  const { transcript } = region
  const { TAGREFS, LANG, ...attributes } = attributesOf(
    carried,
    new Set(["ID", ...Object.keys(toAttributes(boxOf(region)))]),
  )
  const content = member(carried, "content")
  if (content !== undefined && content !== transcript?.value)
    for (const key of ["WC", "CC", "SUBS_TYPE", "SUBS_CONTENT"]) delete attributes[key]
  const said = transcript?.language
  return xmlAttributes({
    ID: xmlId(region.id),
    ...toAttributes(boxOf(region)),
    ...attributes,
    ...(kind === "String" ? { CONTENT: transcript?.value ?? "" } : {}),
    TAGREFS: tagsOf(node, kind, TAGREFS, made),
    LANG: said !== undefined && language.test(said) ? said : LANG,
  })
}

function tagsOf(node: TextNode, kind: string, travelled: string | undefined, made: Made): string | undefined {
  const { region } = node
  const tags: string[] = []
  const label = made.labelOf(region)
  if (label !== (BLOCK_NAMES.get(kind) ?? "text")) {
    const id = made.labels.get(label) ?? `${OWN}label-${made.labels.size}`
    made.labels.set(label, id)
    tags.push(id)
  }
  if (travelled !== undefined) tags.push(travelled)
  if (isTextInTag(node)) tags.push(`${OWN}text-${made.texts.push(region.transcript?.value ?? "") - 1}`)
  if (!region.transcript && (kind === "String" || kind === "TextLine")) tags.push(UNTOLD)
  const { transcript } = region
  const said = [
    ...(transcript ? markWords(transcript) : []).map((word) => [word, MARK_TYPE] as const),
    ...(transcript?.direction ? [[transcript.direction, DIRECTION_TYPE] as const] : []),
  ]
  for (const [label, type] of said) {
    made.said.set(label, type)
    tags.push(saidId(label, type))
  }
  return tags.length > 0 ? tags.join(" ") : undefined
}

/** The children that travelled, and the polygon of a piece that is more than its box. */
function ownParts(region: Region): Part[] {
  const carried = partsOf(carriedFor(region.foreign, "alto"))
  if (!findLine(region)) return carried
  const points = lineOfRegion(region)
    .map(({ x, y }) => `${x},${y}`)
    .join(" ")
  const shape = { name: "Shape", text: `<Shape><Polygon${xmlAttributes({ POINTS: points })}/></Shape>` }
  return [shape, ...carried.filter(({ name }) => name !== "Shape")]
}
