import type { DatasetRecord } from "@justesse/types/dataset"
import type { ReadEvent } from "../contract.ts"
import { type FileSet, folderOf } from "../io/fileSet.ts"
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
import { type JsonPiece, splitElements, valuesOf } from "../io/jsonSplit.ts"
import type { PictureIndex } from "../io/pictures.ts"
import { decodeStream } from "../io/textStream.ts"
import { carriedFor, MAX_REGIONS } from "../regions/parts.ts"
import { apartName, SeveralNamed } from "../report/distinctNames.ts"
import { about, report, Tally } from "../report/lines.ts"
import { hasOtherBox, isOtherArea } from "./carried.ts"
import { HeldBoxes } from "./held.ts"
import { type Batch, type Contents, idKey, nameIn } from "./learn.ts"
import { type CocoLocation, cocoParts, OWN_ID, ownId } from "./region.ts"

const PICTURE_KEYS = new Set(["id", "file_name", "width", "height", OWN_ID])
/** Longer polygons are held as objects; {@link HeldBoxes} has blocks of more. */
const MOST_NUMBERS = 20_000
/** An annotation with no other keys is a box and nothing else. */
const BOX_KEYS = new Set(["id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation"])

/** Second pass over a file: each picture as soon as its last annotation is there. */
export async function* give(
  files: FileSet,
  contents: Contents,
  index: PictureIndex,
  several: SeveralNamed = new SeveralNamed(),
): AsyncGenerator<ReadEvent> {
  const giving = new Giving(contents, index, several)
  yield* giving.front()
  if (contents.batches.length > 0)
    for await (const { text, batch } of batchesOf(files, contents)) yield* giving.batch(text, batch)
  yield* giving.rest()
}

/** The texts of the batches that the first pass found. */
async function* batchesOf(
  files: FileSet,
  { file, batches }: Contents,
): AsyncGenerator<{ readonly text: string; readonly batch: Batch }> {
  let held = ""
  /** Characters of the file before what is held. */
  let before = 0
  let next = 0
  for await (const text of decodeStream(files.open(file))) {
    held += text
    for (let batch = batches[next]; batch && batch.to <= before + held.length; batch = batches[++next])
      yield { text: held.slice(batch.from - before, batch.to - before), batch }
    const from = batches[next]?.from
    if (from === undefined) return
    const done = Math.min(held.length, Math.max(0, from - before))
    held = held.slice(done)
    before += done
  }
}

class Giving {
  readonly #contents: Contents
  readonly #index: PictureIndex
  readonly #held: HeldBoxes
  readonly #met: Int32Array
  readonly #given: Uint8Array
  readonly #tally = new Tally()
  readonly #several: SeveralNamed
  #cursor = 0

