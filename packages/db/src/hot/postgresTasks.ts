import type { EndedLease, TaskChange } from "@justesse/work/allocation/operations"
import type { Session, Statement } from "../postgres/session.ts"
import { ASSIGNMENT_STATE, QUESTION } from "../schema/states.ts"
import type { AsyncOperations } from "./driver.ts"
import { type TaskRow, toPlaces } from "./rows.ts"
import { NO_LABELS } from "./sqliteTasks.ts"

const END: Statement = {
  name: "lease_end",
  text: `with ended as (select * from unnest($9::bigint[], $10::bigint[]) as e(session, at)),
    worked as (
      update work_session w set last_at_ms = greatest(w.last_at_ms, e.at)
      from (select session, max(at) as at from ended where session is not null group by session) e where w.id = e.session)
    update assignment a set state = n.state, counted = case when n.state = 1 then a.counted else 0 end,
      skip_reason = n.reason, skip_note = n.note, question = n.question, changed_at_ms = n.now
    from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::smallint[])
      as n(project, task, person, state, reason, note, now, question)
    where a.project_id = n.project and a.task_id = n.task and a.person_id = n.person`,
}
const MOVE_PLACES: Statement = {
  name: "gold_places",
  text: `update task t set overlap = t.overlap + n.moved
    from (select project, task, sum(moved)::bigint as moved from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as u(project, task, moved)
      group by project, task) n
    where t.project_id = n.project and t.id = n.task`,
}
const TAKE_AGAIN: Statement = {
  name: "assignment_again",
  text: `update assignment set state = 0, fence = fence + 1, leased_at_ms = $4, expires_at_ms = $5, changed_at_ms = $6,
      ontology_version = $7, guideline_version = $8, counted = $9, question = $10, session_id = $11,
      why = coalesce($12, why)
    where project_id = $1 and task_id = $2 and person_id = $3`,
}
const LOCK: Statement = {
  name: "task_lock",
  text: `select id, tier, seq, is_open, open_slots, overlap, submitted from task
    where project_id = $1 and id = any($2::bigint[]) order by id for update`,
}
const STATES: Statement = {
  name: "task_states",
  text: "select task_id, state from task_state where project_id = $1 and task_id = any($2::bigint[])",
}
const SEQS: Statement = {
  name: "project_seqs",
  text: "update project set next_seq = next_seq + $2 where id = $1 returning next_seq - $2 as first",
}
const WRITE: Statement = {
  name: "task_write",
  text: `update task t set tier = n.tier, seq = n.seq, is_open = n.is_open, open_slots = n.open_slots, overlap = n.overlap
    from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[], $6::bigint[], $7::bigint[])
      as n(id, tier, seq, is_open, open_slots, overlap)
    where t.project_id = $1 and t.id = n.id`,
}
const LOCK_STATES: Statement = {
  name: "state_lock",
  text: `select task_id as "taskId", state, answer is not null as "hasAnswer", differences from task_state
    where project_id = $1 and task_id = any($2::bigint[]) order by task_id for update`,
}
const WRITE_STATES: Statement = {
  name: "state_write",
  text: `update task_state s set state = n.state, changed_at_ms = $2, dirty = n.dirty
    from unnest($3::bigint[], $4::text[], $5::smallint[]) as n(id, state, dirty)
    where s.project_id = $1 and s.task_id = n.id`,
}
const TOUCH: Statement = {
  name: "state_touch",
  text: "update task_state set changed_at_ms = $3 where project_id = $1 and task_id = any($2::bigint[])",
}
const ADD: Statement = {
  name: "task_add",
  text: `with n as (
      select * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $8::bigint[]) with ordinality as n(id, tier, overlap, asset, place)),
    hot as (
      insert into task (project_id, id, asset_id, tier, seq, is_open, open_slots, overlap, submitted)
      select $1, id, asset, tier, $5::bigint + place - 1, case when overlap > 0 then 1 else 0 end, overlap, overlap, 0 from n)
    insert into task_state (project_id, task_id, state, dirty, differences, labels, texts, regions, nothing_here, changed_at_ms)
    select $1, id, 'open', 0, 0, $7, '', 0, 0, $6::bigint from n`,
}

const ADD_ABOUT: Statement = {
  name: "task_about_add",
  text: `insert into task_about (project_id, task_id, body, origin, second_id)
    select $1, id, body, origin, second
    from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[]) as n(id, body, origin, second)`,
}

