import { sql } from "kysely"
import type { Storage } from "../index.ts"

/** Every row of every table that the engine has, SQLite's index of texts among them, as one text a table. */
async function everyTable({ engine, db }: Storage): Promise<Map<string, string>> {
  const names =
    engine === "sqlite"
      ? sql<{ name: string }>`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`
      : sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public'`
  const found = new Map<string, string>()
  for (const { name } of (await names.execute(db)).rows) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db)
    const plain = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value)
    found.set(name, rows.flatMap((row) => Object.values(row).map(plain)).join("\n"))
  }
  return found
}

/** Names of the tables in which a word stands, in whatever case. */
export async function tablesWith(storage: Storage, word: string): Promise<string[]> {
  const all = await everyTable(storage)
  return [...all].filter(([, text]) => text.toLowerCase().includes(word.toLowerCase())).map(([name]) => name)
}
