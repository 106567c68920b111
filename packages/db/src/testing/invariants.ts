import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, type StoredAssignmentState } from "../schema/states.ts"

const HOLDING: readonly StoredAssignmentState[] = [ASSIGNMENT_STATE.leased, ASSIGNMENT_STATE.submitted]

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
  const assignments = await db
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
  for (const assignment of assignments) {
    const of = counts.get(assignment.task_id)
    if (!of) {
      problems.push(`assignment of no task ${assignment.task_id}`)
      continue
    }
    if (assignment.counted === 1) of.holding++
    if (assignment.counted === 1 && assignment.revision > 0) of.answers++
    if (assignment.state === ASSIGNMENT_STATE.leased && assignment.counted === 1) of.leases++
    if (assignment.counted === 1 && !HOLDING.includes(assignment.state))
      problems.push(`task ${assignment.task_id}: a turn that is over holds a slot`)
    if (assignment.state === ASSIGNMENT_STATE.submitted && assignment.revision === 0)
      problems.push(`task ${assignment.task_id}: sent without an answer`)
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
  for (const assignment of assignments) {
    const found = revisions.get(`${assignment.task_id}/${assignment.person_id}`) ?? 0
    if (found !== assignment.revision)
      problems.push(`task ${assignment.task_id}: revision ${assignment.revision}, stored ${found}`)
  }
  return problems
}
