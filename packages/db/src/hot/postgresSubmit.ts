import { JustesseError } from "@justesse/types"
import { placeFor } from "@justesse/work/lease"
import type { Session, Statement } from "../postgres/session.ts"
import { postgresTimeEntries } from "../work/timeEntries.ts"
import { TRY_OUT } from "./gold.ts"
import { nextOf } from "./nextOf.ts"
import type { Hot, LeaseRow, NextInput, OwnAssignment, ReceiptRow, SubmitInput } from "./operations.ts"
import { count, fenced, mine, topUp } from "./postgresDraw.ts"
import { movePlace, tryOutSent } from "./postgresGold.ts"
import { lockTasks } from "./postgresTasks.ts"
import { type AssignmentRow, type OwnRow, SUBMITTED, toOwn, turnOf } from "./rows.ts"
import { QUARTER_MS, type StoredSubmission, toReceipt } from "./stored.ts"

const KNOWN: Statement = {
  name: "submission_known",
  text: `select project_id, task_id, person_id, revision, public_id, counted, body_sha256, stored_at_ms
    from submission where public_id = $1`,
}
const STATE: Statement = {
  name: "submit_state",
  text: `update task_state set dirty = 1, changed_at_ms = $3, state = case when state = 'open' then 'waiting' else state end
    where project_id = $1 and task_id = $2`,
}
/** Everything that one answer writes, in one statement: submission, assignment, task, draft, and the hours' tasks. */
const STORE: Statement = {
  name: "submit_store",
  text: `with sent as (
      insert into submission (project_id, task_id, person_id, revision, public_id, counted, body, body_sha256, ontology_version,
        guideline_version, active_ms, regions, stored_at_ms)
      values ($1, $2, $3, $4, $5, $6::smallint, $7, $8, $9, $10, $11, $12, $13)),
    turn as (
      update assignment set state = 1, revision = $4, counted = $6::smallint, sent_back = null, fate = null, changed_at_ms = $13,
        ontology_version = $9, guideline_version = $10
      where project_id = $1 and task_id = $2 and person_id = $3),
    answered as (
      update task set submitted = submitted + $14::bigint, open_slots = open_slots - $15::bigint,
        is_open = case when open_slots - $15::bigint > 0 then is_open else 0 end
      where project_id = $1 and id = $2 and $14::bigint + $15::bigint > 0),
    noted as (
      insert into activity (project_id, person_id, at_ms, what, task_id, detail)
      values ($1, $3, $13, case when $4::bigint > 1 then 'task.revised' else 'task.submitted' end, $2, $16))
    delete from draft where project_id = $1 and task_id = $2 and person_id = $3`,
}
const ADD_TIME: Statement = {
  name: "time_slot",
  text: `insert into active_time (project_id, person_id, slot_ms, active_ms, tasks)
    select $1, $2, slot, ms, $5::bigint from unnest($3::bigint[], $4::bigint[]) as n(slot, ms)
    on conflict (project_id, person_id, slot_ms) do update
      set active_ms = active_time.active_ms + excluded.active_ms, tasks = active_time.tasks + excluded.tasks`,
}
const DRAFT: Statement = {
  name: "draft_save",
  text: `insert into draft (project_id, task_id, person_id, revision, body, saved_at_ms) values ($1, $2, $3, $4, $5, $6)
    on conflict (project_id, task_id, person_id) do update
      set revision = excluded.revision, body = excluded.body, saved_at_ms = excluded.saved_at_ms
      where draft.revision < excluded.revision
    returning revision`,
}
const DRAFT_REVISION: Statement = {
  name: "draft_revision",
  text: "select revision from draft where project_id = $1 and task_id = $2 and person_id = $3",
}
const BEAT: Statement = {
  name: "heartbeat",
  text: `with turn as (
      update assignment set active_ms = active_ms + $4, expires_at_ms = case when state = 0 then $5 else expires_at_ms end
      where project_id = $1 and task_id = $2 and person_id = $3 returning active_ms, expires_at_ms),
    others as (
      update assignment set expires_at_ms = $5 where project_id = $1 and person_id = $3 and state = 0 and task_id <> $2),
    counter as (
      insert into person_counter (project_id, person_id, leased, submitted, skipped, active_ms) values ($1, $3, 0, 0, 0, $4)
      on conflict (project_id, person_id) do update set active_ms = person_counter.active_ms + excluded.active_ms),
    crediting as (
      insert into active_state (person_id, state) values ($3, $6) on conflict (person_id) do update set state = excluded.state)
    select t.active_ms as "activeMs", t.expires_at_ms as "leaseUntilMs" from turn t`,
}
const STORED_STATE: Statement = { name: "time_state", text: "select state from active_state where person_id = $1" }
const TTL: Statement = { name: "draw_ttl", text: "select lease_ttl_ms from project where id = $1" }

