import type { Operations } from "@justesse/work/allocation/operations"
import type BetterSqlite3 from "better-sqlite3"
import { isForgotten, unlessForgotten } from "../work/forgotten.ts"
import { QUARTER_MS, sqliteTimeEntries } from "../work/timeEntries.ts"
import { eventOf, toFound } from "./answers.ts"
import { PROPOSAL_RECORDS, toProposalRecord } from "./proposalRecords.ts"
import { type OwnRow, toOwnHeld } from "./rows.ts"
import { TOUCH_SESSION } from "./sessions.ts"
import { LIVE } from "./sqliteDraw.ts"
import {
  COUNT,
  DRAFT,
  EVENT,
  FOR_ANSWER,
  type ForAnswerRow,
  MARK,
  OWN,
  PROJECT,
  PUT_DRAFT,
  RENEWED,
  TIME_START,
} from "./statements.ts"

function prepare(db: BetterSqlite3.Database) {
  return {
    own: db.prepare<[string, number], OwnRow>(OWN),
    forAnswer: db.prepare<[string, string, number], ForAnswerRow>(FOR_ANSWER),
    project: db.prepare<[number], { leaseMs: number; ontologyVersion: number; guidelineVersion: number }>(PROJECT),
    insert: db.prepare(
      `insert into submission (project_id, task_id, person_id, revision, public_id, counted, body, body_sha256, ontology_version, guideline_version, active_ms, regions, stored_at_ms)
       select k.project_id, k.id, ?, ?, ?, ?, ${unlessForgotten("k.project_id", "k.id", "?")}, ?, ?, ?, ?, ?, ?
       from task k where k.project_id = ? and k.id = ?`,
    ),
    answered: db.prepare(PROPOSAL_RECORDS.answered),
    withheld: db.prepare(PROPOSAL_RECORDS.withheld),
    assignment: db.prepare(
      "update assignment set state = 1, revision = ?, counted = ?, sent_back = null, fate = null, question = 0, changed_at_ms = ?, ontology_version = ?, guideline_version = ? where project_id = ? and task_id = ? and person_id = ?",
    ),
    task: db.prepare(
      "update task set submitted = submitted + @counts, open_slots = open_slots - @takes, overlap = overlap + @makes, is_open = case when open_slots - @takes > 0 then is_open else 0 end where project_id = @project and id = @task",
    ),
    state: db.prepare(
      `update task_state set dirty = ${MARK}, changed_at_ms = ?, state = case when state = 'open' then 'waiting' else state end where project_id = ? and task_id = ?`,
    ),
    texts: db.prepare(
      `update task_state set texts = case when texts = '' then @texts else texts || char(10) || @texts end where project_id = @project and task_id = @task and not ${isForgotten("@project", "@task")}`,
    ),
    event: db.prepare(EVENT),
    dropDraft: db.prepare("delete from draft where project_id = ? and task_id = ? and person_id = ?"),
    draft: db.prepare<[number, number, number], number>(DRAFT).pluck(),
    putDraft: db.prepare(PUT_DRAFT),
    count: db.prepare(COUNT),
    slot: db.prepare(
      `insert into active_time (project_id, person_id, slot_ms, active_ms, tasks) values (?, ?, ?, 0, 1)
       on conflict (project_id, person_id, slot_ms) do update set tasks = tasks + 1`,
    ),
    trainingSent: db.prepare(
      "update gold_draw set try_out_left = max(0, try_out_left - 1) where project_id = ? and person_id = ?",
    ),
    timeStart: db.prepare<[number, number], { leaseMs: number; stateJson: string | null }>(TIME_START),
    active: db.prepare(
      "update assignment set active_ms = active_ms + ? where project_id = ? and task_id = ? and person_id = ?",
    ),
    touchSession: db.prepare(TOUCH_SESSION),
    timeState: db.prepare(
      "insert into active_state (person_id, state) values (?, ?) on conflict (person_id) do update set state = excluded.state",
    ),
    renew: db.prepare(
      `update assignment ${LIVE} set expires_at_ms = ${RENEWED.replaceAll("$5", "@until")} where project_id = @project and person_id = @person and state = 0`,
    ),
  }
}

