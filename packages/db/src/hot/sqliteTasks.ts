import type { Operations } from "@justesse/work/allocation/operations"
import type BetterSqlite3 from "better-sqlite3"
import { ASSIGNMENT_STATE, QUESTION } from "../schema/states.ts"
import { type TaskRow, toPlaces } from "./rows.ts"
import { TOUCH_SESSION } from "./sessions.ts"

/** Labels of a task without an answer, as `task_state.labels` spells lists: ` car sign `. */
export const NO_LABELS = " "

interface StateRow {
  readonly state: string
  readonly hasAnswer: number
  readonly differences: number
}

function prepare(db: BetterSqlite3.Database) {
  return {
    endLease: db.prepare(
      "update assignment set state = @state, counted = case when @state = 1 then counted else 0 end, skip_reason = @reason, skip_note = @note, question = @question, changed_at_ms = @now where project_id = @project and task_id = @task and person_id = @person",
    ),
    touchSession: db.prepare(TOUCH_SESSION),
    movePlace: db.prepare("update task set overlap = overlap + ? where project_id = ? and id = ?"),
    takeAgain: db.prepare(
      "update assignment set state = 0, fence = fence + 1, leased_at_ms = ?, expires_at_ms = ?, changed_at_ms = ?, ontology_version = ?, guideline_version = ?, counted = ?, question = ?, session_id = ?, why = coalesce(?, why) where project_id = ? and task_id = ? and person_id = ?",
    ),
    task: db.prepare<[number, number], TaskRow>(
      `select t.id, t.tier, t.seq, t.is_open, t.open_slots, t.overlap, t.submitted, s.state as task_state
       from task t left join task_state s on s.project_id = t.project_id and s.task_id = t.id where t.project_id = ? and t.id = ?`,
    ),
    seqs: db
      .prepare<[number, number], number>("update project set next_seq = next_seq + ? where id = ? returning next_seq")
      .pluck(),
    writeTask: db.prepare(
      "update task set tier = ?, seq = ?, is_open = ?, open_slots = ?, overlap = ? where project_id = ? and id = ?",
    ),
    state: db.prepare<[number, number], StateRow>(
      'select state, answer is not null as "hasAnswer", differences from task_state where project_id = ? and task_id = ?',
    ),
    writeState: db.prepare(
      "update task_state set state = ?, changed_at_ms = ?, dirty = ? where project_id = ? and task_id = ?",
    ),
    touch: db.prepare("update task_state set changed_at_ms = ? where project_id = ? and task_id = ?"),
    insert: db.prepare(
      "insert into task (project_id, id, asset_id, tier, seq, is_open, open_slots, overlap, submitted) values (?, ?, ?, ?, ?, ?, ?, ?, 0)",
    ),
    insertAbout: db.prepare(
      "insert into task_about (project_id, task_id, body, origin, second_id) values (?, ?, ?, ?, ?)",
    ),
    insertState: db.prepare(
      `insert into task_state (project_id, task_id, state, settled_by, settled_at_ms, answer, answer_sha256, provenance, agreement, dirty, differences, labels, texts, regions, nothing_here, changed_at_ms)
       values (?, ?, 'open', null, null, null, null, null, null, 0, 0, ?, '', 0, 0, ?)`,
    ),
  }
}

type TaskOperations = Pick<
  Operations,
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

/** What happens to places, tasks and leases that end, on prepared statements. */
export function prepareTasks(db: BetterSqlite3.Database): TaskOperations {
  const sql = prepare(db)
  return {
    endLeases(ends) {
      for (const { held, state, reason, note, question, nowMs } of ends) {
        const key = { project: held.projectId, task: held.taskId, person: held.personId }
        sql.endLease.run({
          ...key,
          state: ASSIGNMENT_STATE[state],
          question: QUESTION[question],
          reason,
          note,
          now: nowMs,
        })
        if (held.sessionId !== null) sql.touchSession.run(Math.min(held.expiresAtMs, nowMs), held.sessionId)
      }
    },
    moveGoldPlaces(moves) {
      for (const { projectId, taskId, by } of moves) sql.movePlace.run(by, projectId, taskId)
    },
    takeAgain({ held, counted, leasedAtMs, expiresAtMs, versions, question, nowMs, sessionId, why }) {
      sql.takeAgain.run(
        ...[
          leasedAtMs,
          expiresAtMs,
          nowMs,
          versions.ontologyVersion,
          versions.guidelineVersion,
          counted ? 1 : 0,
          QUESTION[question],
          sessionId,
          why,
        ],
        ...[held.projectId, held.taskId, held.personId],
      )
    },
    lockTasks: (projectId, ids) =>
      ids.flatMap((id) => {
        const row = sql.task.get(projectId, id)
        return row ? [toPlaces(row)] : []
      }),
    takeSeqs(projectId, count) {
      const next = sql.seqs.get(count, projectId)
      return next === undefined ? undefined : next - count
    },
    writeTasks(projectId, changes) {
      for (const { task, tier, seq, isOpen, openSlots, overlap } of changes)
        sql.writeTask.run(tier, seq, isOpen ? 1 : 0, openSlots, overlap, projectId, task.id)
    },
    lockStates: (projectId, ids) =>
      ids.flatMap((taskId) => {
        const row = sql.state.get(projectId, taskId)
        return row ? [{ taskId, state: row.state, hasAnswer: row.hasAnswer === 1, differences: row.differences }] : []
      }),
    writeStates(projectId, states, nowMs) {
      for (const { taskId, state, mark } of states) sql.writeState.run(state, nowMs, mark, projectId, taskId)
    },
    touchStates(projectId, ids, nowMs) {
      for (const id of ids) sql.touch.run(nowMs, projectId, id)
    },
    addTasks(projectId, tasks, firstSeq, nowMs) {
      let seq = firstSeq
      for (const { id, assetId = null, tier, overlap, about } of tasks) {
        sql.insert.run(projectId, id, assetId, tier, seq++, overlap > 0 ? 1 : 0, overlap, overlap)
        sql.insertState.run(projectId, id, NO_LABELS, nowMs)
        if (about) sql.insertAbout.run(projectId, id, about.body, about.origin, about.secondId ?? null)
      }
    },
  }
}
