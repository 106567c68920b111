import { JustesseError } from "@justesse/types"
import { Interner } from "./intern.ts"
import { momentOf, TIME_COLUMNS } from "./moment.ts"
import { type NamedVotes, sortVotes } from "./votes.ts"

/** What may be wrong with a votes table: `detail.what` of the error, beside `detail.line` (the first line is 1). */
type VotesProblem =
  /** Bytes that are not UTF-8. */
  | "encoding"
  /** The first line does not name the columns task, worker and label. */
  | "header"
  /** A row without one of the needed columns, or with more than the header has: a separator inside a field, unquoted. */
  | "columns"
  /** A field of task, worker or label without a character in it. */
  | "empty"
  /** A quoted field that never ends, or goes on after its closing quote. */
  | "quote"

/** Names by which the columns are known; the first is ours, `worker` the one of foreign files. */
const COLUMNS = [["task"], ["worker", "person", "annotator"], ["label"]] as const

const [QUOTE, LINE_FEED, CARRIAGE_RETURN] = [34, 10, 13]

/**
 * Reads a votes table: a header with `task`, `worker` and `label` in any order and among other columns, then one row for
 * each vote. Comma, semicolon or tab, whichever the header uses; quotes as in RFC 4180; a mark of byte order and empty
 * lines are passed over. Nothing is trimmed. Where a column `timestamp` (or another of `TIME_COLUMNS`) is there, it says
 * which of several rows of a person on a task counts; see `momentOf`. Linear in the text; a million rows take less than a second.
 *
 * @param alsoClasses classes that exist although nobody may have given them.
 * @throws JustesseError `file_unreadable` with `{ line, what }`, see `VotesProblem`.
 */
export function readVotesCsv(input: string | Uint8Array, alsoClasses: readonly string[] = []): NamedVotes {
  const text = typeof input === "string" ? input : decoded(input)
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const header = readHeader(text, start)
  const reader = new RowReader(text, header)
  reader.readFrom(header.from)
  for (const name of alsoClasses) reader.labels.number(name, 0, name.length)
  return sortVotes({
    ...reader.columns,
    taskNames: reader.tasks.names,
    personNames: reader.people.names,
    classNames: reader.labels.names,
    timeOf: (row) => reader.timeOf(row),
  })
}

function problem(line: number, what: VotesProblem): JustesseError {
  return new JustesseError("file_unreadable", { line, what })
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    let line = 1
    for (const byte of validPart(bytes)) if (byte === LINE_FEED) line++
    throw problem(line, "encoding")
  }
}

/** The lines before the first one that does not decode. */
function validPart(bytes: Uint8Array): Uint8Array {
  let [good, bad] = [0, bytes.length]
  const decoder = new TextDecoder("utf-8", { fatal: true })
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    try {
      decoder.decode(bytes.subarray(0, wholeCharacters(bytes, middle)))
      good = middle
    } catch {
      bad = middle
    }
  }
  return bytes.subarray(0, good)
}

/** The end moved back to where a character begins. */
function wholeCharacters(bytes: Uint8Array, end: number): number {
  let at = end
  while (at > 0 && at > end - 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--
  return at
}

interface Header {
  readonly separator: number
  /** The column numbers of task, worker and label. */
  readonly columns: readonly [number, number, number]
  /** The column number of the time; -1 without one. */
  readonly time: number
  /** How many columns there are. */
  readonly width: number
  readonly from: number
}

function readHeader(text: string, start: number): Header {
  const end = text.indexOf("\n", start)
  const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, "")
  const separator = line.includes("\t") ? "\t" : line.includes(";") && !line.includes(",") ? ";" : ","
  const names = line.split(separator).map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .toLowerCase(),
  )
  const [task, worker, label] = COLUMNS.map((known) => names.findIndex((name) => known.some((own) => own === name)))
  if (task === undefined || worker === undefined || label === undefined) throw problem(1, "header")
  if (task < 0 || worker < 0 || label < 0) throw problem(1, "header")
  return {
    separator: separator.charCodeAt(0),
    columns: [task, worker, label],
    time: TIME_COLUMNS.map((name) => names.indexOf(name)).find((index) => index >= 0) ?? -1,
    width: names.length,
    from: end < 0 ? text.length : end + 1,
  }
}

class RowReader {
  readonly tasks = new Interner()
  readonly people = new Interner()
  readonly labels = new Interner()
  readonly #text: string
  readonly #separator: number
  readonly #width: number
  readonly #taskColumn: number
  readonly #personColumn: number
  readonly #labelColumn: number
  readonly #timeColumn: number
  #task: Int32Array = new Int32Array(1_024)
  #person: Int32Array = new Int32Array(1_024)
  #label: Int32Array = new Int32Array(1_024)
  /** Where the time of each row begins and ends in the text; empty without such a column. */
  #timeFrom: Int32Array
  #timeEnd: Int32Array
  #rows = 0
  #line = 2

