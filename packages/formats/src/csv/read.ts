import {
  type Box,
  boundsOf,
  FieldValue,
  isStorable,
  type Region,
  type RegionFlags,
  Region as RegionSchema,
  SHAPES,
  type Shape,
  Size,
  type Transcript,
  Transcript as TranscriptSchema,
  WHOLE,
} from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { textOfSheet } from "@justesse/types/spreadsheet"
import { isCompanion, knownLabels } from "../companions/index.ts"
import type { ReadEvent, Reader } from "../contract.ts"
import { type CsvRow, csvRows } from "../io/csvTable.ts"
import { decimalDifference } from "../io/decimals.ts"
import { baseName, calledName, extensionOf, type FileSet, folderOf, listFiles } from "../io/fileSet.ts"
import { Grouped } from "../io/grouped.ts"
import { isObject, parseJson } from "../io/jsonParse.ts"
import { isPictureName, PictureIndex } from "../io/pictures.ts"
import { toSplit } from "../io/splitNames.ts"
import { isTextName } from "../io/texts.ts"
import { type LabelList, labelsInOrder } from "../regions/labels.ts"
import {
  attributeParts,
  isTranscript,
  MAX_REGIONS,
  pointsOf,
  RegionIds,
  type RegionParts,
  region,
} from "../regions/parts.ts"
import { fitRotatedBox, isOtherBox, statedBounds } from "../regions/rotated.ts"
import { readMarkWords } from "../regions/textMarks.ts"
import { NO_LABEL } from "../regions/toolLabels.ts"
import { apartName, SeveralNamed } from "../report/distinctNames.ts"
import { report } from "../report/lines.ts"
import { type Column, type CsvTable, csvTable, hasBoxes, hasRegions } from "./columns.ts"
import { giveSpans, labelsOfSpans, type SpanTable, spanTable } from "./spans.ts"

export const CSV_FLAGS = ["crowd", "occluded", "truncated", "difficult", "ignore"] as const
const LEVELS = ["region", "line", "word"] as const
const CORNER_TOLERANCE_PX = 0.001

/**
 * CSV with a row a region: picture, label, and the box as corners (`xmin` …) or as x, y, width and height in pixels, by the
 * names that tables usually give their columns; without a header, `picture,x1,y1,x2,y2,label`. A row without box and label
 * is a picture where nothing is. A table without boxes gives each picture its text, or labels of all of it (`image,label`). Commas, semicolons or tabs part the
 * cells; decimal commas are read. A table with a recording and from when to when (`start_ms`, or seconds) has a row a segment. A column `apostrophes` says that the table was made for spreadsheets. Unknown columns travel in `foreign.csv`. Two passes.
 */
export const csvReader: Reader = {
  name: "csv",
  detect: async (files) => ((await tablesOf(files)).length + (await spanTablesOf(files)).length > 0 ? 0.4 : 0),
  read,
}

/** The files that can be tables. */
async function csvFiles(files: FileSet): Promise<string[]> {
  return (await listFiles(files)).map(({ name }) => name).filter((name) => ["csv", "tsv"].includes(extensionOf(name)))
}

async function spanTablesOf(files: FileSet): Promise<SpanTable[]> {
  const tables = await Promise.all((await csvFiles(files)).map((name) => spanTable(files, name)))
  return tables.filter((table) => table !== null)
}

/** Tables of pictures; those that say from when to when are of recordings. */
async function tablesOf(files: FileSet): Promise<CsvTable[]> {
  const tables: CsvTable[] = []
  for (const name of await csvFiles(files)) {
    const table = (await spanTable(files, name)) ? null : await csvTable(files, name)
    if (table) tables.push(table)
  }
  return tables
}

interface Context {
  readonly labels: LabelList
  readonly index: PictureIndex
  readonly grouped: Grouped<Row>
  readonly several: SeveralNamed
  /** Whether tables lie in several folders. */
  readonly hasFolders: boolean
}

/** A row of a picture with the table it stands in. */
interface Row {
  readonly table: CsvTable
  readonly row: CsvRow
}

function cell({ table, row }: Row, column: Column): string {
  const at = table.at.get(column)
  const text = at === undefined ? "" : (row.cells[at] ?? "")
  return table.at.has("apostrophes") ? textOfSheet(text) : text
}

