import type { LockedSession } from "@justesse/work/allocation/operations"
import type { TimeKind } from "@justesse/work/clock/kinds"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, toTimeKind } from "../schema/states.ts"

function openSessions(db: Kysely<Database>) {
  return db
    .selectFrom("work_session as w")
    .select((eb) => [
      ...(["w.id", "w.project_id", "w.person_id", "w.last_at_ms", "w.active_ms", "w.midnight_ms"] as const),
      eb
        .selectFrom("assignment as a")
        .select(({ fn }) => fn.countAll<number>().as("n"))
        .whereRef("a.project_id", "=", "w.project_id")
        .whereRef("a.person_id", "=", "w.person_id")
        .where("a.state", "=", ASSIGNMENT_STATE.leased)
        .whereRef("a.session_id", "=", "w.id")
        .as("open"),
    ])
    .where("w.closed_at_ms", "is", null)
}

/**
 * Work sessions that are not closed: the last one of somebody, in a project or in any, or those after a number, in their order.
 */
type SessionsWanted =
  | { readonly projectId?: number; readonly personId: number }
  | { readonly after: number; readonly limit: number }

/** Work sessions that are not closed, with their leases in hand. */
export async function listOpenSessions(
  db: Kysely<Database>,
  wanted: SessionsWanted,
): Promise<readonly LockedSession[]> {
  const all = openSessions(db)
  const narrowed =
    "after" in wanted
      ? all.where("w.id", ">", wanted.after).orderBy("w.id").limit(wanted.limit)
      : (wanted.projectId === undefined ? all : all.where("w.project_id", "=", wanted.projectId))
          .where("w.person_id", "=", wanted.personId)
          .orderBy("w.last_at_ms", "desc")
          .orderBy("w.id", "desc")
          .limit(1)
  const rows = await narrowed.execute()
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    personId: row.person_id,
    lastAtMs: row.last_at_ms,
    activeMs: row.active_ms,
    midnightMs: row.midnight_ms,
    openLeases: Number(row.open ?? 0),
  }))
}

/** A session's counted time on one day of the reader's calendar. */
export interface SessionDay {
  readonly id: number
  readonly projectId: number
  /** Days since 1970-01-01 on that calendar. */
  readonly day: number
  readonly openedAtMs: number
  readonly lastAtMs: number
  /** Nothing of it is in hand any more, or it is closed. */
  readonly isOver: boolean
  /** By kind of time, in milliseconds. */
  readonly ms: Readonly<Record<TimeKind, number>>
  /** Answers sent in it. */
  readonly tasks: number
}

const DAY_MS = 86_400_000
const NOTHING: SessionDay["ms"] = { lease: 0, reading: 0, break: 0, claim: 0, review: 0, mentoring: 0 }
/** A session ends at midnight, but for its leases in hand; those last a week at most. */
const LONGEST_MS = 8 * DAY_MS

/** Counted time of a person by day and session in [fromMs, untilMs), newest first; days begin `offsetMs` before UTC's. */
export async function listSessionDays(
  db: Kysely<Database>,
  personId: number,
  [fromMs, untilMs]: readonly [number, number],
  offsetMs: number,
): Promise<SessionDay[]> {
  const day = sql<number>`(e.slot_ms + ${sql.lit(offsetMs)}) / ${sql.lit(DAY_MS)}`
  const rows = await db
    .selectFrom("work_session as w")
    .innerJoin("time_entry as e", "e.session_id", "w.id")
    .select(["w.id", "w.project_id", "w.opened_at_ms", "w.last_at_ms", "w.closed_at_ms", "e.kind", day.as("day")])
    .select(({ fn }) => fn.sum<number>("e.credited_ms").as("ms"))
    .where("w.person_id", "=", personId)
    .where("w.opened_at_ms", ">=", fromMs - LONGEST_MS)
    .where("w.opened_at_ms", "<", untilMs)
    .where("e.slot_ms", ">=", fromMs)
    .where("e.slot_ms", "<", untilMs)
    .groupBy(["w.id", "w.project_id", "w.opened_at_ms", "w.last_at_ms", "w.closed_at_ms", "e.kind", day])
    .execute()
  const ids = [...new Set(rows.map((row) => row.id))]
  const [sent, held] = [await countSent(db, personId, ids, fromMs - LONGEST_MS), await listHeld(db, personId, ids)]
  const days = new Map<string, SessionDay>()
  for (const row of rows) {
    const key = `${row.id}/${row.day}`
    const before = days.get(key)
    const kind = toTimeKind(row.kind)
    const ms = { ...(before?.ms ?? NOTHING), [kind]: Number(row.ms) }
    days.set(key, {
      ...{ id: row.id, projectId: row.project_id, day: Number(row.day), openedAtMs: row.opened_at_ms, ms },
      ...{ lastAtMs: row.last_at_ms, isOver: row.closed_at_ms !== null || !held.has(row.id) },
      tasks: sent.get(row.id) ?? 0,
    })
  }
  return [...days.values()].sort((a, b) => b.day - a.day || b.openedAtMs - a.openedAtMs || b.id - a.id)
}

/** Answers of a person by the session in which they were sent. */
async function countSent(db: Kysely<Database>, personId: number, ids: readonly number[], sinceMs: number) {
  if (ids.length === 0) return new Map<number, number>()
  const rows = await db
    .selectFrom("assignment")
    .select(({ fn }) => ["session_id", fn.countAll<number>().as("n")])
    .where("person_id", "=", personId)
    .where("changed_at_ms", ">=", sinceMs)
    .where("revision", ">", 0)
    .where("session_id", "in", [...ids])
    .groupBy("session_id")
    .execute()
  return new Map(rows.map((row) => [row.session_id ?? 0, Number(row.n)]))
}

/** Sessions of a person of which a task is in hand. */
async function listHeld(db: Kysely<Database>, personId: number, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom("work_session as w")
    .innerJoin("assignment as a", (join) =>
      join.onRef("a.project_id", "=", "w.project_id").onRef("a.person_id", "=", "w.person_id"),
    )
    .select("w.id")
    .where("w.id", "in", [...ids])
    .where("w.person_id", "=", personId)
    .where("a.state", "=", ASSIGNMENT_STATE.leased)
    .whereRef("a.session_id", "=", "w.id")
    .execute()
  return new Set(rows.map((row) => row.id))
}
