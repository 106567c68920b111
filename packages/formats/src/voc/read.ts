import type { Box, Region, RegionFlags, Size } from "@justesse/types"
import { reachesOutside, Size as SizeSchema } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { knownLabels } from "../companions/index.ts"
import type { ReadEvent, Reader, ReadOptions } from "../contract.ts"
import { decimalDifference, decimalText } from "../io/decimals.ts"
import {
  baseName,
  extensionOf,
  type FileSet,
  folderOf,
  headText,
  listFiles,
  readTextWithin,
  safeName,
  withoutExtension,
} from "../io/fileSet.ts"
import { PictureIndex } from "../io/pictures.ts"
import { orderByList } from "../regions/classesFile.ts"
import { rootOf } from "../regions/labelPictures.ts"
import { type LabelList, labelsInOrder } from "../regions/labels.ts"
import { MAX_REGIONS, RegionIds, region } from "../regions/parts.ts"
import { OddLines, report, Tally } from "../report/lines.ts"
import { childOf, type Element, elementAsJson, parseXml, textOf } from "../xml/parse.ts"

/**
 * Pascal VOC: one XML file a picture. Coordinates are taken as they are, or by the devkit's rule (`origin` 1). The format
 * has no order of classes: labels come in that of a manifest of ours beside the files, otherwise in code-unit order. Lists
 * below `ImageSets/Main` say which part of the dataset a picture belongs to. `pose`, parts and everything else travel in
 * `foreign.voc`.
 */
export const vocReader: Reader = {
  name: "voc",
  async detect(files) {
    const xml = (await listFiles(files)).filter(({ name }) => extensionOf(name) === "xml")
    for (const { name } of xml.slice(0, 20)) if (await isVoc(files, name)) return 0.9
    return 0
  },
  read: readVoc,
}

/** Largest XML file of one picture. */
const FILE_BYTES = 16_777_216
const HEAD_BYTES = 4_096
/** The flags that the format has, in the devkit's order. */
export const VOC_FLAGS = ["truncated", "occluded", "difficult"] as const
const OBJECT_PARTS = new Set<string>(["name", "bndbox", ...VOC_FLAGS])
const PICTURE_PARTS = new Set(["filename", "size", "object", "folder", "path"])
const SPLIT_LIST = /(^|\/)ImageSets\/Main\/([^/_]+)\.txt$/

async function isVoc(files: FileSet, name: string): Promise<boolean> {
  return /<annotation[\s>]/.test(await headText(files, name, HEAD_BYTES))
}

async function* readVoc(files: FileSet, options: ReadOptions): AsyncGenerator<ReadEvent> {
  const index = await PictureIndex.of(files)
  const names: string[] = []
  for (const { name } of await listFiles(files)) if (extensionOf(name) === "xml") names.push(name)
  const found = yield* learnLabels(files, names)
  const labels = labelsInOrder(await knownLabels(files), found)
  yield* orderByList(files, labels)
  yield { kind: "ontology", ontology: labels.ontology() }
  const tally = new Tally()
  const root = await rootOf(files, names, "Annotations")
  const splits = yield* splitsOf(files, new Set(names.map((name) => stemBelow(name, root))))
  const context = { root, labels, index, tally, splits, origin: options.origin ?? 0 }
  for (const file of names) {
    const annotation = await open(files, file)
    if (!("problem" in annotation)) yield* giveRecord(annotation, { ...context, file })
  }
  for (const line of tally.lines(root)) yield { kind: "report", line }
}

/** What lists call an XML file: its path below the folder that all share, without its extension. */
function stemBelow(file: string, root: string): string {
  return withoutExtension(root === "" ? file : file.slice(root.length + 1)).normalize("NFC")
}

/** A line of a list: a stem, and in lists of one class whether that is there (-1, 0, 1). */
const LIST_LINE = /^(\S(?:.*\S)?)\s+(-1|0|1)$/
const control = /(?!\t)\p{Cc}/u

/**
 * Which part each stem is listed in; a list of several parts together (`trainval`) says nothing that the others do not. Names
 * without an XML file, and lines that are none, are told for each list.
 */
