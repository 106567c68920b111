import {
  type AskedField,
  Field,
  type Label,
  LabelId,
  Localized,
  labelColor,
  type Ontology,
  type Region,
  RegionId,
  WHOLE,
} from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { textOfSheet } from "@justesse/types/spreadsheet"
import type { ReadEvent, Reader } from "../contract.ts"
import { csvHeader, csvRows, MARK } from "../io/csvTable.ts"
import { baseName, type FileSet, folderOf, headText, listFiles, readTextWithin, safeName } from "../io/fileSet.ts"
import { isList, isObject, type JsonObject, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import type { PictureIndex } from "../io/pictures.ts"
import { reportFiles } from "../report/files.ts"
import { report } from "../report/lines.ts"
import { assetsOf } from "../timed/index.ts"
import { FILE, type FormColumn, SCHEMA, valueOf } from "./columns.ts"

const SCHEMA_BYTES = 16_777_216
const HEAD_BYTES = 4_096

/**
 * The answers to a form as our own table with `columns.json` beside it, which says what each column asks. A cell that its question does
 * not take is told and left out.
 */
export const formTableReader: Reader = {
  name: "form",
  async detect(files) {
    return (await schemaName(files)) === null ? 0 : 0.97
  },
  read: readForm,
}

/** The description of columns that has its table beside it. */
async function schemaName(files: FileSet): Promise<string | null> {
  const names = (await listFiles(files)).map(({ name }) => name)
  const all = new Set(names)
  for (const name of names)
    if (
      baseName(name) === SCHEMA &&
      all.has(beside(name)) &&
      /"columns"|"cells"/.test(await headText(files, name, HEAD_BYTES))
    )
      return name
  return null
}

const beside = (schema: string) => (folderOf(schema) === "" ? FILE : `${folderOf(schema)}/${FILE}`)

async function* readForm(files: FileSet): AsyncGenerator<ReadEvent> {
  const schema = await schemaName(files)
  const text = schema === null ? null : (await readTextWithin(files, schema, SCHEMA_BYTES))?.text
  const value = text ? parseJson(text)?.value : undefined
  if (schema === null) return
  if (!isObject(value)) yield report("lost", "not_json", { file: schema })
  const columns = isObject(value) ? columnsIn(value) : []
  yield { kind: "ontology", ontology: toOntology(columns, value) }
  const file = beside(schema)
  const others = (await listFiles(files))
    .map(({ name }) => name)
    .filter((name) => /\.csv$/i.test(name) && name !== file)
  yield* reportFiles("file_not_read", others)
  yield* readAnswers(files, file, columns, await assetsOf(files))
}

function columnsIn(schema: JsonObject): FormColumn[] {
  const columns = member(schema, "columns")
  const rows = (isList(columns) ? columns : []).filter(isObject)
  const ids = new Map(rows.map((row) => [member(row, "column"), member(row, "id")]))
  return rows.flatMap((row) => {
    const column = member(row, "column")
    const id = LabelId.safeParse(member(row, "id")).data
    const name = Localized.safeParse(member(row, "question")).data
    const field = fieldIn(row, ids)
    return typeof column === "string" && id && name && field ? [{ column, asked: { id, name, field } }] : []
  })
}

/** What a column asks, as its description says it. */
function fieldIn(row: JsonObject, ids: ReadonlyMap<JsonValue | undefined, JsonValue | undefined>): Field | null {
  const askedIf = member(row, "askedIf")
  const kind = member(row, "kind")
  const named = [
    "kind",
    "must",
    "compared",
    "tolerance",
    "help",
    "isLong",
    "steps",
    "low",
    "high",
    "min",
    "max",
    "unit",
  ]
  const said = named.flatMap((key) => (member(row, key) === undefined ? [] : [[key, member(row, key)]]))
  const found = Field.safeParse({
    ...{ ...Object.fromEntries(said), cannotTell: member(row, "cannotTell") === true },
    ...((kind === "choice" || kind === "several") && { options: member(row, "options") }),
    ...(isObject(askedIf) && { askedIf: { field: ids.get(member(askedIf, "column")), is: member(askedIf, "is") } }),
  })
  return found.data ?? null
}

function toOntology(columns: readonly FormColumn[], schema: JsonValue | undefined): Ontology {
  const listed = isObject(schema) ? member(schema, "columns") : undefined
  const retired = new Set(
    (isList(listed) ? listed : []).flatMap((row) =>
      isObject(row) && member(row, "retired") === true ? [member(row, "id")] : [],
    ),
  )
  const labels = columns.map(
    ({ asked: { id, name, field } }, at): Label => ({
      ...{ id, name, field, color: labelColor(at), key: null, hasText: false },
      ...{ attributes: [], retired: retired.has(id) },
    }),
  )
  return { labels, answers: { of: "whole", several: true } }
}

async function* readAnswers(
  files: FileSet,
  file: string,
  columns: readonly FormColumn[],
  assets: PictureIndex,
): AsyncGenerator<ReadEvent> {
  const { delimiter, columns: found } = await csvHeader(files, file)
  const isSheet = found.at(-1) === MARK
  const plain = (cell: string) => (isSheet ? textOfSheet(cell) : cell)
  const head = found.map(plain)
  const own = new Map(columns.map((one) => [one.column, one]))
  const isBare = head[0] === "row"
  const asked = head.map((name, at) => (at < 2 ? undefined : own.get(name)))
  for await (const rows of csvRows(files, file, delimiter, 1))
    for (const { line, cells: given, problem } of rows) {
      const location = { file, line }
      const cells = given.map(plain)
      const name = safeName(cells[0] ?? "")
      if (problem) yield report("lost", problem === "cut_off" ? "quote_open" : problem, location)
      else if (name === null || name !== cells[0]) yield report("lost", "name_unsafe", { ...location, found: cells[0] })
      else {
        const regions: Region[] = []
        for (const [at, column] of asked.entries())
          if (column) yield* readCell(column, cells[at] ?? "", regions, location)
        const split = cells[1] ?? ""
        const beside = head.flatMap((column, at) =>
          isBare && at > 1 && !asked[at] && column !== MARK && cells[at] ? [{ column, text: cells[at] }] : [],
        )
        const record: DatasetRecord = {
          ...{ name, size: null, sha256: null, body: { regions, nothingHere: false }, source: location },
          ...(split !== "" && { split }),
          ...(isBare && { cells: beside }),
        }
        yield { kind: "record", record, picture: isBare ? null : assets.find(name) }
      }
    }
}

function* readCell(
  column: FormColumn,
  cell: string,
  regions: Region[],
  location: { readonly file: string; readonly line: number },
): Generator<ReadEvent> {
  const { asked }: { readonly asked: AskedField } = column
  const value = valueOf(column, cell)
  if (value !== undefined)
    regions.push({ id: RegionId.parse(`f${regions.length + 1}`), geometry: WHOLE, label: asked.id, value })
  else if (cell !== "") yield report("lost", "field_unreadable", { ...location, field: column.column, found: cell })
}
