import { JustesseError } from "@justesse/types"
import { Kysely, PostgresDialect } from "kysely"
import pg from "pg"
import { OWN_NAME, RESTORING_NAME } from "../chain/covered.ts"
import { postgresChain } from "../chain/postgres.ts"
import { refuseLostTail } from "../chain/tail.ts"
import { postgresHot } from "../hot/postgres.ts"
import { postgresLocks } from "../locks/postgres.ts"
import { migrate, SCHEMA_VERSION } from "../migrations/run.ts"
import { readingAlone, tooEarly } from "../neverReady.ts"
import type { Database } from "../schema/index.ts"
import type { Storage, StorageSettings } from "../storage.ts"
import { wholeNumbers } from "../wholeNumbers.ts"
import { CONNECT_MS, connect, typedPool } from "./connect.ts"

async function settingsOf(pool: pg.Pool): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name in ('server_version', 'synchronous_commit', 'fsync', 'full_page_writes')",
  )
  return Object.fromEntries(rows.map((row) => [row.name, row.setting]))
}

/** Settings under which PostgreSQL may forget in a power cut what it acknowledged. */
async function checkDurability(pool: pg.Pool): Promise<void> {
  const unsafe = Object.entries(await settingsOf(pool)).filter(([, setting]) => setting === "off")
  if (unsafe.length > 0) throw new JustesseError("storage_unsafe", Object.fromEntries(unsafe))
}

/** A PostgreSQL database with its pool. */
export interface PostgresStorage extends Storage {
  readonly engine: "postgres"
  readonly pool: pg.Pool
}

/**
 * Connects to PostgreSQL 14 or later, checks that it waits for its disk, and brings the schema up to date.
 * `ALLOW_UNSAFE_DURABILITY=1` goes on with a server that may forget in a power cut: for tests and throw-away servers.
 *
 * @throws JustesseError storage_unsafe | storage_newer | storage_rewound
 */
export async function openPostgres(url: string, settings: StorageSettings = {}): Promise<PostgresStorage> {
  const pool = connect(url, {
    readOnly: settings.readOnly === true,
    // A restore puts rows back together with their seals.
    name: settings.schema === undefined ? OWN_NAME : RESTORING_NAME,
  })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: typedPool(pool) }), plugins: [wholeNumbers] })
  const storage: PostgresStorage = {
    engine: "postgres",
    db,
    pool,
    hot: postgresHot(pool),
    chain: postgresChain(pool),
    locks: postgresLocks(
      () => new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: CONNECT_MS }),
    ),
    async facts() {
      const { server_version, ...durability } = await settingsOf(pool)
      return { engine: "PostgreSQL", version: server_version ?? "", ...durability, schema: SCHEMA_VERSION }
    },
    close: () => db.destroy(),
  }
  try {
    if (process.env["ALLOW_UNSAFE_DURABILITY"] !== "1") await checkDurability(pool)
    if (settings.readOnly) return { ...storage, ...readingAlone }
    if (settings.headsIn !== undefined) await refuseLostTail(db, settings.headsIn)
    await migrate(db, "postgres", async () => settings.beforeMigrate?.({ ...storage, ...tooEarly }), settings.schema)
    return storage
  } catch (error) {
    await storage.close()
    throw error
  }
}
