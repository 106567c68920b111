import { boxOf, type Label, type Region, reachesOutside, Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { knownLabels } from "../companions/index.ts"
import type { ReadEvent, Reader } from "../contract.ts"
import { calledName, extensionOf, type FileSet, folderOf, headText, listFiles } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { PictureIndex } from "../io/pictures.ts"
import { decodeStream } from "../io/textStream.ts"
import { LabelList } from "../regions/labels.ts"
import { MAX_REGIONS, RegionIds } from "../regions/parts.ts"
import { labelOrNone, textKeyAmong } from "../regions/toolLabels.ts"
import { apartName, SeveralNamed } from "../report/distinctNames.ts"
import { report, Tally } from "../report/lines.ts"
import { xmlElements } from "../xml/elements.ts"
import type { Element } from "../xml/parse.ts"
import { type CvatLabel, type CvatMeta, cvatMeta } from "./meta.ts"
import { type CvatLocation, cvatShape, shapeAsTree } from "./shape.ts"

/**
 * CVAT for images 1.1: one XML file with every picture, read child by child, twice (labels first). Corners are of the
 * unturned box, `rotation` is degrees clockwise about its centre, and corners outside the picture are kept (Datumaro #1887
 * shows ytl=-67). Width and height are those of the upright picture. The order of labels is the file's own list.
 *
 * The video form (tracks) is read as its frames: `frame_000012` with the boxes that are not `outside` there. Polygons are
 * outlines; masks and ellipses travel in `foreign.cvat` with their box; points, lines, cuboids, skeletons and tags travel
 * with the picture. Sources: the format's page of CVAT's documentation, Datumaro's cvat_data tests.
 */
export const cvatReader: Reader = {
  name: "cvat",
  async detect(files) {
    return (await cvatFiles(files)).length > 0 ? 0.95 : 0
  },
  read: readCvat,
}

const HEAD_BYTES = 65_536
/** Most boxes of tracks held: they come track by track, but frames need all of them. */
const MAX_TRACKED = 1_000_000
const PICTURE_KEYS = new Set(["id", "name", "width", "height", "subset"])

async function cvatFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "xml") continue
    if (/<annotations[\s>]/.test(await headText(files, name, HEAD_BYTES))) found.push(name)
  }
  return found
}

async function namedFiles(files: FileSet): Promise<string[]> {
  const sure = await cvatFiles(files)
  if (sure.length > 0) return sure
  return (await listFiles(files)).map(({ name }) => name).filter((name) => extensionOf(name) === "xml")
}

/** What the first pass learns of one file. */
interface Contents {
  readonly file: string
  readonly meta: CvatMeta
  readonly frames: Map<number, Region[]>
  readonly frameIds: Map<number, RegionIds>
  /** Shapes of frames that no box stands for: they travel with the picture. */
  readonly carried: Map<number, JsonValue[]>
  readonly tally: Tally
  /** Names that several pictures have, of all files. */
  readonly several: SeveralNamed
  tracked: number
  hasImages: boolean
}

async function* readCvat(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = new LabelList(await knownLabels(files))
  const index = await PictureIndex.of(files)
  const all: Contents[] = []
  const several = new SeveralNamed()
  for (const file of await namedFiles(files)) {
    const contents: Contents = {
      ...{ file, meta: cvatMeta(null), frames: new Map(), frameIds: new Map(), carried: new Map(), tally: new Tally() },
      ...{ tracked: 0, hasImages: false, several },
    }
    yield* learn(files, contents, labels)
    all.push(contents)
  }
  yield { kind: "ontology", ontology: labels.ontology() }
  for (const contents of all) yield* give(files, contents, labels, index)
}

// First pass: labels

