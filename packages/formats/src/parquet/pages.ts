import type { ColumnMetaData, SchemaElement } from "hyparquet"
import { parquetHeader } from "hyparquet/src/column.js"
import { decompressPage } from "hyparquet/src/datapage.js"
import { readVarInt } from "hyparquet/src/thrift.js"

/** Most values that one column has in one group of rows: an array of them must fit in memory. */
export const MAX_VALUES = 10_000_000
/** Largest page once unpacked, in bytes. */
const MAX_PAGE_BYTES = 268_435_456
/** Runs may go on beyond the last value: packed ones are of eight and more. */
const BEYOND = 1_024
const MAX_MINIBLOCKS = 4_096

/** How deep a column's values are nested: the largest levels that its runs may name. */
interface Levels {
  readonly repetition: number
  readonly definition: number
}

/** The levels of every column, by its path (`objects.bbox.list.element`). */
export function levelsOf(schema: readonly SchemaElement[]): Map<string, Levels> {
  const found = new Map<string, Levels>()
  let at = 0
  const walk = (path: readonly string[], levels: Levels): void => {
    const element = schema[at++]
    if (!element) return
    const isRoot = at === 1
    const { repetition_type: kind, num_children: children = 0 } = element
    const own = {
      repetition: levels.repetition + (!isRoot && kind === "REPEATED" ? 1 : 0),
      definition: levels.definition + (!isRoot && (kind === "REPEATED" || kind === "OPTIONAL") ? 1 : 0),
    }
    const name = isRoot ? [] : [...path, element.name]
    if (children === 0) found.set(name.join("."), own)
    for (let i = 0; i < children && at < schema.length; i++) walk(name, own)
  }
  walk([], { repetition: 0, definition: 0 })
  return found
}

/**
 * Why a column chunk must not be decoded, or null when it may: pages name how much they hold, and a damaged or hostile one
 * names a thousand million values in three bytes. Whatever cannot be followed is thrown as by the decoder itself.
 */
export function pageProblem(chunk: ArrayBuffer, meta: ColumnMetaData, levels: Levels): string | null {
  const reader = { view: new DataView(chunk), offset: 0 }
  let values = 0
  while (reader.offset < chunk.byteLength - 1 && values < Number(meta.num_values)) {
    const header = parquetHeader(reader)
    const { compressed_page_size: packed, uncompressed_page_size: whole } = header
    if (!(packed >= 0 && reader.offset + packed <= chunk.byteLength)) return "a page lies beyond its column"
    if (!(whole >= 0 && whole <= MAX_PAGE_BYTES)) return `a page of ${whole} bytes`
    const data = header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header
    const count = data?.num_values ?? 0
    if (!(count >= 0 && count <= MAX_VALUES)) return `a page of ${count} values`
    const bytes = new Uint8Array(chunk, reader.offset, packed)
    if (header.type === "DATA_PAGE" || header.type === "DATA_PAGE_V2") {
      const page = openedPage(bytes, header, meta, levels)
      if (!isBounded(page, meta, count)) return `runs longer than the ${count} values of their page`
      values += count
    }
    reader.offset += packed
  }
  return null
}

interface OpenedPage {
  /** Places of runs of levels, with the width of a value in bits. */
  readonly runs: readonly { readonly view: DataView; readonly at: number; readonly width: number }[]
  /** What follows them: the values. */
  readonly values: DataView
  readonly encoding: string | undefined
}

const widthOf = (level: number) => 32 - Math.clz32(level)

function openedPage(
  bytes: Uint8Array,
  header: ReturnType<typeof parquetHeader>,
  meta: ColumnMetaData,
  { repetition, definition }: Levels,
): OpenedPage {
  const second = header.data_page_header_v2
  const both = [repetition, definition]
  const runs: { view: DataView; at: number; width: number }[] = []
  if (second) {
    const { repetition_levels_byte_length: first, definition_levels_byte_length: next } = second
    const view = viewOf(bytes)
    for (const [i, level] of both.entries())
      if (level > 0) runs.push({ view, at: i === 0 ? 0 : first, width: widthOf(level) })
    const rest = bytes.subarray(first + next)
    const isPacked = second.is_compressed !== false
    const size = header.uncompressed_page_size - first - next
    return {
      runs,
      values: viewOf(isPacked ? decompressPage(rest, size, meta.codec, undefined) : rest),
      encoding: second.encoding,
    }
  }
  const page = decompressPage(bytes, header.uncompressed_page_size, meta.codec, undefined)
  const view = viewOf(page)
  let at = 0
  for (const level of both) {
    if (level === 0) continue
    runs.push({ view, at: at + 4, width: widthOf(level) })
    at += 4 + view.getUint32(at, true)
  }
  return { runs, values: viewOf(page.subarray(at)), encoding: header.data_page_header?.encoding }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function isBounded({ runs, values, encoding }: OpenedPage, meta: ColumnMetaData, count: number): boolean {
  if (!runs.every(({ view, at, width }) => areRunsBounded(view, at, width, count))) return false
  if (count === 0 || values.byteLength === 0) return true
  if (encoding === "RLE") return areRunsBounded(values, 4, 1, count)
  if (encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY") {
    const width = values.getUint8(0)
    return width <= 32 && (width === 0 || areRunsBounded(values, 1, width, count))
  }
  if (encoding?.startsWith("DELTA_")) {
    const reader = { view: values, offset: 0 }
    readVarInt(reader)
    const miniblocks = readVarInt(reader)
    return miniblocks > 0 && miniblocks <= MAX_MINIBLOCKS
  }
  return meta.type !== undefined
}

/** True when no run from `start` on is longer than the values that there are; follows them to the last value or the end. */
function areRunsBounded(view: DataView, start: number, width: number, count: number): boolean {
  const reader = { view, offset: start }
  for (let seen = 0; seen < count && reader.offset < view.byteLength; ) {
    const header = readVarInt(reader)
    const isPacked = (header & 1) === 1
    const length = isPacked ? (header >>> 1) * 8 : header >>> 1
    if (length > count - seen + BEYOND) return false
    reader.offset += isPacked ? (header >>> 1) * width : (width + 7) >> 3
    seen += length
  }
  return true
}
