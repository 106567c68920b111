import { randomBytes } from "node:crypto"
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "kysely"
import pg from "pg"
import { inject } from "vitest"
import { openStorage, type Storage } from "../index.ts"
import { TABLES_IN_ORDER } from "../operate/tables.ts"
import type { StorageSettings } from "../storage.ts"
import { takeGuardsOff } from "./guards.ts"

/** Database that every test of PostgreSQL copies: migrated once. */
export const TEMPLATE = "template_justesse"

declare module "vitest" {
  interface ProvidedContext {
    /** A server where tests may create databases. */
    pgUrl: string
    /** A file of SQLite that is migrated and empty: tests copy it. */
    sqliteTemplate: string
  }
}

/** The same server, another database of it. */
export function databaseOf(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.href
}

/** A storage of a test, fresh and empty; `close` leaves nothing behind, also when the test closed the storage itself. */
export interface TestStorage {
  readonly storage: Storage
  /** Where it lies: what `openStorage` takes. */
  readonly at: { readonly file: string } | { readonly url: string }
  /** Empties every table, for the next test: quicker than a fresh storage. */
  wipe(): Promise<void>
  close(): Promise<void>
}

/** A database that tests run on; each `open` gives a fresh one. */
export interface Engine {
  readonly name: "SQLite" | "PostgreSQL"
  open(settings?: StorageSettings): Promise<TestStorage>
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A fresh database of the run's PostgreSQL, copied from the migrated template in 25 ms, file by file: by its log takes twice as long. */
export async function freshDatabase(from = TEMPLATE): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject("pgUrl")
  const name = `t_${randomBytes(8).toString("hex")}`
  await query(server, `create database ${name} template ${from} strategy file_copy`)
  return { url: databaseOf(server, name), drop: () => query(server, `drop database if exists ${name} with (force)`) }
}

/** Tables that a migration fills by itself keep what they have. */
const KEPT = new Set(["organisation"])

async function wipe({ db, engine }: Storage): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const putUp = await takeGuardsOff(tx, engine)
    for (const table of [...TABLES_IN_ORDER].reverse()) {
      if (!KEPT.has(table)) await sql`delete from ${sql.table(table)}`.execute(tx)
    }
    await putUp()
  })
}

/** A database without tables, for what makes its own. */
export function emptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  return freshDatabase("template0")
}

/** A folder of this test alone. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "justesse-test-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

const sqlite: Engine = {
  name: "SQLite",
  async open(settings = {}) {
    const folder = temporaryFolder()
    const at = { file: join(folder.path, "justesse.db") }
    // Every step of the schema takes a hundred milliseconds, and a thousand tests each open one.
    copyFileSync(inject("sqliteTemplate"), at.file)
    const storage = await openStorage({ ...settings, ...at })
    return {
      storage,
      at,
      wipe: () => wipe(storage),
      async close() {
        await storage.close().catch(() => {})
        folder.remove()
      },
    }
  },
}

const postgres: Engine = {
  name: "PostgreSQL",
  async open(settings = {}) {
    const database = await freshDatabase()
    const at = { url: database.url }
    const storage = await openStorage({ ...settings, ...at })
    return {
      storage,
      at,
      wipe: () => wipe(storage),
      async close() {
        await storage.close().catch(() => {})
        await database.drop()
      },
    }
  },
}

/** Both engines, for `describe.each(engines)("… on $name", ({ open }) => …)`. */
export const engines: readonly Engine[] = [sqlite, postgres]

/**
 * The engine of tests about rules, which hold wherever rows lie: SQLite, or both with `ENGINES=both npm test`. Tests of races, kills,
 * locks, search and rights take `engines`, as do all of `packages/db` and `tests/engines`.
 */
export const ruleEngines: readonly Engine[] = process.env["ENGINES"] === "both" ? engines : [sqlite]
