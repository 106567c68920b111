import { momentOf, TIME_COLUMNS } from "@justesse/quality/labels/index"
import { type InputFile, wrongLine } from "./input.ts"

/** The columns that files may have, with the names under which they are also known. */
const COLUMNS = {
  task: ["task", "image", "item", "asset"],
  worker: ["worker", "annotator", "person"],
  label: ["label", "rating", "value", "answer"],
  text: ["text", "transcription"],
  left: ["left"],
  right: ["right"],
  item: ["item", "thing", "image", "task"],
  strength: ["strength", "score", "value"],
  group: ["group"],
} as const

type ColumnName = keyof typeof COLUMNS

/** How a file of rows is written. A comma separates with quotes as in RFC 4180, a tab without any. */
interface TableShape<C extends ColumnName> {
  readonly separator: "," | "\t"
  readonly columns: readonly C[]
  /** Columns whose cells may be empty. */
  readonly mayBeEmpty?: readonly C[]
  /** False where the first line is data already, in the order of `columns`. */
  readonly hasHeader: boolean
}

/** The asked columns of a file, row by row. */
export interface Table<C extends ColumnName> {
  readonly file: InputFile
  readonly rows: number
  readonly columns: Readonly<Record<C, readonly string[]>>
  /** The line in the file, from 1, on which a row begins. */
  readonly lines: readonly number[]
  /** When each row was given, by the file's column of times (NaN where it cannot be read); null without such a column. */
  readonly moments: Float64Array | null
}

/** Reads a table; throws `Unusable` with file and line at the first row that does not fit its first line. */
export function readTable<C extends ColumnName>(file: InputFile, shape: TableShape<C>): Table<C> {
  const records = recordsOf(file, shape.separator)
  const indexes = shape.hasHeader
    ? indexesIn(file, shape, records.next().value)
    : { at: shape.columns.map((_, index) => index), time: -1, width: shape.columns.length }
  const cells = shape.columns.map((): string[] => [])
  const lines: number[] = []
  const moments: number[] = []
  for (const record of records) {
    if (record.cells.length !== indexes.width) throw wrongWidth(file, shape, record, indexes.width)
    for (let c = 0; c < cells.length; c++) {
      const cell = record.cells[indexes.at[c] ?? 0] ?? ""
      const name = shape.columns[c]
      if (cell === "" && name !== undefined && !shape.mayBeEmpty?.includes(name))
        throw wrongLine(file, record.line, `the ${name} is empty`, "Fill it in or leave the line out")
      cells[c]?.push(cell)
    }
    lines.push(record.line)
    if (indexes.time >= 0) moments.push(momentOf(record.cells[indexes.time] ?? ""))
  }
  if (lines.length === 0)
    throw wrongLine(file, 1, "there are no rows", `Write one row for each ${shape.columns.join(", ")}`)
  const columns = Object.fromEntries(shape.columns.map((name, c) => [name, cells[c] ?? []]))
  return {
    file,
    rows: lines.length,
    columns: columns as Record<C, string[]>, // a list for each column above
    lines,
    moments: indexes.time < 0 ? null : Float64Array.from(moments),
  }
}

interface Record_ {
  readonly line: number
  readonly cells: readonly string[]
}

function indexesIn<C extends ColumnName>(file: InputFile, shape: TableShape<C>, first: Record_ | undefined) {
  const fix = `Begin the file with the line "${shape.columns.join(shape.separator === "," ? "," : "<TAB>")}", or say --no-header`
  if (!first) throw wrongLine(file, 1, "the file is empty", fix)
  const names = first.cells.map((cell) => cell.trim().toLowerCase())
  const at = shape.columns.map((column) => {
    const known: readonly string[] = COLUMNS[column]
    const index = names.findIndex((name) => known.includes(name))
    if (index < 0) throw wrongLine(file, first.line, `the first line names no column "${column}"`, fix)
    return index
  })
  const time = TIME_COLUMNS.map((name) => names.indexOf(name)).find((index) => index >= 0) ?? -1
  return { at, time, width: names.length }
}

function wrongWidth(file: InputFile, shape: TableShape<ColumnName>, record: Record_, width: number) {
  const what = `there are ${record.cells.length} cells where ${shape.columns.join(", ")} make ${width}`
  const fix =
    record.cells.length < width
      ? "Fill in what is missing or leave the line out"
      : shape.separator === ","
        ? "Put cells with a comma in double quotes"
        : "Replace the tab inside the text with a space"
  return wrongLine(file, record.line, what, fix)
}

/** Lines as cells; blank lines are left out. */
function* recordsOf(file: InputFile, separator: string): Generator<Record_, undefined> {
  const { text } = file
  const mayQuote = separator === "," && text.includes('"')
  for (let at = 0, line = 1; at < text.length; ) {
    const newline = text.indexOf("\n", at)
    const end = newline < 0 ? text.length : newline
    const last = text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end
    if (mayQuote) {
      const quote = text.indexOf('"', at)
      if (quote >= 0 && quote < last) {
        const read = quotedRecord(file, at, line)
        yield { line, cells: read.cells }
        at = read.next
        line += read.lines
        continue
      }
    }
    if (last > at) yield { line, cells: plainCells(text, at, last, separator) }
    at = end + 1
    line++
  }
  return undefined
}

function plainCells(text: string, from: number, to: number, separator: string): string[] {
  const cells: string[] = []
  for (let at = from; ; ) {
    const next = text.indexOf(separator, at)
    if (next < 0 || next >= to) {
      cells.push(text.slice(at, to))
      return cells
    }
    cells.push(text.slice(at, next))
    at = next + 1
  }
}

/** One record with quoted cells, which may hold separators, line ends and doubled quotes. */
function quotedRecord(file: InputFile, from: number, line: number): { cells: string[]; next: number; lines: number } {
  const { text } = file
  const cells: string[] = []
  let lines = 1
  for (let at = from; ; ) {
    if (text[at] === '"') {
      const closed = closingQuote(text, at)
      if (closed < 0)
        throw wrongLine(file, line, "a double quote is opened and not closed", 'Close it, or write "" for a quote')
      const cell = text.slice(at + 1, closed)
      cells.push(cell.replaceAll('""', '"'))
      lines += cell.split("\n").length - 1
      at = closed + 1
    } else {
      const end = endOfCell(text, at)
      const cell = text.slice(at, end)
      if (cell.includes('"'))
        throw wrongLine(
          file,
          line,
          "a double quote stands inside a cell",
          'Put the whole cell in quotes and write "" for a quote',
        )
      cells.push(cell)
      at = end
    }
    if (text[at] === ",") at++
    else if (at >= text.length) return { cells, next: at, lines }
    else if (text[at] === "\n") return { cells, next: at + 1, lines }
    else if (text[at] === "\r" && text[at + 1] === "\n") return { cells, next: at + 2, lines }
    else throw wrongLine(file, line, "something follows a closing quote", "Put a comma after it or double the quote")
  }
}

function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at
  return -1
}

function endOfCell(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== "," && text[at] !== "\n" && !(text[at] === "\r" && text[at + 1] === "\n"))
    at++
  return at
}

/** A cell of a CSV file, quoted where it must be. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
