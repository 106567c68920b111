import { type Box, boundsOf, type Point, type Region, Size, TextDirection, type Transcript } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { knownLabels } from "../companions/index.ts"
import type { ReadEvent, Reader } from "../contract.ts"
import { extensionOf, type FileSet, headText, listFiles, readTextWithin } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { PictureIndex } from "../io/pictures.ts"
import { DocumentPages, pageNumber } from "../regions/documentPages.ts"
import { nameReport, pageOfDocument, pictureCalled, rootOf } from "../regions/labelPictures.ts"
import { LabelList } from "../regions/labels.ts"
import { isTranscript, MAX_REGIONS, pointsOf, RegionIds, region } from "../regions/parts.ts"
import { quadRegion, type ShapeParts } from "../regions/rotated.ts"
import { readMarkWords } from "../regions/textMarks.ts"
import { report } from "../report/lines.ts"
import { idFromXml } from "../xml/write.ts"
import {
  collapsed,
  type HocrFile,
  type HocrNode,
  LINE_KINDS,
  numbersOf,
  parseHocr,
  REGION_KINDS,
  titleText,
} from "./parse.ts"

/**
 * hOCR, read as HTML: areas and paragraphs with a place are regions, `ocr_line` and its other spellings (`ocr_header`,
 * `ocr_caption`, `ocr_textfloat` as `span`) are lines, `ocrx_word` are words. Boxes are corners (`bbox x0 y0 x1 y1`), `poly`
 * is the outline. Texts are as HTML shows them; `data-text` of our own files has them to the letter. `textangle`,
 * `baseline`, `x_wconf` and whatever else `title` says travel in `foreign.hocr`. Each `ocr_page` is a record.
 */
export const hocrReader: Reader = {
  name: "hocr",
  async detect(files) {
    return (await hocrFiles(files)).length > 0 ? 0.95 : 0
  },
  read: readHocr,
}

const HEAD_BYTES = 262_144
const FILE_BYTES = 67_108_864

async function hocrFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (!/^(hocr|x?html?|xml)$/.test(extensionOf(name))) continue
    const head = await headText(files, name, HEAD_BYTES)
    if (/\sclass\s*=\s*["']?[^"'<>]{0,200}\bocr_page\b/.test(head)) found.push(name)
  }
  return found
}

async function* readHocr(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = LabelList.withAll(await knownLabels(files))
  const found = await hocrFiles(files)
  const index = await PictureIndex.of(files)
  const root = await rootOf(files, found, "hocr")
  const numbered = new DocumentPages()
  for (const file of found) {
    const parsed = await open(files, file)
    if (!parsed) yield report("lost", "file_too_large", { file })
    else if (!parsed.utf8) yield report("changed", "read_as_windows_1252", { file })
    if (parsed?.pages.length === 0) yield report("lost", "field_missing", { file, field: "ocr_page" })
    for (const page of parsed?.pages ?? []) {
      learn(page, labels)
      numbered.add(pictureOfPage(page, { file, root, index }).name, numberOfPage(page))
    }
  }
  yield { kind: "ontology", ontology: labels.ontology() }
  for (const file of found) {
    const parsed = await open(files, file)
    if (parsed) yield* giveFile(parsed, { file, root, index, labels, numbered })
  }
}

async function open(files: FileSet, file: string): Promise<(HocrFile & { utf8: boolean }) | null> {
  const read = await readTextWithin(files, file, FILE_BYTES)
  return read && { ...parseHocr(read.text), utf8: read.utf8 }
}

function labelNameOf({ attributes, level, kind }: HocrNode): string {
  const own = attributes["data-label"]
  return own || (level === "region" ? REGION_KINDS.get(kind) : LINE_KINDS.get(kind)) || "text"
}

