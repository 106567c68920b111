import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"

/** Out of the way of every number. */
const FAR = 1_000_000

/** Tables in which a task that nobody has met has rows. */
const FRESH = [
  ["task", "id"],
  ["task_state", "task_id"],
  ["import_answer", "task_id"],
  ["gold", "task_id"],
  ["prediction", "task_id"],
] as const

/**
 * Gives each of the first `count` tasks of a project the next one's number, the last the first's: the task of picture 1 is 2.
 * Whoever takes a task's number for its picture's finds another picture. Before anybody works there.
 */
export async function rotateTasks(db: Kysely<Database>, project: number, count: number): Promise<void> {
  for (const [table, column] of FRESH) {
    const [name, id] = [sql.table(table), sql.ref(column)]
    await sql`update ${name} set ${id} = ${id} + ${FAR} where project_id = ${project} and ${id} <= ${count}`.execute(db)
    await sql`update ${name} set ${id} = case when ${id} = ${FAR + count} then 1 else ${id} - ${FAR} + 1 end
      where project_id = ${project} and ${id} > ${FAR}`.execute(db)
  }
}
