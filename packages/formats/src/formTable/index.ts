import type { FieldValue } from "@justesse/types"
import { sheetText } from "@justesse/types/spreadsheet"
import { companionFiles } from "../companions/index.ts"
import type { Format, OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { csvLine, MARK } from "../io/csvTable.ts"
import { safeName } from "../io/fileSet.ts"
import { encodeStream, textBody } from "../io/textStream.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { cellOf, columnsOf, FILE, type FormColumn, isExact, SCHEMA, schemaOf } from "./columns.ts"
import { formTableReader } from "./read.ts"

const HOLDS: Holds = { cells: true, split: true, size: true, outline: true, rotation: true }

/**
 * The answers to a form as a table: a row a picture (or a row that was asked about, whose own columns come first), a column a question in the form's order, choices by their names; what each column
 * holds stands in `columns.json`. What is said of a place on a picture, and labels that are no questions, are left out and counted.
 * For spreadsheets no cell begins a formula, and one column more says so. Draws the records twice; holds nothing.
 */
const formTableWriter: Writer = {
  name: "form",
  holdsWhole: true,
  losses: async (records) => (await survey(records)).tally.lines(FILE),
  async *write(records, manifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const known = new Map<string, FormColumn>(columnsOf(manifest.ontology).map((column) => [column.asked.id, column]))
    const { tally, beside } = await survey(records, known)
    for (const line of tally.lines(FILE)) options.report?.(line)
    const columns = columnsOf(manifest.ontology, beside ?? [])
    const isSheet = options.spreadsheet === true
    yield { name: FILE, role: "labels", body: encodeStream(rows(records, { columns, beside, isSheet })) }
    yield {
      name: SCHEMA,
      role: "labels",
      body: textBody(`${JSON.stringify(schemaOf(columns, beside, manifest.ontology), null, 2)}\n`),
    }
    yield* companionFiles(records, manifest)
  },
}

/** Answers to a form as a table, both ways. */
export const formTable: Format = { name: "form", reader: formTableReader, writer: formTableWriter }

/** What is lost; and the columns of the rows that answers are about, in the order in which they come, null where these are pictures. */
async function survey(
  records: RecordSource,
  known?: ReadonlyMap<string, FormColumn>,
): Promise<{ readonly tally: Tally; readonly beside: readonly string[] | null }> {
  const tally = new Tally()
  const beside = new Set<string>()
  let isBare = false
  for await (const record of records()) {
    if (record.cells) isBare = true
    for (const { column } of record.cells ?? []) beside.add(column)
    if (!tallyAll(record, HOLDS, tally)) continue
    for (const { label, value } of record.body?.regions ?? []) {
      const column = known?.get(label)
      if (value === undefined || (known && !column)) tally.add("lost", "no_question", label)
      else if (column && !isExact(column, value)) tally.add("changed", "cell_ambiguous", label)
    }
  }
  return { tally, beside: isBare ? [...beside] : null }
}

interface Table {
  readonly columns: readonly FormColumn[]
  readonly beside: readonly string[] | null
  readonly isSheet: boolean
}

async function* rows(records: RecordSource, { columns, beside, isSheet }: Table): AsyncGenerator<string> {
  const line = (cells: readonly string[]) => csvLine(isSheet ? [...cells.map(sheetText), ""] : cells)
  const head = [beside ? "row" : "image", "split", ...(beside ?? []), ...columns.map(({ column }) => column)]
  yield csvLine(isSheet ? [...head.map(sheetText), MARK] : head)
  for await (const { name, split, body, cells: asked = [] } of records()) {
    if (body === null || safeName(name) !== name) continue
    const values = new Map<string, FieldValue | undefined>(body.regions.map(({ label, value }) => [label, value]))
    const cells = columns.map((column) => cellOf(column, values.get(column.asked.id)))
    const row = new Map(asked.map(({ column, text }) => [column, text]))
    yield line([name, split ?? "", ...(beside ?? []).map((column) => row.get(column) ?? ""), ...cells])
  }
}
