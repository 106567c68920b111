import { existsSync } from "node:fs"
import { rm, rmdir } from "node:fs/promises"
import { dirname } from "node:path"
import { JustesseError } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { forgetLinkedFiles } from "../assets/linkedFiles.ts"
import { diskBlobs } from "../blobs.ts"
import { CHAIN_SCHEMA } from "../chain/covered.ts"
import { removeHeads, writeHead } from "../chain/heads.ts"
import { SCHEMA_VERSION } from "../migrations/run.ts"
import { openStorage } from "../openStorage.ts"
import type { Database } from "../schema/index.ts"
import type { Storage, StorageSettings } from "../storage.ts"
import { BackupBroken, type BackupEvent, readEvents } from "./readBackup.ts"
import { BOOLEANS, TABLES_IN_ORDER, WITH_IDENTITY } from "./tables.ts"

interface RestoreTarget {
  readonly file?: string
  readonly url?: string
  readonly blobsDir: string
  /** Folder in which heads of the chain lie: those of a database that was there before are replaced by the restored one's. */
  readonly headsIn?: string
}

/** A list of columns is at most this many bound values a statement on SQLite. */
const MOST_VALUES = 30_000

/** A restore is one transaction, however long it takes: a day at most. */
const MOST_TIME_MS = 86_400_000

async function refuseUsed(storage: Storage): Promise<void> {
  const used = await storage.db.selectFrom("person").select("id").limit(1).executeTakeFirst()
  if (used) throw new JustesseError("conflict", { why: "not_empty" })
}

function valueFor(storage: Storage, table: string, column: string, value: unknown): unknown {
  if (storage.engine === "postgres" && BOOLEANS[table]?.includes(column) && value !== null) return value === 1
  return value
}

async function insert(
  tx: Kysely<Database>,
  storage: Storage,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  if (rows.length === 0) return
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const tuples = sql.join(
    rows.map(
      (row) => sql`(${sql.join(row.map((value, i) => sql`${valueFor(storage, table, columns[i] ?? "", value)}`))})`,
    ),
  )
  await sql`insert into ${sql.table(table)} (${names}) values ${tuples}`.execute(tx).catch((error: unknown) => {
    throw isRefusal(error) ? new BackupBroken(`rows of ${table} that do not fit into it`) : error
  })
}

/** Whether the database refused what it was given (SQLite's words, PostgreSQL's classes 22, 23 and 42), and not the disk. */
function isRefusal(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  return /^(SQLITE_(ERROR|CONSTRAINT|MISMATCH|RANGE|TOOBIG)|22|23|42)/.test(code)
}

/** Puts the rows back in their order and the pictures beside them; everything or nothing of the rows. */
async function put(
  storage: Storage,
  tx: Kysely<Database>,
  events: AsyncIterable<BackupEvent>,
  blobsDir: string,
): Promise<{ rows: number; tables: ReadonlySet<string> }> {
  const blobs = diskBlobs(blobsDir)
  let open: { table: string; columns: readonly string[]; rows: (readonly unknown[])[] } | null = null
  const tables = new Set<string>()
  let count = 0
  const flush = async () => {
    if (open) await insert(tx, storage, open.table, open.columns, open.rows.splice(0))
  }
  for await (const event of events) {
    if (event.kind === "table") {
      await flush()
      if (!TABLES_IN_ORDER.some((name) => name === event.table))
        throw new BackupBroken(`an unknown table ${event.table}`)
      tables.add(event.table)
      open = { table: event.table, columns: event.columns, rows: [] }
    }
    if (event.kind === "row" && open) {
      open.rows.push(event.values)
      count++
      if (open.rows.length * open.columns.length >= Math.min(MOST_VALUES, 500 * open.columns.length)) await flush()
    }
    if (event.kind === "blob") await blobs.put(event.bytes)
    if (event.kind === "end" && !event.whole) throw new BackupBroken("the content is not the one that was written")
  }
  await flush()
  return { rows: count, tables }
}

/** Originals that came with the backup are own copies now: where they lay before does not matter any more. */
async function unlink(tx: Kysely<Database>, blobsDir: string): Promise<void> {
  const blobs = diskBlobs(blobsDir)
  const own: string[] = []
  for (const { sha256 } of await tx.selectFrom("linked_file").select("sha256").execute())
    if (await blobs.has(sha256)) own.push(sha256)
  for (let at = 0; at < own.length; at += UNLINKED) await forgetLinkedFiles(tx, own.slice(at, at + UNLINKED))
}
/** Hashes in one statement. */
const UNLINKED = 500

