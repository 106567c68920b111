import type BetterSqlite3 from "better-sqlite3"
import { Kysely } from "kysely"
import { COVERED, type Covered, nameOf, sqliteNotes } from "../chain/covered.ts"
import { sqliteChain } from "../chain/sqlite.ts"
import { refuseLostTail } from "../chain/tail.ts"
import { sqliteHot } from "../hot/sqlite.ts"
import { localLocks } from "../locks/local.ts"
import { migrate, SCHEMA_VERSION } from "../migrations/run.ts"
import { readingAlone, tooEarly } from "../neverReady.ts"
import type { Database } from "../schema/index.ts"
import type { Storage, StorageSettings } from "../storage.ts"
import { wholeNumbers } from "../wholeNumbers.ts"
import { WriterDialect } from "./dialect.ts"
import { lockFile, openConnection } from "./open.ts"
import { writeStatistics } from "./statistics.ts"
import { storageError, Writer } from "./writer.ts"

/** A SQLite file with its one writer and its one reader. */
export interface SqliteStorage extends Storage {
  readonly engine: "sqlite"
  readonly writer: Writer
}

const MOST_HELD_MS = 30_000

/** A step of a migration takes as long as it takes, a day at most; nobody else waits for the writer yet. */
const MIGRATION_MS = 86_400_000

/** Entries of the queue that one look reads at most: some 5 ms where a person has met them all. */
const MOST_SCANNED = 10_000

/** @throws JustesseError storage_locked | storage_unsafe | storage_newer | storage_rewound */
export async function openSqlite(file: string, settings: StorageSettings): Promise<SqliteStorage> {
  const readOnly = settings.readOnly === true
  const lock = readOnly ? { release: () => {} } : lockFile(file)
  try {
    const writing = openConnection(file, readOnly)
    const writer = new Writer(writing, { maxHoldMs: settings.maxHoldMs ?? MOST_HELD_MS })
    const reading = openConnection(file, true)
    const db = new Kysely<Database>({ dialect: new WriterDialect(writer, reading), plugins: [wholeNumbers] })
    const base = {
      engine: "sqlite" as const,
      db,
      writer,
      locks: localLocks(),
      facts: async () => ({
        engine: "SQLite",
        version: String(writing.prepare("select sqlite_version() as v").pluck().get()),
        journal: String(writing.pragma("journal_mode", { simple: true })),
        synchronous: Number(writing.pragma("synchronous", { simple: true })),
        schema: SCHEMA_VERSION,
        file,
      }),
      async close() {
        await writer.drain()
        reading.close()
        try {
          if (!readOnly) writing.pragma("wal_checkpoint(TRUNCATE)")
        } catch (error) {
          // On a full disk the log stays beside the file; what is in it is stored, and the next start reads it.
          if (storageError(error) === error) throw error
        } finally {
          writing.close()
          lock.release()
        }
      },
    }
    if (readOnly) return { ...base, ...readingAlone }
    try {
      if (settings.headsIn !== undefined) await refuseLostTail(db, settings.headsIn)
      // Also what a migration changes in covered rows; a restore puts rows back together with their seals.
      if (settings.schema === undefined) noteChanges(writing)
      // The hot statements can be prepared only once their tables exist; a backup before a migration needs none of them.
      const patient = new WriterDialect(new Writer(writing, { maxHoldMs: MIGRATION_MS }), reading)
      const before = async () => settings.beforeMigrate?.({ ...base, ...tooEarly })
      await migrate(new Kysely<Database>({ dialect: patient }), "sqlite", before, settings.schema)
      if (settings.schema !== undefined && settings.schema < SCHEMA_VERSION) return { ...base, ...tooEarly }
      if (settings.schema === undefined) noteChanges(writing)
      writeStatistics(writing, [reading])
      return { ...base, hot: sqliteHot(writer, settings.maxScan ?? MOST_SCANNED), chain: sqliteChain(writer) }
    } catch (error) {
      await base.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** What changes covered rows over this connection is noted from now on, where the schema knows notes. */
function noteChanges(db: BetterSqlite3.Database): void {
  const there = db.prepare<[], string>("select name from main.sqlite_schema where type = 'table'").pluck().all()
  if (!there.includes("unsealed")) return
  const noted = db.prepare<[], string>("select name from temp.sqlite_schema where type = 'trigger'").pluck().all()
  const columns = db.prepare<[string], string>("select name from pragma_table_info(?)").pluck()
  const has = (covered: Covered) => covered.columns.every((column) => columns.all(covered.table).includes(column))
  const fresh = COVERED.filter(
    (covered) => there.includes(covered.table) && has(covered) && !noted.includes(`unsealed_${nameOf(covered)}_added`),
  )
  for (const statement of sqliteNotes(fresh)) db.exec(statement)
}