/** The receipt of a submission that is stored already; the same id with another body is a conflict (I4). */
async function repeated(session: Session, input: SubmitInput): Promise<ReceiptRow | null> {
  const { submissionId } = input
  const stored = await session.row<StoredSubmission>(KNOWN, [submissionId])
  if (!stored) return null
  if (stored.person_id !== input.personId) throw new JustesseError("conflict", { submission: submissionId })
  if (stored.body_sha256 !== input.bodySha256) {
    throw new JustesseError("submission_differs", { submission: submissionId, stored: stored.body_sha256 })
  }
  return toReceipt(stored)
}

/** Whether the answer counts, and how many free slots it takes now: its lease may hold one already (I3). */
async function counting(session: Session, row: AssignmentRow): Promise<{ counted: boolean; takes: number }> {
  const [task] = await lockTasks(session, row.project_id, [row.task_id])
  const place = placeFor(turnOf(row), task !== undefined && task.open_slots > 0 && task.is_open === 1)
  if (place === "made") await movePlace(session, row, 1)
  return { counted: place !== "none", takes: place === "taken" ? 1 : 0 }
}

async function store(session: Session, input: SubmitInput, own: OwnRow): Promise<ReceiptRow> {
  // The task's standing is locked before the turn: settling takes them in this order too.
  const { project_id: projectId, task_id: taskId, person_id: person } = own
  await session.rows(STATE, [projectId, taskId, input.nowMs])
  const row = await fenced(session, input)
  const { counted, takes } = await counting(session, row)
  const { submissionId, bodySha256, nowMs } = input
  const revision = row.revision + 1
  const isFirst = row.revision === 0
  await session.rows(STORE, [
    ...[projectId, taskId, person, revision, submissionId, counted ? 1 : 0, input.body, bodySha256],
    ...[input.ontologyVersion, input.guidelineVersion, row.active_ms, input.regions, nowMs],
    ...[counted && isFirst ? 1 : 0, takes, JSON.stringify({ revision, counted: counted ? 1 : 0 })],
  ])
  if (isFirst) {
    await count(session, row, { submitted: 1 })
    await session.rows(ADD_TIME, [projectId, person, [nowMs - (nowMs % QUARTER_MS)], [0], 1])
    if (row.drawn === TRY_OUT) await tryOutSent(session, row)
  }
  return { submissionId, bodySha256, revision, counted, storedAtMs: nowMs, projectId, taskId }
}

/** See `Hot.submit`. Runs under the person's lock. */
export async function submit(
  session: Session,
  input: SubmitInput,
): Promise<{
  receipt: ReceiptRow
  own: OwnAssignment
  next: NextInput | null
  leases: LeaseRow[]
  missed: boolean
}> {
  const row = await mine(session, input, false)
  const own = toOwn(row)
  const next = nextOf(input, own)
  const receipt = (await repeated(session, input)) ?? (await store(session, input, row))
  return { receipt, own, next, ...(next ? await topUp(session, next) : { leases: [], missed: false }) }
}

/** See `Hot.saveDraft`. Runs under the person's lock. */
export async function saveDraft(
  session: Session,
  input: Parameters<Hot["saveDraft"]>[0],
): Promise<{ revision: number; savedAtMs: number }> {
  const { project_id, task_id, person_id, state } = await fenced(session, input)
  if (state === SUBMITTED) throw new JustesseError("already_submitted", { assignment: input.publicId })
  const key = [project_id, task_id, person_id]
  const kept = await session.row(DRAFT, [...key, input.revision, input.body, input.nowMs])
  if (kept) return { revision: input.revision, savedAtMs: input.nowMs }
  const stored = await session.row<{ revision: number }>(DRAFT_REVISION, key)
  throw new JustesseError("draft_is_older", { revision: stored?.revision ?? 0 })
}

/** See `Hot.heartbeat`. Runs under the person's lock. */
export async function heartbeat(
  session: Session,
  input: Parameters<Hot["heartbeat"]>[0],
): Promise<{ activeMs: number; leaseUntilMs: number }> {
  const row = await fenced(session, input)
  const project = await session.row<{ lease_ttl_ms: number }>(TTL, [row.project_id])
  const until = input.nowMs + (project?.lease_ttl_ms ?? 0)
  const stored = await session.row<{ state: string }>(STORED_STATE, [row.person_id])
  const { creditedMs, stateJson, ...credited } = input.credit(stored?.state ?? null, row.leased_at_ms)
  const key = [row.project_id, row.task_id, row.person_id]
  const written = [...key, creditedMs, until, stateJson]
  const beat = await session.row<{ activeMs: number; leaseUntilMs: number }>(BEAT, written)
  await postgresTimeEntries(session, row, credited, input.nowMs)
  return beat ?? { activeMs: row.active_ms, leaseUntilMs: row.expires_at_ms }
}
