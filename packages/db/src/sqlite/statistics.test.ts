import { join } from "node:path"
import Database from "better-sqlite3"
import { sql } from "kysely"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openStorage, type Storage } from "../index.ts"
import { temporaryFolder } from "../testing/engines.ts"
import { openConnection } from "./open.ts"
import { writeStatistics } from "./statistics.ts"

let folder: ReturnType<typeof temporaryFolder>
let file = ""
let opened: Storage | undefined

beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder.path, "studio.db")
})
afterEach(async () => {
  await opened?.close()
  opened = undefined
  folder.remove()
})

async function open(): Promise<Storage> {
  opened = await openStorage({ file })
  return opened
}

/** By which index each of them finds its few rows, as the connection that reads plans it. */
const FEW: readonly (readonly [index: string, query: string])[] = [
  ["asset_deleted", "select count(*) from asset where project_id = 1 and deleted_at_ms is not null and removed = 0"],
  ["asset_unread", "select name from asset where project_id = 1 and problem is not null"],
  ["task_apart", "select id from task where project_id = 1 and (asset_id is null or asset_id <> id) limit 1"],
  ["task_state_dirty", "select texts from task_state where project_id = 1 and dirty = 1"],
  ["alike_task", "delete from alike where project_id = 1 and task_id = 5"],
]

async function plan({ db }: Storage, query: string): Promise<string> {
  const { rows } = await sql.raw<{ detail: string }>(`explain query plan ${query}`).execute(db)
  return rows.map(({ detail }) => detail).join("; ")
}

test("an empty studio plans as a large one: few rows are found by the index that holds them alone", async () => {
  const storage = await open()
  for (const [index, query] of FEW) expect(await plan(storage, query)).toContain(index)
})

test("figures that somebody counted meanwhile give way at the next start", async () => {
  await (await open()).close()
  const other = new Database(file)
  other.exec("analyze")
  other.prepare("update sqlite_stat1 set stat = '1 1' where idx = 'asset_deleted'").run()
  other.prepare("insert into sqlite_stat1 (tbl, idx, stat) values ('task', 'task_apart', '9000000 9000000')").run()
  other.close()
  const storage = await open()
  for (const [index, query] of FEW) expect(await plan(storage, query)).toContain(index)
})

test("a file that is only read is left as it is, and planned by what it holds", async () => {
  await (await open()).close()
  const changed = () => new Database(file, { readonly: true }).pragma("data_version", { simple: true })
  const before = changed()
  opened = await openStorage({ file, readOnly: true })
  for (const [index, query] of FEW.slice(0, 4)) expect(await plan(opened, query)).toContain(index)
  expect(changed()).toBe(before)
})

test("a full disk keeps nobody from starting; a start with room writes the figures", async () => {
  await (await openStorage({ file })).close()
  const writing = openConnection(file, false)
  const reading = openConnection(file, true)
  const pages = () => Number(writing.pragma("page_count", { simple: true }))
  const stored = () => writing.prepare("select name from sqlite_schema where name = 'sqlite_stat1'").all().length
  try {
    writing.exec("drop table sqlite_stat1; drop table if exists sqlite_stat4; vacuum")
    writing.pragma(`max_page_count = ${pages()}`)
    writeStatistics(writing, [reading])
    expect([stored(), writing.inTransaction, reading.pragma("query_only", { simple: true })]).toEqual([0, false, 1])
    writing.pragma(`max_page_count = ${pages() + 100}`)
    writeStatistics(writing, [reading])
    expect([stored(), reading.pragma("query_only", { simple: true })]).toEqual([1, 1])
  } finally {
    reading.close()
    writing.close()
  }
})