type TaskOperations = Pick<
  AsyncOperations,
  | "endLeases"
  | "moveGoldPlaces"
  | "takeAgain"
  | "lockTasks"
  | "takeSeqs"
  | "writeTasks"
  | "lockStates"
  | "writeStates"
  | "touchStates"
  | "addTasks"
>

async function lockTasks(session: Session, projectId: number, ids: readonly number[]) {
  // States are read after the tasks are held, so that they are of now.
  const [rows, states] = await Promise.all([
    session.rows<Omit<TaskRow, "task_state">>(LOCK, [projectId, ids]),
    session.rows<{ task_id: number; state: string }>(STATES, [projectId, ids]),
  ])
  const stateOf = new Map(states.map((row) => [row.task_id, row.state]))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toPlaces({ ...row, task_state: stateOf.get(id) ?? "open" })] : []
  })
}

function endLeases(session: Session, ends: readonly EndedLease[]): void {
  session.send(END, [
    ends.map(({ held }) => held.projectId),
    ends.map(({ held }) => held.taskId),
    ends.map(({ held }) => held.personId),
    ends.map(({ state }) => ASSIGNMENT_STATE[state]),
    ends.map(({ reason }) => reason),
    ends.map(({ note }) => note),
    ends.map(({ nowMs }) => nowMs),
    ends.map(({ question }) => QUESTION[question]),
    ends.map(({ held }) => held.sessionId),
    ends.map(({ held, nowMs }) => Math.min(held.expiresAtMs, nowMs)),
  ])
}

function writeTasks(session: Session, projectId: number, changes: readonly TaskChange[]): void {
  session.send(WRITE, [
    projectId,
    changes.map(({ task }) => task.id),
    changes.map(({ tier }) => tier),
    changes.map(({ seq }) => seq),
    changes.map(({ isOpen }) => (isOpen ? 1 : 0)),
    changes.map(({ openSlots }) => openSlots),
    changes.map(({ overlap }) => overlap),
  ])
}

/** What happens to places, tasks and leases that end, in one transaction. */
export function taskOperations(session: Session): TaskOperations {
  return {
    endLeases: (ends) => endLeases(session, ends),
    moveGoldPlaces(moves) {
      const columns = [moves.map((one) => one.projectId), moves.map((one) => one.taskId), moves.map((one) => one.by)]
      session.send(MOVE_PLACES, columns)
    },
    takeAgain({ held, counted, leasedAtMs, expiresAtMs, versions, question, nowMs, sessionId, why }) {
      const key = [held.projectId, held.taskId, held.personId]
      const { ontologyVersion, guidelineVersion } = versions
      const changed = [leasedAtMs, expiresAtMs, nowMs, ontologyVersion, guidelineVersion, counted ? 1 : 0]
      session.send(TAKE_AGAIN, [...key, ...changed, QUESTION[question], sessionId, why])
    },
    lockTasks: (projectId, ids) => lockTasks(session, projectId, ids),
    takeSeqs: async (projectId, count) => (await session.row<{ first: number }>(SEQS, [projectId, count]))?.first,
    writeTasks: (projectId, changes) => writeTasks(session, projectId, changes),
    lockStates: (projectId, ids) => session.rows(LOCK_STATES, [projectId, ids]),
    writeStates(projectId, states, nowMs) {
      session.send(WRITE_STATES, [
        ...[projectId, nowMs],
        states.map(({ taskId }) => taskId),
        states.map(({ state }) => state),
        states.map(({ mark }) => mark),
      ])
    },
    touchStates: (projectId, ids, nowMs) => session.send(TOUCH, [projectId, ids, nowMs]),
    addTasks(projectId, tasks, firstSeq, nowMs) {
      const columns = [tasks.map((task) => task.id), tasks.map((task) => task.tier), tasks.map((task) => task.overlap)]
      session.send(ADD, [projectId, ...columns, firstSeq, nowMs, NO_LABELS, tasks.map((task) => task.assetId ?? null)])
      const about = tasks.flatMap((task) => (task.about ? { id: task.id, ...task.about } : []))
      if (about.length === 0) return
      session.send(ADD_ABOUT, [
        projectId,
        about.map(({ id }) => id),
        about.map(({ body }) => body),
        about.map(({ origin }) => origin),
        about.map(({ secondId }) => secondId ?? null),
      ])
    },
  }
}