  constructor(text: string, { separator, columns, time, width }: Header) {
    this.#text = text
    this.#width = width
    this.#separator = separator
    this.#taskColumn = columns[0]
    this.#personColumn = columns[1]
    this.#labelColumn = columns[2]
    this.#timeColumn = time
    this.#timeFrom = new Int32Array(time < 0 ? 0 : 1_024)
    this.#timeEnd = new Int32Array(time < 0 ? 0 : 1_024)
  }

  /** The numbers read, one for each row. */
  get columns(): { readonly task: Int32Array; readonly person: Int32Array; readonly label: Int32Array } {
    const cut = (all: Int32Array) => all.subarray(0, this.#rows)
    return { task: cut(this.#task), person: cut(this.#person), label: cut(this.#label) }
  }

  /** When a row was given; NaN where the table does not say. Read on asking, since few rows are asked for. */
  timeOf(row: number): number {
    if (this.#timeColumn < 0) return Number.NaN
    return momentOf(this.#text.slice(this.#timeFrom[row], this.#timeEnd[row]))
  }

  readFrom(from: number): void {
    const size = this.#text.length
    let at = from
    while (at < size) {
      const code = this.#text.charCodeAt(at)
      if (code === LINE_FEED) {
        at++
        this.#line++
      } else if (code === CARRIAGE_RETURN && this.#text.charCodeAt(at + 1) === LINE_FEED) at++
      else at = this.#readRow(at)
    }
  }

  /** Reads one row; returns where the next begins. */
  #readRow(from: number): number {
    const text = this.#text
    const size = text.length
    const line = this.#line
    let task = -1
    let person = -1
    let label = -1
    let at = from
    let column = 0
    for (;;) {
      const quoted = text.charCodeAt(at) === QUOTE
      const end = quoted ? this.#quotedEnd(at, line) : this.#plainEnd(at)
      if (column === this.#taskColumn) task = this.#number(this.tasks, quoted, at, end, line)
      else if (column === this.#personColumn) person = this.#number(this.people, quoted, at, end, line)
      else if (column === this.#labelColumn) label = this.#number(this.labels, quoted, at, end, line)
      else if (column === this.#timeColumn) this.#keepTime(quoted ? at + 1 : at, quoted ? end - 1 : end)
      column++
      at = end
      if (at < size && text.charCodeAt(at) === this.#separator) at++
      else break
    }
    if (task < 0 || person < 0 || label < 0 || column > this.#width) throw problem(line, "columns")
    this.#keep(task, person, label)
    if (text.charCodeAt(at) === CARRIAGE_RETURN) at++
    if (at < size) this.#line++
    return at + 1
  }

  #plainEnd(from: number): number {
    const text = this.#text
    let at = from
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === this.#separator || code === LINE_FEED) break
      if (code === CARRIAGE_RETURN && (at + 1 === text.length || text.charCodeAt(at + 1) === LINE_FEED)) break
    }
    return at
  }

  /** After the closing quote of the field that opens at `from`; line breaks inside are counted. */
  #quotedEnd(from: number, line: number): number {
    const text = this.#text
    for (let at = from + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === LINE_FEED) this.#line++
      if (code !== QUOTE) continue
      if (text.charCodeAt(at + 1) === QUOTE) {
        at++
        continue
      }
      if (this.#plainEnd(at + 1) !== at + 1) throw problem(line, "quote")
      return at + 1
    }
    throw problem(line, "quote")
  }

  /** The number of the name in a field from `at` to `end`, quotes included. */
  #number(names: Interner, quoted: boolean, at: number, end: number, line: number): number {
    if (end - at === (quoted ? 2 : 0)) throw problem(line, "empty")
    if (!quoted) return names.number(this.#text, at, end)
    const value = this.#text.slice(at + 1, end - 1).replaceAll('""', '"')
    return names.number(value, 0, value.length)
  }

  #keepTime(from: number, end: number): void {
    if (this.#rows === this.#timeFrom.length) {
      this.#timeFrom = larger(this.#timeFrom)
      this.#timeEnd = larger(this.#timeEnd)
    }
    this.#timeFrom[this.#rows] = from
    this.#timeEnd[this.#rows] = end
  }

  #keep(task: number, person: number, label: number): void {
    const row = this.#rows
    if (row === this.#task.length) {
      this.#task = larger(this.#task)
      this.#person = larger(this.#person)
      this.#label = larger(this.#label)
    }
    this.#task[row] = task
    this.#person[row] = person
    this.#label[row] = label
    this.#rows++
  }
}

function larger(array: Int32Array): Int32Array {
  const twice = new Int32Array(array.length * 2)
  twice.set(array)
  return twice
}
