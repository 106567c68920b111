import { type Box, type Region, type RegionFlags, reachesOutside, Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { knownLabels } from "../companions/index.ts"
import type { ReadEvent, Reader, ReadOptions } from "../contract.ts"
import { type CsvHeader, type CsvRow, csvHeader, csvRows } from "../io/csvTable.ts"
import { baseName, calledName, extensionOf, type FileSet, listFiles, readTextWithin } from "../io/fileSet.ts"
import { Grouped } from "../io/grouped.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { pictureSize } from "../io/pictureSize.ts"
import { isPictureName, PictureIndex } from "../io/pictures.ts"
import { toSplit } from "../io/splitNames.ts"
import { LabelList, MAX_LABELS } from "../regions/labels.ts"
import { MAX_REGIONS, RegionIds, region } from "../regions/parts.ts"
import { OddLines, report, Tally } from "../report/lines.ts"

/** The flags that are columns, with ours; -1 is unknown. Depictions and pictures from inside travel in `foreign`. */
export const OPEN_IMAGES_FLAGS = [
  ["IsOccluded", "occluded"],
  ["IsTruncated", "truncated"],
  ["IsGroupOf", "crowd"],
] as const
/** Columns that are carried as they stand. */
export const OPEN_IMAGES_CARRIED = ["Source", "Confidence", "IsDepiction", "IsInside"] as const

const BOX_COLUMNS = ["XMin", "XMax", "YMin", "YMax"] as const
const SIZES_FILE = /(^|\/)images\.meta$/
const SIZES_BYTES = 268_435_456

/**
 * Open Images: CSV with a row a box, edges as shares of the picture in the order XMin, XMax, YMin, YMax, labels as ids that a
 * `class-descriptions` file names. Sizes come from the pictures, an `images.meta` (name, height, width) or `sizeOf`. Decimal
 * commas are read and counted. Files called `train-…`, `validation-…` say the part, and a list of pictures names those that
 * have no boxes: nobody said anything about them. Two passes over the rows.
 */
export const openImagesReader: Reader = {
  name: "openimages",
  detect: async (files) => ((await tablesOf(files)).boxes.length > 0 ? 0.92 : 0),
  read,
}

interface Table extends CsvHeader {
  readonly file: string
}

interface Tables {
  readonly boxes: readonly Table[]
  readonly names: readonly Table[]
  readonly pictures: readonly Table[]
}

const has = (table: CsvHeader, ...columns: string[]) => columns.every((column) => table.columns.includes(column))

async function tablesOf(files: FileSet): Promise<Tables> {
  const [boxes, names, pictures]: Table[][] = [[], [], []]
  for (const { name: file } of await listFiles(files)) {
    if (extensionOf(file) !== "csv") continue
    const table = { file, ...(await csvHeader(files, file)) }
    if (has(table, "ImageID", "LabelName", ...BOX_COLUMNS)) boxes?.push(table)
    else if (/class-descriptions/.test(baseName(file))) names?.push(table)
    else if (has(table, "ImageID", "Subset")) pictures?.push(table)
  }
  return { boxes: boxes ?? [], names: names ?? [], pictures: pictures ?? [] }
}

interface Context {
  readonly files: FileSet
  readonly options: ReadOptions
  readonly labels: LabelList
  /** What a label's id is called. */
  readonly nameOf: ReadonlyMap<string, string>
  readonly sizes: ReadonlyMap<string, Size>
  readonly subsets: ReadonlyMap<string, string>
  /** The lists of pictures that say them. */
  readonly pictures: readonly Table[]
  readonly index: PictureIndex
  readonly grouped: Grouped<Row>
  readonly tally: Tally
}

async function* read(files: FileSet, options: ReadOptions): AsyncGenerator<ReadEvent> {
  const tables = await tablesOf(files)
  yield* ignored(files, tables)
  const nameOf = yield* namesOf(files, tables.names)
  const used = new Set<string>()
  const grouped = new Grouped<Row>()
  for (const table of tables.boxes)
    for await (const rows of csvRows(files, table.file, table.delimiter, 1))
      for (const row of rows) {
        if (row.problem) continue
        grouped.expect(cell(table, row, "ImageID"))
        used.add(cell(table, row, "LabelName"))
      }
  const labels = labelsOf(await knownLabels(files), nameOf, used)
  yield* namelessIds(tables.names, nameOf, used)
  yield { kind: "ontology", ontology: labels.ontology() }
  const subsets = yield* subsetsOf(files, tables.pictures)
  const sizes = yield* sizesOf(files)
  const index = await PictureIndex.of(files)
  const { pictures } = tables
  const context = { files, options, labels, nameOf, sizes, subsets, pictures, index, grouped, tally: new Tally() }
  for (const table of tables.boxes) yield* giveTable(context, table)
  for (const id of subsets.keys()) if (!grouped.has(id)) yield* unlabelled(context, id)
  for (const line of context.tally.lines(tables.boxes[0]?.file ?? "")) yield { kind: "report", line }
}

async function* ignored(files: FileSet, { boxes, names, pictures }: Tables): AsyncGenerator<ReadEvent> {
  const taken = new Set([...boxes, ...names, ...pictures].map(({ file }) => file))
  for (const { name: file } of await listFiles(files))
    if (extensionOf(file) === "csv" && !taken.has(file)) yield report("note", "file_not_read", { file })
  for (const { file, columns } of pictures)
    for (const field of columns.filter((column) => column === "Rotation"))
      yield report("note", "not_kept", { file, field })
}

function cell(table: CsvHeader, row: CsvRow, column: string): string {
  const at = table.columns.indexOf(column)
  return at < 0 ? "" : (row.cells[at]?.trim() ?? "")
}

/** Names by id, in the order of the file. Its first row is a header or, in older files, a name already. */
async function* namesOf(files: FileSet, tables: readonly Table[]): AsyncGenerator<ReadEvent, Map<string, string>> {
  const names = new Map<string, string>()
  const called = new Set<string>()
  for (const { file, delimiter, columns } of tables) {
    const odd = new OddLines(file)
    let count = 0
    for await (const rows of csvRows(files, file, delimiter, columns[0] === "LabelName" ? 1 : 0))
      for (const row of rows) {
        const [id = "", name = ""] = row.cells.map((cell) => cell.trim())
        count++
        if (row.problem || id === "" || name === "") odd.add(row.line, row.problem ?? row.cells.join(","))
        else if (!names.has(id)) {
          if (called.has(name)) yield report("changed", "label_twice", { file, line: row.line, field: id, found: name })
          names.set(id, name)
          called.add(name)
        }
      }
    yield* odd.lines()
    if (count === 0) yield report("note", "file_empty", { file })
  }
  return names
}

/** Ids that files of names should say and do not: they stand for the names themselves. */
function* namelessIds(
  tables: readonly Table[],
  nameOf: ReadonlyMap<string, string>,
  used: ReadonlySet<string>,
): Generator<ReadEvent> {
  const [first] = tables
  const nameless = first ? [...used].filter((id) => id !== "" && !nameOf.has(id)) : []
  if (first && nameless.length > 0)
    yield report("changed", "name_from_id", {
      ...{ file: first.file, field: "LabelName", found: nameless[0], count: nameless.length },
    })
}

/** All named classes in their order, or the used ones of more than an ontology holds; then those that only rows name. */
function labelsOf(
  known: ConstructorParameters<typeof LabelList>[0],
  nameOf: ReadonlyMap<string, string>,
  used: ReadonlySet<string>,
): LabelList {
  const labels = new LabelList(known)
  const isTooMany = nameOf.size > MAX_LABELS
  for (const [id, name] of nameOf) if (!isTooMany || used.has(id)) labels.add(name)
  for (const id of used) if (!nameOf.has(id)) labels.add(id)
  return labels
}

async function* subsetsOf(files: FileSet, tables: readonly Table[]): AsyncGenerator<ReadEvent, Map<string, string>> {
  const subsets = new Map<string, string>()
  for (const table of tables) {
    const odd = new OddLines(table.file)
    for await (const rows of csvRows(files, table.file, table.delimiter, 1))
      for (const row of rows) {
        const id = cell(table, row, "ImageID")
        if (row.problem || id === "") odd.add(row.line, row.problem ?? row.cells.join(","))
        else subsets.set(id, cell(table, row, "Subset"))
      }
    yield* odd.lines()
  }
  return subsets
}

const SIZE_LINE = /^(?:"((?:[^"\\]|\\.)*)"|([^\s"#]\S*))\s+(\d+)\s+(\d+)\s*$/

