import type { Region } from "@justesse/types"
import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import { isCompanion, knownLabels } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import { calledName, extensionOf, type FileSet, folderOf, listFiles } from "../io/fileSet.ts"
import type { JsonObject, JsonValue } from "../io/jsonParse.ts"
import { PictureIndex } from "../io/pictures.ts"
import { LabelList } from "../regions/labels.ts"
import { isTranscript, MAX_REGIONS, RegionIds } from "../regions/parts.ts"
import { NO_LABEL, takeText, textKeyAmong } from "../regions/toolLabels.ts"
import { report, Tally } from "../report/lines.ts"
import { msOfSeconds, recordingsOf, TimedList } from "../timed/index.ts"
import { csvItems, jsonItems, type ViaEvent, type ViaItem, type ViaStretch, viaKind } from "./items.ts"
import { ViaLabels, type ViaNames } from "./labels.ts"
import { viaRegion } from "./region.ts"
import { via3Items } from "./version3.ts"
import { viaWriter } from "./write.ts"

/**
 * VGG Image Annotator, versions 1 to 3: the JSON of annotations (regions as a map or a list), projects, CSV with JSON in its
 * cells, and the projects of VIA 3 with stretches of sound and film. VIA has no labels: the attribute that is one is found
 * by its name and options (see {@link ViaLabels}), the others are attributes, a text among them is the transcript. Circles
 * and ellipses travel with their box, points and lines with the picture; a caption of the file is the picture's text.
 */
export const viaReader: Reader = {
  name: "via",
  async detect(files) {
    return (await viaFiles(files)).length > 0 ? 0.95 : 0
  },
  read: readVia,
}

/** VGG Image Annotator, both ways. */
export const via: Format = { name: "via", aliases: ["via-csv", "via3"], reader: viaReader, writer: viaWriter }

interface ViaFile {
  readonly file: string
  readonly kind: "json" | "via3" | "csv"
}

async function viaFiles(files: FileSet): Promise<ViaFile[]> {
  const found: ViaFile[] = []
  for (const { name } of await listFiles(files)) {
    const kind = isCompanion(name) ? null : await viaKind(files, name)
    if (kind !== null) found.push({ file: name, kind })
  }
  return found
}

async function namedFiles(files: FileSet): Promise<ViaFile[]> {
  const sure = await viaFiles(files)
  if (sure.length > 0) return sure
  const names = (await listFiles(files)).map(({ name }) => name).filter((name) => !isCompanion(name))
  return names.filter((name) => extensionOf(name) === "json").map((file) => ({ file, kind: "json" }))
}

function itemsOf(files: FileSet, { file, kind }: ViaFile): AsyncGenerator<ViaEvent> {
  if (kind === "csv") return csvItems(files, file)
  return kind === "via3" ? via3Items(files, file) : jsonItems(files, file)
}

interface Context {
  readonly labels: LabelList
  readonly names: ViaNames
  readonly pictures: PictureIndex
  readonly recordings: PictureIndex
  readonly tally: Tally
}

async function* readVia(files: FileSet): AsyncGenerator<ReadEvent> {
  const all = await namedFiles(files)
  const read = new Set(all.map(({ file }) => file))
  for (const { name } of await listFiles(files))
    if (["json", "csv"].includes(extensionOf(name)) && !read.has(name) && !isCompanion(name))
      yield report("note", "file_not_read", { file: name })
  const learnt = new ViaLabels()
  for (const one of all)
    for await (const event of itemsOf(files, one)) {
      if (event.kind === "item") learnt.item(event.item)
      else if (event.kind === "choices") learnt.choices(event.options)
    }
  const context: Context = {
    ...{ labels: LabelList.withAll(await knownLabels(files)), names: learnt.names(), tally: new Tally() },
    ...{ pictures: await PictureIndex.of(files), recordings: await recordingsOf(files) },
  }
  learnLabels(context)
  yield { kind: "ontology", ontology: context.labels.ontology() }
  for (const one of all) {
    const { file } = one
    for await (const event of itemsOf(files, one)) {
      if (event.kind === "item") yield* giveItem(event.item, file, context)
      else if (event.kind === "problem") {
        const { line, field, found } = event
        yield report(event.level, event.code, { file, line, field, found })
      }
    }
    for (const line of context.tally.lines(file)) yield { kind: "report", line }
  }
}

function learnLabels({ labels, names }: Context): void {
  for (const [name, hasText] of names.names) {
    const label = labels.add(name)
    if (label && !labels.wasKnown(label)) labels.replace({ ...label, hasText, attributes: [...names.asked] })
  }
  if (names.someWithout) labels.add(NO_LABEL)
}

function labelNameOf(attributes: readonly (readonly [string, JsonValue])[], key: string | null): string | null {
  const value = key === null ? undefined : attributes.find(([own]) => own === key)?.[1]
  return typeof value === "string" && value !== "" ? value : null
}