async function* splitsOf(
  files: FileSet,
  stems: ReadonlySet<string>,
): AsyncGenerator<ReadEvent, ReadonlyMap<string, string>> {
  const splits = new Map<string, string>()
  for (const { name: file } of await listFiles(files)) {
    const split = SPLIT_LIST.exec(file)?.[2]
    if (split === undefined) continue
    const read = await readTextWithin(files, file, FILE_BYTES)
    if (read === null) yield report("lost", "file_too_large", { file })
    const odd = new OddLines(file)
    const unknown: { line: number; found: string }[] = []
    for (const [i, text] of (read?.text.replace(/^\uFEFF/, "").split("\n") ?? []).entries()) {
      const line = text.trim()
      const stem = (LIST_LINE.exec(line)?.[1] ?? line).normalize("NFC")
      if (control.test(line)) odd.add(i + 1, line)
      else if (stem !== "" && !stems.has(stem)) unknown.push({ line: i + 1, found: stem })
      else if (stem !== "" && split !== "trainval") splits.set(stem, split)
    }
    yield* odd.lines()
    if (read?.text.trim() === "") yield report("note", "file_empty", { file })
    if (unknown[0]) yield report("note", "picture_unknown", { file, ...unknown[0], count: unknown.length })
  }
  return splits
}

type Opened = Element | { readonly problem: string; readonly line?: number; readonly found?: string }

async function open(files: FileSet, name: string): Promise<Opened> {
  const read = await readTextWithin(files, name, FILE_BYTES)
  if (read === null) return { problem: "file_too_large" }
  const parsed = parseXml(read.text)
  if ("problem" in parsed) return parsed
  return parsed.name === "annotation" ? parsed : { problem: "file_not_read", found: parsed.name }
}

/** First pass: the labels that the files name, sorted, and the files that cannot be read. */
async function* learnLabels(files: FileSet, names: readonly string[]): AsyncGenerator<ReadEvent, Set<string>> {
  const found = new Set<string>()
  for (const file of names) {
    const opened = await open(files, file)
    if (!("problem" in opened)) for (const object of objectsOf(opened)) found.add(textOf(object, "name") ?? "")
    if (!("problem" in opened)) continue
    const { problem, ...location } = opened
    yield report(problem === "file_not_read" ? "note" : "lost", problem, { file, ...location })
  }
  return new Set([...found].sort())
}

interface Context {
  readonly file: string
  readonly root: string
  readonly labels: LabelList
  readonly index: PictureIndex
  readonly tally: Tally
  readonly splits: ReadonlyMap<string, string>
  readonly origin: 0 | 1
}

function* giveRecord(annotation: Element, context: Context): Generator<ReadEvent> {
  const { file } = context
  const named = yield* pictureName(annotation, context)
  const size = sizeOf(annotation)
  if (size === null)
    yield report("note", "size_unknown", { file, line: childOf(annotation, "size")?.line ?? annotation.line })
  const ids = new RegionIds()
  const regions: Region[] = []
  for (const object of objectsOf(annotation)) {
    if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { file, line: object.line })
      break
    }
    const found = yield* regionOf(object, size, ids, context)
    if (found) regions.push(found)
  }
  const split = context.splits.get(stemBelow(file, context.root))
  const rest = annotation.children.filter((child) => !PICTURE_PARTS.has(child.name))
  const record: DatasetRecord = {
    name: named.name,
    size,
    sha256: null,
    body: { regions, nothingHere: false },
    ...(split === undefined ? {} : { split }),
    source: { file, line: annotation.line },
    ...(rest.length > 0 ? { foreign: { voc: elementAsJson(rest) } } : {}),
  }
  yield { kind: "record", record, picture: named.picture }
}

/**
 * What the picture is called: the file's `filename`, in the XML's folder below the folder that all XML files share. When no
 * such picture is there but one with the XML's own stem is, that one is meant.
 */
