import { csvHeader, csvRows } from "../io/csvTable.ts"
import { extensionOf, type FileSet, headText } from "../io/fileSet.ts"
import {
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  parseJson,
  unknownMembers,
} from "../io/jsonParse.ts"
import { splitJson } from "../io/jsonSplit.ts"
import { decodeStream } from "../io/textStream.ts"

/** A region as VIA has it: its shape, and what was said about it. */
export interface ViaRegion {
  readonly id: string | null
  readonly shape: JsonObject
  readonly attributes: readonly (readonly [string, JsonValue])[]
  readonly line: number
}

/** A stretch of a recording (VIA 3), in seconds; `end` null for a moment. */
export interface ViaStretch {
  readonly id: string
  readonly start: number
  readonly end: number | null
  readonly attributes: readonly (readonly [string, JsonValue])[]
}

/** A picture or recording with what was said about it. */
export interface ViaItem {
  readonly name: string
  readonly line: number
  readonly attributes: JsonObject
  readonly regions: readonly ViaRegion[]
  /** Only for recordings. */
  readonly stretches?: readonly ViaStretch[]
  /** What else stands with it; the size in bytes among it. */
  readonly rest: Record<string, JsonValue>
}

/** What is learnt of a file besides its items: attributes that are chosen from options, in their order. */
interface ViaChoices {
  readonly kind: "choices"
  readonly options: ReadonlyMap<string, readonly string[]>
}

/** A place in a file that could not be read. */
export interface ViaProblem {
  readonly kind: "problem"
  readonly level: "lost" | "note"
  readonly code: string
  readonly line: number
  readonly field?: string | undefined
  readonly found?: unknown
}

export type ViaEvent = { readonly kind: "item"; readonly item: ViaItem } | ViaChoices | ViaProblem

const HEAD_BYTES = 65_536

