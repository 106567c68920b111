import { type Box, boundsOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"

import { knownLabels, MANIFEST_NAME } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import { baseName, extensionOf, type FileSet, headText, listFiles } from "../io/fileSet.ts"
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
import { pictureOfFile, rootOf } from "../regions/labelPictures.ts"
import { LabelList } from "../regions/labels.ts"
import { isFiniteNumber, isTranscript, MAX_REGIONS, RegionIds, region } from "../regions/parts.ts"
import { report } from "../report/lines.ts"
import { funsdWriter } from "./write.ts"

/**
 * FUNSD: one JSON a picture, `{"form": [{id, text, box, label, words, linking}]}`. Boxes are `[x1, y1, x2, y2]` (Label
 * Studio writes `[x1, x2, y1, y2]` under this name: mmocr's `dataset_zoo/funsd/sample_anno.md` has the right order). An item
 * becomes a line with its label, its words become words below it; links travel as they stand in `foreign.funsd.linking`.
 * The file names no picture: the one with its stem is meant.
 */
export const funsdReader: Reader = {
  name: "funsd",
  async detect(files) {
    return (await formFiles(files)).length > 0 ? 0.9 : 0
  },
  read: readFunsd,
}

/** FUNSD forms, both ways. */
export const funsd: Format = { name: "funsd", reader: funsdReader, writer: funsdWriter }

const HEAD_BYTES = 65_536
const ITEM_KEYS = new Set(["id", "text", "box", "label", "words"])
const WORD_KEYS = new Set(["text", "box"])

async function formFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "json" || baseName(name) === MANIFEST_NAME) continue
    const head = await headText(files, name, HEAD_BYTES)
    if (/^[\s\uFEFF]*\{/.test(head) && /"form"\s*:\s*\[/.test(head)) found.push(name)
  }
  return found
}

async function* readFunsd(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = LabelList.withAll(await knownLabels(files))
  const names = await formFiles(files)
  const taken = new Set(names)
  for (const { name } of await listFiles(files))
    if (extensionOf(name) === "json" && !taken.has(name) && baseName(name) !== MANIFEST_NAME)
      yield report("note", "file_not_read", { file: name })
  for (const file of names)
    for await (const pieces of splitJson(decodeStream(files.open(file))))
      for (const piece of pieces) learn(piece, labels)
  yield { kind: "ontology", ontology: labels.ontology() }
  const index = await PictureIndex.of(files)
  const root = await rootOf(files, names, "annotations")
  for (const file of names) yield* giveFile(files, { file, root, index, labels, ids: new RegionIds() })
}

function itemOf(piece: JsonPiece): JsonObject | null {
  if (piece.problem || piece.key !== "form" || piece.index < 0) return null
  const value = parseJson(piece.text)?.value
  return isObject(value) ? value : null
}

function learn(piece: JsonPiece, labels: LabelList): void {
  const item = itemOf(piece)
  const label = item && labels.add(labelNameOf(item))
  if (label && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
}

/** An item without a label is FUNSD's `other`. */
function labelNameOf(item: JsonObject): string {
  const label = member(item, "label")
  return typeof label === "string" && label !== "" ? label : "other"
}

interface Context {
  readonly file: string
  readonly root: string
  readonly index: PictureIndex
  readonly labels: LabelList
  readonly ids: RegionIds
}

async function* giveFile(files: FileSet, context: Context): AsyncGenerator<ReadEvent> {
  const { file, root, index } = context
  const regions: Region[] = []
  const rest: [string, JsonValue][] = []
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const piece of pieces) {
      const location = { file, line: piece.line }
      const item = itemOf(piece)
      if (piece.problem) yield report("lost", piece.problem, location)
      else if (item && regions.length >= MAX_REGIONS) yield report("lost", "too_many_regions", location)
      else if (item) regions.push(...(yield* itemRegions(item, piece.line, context)))
      else if (piece.key === "form" && piece.index >= 0) yield report("lost", "not_an_object", location)
      else if (piece.key !== "form" && piece.index < 0) rest.push([piece.key, parseJson(piece.text)?.value ?? null])
      else if (piece.key !== "form") yield report("lost", "not_held", { ...location, field: piece.key })
    }
  const { name, picture } = pictureOfFile(file, root, index)
  const record: DatasetRecord = {
    name,
    size: null,
    sha256: null,
    body: { regions: regions.slice(0, MAX_REGIONS), nothingHere: false },
    source: { file },
    ...(rest.length > 0 ? { foreign: { funsd: Object.fromEntries(rest) } } : {}),
  }
  yield { kind: "record", record, picture }
}

function* itemRegions(item: JsonObject, line: number, context: Context): Generator<ReadEvent, Region[]> {
  const { file, labels, ids } = context
  const label = labels.get(labelNameOf(item))
  if (!label) {
    yield report("lost", "label_refused", { file, line, field: "label", found: member(item, "label") })
    return []
  }
  const id = ids.give(idText(member(item, "id")))
  const box = yield* boxOf(item, { file, line, field: "box" })
  const carried = unknownMembers(item, ITEM_KEYS)
  const found: Region[] = []
  if (box)
    found.push(
      region({
        id,
        box,
        label: label.id,
        level: "line",
        transcript: yield* textOf(item, { file, line, field: "text" }),
        foreign: carried ? { funsd: carried } : undefined,
      }),
    )
  const words = member(item, "words")
  for (const [i, word] of (isList(words) ? words : []).entries()) {
    const location = { file, line, field: `words.${i}` }
    // Ours, written where an item has no words of its own, because training code reads words only.
    if (isObject(word) && member(word, "implied") === true) continue
    const wordBox = isObject(word) ? yield* boxOf(word, location) : null
    if (!isObject(word) || !wordBox) continue
    const rest = unknownMembers(word, WORD_KEYS)
    found.push(
      region({
        id: ids.give(`${id}.${i}`),
        box: wordBox,
        label: label.id,
        level: "word",
        parent: box ? id : undefined,
        transcript: yield* textOf(word, location),
        foreign: rest ? { funsd: rest } : undefined,
      }),
    )
  }
  return found
}

interface ItemLocation {
  readonly file: string
  readonly line: number
  readonly field: string
}

function* textOf(item: JsonObject, location: ItemLocation): Generator<ReadEvent, { value: string } | undefined> {
  const text = member(item, "text")
  if (typeof text === "string" && isTranscript(text)) return { value: text }
  yield text === undefined ? report("note", "text_missing", location) : report("lost", "text_unstorable", location)
  return undefined
}

function* boxOf(item: JsonObject, location: ItemLocation): Generator<ReadEvent, Box | null> {
  const box = member(item, "box")
  const numbers = isList(box) ? box.filter(isFiniteNumber) : []
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const box4 = isList(box) && box.length === 4 && numbers.length === 4
  const found =
    box4 && x2 > x1 && y2 > y1
      ? boundsOf([
          { x: x1, y: y1 },
          { x: x2, y: y2 },
        ])
      : null
  if (found === null) {
    const code = box === undefined ? "field_missing" : box4 ? "box_of_no_size" : "not_a_number"
    yield report("lost", code, { ...location, found: box })
  }
  return found
}