async function setIdentities(tx: Kysely<Database>, schema: number): Promise<void> {
  for (const [table, since] of Object.entries(WITH_IDENTITY)) {
    if (schema < since) continue
    await sql
      .raw(
        `select setval(pg_get_serial_sequence('${table}', 'id'), greatest((select coalesce(max(id), 0) from "${table}"), 1))`,
      )
      .execute(tx)
  }
}

/** The schema that a backup was made of. */
async function schemaOf(path: string): Promise<number> {
  for await (const event of readEvents(path)) {
    if (event.kind !== "head") break
    if (event.schema > SCHEMA_VERSION)
      throw new JustesseError("storage_newer", { found: event.schema, known: SCHEMA_VERSION })
    return event.schema
  }
  throw new BackupBroken("the file does not begin as a backup")
}

function unreadable(error: unknown, path: string): unknown {
  if (!(error instanceof BackupBroken)) return error
  return new JustesseError("file_unreadable", { file: path.split(/[\\/]/).at(-1) ?? "", why: error.message })
}

/**
 * Makes a storage from a backup, of either engine into either. Nothing is overwritten: the target must be empty.
 *
 * @returns the number of rows
 * @throws JustesseError conflict (not empty) | storage_newer | file_unreadable (damaged: nothing was kept)
 */
export async function restoreBackup(path: string, target: RestoreTarget): Promise<number> {
  const at = target.url ? { url: target.url } : { file: target.file ?? "justesse.db" }
  const clean = removeMade([...(target.url ? [] : filesOf(target.file ?? "justesse.db")), target.blobsDir])
  try {
    const schema = await schemaOf(path)
    const rows = await fill(path, target, { ...at, schema, maxHoldMs: MOST_TIME_MS })
    // An older backup lies in its own schema now; opening brings it up to date.
    if (schema < SCHEMA_VERSION) await (await openStorage(at)).close()
    return rows
  } catch (error) {
    await clean()
    throw unreadable(error, path)
  }
}

/** A SQLite file with what stands beside it. */
const filesOf = (file: string) => [file, `${file}-wal`, `${file}-shm`, `${file}.lock`]

/** Remembers which of these are not there; the answer removes them again, with their folder where nothing else is in it. */
function removeMade(paths: readonly string[]): () => Promise<void> {
  const fresh = paths.filter((path) => !existsSync(path))
  const folders = [...new Set(paths.map((path) => dirname(path)))].filter((folder) => !existsSync(folder))
  return async () => {
    for (const path of fresh) await rm(path, { recursive: true, force: true })
    for (const folder of folders) await rmdir(folder).catch(() => undefined)
  }
}

/** Keeps the heads of the chains that came with a backup. */
async function keepHeads({ db }: Storage, headsIn: string): Promise<void> {
  const ends = await db
    .selectFrom("chain as c")
    .innerJoin("seal as s", (on) => on.onRef("s.chain_id", "=", "c.id").onRef("s.seq", "=", "c.seq"))
    .select(["c.id", "c.seq", "c.hash", "s.at_ms"])
    .execute()
  for (const { id, seq, hash, at_ms } of ends) await writeHead(headsIn, { chainId: id, seq, hash, atMs: at_ms })
}

async function fill(path: string, { blobsDir, headsIn }: RestoreTarget, at: StorageSettings): Promise<number> {
  const storage = await openStorage(at)
  try {
    await refuseUsed(storage)
    const count = await storage.db.transaction().execute(async (tx) => {
      await tx.deleteFrom("organisation").execute()
      const { rows, tables } = await put(storage, tx, readEvents(path), blobsDir)
      if (tables.has("linked_file")) await unlink(tx, blobsDir)
      if (storage.engine === "postgres") await setIdentities(tx, at.schema ?? SCHEMA_VERSION)
      // As late as can be: until the rows are there, heads of before say what is missing.
      if (headsIn !== undefined) await removeHeads(headsIn)
      return rows
    })
    if (headsIn !== undefined && (at.schema ?? 0) >= CHAIN_SCHEMA) await keepHeads(storage, headsIn)
    return count
  } finally {
    await storage.close()
  }
}