/** Which of VIA's files it is, from its beginning; null for none of them. */
export async function viaKind(files: FileSet, file: string): Promise<"json" | "via3" | "csv" | null> {
  const kind = extensionOf(file)
  if (kind !== "json" && kind !== "csv") return null
  const head = await headText(files, file, HEAD_BYTES)
  if (kind === "csv") return /^[^\n]*region_shape_attributes/.test(head) ? "csv" : null
  if (!/^[\s\uFEFF]*[[{]/.test(head)) return null
  if (/"vid_list"\s*:/.test(head) || (/"fid_list"\s*:/.test(head) && /"aname"\s*:/.test(head))) return "via3"
  const isProject = /"_via_(img_metadata|settings|attributes)"\s*:/.test(head)
  const hasItems = /"regions"\s*:/.test(head) && /"file_attributes"\s*:/.test(head) && /"filename"\s*:/.test(head)
  return isProject || hasItems ? "json" : null
}

const ITEM_KEYS = new Set(["filename", "regions", "file_attributes", "fileref", "base64_img_data"])

/** The items of VIA 1 and 2: a map or a list of them, or a project that has them as a member. */
export async function* jsonItems(files: FileSet, file: string): AsyncGenerator<ViaEvent> {
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const { key, index, line, text, problem } of pieces) {
      if (text === "[]" || text === "{}") continue
      const value = problem ? undefined : parseJson(text)?.value
      if (value === undefined)
        yield { kind: "problem", level: "lost", code: problem ?? "not_json", line, field: key, found: text }
      else if (key === "_via_attributes" && isObject(value)) yield choicesOf(value)
      else if (key === "_via_img_metadata" && isObject(value))
        for (const one of Object.values(value)) yield itemEvent(one, line)
      else if (key === "_via_attributes" || key === "_via_img_metadata")
        yield { kind: "problem", level: "lost", code: "not_an_object", line, field: key, found: text }
      else if (key.startsWith("_via_")) continue
      else if (index < 0 || key === "") yield itemEvent(value, line)
    }
}

function itemEvent(value: JsonValue, line: number): ViaEvent {
  const name = isObject(value) ? member(value, "filename") : undefined
  if (!isObject(value) || typeof name !== "string")
    return { kind: "problem", level: "lost", code: "picture_unreadable", line, field: "filename", found: value }
  const regions = member(value, "regions")
  const list = isList(regions) ? regions : isObject(regions) ? Object.values(regions) : []
  const attributes = member(value, "file_attributes")
  const item: ViaItem = {
    ...{ name, line, attributes: isObject(attributes) ? attributes : {} },
    regions: list.map((region) => regionOf(region, line)),
    rest: unknownMembers(value, ITEM_KEYS) ?? {},
  }
  return { kind: "item", item }
}

function regionOf(region: JsonValue, line: number): ViaRegion {
  const [shape, attributes] = ["shape_attributes", "region_attributes"].map((key) =>
    isObject(region) ? member(region, key) : undefined,
  )
  return {
    ...{ id: null, line, shape: isObject(shape) ? shape : {} },
    attributes: isObject(attributes) ? Object.entries(attributes) : [],
  }
}

function choicesOf(value: JsonValue): ViaChoices {
  const regions = isObject(value) ? member(value, "region") : undefined
  const options = new Map<string, string[]>()
  for (const [key, attribute] of Object.entries(isObject(regions) ? regions : {})) {
    const [type, given] = ["type", "options"].map((name) => (isObject(attribute) ? member(attribute, name) : undefined))
    if ((type === "dropdown" || type === "radio") && isObject(given)) options.set(key, Object.keys(given))
  }
  return { kind: "choices", options }
}

const COLUMNS = ["filename", "file_size", "file_attributes", "region_shape_attributes", "region_attributes"]

/** A row of VIA's CSV: the picture and at most one of its regions. */
interface ViaRow {
  readonly name: string
  readonly line: number
  readonly size: string
  readonly attributes: JsonObject
  readonly region: ViaRegion | null
}

/** The rows of VIA's CSV, whose cells hold JSON; the header of VIA 1 begins with `#`. A row without a region has `{}`. */
export async function* csvItemRows(files: FileSet, file: string): AsyncGenerator<ViaRow | ViaProblem> {
  const { delimiter, columns } = await csvHeader(files, file)
  const columnsAt = COLUMNS.map((column) => columns.map((name) => name.replace(/^#\s*/, "")).indexOf(column))
  for await (const rows of csvRows(files, file, delimiter, 1))
    for (const { line, cells, problem } of rows) {
      const [name, size, attributes, shape, said] = columnsAt.map((index) => cells[index] ?? "")
      const parsed = [attributes, shape, said].map((cell) => (cell === "" ? {} : parseJson(cell ?? "")?.value))
      const odd = parsed.findIndex((value) => !isObject(value))
      if (problem || !name)
        yield { kind: "problem", level: "lost", code: problem ?? "field_missing", line, field: "filename" }
      else if (odd >= 0) {
        const field = COLUMNS[odd + 2]
        yield {
          kind: "problem",
          level: "lost",
          code: "cell_unreadable",
          line,
          field,
          found: cells[columnsAt[odd + 2] ?? -1],
        }
      } else yield rowOf(name, size ?? "", parsed.filter(isObject), line)
    }
}

function rowOf(name: string, size: string, [attributes, shape, said]: readonly JsonObject[], line: number): ViaRow {
  const isRegion = shape !== undefined && Object.keys(shape).length > 0
  const region = isRegion ? { id: null, line, shape, attributes: Object.entries(said ?? {}) } : null
  return { name, line, size, attributes: attributes ?? {}, region }
}

/** The items of a CSV: each is given as soon as its last row is there, so that only unfinished ones are held. */
export async function* csvItems(files: FileSet, file: string): AsyncGenerator<ViaEvent> {
  const counts = new Map<string, number>()
  for await (const row of csvItemRows(files, file))
    if (!("kind" in row)) counts.set(row.name, (counts.get(row.name) ?? 0) + 1)
  const open = new Map<string, { item: ViaItem; regions: ViaRegion[]; left: number }>()
  for await (const row of csvItemRows(files, file)) {
    if ("kind" in row) {
      yield row
      continue
    }
    const regions: ViaRegion[] = []
    const entry = open.get(row.name) ?? {
      item: { name: row.name, line: row.line, attributes: row.attributes, regions, rest: sizeIn(row.size) },
      ...{ regions, left: counts.get(row.name) ?? 1 },
    }
    open.set(row.name, entry)
    if (row.region) entry.regions.push(row.region)
    entry.left--
    if (entry.left > 0) continue
    open.delete(row.name)
    yield { kind: "item", item: entry.item }
  }
}

function sizeIn(size: string): Record<string, JsonValue> {
  return /^-?\d{1,15}$/.test(size) ? { size: Number(size) } : {}
}
