import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

// How much a person has going. To be asked in the transaction that adds to it, after `holdPerson`.

/** Makes everybody else who adds something for this person wait until this transaction is over: counts stay true. Answers who it is. */
export async function holdPerson(db: Kysely<Database>, personId: number): Promise<{ readonly isOperator: boolean }> {
  const row = await db
    .updateTable("person")
    .set((eb) => ({ is_active: eb.ref("is_active") }))
    .where("id", "=", personId)
    .returning("is_operator")
    .executeTakeFirst()
  return { isOperator: row?.is_operator === 1 }
}

/** Projects that a person made and that are neither archived nor deleted. */
export async function countOpenProjects(db: Kysely<Database>, personId: number): Promise<number> {
  const row = await db
    .selectFrom("project")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("made_by", "=", personId)
    .where("state", "in", ["draft", "open"])
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Jobs of a person that wait or run. */
export async function countOpenJobs(db: Kysely<Database>, personId: number): Promise<number> {
  const row = await db
    .selectFrom("job")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("made_by", "=", personId)
    .where("state", "in", ["queued", "running"])
    .executeTakeFirstOrThrow()
  return Number(row.n)
}
