import { type FileMetaData, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from "hyparquet"
import { type FileSet, readHead } from "../io/fileSet.ts"
import { isList, type JsonObject, type JsonValue } from "../io/jsonParse.ts"
import { levelsOf, MAX_VALUES, pageProblem } from "./pages.ts"

/** Largest footer, and largest row group once unpacked, that is taken, in bytes: a file names its sizes itself. */
const MAX_FOOTER = 67_108_864
const MAX_GROUP_BYTES = 536_870_912
const MAX_GROUP_ROWS = 1_048_576
/** Compressions that can be unpacked here. */
const CODECS = new Set(["UNCOMPRESSED", "SNAPPY"])

/** An open Parquet file: what its footer says, without columns of picture bytes. */
export interface ParquetFile {
  readonly name: string
  readonly metadata: FileMetaData
  /** The same with them. */
  readonly whole: FileMetaData
  /** Columns of bytes that are not read (`image.bytes`), by path. */
  readonly left: readonly string[]
  readonly buffer: { byteLength: number; slice(start: number, end?: number): Promise<ArrayBuffer> }
}

/** Why a file or a group of rows cannot be read. */
interface ParquetProblem {
  readonly problem: "not_parquet" | "too_large" | "compression_unknown" | "rows_unreadable"
  readonly found: string
}

/** True when a file begins as Parquet does. */
export async function isParquet(files: FileSet, name: string): Promise<boolean> {
  return new TextDecoder().decode(await readHead(files, name, 4)) === "PAR1"
}

/** Opens a file by its footer, which is at its end: only that is read. */
export async function openParquet(
  files: FileSet,
  name: string,
  sizeBytes: number,
): Promise<ParquetFile | ParquetProblem> {
  const buffer = {
    byteLength: sizeBytes,
    slice: (start: number, end?: number) => range(files, name, start, Math.min(end ?? sizeBytes, sizeBytes)),
  }
  const tail = new DataView(await buffer.slice(Math.max(0, sizeBytes - 8)))
  const footer = tail.byteLength === 8 ? tail.getUint32(0, true) : 0
  if (footer > MAX_FOOTER) return { problem: "too_large", found: `footer of ${footer} bytes` }
  try {
    const metadata = await parquetMetadataAsync(buffer)
    const { pruned, left } = withoutBytes(metadata)
    return { name, metadata: pruned, whole: metadata, left, buffer }
  } catch (error) {
    return { problem: "not_parquet", found: messageOf(error) }
  }
}

async function range(files: FileSet, name: string, start: number, end: number): Promise<ArrayBuffer> {
  const whole = new ArrayBuffer(Math.max(0, end - start))
  const bytes = new Uint8Array(whole)
  let at = 0
  if (whole.byteLength > 0)
    for await (const chunk of files.open(name, { start, end })) {
      bytes.set(chunk.subarray(0, bytes.length - at), at)
      at += chunk.length
      if (at >= bytes.length) break
    }
  return whole
}

/** Metadata without columns called `bytes` inside a struct: pictures, which would fill the memory and say nothing. */
function withoutBytes(metadata: FileMetaData): { pruned: FileMetaData; left: string[] } {
  const schema: SchemaElement[] = []
  const left: string[] = []
  let at = 0
  const walk = (path: readonly string[]): number => {
    const element = metadata.schema[at++]
    if (!element) throw new Error("parquet schema ends early")
    const own = at === 1 ? [] : [...path, element.name]
    if (path.length >= 50) throw new Error("parquet schema too deep")
    if (own.length === 2 && element.name === "bytes" && element.type === "BYTE_ARRAY" && !element.num_children) {
      left.push(own.join("."))
      return 0
    }
    const index = schema.length
    schema.push(element)
    let children = 0
    for (let i = 0; i < (element.num_children ?? 0); i++) children += walk(own)
    // A struct of nothing but bytes keeps them: without any child it would be a column of its own.
    if (element.num_children) schema[index] = { ...element, num_children: children }
    return 1
  }
  walk([])
  const gone = new Set(left)
  if (schema.some((element) => element.num_children === 0)) return { pruned: metadata, left: [] }
  const groups = metadata.row_groups.map((group) => ({
    ...group,
    columns: group.columns.filter((column) => !gone.has(column.meta_data?.path_in_schema.join(".") ?? "")),
  }))
  return { pruned: { ...metadata, schema, row_groups: groups }, left }
}

/** The rows of a file, one group after the other; a group that cannot be read is a problem, and the next one follows. */
export async function* parquetRows(file: ParquetFile): AsyncGenerator<ParquetRows | ParquetProblem> {
  let first = 1
  for (const group of file.metadata.row_groups) {
    const rows = await groupRows(file, group)
    yield "problem" in rows ? { ...rows, found: `from row ${first}: ${rows.found}` } : { first, rows }
    first += Number(group.num_rows)
  }
}

/** Rows of a group, and the number of its first one in the file, from 1. */
interface ParquetRows {
  readonly first: number
  readonly rows: readonly JsonObject[]
}

async function groupRows(file: ParquetFile, group: Group): Promise<JsonObject[] | ParquetProblem> {
  try {
    const problem = groupProblem(file, group) ?? (await pagesProblem(file, group, file.metadata))
    if (problem) return problem
    const metadata = { ...file.metadata, row_groups: [group], num_rows: group.num_rows }
    const found = await parquetReadObjects({ file: file.buffer, metadata })
    return found.map((row) => objectOf(row))
  } catch (error) {
    return { problem: "rows_unreadable", found: messageOf(error) }
  }
}

/**
 * The bytes of the pictures of one group, row by row, null where a row has none or they cannot be read. All of the group's
 * pictures are in memory at once: that is how the format keeps them.
 */
export async function groupPictures(file: ParquetFile, index: number): Promise<(Uint8Array | null)[]> {
  const group = file.whole.row_groups[index]
  const column = file.left[0]?.split(".")[0]
  if (!group || column === undefined) return []
  try {
    const own = { ...group, columns: group.columns.filter(({ meta_data: meta }) => meta?.path_in_schema[0] === column) }
    if (groupProblem(file, own) ?? (await pagesProblem(file, own, file.whole))) return []
    const metadata = { ...file.whole, row_groups: [own], num_rows: group.num_rows }
    const rows = await parquetReadObjects({ file: file.buffer, metadata, columns: [column], utf8: false })
    return rows.map((row) => bytesIn(row[column]))
  } catch {
    return []
  }
}

function bytesIn(struct: unknown): Uint8Array | null {
  const bytes = typeof struct === "object" && struct !== null && "bytes" in struct ? struct.bytes : null
  return bytes instanceof Uint8Array && bytes.length > 0 ? bytes : null
}

/** Looks at the pages of a group's columns before they are decoded, one column at a time. */
async function pagesProblem(
  file: ParquetFile,
  { columns }: Group,
  { schema }: FileMetaData,
): Promise<ParquetProblem | null> {
  const levels = levelsOf(schema)
  for (const { meta_data: column } of columns) {
    if (!column) continue
    const path = column.path_in_schema.join(".")
    const own = levels.get(path)
    if (!own) return { problem: "rows_unreadable", found: `${path} is no column of the schema` }
    const from = Number(column.dictionary_page_offset || column.data_page_offset)
    const chunk = await file.buffer.slice(from, from + Number(column.total_compressed_size))
    const found = pageProblem(chunk, column, own)
    if (found !== null) return { problem: "rows_unreadable", found: `${path}: ${found}` }
  }
  return null
}

type Group = FileMetaData["row_groups"][number]

function groupProblem(file: ParquetFile, { columns, num_rows }: Group): ParquetProblem | null {
  const rows = Number(num_rows)
  if (!(rows >= 0 && rows <= MAX_GROUP_ROWS)) return { problem: "too_large", found: `${rows} rows` }
  let bytes = 0
  for (const { meta_data: column } of columns) {
    if (!column) return { problem: "rows_unreadable", found: "a column without metadata" }
    if (!CODECS.has(column.codec)) return { problem: "compression_unknown", found: String(column.codec) }
    const from = Number(column.dictionary_page_offset || column.data_page_offset)
    if (!isInside(from, Number(column.total_compressed_size), file.buffer.byteLength))
      return { problem: "rows_unreadable", found: `${column.path_in_schema.join(".")} lies beyond the file` }
    const values = Number(column.num_values)
    if (!(values >= rows && values <= MAX_VALUES))
      return { problem: "rows_unreadable", found: `${values} values in ${rows} rows` }
    bytes += Number(column.total_uncompressed_size)
    if (!(bytes >= 0 && bytes <= MAX_GROUP_BYTES)) return { problem: "too_large", found: `${bytes} bytes` }
  }
  return null
}

function isInside(from: number, length: number, size: number): boolean {
  return from >= 0 && length >= 0 && from + length <= size
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** A row as JSON: dates as ISO texts, 64-bit numbers as numbers where they are exact, otherwise as texts; bytes left out. */
function objectOf(row: object): JsonObject {
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) => {
      const json = jsonOf(value)
      return json === undefined ? [] : [[key, json] as const]
    }),
  )
}

function jsonOf(value: unknown): JsonValue | undefined {
  if (value === null || value === undefined) return null
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value)
  if (typeof value === "string" || typeof value === "boolean") return value
  if (value instanceof Uint8Array) return undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (isView(value)) return Array.from(value, Number)
  if (isList(value as JsonValue)) return (value as unknown[]).map((one) => jsonOf(one) ?? null)
  return typeof value === "object" ? objectOf(value) : String(value)
}

/** True for the lists of numbers that are no Array (Float64Array …). */
function isView(value: unknown): value is Iterable<number | bigint> & ArrayLike<number> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}
