import type { Box, DatasetRecord, LabelId, Point, Region, Size } from "@justesse/types"
import { boundsOf, reachesOutside } from "@justesse/types"
import { isCompanion, knownLabels } from "./companions.ts"
import type { ReadEvent, ReadOptions } from "./contract.ts"
import { extensionOf, type FileSet, folderOf, listFiles, readTextWithin, withoutExtension } from "./fileSet.ts"
import { LabelList } from "./labels.ts"
import { pictureSize } from "./pictureSize.ts"
import { PictureIndex } from "./pictures.ts"
import { MAX_REGIONS, RegionIds, type RegionParts, region } from "./regions.ts"
import { report, Tally } from "./report.ts"
import { quadRegion } from "./turned.ts"
import { pictureStem, type YoloLayout, type YoloPlace, yoloLayout, yoloPlace } from "./yoloLayout.ts"
import { type YoloLine, yoloLine } from "./yoloLine.ts"

const FILE_BYTES = 67_108_864
/** Corners of a rotated box are rounded in files (six decimals of a 4,000 px picture are 0.002 px). */
const CORNER_TOLERANCE_PX = 0.01

/** A picture, its label file, or both: what one record comes from. */
interface Entry {
  readonly labelFile: string | null
  readonly picture: string | null
  readonly place: YoloPlace
}

interface Context {
  readonly files: FileSet
  readonly layout: YoloLayout
  readonly labels: LabelList
  readonly options: ReadOptions
  readonly tally: Tally
}

/** Reads every YOLO layout: Ultralytics, OBB and Darknet differ in where files lie, lines say themselves what they are. */
export async function* readYolo(files: FileSet, options: ReadOptions): AsyncGenerator<ReadEvent> {
  const layout = await yoloLayout(files)
  for (const line of layout.report) yield { kind: "report", line }
  const labelFiles = (await listFiles(files)).map(({ name }) => name).filter((name) => isLabelName(name, layout))
  const labels = new LabelList(await knownLabels(files))
  const context = { files, layout, labels, options, tally: new Tally() }
  yield* learnLabels(context, labelFiles)
  yield { kind: "ontology", ontology: labels.ontology() }
  const entries = entriesOf(labelFiles, await PictureIndex.of(files), layout)
  const names = recordNames(entries)
  for (const [i, entry] of entries.entries()) yield* giveEntry(context, entry, names[i] ?? "")
  for (const line of context.tally.lines("*.txt")) yield { kind: "report", line }
}

function isLabelName(name: string, layout: YoloLayout): boolean {
  return extensionOf(name) === "txt" && !layout.used.has(name) && !isCompanion(name)
}

/** Labels from the names that files give, in the order of their numbers; where none does, from the numbers used. */
async function* learnLabels(
  { files, layout, labels }: Context,
  labelFiles: readonly string[],
): AsyncGenerator<ReadEvent> {
  for (const [index, name] of layout.names ?? []) {
    const called = name === "" ? String(index) : name
    if (labels.add(called) === null)
      yield report("lost", "label_refused", { file: "names", field: String(index), found: called })
  }
  if (layout.names) return
  const numbers = new Set<number>()
  const words = new Set<string>()
  for (const file of labelFiles)
    for (const line of (await readTextWithin(files, file, FILE_BYTES))?.text.split("\n") ?? []) {
      const read = yoloLine(line)
      if (read?.kind === "named") words.add(read.label)
      else if (read) numbers.add(read.label)
    }
  for (const number of [...numbers].sort((a, b) => a - b)) labels.add(String(number))
  for (const word of [...words].sort()) labels.add(word)
  if (numbers.size > 0) yield report("changed", "name_from_id", { file: "*.txt", field: "names", count: numbers.size })
}

/**
 * Which picture each label file belongs to, and the pictures without one that lie among labelled ones. A picture is found
 * where the layout wants it; one that lies elsewhere only if no other label file wants it.
 */
