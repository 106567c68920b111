import type { TimedText } from "@justesse/types/dataset"
import type { ReadEvent } from "../contract.ts"
import { type CsvRow, csvHeader, csvRows } from "../io/csvTable.ts"
import { calledName, type FileSet } from "../io/fileSet.ts"
import { Grouped } from "../io/grouped.ts"
import type { LabelList } from "../regions/labels.ts"
import { report } from "../report/lines.ts"
import { msOfSeconds, recordingsOf, TimedList, timedRecord } from "../timed/index.ts"

/** What a column of what is said when holds, with the names that tables give it: seconds, or milliseconds where they say so. */
const NAMES = {
  recording: ["recording", "audio", "audiofile", "sound", "wav", "file", "filename", "path", "image", "name"],
  startMs: ["startms", "beginms", "startmillis"],
  endMs: ["endms", "stopms", "endmillis"],
  start: ["start", "starttime", "begin", "onset", "from"],
  end: ["end", "endtime", "stop", "offset", "to"],
  speaker: ["speaker", "speakerid", "voice"],
  text: ["text", "transcription", "transcript", "sentence"],
  label: ["label", "class", "category"],
  id: ["id", "segmentid"],
} as const
type Column = keyof typeof NAMES

/** A table with a row a segment of a recording. */
export interface SpanTable {
  readonly file: string
  readonly delimiter: string
  readonly at: ReadonlyMap<Column, number>
}

/** The columns of a table of segments; null where it names no recording, or not from when to when, and for tables of regions. */
export async function spanTable(files: FileSet, file: string): Promise<SpanTable | null> {
  const { columns, delimiter } = await csvHeader(files, file)
  const at = new Map<Column, number>()
  for (const [i, name] of columns.entries()) {
    const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "")
    // The keys of the list above.
    for (const [column, names] of Object.entries(NAMES) as [Column, readonly string[]][])
      if (names.includes(plain) && !at.has(column)) at.set(column, i)
  }
  const isTimed = (at.has("startMs") && at.has("endMs")) || (at.has("start") && at.has("end"))
  // A table that says where on pictures things are says what is heard as one of them.
  const isOfRegions = ["x", "y", "width", "height"].every((name) => columns.includes(name))
  return at.has("recording") && isTimed && !isOfRegions ? { file, delimiter, at } : null
}

/** The labels that tables of segments name. */
export async function* labelsOfSpans(files: FileSet, tables: readonly SpanTable[]): AsyncGenerator<string> {
  for (const table of tables)
    for await (const rows of csvRows(files, table.file, table.delimiter, 1))
      for (const row of rows) {
        const label = cell(table, row, "label")
        if (label !== "") yield label
      }
}

/** The records of tables of segments, one a recording and table. */
export async function* giveSpans(
  files: FileSet,
  tables: readonly SpanTable[],
  labels: LabelList,
): AsyncGenerator<ReadEvent> {
  const index = await recordingsOf(files)
  for (const table of tables) {
    const grouped = new Grouped<CsvRow>()
    for await (const rows of csvRows(files, table.file, table.delimiter, 1))
      for (const row of rows) if (!row.problem) grouped.expect(cell(table, row, "recording"))
    for await (const rows of csvRows(files, table.file, table.delimiter, 1))
      for (const row of rows) {
        if (row.problem) yield report("lost", row.problem, { file: table.file, line: row.line })
        const said = row.problem ? "" : cell(table, row, "recording")
        const all = row.problem ? null : grouped.add(said, row)
        if (!all) continue
        const name = calledName(said)?.name ?? null
        const location = { file: table.file, line: row.line, field: "recording", found: said, count: all.length }
        if (name === null) yield report("lost", said === "" ? "field_missing" : "name_unsafe", location)
        else {
          const picture = index.find(name) ?? index.findStem(name)
          const list = new TimedList(table.file)
          for (const one of all) yield* readRow(table, one, labels, list)
          yield* list.end()
          yield timedRecord({ name: picture ?? name, picture }, table.file, list.items)
        }
      }
  }
}

function* readRow(table: SpanTable, row: CsvRow, labels: LabelList, list: TimedList): Generator<ReadEvent> {
  const [start, end] = [timeOf(table, row, "start"), timeOf(table, row, "end")]
  const text = cell(table, row, "text")
  // A row without times says that the recording is there and nobody says anything in it.
  const isEmpty = [...table.at].every(([column, at]) => column === "recording" || (row.cells[at] ?? "").trim() === "")
  if (isEmpty) return
  if (start === null || end === null)
    return yield report("lost", "time_unreadable", { file: table.file, line: row.line, found: row.cells.join(",") })
  const [named, speaker] = [cell(table, row, "label"), cell(table, row, "speaker")]
  const label = named === "" ? undefined : labels.get(named)?.id
  const item: TimedText = {
    ...{ id: list.id(cell(table, row, "id") || null, `r${list.items.length + 1}`), tier: "", start, end, text },
    ...(label !== undefined && { label }),
    ...(speaker !== "" && { speaker }),
  }
  yield* list.add(item, row.line)
}

function cell({ at }: SpanTable, row: CsvRow, column: Column): string {
  const index = at.get(column)
  return index === undefined ? "" : (row.cells[index] ?? "")
}

/** A time in milliseconds; decimal commas are read, and `1:02:03.5` where a table has clock times. */
function timeOf(table: SpanTable, row: CsvRow, border: "start" | "end"): number | null {
  const ms = cell(table, row, `${border}Ms`).trim().replace(",", ".")
  if (table.at.has(`${border}Ms`)) return /^\d+(\.\d+)?$/.test(ms) ? Number(ms) : null
  const said = cell(table, row, border).trim().replace(",", ".")
  const [, hours = "0", minutes = "0", seconds = said] =
    /^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(said) ?? []
  const rest = msOfSeconds(seconds)
  return rest === null ? null : rest + (Number(hours) * 60 + Number(minutes)) * 60_000
}
