import type { FieldValue } from "@justesse/types"
import { sheetText } from "@justesse/types/spreadsheet"
import { companionFiles } from "../companions/index.ts"
import type { Format, OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { csvLine } from "../io/csvTable.ts"
import { safeName } from "../io/fileSet.ts"
import { encodeStream, textBody } from "../io/textStream.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { cellOf, columnsOf, type FormColumn, schemaOf } from "./columns.ts"

const FILE = "answers.csv"
const SCHEMA = "columns.json"
const HOLDS: Holds = { split: true, size: true, outline: true, rotation: true }

/**
 * The answers to a form as a table: a row a picture, a column a question in the form's order, choices by their names; what each column
 * holds stands in `columns.json`. What is said of a place on a picture, and labels that are no questions, are left out and counted.
 * For spreadsheets no cell begins a formula. Draws the records twice; holds nothing.
 */
const formTableWriter: Writer = {
  name: "form",
  holdsWhole: true,
  losses: async (records) => (await survey(records)).lines(FILE),
  async *write(records, manifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const columns = columnsOf(manifest.ontology)
    const known = new Set<string>(columns.map(({ asked }) => asked.id))
    for (const line of (await survey(records, known)).lines(FILE)) options.report?.(line)
    yield { name: FILE, role: "labels", body: encodeStream(rows(records, columns, options.spreadsheet === true)) }
    yield { name: SCHEMA, role: "labels", body: textBody(`${JSON.stringify(schemaOf(columns), null, 2)}\n`) }
    yield* companionFiles(records, manifest)
  },
}

/** Answers to a form as a table, one way: what goes in again goes as JSONL. */
export const formTable: Format = { name: "form", reader: null, writer: formTableWriter }

async function survey(records: RecordSource, known?: ReadonlySet<string>): Promise<Tally> {
  const tally = new Tally()
  for await (const record of records()) {
    if (!tallyAll(record, HOLDS, tally)) continue
    for (const { label, value } of record.body?.regions ?? [])
      if (value === undefined || (known && !known.has(label))) tally.add("lost", "no_question", label)
  }
  return tally
}

async function* rows(records: RecordSource, columns: readonly FormColumn[], isSheet: boolean): AsyncGenerator<string> {
  const plain = (text: string) => (isSheet ? sheetText(text) : text)
  yield csvLine(["image", "split", ...columns.map(({ column }) => column)].map(plain))
  for await (const { name, split, body } of records()) {
    if (body === null || safeName(name) !== name) continue
    const values = new Map<string, FieldValue | undefined>(body.regions.map(({ label, value }) => [label, value]))
    const cells = columns.map((column) => cellOf(column, values.get(column.asked.id)))
    yield csvLine([name, split ?? "", ...cells].map(plain))
  }
}