  constructor(contents: Contents, index: PictureIndex, several: SeveralNamed) {
    const pictures = contents.texts.length
    this.#contents = contents
    this.#index = index
    this.#several = several
    this.#met = new Int32Array(pictures)
    this.#given = new Uint8Array(pictures)
    this.#held = new HeldBoxes(
      pictures,
      contents.labels.map(({ id }) => id),
    )
  }

  /** Gives what is complete at the front of the file's order, so that a file in order comes out in order. */
  *front(): Generator<ReadEvent> {
    for (; this.#cursor < this.#given.length; this.#cursor++) {
      if (this.#given[this.#cursor] === 1) continue
      if (!this.#isComplete(this.#cursor)) return
      yield* this.#give(this.#cursor)
    }
  }

  /** What is left when the file is at its end, and what was counted. */
  *rest(): Generator<ReadEvent> {
    for (let index = 0; index < this.#given.length; index++) if (this.#given[index] === 0) yield* this.#give(index)
    for (const line of this.#tally.lines(this.#contents.file)) yield { kind: "report", line }
  }

  *batch(text: string, batch: Batch): Generator<ReadEvent> {
    const values = valuesOf(text, batch.count)
    let pieces: readonly JsonPiece[] | null = null
    for (let i = 0; i < batch.count; i++) {
      let index = values === null ? null : this.#takeBox(values[i])
      if (index === null) {
        pieces ??= splitElements(text, batch.line)
        const piece = pieces[i]
        index = yield* this.#take(piece?.text ?? "", { file: this.#contents.file, line: piece?.line ?? batch.line })
      }
      if (index < 0 || !this.#isComplete(index)) continue
      yield* this.#give(index)
      yield* this.front()
    }
  }

  #isComplete(index: number): boolean {
    return (this.#met[index] ?? 0) >= (this.#contents.awaited[index] ?? 0)
  }

  /** Holds an annotation that is a box inside its picture, with a polygon or none; null where it is anything else. */
  #takeBox(annotation: JsonValue | undefined): number | null {
    if (!isPlain(annotation)) return null
    const { image_id: image, category_id: category, bbox, id } = annotation
    const index = typeof image === "number" ? this.#contents.indexOf.get(image) : undefined
    const label = typeof category === "number" ? this.#contents.labelOf.get(category) : undefined
    if (index === undefined || label === undefined || !this.#contents.isTaken[index]) return null
    if (typeof id !== "number" || !Number.isSafeInteger(id) || Object.is(id, -0) || !isList(bbox)) return null
    const [x, y, width, height] = bbox
    if (!isNumber(x) || !isNumber(y) || !isNumber(width) || !isNumber(height) || !(width > 0 && height > 0)) return null
    if (this.#given[index] === 1 || this.#held.countOf(index) >= MAX_REGIONS) return null
    const [right, bottom] = [this.#contents.widths[index] ?? 0, this.#contents.heights[index] ?? 0]
    if (x < 0 || y < 0 || x + width > right || y + height > bottom) return null
    const outline = outlineIn(annotation["segmentation"])
    if (outline === null) return null
    const own = outline.length === 0 ? width * height : areaInside(outline)
    const area = own === 0 ? null : areaOf(annotation["area"], own)
    if (area === null) return null
    this.#met[index] = (this.#met[index] ?? 0) + 1
    this.#held.addBox(index, { id, label, x, y, width, height, carried: area, outline })
    return index
  }

  /** Holds any annotation, or says why not. The place of the picture that it counted for, or -1. */
  *#take(text: string, at: CocoLocation): Generator<ReadEvent, number> {
    const annotation = parseJson(text)?.value
    if (!isObject(annotation)) {
      yield report("lost", "annotation_unreadable", { ...at, found: text })
      return -1
    }
    const image = idKey(member(annotation, "image_id"))
    if (image === null) {
      yield report("lost", "field_missing", { ...at, field: "image_id" })
      return -1
    }
    const index = this.#contents.indexOf.get(image)
    if (index === undefined || this.#given[index] === 1) {
      const code = index === undefined ? "picture_unknown" : "picture_given"
      yield report("lost", code, { ...at, field: "image_id", found: image })
      return -1
    }
    this.#met[index] = (this.#met[index] ?? 0) + 1
    if (this.#contents.isTaken[index]) yield* about(() => this.#nameOf(index), this.#takeRegion(index, annotation, at))
    return index
  }

  *#takeRegion(index: number, annotation: JsonObject, at: CocoLocation): Generator<ReadEvent> {
    if (this.#held.countOf(index) >= MAX_REGIONS)
      return yield report("lost", "too_many_regions", { ...at, found: this.#nameOf(index) })
    const category = idKey(member(annotation, "category_id"))
    const label = category === null ? undefined : this.#contents.labels[this.#contents.labelOf.get(category) ?? -1]
    if (category === null) return yield report("lost", "field_missing", { ...at, field: "category_id" })
    if (!label) return yield report("lost", "category_unknown", { ...at, field: "category_id", found: category })
    const parts = yield* cocoParts(annotation, at, this.#tally)
    if (parts === null) return
    const { x, y, width, height } = parts.box
    const [right, bottom] = [this.#contents.widths[index] ?? 0, this.#contents.heights[index] ?? 0]
    if (right > 0 && (x < 0 || y < 0 || x + width > right || y + height > bottom))
      yield report("note", "box_outside", { ...at, field: "bbox", found: [x, y, width, height] })
    this.#held.add(index, { ...parts, label: label.id, wanted: ownId(annotation) })
  }

  #imageAt(index: number): JsonObject {
    const text = this.#contents.texts[index] ?? ""
    // The first pass read this text already. JSON.parse gives nothing but JSON values.
    const image = this.#contents.isOdd[index] ? parseJson(text)?.value : (JSON.parse(text) as JsonValue)
    return isObject(image) ? image : {}
  }

  #nameOf(index: number): string | null {
    return nameIn(this.#imageAt(index))
  }

  *#give(index: number): Generator<ReadEvent> {
    this.#given[index] = 1
    const { file, split, lines, hasAnnotations, widths, heights } = this.#contents
    const [width = 0, height = 0] = [widths[index], heights[index]]
    const source = { file, line: lines[index] ?? 1 }
    const image = this.#imageAt(index)
    const name = nameIn(image)
    if (name === null) {
      const count = this.#met[index] ?? 0
      const found = idText(member(image, "id"))
      if (count > 0) yield report("lost", "regions_of_lost_picture", { ...source, found, count })
      return
    }
    const foreign = unknownMembers(image, PICTURE_KEYS)
    const regions = this.#held.take(index)
    for (const region of regions)
      if (region.foreign && hasOtherBox(region, carriedFor(region.foreign, "coco")))
        this.#tally.add("note", "box_carried", "bbox")
    const folder = folderOf(file)
    const picture = this.#index.find(name, { folder, split })
    const record: DatasetRecord = {
      name: this.#several.has(name) ? apartName(name, { picture, split: split ?? undefined, folder }) : name,
      size: width > 0 ? { width, height } : null,
      sha256: null,
      body: hasAnnotations ? { regions, nothingHere: false } : null,
      foreignId: ownId(image) ?? "",
      ...(split === null ? {} : { split }),
      source,
      ...(foreign ? { foreign: { coco: foreign } } : {}),
    }
    yield { kind: "record", record, picture }
  }
}

const isNumber = (value: JsonValue | undefined): value is number => typeof value === "number" && Number.isFinite(value)

/** True for an annotation with no keys but those of a box and no crowd. */
function isPlain(annotation: JsonValue | undefined): annotation is JsonObject {
  if (!isObject(annotation)) return false
  for (const key in annotation) if (!BOX_KEYS.has(key)) return false
  const { iscrowd } = annotation
  return iscrowd === undefined || iscrowd === 0
}

/** An area that differs from the box's own by more than files round; NaN where it does not, null where it is no number. */
function areaOf(area: JsonValue | undefined, own: number): number | null {
  if (area === undefined) return Number.NaN
  if (!isNumber(area)) return null
  return isOtherArea(area, own) ? area : Number.NaN
}

/** Area inside one line of `x, y, x, y …`, square pixels. */
function areaInside(numbers: readonly number[]): number {
  let sum = 0
  let [x, y] = [numbers.at(-2) ?? 0, numbers.at(-1) ?? 0]
  for (let i = 0; i < numbers.length; i += 2) {
    const [nextX, nextY] = [numbers[i] ?? 0, numbers[i + 1] ?? 0]
    sum += x * nextY - nextX * y
    x = nextX
    y = nextY
  }
  return Math.abs(sum) / 2
}

const NO_OUTLINE: readonly number[] = []

/** The numbers of a segmentation that is one polygon or none; null where it is anything else. */
function outlineIn(segmentation: JsonValue | undefined): readonly number[] | null {
  if (segmentation === undefined) return NO_OUTLINE
  if (!isList(segmentation) || segmentation.length > 1) return null
  const [only] = segmentation
  if (only === undefined) return NO_OUTLINE
  if (!isList(only) || only.length < 6 || only.length % 2 === 1 || only.length > MOST_NUMBERS) return null
  return only.every(isNumber) ? only : null
}
