import { createHash } from "node:crypto"
import { join } from "node:path"
import Database from "better-sqlite3"
import pg from "pg"

/** Where a studio's rows are. */
export interface Place {
  readonly dataDir: string
  readonly databaseUrl: string | null
}

interface Reader {
  /** Columns by table, of tables that hold what people made. */
  tables(): Promise<Map<string, string[]>>
  rows(table: string, columns: readonly string[]): Promise<unknown[][]>
  close(): Promise<void>
}

function sqliteReader(file: string): Reader {
  const db = new Database(file, { readonly: true })
  const names = db
    .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
  return {
    tables: async () =>
      new Map(
        names
          .all()
          .map((name) => [
            name,
            db.prepare<[string], string>("select name from pragma_table_info(?)").pluck().all(name),
          ]),
      ),
    rows: async (table, columns) =>
      db
        .prepare<[], unknown[]>(`select ${columns.map((name) => `"${name}"`).join(", ")} from "${table}"`)
        .raw()
        .all(),
    close: async () => void db.close(),
  }
}

async function postgresReader(url: string): Promise<Reader> {
  const client = new pg.Client(url)
  await client.connect()
  const inPublic = `select table_name, column_name from information_schema.columns
    where table_schema = 'public' order by table_name, ordinal_position`
  return {
    async tables() {
      const all = new Map<string, string[]>()
      for (const row of (await client.query<{ table_name: string; column_name: string }>(inPublic)).rows)
        all.set(row.table_name, [...(all.get(row.table_name) ?? []), row.column_name])
      return all
    },
    async rows(table, columns) {
      const text = `select ${columns.map((name) => `"${name}"`).join(", ")} from "${table}"`
      return (await client.query<unknown[]>({ text, rowMode: "array" })).rows
    },
    close: () => client.end(),
  }
}

const readerOf = (place: Place): Promise<Reader> =>
  place.databaseUrl
    ? postgresReader(place.databaseUrl)
    : Promise.resolve(sqliteReader(join(place.dataDir, "justesse.db")))

/**
 * What serving alone changes without anybody's doing: the schema, its own settings and jobs, the shell's token (which the old
 * program stored), the index of the search, the figures of quality, which a start computes anew where they are due, the chain,
 * which every start continues (`verify` walks it), and the count of changed memberships.
 */
const OWN =
  /^(schema_version|setting|job|token|asset_text(_.*)?|quality_state|(person|task)_quality|chain|seal|sealed|sealing|unsealed|access_version)$/

/** Columns that are called otherwise since: by table, the name of before and that of now. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = { version_item: { asset_id: "item_id" } }

/** Columns by the names that a studio of whatever schema has for them. */
function calledNow(table: string, columns: readonly string[], has: readonly string[]): readonly string[] {
  return columns.map((name) => (has.includes(name) ? name : (RENAMED[table]?.[name] ?? name)))
}

/** Columns and SHA-256 of each table, whatever the order of its rows. */
export type Rows = ReadonlyMap<string, { readonly columns: readonly string[]; readonly rows: number; sha256: string }>

/** Reads the tables of a stopped studio; with `like` only what stood there in that one, by its columns. */
export async function readRows(place: Place, like?: Rows): Promise<Rows> {
  const reader = await readerOf(place)
  const found = new Map<string, { columns: readonly string[]; rows: number; sha256: string }>()
  const there = await reader.tables()
  const tables = like
    ? new Map([...like].map(([name, { columns }]) => [name, columns] as const))
    : new Map([...there].filter(([name]) => !OWN.test(name)))
  for (const [name, columns] of tables) {
    const called = calledNow(name, columns, there.get(name) ?? [])
    const rows = (await reader.rows(name, called)).map((row) => JSON.stringify(row)).sort()
    const hash = createHash("sha256")
    for (const row of rows) hash.update(row).update("\n")
    found.set(name, { columns, rows: rows.length, sha256: hash.digest("hex") })
  }
  await reader.close()
  return found
}

/** Tables that differ. */
export function changedRows(before: Rows, after: Rows): string[] {
  return [...before]
    .filter(([name, { sha256 }]) => after.get(name)?.sha256 !== sha256)
    .map(([name, { rows }]) => `${name} (${rows} rows before, ${after.get(name)?.rows ?? "none"} after)`)
}

/** The schema that the rows of a stopped or killed studio have. */
export async function schemaAt(place: Place): Promise<number> {
  const reader = await readerOf(place)
  const versions = await reader.rows("schema_version", ["version"])
  await reader.close()
  return Math.max(0, ...versions.map(([version]) => Number(version)))
}
