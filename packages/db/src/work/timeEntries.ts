import { createHash } from "node:crypto"
import type BetterSqlite3 from "better-sqlite3"
import type { Session, Statement } from "../postgres/session.ts"

/** What one accepted call of heartbeats credits. */
interface CreditedTime {
  /** All of it. */
  readonly creditedMs: number
  /** By quarter of an hour, UTC: start and milliseconds. */
  readonly slots: readonly { readonly slotMs: number; readonly ms: number }[]
  /** JSON of the raw seconds that were taken in; null where none were new. */
  readonly ticks: string | null
}

/** The assignment that time is credited to. */
interface CreditedTo {
  readonly projectId: number
  readonly taskId: number
  readonly personId: number
  readonly sessionId: number | null
}

interface Entry {
  readonly slotMs: number
  readonly ms: number
  readonly ticksSha256: string | null
  readonly ticks: string | null
}

/** Active time is summed by quarter of an hour, UTC. */
export const QUARTER_MS = 900_000

/** The SHA-256 by which raw seconds are known. */
export function hashOf(ticks: string): string {
  return createHash("sha256").update(ticks).digest("hex")
}

/** One entry a quarter of an hour, the first of them with the raw seconds; where nothing counts, one for the seconds alone. */
function listEntries({ slots, ticks }: CreditedTime, nowMs: number): Entry[] {
  const counted = slots.filter(({ ms }) => ms > 0)
  const all = counted.length === 0 && ticks !== null ? [{ slotMs: nowMs - (nowMs % QUARTER_MS), ms: 0 }] : counted
  const ticksSha256 = ticks === null ? null : hashOf(ticks)
  return all.map((slot, n) => (n === 0 ? { ...slot, ticksSha256, ticks } : { ...slot, ticksSha256: null, ticks: null }))
}

/** Stores what heartbeats credited, and counts it by quarter of an hour. Runs inside the writer's transaction. */
export function sqliteTimeEntries(db: BetterSqlite3.Database) {
  const add = db.prepare(
    `insert into time_entry (project_id, person_id, task_id, slot_ms, credited_ms, at_ms, ticks_sha256, ticks, session_id)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const session = db.prepare("update work_session set active_ms = active_ms + ? where id = ?")
  const count = db.prepare(
    `insert into active_time (project_id, person_id, slot_ms, active_ms, tasks) values (?, ?, ?, ?, 0)
     on conflict (project_id, person_id, slot_ms) do update set active_ms = active_ms + excluded.active_ms`,
  )
  return (to: CreditedTo, credited: CreditedTime, nowMs: number): void => {
    for (const { slotMs, ms, ticksSha256, ticks } of listEntries(credited, nowMs)) {
      add.run(to.projectId, to.personId, to.taskId, slotMs, ms, nowMs, ticksSha256, ticks, to.sessionId)
      if (ms > 0) count.run(to.projectId, to.personId, slotMs, ms)
    }
    if (credited.creditedMs > 0 && to.sessionId !== null) session.run(credited.creditedMs, to.sessionId)
  }
}

const CREDIT: Statement = {
  name: "time_entries",
  text: `with entered as (
      insert into time_entry (project_id, person_id, task_id, slot_ms, credited_ms, at_ms, ticks_sha256, ticks, session_id)
      select $1, $2, $3, slot, ms, $4, case when n = 1 then $7 end, case when n = 1 then $8 end, $9::bigint
      from unnest($5::bigint[], $6::bigint[]) with ordinality as e(slot, ms, n)),
    worked as (update work_session set active_ms = active_ms + $10::bigint where id = $9::bigint)
    insert into active_time (project_id, person_id, slot_ms, active_ms, tasks)
    select $1, $2, slot, ms, 0 from unnest($5::bigint[], $6::bigint[]) as c(slot, ms) where ms > 0
    on conflict (project_id, person_id, slot_ms) do update set active_ms = active_time.active_ms + excluded.active_ms`,
}

/** {@link sqliteTimeEntries} on PostgreSQL: one statement in an open transaction. */
export function sendTimeEntries(session: Session, to: CreditedTo, credited: CreditedTime, nowMs: number): void {
  const entries = listEntries(credited, nowMs)
  const [first] = entries
  if (!first) return
  const lists = [entries.map(({ slotMs }) => slotMs), entries.map(({ ms }) => ms)]
  const key = [to.projectId, to.personId, to.taskId, nowMs]
  session.send(CREDIT, [...key, ...lists, first.ticksSha256, first.ticks, to.sessionId, credited.creditedMs])
}
