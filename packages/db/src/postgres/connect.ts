import type { PostgresPool, PostgresPoolClient } from "kysely"
import pg from "pg"
import { postgresError } from "./errors.ts"

const BIGINT = 20
const NUMERIC = 1_700
const CONNECTIONS = 20
/** A server that neither answers nor refuses is away. */
export const CONNECT_MS = 30_000

/** A 64-bit or decimal number that arrived as text; refused where JavaScript would round it silently. */
export function exactNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new RangeError(`NUMBER_TOO_LARGE: ${text}`)
  return value
}

/** Statements travel without waiting for the answers to those before them; pg's own types do not know of it yet. */
const PIPELINE = { pipeline: true }

/** Parsers of our own pool: nothing global in `pg` is touched. */
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === BIGINT || oid === NUMERIC ? exactNumber : pg.types.getTypeParser(oid, format),
}

/** An address without a name of its own: by ours the database knows what this program writes. */
function withoutName(url: string): string {
  const address = new URL(url)
  address.searchParams.delete("application_name")
  return address.href
}

/** A pool of connections on which whole numbers arrive as numbers, as they do from SQLite. */
export function connect(url: string, { readOnly, name }: { readOnly: boolean; name: string }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url.includes("application_name") ? withoutName(url) : url,
    ...(readOnly ? { options: "-c default_transaction_read_only=on" } : {}),
    max: CONNECTIONS,
    // pg's own type for custom parsers is wider than what it calls them with.
    types: types as pg.CustomTypesConfig,
    keepAlive: true,
    ...PIPELINE,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: name,
  })
  // An idle connection that broke is replaced, and the next query says what is wrong; unheard, it would end the process.
  pool.on("error", () => {})
  // The same while somebody works on it: the pool listens to idle connections alone.
  pool.on("connect", (client) => client.on("error", () => {}))
  return pool
}

function rethrow(error: unknown): never {
  throw postgresError(error)
}

/** The pool as Kysely uses it: what fails on it fails in our words, as on the hot path. */
export function typedPool(pool: pg.Pool): PostgresPool {
  // Kysely knows a connection again by its object.
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const wrap = (client: pg.PoolClient): PostgresPoolClient => {
    const query = (text: string, values: readonly unknown[]) => client.query(text, [...values]).catch(rethrow)
    // Cursors, the other form of `query`, are not used: no dialect here is given one.
    return { query: query as unknown as PostgresPoolClient["query"], release: (destroy) => client.release(destroy) }
  }
  return {
    async connect() {
      const client = await pool.connect().catch(rethrow)
      const wrapped = known.get(client) ?? wrap(client)
      known.set(client, wrapped)
      return wrapped
    },
    end: () => pool.end(),
  }
}
