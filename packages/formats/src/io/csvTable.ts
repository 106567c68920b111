import { type FileSet, headText } from "./fileSet.ts"
import { decodeStream } from "./textStream.ts"

/**
 * A row of a CSV file with the line it begins at, from 1. With `problem` there are no cells: `too_large` skips a row,
 * `cut_off` is a quote that nothing closes (it swallows the rest of the file).
 */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
  readonly problem?: "too_large" | "cut_off"
}

/** Longest cell taken, in UTF-16 units, and most cells of a row. */
export const MAX_CELL = 1_048_576
const MAX_CELLS = 10_000

/**
 * Splits CSV (RFC 4180) into rows without holding more than one of them; rows come in lists, one for each text that came
 * in. Quoted cells may hold line ends and doubled quotes; a quote inside a plain cell is a character. Rows without any
 * cell are passed over, a BOM is taken off. What a cell holds is never changed.
 */
export async function* splitCsv(texts: AsyncIterable<string>, delimiter = ","): AsyncGenerator<CsvRow[]> {
  const splitter = new CsvSplitter(delimiter)
  for await (const text of texts) {
    const rows = splitter.push(text)
    if (rows.length > 0) yield rows
  }
  const last = splitter.end()
  if (last.length > 0) yield last
}

/** The character that parts the cells of a header: the commonest of comma, semicolon and tab; a comma where none is. */
export function delimiterOf(head: string): string {
  const line = head.split("\n", 1)[0]?.replaceAll(/"(?:[^"]|"")*"/g, "") ?? ""
  const counts = [",", ";", "\t"].map((delimiter) => [line.split(delimiter).length, delimiter] as const)
  return counts.reduce((best, next) => (next[0] > best[0] ? next : best))[1]
}

/** What a CSV file says its columns are. */
export interface CsvHeader {
  readonly delimiter: string
  /** As the file has them, without blanks around them. */
  readonly columns: readonly string[]
}

const HEAD_BYTES = 65_536

/** The first row of a CSV file with the character that parts its cells. Looks at its beginning only. */
export async function csvHeader(files: FileSet, file: string): Promise<CsvHeader> {
  const head = await headText(files, file, HEAD_BYTES)
  const delimiter = delimiterOf(head)
  const splitter = new CsvSplitter(delimiter)
  const [first] = [...splitter.push(head), ...splitter.end()]
  return { delimiter, columns: first?.cells.map((cell) => cell.trim()) ?? [] }
}

/** The last column of a table that was made for spreadsheets: its cells are as `sheetText` wrote them. */
export const MARK = "apostrophes"

/** The rows of a file, in lists; `skip` of them at its beginning are passed over (1 for a header). */
export async function* csvRows(
  files: FileSet,
  file: string,
  delimiter: string,
  skip: number,
): AsyncGenerator<CsvRow[]> {
  let left = skip
  for await (const rows of splitCsv(decodeStream(files.open(file)), delimiter)) {
    const kept = left > 0 ? rows.slice(left) : rows
    left = Math.max(0, left - rows.length)
    if (kept.length > 0) yield kept
  }
}

/** A row as CSV: cells are quoted where they must be, so that {@link splitCsv} gives them back to the letter. */
export function csvLine(cells: readonly (string | number)[]): string {
  const line = cells.map(csvCell).join(",")
  return `${line === "" ? '""' : line}\n`
}

/** A lone carriage return, a BOM and blanks at the ends are quoted too: other readers take them for something else. */
function csvCell(cell: string | number): string {
  const text = String(cell)
  return /[",;\t\r\n\ufeff]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const NEWLINE = 10

class CsvSplitter {
  readonly #delimiter: string
  #state: "start" | "plain" | "quoted" | "quote" | "skip" = "start"
  #cell = ""
  #cells: string[] = []
  #line = 1
  #rowLine = 1
  #first = true
  #out: CsvRow[] = []

  constructor(delimiter: string) {
    this.#delimiter = delimiter
  }

  push(text: string): CsvRow[] {
    this.#out = []
    let at = this.#first && text.startsWith("\ufeff") ? 1 : 0
    if (text !== "") this.#first = false
    while (at < text.length) at = this.#step(text, at)
    return this.#out
  }

  end(): CsvRow[] {
    this.#out = []
    if (this.#state === "quoted") this.#out.push({ line: this.#rowLine, cells: [], problem: "cut_off" })
    else if (this.#state !== "skip" && (this.#cell !== "" || this.#cells.length > 0 || this.#state === "quote"))
      this.#endRow()
    return this.#out
  }

  #step(text: string, at: number): number {
    if (this.#state === "skip") return this.#skip(text, at)
    if (this.#state === "quoted") return this.#quoted(text, at)
    if (this.#state === "quote" && text[at] === '"') return this.#take('"', "quoted", at + 1)
    if (this.#state === "start" && text[at] === '"') return this.#take("", "quoted", at + 1)
    return this.#plain(text, at)
  }

  #plain(text: string, at: number): number {
    // One character after another: searching for either mark from every cell would cost the square of a long line.
    const delimiter = this.#delimiter.charCodeAt(0)
    let end = at
    for (; end < text.length; end++) {
      const c = text.charCodeAt(end)
      if (c === delimiter || c === NEWLINE) break
    }
    const wasQuoted = this.#state === "quote" && end === at
    this.#take(text.slice(at, end), wasQuoted ? "quote" : "plain", end)
    // Taking the cell may have found it too long.
    if (end === text.length || this.#isSkipping()) return end
    if (text[end] === "\n") {
      if (this.#state === "plain" && this.#cell.endsWith("\r")) this.#cell = this.#cell.slice(0, -1)
      this.#endRow()
      this.#line++
      this.#rowLine = this.#line
    } else this.#endCell()
    return end + 1
  }

  #quoted(text: string, at: number): number {
    const quote = text.indexOf('"', at)
    const end = quote < 0 ? text.length : quote
    const piece = text.slice(at, end)
    for (let i = piece.indexOf("\n"); i >= 0; i = piece.indexOf("\n", i + 1)) this.#line++
    this.#take(piece, quote < 0 ? "quoted" : "quote", end)
    return quote < 0 || this.#isSkipping() ? end : end + 1
  }

  /** After a row that is too large: on at the next line. */
  #skip(text: string, at: number): number {
    const newline = text.indexOf("\n", at)
    if (newline < 0) return text.length
    this.#line++
    this.#rowLine = this.#line
    this.#state = "start"
    return newline + 1
  }

  #isSkipping(): boolean {
    return this.#state === "skip"
  }

  #take(piece: string, next: "plain" | "quoted" | "quote", at: number): number {
    this.#cell += piece
    this.#state = next
    if (this.#cell.length > MAX_CELL || this.#cells.length >= MAX_CELLS) {
      this.#out.push({ line: this.#rowLine, cells: [], problem: "too_large" })
      this.#cell = ""
      this.#cells = []
      this.#state = "skip"
    }
    return at
  }

  #endCell(): void {
    this.#cells.push(this.#cell)
    this.#cell = ""
    this.#state = "start"
  }

  #endRow(): void {
    const isEmpty = this.#cells.length === 0 && this.#cell === "" && this.#state !== "quote"
    this.#endCell()
    if (!isEmpty) this.#out.push({ line: this.#rowLine, cells: this.#cells })
    this.#cells = []
  }
}