function learn(node: HocrNode, labels: LabelList): void {
  const label = node.level === "page" || readGeometry(node) === null ? null : labels.add(labelNameOf(node))
  const hasText = collapsed(node.text) !== "" || node.level !== "region"
  if (label && hasText && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  for (const child of node.children) learn(child, labels)
}

interface Context {
  readonly file: string
  readonly root: string
  readonly index: PictureIndex
  readonly labels: LabelList
  readonly numbered: DocumentPages
}

function pictureOfPage(page: HocrNode, { file, root, index }: Pick<Context, "file" | "root" | "index">) {
  const given = page.attributes["data-image"] ?? page.said.get("image")?.[0] ?? null
  return pictureCalled(given, file, root, index)
}

function numberOfPage({ said }: HocrNode): number | null {
  return pageNumber(said.get("ppageno")?.[0], 0)
}

function* giveFile({ pages, problem, characters }: HocrFile, context: Context): Generator<ReadEvent> {
  const { file, index, numbered } = context
  if (problem) yield report("lost", problem.problem, { file, line: problem.line })
  if (characters > 0) yield report("lost", "not_held", { file, field: "ocrx_cinfo", count: characters })
  const named = pages.map((page) => ({ page, own: pictureOfPage(page, context) }))
  for (const [i, { page, own }] of named.entries()) {
    yield* nameReport(own, { file, line: page.line, field: "image" })
    const same = named.filter((other) => other.own.name === own.name)
    const place = same.length > 1 ? same.findIndex((other) => other.page === page) : null
    const number = numbered.find(own.name, numberOfPage(page)) ?? place
    const { name, picture } = number === null ? own : pageOfDocument(own, number, index)
    const regions = yield* regionsOf(page, context)
    const { id } = page.attributes
    const size = sizeOf(page)
    if (size === null) yield report("note", "size_unknown", { file, line: page.line })
    const rest = titleRest(page, ["bbox", "image"])
    const document = number === null ? { name: file, page: i } : { name: own.name, page: number }
    const record: DatasetRecord = {
      name,
      size,
      sha256: null,
      body: { regions, nothingHere: false },
      source: { file, line: page.line },
      ...(id === undefined || id === "jz.page" ? {} : { foreignId: idFromXml(id.replace(/^jz\.page-/, "")) }),
      ...(pages.length > 1 || number !== null ? { document } : {}),
      ...(rest === "" ? {} : { foreign: { hocr: { title: rest } } }),
    }
    yield { kind: "record", record, picture }
  }
}

function sizeOf(page: HocrNode): Size | null {
  const [left = 0, top = 0, right = 0, bottom = 0] = numbersOf(page, "bbox", 4) ?? []
  const size = Size.safeParse({ width: right - left, height: bottom - top })
  return size.success ? size.data : null
}

function titleRest(node: HocrNode, taken: readonly string[]): string {
  return titleText([...node.said].filter(([name]) => !taken.includes(name)))
}

function* regionsOf(page: HocrNode, context: Context): Generator<ReadEvent, Region[]> {
  const { file } = context
  const regions: Region[] = []
  const ids = new RegionIds()
  let unplaced = 0
  // Pieces yet to come, the next one last: files nest, and so would calls.
  const left: { node: HocrNode; parent: string | undefined }[] = []
  const add = (node: HocrNode, parent: string | undefined) =>
    left.push(...[...node.children].reverse().map((child) => ({ node: child, parent })))
  add(page, undefined)
  for (let next = left.pop(); next; next = left.pop()) {
    const { node, parent } = next
    if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { file, line: node.line })
      break
    }
    const found = yield* regionOf(node, parent, ids, context)
    if (found) regions.push(found)
    else if (node.level === "region" && !node.said.has("bbox")) unplaced++
    add(node, found?.id ?? parent)
  }
  if (unplaced > 0) yield report("note", "region_without_box", { file, line: page.line, count: unplaced })
  return regions
}

/** Where a piece is: its polygon and box; null where it has neither. */
function readGeometry(node: HocrNode): ShapeParts | null {
  const poly = numbersOf(node, "poly")
  const corners = poly && pointsOf(poly)
  const shape = corners && quadRegion(corners)
  if (shape) return shape
  const bbox = numbersOf(node, "bbox", 4)
  const box = bbox && boundsOf(cornersOf(bbox))
  const isRight = bbox !== null && (bbox[2] ?? 0) > (bbox[0] ?? 0) && (bbox[3] ?? 0) > (bbox[1] ?? 0)
  if (box && isRight) return { box }
  const words = node.level === "line" ? boxOfWords(node) : null
  return words && { box: words }
}

