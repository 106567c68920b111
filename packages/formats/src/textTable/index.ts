import { isStorable } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import { csvHeader, csvLine, csvRows } from "../io/csvTable.ts"
import { extensionOf, type FileEntry, type FileSet, headText, listFiles, safeName } from "../io/fileSet.ts"
import { isObject, isTooDeep, type JsonObject, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import { MAX_DEPTH } from "../io/jsonSplit.ts"
import { decodeStream, splitLines } from "../io/textStream.ts"
import { reportLine } from "../report/lines.ts"

/** Columns and members that hold the text of a row, and those that say what it is called, the first that is there. */
const TEXT = ["text", "texte", "content", "sentence", "document"]
const ID = ["id", "uid", "key", "name", "doc_id", "nom"]
/** Columns and members that hold what a row is. */
const LABEL = ["label", "class", "category", "étiquette"]
/** Columns of tables about files: those are of other formats. */
const OF_FILES = ["image", "file", "filename", "file_name", "path", "audio", "recording", "video", "left", "right"]
const TABLES = new Set(["csv", "tsv"])
const LINES = new Set(["jsonl", "ndjson"])
const HEAD_BYTES = 65_536
/** Largest table whose texts are taken, in bytes: they are held while they come in. */
const MOST_BYTES = 268_435_456

/** A set whose tables of texts are text files, and what was found in these tables. */
interface TableTexts {
  readonly files: FileSet
  /** Rows without a text: counted, with the line of the first. */
  readonly report: readonly ReportLine[]
}

/**
 * Returns a set with a text file for each row of its tables of texts, in the place of these tables: CSV with a column `text`, and JSON
 * lines of objects with a member `text`. Each is called by its `id`, else by its line. A column or member `label` becomes a table
 * of labels beside the texts, or is told where `takesLabels` is false. Tables about files stay as they are, as does a set without such tables.
 *
 * @example
 * // texts.csv "id,text,label\n7,Good,praise" → texts/7.txt, texts.labels.csv "image,label\ntexts/7.txt,praise"
 */
export async function withTableTexts(files: FileSet, takesLabels = true): Promise<TableTexts> {
  const tables: string[] = []
  for (const { name, sizeBytes } of await listFiles(files))
    if (sizeBytes <= MOST_BYTES && (await isOfTexts(files, name))) tables.push(name)
  if (tables.length === 0) return { files, report: [] }
  const { inside, report } = await textsInside(files, tables, takesLabels)
  const made: FileSet = {
    ...files,
    async list(): Promise<readonly FileEntry[]> {
      const own = (await files.list()).filter(({ name }) => !tables.includes(name))
      return [...own, ...[...inside].map(([name, { length }]) => ({ name, sizeBytes: length }))]
    },
    async *open(name, range) {
      const bytes = inside.get(name)
      if (bytes) yield bytes.subarray(range?.start ?? 0, range?.end ?? bytes.length)
      else yield* files.open(name, range)
    },
  }
  return { files: made, report }
}

async function isOfTexts(files: FileSet, name: string): Promise<boolean> {
  const ending = extensionOf(name)
  if (LINES.has(ending)) {
    const [first = ""] = (await headText(files, name, HEAD_BYTES)).replace(/^\uFEFF/, "").split("\n", 1)
    const value = rowIn(first)
    return value !== null && textIn(value) !== null && !OF_FILES.some((key) => member(value, key) !== undefined)
  }
  if (!TABLES.has(ending)) return false
  const columns = (await csvHeader(files, name)).columns.map((column) => column.toLowerCase())
  return TEXT.some((column) => columns.includes(column)) && !OF_FILES.some((column) => columns.includes(column))
}

function rowIn(line: string) {
  const value = isTooDeep(line, MAX_DEPTH) ? undefined : parseJson(line)?.value
  return isObject(value) ? value : null
}

function textIn(row: JsonValue): string | null {
  const found = isObject(row) ? TEXT.map((key) => member(row, key)).find((value) => typeof value === "string") : null
  return typeof found === "string" ? found : null
}

interface Inside {
  readonly inside: ReadonlyMap<string, Uint8Array>
  readonly report: readonly ReportLine[]
}

/** The first of `keys` that is a text or a number, as text; empty where none is. */
function plainIn(row: JsonObject, keys: readonly string[]): string {
  const found = keys.map((key) => member(row, key)).find((one) => typeof one === "string" || typeof one === "number")
  return found === undefined ? "" : String(found).trim()
}

async function textsInside(files: FileSet, tables: readonly string[], takesLabels: boolean): Promise<Inside> {
  const inside = new Map<string, Uint8Array>()
  const report: ReportLine[] = []
  const taken = new Set((await listFiles(files)).map(({ name }) => name))
  const free = (stem: string, ending: string) => {
    let name = `${stem}${ending}`
    for (let n = 2; taken.has(name); n++) name = `${stem}-${n}${ending}`
    taken.add(name)
    return name
  }
  const encoder = new TextEncoder()
  for (const table of tables) {
    const stem = table.replace(/\.[^./]+$/, "")
    const labels: string[] = []
    let first: number | undefined
    let count = 0
    for await (const { id, text, label, line } of rowsOf(files, table)) {
      if (text.trim() === "" || !isStorable(text)) {
        first ??= line
        count++
        continue
      }
      const own = safeName(`${stem}/${id === "" ? `${line}` : id.replace(/[\\/]/g, "-")}.txt`) ?? `${stem}/${line}.txt`
      const name = free(own.slice(0, -".txt".length), ".txt")
      inside.set(name, encoder.encode(text))
      if (label !== "") labels.push(csvLine([name, label]))
    }
    if (count > 0) report.push(reportLine("note", "row_without_text", { file: table, line: first, count }))
    if (labels.length > 0 && !takesLabels)
      report.push(reportLine("note", "not_kept", { file: table, field: "label", count: labels.length }))
    else if (labels.length > 0)
      inside.set(free(`${stem}.labels`, ".csv"), encoder.encode(`image,label\n${labels.join("")}`))
  }
  return { inside, report }
}

interface TextRow {
  readonly id: string
  readonly text: string
  readonly label: string
  readonly line: number
}

async function* rowsOf(files: FileSet, table: string): AsyncGenerator<TextRow> {
  if (LINES.has(extensionOf(table))) {
    for await (const { text: line, number } of splitLines(decodeStream(files.open(table)))) {
      const row = rowIn(line.replace(/^\uFEFF/, ""))
      if (row) yield { id: plainIn(row, ID), text: textIn(row) ?? "", label: plainIn(row, LABEL), line: number }
    }
    return
  }
  const { delimiter, columns } = await csvHeader(files, table)
  const lower = columns.map((column) => column.toLowerCase())
  const at = (names: readonly string[]) => lower.indexOf(names.find((name) => lower.includes(name)) ?? "")
  const [id, text, label] = [at(ID), at(TEXT), at(LABEL)]
  for await (const rows of csvRows(files, table, delimiter, 1))
    for (const { cells, line } of rows)
      yield { id: cells[id]?.trim() ?? "", text: cells[text] ?? "", label: cells[label]?.trim() ?? "", line }
}
