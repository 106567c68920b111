import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** Names of people by their numbers, for operators. */
export async function findPersonNames(
  db: Kysely<Database>,
  people: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (people.length === 0) return new Map()
  const rows = await db
    .selectFrom("person")
    .select(["id", "name"])
    .where("id", "in", [...new Set(people)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
