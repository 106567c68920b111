import { boxOf, type Region, reachesOutside } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { isCompanion, knownLabels } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import {
  calledName,
  extensionOf,
  type FileSet,
  folderOf,
  headText,
  listFiles,
  readTextWithin,
  safeName,
} from "../io/fileSet.ts"
import { isObject, type JsonValue, parseJson } from "../io/jsonParse.ts"
import { splitJson } from "../io/jsonSplit.ts"
import { PictureIndex } from "../io/pictures.ts"
import { decodeStream } from "../io/textStream.ts"
import { orderByList } from "../regions/classesFile.ts"
import { type NamedPicture, nameReport, pictureCalled, pictureOfFile, rootOf } from "../regions/labelPictures.ts"
import { LabelList } from "../regions/labels.ts"
import { MAX_REGIONS, RegionIds } from "../regions/parts.ts"
import { labelOrNone, NO_LABEL } from "../regions/toolLabels.ts"
import { report, Tally } from "../report/lines.ts"
import { type Element, elementAsJson, parseXml, textOf } from "../xml/parse.ts"
import { labelMeShape, labelMeSize, shapeLabel } from "./json.ts"
import { labelMeWriter } from "./write.ts"
import { deletedObjects, xmlObjects, xmlRegion, xmlSize } from "./xml.ts"

/**
 * LabelMe: one JSON a picture (the program) or one XML a picture (the web tool of 2008). Rectangles are two corners in any
 * order, a shape of no said type is a polygon, `description` is the text by habit, flags and `attributes` are attributes.
 * `imagePath` is seen from the label file, with slashes of either kind. A picture inside the file is not read, only
 * measured. Circles and masks travel with their box, points and lines with the picture; deleted objects are counted.
 */
export const labelMeReader: Reader = {
  name: "labelme",
  async detect(files) {
    return (await labelFiles(files)).length > 0 ? 0.95 : 0
  },
  read: readLabelMe,
}

/** LabelMe's JSON, both ways, and its older XML, read only. */
export const labelMe: Format = {
  name: "labelme",
  aliases: ["labelme-xml"],
  reader: labelMeReader,
  writer: labelMeWriter,
}

const HEAD_BYTES = 65_536
const XML_BYTES = 16_777_216
const KNOWN = new Set(["shapes", "imagePath", "imageData", "imageHeight", "imageWidth", "version"])
const XML_KNOWN = new Set(["filename", "folder", "object", "imagesize"])

async function labelFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    const kind = extensionOf(name)
    if ((kind !== "json" && kind !== "xml") || isCompanion(name)) continue
    const head = await headText(files, name, HEAD_BYTES)
    if (kind === "json" ? isJsonHead(head) : isXmlHead(head)) found.push(name)
  }
  return found
}