/** `name height width` a line, the name in quotes where it has blanks; `#` begins a comment. */
async function* sizesOf(files: FileSet): AsyncGenerator<ReadEvent, Map<string, Size>> {
  const sizes = new Map<string, Size>()
  for (const { name: file } of await listFiles(files)) {
    if (!SIZES_FILE.test(file)) continue
    const odd = new OddLines(file)
    const read = await readTextWithin(files, file, SIZES_BYTES)
    if (read === null) yield report("lost", "file_too_large", { file })
    for (const [i, line] of (read?.text.replace(/^\uFEFF/, "").split("\n") ?? []).entries()) {
      if (/^\s*(#|$)/.test(line)) continue
      const [, quoted, plain, height, width] = SIZE_LINE.exec(line) ?? []
      const size = Size.safeParse({ width: Number(width), height: Number(height) })
      const id = quoted?.replaceAll(/\\(.)/g, "$1") ?? plain
      if (id !== undefined && size.success) sizes.set(id, size.data)
      else odd.add(i + 1, line.trim())
    }
    yield* odd.lines()
  }
  return sizes
}

/** A row of a box with where it stands. */
interface Row {
  readonly line: number
  readonly label: string
  /** Left, right, top, bottom as shares. */
  readonly edges: readonly number[]
  readonly flags: RegionFlags
  readonly carried: Readonly<Record<string, JsonValue>>
}

async function* giveTable(context: Context, table: Table): AsyncGenerator<ReadEvent> {
  const [, word] = /^(?:oidv\d+-)?(.+?)-annotations/.exec(baseName(table.file)) ?? []
  const given = word === undefined ? null : (toSplit(word) ?? word)
  for await (const rows of csvRows(context.files, table.file, table.delimiter, 1))
    for (const row of rows) {
      if (row.problem) {
        yield report("lost", row.problem, { file: table.file, line: row.line })
        continue
      }
      const found = yield* rowOf(context, table, row)
      const id = cell(table, row, "ImageID")
      const all = context.grouped.add(id, found)
      if (all) yield* givePicture(context, id, all, table.file, given)
    }
}

function* rowOf({ tally }: Context, table: Table, row: CsvRow): Generator<ReadEvent, Row | null> {
  const location = { file: table.file, line: row.line }
  const edges: number[] = []
  for (const column of BOX_COLUMNS) {
    const text = cell(table, row, column)
    const plain = /^-?\d*,\d+$/.test(text) ? text.replace(",", ".") : text
    if (plain !== text) tally.add("note", "decimal_commas", column)
    if (text === "" || !Number.isFinite(Number(plain))) {
      yield report("lost", "not_a_number", { ...location, field: column, found: text })
      return null
    }
    edges.push(Number(plain))
  }
  const flags: RegionFlags = {}
  for (const [column, flag] of OPEN_IMAGES_FLAGS) {
    const value = cell(table, row, column)
    if (value === "1" || value === "0") flags[flag] = value === "1"
  }
  const carried = OPEN_IMAGES_CARRIED.map((column) => [column, cell(table, row, column)] as const)
  const said = carried.filter(([column, value]) => value !== "" && value !== (column === "Confidence" ? "1" : "-1"))
  return { line: row.line, label: cell(table, row, "LabelName"), edges, flags, carried: Object.fromEntries(said) }
}

async function* givePicture(
  context: Context,
  id: string,
  rows: readonly Row[],
  file: string,
  given: string | null,
): AsyncGenerator<ReadEvent> {
  const named = pictureOf(context, id, given)
  if (named === null) return yield report("lost", "name_unsafe", { file, found: id, count: rows.length })
  const { name, picture } = named
  const size = await sizeOf(context, id, name, picture)
  const subset = context.subsets.get(id) ?? ""
  const split = given ?? (subset === "" ? null : (toSplit(subset) ?? subset))
  if (size === null && rows.length > 0) yield report("lost", "size_needed", { file, found: name, count: rows.length })
  const regions = size === null ? [] : yield* regionsOf(context, rows, size, file)
  const record: DatasetRecord = {
    name,
    size,
    sha256: null,
    body: size === null && rows.length > 0 ? null : { regions, nothingHere: false },
    ...(split === null ? {} : { split }),
    source: { file, ...(rows[0] ? { line: rows[0].line } : {}) },
  }
  yield { kind: "record", record, picture }
}

/** Open Images' own ids have no extension; other files' have one. */
function pictureOf(
  { index, subsets }: Context,
  id: string,
  of: string | null = null,
): { name: string; picture: string | null } | null {
  const safe = calledName(id)?.name
  if (safe === undefined) return null
  const given = of ?? subsets.get(id)
  const picture =
    (isPictureName(safe) ? index.find(safe, { split: given }) : null) ?? index.findStem(safe, { split: given })
  const ending = picture === null || isPictureName(safe) ? "" : baseName(picture).slice(baseName(safe).length)
  return { name: safe + ending, picture }
}

async function sizeOf(context: Context, id: string, name: string, picture: string | null): Promise<Size | null> {
  const own = picture === null ? null : await pictureSize(context.files, picture)
  if (own) return { width: own.width, height: own.height }
  return context.sizes.get(id) ?? (await context.options.sizeOf?.(name)) ?? null
}

function* regionsOf(
  { labels, nameOf }: Context,
  rows: readonly Row[],
  size: Size,
  file: string,
): Generator<ReadEvent, Region[]> {
  const ids = new RegionIds()
  const regions: Region[] = []
  for (const row of rows) {
    const location = { file, line: row.line }
    const label = labels.get(nameOf.get(row.label) ?? row.label)
    const box = boxOf(row.edges, size)
    if (!label) yield report("lost", "label_refused", { ...location, field: "LabelName", found: row.label })
    else if (!box) yield report("lost", "box_of_no_size", { ...location, found: row.edges })
    else if (regions.length >= MAX_REGIONS) yield report("lost", "too_many_regions", location)
    else {
      if (reachesOutside(box, size) && row.edges.some((edge) => edge < 0 || edge > 1))
        yield report("note", "box_outside", { ...location, found: row.edges })
      const foreign = Object.keys(row.carried).length > 0 ? { openimages: { ...row.carried } } : undefined
      regions.push(region({ id: ids.give(null), box, label: label.id, flags: row.flags, foreign }))
    }
  }
  return regions
}

function boxOf([left = 0, right = 0, top = 0, bottom = 0]: readonly number[], size: Size): Box | null {
  const [x, y] = [left * size.width, top * size.height]
  const [width, height] = [right * size.width - x, bottom * size.height - y]
  return width > 0 && height > 0 && [x, y, width, height].every(Number.isFinite) ? { x, y, width, height } : null
}

/** A picture that a list names and no row speaks of. */
async function* unlabelled(context: Context, id: string): AsyncGenerator<ReadEvent> {
  const named = pictureOf(context, id)
  if (named === null)
    return yield report("lost", "name_unsafe", { file: context.pictures[0]?.file ?? "", field: "ImageID", found: id })
  const subset = context.subsets.get(id) ?? ""
  const split = subset === "" ? {} : { split: toSplit(subset) ?? subset }
  const size = await sizeOf(context, id, named.name, named.picture)
  yield {
    kind: "record",
    record: { name: named.name, size, sha256: null, body: null, ...split },
    picture: named.picture,
  }
}
