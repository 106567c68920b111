import type { AnswerWrites, TimeCredit } from "@justesse/work/allocation/operations"
import type { Session, Statement } from "../postgres/session.ts"
import { isForgotten, unlessForgotten } from "../work/forgotten.ts"
import { QUARTER_MS, sendTimeEntries } from "../work/timeEntries.ts"
import { eventOf, toFound } from "./answers.ts"
import type { AsyncOperations } from "./driver.ts"
import { PROPOSAL_RECORDS, toProposalRecord } from "./proposalRecords.ts"
import { type OwnRow, toOwnHeld } from "./rows.ts"
import {
  COUNT,
  DRAFT,
  EVENT,
  FOR_ANSWER,
  type ForAnswerRow,
  numbered,
  OWN,
  PROJECT,
  PUT_DRAFT,
  RENEWED,
  TIME_START,
} from "./statements.ts"

/** The task's state is locked before its assignment, and that before the task: looking at a task takes them in this order too. */
const FIND: Statement = { name: "answer_find", text: `${numbered(FOR_ANSWER)} for update of s, a, t` }
const FIND_OWN: Statement = { name: "assignment_own", text: `${numbered(OWN)} for update of a` }
const FIND_PROJECT: Statement = { name: "project_versions", text: numbered(PROJECT) }
/** Everything that one answer writes but the person's hours, in one statement. */
const STORE: Statement = {
  name: "answer_store",
  text: `with sent as (
      insert into submission (project_id, task_id, person_id, revision, public_id, counted, body, body_sha256, ontology_version,
        guideline_version, active_ms, regions, stored_at_ms)
      values ($1, $2, $3, $4, $5, $6::smallint, ${unlessForgotten("$1", "$2", "$7")}, $8, $9, $10, $11, $12, $13)),
    turn as (
      update assignment set state = 1, revision = $4, counted = $6::smallint, sent_back = null, fate = null, question = 0, changed_at_ms = $13,
        ontology_version = $9, guideline_version = $10
      where project_id = $1 and task_id = $2 and person_id = $3),
    answered as (
      update task set submitted = submitted + $14::bigint, open_slots = open_slots - $15::bigint, overlap = overlap + $16::bigint,
        is_open = case when open_slots - $15::bigint > 0 then is_open else 0 end
      where project_id = $1 and id = $2 and $14::bigint + $15::bigint + $16::bigint > 0),
    marked as (
      update task_state set dirty = case when dirty = 1 or $17::smallint = 0 then dirty else $17::smallint end,
        changed_at_ms = $13, state = case when state = 'open' then 'waiting' else state end,
        texts = case when $18::text = '' or ${isForgotten("$1", "$2")} then texts when texts = '' then $18::text else texts || chr(10) || $18::text end
      where project_id = $1 and task_id = $2),
    noted as (
      insert into activity (project_id, person_id, at_ms, what, task_id, detail) values ($1, $3, $13, $19, $2, $20)),
    worked as (update work_session set last_at_ms = greatest(last_at_ms, $13) where id = $21::bigint)
    delete from draft where project_id = $1 and task_id = $2 and person_id = $3`,
}
/** A first answer in the person's counters and hours. */
const COUNT_SENT: Statement = {
  name: "answer_count",
  text: `with hour as (
      insert into active_time (project_id, person_id, slot_ms, active_ms, tasks) values ($1, $2, $3, 0, 1)
      on conflict (project_id, person_id, slot_ms) do update set tasks = active_time.tasks + 1)
    insert into person_counter (project_id, person_id, leased, submitted, skipped, active_ms) values ($1, $2, 0, 1, 0, 0)
    on conflict (project_id, person_id) do update set submitted = person_counter.submitted + 1`,
}
const TRAINING_SENT: Statement = {
  name: "training_sent",
  text: "update gold_draw set try_out_left = greatest(0, try_out_left - 1) where project_id = $1 and person_id = $2",
}
const PROPOSALS: Readonly<Record<keyof typeof PROPOSAL_RECORDS, Statement>> = {
  answered: { name: "proposals_answered", text: numbered(PROPOSAL_RECORDS.answered) },
  withheld: { name: "proposals_withheld", text: numbered(PROPOSAL_RECORDS.withheld) },
}
const COUNT_BY: Statement = { name: "person_count", text: numbered(COUNT) }
const NOTE: Statement = { name: "event_append", text: numbered(EVENT) }
const FIND_DRAFT: Statement = { name: "draft_revision", text: numbered(DRAFT) }
const SAVE_DRAFT: Statement = { name: "draft_save", text: numbered(PUT_DRAFT) }
const FIND_TIME: Statement = { name: "time_start", text: numbered(TIME_START) }
/** What one batch of heartbeats writes but the hours. */
const CREDIT: Statement = {
  name: "time_credit",
  text: `with turn as (
      update assignment set active_ms = active_ms + $4, expires_at_ms = case when state = 0 then ${RENEWED} else expires_at_ms end
      where project_id = $1 and task_id = $2 and person_id = $3),
    others as (
      update assignment set expires_at_ms = ${RENEWED} where project_id = $1 and person_id = $3 and state = 0 and task_id <> $2),
    counter as (
      insert into person_counter (project_id, person_id, leased, submitted, skipped, active_ms) values ($1, $3, 0, 0, 0, $4)
      on conflict (project_id, person_id) do update set active_ms = person_counter.active_ms + excluded.active_ms)
    insert into active_state (person_id, state) values ($3, $6) on conflict (person_id) do update set state = excluded.state`,
}
function storeAnswer(session: Session, writes: AnswerWrites): void {
  const { own, submissionId, body, bodySha256, regions, texts, versions, revision, counted, mark, nowMs } = writes
  const { projectId, taskId, personId } = own
  const { what, detail } = eventOf(writes)
  session.send(STORE, [
    ...[projectId, taskId, personId, revision, submissionId, counted ? 1 : 0, body, bodySha256],
    ...[versions.ontologyVersion, versions.guidelineVersion, own.activeMs, regions, nowMs],
    ...[writes.newlyCounted, writes.takes, writes.makes, mark, texts, what, detail, own.sessionId],
  ])
  const record = toProposalRecord(writes)
  if (record) session.send(PROPOSALS[record.statement], [...record.values])
  if (revision > 1) return
  session.send(COUNT_SENT, [projectId, personId, nowMs - (nowMs % QUARTER_MS)])
  if (own.source === "training") session.send(TRAINING_SENT, [projectId, personId])
}

