import { readEverything } from "@justesse/db/people/everything"
import { sheetText } from "@justesse/types/spreadsheet"
import type { Deps } from "../core/deps.ts"
import { leaseSeed } from "../work/allocation.ts"

type Row = Readonly<Record<string, unknown>>

const encoder = new TextEncoder()

/** Texts as bytes, some tens of kilobytes at once. */
async function* encoded(texts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  let held = ""
  for await (const text of texts) {
    held += text
    if (held.length < 65_536) continue
    yield encoder.encode(held)
    held = ""
  }
  if (held !== "") yield encoder.encode(held)
}

/** Rows of one table one after the other, from wherever reading stands. */
type Tables = AsyncIterable<{ readonly table: string; readonly rows: readonly Row[] }>

async function* jsonOf(tables: Tables, atMs: number): AsyncIterable<string> {
  let open: string | null = null
  yield `{"exportedAtMs":${atMs},"tables":{`
  for await (const { table, rows } of tables) {
    const isNew = table !== open
    if (isNew) yield `${open === null ? "" : "],"}${JSON.stringify(table)}:[`
    for (const [at, row] of rows.entries()) yield `${isNew && at === 0 ? "\n" : ",\n"}${JSON.stringify(row)}`
    open = table
  }
  yield open === null ? "}}\n" : "]}}\n"
}

/** A value as a cell that no spreadsheet runs. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ""
  const text =
    value instanceof Date ? value.toISOString() : typeof value === "string" ? sheetText(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function* csvOf(pages: readonly (readonly Row[])[]): AsyncIterable<string> {
  const columns = Object.keys(pages[0]?.[0] ?? {})
  yield `${columns.join(",")}\n`
  for (const rows of pages) for (const row of rows) yield `${columns.map((name) => cell(row[name])).join(",")}\n`
}

/** One file of CSV for each table that has a row. */
async function* sheets(tables: Tables) {
  let open = ""
  let pages: (readonly Row[])[] = []
  const file = () => ({ name: `csv/${open}.csv`, body: encoded(csvOf(pages)) })
  for await (const { table, rows } of tables) {
    if (table !== open && pages.length > 0) yield file()
    if (table !== open) [open, pages] = [table, []]
    if (rows.length > 0) pages.push(rows)
  }
  if (pages.length > 0) yield file()
}

/**
 * Everything that refers to somebody as files to take away: all tables in one JSON, and each as CSV. It is read while it is sent; no
 * person has to say yes to it.
 */
export async function* everythingFiles(deps: Pick<Deps, "storage" | "hmac" | "nowMs">, personId: number) {
  const read = () => readEverything(deps.storage.db, personId, (publicId) => leaseSeed(deps, publicId))
  yield { name: "everything.json", body: encoded(jsonOf(read(), deps.nowMs())) }
  yield* sheets(read())
}
