import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** The stored value, or undefined when nobody set it. The caller parses it: it is data from outside. */
export async function findSetting(db: Kysely<Database>, name: string): Promise<unknown> {
  const row = await db.selectFrom("setting").select("value").where("name", "=", name).executeTakeFirst()
  return row && JSON.parse(row.value)
}

/** Keeps a value under a name, as JSON, in place of the one before. */
export async function putSetting(db: Kysely<Database>, name: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value)
  await db
    .insertInto("setting")
    .values({ name, value: text })
    .onConflict((oc) => oc.column("name").doUpdateSet({ value: text }))
    .execute()
}
