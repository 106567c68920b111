import type { Box, LabelId, Point, Region, Size } from "@justesse/types"
import { boundsOf, reachesOutside } from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { isCompanion, knownLabels } from "../companions/index.ts"
import type { ReadEvent, ReadOptions } from "../contract.ts"
import {
  baseName,
  extensionOf,
  type FileSet,
  folderOf,
  listFiles,
  readTextWithin,
  withoutExtension,
} from "../io/fileSet.ts"
import { pictureSize } from "../io/pictureSize.ts"
import { PictureIndex } from "../io/pictures.ts"
import { LabelList } from "../regions/labels.ts"
import { MAX_REGIONS, RegionIds, type RegionParts, region } from "../regions/parts.ts"
import { statedQuad } from "../regions/rotated.ts"
import { report, Tally } from "../report/lines.ts"
import { pictureStem, toYoloPath, type YoloLayout, type YoloPath, yoloLayout } from "./layout.ts"
import { type YoloLine, yoloLine } from "./line.ts"
import { type ListedPicture, listedPictures } from "./lists.ts"

const FILE_BYTES = 67_108_864
/** Corners of a rotated box are rounded in files (six decimals of a 4,000 px picture are 0.002 px). */
const CORNER_TOLERANCE_PX = 0.01

/** A picture, its label file, or both: what one record comes from. */
interface Entry {
  readonly labelFile: string | null
  readonly picture: string | null
  readonly location: YoloPath
}

interface Context {
  readonly files: FileSet
  readonly layout: YoloLayout
  readonly labels: LabelList
  readonly options: ReadOptions
  /** Whether any picture came with the labels: then one that is not found is told. */
  readonly hasPictures: boolean
  readonly tally: Tally
  /** Class numbers that the file of names does not name. */
  readonly nameless: Set<number>
}

/** Reads every YOLO layout: Ultralytics, OBB and Darknet differ in where files lie, lines say themselves what they are. */
export async function* readYolo(files: FileSet, options: ReadOptions): AsyncGenerator<ReadEvent> {
  const layout = await yoloLayout(files)
  for (const line of layout.report) yield { kind: "report", line }
  const labelFiles = (await listFiles(files)).map(({ name }) => name).filter((name) => isLabelName(name, layout))
  const labels = new LabelList(await knownLabels(files))
  const index = await PictureIndex.of(files)
  const hasPictures = index.names.length > 0
  const context = { files, layout, labels, options, hasPictures, tally: new Tally(), nameless: new Set<number>() }
  yield* learnLabels(context, labelFiles)
  yield { kind: "ontology", ontology: labels.ontology() }
  const { entries, unknown } = entriesOf(labelFiles, index, layout)
  for (const line of unknown) yield { kind: "report", line }
  const names = recordNames(entries)
  for (const [i, entry] of entries.entries()) yield* giveEntry(context, entry, names[i] ?? "")
  for (const line of context.tally.lines("*.txt")) yield { kind: "report", line }
  const nameless = [...context.nameless].sort((a, b) => a - b)
  if (nameless.length > 0)
    yield report("note", "names_short", {
      ...{ file: layout.namesFile, field: "names", found: nameless.join(", "), count: nameless.length },
    })
}

function isLabelName(name: string, layout: YoloLayout): boolean {
  return extensionOf(name) === "txt" && !layout.used.has(name) && !isCompanion(name)
}

