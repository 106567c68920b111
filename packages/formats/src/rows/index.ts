import { isStorable, LONGEST_CELL, LONGEST_COLUMN, MOST_CELLS, type RowCells } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import { csvHeader, csvRows } from "../io/csvTable.ts"
import { extensionOf, type FileSet, listFiles } from "../io/fileSet.ts"
import { isObject, isTooDeep, type JsonValue, parseJson } from "../io/jsonParse.ts"
import { MAX_DEPTH } from "../io/jsonSplit.ts"
import { decodeStream, splitLines } from "../io/textStream.ts"
import { reportLine } from "../report/lines.ts"

/** One row of a table, or what could not be taken of it. */
export type RowEvent =
  | { readonly kind: "row"; readonly file: string; readonly line: number; readonly cells: RowCells }
  | { readonly kind: "report"; readonly line: ReportLine }

const TABLES = new Set(["csv", "tsv", "tab", "txt"])
const LINES = new Set(["jsonl", "ndjson"])
/** Programs' own files of tables: whoever has one saves it as text. */
const WORKBOOKS = new Set(["xlsx", "xls", "xlsm", "ods", "numbers"])

/**
 * The rows of tables: CSV with comma, semicolon or tab, whose first row names the columns, and JSON with one object a line, whose
 * members are the columns. A cell is a text, whatever it looks like; empty ones are left out, and rows of nothing else. Bad input
 * never throws: it becomes a report line, and the rest goes in.
 */
export async function* readRows(files: FileSet): AsyncGenerator<RowEvent> {
  for (const { name } of await listFiles(files)) {
    const ending = extensionOf(name)
    if (TABLES.has(ending)) yield* readTable(files, name)
    else if (LINES.has(ending)) yield* readLines(files, name)
    else yield told("lost", WORKBOOKS.has(ending) ? "table_not_text" : "not_a_table", { file: name })
  }
}

const told = (...args: Parameters<typeof reportLine>): RowEvent => ({ kind: "report", line: reportLine(...args) })

async function* readTable(files: FileSet, file: string): AsyncGenerator<RowEvent> {
  const { delimiter, columns } = await csvHeader(files, file)
  if (columns.length === 0) return yield told("lost", "file_empty", { file })
  const names = columnNames(columns)
  if (columns.length > MOST_CELLS)
    yield told("lost", "columns_too_many", { file, line: 1, count: columns.length - MOST_CELLS })
  const renamed = columns.flatMap((name, at) => (name === names[at] ? [] : [names[at]]))
  if (renamed.length > 0) yield told("changed", "columns_renamed", { file, line: 1, found: renamed.join(", ") })
  for await (const rows of csvRows(files, file, delimiter, 1))
    for (const { line, cells, problem } of rows) {
      if (problem) yield told("lost", problem === "cut_off" ? "quote_open" : problem, { file, line })
      else {
        if (cells.length > names.length && cells.slice(names.length).some((cell) => cell.trim() !== ""))
          yield told("changed", "cells_beyond_columns", { file, line, found: cells[names.length] })
        yield* rowOf({ file, line }, names, cells)
      }
    }
}

/** Names of the columns: what has none is called by its place, a name that was there is numbered, a long one is cut. */
function columnNames(given: readonly string[]): string[] {
  const taken = new Set<string>()
  return given.map((name, at) => {
    const base = (isStorable(name) ? name.trim() : "").slice(0, LONGEST_COLUMN - 6) || `column ${at + 1}`
    let called = base
    for (let n = 2; taken.has(called); n++) called = `${base} (${n})`
    taken.add(called)
    return called
  })
}

async function* readLines(files: FileSet, file: string): AsyncGenerator<RowEvent> {
  for await (const { text, number, tooLong } of splitLines(decodeStream(files.open(file)))) {
    if (text.trim() === "" && !tooLong) continue
    const isUsable = !tooLong && !isTooDeep(text, MAX_DEPTH)
    const value = isUsable ? parseJson(text)?.value : undefined
    if (!isObject(value)) yield told("lost", "line_unreadable", { file, line: number })
    else {
      const members = Object.entries(value)
      const names = columnNames(members.map(([name]) => name))
      yield* rowOf(
        { file, line: number },
        names,
        members.map(([, member]) => textOf(member)),
      )
    }
  }
}

/** What stands in a cell of JSON: nothing for null, other things than texts as they are written. */
function textOf(value: JsonValue): string {
  if (value === null) return ""
  return typeof value === "string" ? value : JSON.stringify(value)
}

function* rowOf(
  { file, line }: { readonly file: string; readonly line: number },
  names: readonly string[],
  texts: readonly string[],
): Generator<RowEvent> {
  const cells = names.slice(0, MOST_CELLS).flatMap((column, at) => {
    const text = texts[at] ?? ""
    return text.trim() === "" ? [] : [{ column, text }]
  })
  const long = cells.find(({ text }) => text.length > LONGEST_CELL)
  const odd = cells.find(({ text }) => !isStorable(text))
  if (long) yield told("lost", "too_large", { file, line, field: long.column })
  else if (odd) yield told("lost", "text_unstorable", { file, line, field: odd.column })
  else if (cells.length === 0) yield told("note", "row_empty", { file, line })
  else yield { kind: "row", file, line, cells }
}