type AnswerOperations = Pick<
  Operations,
  | "findOwn"
  | "findForAnswer"
  | "findProject"
  | "storeAnswer"
  | "appendEvent"
  | "count"
  | "startTime"
  | "creditTime"
  | "findDraft"
  | "putDraft"
>

/** What answers, drafts and time ask for, on prepared statements. */
export function prepareAnswer(db: BetterSqlite3.Database): AnswerOperations {
  const sql = prepare(db)
  const enterTime = sqliteTimeEntries(db)
  return {
    findOwn(publicId, personId) {
      const row = sql.own.get(publicId, personId)
      return row && toOwnHeld(row)
    },
    findForAnswer(publicId, personId, submissionId) {
      const row = sql.forAnswer.get(submissionId, publicId, personId)
      return row && toFound(row, submissionId)
    },
    findProject: (projectId) => sql.project.get(projectId),
    storeAnswer(writes) {
      const { own, submissionId, body, bodySha256, regions, texts, versions, revision, mark, nowMs } = writes
      const { projectId, taskId, personId } = own
      const { ontologyVersion, guidelineVersion } = versions
      const counted = writes.counted ? 1 : 0
      const task = { project: projectId, task: taskId }
      sql.insert.run(
        ...[personId, revision, submissionId, counted, body, bodySha256],
        ...[ontologyVersion, guidelineVersion, own.activeMs, regions, nowMs, projectId, taskId],
      )
      const record = toProposalRecord(writes)
      if (record) sql[record.statement].run(...record.values)
      // A place is made before it is taken (I3).
      sql.task.run({ ...task, counts: writes.newlyCounted, takes: writes.takes, makes: writes.makes })
      if (own.sessionId !== null) sql.touchSession.run(nowMs, own.sessionId)
      sql.assignment.run(revision, counted, nowMs, ontologyVersion, guidelineVersion, projectId, taskId, personId)
      sql.state.run(mark, mark, nowMs, projectId, taskId)
      if (texts !== "") sql.texts.run({ ...task, texts })
      sql.dropDraft.run(projectId, taskId, personId)
      const { what, detail } = eventOf(writes)
      sql.event.run(projectId, personId, nowMs, what, taskId, detail)
      if (revision > 1) return
      sql.count.run(projectId, personId, 0, 1, 0, 0)
      sql.slot.run(projectId, personId, nowMs - (nowMs % QUARTER_MS))
      if (own.source === "training") sql.trainingSent.run(projectId, personId)
    },
    appendEvent({ projectId, taskId, personId, what, detail, nowMs }) {
      sql.event.run(projectId, personId, nowMs, what, taskId, JSON.stringify(detail))
    },
    count({ projectId, personId, leased, skipped }) {
      sql.count.run(projectId, personId, leased, 0, skipped, 0)
    },
    startTime: ({ projectId, personId }) => sql.timeStart.get(personId, projectId),
    creditTime({ held, credited, expiresAtMs, nowMs }) {
      const { projectId, taskId, personId } = held
      sql.active.run(credited.creditedMs, projectId, taskId, personId)
      sql.count.run(projectId, personId, 0, 0, 0, credited.creditedMs)
      enterTime(held, credited, nowMs)
      sql.timeState.run(personId, credited.stateJson)
      sql.renew.run({ until: expiresAtMs, project: projectId, person: personId })
    },
    findDraft: ({ projectId, taskId, personId }) => sql.draft.get(projectId, taskId, personId),
    putDraft({ projectId, taskId, personId, revision, body, nowMs }) {
      sql.putDraft.run(personId, revision, body, nowMs, projectId, taskId)
    },
  }
}
