import type { Storage } from "@justesse/db"
import { sql } from "kysely"

/** Where the storage of a studio lies that does not run now. */
export type StoredAt = { readonly file: string } | { readonly url: string }

/** Copies one row of a table for each number from `first` on; `change` is SQL for the columns that differ, with `n` the number. */
export async function copies(
  storage: Storage,
  table: string,
  where: string,
  change: Readonly<Record<string, string>>,
  [first, last]: readonly [number, number],
): Promise<void> {
  const one = await sql<
    Record<string, unknown>
  >`select * from ${sql.table(table)} as o where ${sql.raw(where)}`.execute(storage.db)
  if (!one.rows[0]) throw new Error(`nothing to copy in ${table}`)
  const columns = Object.keys(one.rows[0] ?? {}).filter((name) => name !== "id" || "id" in change)
  const source = columns.map((name) => change[name] ?? `o."${name}"`).join(", ")
  const numbers = `with recursive numbers(n) as (select ${first} union all select n + 1 from numbers where n < ${last})`
  const into = `insert into ${table} (${columns.map((name) => `"${name}"`).join(", ")})`
  const select = `select ${source} from ${table} o, numbers where ${where}`
  await sql
    .raw(storage.engine === "sqlite" ? `${numbers} ${into} ${select}` : `${into} ${numbers} ${select}`)
    .execute(storage.db)
}

/** More pictures like the first one of project 1, each with its task. */
export async function addPictures(
  storage: Storage,
  [first, last]: readonly [number, number],
  overlap: number,
): Promise<void> {
  const asset = "o.project_id = 1 and o.id = 1"
  const name = "'street/img_' || n || '.jpg'"
  await copies(storage, "asset", asset, { id: "n", name, search: name }, [first, last])
  await sql`update project set next_asset = ${sql.lit(last + 1)} where id = 1`.execute(storage.db)
  for (let from = first; from <= last; from += 2_000) {
    const ids = Array.from({ length: Math.min(2_000, last - from + 1) }, (_, i) => from + i)
    await storage.hot.addTasks(
      1,
      ids.map((id) => ({ id, assetId: id, tier: 1, overlap })),
      Date.now(),
    )
  }
}