async function* read(files: FileSet): AsyncGenerator<ReadEvent> {
  const tables = await tablesOf(files)
  const spans = await spanTablesOf(files)
  const taken = new Set([...tables, ...spans].map(({ file }) => file))
  for (const { name } of await listFiles(files))
    if (["csv", "tsv"].includes(extensionOf(name)) && !taken.has(name) && !isCompanion(name))
      yield report("note", "file_not_read", { file: name })
  const grouped = new Grouped<Row>()
  const several = new SeveralNamed()
  const found = new Set<string>()
  const withText = new Set<string>()
  for (const table of tables)
    for await (const rows of csvRows(files, table.file, table.delimiter, table.skip))
      for (const row of rows) {
        const one = { table, row }
        if (row.problem) continue
        if (!grouped.has(keyOf(one))) several.add(cell(one, "image"))
        grouped.expect(keyOf(one))
        if (!hasRegions(table) || isEmpty(one)) continue
        found.add(cell(one, "label") || NO_LABEL)
        if (cell(one, "text") !== "") withText.add(cell(one, "label") || NO_LABEL)
      }
  for await (const label of labelsOfSpans(files, spans)) found.add(label)
  const labels = labelsInOrder(await knownLabels(files), found)
  for (const name of withText) {
    const label = labels.get(name)
    if (label && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  }
  yield { kind: "ontology", ontology: labels.ontology() }
  const hasFolders = new Set(tables.map(({ file }) => folderOf(file))).size > 1
  const names = (await listFiles(files)).map(({ name }) => name)
  const index = new PictureIndex(names.filter((name) => isPictureName(name) || isTextName(name)))
  const context = { labels, grouped, several, hasFolders, index }
  for (const table of tables) yield* giveTable(files, table, context)
  yield* giveSpans(files, spans, labels)
}

/** What tells pictures apart: the same name in another part, or in a table of another folder, is another picture. */
function keyOf(one: Row): string {
  return `${cell(one, "image")}\0${cell(one, "split")}\0${folderOf(one.table.file)}`
}

/** The part that rows name, otherwise the one that a table's folder is called after where tables lie in several. */
function splitOf(one: Row, { hasFolders }: Context): string {
  const said = cell(one, "split")
  return said !== "" || !hasFolders ? said : (toSplit(baseName(folderOf(one.table.file))) ?? "")
}

/** A row that says nothing but its picture's name and what the picture is. */
function isEmpty(one: Row): boolean {
  const { at } = one.table
  const columns = (["left", "top", "x", "y", "label"] as const).filter((column) => at.has(column))
  return columns.every((column) => cell(one, column).trim() === "")
}

async function* giveTable(files: FileSet, table: CsvTable, context: Context): AsyncGenerator<ReadEvent> {
  for await (const rows of csvRows(files, table.file, table.delimiter, table.skip))
    for (const row of rows) {
      const location = { file: table.file, line: row.line }
      if (row.problem) {
        yield report("lost", row.problem, location)
        continue
      }
      const name = cell({ table, row }, "image")
      const all = context.grouped.add(keyOf({ table, row }), { table, row })
      if (all) yield* givePicture(name, all, context)
    }
}

function* givePicture(given: string, rows: readonly Row[], context: Context): Generator<ReadEvent> {
  const [first] = rows
  if (!first) return
  const source = { file: first.table.file, line: first.row.line }
  const called = calledName(given)
  const name = called?.name ?? null
  if (name === null)
    return yield report("lost", given === "" ? "field_missing" : "name_unsafe", {
      ...source,
      field: "image",
      found: given,
      count: rows.length,
    })
  if (called?.renamed) yield report("changed", "name_folders", { ...source, field: "image", found: given })
  const size = Size.safeParse({ width: Number(cell(first, "imageWidth")), height: Number(cell(first, "imageHeight")) })
  const hasBoxColumns = hasBoxes(first.table)
  const text = cell(first, hasBoxColumns ? "imageText" : first.table.at.has("imageText") ? "imageText" : "text")
  const isStated = hasBoxColumns ? text !== "" : true
  if (isStated && !isTranscript(text)) yield report("lost", "text_unstorable", { ...source, field: "text" })
  const split = splitOf(first, context)
  const folder = folderOf(source.file)
  const picture = context.index.find(name, { folder, split })
  const record: DatasetRecord = {
    name: context.several.has(given) ? apartName(name, { picture, split, folder }) : name,
    size: size.success ? size.data : null,
    sha256: null,
    body: hasRegions(first.table) ? { regions: yield* regionsOf(rows, context), nothingHere: false } : null,
    ...(split === "" ? {} : { split }),
    ...(isStated && isTranscript(text) ? { text } : {}),
    source,
  }
  yield { kind: "record", record, picture }
}

function* regionsOf(rows: readonly Row[], { labels }: Context): Generator<ReadEvent, Region[]> {
  const ids = new RegionIds()
  const regions: Region[] = []
  for (const one of rows) {
    if (isEmpty(one)) continue
    const location = { file: one.table.file, line: one.row.line }
    const name = cell(one, "label") || NO_LABEL
    const label = labels.get(name)
    const box = boxOf(one)
    const unplaced = box === null ? unplacedIn(one) : null
    const transcript = transcriptOf(one)
    if (!label) yield report("lost", "label_refused", { ...location, field: "label", found: name })
    else if (box === null && unplaced === null)
      yield report("lost", "not_a_number", { ...location, found: one.row.cells.join(",") })
    else if (box && !(box.width > 0 && box.height > 0))
      yield report("lost", "box_of_no_size", { ...location, found: one.row.cells.join(",") })
    else if (regions.length >= MAX_REGIONS) yield report("lost", "too_many_regions", location)
    else {
      if (cell(one, "text") !== "" && !transcript)
        yield report("lost", "text_unstorable", { ...location, field: "text" })
      if (transcript && !isWhole(one, transcript))
        yield report("changed", "cell_unreadable", { ...location, field: "marks" })
      const parts = yield* partsOf(one)
      if (box && isOtherBox(box, statedBounds({ box, ...parts })))
        yield report("changed", "box_of_outline", { ...location, found: box })
      const read = region({
        ...{ ...parts, id: ids.give(cell(one, "id") || null), box: box ?? NOWHERE, label: label.id, transcript },
      })
      const said = yield* saidOf(one, unplaced)
      regions.push({ ...read, ...(unplaced && { geometry: unplaced }), ...said })
    }
  }
  return regions
}

/** A number as tables have it: also with a decimal comma. Null where it is none. */
function numberIn(one: Row, column: Column): string | null {
  const text = cell(one, column).trim()
  const plain = /^-?\d*,\d+$/.test(text) ? text.replace(",", ".") : text
  return plain !== "" && Number.isFinite(Number(plain)) ? plain : null
}

function boxOf(one: Row): Box | null {
  const isCorners = one.table.at.has("left")
  const columns = isCorners ? (["left", "top", "right", "bottom"] as const) : (["x", "y", "width", "height"] as const)
  const [a = null, b = null, c = null, d = null] = columns.map((column) => numberIn(one, column))
  if (a === null || b === null || c === null || d === null) return null
  const sides = isCorners ? [decimalDifference(c, a), decimalDifference(d, b)] : [Number(c), Number(d)]
  return { x: Number(a), y: Number(b), width: sides[0] ?? 0, height: sides[1] ?? 0 }
}

const NOWHERE = { x: 0, y: 0, width: 1, height: 1 }

/** What a row without a box is said of: a stretch of a recording, or all of an asset where it says so or the table knows no places. */
function unplacedIn(one: Row): Shape | null {
  const [startMs, endMs] = (["startMs", "endMs"] as const).map((column) => numberIn(one, column))
  if (startMs !== null && endMs !== null) {
    const span = { type: "span", startMs: Number(startMs), endMs: Number(endMs) }
    return SHAPES.span.schema.safeParse(span).data ?? null
  }
  return cell(one, "whole").trim() === "1" || !hasBoxes(one.table) ? WHOLE : null
}

/** Who is heard, what is said to a question, and what checkers said; a cell that cannot be read is told and left out. */
function* saidOf(one: Row, unplaced: Shape | null): Generator<ReadEvent, Pick<Region, "speaker" | "value" | "check">> {
  const lost = (field: Column) =>
    report("lost", "cell_unreadable", { file: one.table.file, line: one.row.line, field, found: cell(one, field) })
  const [speaker, value] = [cell(one, "speaker"), cell(one, "value")]
  const read = value === "" ? undefined : FieldValue.safeParse(parseJson(value)?.value).data
  if (value !== "" && (read === undefined || unplaced?.type !== "whole")) yield lost("value")
  const isHeard = unplaced?.type === "span" && speaker.length <= 100 && isStorable(speaker)
  if (speaker !== "" && !isHeard) yield lost("speaker")
  const [verdict, reason] = [cell(one, "check").trim(), cell(one, "checkReason")]
  const stated = { verdict, ...(reason !== "" && { reason }) }
  const check = verdict === "" ? undefined : RegionSchema.shape.check.safeParse(stated).data
  if (verdict !== "" && !check) yield lost("check")
  return {
    ...(speaker !== "" && isHeard && { speaker }),
    ...(read !== undefined && unplaced?.type === "whole" && { value: read }),
    ...(check && { check }),
  }
}

function transcriptOf(one: Row): Transcript | undefined {
  const value = cell(one, "text")
  if (value === "") return undefined
  const [language, direction, marks] = [cell(one, "language"), cell(one, "direction"), cell(one, "marks").trim()]
  const whole = TranscriptSchema.safeParse({
    value,
    ...(language === "" ? {} : { language }),
    ...(direction === "" ? {} : { direction }),
    ...(marks === "" ? {} : (readMarkWords(marks.split(/\s+/), value.length) ?? { marks: [""] })),
  })
  if (whole.success) return whole.data
  return isTranscript(value) ? { value } : undefined
}

/** False where what is said of a text could not be kept with it. */
function isWhole(one: Row, { language, direction, marks, parts }: Transcript): boolean {
  const isStated = (column: Column) => cell(one, column).trim() !== ""
  const isMarked = marks !== undefined || parts !== undefined
  return (
    (language !== undefined || !isStated("language")) &&
    (direction !== undefined || !isStated("direction")) &&
    (isMarked || !isStated("marks"))
  )
}

type Parts = Omit<RegionParts, "id" | "box" | "label" | "transcript">

/** What a row says besides its box, label and text; a cell that cannot be read is told and left out. */
function* partsOf(one: Row): Generator<ReadEvent, Parts> {
  const location = { file: one.table.file, line: one.row.line }
  const lost = (field: Column) => report("lost", "cell_unreadable", { ...location, field, found: cell(one, field) })
  const said = (column: Column) => cell(one, column).trim()
  const points = said("points") === "" ? null : pointsOf(said("points").split(/\s+/).map(Number))
  const outline = points && boundsOf(points) ? points : null
  if (said("points") !== "" && outline === null) yield lost("points")
  const rotation = Number(numberIn(one, "rotation") ?? 0)
  if (said("rotation") !== "" && numberIn(one, "rotation") === null) yield lost("rotation")
  const corners =
    rotation !== 0 && Math.abs(rotation) < 360 && outline ? fitRotatedBox(outline, CORNER_TOLERANCE_PX) : null
  const flags: RegionFlags = {}
  for (const flag of CSV_FLAGS) {
    const value = said(flag).toLowerCase()
    if (value === "1" || value === "true") flags[flag] = true
    else if (value === "0" || value === "false") flags[flag] = false
    else if (value !== "") yield lost(flag)
  }
  const attributes = said("attributes") === "" ? {} : parseJson(said("attributes"))?.value
  if (!isObject(attributes)) yield lost("attributes")
  const { held, carried: odd } = attributeParts(isObject(attributes) ? Object.entries(attributes) : [])
  const level = LEVELS.find((known) => known === said("level"))
  if (level === undefined && said("level") !== "") yield lost("level")
  const others = one.table.others.map(([name, at]) => [name, one.row.cells[at] ?? ""] as const)
  const carried = others.filter(([name, value]) => name !== "" && value !== "")
  return {
    outline: outline ?? undefined,
    rotated: corners ? { ...corners, rotation } : undefined,
    flags,
    attributes: held ?? undefined,
    level,
    parent: cell(one, "parent") || undefined,
    foreign:
      carried.length > 0 || odd
        ? { csv: { ...Object.fromEntries(carried), ...(odd ? { attributes: odd } : {}) } }
        : undefined,
  }
}
