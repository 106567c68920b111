import { JustesseError } from "@justesse/types"
import { placeFor } from "@justesse/work/lease"
import type BetterSqlite3 from "better-sqlite3"
import { sqliteTimeEntries } from "../work/timeEntries.ts"
import { TRY_OUT } from "./gold.ts"
import { nextOf } from "./nextOf.ts"
import type { Hot, NextInput, OwnAssignment, ReceiptRow, SubmitInput } from "./operations.ts"
import { type AssignmentRow, LEASED, type OwnRow, SKIPPED, SUBMITTED, toOwn, turnOf } from "./rows.ts"
import type { Drawn, SqliteDraw } from "./sqliteDraw.ts"
import { QUARTER_MS, type StoredSubmission, toReceipt } from "./stored.ts"

/** Refuses what a window sends that another one took the assignment from. @throws JustesseError taken_over */
export function mustHold(row: { readonly fence: number }, input: { publicId: string; fence: number }): void {
  if (input.fence < row.fence) throw new JustesseError("taken_over", { assignment: input.publicId, fence: row.fence })
}

/** Storing answers, drafts and time. Synchronous: runs inside the writer's transaction. */
export function sqliteSubmit(db: BetterSqlite3.Database, draw: SqliteDraw) {
  const sql = {
    known: db.prepare<[string], StoredSubmission>(
      "select project_id, task_id, person_id, revision, public_id, counted, body_sha256, stored_at_ms from submission where public_id = ?",
    ),
    insert: db.prepare(
      `insert into submission (project_id, task_id, person_id, revision, public_id, counted, body, body_sha256, ontology_version, guideline_version, active_ms, regions, stored_at_ms)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    assignment: db.prepare(
      "update assignment set state = 1, revision = ?, counted = ?, sent_back = null, fate = null, changed_at_ms = ?, ontology_version = ?, guideline_version = ? where project_id = ? and task_id = ? and person_id = ?",
    ),
    task: db.prepare(
      "update task set submitted = submitted + ?, open_slots = open_slots - ?, is_open = case when open_slots - ? > 0 then is_open else 0 end where project_id = ? and id = ?",
    ),
    state: db.prepare(
      "update task_state set dirty = 1, changed_at_ms = ?, state = case when state = 'open' then 'waiting' else state end where project_id = ? and task_id = ?",
    ),
    note: db.prepare(
      "insert into activity (project_id, person_id, at_ms, what, task_id, detail) values (?, ?, ?, ?, ?, ?)",
    ),
    dropDraft: db.prepare("delete from draft where project_id = ? and task_id = ? and person_id = ?"),
    draft: db.prepare<[number, number, number], { revision: number }>(
      "select revision from draft where project_id = ? and task_id = ? and person_id = ?",
    ),
    putDraft: db.prepare(
      `insert into draft (project_id, task_id, person_id, revision, body, saved_at_ms) values (?, ?, ?, ?, ?, ?)
       on conflict (project_id, task_id, person_id) do update set revision = excluded.revision, body = excluded.body, saved_at_ms = excluded.saved_at_ms`,
    ),
    active: db.prepare(
      "update assignment set active_ms = active_ms + ? where project_id = ? and task_id = ? and person_id = ?",
    ),
    counter: db.prepare(
      `insert into person_counter (project_id, person_id, leased, submitted, skipped, active_ms) values (?, ?, 0, 0, 0, ?)
       on conflict (project_id, person_id) do update set active_ms = active_ms + excluded.active_ms`,
    ),
    slot: db.prepare(
      `insert into active_time (project_id, person_id, slot_ms, active_ms, tasks) values (?, ?, ?, ?, ?)
       on conflict (project_id, person_id, slot_ms) do update set active_ms = active_ms + excluded.active_ms, tasks = tasks + excluded.tasks`,
    ),
    storedState: db.prepare<[number], { state: string }>("select state from active_state where person_id = ?"),
    activeState: db.prepare(
      "insert into active_state (person_id, state) values (?, ?) on conflict (person_id) do update set state = excluded.state",
    ),
    renew: db.prepare("update assignment set expires_at_ms = ? where project_id = ? and person_id = ? and state = 0"),
  }

  const enterTime = sqliteTimeEntries(db)
  function fenced(input: { publicId: string; personId: number; fence: number }): OwnRow {
    const row = draw.mine(input.publicId, input.personId)
    mustHold(row, input)
    return row
  }

  /** The receipt of a submission that is stored already; the same id with another body is a conflict (I4). */
  function repeated(input: SubmitInput): ReceiptRow | null {
    const stored = sql.known.get(input.submissionId)
    if (!stored) return null
    if (stored.person_id !== input.personId) throw new JustesseError("conflict", { submission: input.submissionId })
    if (stored.body_sha256 !== input.bodySha256)
      throw new JustesseError("submission_differs", { submission: input.submissionId, stored: stored.body_sha256 })
    return toReceipt(stored)
  }

  /** Whether the answer counts, and how many free slots it takes now: its lease may hold one already (I3). */
  function counting(row: AssignmentRow): { counted: boolean; takes: number } {
    const task = draw.taskOf(row.project_id, row.task_id)
    const place = placeFor(turnOf(row), task.open_slots > 0 && task.is_open === 1)
    if (place === "made") draw.golds.movePlace(row, 1)
    return { counted: place !== "none", takes: place === "taken" ? 1 : 0 }
  }

  function store(input: SubmitInput, row: AssignmentRow): ReceiptRow {
    const { counted, takes } = counting(row)
    const revision = row.revision + 1
    const { project_id: project, task_id: task, person_id: person } = row
    const flag = counted ? 1 : 0
    const { ontologyVersion, guidelineVersion, nowMs } = input
    sql.insert.run(
      project,
      task,
      person,
      revision,
      input.submissionId,
      flag,
      input.body,
      input.bodySha256,
      ontologyVersion,
      guidelineVersion,
      row.active_ms,
      input.regions,
      nowMs,
    )
    sql.assignment.run(revision, flag, nowMs, ontologyVersion, guidelineVersion, project, task, person)
    const newlyCounted = counted && row.revision === 0 ? 1 : 0
    sql.task.run(newlyCounted, takes, takes, project, task)
    sql.state.run(nowMs, project, task)
    sql.dropDraft.run(project, task, person)
    const what = revision > 1 ? "task.revised" : "task.submitted"
    sql.note.run(project, person, nowMs, what, task, JSON.stringify({ revision, counted: flag }))
    if (row.revision === 0) {
      draw.count(project, person, 0, 1, 0)
      sql.slot.run(project, person, nowMs - (nowMs % QUARTER_MS), 0, 1)
      if (row.drawn === TRY_OUT) draw.golds.tryOutSent(row)
    }
    return {
      submissionId: input.submissionId,
      bodySha256: input.bodySha256,
      revision,
      counted,
      storedAtMs: nowMs,
      projectId: project,
      taskId: task,
    }
  }

  return {
    submit(input: SubmitInput): Drawn & { receipt: ReceiptRow; own: OwnAssignment; next: NextInput | null } {
      const row = draw.mine(input.publicId, input.personId)
      const own = toOwn(row)
      const next = nextOf(input, own)
      let receipt = repeated(input)
      if (!receipt) {
        mustHold(row, input)
        receipt = store(input, row)
      }
      return { receipt, own, next, ...(next ? draw.topUp(next) : { leases: [], more: false }) }
    },
    /** Gives a turn back with a reason; a second time it changes nothing. */
    skip(input: Parameters<Hot["skip"]>[0]): Drawn & { next: NextInput | null } {
      const row = draw.mine(input.publicId, input.personId)
      const next = nextOf(input, toOwn(row))
      mustHold(row, input)
      if (row.state === SUBMITTED) throw new JustesseError("already_submitted", { assignment: input.publicId })
      if (row.state !== SKIPPED) {
        const { reason, note, nowMs } = input
        draw.giveBack(row, SKIPPED, nowMs, { reason, note })
        const { project_id: project, task_id: task, person_id: person } = row
        sql.note.run(project, person, nowMs, "task.skipped", task, JSON.stringify({ reason }))
      }
      return { next, ...(next ? draw.topUp(next) : { leases: [], more: false }) }
    },
    saveDraft(input: Parameters<Hot["saveDraft"]>[0]): { revision: number; savedAtMs: number } {
      const row = fenced(input)
      if (row.state === SUBMITTED) throw new JustesseError("already_submitted", { assignment: input.publicId })
      const stored = sql.draft.get(row.project_id, row.task_id, row.person_id)
      if (stored && stored.revision >= input.revision)
        throw new JustesseError("draft_is_older", { revision: stored.revision })
      sql.putDraft.run(row.project_id, row.task_id, row.person_id, input.revision, input.body, input.nowMs)
      return { revision: input.revision, savedAtMs: input.nowMs }
    },
    heartbeat(input: Parameters<Hot["heartbeat"]>[0]): { activeMs: number; leaseUntilMs: number } {
      const row = fenced(input)
      const until = input.nowMs + draw.ttlOf(row.project_id)
      const stored = sql.storedState.get(row.person_id)?.state ?? null
      const { creditedMs, stateJson, ...credited } = input.credit(stored, row.leased_at_ms)
      sql.active.run(creditedMs, row.project_id, row.task_id, row.person_id)
      sql.counter.run(row.project_id, row.person_id, creditedMs)
      enterTime(row, credited, input.nowMs)
      sql.activeState.run(row.person_id, stateJson)
      sql.renew.run(until, row.project_id, row.person_id)
      const leaseUntilMs = row.state === LEASED ? until : row.expires_at_ms
      return { activeMs: row.active_ms + creditedMs, leaseUntilMs }
    },
  }
}
