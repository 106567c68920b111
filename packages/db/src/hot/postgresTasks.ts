import { JustesseError } from "@justesse/types"
import type { Session, Statement } from "../postgres/session.ts"
import type { TaskRow } from "./rows.ts"

const LOCK: Statement = {
  name: "task_lock",
  text: `select id, tier, seq, is_open, open_slots, overlap, submitted from task
    where project_id = $1 and id = any($2::bigint[]) order by id for update`,
}
const EXCLUDED: Statement = {
  name: "task_excluded",
  text: "select task_id from task_state where project_id = $1 and task_id = any($2::bigint[]) and state = 'excluded'",
}
const PLACES: Statement = {
  name: "project_places",
  text: "update project set next_seq = next_seq + $2 where id = $1 returning next_seq - $2 as first",
}
const WRITE: Statement = {
  name: "task_write",
  text: `update task t set tier = n.tier, seq = n.seq, is_open = n.is_open, open_slots = n.open_slots, overlap = n.overlap
    from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[], $6::bigint[], $7::bigint[])
      as n(id, tier, seq, is_open, open_slots, overlap)
    where t.project_id = $1 and t.id = n.id`,
}

/** The hot rows of these tasks, held until the transaction ends. Unknown ones: not_found. */
export async function lockTasks(session: Session, projectId: number, ids: readonly number[]): Promise<TaskRow[]> {
  const rows = await session.rows<TaskRow>(LOCK, [projectId, ids])
  const known = new Set(rows.map((row) => row.id))
  const missing = ids.find((id) => !known.has(id))
  if (missing !== undefined) throw new JustesseError("not_found", { task: missing })
  return rows
}

/** `count` places ahead of every cursor; the first one. Holds the project's row until the transaction ends. */
export async function freshPlaces(session: Session, projectId: number, count: number): Promise<number> {
  const row = await session.row<{ first: number }>(PLACES, [projectId, count])
  if (!row) throw new JustesseError("not_found", { project: projectId })
  return row.first
}

/** What becomes of a task: its free slots, and where an owner moved it. */
export interface TaskChange {
  readonly task: TaskRow
  readonly slots: number
  readonly overlap?: number
  /** Given: the task moves there, to a fresh place. */
  readonly tier?: number
}

/**
 * Writes changed tasks that are locked. A closed one that opens, and one that moves, gets a fresh place ahead of every
 * cursor; excluded ones stay closed.
 */
export async function writeTasks(session: Session, projectId: number, changes: readonly TaskChange[]): Promise<void> {
  if (changes.length === 0) return
  const ids = changes.map((change) => change.task.id)
  const rows = await session.rows<{ task_id: number }>(EXCLUDED, [projectId, ids])
  const excluded = new Set(rows.map((row) => row.task_id))
  const opens = ({ task, slots }: TaskChange) => slots > 0 && !excluded.has(task.id)
  const moves = (change: TaskChange) => change.tier !== undefined || (change.task.is_open === 0 && opens(change))
  const moving = changes.filter(moves)
  let seq = moving.length > 0 ? await freshPlaces(session, projectId, moving.length) : 0
  const places = new Map(moving.map((change) => [change.task.id, seq++]))
  await session.rows(WRITE, [
    projectId,
    ids,
    changes.map(({ task, tier }) => tier ?? task.tier),
    changes.map(({ task }) => places.get(task.id) ?? task.seq),
    changes.map((change) => (opens(change) ? 1 : 0)),
    changes.map(({ slots }) => slots),
    changes.map(({ task, overlap }) => overlap ?? task.overlap),
  ])
}
