import { type Label, type Region, Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { isCompanion, knownLabels } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import {
  baseName,
  calledName,
  extensionOf,
  type FileSet,
  headText,
  listFiles,
  withoutExtension,
} from "../io/fileSet.ts"
import {
  idText,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  parseJson,
  unknownMembers,
} from "../io/jsonParse.ts"
import { type JsonPiece, splitJson } from "../io/jsonSplit.ts"
import { PictureIndex } from "../io/pictures.ts"
import { decodeStream } from "../io/textStream.ts"
import { LabelList } from "../regions/labels.ts"
import { isTranscript, MAX_REGIONS, RegionIds } from "../regions/parts.ts"
import { NO_LABEL, textKeyAmong } from "../regions/toolLabels.ts"
import { report, Tally } from "../report/lines.ts"
import { datumaroRegion, isRegion } from "./shape.ts"
import { datumaroWriter } from "./write.ts"

/**
 * Datumaro's JSON: a file for each part of the dataset (`annotations/train.json`), read piece by piece, twice (labels
 * first). Sizes are `[height, width]`, ids of items have no extension, a rotation is an attribute in degrees clockwise about
 * the box's centre, flags are attributes, the caption of an item is the text of the picture. The order of labels is the
 * file's. Labels of whole pictures, masks, points and lines travel with the picture.
 */
export const datumaroReader: Reader = {
  name: "datumaro",
  async detect(files) {
    return (await itemFiles(files)).length > 0 ? 0.95 : 0
  },
  read: readDatumaro,
}

/** Datumaro's JSON, both ways. */
export const datumaro: Format = { name: "datumaro", reader: datumaroReader, writer: datumaroWriter }

const HEAD_BYTES = 65_536
const ITEM_KEYS = new Set(["id", "annotations", "image", "media", "attr"])

async function itemFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "json" || isCompanion(name)) continue
    const head = await headText(files, name, HEAD_BYTES)
    const hasItems = /"items"\s*:\s*\[/.test(head) && /"(categories|annotations|dm_format_version)"\s*:/.test(head)
    const begins =
      /"(infos?|dm_format_version)"\s*:/.test(head) && /"categories"\s*:\s*\{\s*"label"\s*:\s*\{/.test(head)
    if (/^[\s\uFEFF]*\{/.test(head) && (hasItems || begins)) found.push(name)
  }
  return found
}

async function namedFiles(files: FileSet): Promise<string[]> {
  const sure = await itemFiles(files)
  if (sure.length > 0) return sure
  const names = (await listFiles(files)).map(({ name }) => name)
  return names.filter((name) => extensionOf(name) === "json" && !isCompanion(name))
}

/** What the first pass learns of a file: its labels by their place in its list; null where one cannot be a label. */
interface Contents {
  readonly file: string
  readonly labels: (string | null)[]
  readonly tally: Tally
}

interface Context {
  readonly labels: LabelList
  readonly index: PictureIndex
  /** Names that records have: items of two parts may share an id. */
  readonly taken: Set<string>
}

async function* readDatumaro(files: FileSet): AsyncGenerator<ReadEvent> {
  const context: Context = {
    ...{ labels: new LabelList(await knownLabels(files)), index: await PictureIndex.of(files), taken: new Set() },
  }
  const all: Contents[] = []
  const names = await namedFiles(files)
  const read = new Set(names)
  for (const { name } of await listFiles(files))
    if (extensionOf(name) === "json" && !read.has(name) && !isCompanion(name))
      yield report("note", "file_not_read", { file: name })
  for (const file of names) {
    const contents: Contents = { file, labels: [], tally: new Tally() }
    all.push(contents)
    yield* learnCategories(files, contents, context.labels)
    await learnItems(files, contents, context.labels)
  }
  yield { kind: "ontology", ontology: context.labels.ontology() }
  for (const contents of all) {
    for await (const piece of piecesOf(files, contents.file))
      if (piece.key === "items" && piece.index >= 0) yield* giveItem(piece, contents, context)
    for (const line of contents.tally.lines(contents.file)) yield { kind: "report", line }
  }
}

async function* piecesOf(files: FileSet, file: string): AsyncGenerator<JsonPiece> {
  for await (const pieces of splitJson(decodeStream(files.open(file)))) yield* pieces
}

// First pass: labels

async function* learnCategories(files: FileSet, contents: Contents, labels: LabelList): AsyncGenerator<ReadEvent> {
  for await (const piece of piecesOf(files, contents.file)) {
    const location = { file: contents.file, line: piece.line, field: piece.key }
    const isItem = piece.key === "items" && piece.problem !== "not_json" && piece.problem !== "cut_off"
    if (piece.problem && !isItem) yield report("lost", piece.problem, location)
    else if (piece.key === "categories") yield* learnLabels(parseJson(piece.text)?.value, piece.line, contents, labels)
    else if (!isItem && piece.index <= 0 && !/^(\{\}|\[\]|null|"")$/.test(piece.text) && piece.key !== "media_type")
      yield report("note", "not_kept", location)
  }
}

function* learnLabels(
  categories: JsonValue | undefined,
  line: number,
  contents: Contents,
  labels: LabelList,
): Generator<ReadEvent> {
  const location = { file: contents.file, line }
  if (!isObject(categories)) yield report("lost", "category_unreadable", { ...location, field: "categories" })
  const group = isObject(categories) ? member(categories, "label") : undefined
  const list = isObject(group) ? member(group, "labels") : undefined
  if (group !== undefined && !isList(list))
    yield report("lost", "category_unreadable", { ...location, field: "categories.label", found: group })
  for (const [i, entry] of (isList(list) ? list : []).entries()) {
    const name = isObject(entry) ? member(entry, "name") : undefined
    const label = typeof name === "string" ? labels.add(name) : null
    if (!label)
      yield report("lost", "label_refused", { file: contents.file, line, field: `categories.label.${i}`, found: name })
    contents.labels.push(label?.name.en ?? null)
    if (label && isObject(entry) && !labels.wasKnown(label)) keepLabel(entry, label, labels)
  }
  for (const [key, value] of Object.entries(isObject(group) ? group : {}))
    if (key !== "labels" && !isEmpty(value))
      yield report("note", "not_kept", { file: contents.file, line, field: `categories.label.${key}` })
  const mask = isObject(categories) ? member(categories, "mask") : undefined
  const colours = isObject(mask) ? member(mask, "colormap") : undefined
  for (const entry of isList(colours) ? colours : []) if (isObject(entry)) colour(entry, contents, labels)
}

const LABEL_KEYS = new Set(["name"])

/** What a label says besides its name (the label above it, its attributes) stays with it. */
function keepLabel(entry: JsonObject, label: Label, labels: LabelList): void {
  const rest = Object.entries(unknownMembers(entry, LABEL_KEYS) ?? {}).filter(([, value]) => !isEmpty(value))
  if (rest.length > 0) labels.replace({ ...label, foreign: { datumaro: Object.fromEntries(rest) } })
}

function isEmpty(value: JsonValue): boolean {
  return value === "" || value === null || (isList(value) && value.length === 0)
}

function colour(entry: JsonObject, contents: Contents, labels: LabelList): void {
  const parts = ["r", "g", "b"].map((key) => Number(member(entry, key)))
  const label = labels.get(contents.labels[Number(member(entry, "label_id"))] ?? "")
  if (!label || labels.wasKnown(label) || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255))
    return
  labels.replace({ ...label, color: `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}` })
}

/** Which labels have texts, and whether some region has none. */
async function learnItems(files: FileSet, contents: Contents, labels: LabelList): Promise<void> {
  for await (const piece of piecesOf(files, contents.file)) {
    if (piece.key !== "items" || piece.problem) continue
    for (const annotation of annotationsOf(parseJson(piece.text)?.value).filter(isObject).filter(isRegion)) {
      const attributes = member(annotation, "attributes")
      const name = labelNameOf(annotation, contents)
      const label = name === NO_LABEL ? labels.add(NO_LABEL) : labels.get(name ?? "")
      const texts = Object.entries(isObject(attributes) ? attributes : {}).filter(
        ([, value]) => typeof value === "string",
      )
      if (label && !label.hasText && !labels.wasKnown(label) && textKeyAmong(texts.map(([key]) => key)))
        labels.replace({ ...label, hasText: true })
    }
  }
}

function annotationsOf(item: JsonValue | undefined): JsonValue[] {
  const annotations = isObject(item) ? member(item, "annotations") : undefined
  return isList(annotations) ? annotations : []
}

function labelNameOf(annotation: JsonObject, { labels }: Contents): string | null {
  const id = member(annotation, "label_id")
  return id === undefined || id === null ? NO_LABEL : (labels[Number(id)] ?? null)
}

// Second pass: records

function* giveItem(piece: JsonPiece, contents: Contents, context: Context): Generator<ReadEvent> {
  const location = { file: contents.file, line: piece.line }
  if (piece.problem === "not_json" || piece.problem === "cut_off") return // said by the first pass
  const item = piece.problem ? undefined : parseJson(piece.text)?.value
  if (!isObject(item)) {
    yield report("lost", piece.problem ?? "not_an_object", { ...location, field: "items", found: piece.text })
    return
  }
  const id = idText(member(item, "id"))
  const { path, size } = pictureOf(item)
  const called = path === null ? id : nameOf(path, id)
  const named = called === null ? null : calledName(called)
  if (named === null) {
    yield report("lost", called === null ? "field_missing" : "name_unsafe", { ...location, field: "id", found: called })
    return
  }
  const { name, renamed } = named
  if (renamed) contents.tally.add("changed", "name_folders", "path")
  const split = withoutExtension(baseName(contents.file))
  const where = { split: split === "default" ? null : split }
  const picture =
    context.index.find(path ?? name, where) ??
    context.index.find(name, where) ??
    context.index.findStem(id ?? name, where)
  const free = context.taken.has(name) ? `${split}/${name}` : name
  context.taken.add(free)
  const answer = yield* answerOf(item, size, location, contents, context.labels)
  const attr = member(item, "attr")
  const own = isObject(attr) ? idText(member(attr, "id")) : null
  const foreign = foreignOf(item, answer.carried)
  const record: DatasetRecord = {
    ...{ name: free, size, sha256: null, body: { regions: answer.regions, nothingHere: false }, source: location },
    ...(own === null ? {} : { foreignId: own }),
    ...(split === "default" ? {} : { split }),
    ...(answer.text === undefined ? {} : { text: answer.text }),
    ...(foreign ? { foreign: { datumaro: foreign } } : {}),
  }
  yield { kind: "record", record, picture }
}

/** The picture's path and its size, which the file gives as `[height, width]`. */
function pictureOf(item: JsonObject): { path: string | null; size: Size | null } {
  const picture = [member(item, "image"), member(item, "media")].find(isObject)
  const path = picture && member(picture, "path")
  const [height, width] = picture && isList(member(picture, "size")) ? (member(picture, "size") as JsonValue[]) : []
  const size = Size.safeParse({ width, height })
  return { path: typeof path === "string" && path !== "" ? path : null, size: size.success ? size.data : null }
}

/** `dir/a` and `train/dir/a.jpg` are `dir/a.jpg`: the id without an extension, the path with folders of the file's own. */
function nameOf(path: string, id: string | null): string {
  const slashed = path.replaceAll("\\", "/")
  const whole = id?.replaceAll("\\", "/")
  if (whole === undefined) return slashed
  const isEnd = (text: string) => text === whole || text.endsWith(`/${whole}`)
  if (isEnd(withoutExtension(slashed))) return whole + slashed.slice(withoutExtension(slashed).length)
  return isEnd(slashed) ? whole : slashed
}

interface Answer {
  readonly regions: Region[]
  readonly carried: JsonValue[]
  readonly text: string | undefined
}

function* answerOf(
  item: JsonObject,
  size: Size | null,
  location: { file: string; line: number },
  contents: Contents,
  labels: LabelList,
): Generator<ReadEvent, Answer> {
  const regions: Region[] = []
  const carried: JsonValue[] = []
  const ids = new RegionIds()
  let text: string | undefined
  for (const [i, annotation] of annotationsOf(item).entries()) {
    const field = `annotations.${i}`
    if (!isObject(annotation)) yield report("lost", "annotation_unreadable", { ...location, field, found: annotation })
    else if (!isRegion(annotation)) {
      const caption = member(annotation, "type") === "caption" ? member(annotation, "caption") : undefined
      if (typeof caption === "string" && text === undefined && isTranscript(caption)) text = caption
      else carry(annotation, carried, contents.tally)
    } else if (regions.length >= MAX_REGIONS) yield report("lost", "too_many_regions", { ...location, field })
    else {
      const label = labels.get(labelNameOf(annotation, contents) ?? "") ?? null
      const at = { ...location, field, size, label, ids, tally: contents.tally }
      const found = yield* datumaroRegion(annotation, at)
      if (found) regions.push(found)
    }
  }
  return { regions, carried, text }
}

function carry(annotation: JsonObject, carried: JsonValue[], tally: Tally): void {
  const type = member(annotation, "type")
  tally.add("note", type === "label" ? "picture_label_carried" : "shape_carried", typeof type === "string" ? type : "")
  carried.push(annotation)
}

function foreignOf(item: JsonObject, carried: JsonValue[]): Record<string, JsonValue> | null {
  const attr = member(item, "attr")
  const others = isObject(attr) ? unknownMembers(attr, new Set(["id"])) : null
  const all = {
    ...unknownMembers(item, ITEM_KEYS),
    ...(others ? { attr: others } : {}),
    ...(carried.length > 0 ? { annotations: carried } : {}),
  }
  return Object.keys(all).length > 0 ? all : null
}
