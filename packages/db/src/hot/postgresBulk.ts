import type { Session, Statement } from "../postgres/session.ts"
import { freshPlaces, lockTasks, writeTasks } from "./postgresTasks.ts"
import { includedAgain, NO_LABELS } from "./standing.ts"

const STANDING: Statement = {
  name: "standing_lock",
  text: `select task_id, state, answer is not null as "hasAnswer", differences from task_state
    where project_id = $1 and task_id = any($2::bigint[]) order by task_id for update`,
}
const SET_STATE: Statement = {
  name: "standing_write",
  text: `update task_state s set state = n.state, changed_at_ms = $2, dirty = n.dirty
    from unnest($3::bigint[], $4::text[], $5::smallint[]) as n(id, state, dirty)
    where s.project_id = $1 and s.task_id = n.id`,
}
const TOUCH: Statement = {
  name: "standing_touch",
  text: "update task_state set changed_at_ms = $3 where project_id = $1 and task_id = any($2::bigint[])",
}
const ADD: Statement = {
  name: "task_add",
  text: `with n as (
      select * from unnest($2::bigint[], $3::bigint[], $4::bigint[]) with ordinality as n(id, tier, overlap, place)),
    hot as (
      insert into task (project_id, id, tier, seq, is_open, open_slots, overlap, submitted)
      select $1, id, tier, $5::bigint + place - 1, case when overlap > 0 then 1 else 0 end, overlap, overlap, 0 from n)
    insert into task_state (project_id, task_id, state, dirty, differences, labels, texts, regions, nothing_here, changed_at_ms)
    select $1, id, 'open', 0, 0, $7, '', 0, 0, $6::bigint from n`,
}

interface Standing {
  readonly task_id: number
  readonly state: string
  readonly hasAnswer: boolean
  readonly differences: number
}

/** See `Hot.setOverlap`. */
export async function setOverlap(session: Session, projectId: number, ids: readonly number[], overlap: number) {
  const tasks = await lockTasks(session, projectId, ids)
  const changes = tasks.map((task) => ({ task, overlap, slots: task.open_slots + overlap - task.overlap }))
  await writeTasks(session, projectId, changes)
}

/** See `Hot.setTier`. Places are taken in the order of `ids`. */
export async function setTier(session: Session, projectId: number, ids: readonly number[], tier: number) {
  const order = new Map(ids.map((id, place) => [id, place]))
  const tasks = await lockTasks(session, projectId, ids)
  const placed = [...tasks].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
  await writeTasks(
    session,
    projectId,
    placed.map((task) => ({ task, tier, slots: task.open_slots })),
  )
}

/** See `Hot.setExcluded`. */
export async function setExcluded(
  session: Session,
  projectId: number,
  ids: readonly number[],
  excluded: boolean,
  nowMs: number,
) {
  const standings = await session.rows<Standing>(STANDING, [projectId, ids])
  const tasks = new Map((await lockTasks(session, projectId, ids)).map((task) => [task.id, task]))
  const changing = standings.flatMap((standing) => {
    const task = tasks.get(standing.task_id)
    return task && (standing.state === "excluded") !== excluded ? [{ standing, task }] : []
  })
  const to = changing.map(({ standing, task }) =>
    excluded ? { state: "excluded", dirty: 0 } : includedAgain({ ...standing, submitted: task.submitted }),
  )
  await session.rows(SET_STATE, [
    projectId,
    nowMs,
    changing.map(({ task }) => task.id),
    to.map(({ state }) => state),
    to.map(({ dirty }) => dirty),
  ])
  await writeTasks(
    session,
    projectId,
    changing.map(({ task }) => ({ task, slots: task.open_slots })),
  )
}

/** See `Hot.reopen`. */
export async function reopen(session: Session, projectId: number, ids: readonly number[], nowMs: number) {
  await session.rows(TOUCH, [projectId, ids, nowMs])
  const tasks = await lockTasks(session, projectId, ids)
  const closed = tasks.filter((task) => task.open_slots <= 0)
  await writeTasks(
    session,
    projectId,
    closed.map((task) => ({ task, slots: 1, overlap: task.overlap + 1 - task.open_slots })),
  )
}

/** See `Hot.addTasks`. */
export async function addTasks(
  session: Session,
  projectId: number,
  tasks: readonly { id: number; tier: number; overlap: number }[],
  nowMs: number,
) {
  if (tasks.length === 0) return
  const first = await freshPlaces(session, projectId, tasks.length)
  const columns = [tasks.map((task) => task.id), tasks.map((task) => task.tier), tasks.map((task) => task.overlap)]
  await session.rows(ADD, [projectId, ...columns, first, nowMs, NO_LABELS])
}