function* giveItem(item: ViaItem, file: string, context: Context): Generator<ReadEvent> {
  const { names, labels, tally } = context
  const location = { file, line: item.line }
  const called = calledName(item.name)
  if (called === null)
    return yield report("lost", "name_unsafe", { ...location, found: item.name, count: item.regions.length })
  const { name, renamed } = called
  if (renamed) tally.add("changed", "name_folders", "filename")
  const regions: Region[] = []
  const carried: JsonValue[] = []
  const ids = new RegionIds()
  for (const [i, given] of item.regions.entries()) {
    if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { ...location, count: item.regions.length - i })
      break
    }
    const said = labelNameOf(given.attributes, names.key)
    const label = labels.get(said ?? NO_LABEL) ?? null
    const labelKey = said === null ? null : names.key
    const found = yield* viaRegion(given, { file, field: `regions.${i}`, label, labelKey, ids, tally })
    if (found === "carry") carried.push(rawOf(given.shape, given.attributes))
    else if (found) regions.push(found)
  }
  const timed = item.stretches ? yield* timedOf(item.stretches, location, names.key) : undefined
  const { text, rest } = textOf(item.attributes)
  const { size: _, ...more } = item.rest
  const bytes = Number(item.rest["size"])
  const foreign: Record<string, JsonValue> = {
    ...more,
    ...(Number.isSafeInteger(bytes) && bytes >= 0 ? { size: bytes } : {}),
    ...(Object.keys(rest).length > 0 ? { file_attributes: rest } : {}),
    ...(carried.length > 0 ? { regions: carried } : {}),
    ...(names.key === null || names.key === "label" || regions.length === 0 ? {} : { label_attribute: names.key }),
  }
  const record: DatasetRecord = {
    ...{ name, size: null, sha256: null, body: { regions, nothingHere: false }, source: location },
    ...(timed ? { timed } : {}),
    ...(text === undefined ? {} : { text }),
    ...(Object.keys(foreign).length > 0 ? { foreign: { via: foreign } } : {}),
  }
  yield {
    kind: "record",
    record,
    picture: context.pictures.find(name, { folder: folderOf(location.file) }) ?? context.recordings.find(name),
  }
}

function rawOf(shape: JsonObject, attributes: readonly (readonly [string, JsonValue])[]): JsonValue {
  return { shape_attributes: shape, region_attributes: Object.fromEntries(attributes) }
}

/** The text of the whole picture: its caption, or an attribute by a usual name for texts. */
function textOf(attributes: JsonObject): { text: string | undefined; rest: JsonObject } {
  const texts = Object.entries(attributes).filter(([, value]) => typeof value === "string")
  const keys = texts.map(([key]) => key)
  const key = keys.find((own) => own === "caption") ?? textKeyAmong(keys)
  const value = key === null ? undefined : attributes[key]
  if (key === null || typeof value !== "string" || !isTranscript(value)) return { text: undefined, rest: attributes }
  const others = Object.entries(attributes).filter(([own]) => own !== key)
  return { text: value, rest: Object.fromEntries([...others, ...(key === "caption" ? [] : [[key, value]])]) }
}

function* timedOf(
  stretches: readonly ViaStretch[],
  location: { file: string; line: number },
  labelKey: string | null,
): Generator<ReadEvent, TimedText[]> {
  const list = new TimedList(location.file)
  for (const { id, start, end, attributes } of stretches) {
    const from = msOfSeconds(String(start))
    if (from === null) {
      yield report("lost", "time_unreadable", { ...location, found: start })
      continue
    }
    const label = labelNameOf(attributes, labelKey)
    const { transcript, textKey, rest } = takeText(attributes.filter(([key]) => label === null || key !== labelKey))
    const said = new Map(rest)
    const [tier, speaker] = ["tier", "speaker"].map((key) => {
      const value = said.get(key)
      return typeof value === "string" && value !== "" ? value : undefined
    })
    const others = rest
      .filter(([key, value]) => value !== tier || key !== "tier")
      .filter(([key, value]) => value !== speaker || key !== "speaker")
    const foreign: Record<string, JsonValue> = {
      ...(others.length > 0 ? { attributes: Object.fromEntries(others) } : {}),
      ...(textKey === undefined ? {} : { text_attribute: textKey }),
    }
    const item: TimedText = {
      ...{ id: list.id(id, `s${list.items.length + 1}`), tier: tier ?? "" },
      ...{ start: from, end: end === null ? null : msOfSeconds(String(end)), text: transcript?.value ?? "" },
      ...(label === null ? {} : { label }),
      ...(speaker === undefined ? {} : { speaker }),
      ...(Object.keys(foreign).length > 0 ? { foreign: { via: foreign } } : {}),
    }
    yield* list.add(item, location.line)
  }
  yield* list.end()
  return list.items
}
