import { boxOf, type Label, type Region, reachesOutside, Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { isCompanion, knownLabels } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import {
  baseName,
  extensionOf,
  type FileSet,
  folderOf,
  headText,
  listFiles,
  readTextWithin,
  safeName,
} from "../io/fileSet.ts"
import {
  isObject,
  isTooDeep,
  type JsonObject,
  type JsonValue,
  member,
  parseJson,
  unknownMembers,
} from "../io/jsonParse.ts"
import { MAX_DEPTH, splitJson } from "../io/jsonSplit.ts"
import { isPictureName, PictureIndex } from "../io/pictures.ts"
import { decodeStream } from "../io/textStream.ts"
import { LabelList } from "../regions/labels.ts"
import { MAX_REGIONS, RegionIds } from "../regions/parts.ts"
import { labelOrNone, NO_LABEL, textKeyAmong } from "../regions/toolLabels.ts"
import { report, Tally } from "../report/lines.ts"
import { questionsAbout, type SuperviselyMeta, superviselyMeta, tagsOf } from "./meta.ts"
import { superviselyObject } from "./object.ts"
import { ANN, IMG, nameOfPath, projectFolder } from "./paths.ts"
import { superviselyWriter } from "./write.ts"

/**
 * Supervisely's projects: `meta.json` with the classes in their order, and `<dataset>/ann/<picture>.json` a picture, whose
 * name keeps the picture's extension (older ones leave it out). Rectangles are two corners, tags are attributes, the tag by
 * a usual name for texts ("Transcription") is the text. Masks, points and lines travel with the picture.
 */
export const superviselyReader: Reader = {
  name: "supervisely",
  async detect(files) {
    const { annotations, metas } = await projectFiles(files)
    return annotations.length > 0 ? 0.95 : metas.length > 0 ? 0.9 : 0
  },
  read: readSupervisely,
}

/** Supervisely's projects of pictures, both ways. */
export const supervisely: Format = { name: "supervisely", reader: superviselyReader, writer: superviselyWriter }

const HEAD_BYTES = 65_536
const META_BYTES = 16_777_216
const PICTURE_KEYS = new Set(["objects", "size", "tags", "description", "customBigData"])

async function projectFiles(files: FileSet): Promise<{ annotations: string[]; metas: string[] }> {
  const annotations: string[] = []
  const metas: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "json" || isCompanion(name)) continue
    const head = await headText(files, name, HEAD_BYTES)
    if (!/^[\s\uFEFF]*\{/.test(head)) continue
    if (baseName(name) === "meta.json" && /"classes"\s*:\s*\[/.test(head) && /"(tags|projectType)"\s*:/.test(head))
      metas.push(name)
    else if (baseName(folderOf(name)) === ANN && isAnnotation(head)) annotations.push(name)
    else if (/"classTitle"\s*:/.test(head) && /"geometryType"\s*:/.test(head)) annotations.push(name)
  }
  return { annotations, metas }
}

function isAnnotation(head: string): boolean {
  return /"objects"\s*:\s*\[/.test(head) && /"(size|tags|description)"\s*:/.test(head)
}

interface Context {
  readonly files: FileSet
  readonly labels: LabelList
  readonly meta: SuperviselyMeta
  readonly index: PictureIndex
  readonly root: string
  readonly tally: Tally
}

async function* readSupervisely(files: FileSet): AsyncGenerator<ReadEvent> {
  const { annotations, metas } = await namedFiles(files)
  const [first] = metas
  const read = new Set([...annotations, ...(first === undefined ? [] : [first])])
  for (const { name } of await listFiles(files))
    if (extensionOf(name) === "json" && !read.has(name) && !isCompanion(name))
      yield report("note", "file_not_read", { file: name })
  const meta = yield* metaOf(files, first)
  const context: Context = {
    ...{ files, meta, labels: new LabelList(await knownLabels(files)), index: await PictureIndex.of(files) },
    ...{ root: projectFolder(metas, annotations), tally: new Tally() },
  }
  for (const location of meta.odd)
    yield report("lost", "category_unreadable", { file: first ?? "meta.json", ...location })
  for (const { title, color, rest } of meta.classes) {
    const label = context.labels.add(title)
    if (!label) yield report("lost", "label_refused", { file: first ?? "meta.json", found: title })
    else if (!context.labels.wasKnown(label)) {
      const foreign = Object.keys(rest).length > 0 ? { foreign: { supervisely: rest } } : {}
      const attributes = questionsAbout(title, meta)
      context.labels.replace({ ...label, attributes, ...(color === null ? {} : { color }), ...foreign })
    }
  }
  for (const file of annotations) await learn(file, context)
  yield { kind: "ontology", ontology: context.labels.ontology() }
  for (const file of annotations) yield* giveFile(file, context)
  for (const line of context.tally.lines(`*/${ANN}/*.json`)) yield { kind: "report", line }
}

async function namedFiles(files: FileSet): Promise<{ annotations: string[]; metas: string[] }> {
  const sure = await projectFiles(files)
  if (sure.annotations.length > 0 || sure.metas.length > 0) return sure
  const names = (await listFiles(files)).map(({ name }) => name)
  return { annotations: names.filter((name) => extensionOf(name) === "json" && !isCompanion(name)), metas: [] }
}

async function* metaOf(files: FileSet, file: string | undefined): AsyncGenerator<ReadEvent, SuperviselyMeta> {
  if (file === undefined) return superviselyMeta(undefined)
  const text = (await readTextWithin(files, file, META_BYTES))?.text.replace(/^\uFEFF/, "")
  const value = text === undefined || isTooDeep(text, MAX_DEPTH) ? undefined : parseJson(text)?.value
  if (value === undefined) yield report("lost", text === undefined ? "file_too_large" : "not_json", { file, line: 1 })
  return superviselyMeta(value)
}

async function* objectsOf(files: FileSet, file: string) {
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const piece of pieces) {
      const isObjectPiece = piece.key === "objects" && piece.index >= 0
      yield { ...piece, isObjectPiece, value: piece.problem ? undefined : parseJson(piece.text)?.value }
    }
}

async function learn(file: string, { files, labels, meta }: Context): Promise<void> {
  for await (const { isObjectPiece, value } of objectsOf(files, file)) {
    if (!isObjectPiece || !isObject(value)) continue
    const label = labelOrNone(labels, titleOf(value, meta))
    const texts = tagsOf(member(value, "tags"), meta).entries.filter(([, said]) => typeof said === "string")
    if (label && !label.hasText && !labels.wasKnown(label) && textKeyAmong(texts.map(([key]) => key)))
      labels.replace({ ...label, hasText: true })
  }
}

/** The title of an object's class, by its id where the object does not say it. */
function titleOf(object: JsonObject, { classes }: SuperviselyMeta): string {
  const [title, id] = [member(object, "classTitle"), member(object, "classId")]
  if (typeof title === "string") return title
  return classes.find((one) => one.id !== null && one.id === String(id))?.title ?? ""
}

function labelFor(object: JsonObject, { labels, meta }: Context): Label | null {
  return labels.get(titleOf(object, meta) || NO_LABEL) ?? null
}

async function* giveFile(file: string, context: Context): AsyncGenerator<ReadEvent> {
  const regions: Region[] = []
  const carried: JsonValue[] = []
  const members = new Map<string, JsonValue>()
  const tags: JsonValue[] = []
  const ids = new RegionIds()
  const lines: number[] = []
  for await (const { key, index, line, problem, isObjectPiece, value } of objectsOf(context.files, file)) {
    const location = { file, line, field: index >= 0 ? `${key}.${index}` : key }
    if (problem) yield report("lost", problem, location)
    else if (!isObjectPiece) {
      if (value === undefined) yield report("lost", "field_unreadable", location)
      else if (key === "tags" && index >= 0) tags.push(value)
      else if (index < 0) members.set(key, value)
      else yield report("note", "not_kept", location)
    } else if (!isObject(value)) yield report("lost", "not_an_object", { ...location, found: value })
    else if (regions.length >= MAX_REGIONS) yield report("lost", "too_many_regions", location)
    else {
      const at = { ...location, label: labelFor(value, context), meta: context.meta, ids, tally: context.tally }
      const found = yield* superviselyObject(value, at)
      if (found === "carry") carried.push(value)
      else if (found) {
        regions.push(found)
        lines.push(line)
      }
    }
  }
  const size = sizeOf(members.get("size"))
  for (const [i, one] of regions.entries()) {
    const { x, y, width, height } = boxOf(one)
    if (size && reachesOutside({ x, y, width, height }, size))
      yield report("note", "box_outside", { file, line: lines[i], found: [x, y, width, height] })
  }
  yield recordOf(file, { regions, carried, members, tags, size }, context)
}

function sizeOf(given: JsonValue | undefined): Size | null {
  const size = Size.safeParse(
    isObject(given) ? { width: member(given, "width"), height: member(given, "height") } : null,
  )
  return size.success ? size.data : null
}

interface Found {
  readonly regions: Region[]
  readonly carried: readonly JsonValue[]
  readonly members: ReadonlyMap<string, JsonValue>
  readonly tags: readonly JsonValue[]
  readonly size: Size | null
}

function recordOf(file: string, found: Found, { index, root, meta }: Context): ReadEvent {
  const { regions, carried, members, tags, size } = found
  const own = nameOfPath(file, root)
  const data = members.get("customBigData")
  const said = isObject(data) ? member(data, "name") : undefined
  const beside = file.replace(new RegExp(`(^|/)${ANN}/([^/]*)\\.json$`, "i"), `$1${IMG}/$2`)
  const picture = index.find(beside) ?? (isPictureName(own) ? index.find(own) : null) ?? index.findStem(beside)
  const safe = typeof said === "string" ? safeName(said) : null
  const stem = picture !== null && !isPictureName(own) ? `${own}${picture.slice(picture.lastIndexOf("."))}` : own
  const { split, kept } = splitOf(tags, meta)
  const text = members.get("description")
  const rest = unknownMembers(Object.fromEntries(members), PICTURE_KEYS)
  const foreign: Record<string, JsonValue> = {
    ...rest,
    ...(isObject(data) && safe === null && Object.keys(data).length > 0 ? { customBigData: data } : {}),
    ...(kept.length > 0 ? { tags: [...kept] } : {}),
    ...(carried.length > 0 ? { objects: [...carried] } : {}),
  }
  const record: DatasetRecord = {
    ...{ name: safe ?? stem, size, sha256: null, body: { regions, nothingHere: false }, source: { file } },
    ...(split === undefined ? {} : { split }),
    ...(typeof text === "string" && text !== "" ? { text } : {}),
    ...(Object.keys(foreign).length > 0 ? { foreign: { supervisely: foreign } } : {}),
  }
  return { kind: "record", record, picture }
}

/** The part of the dataset: the tag `split`, or the one of the usual parts that stands as a tag by itself. */
function splitOf(
  tags: readonly JsonValue[],
  meta: SuperviselyMeta,
): { split: string | undefined; kept: readonly JsonValue[] } {
  const { entries } = tagsOf([...tags], meta)
  const said = entries.find(([key, value]) => key === "split" && typeof value === "string")?.[1]
  if (typeof said === "string")
    return { split: said, kept: tags.filter((tag) => !(isObject(tag) && member(tag, "name") === "split")) }
  const usual = entries.filter(([key, value]) => value === true && /^(train|val|valid|validation|test)$/.test(key))
  return { split: usual.length === 1 ? usual[0]?.[0] : undefined, kept: tags }
}
