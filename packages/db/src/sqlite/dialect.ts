import { JustesseError } from "@justesse/types"
import type BetterSqlite3 from "better-sqlite3"
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely"
import { type Hold, storageError, type Writer } from "./writer.ts"

const MOST_STATEMENTS = 500

/** Prepared statements of one connection, least recently used out first. */
function statementCache(db: BetterSqlite3.Database) {
  const kept = new Map<string, BetterSqlite3.Statement>()
  return (sql: string): BetterSqlite3.Statement => {
    const found = kept.get(sql)
    if (found) {
      kept.delete(sql)
      kept.set(sql, found)
      return found
    }
    const made = db.prepare(sql)
    kept.set(sql, made)
    if (kept.size > MOST_STATEMENTS) kept.delete(kept.keys().next().value ?? "")
    return made
  }
}

function bound(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (value instanceof Date) return value.getTime()
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) return JSON.stringify(value)
  return value
}

function execute<R>(statement: BetterSqlite3.Statement, query: CompiledQuery): QueryResult<R> {
  const parameters = query.parameters.map(bound)
  if (statement.reader) {
    // better-sqlite3 cannot know the row type; Kysely's compiler derived it from the query.
    const rows = statement.all(...parameters) as R[]
    return { rows, numAffectedRows: BigInt(rows.length) }
  }
  const { changes, lastInsertRowid } = statement.run(...parameters)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}

/** Reads that follow each other without a turn of the event loop in between hold everybody up no longer than this. */
const MOST_TICK_MS = 8

/** Says after a read whether this turn of the event loop has lasted long enough for others to come in between. */
function watchTicks() {
  let begunMs: number | null = null
  return {
    begin() {
      if (begunMs !== null) return
      begunMs = performance.now()
      setImmediate(() => {
        begunMs = null
      })
    },
    isLong: () => begunMs !== null && performance.now() - begunMs > MOST_TICK_MS,
  }
}

const tick = watchTicks()
const breathe = () => new Promise<void>((go) => setImmediate(go))

/** A read of one call among others: between two of them, whoever came meanwhile has their turn. */
async function readAmongOthers<R>(read: () => QueryResult<R>): Promise<QueryResult<R>> {
  tick.begin()
  const result = read()
  if (tick.isLong()) await breathe()
  return result
}

class Connection implements DatabaseConnection {
  hold: Hold | undefined
  readonly #seams: Seams
  constructor(seams: Seams) {
    this.#seams = seams
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { writer, write, read } = this.#seams
    try {
      if (this.hold) {
        if (this.hold.over) throw new JustesseError("busy", { why: "transaction_too_long" })
        return execute<R>(write(query.sql), query)
      }
      if (query.query.kind === "SelectQueryNode") return await readAmongOthers(() => execute<R>(read(query.sql), query))
      const statement = write(query.sql)
      if (statement.readonly) return await readAmongOthers(() => execute<R>(read(query.sql), query))
      return await writer.run<QueryResult<R>>(() => execute<R>(statement, query) as never)
    } catch (error) {
      throw storageError(error)
    }
  }

  async *streamQuery<R>(query: CompiledQuery, _chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    if (this.hold) yield await this.executeQuery<R>(query)
    else yield* this.#seams.stream<R>(query)
  }
}

interface Seams {
  readonly writer: Writer
  write(sql: string): BetterSqlite3.Statement
  read(sql: string): BetterSqlite3.Statement
  stream<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>>
}

/**
 * Kysely on the one writer: selects go to the read-only connection and never wait; single writes join the shared commit; a
 * Kysely transaction has the door for itself.
 */
export class WriterDialect implements Dialect {
  readonly #seams: Seams
  constructor(writer: Writer, reader: BetterSqlite3.Database) {
    const read = statementCache(reader)
    this.#seams = {
      writer,
      write: statementCache(writer.db),
      read,
      async *stream<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
        for (const row of reader.prepare(query.sql).iterate(...query.parameters.map(bound))) yield { rows: [row as R] }
      },
    }
  }
  createAdapter() {
    return new SqliteAdapter()
  }
  createIntrospector(db: ConstructorParameters<typeof SqliteIntrospector>[0]) {
    return new SqliteIntrospector(db)
  }
  createQueryCompiler() {
    return new SqliteQueryCompiler()
  }
  createDriver(): Driver {
    const seams = this.#seams
    return {
      init: async () => {},
      acquireConnection: async () => new Connection(seams),
      async beginTransaction(connection) {
        // Transactions one after the other never wait for anything: between two of them others have their turn.
        tick.begin()
        if (tick.isLong()) await breathe()
        own(connection).hold = await seams.writer.lock()
      },
      commitTransaction: async (connection) => end(connection, "commit"),
      rollbackTransaction: async (connection) => end(connection, "rollback"),
      releaseConnection: async () => {},
      destroy: async () => {},
    }
  }
}

function own(connection: DatabaseConnection): Connection {
  if (!(connection instanceof Connection)) throw new TypeError("a connection of another dialect")
  return connection
}

function end(connection: DatabaseConnection, how: "commit" | "rollback"): void {
  const mine = own(connection)
  const hold = mine.hold
  mine.hold = undefined
  hold?.end(how)
}