function* pictureName(
  annotation: Element,
  { file, root, index, splits }: Context,
): Generator<ReadEvent, { name: string; picture: string | null }> {
  const given = textOf(annotation, "filename")
  const below = folderOf(file).slice(root.length).replace(/^\//, "")
  const safe = given ? safeName(given) : null
  if (given && safe === null)
    yield report("changed", "name_unsafe", { file, line: childOf(annotation, "filename")?.line, found: given })
  const called = safe === null ? null : below === "" || safe.includes("/") ? safe : `${below}/${safe}`
  const where = { folder: folderOf(file), split: splits.get(stemBelow(file, root)) }
  const byName = called === null ? null : index.find(called, where)
  if (called !== null && byName !== null) return { name: called, picture: byName }
  const stem = `${below === "" ? "" : `${below}/`}${withoutExtension(baseName(file))}`
  const byStem = index.findStem(stem, where)
  if (byStem === null) return { name: called ?? stem, picture: null }
  if (called !== null) yield report("changed", "picture_by_stem", { file, field: "filename", found: called })
  return { name: `${below === "" ? "" : `${below}/`}${baseName(byStem)}`, picture: byStem }
}

function sizeOf(annotation: Element): Size | null {
  const size = childOf(annotation, "size")
  if (!size) return null
  const parsed = SizeSchema.safeParse({ width: Number(textOf(size, "width")), height: Number(textOf(size, "height")) })
  return parsed.success ? parsed.data : null
}

function objectsOf(annotation: Element): Element[] {
  return annotation.children.filter((child) => child.name === "object")
}

function* regionOf(
  object: Element,
  size: Size | null,
  ids: RegionIds,
  context: Context,
): Generator<ReadEvent, Region | null> {
  const location = { file: context.file, line: object.line }
  const name = textOf(object, "name")
  const label = name === null ? undefined : context.labels.get(name)
  if (!label) {
    yield report("lost", name ? "label_refused" : "field_missing", {
      ...location,
      field: "name",
      found: name ?? undefined,
    })
    return null
  }
  const box = yield* boxOf(object, context)
  if (box === null) return null
  if (size && reachesOutside(box, size))
    yield report("note", "box_outside", { ...location, field: "bndbox", found: [box.x, box.y, box.width, box.height] })
  const flags: RegionFlags = {}
  for (const flag of VOC_FLAGS) {
    const value = flagOf(object, flag)
    if (value !== null) flags[flag] = value
  }
  const rest = object.children.filter((child) => !OBJECT_PARTS.has(child.name) || isOddFlag(object, child))
  return region({
    id: ids.give(null),
    box,
    label: label.id,
    flags,
    foreign: rest.length > 0 ? { voc: elementAsJson(rest) } : undefined,
  })
}

const EDGES = ["xmin", "ymin", "xmax", "ymax"] as const

function* boxOf(object: Element, { file, origin, tally }: Context): Generator<ReadEvent, Box | null> {
  const bndbox = childOf(object, "bndbox")
  if (!bndbox) {
    yield report("lost", "field_missing", { file, line: object.line, field: "bndbox" })
    return null
  }
  const edges: string[] = []
  for (const edge of EDGES) {
    const text = textOf(bndbox, edge)
    if (text !== null && text !== "" && Number.isFinite(Number(text))) {
      edges.push(text.replace(/^\+/, ""))
      continue
    }
    const line = childOf(bndbox, edge)?.line ?? bndbox.line
    const code = text === null ? "field_missing" : "not_a_number"
    yield report("lost", code, { file, line, field: edge, found: text ?? undefined })
    return null
  }
  const [xmin = "", ymin = "", xmax = "", ymax = ""] = edges
  const [x, y] = [edgeOf(xmin, origin), edgeOf(ymin, origin)]
  const box = { x, y, width: sideOf(xmax, xmin, x, origin), height: sideOf(ymax, ymin, y, origin) }
  if (box.width > 0 && box.height > 0) {
    if (origin === 1) tally.add("changed", "origin_one", "bndbox")
    return box
  }
  yield report("lost", "box_of_no_size", { file, line: bndbox.line, field: "bndbox", found: edges.map(Number) })
  return null
}

function edgeOf(near: string, origin: 0 | 1): number {
  return origin === 0 ? Number(near) : decimalDifference(near, "1")
}

/** The length between two edges, in decimals; by the devkit's rule the last pixel belongs to it. */
function sideOf(far: string, near: string, from: number, origin: 0 | 1): number {
  return decimalDifference(far, origin === 0 ? near : decimalText(from))
}

function flagOf(object: Element, flag: string): boolean | null {
  const text = textOf(object, flag)?.toLowerCase()
  if (text === "1" || text === "true") return true
  return text === "0" || text === "false" ? false : null
}

/** A flag that is there but says neither yes nor no (`Unspecified`): carried as it stands. */
function isOddFlag(object: Element, child: Element): boolean {
  return VOC_FLAGS.some((flag) => flag === child.name) && flagOf(object, child.name) === null
}
