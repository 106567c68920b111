import { type Kysely, sql } from "kysely"
import { openConnection } from "../sqlite/open.ts"
import type { Storage } from "../storage.ts"

export type Row = Readonly<Record<string, unknown>>

/** Rows of a table as they stood when the snapshot began, some hundreds at a time; none of a table that is not there (yet). */
export type ReadTable = (table: string) => AsyncIterable<readonly Row[]>

/** Rows that a query of SQL gives, as of the same moment and as many at a time. */
export type AskRows = (query: string) => AsyncIterable<readonly Row[]>

const SLICE = 500

async function sqliteSnapshot<T>(file: string, work: (read: ReadTable, ask: AskRows) => Promise<T>): Promise<T> {
  const db = openConnection(file, true)
  try {
    db.exec("begin")
    db.prepare("select count(*) from schema_version").get() // a deferred transaction begins with its first read
    const known = db.prepare("select 1 from sqlite_schema where type = 'table' and name = ?")
    const ask: AskRows = async function* (query) {
      let slice: Row[] = []
      for (const row of db.prepare<[], Row>(query).iterate()) {
        slice.push(row)
        if (slice.length < SLICE) continue
        yield slice
        slice = []
        await new Promise<void>((go) => setImmediate(go)) // others are served between two slices
      }
      yield slice
    }
    return await work(async function* (table) {
      if (known.get(table) !== undefined) yield* ask(`select * from "${table}"`)
    }, ask)
  } finally {
    db.close()
  }
}

function postgresSnapshot<T, D>(db: Kysely<D>, work: (read: ReadTable, ask: AskRows) => Promise<T>): Promise<T> {
  let cursors = 0
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((tx) => {
      const ask: AskRows = async function* (query) {
        const name = `read_${++cursors}`
        await sql.raw(`declare ${name} cursor for ${query}`).execute(tx)
        for (;;) {
          const { rows } = await sql.raw<Row>(`fetch ${SLICE} from ${name}`).execute(tx)
          yield rows
          if (rows.length === SLICE) continue
          await sql.raw(`close ${name}`).execute(tx)
          return
        }
      }
      return work(async function* (table) {
        const known = await sql<{ known: boolean }>`select to_regclass(${table}) is not null as known`.execute(tx)
        if (known.rows[0]?.known === true) yield* ask(`select * from "${table}"`)
      }, ask)
    })
}

/** Reads every table as of one moment, while others go on writing. */
export async function withSnapshot<T>(
  storage: Storage,
  work: (read: ReadTable, ask: AskRows) => Promise<T>,
): Promise<T> {
  if (storage.engine === "postgres") return postgresSnapshot(storage.db, work)
  return sqliteSnapshot(String((await storage.facts()).file), work)
}