async function* learn(files: FileSet, contents: Contents, labels: LabelList): AsyncGenerator<ReadEvent> {
  const { file } = contents
  const withText = new Set<string>()
  for await (const children of xmlElements(decodeStream(files.open(file))))
    for (const child of children) {
      if ("problem" in child) yield report("lost", child.problem, { file, line: child.line, found: child.found })
      else if (child.top !== "annotations") return yield report("note", "file_not_read", { file, found: child.top })
      else if (child.element.name === "meta") yield* learnMeta(contents, child.element, labels)
      else if (child.element.name === "image") {
        contents.several.add(calledName(child.element.attributes["name"] ?? "")?.name ?? "")
        learnShapes(contents, child.element.children, labels, withText)
      } else if (child.element.name === "track") learnShapes(contents, [child.element], labels, withText)
      else if (child.element.name !== "version")
        yield report("note", "not_kept", { file, line: child.element.line, field: child.element.name })
    }
  for (const name of withText) {
    const label = labels.get(name)
    if (label && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  }
}

function* learnMeta(contents: Contents, element: Element, labels: LabelList): Generator<ReadEvent> {
  const learned = cvatMeta(element)
  for (const [name, entry] of learned.labels) contents.meta.labels.set(name, entry)
  contents.meta.size = learned.size
  for (const entry of learned.labels.values()) {
    const label = labelOrNone(labels, entry.name)
    if (!label) yield report("lost", "label_refused", { file: contents.file, line: entry.line, found: entry.name })
    else if (!labels.wasKnown(label)) labels.replace(withMeta(labels.get(label.name.en) ?? label, entry))
  }
}

function withMeta(label: Label, { color, attributes }: CvatLabel): Label {
  return { ...label, ...(color ? { color } : {}), attributes: [...attributes.values()].flatMap((a) => a.asked ?? []) }
}

function learnShapes(contents: Contents, shapes: readonly Element[], labels: LabelList, withText: Set<string>): void {
  for (const shape of shapes) {
    const name = shape.attributes["label"] ?? ""
    const label = shape.name === "tag" ? null : labelOrNone(labels, name)
    const boxes = shape.name === "track" ? shape.children : [shape]
    const keys = boxes.slice(0, 1).flatMap((box) => box.children.map((child) => child.attributes["name"] ?? ""))
    if (
      label &&
      textKeyAmong(keys.filter((key) => contents.meta.labels.get(name)?.attributes.get(key)?.kind !== "select"))
    )
      withText.add(label.name.en)
  }
}

// Second pass: records

async function* give(
  files: FileSet,
  contents: Contents,
  labels: LabelList,
  index: PictureIndex,
): AsyncGenerator<ReadEvent> {
  const { file } = contents
  for await (const children of xmlElements(decodeStream(files.open(file))))
    for (const child of children) {
      if ("problem" in child || child.top !== "annotations") continue
      if (child.element.name === "image") yield* giveImage(child.element, contents, labels, index)
      else if (child.element.name === "track") yield* takeTrack(child.element, contents, labels)
    }
  yield* giveFrames(contents, index)
  for (const line of contents.tally.lines(file)) yield { kind: "report", line }
}

function* giveImage(image: Element, contents: Contents, labels: LabelList, index: PictureIndex): Generator<ReadEvent> {
  const { file, meta, tally } = contents
  contents.hasImages = true
  const location = { file, line: image.line }
  const given = image.attributes["name"]
  const called = given === undefined ? null : calledName(given)
  const name = called?.name ?? null
  if (called?.renamed) yield report("changed", "name_folders", { ...location, field: "name", found: given })
  if (name === null) {
    const code = given === undefined ? "field_missing" : "name_unsafe"
    return yield report("lost", code, { ...location, field: "name", found: given, count: image.children.length })
  }
  const size = sizeOf(image.attributes)
  if (size === null) yield report("note", "size_unknown", location)
  const ids = new RegionIds()
  const regions: Region[] = []
  const carried: JsonValue[] = []
  for (const shape of image.children) {
    const at: CvatLocation = { file, line: shape.line, label: labelOf(shape, labels), meta, ids, tally }
    if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { file, line: shape.line })
      break
    }
    const found = yield* cvatShape(shape, at)
    if (found === "carry") carried.push(shapeAsTree(shape))
    else if (found) regions.push(found)
    if (found && found !== "carry") yield* outsideNote(found, size, at)
  }
  const [folder, split] = [folderOf(file), image.attributes["subset"]]
  const picture = index.find(name, { folder, split })
  const own = contents.several.has(name) ? apartName(name, { picture, split, folder }) : name
  yield { kind: "record", record: recordOf(own, size, regions, image, carried, location), picture }
}