function entriesOf(labelFiles: readonly string[], index: PictureIndex, layout: YoloLayout): Entry[] {
  const byStem = new Map(index.names.map((name) => [withoutExtension(name).normalize("NFC"), name]))
  const exact = labelFiles.map((file) => {
    const found = byStem.get(pictureStem(file).normalize("NFC")) ?? byStem.get(withoutExtension(file).normalize("NFC"))
    return found ?? null
  })
  const taken = new Set(exact.filter((name) => name !== null))
  const entries = labelFiles.map((labelFile, i): Entry => {
    const elsewhere = exact[i] ?? index.findStem(pictureStem(labelFile)) ?? index.findStem(withoutExtension(labelFile))
    const picture = exact[i] ?? (elsewhere !== null && !taken.has(elsewhere) ? elsewhere : null)
    if (picture !== null) taken.add(picture)
    return { labelFile, picture, place: placeOf(layout, picture ?? labelFile, labelFile) }
  })
  const prefixes = new Set([
    ...entries.map(({ place }) => place.prefix),
    ...layout.folders.map(({ folder }) => `${folder}/`),
  ])
  const folders = new Set(entries.flatMap(({ picture }) => (picture === null ? [] : [folderOf(picture)])))
  for (const picture of index.names) {
    if (taken.has(picture)) continue
    const place = placeOf(layout, picture, picture)
    const listed = layout.listed.has(withoutExtension(place.prefix + place.rest).normalize("NFC"))
    if (listed || folders.has(folderOf(picture)) || (place.prefix !== "" && prefixes.has(place.prefix)))
      entries.push({ labelFile: null, picture, place })
  }
  return entries
}

/** The place of a picture; where only labels are there, as its label file lies, with the name that a list gives it. */
function placeOf(layout: YoloLayout, path: string, labelFile: string): YoloPlace {
  const place = yoloPlace(layout, path)
  const stem = withoutExtension(path).normalize("NFC")
  const listed = layout.listed.get(stem) ?? layout.listed.get(`data/${stem}`)
  const rest = path !== labelFile ? place.rest : listed ? yoloPlace(layout, listed.name).rest : withoutTxt(place.rest)
  return { prefix: place.prefix, rest, split: listed?.split ?? place.split }
}

const withoutTxt = (name: string) => (extensionOf(name) === "txt" ? withoutExtension(name) : name)

/** Names of the records: without the layout's folders, and with them where two parts have a picture of the same name. */
function recordNames(entries: readonly Entry[]): string[] {
  const short = entries.map(({ place }) => place.rest)
  const times = counted(short)
  const longer = entries.map(({ place, picture }, i) => {
    const name = short[i] ?? ""
    if ((times.get(name) ?? 0) < 2) return name
    return place.split === null ? (picture ?? place.prefix + place.rest) : `${place.split}/${place.rest}`
  })
  const again = counted(longer)
  return longer.map((name, i) => {
    const { picture = null, labelFile = null } = entries[i] ?? {}
    return (again.get(name) ?? 0) < 2 ? name : (picture ?? labelFile ?? name)
  })
}