function creditTime(session: Session, { held, credited, expiresAtMs, nowMs }: TimeCredit): void {
  const { projectId, taskId, personId } = held
  session.send(CREDIT, [projectId, taskId, personId, credited.creditedMs, expiresAtMs, credited.stateJson])
  sendTimeEntries(session, held, credited, nowMs)
}

type AnswerOperations = Pick<
  AsyncOperations,
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

/** What answers, drafts and time ask for, in one transaction. Runs under the person's lock. */
export function answerOperations(session: Session): AnswerOperations {
  return {
    async findOwn(publicId, personId) {
      const row = await session.row<OwnRow>(FIND_OWN, [publicId, personId])
      return row && toOwnHeld(row)
    },
    async findForAnswer(publicId, personId, submissionId) {
      const row = await session.row<ForAnswerRow>(FIND, [submissionId, publicId, personId])
      return row && toFound(row, submissionId)
    },
    findProject: (projectId) => session.row(FIND_PROJECT, [projectId]),
    storeAnswer: (writes) => storeAnswer(session, writes),
    appendEvent({ projectId, taskId, personId, what, detail, nowMs }) {
      session.send(NOTE, [projectId, personId, nowMs, what, taskId, JSON.stringify(detail)])
    },
    count({ projectId, personId, leased, skipped }) {
      session.send(COUNT_BY, [projectId, personId, leased, 0, skipped, 0])
    },
    startTime: ({ projectId, personId }) => session.row(FIND_TIME, [personId, projectId]),
    creditTime: (credit) => creditTime(session, credit),
    async findDraft({ projectId, taskId, personId }) {
      return (await session.row<{ revision: number }>(FIND_DRAFT, [projectId, taskId, personId]))?.revision
    },
    putDraft({ projectId, taskId, personId, revision, body, nowMs }) {
      session.send(SAVE_DRAFT, [personId, revision, body, nowMs, projectId, taskId])
    },
  }
}
