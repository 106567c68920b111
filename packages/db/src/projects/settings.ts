import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** Settings of the installation, as JSON values by name. */
export function settings(db: Kysely<Database>) {
  return {
    /** The stored value, or undefined when nobody set it. The caller parses it: it is data from outside. */
    async get(name: string): Promise<unknown> {
      const row = await db.selectFrom("setting").select("value").where("name", "=", name).executeTakeFirst()
      return row && JSON.parse(row.value)
    },
    async set(name: string, value: unknown): Promise<void> {
      const text = JSON.stringify(value)
      await db
        .insertInto("setting")
        .values({ name, value: text })
        .onConflict((oc) => oc.column("name").doUpdateSet({ value: text }))
        .execute()
    },
  }
}