function labelOf(shape: Element, labels: LabelList): Label | null {
  return labelOrNone(labels, shape.attributes["label"] ?? "")
}

function* outsideNote(region: Region, size: Size | null, { file, line }: CvatLocation): Generator<ReadEvent> {
  const { x, y, width, height } = boxOf(region)
  if (size && reachesOutside({ x, y, width, height }, size))
    yield report("note", "box_outside", { file, line, found: [x, y, width, height] })
}

function recordOf(
  name: string,
  size: Size | null,
  regions: Region[],
  image: Element,
  carried: readonly JsonValue[],
  source: { file: string; line: number },
): DatasetRecord {
  const { id, subset } = image.attributes
  const rest = Object.entries(image.attributes).filter(([key]) => !PICTURE_KEYS.has(key))
  const kept = { ...Object.fromEntries(rest), ...(carried.length > 0 ? { shapes: [...carried] } : {}) }
  return {
    ...{ name, size, sha256: null, body: { regions, nothingHere: false }, source },
    ...(id === undefined || id === "" ? {} : { foreignId: id }),
    ...(subset === undefined || subset === "" ? {} : { split: subset }),
    ...(Object.keys(kept).length > 0 ? { foreign: { cvat: kept } } : {}),
  }
}

function sizeOf(attributes: Readonly<Record<string, string>>): Size | null {
  const size = Size.safeParse({ width: Number(attributes["width"]), height: Number(attributes["height"]) })
  return size.success ? size.data : null
}

// The video form

function* takeTrack(track: Element, contents: Contents, labels: LabelList): Generator<ReadEvent> {
  const { file, meta, tally, frames, frameIds } = contents
  tally.add("note", "track_as_frames", "track")
  for (const shape of track.children) {
    if (shape.attributes["outside"] === "1") continue
    const frame = Number(shape.attributes["frame"])
    if (!Number.isSafeInteger(frame) || frame < 0) {
      yield report("lost", "field_missing", { file, line: shape.line, field: "frame" })
      continue
    }
    if (contents.tracked >= MAX_TRACKED) return yield report("lost", "too_many_regions", { file, line: shape.line })
    const ids = frameIds.get(frame) ?? new RegionIds()
    frameIds.set(frame, ids)
    const regions = frames.get(frame) ?? []
    frames.set(frame, regions)
    const tracked: Element = { ...shape, attributes: { ...shape.attributes, track: track.attributes["id"] ?? "" } }
    const found = yield* cvatShape(tracked, { file, line: shape.line, label: labelOf(track, labels), meta, ids, tally })
    contents.tracked++
    if (found === "carry")
      contents.carried.set(frame, [...(contents.carried.get(frame) ?? []), carriedOf(tracked, track)])
    else if (found && regions.length >= MAX_REGIONS)
      yield report("lost", "too_many_regions", { file, line: shape.line })
    else if (found) regions.push(found)
  }
}

/** A shape of a track that no box stands for, as one of its picture: with the track's label, without what only tracks have. */
function carriedOf({ attributes, ...shape }: Element, track: Element): JsonValue {
  const { frame: _frame, outside: _outside, keyframe: _keyframe, ...own } = attributes
  return shapeAsTree({ ...shape, attributes: { label: track.attributes["label"] ?? "", ...own } })
}

function* giveFrames(contents: Contents, index: PictureIndex): Generator<ReadEvent> {
  for (const [frame, regions] of [...contents.frames].sort(([a], [b]) => a - b)) {
    const stem = `frame_${String(frame).padStart(6, "0")}`
    const picture = index.findStem(stem, { folder: folderOf(contents.file) })
    const shapes = contents.carried.get(frame)
    const record: DatasetRecord = {
      ...{ name: picture ?? stem, size: contents.meta.size, sha256: null, foreignId: String(frame) },
      ...{ body: { regions, nothingHere: false }, source: { file: contents.file } },
      ...(shapes ? { foreign: { cvat: { shapes } } } : {}),
    }
    yield { kind: "record", record, picture }
  }
}
