import type { Kysely } from "kysely"
import type { Database } from "../index.ts"

interface Counts {
  leases: number
  holding: number
  answers: number
}

/**
 * What is wrong in a project's queue, counted from the rows themselves; empty when nothing is. Overlap is checked against
 * slots: lowering it revokes nothing, so only a task with more holders than `overlap − open_slots` breaks I3.
 */
export async function invariants(db: Kysely<Database>, projectId: number): Promise<string[]> {
  const tasks = await db.selectFrom("task").selectAll().where("project_id", "=", projectId).execute()
  const states = await db
    .selectFrom("task_state")
    .select(["task_id", "state"])
    .where("project_id", "=", projectId)
    .execute()
  const turns = await db
    .selectFrom("assignment")
    .select(["task_id", "person_id", "state", "counted", "revision"])
    .where("project_id", "=", projectId)
    .execute()
  const sent = await db
    .selectFrom("submission")
    .select(["task_id", "person_id", "revision", "counted"])
    .where("project_id", "=", projectId)
    .execute()
  const project = await db
    .selectFrom("project")
    .select("next_seq")
    .where("id", "=", projectId)
    .executeTakeFirstOrThrow()

  const excluded = new Set(states.filter((row) => row.state === "excluded").map((row) => row.task_id))
  const counts = new Map<number, Counts>(tasks.map((row) => [row.id, { leases: 0, holding: 0, answers: 0 }]))
  const problems: string[] = []
  for (const turn of turns) {
    const of = counts.get(turn.task_id)
    if (!of) {
      problems.push(`assignment of no task ${turn.task_id}`)
      continue
    }
    if (turn.counted === 1) of.holding++
    if (turn.counted === 1 && turn.revision > 0) of.answers++
    if (turn.state === 0 && turn.counted === 1) of.leases++
    if (turn.counted === 1 && turn.state > 1) problems.push(`task ${turn.task_id}: a turn that is over holds a slot`)
    if (turn.state === 1 && turn.revision === 0) problems.push(`task ${turn.task_id}: sent without an answer`)
  }
  const places = new Set<number>()
  for (const task of tasks) {
    const of = counts.get(task.id)
    if (!of) continue
    const where = `task ${task.id}`
    if (task.open_slots !== task.overlap - of.holding) {
      problems.push(`${where}: ${task.open_slots} free slots, overlap ${task.overlap}, ${of.holding} held`)
    }
    if (task.submitted !== of.answers) problems.push(`${where}: counts ${task.submitted} answers, has ${of.answers}`)
    const open = task.open_slots > 0 && !excluded.has(task.id) ? 1 : 0
    if (task.is_open !== open) problems.push(`${where}: is_open ${task.is_open}, should be ${open}`)
    if (places.has(task.seq)) problems.push(`${where}: place ${task.seq} twice`)
    if (task.seq >= project.next_seq) problems.push(`${where}: place ${task.seq} was never handed out`)
    places.add(task.seq)
  }
  const revisions = new Map<string, number>()
  for (const row of sent) {
    const key = `${row.task_id}/${row.person_id}`
    revisions.set(key, Math.max(revisions.get(key) ?? 0, row.revision))
  }
  for (const turn of turns) {
    const found = revisions.get(`${turn.task_id}/${turn.person_id}`) ?? 0
    if (found !== turn.revision) problems.push(`task ${turn.task_id}: revision ${turn.revision}, stored ${found}`)
  }
  return problems
}