/** Labels from the names that files give, in the order of their numbers; where none does, from the numbers used. */
async function* learnLabels(
  { files, layout, labels }: Context,
  labelFiles: readonly string[],
): AsyncGenerator<ReadEvent> {
  const location = { file: layout.namesFile }
  for (const [index, name] of layout.names ?? []) {
    const called = name === "" ? String(index) : name
    const field = String(index)
    if (name === "") yield report("changed", "name_from_id", { ...location, field, found: called })
    if (labels.get(called)) yield report("changed", "label_twice", { ...location, field, found: called })
    if (labels.add(called) === null) yield report("lost", "label_refused", { ...location, field, found: called })
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
function entriesOf(
  labelFiles: readonly string[],
  index: PictureIndex,
  layout: YoloLayout,
): { entries: Entry[]; unknown: readonly ReportLine[] } {
  const stemOf = (path: string) => withoutExtension(path).normalize("NFC")
  const byStem = new Map(index.names.map((name) => [stemOf(name), name]))
  const exact = labelFiles.map((file) => byStem.get(pictureStem(file).normalize("NFC")) ?? byStem.get(stemOf(file)))
  const taken = new Set(exact.filter((name) => name !== undefined))
  const pictures = labelFiles.map((labelFile, i) => {
    const elsewhere = exact[i] === undefined ? pictureElsewhere(labelFile, index, layout) : null
    const picture = exact[i] ?? (elsewhere !== null && !taken.has(elsewhere) ? elsewhere : null)
    if (picture !== null) taken.add(picture)
    return picture
  })
  const unmatched = labelFiles.filter((_, i) => pictures[i] === null)
  const missing = unmatched.map((file) => pictureStem(file).normalize("NFC"))
  // A label file whose picture was not found may mean one of these: then it is no picture where nothing is.
  const doubtful = new Set(missing.map(baseName))
  const { found: listed, report: unknown } = listedPictures(layout.lists, [...byStem.keys(), ...missing])
  const entries = labelFiles.map((labelFile, i): Entry => {
    const picture = pictures[i] ?? null
    return { labelFile, picture, location: findPath(layout, listed, picture, labelFile) }
  })
  const prefixes = new Set([
    ...entries.map(({ location }) => location.prefix),
    ...layout.folders.map(({ folder }) => `${folder}/`),
  ])
  const folders = new Set(entries.flatMap(({ picture }) => (picture === null ? [] : [folderOf(picture)])))
  for (const picture of index.names) {
    if (taken.has(picture) || doubtful.has(baseName(stemOf(picture)))) continue
    const location = findPath(layout, listed, picture, picture)
    if (
      listed.has(stemOf(picture)) ||
      folders.has(folderOf(picture)) ||
      (location.prefix !== "" && prefixes.has(location.prefix))
    )
      entries.push({ labelFile: null, picture, location })
  }
  return { entries, unknown }
}

/**
 * The picture of a label file that does not lie where the layout wants it: the same path below the layout's folders, in its
 * part. A label file outside of any layout's folders may also have the one picture of its name.
 */
function pictureElsewhere(labelFile: string, index: PictureIndex, layout: YoloLayout): string | null {
  const { prefix, rest, split } = toYoloPath(layout, labelFile)
  const below = withoutExtension(rest)
  const found = index.findStem(pictureStem(labelFile), { split }) ?? index.findStem(below, { split })
  if (found === null || prefix === "") return found ?? index.findStem(withoutExtension(labelFile))
  return `/${withoutExtension(found).normalize("NFC")}`.endsWith(`/${below.normalize("NFC")}`) ? found : null
}

/** The place of a picture; where only labels are there, as its label file lies, with the name that a list gives it. */
function findPath(
  layout: YoloLayout,
  listed: ReadonlyMap<string, ListedPicture>,
  picture: string | null,
  labelFile: string,
): YoloPath {
  const location = toYoloPath(layout, picture ?? labelFile)
  const said = listed.get((picture === null ? pictureStem(labelFile) : withoutExtension(picture)).normalize("NFC"))
  const own = said ? toYoloPath(layout, said.name).rest : withoutTxt(location.rest)
  const split = said?.split ?? location.split ?? toYoloPath(layout, labelFile).split
  return { prefix: location.prefix, rest: picture === null ? own : location.rest, split }
}

const withoutTxt = (name: string) => (extensionOf(name) === "txt" ? withoutExtension(name) : name)

/** Names of the records: without the layout's folders, and with them where two parts have a picture of the same name. */
function recordNames(entries: readonly Entry[]): string[] {
  const short = entries.map(({ location }) => location.rest)
  const times = counted(short)
  const longer = entries.map(({ location, picture }, i) => {
    const name = short[i] ?? ""
    if ((times.get(name) ?? 0) < 2) return name
    return location.split === null ? (picture ?? location.prefix + location.rest) : `${location.split}/${location.rest}`
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
  const { labelFile, picture, location } = entry
  const read = labelFile === null ? { text: "", utf8: true } : await readTextWithin(files, labelFile, FILE_BYTES)
  if (read === null) yield report("lost", "file_too_large", { file: labelFile ?? name })
  const lines = read?.text.split("\n") ?? []
  const isStated = lines.some((line) => line.trim() !== "")
  if (isStated && !location.prefix && picture === null && !lines.some((line) => yoloLine(line)))
    return yield report("note", "file_not_read", { file: labelFile ?? name })
  const size = (picture === null ? null : await pictureSize(files, picture)) ?? (await options.sizeOf?.(name)) ?? null
  const known = size && { width: size.width, height: size.height }
  if (picture === null && known === null && isStated && context.hasPictures)
    yield report("note", "picture_missing", { file: labelFile ?? name, found: name })
  const regions = yield* regionsOf(context, labelFile ?? name, lines, known)
  const record: DatasetRecord = {
    name,
    size: known,
    sha256: null,
    body: regions === null || read === null ? null : { regions, nothingHere: false },
    ...(location.split === null ? {} : { split: location.split }),
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
    const location = { file, line: i + 1 }
    const read = yoloLine(text, context.layout.keypoints)
    if (read === null) yield report("lost", "line_unreadable", { ...location, found: text.trim() })
    else if (size === null && read.kind !== "named") unplaced++
    else if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { ...location, count: lines.length - i })
      break
    } else {
      const parts = yield* partsOf(context, read, size, location)
      if (parts) regions.push(region({ ...parts, id: ids.give(null) }))
    }
  }
  if (unplaced === 0) return regions
  yield report("lost", "size_needed", { file, count: unplaced })
  return regions.length > 0 ? regions : null
}

interface LineLocation {
  readonly file: string
  readonly line: number
}

type Parts = Omit<RegionParts, "id">

function* partsOf(
  context: Context,
  read: YoloLine,
  size: Size | null,
  location: LineLocation,
): Generator<ReadEvent, Parts | null> {
  const label = labelOf(context, read)
  if (label === null) {
    if (read.kind !== "named") context.nameless.add(read.label)
    yield report("lost", "category_unknown", { ...location, field: "class", found: read.label })
    return null
  }
  const scale = read.kind === "named" || size === null ? { width: 1, height: 1 } : size
  const shape = read.kind === "box" ? boxOf(read.values, scale) : cornersShape(read.points, scale)
  if (shape === null) {
    yield report("lost", "box_of_no_size", location)
    return null
  }
  const { box } = shape
  if (size && reachesOutside(box, size) && isFarOutside(box, size))
    yield report("note", "box_outside", { ...location, found: [box.x, box.y, box.width, box.height] })
  if (read.kind === "named")
    return { ...shape, label, ...(read.difficult === null ? {} : { flags: { difficult: read.difficult } }) }
  return { ...shape, label, foreign: carriedOf(read, context.tally) }
}

/** What a line says besides a place: a model's score, the keypoints of a pose (shares of the picture as they stand). */
function carriedOf(read: Exclude<YoloLine, { kind: "named" }>, tally: Tally): RegionParts["foreign"] {
  const keypoints = read.kind === "box" ? read.keypoints : undefined
  if (read.score !== undefined) tally.add("note", "score_carried")
  if (keypoints !== undefined) tally.add("note", "shape_carried", "keypoints")
  if (read.score === undefined && keypoints === undefined) return undefined
  const score = read.score === undefined ? {} : { confidence: read.score }
  return { yolo: { ...score, ...(keypoints === undefined ? {} : { keypoints: [...keypoints] }) } }
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
  const inPixels = points.map(({ x, y }) => ({ x: x * size.width, y: y * size.height }))
  if (!inPixels.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) return null
  if (inPixels.length === 4) return statedQuad(inPixels, CORNER_TOLERANCE_PX)
  const box = boundsOf(inPixels)
  return box && { box, outline: inPixels }
}
