import pg from "pg"

const BIGINT = 20
const NUMERIC = 1_700
const CONNECTIONS = 20

/** A 64-bit or decimal number that arrived as text; refused where JavaScript would round it silently. */
export function exactNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new RangeError(`NUMBER_TOO_LARGE: ${text}`)
  return value
}

/** Parsers of our own pool: nothing global in `pg` is touched. */
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === BIGINT || oid === NUMERIC ? exactNumber : pg.types.getTypeParser(oid, format),
}

/** A pool of connections on which whole numbers arrive as numbers, as they do from SQLite. */
export function connect(url: string, readOnly: boolean): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    ...(readOnly ? { options: "-c default_transaction_read_only=on" } : {}),
    max: CONNECTIONS,
    // pg's own type for custom parsers is wider than what it calls them with.
    types: types as pg.CustomTypesConfig,
    keepAlive: true,
    application_name: "justesse",
  })
  // An idle connection that broke is replaced, and the next query says what is wrong; unheard, it would end the process.
  pool.on("error", () => {})
  return pool
}
