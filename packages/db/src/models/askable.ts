import type { TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** A task with an asset drawn by lot from a project; null where there is none. */
export async function findRandomTask(db: Kysely<Database>, projectId: number): Promise<TaskNumber | null> {
  const askable = db
    .selectFrom("task as t")
    .innerJoin("asset as a", (on) => on.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .where("t.project_id", "=", projectId)
    .where("a.deleted_at_ms", "is", null)
  const counted = await askable.select((eb) => eb.fn.countAll<number>().as("n")).executeTakeFirst()
  const count = Number(counted?.n ?? 0)
  if (count === 0) return null
  const row = await askable
    .select("t.id")
    .orderBy("t.id")
    .offset(Math.floor(Math.random() * count))
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

/** Tasks with a final answer and an asset that is there, by number; `isSaid`: a set says something about it. */
export async function listFinals(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  most: number,
): Promise<{ readonly taskId: TaskNumber; readonly isSaid: boolean }[]> {
  const rows = await db
    .selectFrom("task_state as k")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "k.project_id").onRef("t.id", "=", "k.task_id"))
    .innerJoin("asset as a", (on) => on.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .leftJoin("prediction as p", (on) =>
      on.onRef("p.project_id", "=", "t.project_id").onRef("p.task_id", "=", "t.id").on("p.set_id", "=", setId),
    )
    .select(["t.id", "p.task_id as said"])
    .where("k.project_id", "=", projectId)
    .where("k.answer", "is not", null)
    .where("a.deleted_at_ms", "is", null)
    .orderBy("t.id")
    .limit(most)
    .execute()
  return rows.map(({ id, said }) => ({ taskId: id, isSaid: said !== null }))
}

/** Whether any open task with an asset has no prediction of a set. */
export async function countUnproposed(db: Kysely<Database>, projectId: number, setId: number): Promise<number> {
  const row = await db
    .selectFrom("task as t")
    .leftJoin("prediction as p", (on) =>
      on.onRef("p.project_id", "=", "t.project_id").onRef("p.task_id", "=", "t.id").on("p.set_id", "=", setId),
    )
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("t.project_id", "=", projectId)
    .where("t.is_open", "=", 1)
    .where("t.asset_id", "is not", null)
    .where("p.task_id", "is", null)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** Models that are asked ahead in every project that is worked on. */
export async function listAhead(
  db: Kysely<Database>,
  nowMs: number,
): Promise<{ readonly projectId: number; readonly id: number; readonly setId: number; readonly madeBy: number }[]> {
  const rows = await db
    .selectFrom("model_server as m")
    .innerJoin("project as p", "p.id", "m.project_id")
    .select(["m.project_id", "m.id", "m.set_id", "m.made_by"])
    .where("m.shown", "=", "ahead")
    .where("m.next_try_ms", "<=", nowMs)
    .where("p.state", "in", ["open", "draft"])
    .orderBy("m.project_id")
    .orderBy("m.id")
    .execute()
  return rows.map((row) => ({ projectId: row.project_id, id: row.id, setId: row.set_id, madeBy: row.made_by }))
}