function cornersOf([x0 = 0, y0 = 0, x1 = 0, y1 = 0]: readonly number[]): Point[] {
  return [
    { x: x0, y: y0 },
    { x: x1, y: y1 },
  ]
}

function boxOfWords(line: HocrNode): Box | null {
  return boundsOf(
    line.children.flatMap((word) => cornersOf(numbersOf(word, "bbox", 4) ?? []).slice(word.said.has("bbox") ? 0 : 2)),
  )
}

function* regionOf(
  node: HocrNode,
  parent: string | undefined,
  ids: RegionIds,
  { file, labels }: Context,
): Generator<ReadEvent, Region | null> {
  const location = { file, line: node.line, field: `ocr_${node.kind}` }
  const shape = readGeometry(node)
  if (shape === null) {
    const found = node.said.get("bbox")?.join(" ")
    if (found !== undefined || node.level !== "region")
      yield report("lost", found === undefined ? "field_missing" : "box_of_no_size", { ...location, found })
    return null
  }
  if (!node.said.has("bbox") && !node.said.has("poly")) yield report("changed", "box_of_words", location)
  const label = labels.get(labelNameOf(node))
  if (!label) {
    yield report("lost", "label_refused", { ...location, found: labelNameOf(node) })
    return null
  }
  const text = textOf(node)
  if (text !== null && !isTranscript(text)) yield report("lost", "text_unstorable", location)
  const kept = text !== null && isTranscript(text) ? text : null
  const said = node.attributes["lang"] ?? node.attributes["xml:lang"]
  const language = kept !== null && said !== undefined && said.length <= 35 ? said : undefined
  const { direction, ...marked } = kept === null ? {} : saidOf(node, kept)
  const carried = carriedOf(node, { text: kept, lang: language === undefined ? said : undefined, direction })
  return region({
    id: ids.give(idFromXml(node.attributes["id"] ?? "") || null),
    ...shape,
    label: label.id,
    level: node.level === "page" ? undefined : node.level,
    parent,
    transcript:
      kept === null
        ? undefined
        : { value: kept, ...(language && { language }), ...(direction && { direction }), ...marked },
    foreign: carried ? { hocr: carried } : undefined,
  })
}

/** A piece's text: as our own attribute has it, otherwise as HTML shows it; of a region where no line or word is in it. */
function textOf(node: HocrNode): string | null {
  if (node.attributes["data-untold"] !== undefined) return null
  const own = node.attributes["data-text"]
  if (own !== undefined) return own
  const shown = collapsed(node.text)
  if (node.level !== "region") return shown
  return shown === "" || hasText(node) ? null : shown
}

function hasText(node: HocrNode): boolean {
  return node.children.some((child) => child.level !== "region" || hasText(child))
}

/** The marks of a text and the way it runs: `dir`, and `data-dir` for what HTML has no word for. */
function saidOf({ attributes }: HocrNode, text: string): Partial<Transcript> {
  const direction = TextDirection.safeParse(attributes["data-dir"] ?? attributes["dir"]).data
  const words = (attributes["data-marks"] ?? "").split(" ").filter((word) => word !== "")
  return { ...(direction && { direction }), ...readMarkWords(words, text.length) }
}

function carriedOf(
  node: HocrNode,
  { text, lang, direction }: { text: string | null; lang: string | undefined; direction: TextDirection | undefined },
): Record<string, JsonValue> | null {
  const title = titleRest(node, ["bbox", "poly"])
  const dir = direction === undefined ? node.attributes["dir"] : undefined
  const about = node.said.has("x_wconf") || node.said.has("x_confs")
  const carried: Record<string, JsonValue> = {
    ...(title === "" ? {} : { title }),
    ...(dir === undefined ? {} : { dir }),
    ...(lang === undefined ? {} : { lang }),
    ...(about && text !== null ? { content: text } : {}),
  }
  return Object.keys(carried).length > 0 ? carried : null
}