function isJsonHead(head: string): boolean {
  if (!/^[\s\uFEFF]*\{/.test(head)) return false
  // The picture inside may stand before the shapes and fill the beginning.
  const hasShapes =
    /"shapes"\s*:\s*\[/.test(head) && /"(imagePath|imageData|imageHeight|shape_type|points)"\s*:/.test(head)
  return hasShapes || (/"imageData"\s*:\s*"/.test(head) && !/"(annotations|images)"\s*:/.test(head))
}

function isXmlHead(head: string): boolean {
  if (!/<annotation[\s>]/.test(head) || /<bndbox[\s/>]/.test(head)) return false
  return /<(polygon|segm)[\s/>]/.test(head) || /<sourceAnnotation>\s*LabelMe/i.test(head)
}

async function namedFiles(files: FileSet): Promise<string[]> {
  const sure = await labelFiles(files)
  if (sure.length > 0) return sure
  const names = (await listFiles(files)).map(({ name }) => name)
  return names.filter((name) => ["json", "xml"].includes(extensionOf(name)) && !isCompanion(name))
}

interface Context {
  readonly files: FileSet
  readonly labels: LabelList
  readonly index: PictureIndex
  readonly root: string
  readonly tally: Tally
}

async function* readLabelMe(files: FileSet): AsyncGenerator<ReadEvent> {
  const names = await namedFiles(files)
  const context: Context = {
    ...{ files, labels: LabelList.withAll(await knownLabels(files)), index: await PictureIndex.of(files) },
    ...{ root: await rootOf(files, names, "Annotations"), tally: new Tally() },
  }
  const read = new Set(names)
  for (const { name } of await listFiles(files))
    if (["json", "xml"].includes(extensionOf(name)) && !read.has(name) && !isCompanion(name))
      yield report("note", "file_not_read", { file: name })
  for (const file of names) {
    if (extensionOf(file) === "json") await learnJson(file, context)
    else await learnXml(file, context)
  }
  yield* orderByList(files, context.labels)
  yield { kind: "ontology", ontology: context.labels.ontology() }
  for (const file of names) {
    if (extensionOf(file) === "json") yield* giveJson(file, context)
    else yield* giveXml(file, context)
  }
  for (const line of context.tally.lines("*.json")) yield { kind: "report", line }
}

// The program's JSON

async function* shapesOf(files: FileSet, file: string) {
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const piece of pieces) {
      const isShape = piece.key === "shapes" && piece.index >= 0
      const value = piece.problem || (!isShape && piece.index >= 0) ? undefined : parseJson(piece.text)?.value
      yield { ...piece, isShape, value }
    }
}

async function learnJson(file: string, { files, labels }: Context): Promise<void> {
  for await (const { isShape, value } of shapesOf(files, file)) {
    if (!isShape || !isObject(value)) continue
    const label = labelOrNone(labels, shapeLabel(value) ?? "")
    const hasText = typeof value["description"] === "string" && value["description"] !== ""
    if (label && hasText && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  }
}

async function* giveJson(file: string, context: Context): AsyncGenerator<ReadEvent> {
  const { files, labels, tally } = context
  const regions: Region[] = []
  const carried: JsonValue[] = []
  const members = new Map<string, JsonValue>()
  const ids = new RegionIds()
  const lines = new Map<Region, number>()
  for await (const { key, index: at, line, problem, isShape, value } of shapesOf(files, file)) {
    const location = { file, line, field: at >= 0 ? `${key}.${at}` : key }
    if (problem && !(problem === "too_large" && key === "imageData")) yield report("lost", problem, location)
    else if (!isShape && at < 0 && value !== undefined) members.set(key, value)
    else if (!isShape) continue
    else if (!isObject(value)) yield report("lost", "not_an_object", { ...location, found: value })
    else if (regions.length >= MAX_REGIONS) yield report("lost", "too_many_regions", location)
    else {
      const label = labels.get(shapeLabel(value) || NO_LABEL) ?? null
      const found = yield* labelMeShape(value, { ...location, label, ids, tally })
      if (found === "carry") carried.push(value)
      else if (found) {
        regions.push(found)
        lines.set(found, line)
      }
    }
  }
  const path = members.get("imagePath")
  const { name, picture } = pictureAt(typeof path === "string" ? path : null, file, context)
  if (typeof members.get("imageData") === "string") tally.add("note", "picture_inside", "imageData")
  const size = labelMeSize(members)
  for (const region of regions)
    if (size && reachesOutside(boxOf(region), size))
      yield report("note", "box_outside", {
        file,
        line: lines.get(region),
        found: Object.values(boxOf(region)),
      })
  const rest = [...members].filter(
    ([key, value]) => !KNOWN.has(key) && !(isObject(value) && Object.keys(value).length === 0),
  )
  const foreign = { ...Object.fromEntries(rest), ...(carried.length > 0 ? { shapes: carried } : {}) }
  const record: DatasetRecord = {
    ...{ name, size, sha256: null, body: { regions, nothingHere: false }, source: { file } },
    ...(Object.keys(foreign).length > 0 ? { foreign: { labelme: foreign } } : {}),
  }
  yield { kind: "record", record, picture }
}

/**
 * The picture that a label file calls by a path seen from its own folder. A path that leads out of the labels' folder keeps
 * what it has below; one from the root of some disk keeps all but that.
 */
function pictureAt(path: string | null, file: string, { root, index, tally }: Context): NamedPicture {
  const slashed = path?.replaceAll("\\", "/") ?? ""
  if (slashed === "") return pictureOfFile(file, root, index)
  const called = /^([a-z]:|\/|[a-z][a-z0-9+.-]+:\/\/)/i.test(slashed) ? calledName(slashed) : null
  if (called) {
    tally.add("changed", "name_folders", "imagePath")
    return { name: called.name, picture: index.find(called.name) ?? pictureOfFile(file, root, index).picture }
  }
  const folder = folderOf(file)
  const whole = resolved(`${folder}/${slashed}`)
  const name = safeName(resolved(`${folder.slice(root.length)}/${slashed}`))
  if (name === null) return pictureOfFile(file, root, index)
  return { name, picture: index.find(whole) ?? index.find(name) ?? pictureOfFile(file, root, index).picture }
}

/** A path without `.` and `..`; those that lead above its beginning are left out. */
function resolved(path: string): string {
  const parts: string[] = []
  for (const part of path.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== "" && part !== ".") parts.push(part)
  }
  return parts.join("/")
}

// The web tool's XML

async function treeOf(file: string, { files }: Context): Promise<Element | { problem: string; line: number }> {
  const read = await readTextWithin(files, file, XML_BYTES)
  if (read === null) return { problem: "file_too_large", line: 1 }
  const top = parseXml(read.text.replace(/^\uFEFF/, ""))
  return "problem" in top || top.name === "annotation" ? top : { problem: "file_not_read", line: top.line }
}

async function learnXml(file: string, context: Context): Promise<void> {
  const top = await treeOf(file, context)
  if (!("problem" in top)) for (const { name } of xmlObjects(top)) labelOrNone(context.labels, name)
}

async function* giveXml(file: string, context: Context): AsyncGenerator<ReadEvent> {
  const { labels, index, root, tally } = context
  const top = await treeOf(file, context)
  if ("problem" in top) return yield report("lost", top.problem, { file, line: top.line })
  const given = textOf(top, "filename")
  const named = pictureCalled(given, file, root, index)
  const { name, picture } = named
  yield* nameReport(named, { file, line: top.line, field: "filename" })
  const deleted = deletedObjects(top)
  if (deleted > 0) tally.add("note", "deleted_left_out", "object", deleted)
  const size = xmlSize(top)
  const ids = new RegionIds()
  const regions: Region[] = []
  for (const { object, name: called } of xmlObjects(top)) {
    const label = labels.get(called || NO_LABEL) ?? null
    const found = regions.length < MAX_REGIONS ? yield* xmlRegion(object, { file, label, ids, tally }) : null
    if (regions.length >= MAX_REGIONS) yield report("lost", "too_many_regions", { file, line: object.line })
    if (!found) continue
    regions.push(found)
    if (size && reachesOutside(boxOf(found), size))
      yield report("note", "box_outside", {
        file,
        line: object.line,
        found: Object.values(boxOf(found)),
      })
  }
  const rest = elementAsJson(top.children.filter((child) => !XML_KNOWN.has(child.name)))
  const record: DatasetRecord = {
    ...{ name, size, sha256: null, body: { regions, nothingHere: false }, source: { file } },
    ...(Object.keys(rest).length > 0 ? { foreign: { labelme: rest } } : {}),
  }
  yield { kind: "record", record, picture }
}