function counted(names: readonly string[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
  return times
}

async function* giveEntry(context: Context, entry: Entry, name: string): AsyncGenerator<ReadEvent> {
  const { files, options } = context
  const { labelFile, picture, place } = entry
  const read = labelFile === null ? { text: "", utf8: true } : await readTextWithin(files, labelFile, FILE_BYTES)
  if (read === null) yield report("lost", "file_too_large", { file: labelFile ?? name })
  const lines = read?.text.split("\n") ?? []
  const isSaid = lines.some((line) => line.trim() !== "")
  if (isSaid && !place.prefix && picture === null && !lines.some((line) => yoloLine(line)))
    return yield report("note", "file_not_read", { file: labelFile ?? name })
  const size = (picture === null ? null : await pictureSize(files, picture)) ?? (await options.sizeOf?.(name)) ?? null
  const known = size && { width: size.width, height: size.height }
  const regions = yield* regionsOf(context, labelFile ?? name, lines, known)
  const record: DatasetRecord = {
    name,
    size: known,
    sha256: null,
    body: regions === null || read === null ? null : { regions, nothingHere: false },
    ...(place.split === null ? {} : { split: place.split }),
    ...(labelFile === null ? {} : { source: { file: labelFile } }),
  }
  yield { kind: "record", record, picture }
}

/** The regions of a label file; null where it has some but the picture's size, of which they are shares, is not known. */
function* regionsOf(
  context: Context,
  file: string,
  lines: readonly string[],
  size: Size | null,
): Generator<ReadEvent, Region[] | null> {
  const ids = new RegionIds()
  const regions: Region[] = []
  let unplaced = 0
  for (const [i, text] of lines.entries()) {
    if (text.trim() === "") continue
    const place = { file, line: i + 1 }
    const read = yoloLine(text)
    if (read === null) yield report("lost", "line_unreadable", { ...place, found: text.trim() })
    else if (size === null && read.kind !== "named") unplaced++
    else if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { ...place, count: lines.length - i })
      break
    } else {
      const parts = yield* partsOf(context, read, size, place)
      if (parts) regions.push(region({ ...parts, id: ids.give(null) }))
    }
  }
  if (unplaced === 0) return regions
  yield report("lost", "size_needed", { file, count: unplaced })
  return regions.length > 0 ? regions : null
}

interface LinePlace {
  readonly file: string
  readonly line: number
}

type Parts = Omit<RegionParts, "id">

function* partsOf(
  context: Context,
  read: YoloLine,
  size: Size | null,
  place: LinePlace,
): Generator<ReadEvent, Parts | null> {
  const label = labelOf(context, read)
  if (label === null) {
    yield report("lost", "category_unknown", { ...place, field: "class", found: read.label })
    return null
  }
  const scale = read.kind === "named" || size === null ? { width: 1, height: 1 } : size
  const shape = read.kind === "box" ? boxOf(read.values, scale) : cornersShape(read.points, scale)
  if (shape === null) {
    yield report("lost", "box_of_no_size", place)
    return null
  }
  const { box } = shape
  if (size && reachesOutside(box, size) && isFarOutside(box, size))
    yield report("note", "box_outside", { ...place, found: [box.x, box.y, box.width, box.height] })
  if (read.kind === "named")
    return { ...shape, label, ...(read.difficult === null ? {} : { flags: { difficult: read.difficult } }) }
  if (read.score !== undefined) context.tally.add("note", "score_carried")
  return { ...shape, label, ...(read.score === undefined ? {} : { foreign: { yolo: { confidence: read.score } } }) }
}

/** Six decimals put the edge of a box that ends at the picture's a few thousandths outside: that is not worth a line. */
function isFarOutside(box: Box, size: Size): boolean {
  const slack = 0.01
  return reachesOutside(
    { x: box.x + slack, y: box.y + slack, width: box.width - 2 * slack, height: box.height - 2 * slack },
    size,
  )
}

function labelOf({ layout, labels }: Context, read: YoloLine): LabelId | null {
  if (read.kind === "named") return labels.get(read.label)?.id ?? null
  const name = layout.names ? layout.names.get(read.label) : String(read.label)
  return name === undefined ? null : (labels.get(name === "" ? String(read.label) : name)?.id ?? null)
}

function boxOf(values: readonly number[], size: Size): { box: Box } | null {
  const [x = 0, y = 0, w = 0, h = 0] = values
  const [width, height] = [w * size.width, h * size.height]
  const box = { x: x * size.width - width / 2, y: y * size.height - height / 2, width, height }
  return width > 0 && height > 0 && Object.values(box).every(Number.isFinite) ? { box } : null
}

function cornersShape(points: readonly Point[], size: Size): Omit<Parts, "label"> | null {
  const placed = points.map(({ x, y }) => ({ x: x * size.width, y: y * size.height }))
  if (!placed.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) return null
  if (placed.length === 4) return quadRegion(placed, CORNER_TOLERANCE_PX)
  const box = boundsOf(placed)
  return box && { box, outline: placed }
}
