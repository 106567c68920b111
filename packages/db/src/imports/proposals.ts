import type { TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** Which prediction set a picture's proposals come from; 0 is none, whatever sets propose by themselves. */
interface ProposalOf {
  readonly taskId: TaskNumber
  readonly setId: number
}

const SLICE = 500

/** Sets chosen by hand for these pictures. */
export async function findChosenSets(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<ProposalOf[]> {
  const found: ProposalOf[] = []
  for (let at = 0; at < taskIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("proposal")
      .select(["task_id", "set_id"])
      .where("project_id", "=", projectId)
      .where("task_id", "in", taskIds.slice(at, at + SLICE))
      .orderBy("task_id")
      .execute()
    for (const row of rows) found.push({ taskId: row.task_id, setId: row.set_id })
  }
  return found
}

/** The set behind each picture: the one chosen by hand, else the newest that proposes and covers it. Others are absent. */
export async function findProposalSets(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, number>> {
  const sets = new Map<number, number>()
  for (let at = 0; at < taskIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("prediction as p")
      .innerJoin("prediction_set as s", (on) =>
        on.onRef("s.project_id", "=", "p.project_id").onRef("s.id", "=", "p.set_id"),
      )
      .leftJoin("proposal as o", (on) =>
        on.onRef("o.project_id", "=", "p.project_id").onRef("o.task_id", "=", "p.task_id"),
      )
      .select(["p.task_id", "p.set_id"])
      .where("p.project_id", "=", projectId)
      .where("p.task_id", "in", taskIds.slice(at, at + SLICE))
      .where((eb) =>
        eb.or([
          eb("o.set_id", "=", eb.ref("p.set_id")),
          eb.and([eb("o.set_id", "is", null), eb("s.proposes", "=", 1)]),
        ]),
      )
      .orderBy("p.set_id")
      .execute()
    for (const row of rows) sets.set(row.task_id, row.set_id)
  }
  return sets
}

/** Pictures among these that a set says something about. */
export async function findCoveredTasks(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  taskIds: readonly TaskNumber[],
): Promise<number[]> {
  const found: number[] = []
  for (let at = 0; at < taskIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("prediction")
      .select("task_id")
      .where("project_id", "=", projectId)
      .where("set_id", "=", setId)
      .where("task_id", "in", taskIds.slice(at, at + SLICE))
      .orderBy("task_id")
      .execute()
    found.push(...rows.map((row) => row.task_id))
  }
  return found
}

/** What each picture's set says about it: regions with their scores, as text like an answer's, since tiles read the boxes of both alone. */
export async function findProposals(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  const bySet = new Map<number, number[]>()
  for (const [task, set] of await findProposalSets(db, projectId, taskIds))
    bySet.set(set, [...(bySet.get(set) ?? []), task])
  for (const [setId, ids] of bySet)
    for (const [task, body] of await findPredictions(db, projectId, setId, ids)) found.set(task, body)
  return found
}

/** What one set says about tasks, as text; those that it says nothing about are absent. */
export async function findPredictions(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  for (let at = 0; at < taskIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("prediction")
      .select(["task_id", "body"])
      .where("project_id", "=", projectId)
      .where("set_id", "=", setId)
      .where("task_id", "in", taskIds.slice(at, at + SLICE))
      .execute()
    for (const row of rows) found.set(row.task_id, row.body)
  }
  return found
}

/** Chooses a set for pictures; 0 for none. */
export async function attachProposals(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
  setId: number,
): Promise<void> {
  for (let at = 0; at < taskIds.length; at += SLICE) {
    await db
      .insertInto("proposal")
      .values(
        taskIds.slice(at, at + SLICE).map((taskId) => ({ project_id: projectId, task_id: taskId, set_id: setId })),
      )
      .onConflict((conflict) =>
        conflict.columns(["project_id", "task_id"]).doUpdateSet((eb) => ({ set_id: eb.ref("excluded.set_id") })),
      )
      .execute()
  }
}

/** Takes back what was chosen by hand. */
export async function clearProposals(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<void> {
  for (let at = 0; at < taskIds.length; at += SLICE) {
    await db
      .deleteFrom("proposal")
      .where("project_id", "=", projectId)
      .where("task_id", "in", taskIds.slice(at, at + SLICE))
      .execute()
  }
}
