import type { FoundSession } from "@justesse/work/allocation/operations"
import type { TimeKind } from "@justesse/work/clock/kinds"
import type { PayOffer } from "@justesse/work/pay/offer"
import { type Kysely, sql } from "kysely"
import { askAll, stepsIn } from "../ledger/steps.ts"
import { payLate } from "../pay/close.ts"
import { openSessionPay } from "../pay/sessions.ts"
import { lockPerson } from "../people/lock.ts"
import type { Database } from "../schema/index.ts"
import { TIME_KIND } from "../schema/states.ts"
import type { Storage } from "../storage.ts"
import type { OpenTransaction } from "../transaction.ts"
import { hashOf, QUARTER_MS } from "./timeEntries.ts"

// Time without a lease: reading, breaks, claims of missing time. It is rare beside heartbeats, so both engines share these statements.

/** Of whose work in which project. */
interface ByPerson {
  readonly projectId: number
  readonly personId: number
}

/** A transaction in which no act of the person's hot path is under way, in whichever program. */
export function asPerson<T>(storage: Storage, personId: number, work: (tx: OpenTransaction) => Promise<T>): Promise<T> {
  return storage.db.transaction().execute(async (tx) => {
    await lockPerson(tx, storage.engine, personId)
    return work(tx)
  })
}

/** Opens a work session; gives its number. */
export async function insertSession(
  tx: OpenTransaction,
  { projectId, personId }: ByPerson,
  { nowMs, midnightMs }: { readonly nowMs: number; readonly midnightMs: number },
): Promise<number> {
  const row = await tx
    .insertInto("work_session")
    .values({
      ...{ project_id: projectId, person_id: personId, opened_at_ms: nowMs, midnight_ms: midnightMs },
      ...{ last_at_ms: nowMs, active_ms: 0, unleased_ms: 0, closed_at_ms: null, closed_why: null },
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return row.id
}

/** Time that is entered without a lease. */
interface UnleasedTime extends ByPerson {
  readonly kind: Exclude<TimeKind, "lease">
  readonly sessionId: number
  /** Of a reading: the version of the guideline; null for everything else. */
  readonly guidelineVersion: number | null
  readonly slots: readonly { readonly slotMs: number; readonly ms: number }[]
  /** JSON of the raw seconds that were taken in; null where there are none. */
  readonly ticks: string | null
  readonly nowMs: number
  /** In a project that pays: with this its session begins to be paid, where no lease did that yet. */
  readonly offer?: Pick<PayOffer, "currency" | "floorMicrosPerHour"> | null
}

/**
 * Stores time without a lease, and counts it in its session and in the person's quarters of an hour. Where the session was closed and
 * paid before, this time is paid at once.
 */
export async function enterUnleased(tx: OpenTransaction, entered: UnleasedTime): Promise<void> {
  const { projectId, personId, sessionId, guidelineVersion, ticks, nowMs } = entered
  const own = { project_id: projectId, person_id: personId }
  const all = entered.slots.filter(({ ms }) => ms > 0)
  const slots = all.length === 0 && ticks !== null ? [{ slotMs: nowMs - (nowMs % QUARTER_MS), ms: 0 }] : all
  for (const [n, { slotMs, ms }] of slots.entries()) {
    const kept =
      n === 0 && ticks !== null ? { ticks_sha256: hashOf(ticks), ticks } : { ticks_sha256: null, ticks: null }
    const about = { kind: TIME_KIND[entered.kind], session_id: sessionId, guideline_version: guidelineVersion }
    await tx
      .insertInto("time_entry")
      .values({ ...own, ...about, ...kept, task_id: null, slot_ms: slotMs, credited_ms: ms, at_ms: nowMs })
      .execute()
    if (ms === 0) continue
    await tx
      .insertInto("active_time")
      .values({ ...own, slot_ms: slotMs, active_ms: ms, tasks: 0 })
      .onConflict((conflict) =>
        conflict
          .columns(["project_id", "person_id", "slot_ms"])
          .doUpdateSet({ active_ms: sql<number>`active_time.active_ms + ${ms}` }),
      )
      .execute()
  }
  const totalMs = all.reduce((sum, { ms }) => sum + ms, 0)
  if (totalMs === 0) return
  await tx
    .updateTable("work_session")
    .set({
      unleased_ms: sql<number>`unleased_ms + ${totalMs}`,
      mentoring_ms: sql<number>`mentoring_ms + ${entered.kind === "mentoring" ? totalMs : 0}`,
      reading_ms: sql<number>`reading_ms + ${entered.kind === "reading" ? totalMs : 0}`,
    })
    .where("id", "=", sessionId)
    .execute()
  if (entered.offer) await stepsIn(tx, askAll([openSessionPay({ sessionId, projectId, personId, ...entered.offer })]))
  await stepsIn(tx, payLate(sessionId, nowMs))
}

/** Crediting state of a person as it is stored; null before their first second. */
export async function findTimeState(db: Kysely<Database>, personId: number): Promise<string | null> {
  const row = await db.selectFrom("active_state").select("state").where("person_id", "=", personId).executeTakeFirst()
  return row?.state ?? null
}

/** Keeps the crediting state of a person. */
export async function putTimeState(tx: OpenTransaction, personId: number, state: string): Promise<void> {
  await tx
    .insertInto("active_state")
    .values({ person_id: personId, state })
    .onConflict((conflict) => conflict.column("person_id").doUpdateSet({ state }))
    .execute()
}

/** What of somebody's time without a lease is added up. */
interface UnleasedWanted {
  readonly personId: number
  readonly kind: Exclude<TimeKind, "lease">
  /** Readings of this version of a project's guideline; null: of feedback and decisions, in all projects. */
  readonly guideline?: { readonly projectId: number; readonly version: number } | null
  readonly sessionId?: number
  /** Of quarters from this moment on. */
  readonly fromMs?: number
}

/** Milliseconds that were counted so for a person. */
export async function sumUnleased(db: Kysely<Database>, wanted: UnleasedWanted): Promise<number> {
  const { personId, kind, guideline, sessionId, fromMs } = wanted
  let query = db
    .selectFrom("time_entry")
    .select(({ fn }) => fn.sum<number>("credited_ms").as("total"))
    .where("person_id", "=", personId)
    .where("kind", "=", TIME_KIND[kind])
  if (sessionId !== undefined) query = query.where("session_id", "=", sessionId)
  if (fromMs !== undefined) query = query.where("slot_ms", ">=", fromMs)
  if (guideline === null) query = query.where("guideline_version", "is", null)
  else if (guideline !== undefined)
    query = query.where("project_id", "=", guideline.projectId).where("guideline_version", "=", guideline.version)
  const row = await query.executeTakeFirst()
  return Number(row?.total ?? 0)
}

/** One work session as its person reads it, whether it is closed or not. */
interface Session extends FoundSession, ByPerson {
  readonly openedAtMs: number
  readonly unleasedMs: number
  readonly closedAtMs: number | null
}

/** A session by its number; undefined for an unknown one and for somebody else's. */
export async function findSessionOf(db: Kysely<Database>, personId: number, id: number): Promise<Session | undefined> {
  const row = await db
    .selectFrom("work_session")
    .selectAll()
    .where("id", "=", id)
    .where("person_id", "=", personId)
    .executeTakeFirst()
  return (
    row && {
      ...{ id: row.id, projectId: row.project_id, personId: row.person_id, lastAtMs: row.last_at_ms },
      ...{ activeMs: row.active_ms, midnightMs: row.midnight_ms, openedAtMs: row.opened_at_ms },
      ...{ unleasedMs: row.unleased_ms, closedAtMs: row.closed_at_ms },
    }
  )
}

/** The session in which somebody's assignment is worked on; null for none, and for somebody else's. */
export async function findSessionOfAssignment(
  db: Kysely<Database>,
  personId: number,
  publicId: string,
): Promise<number | null> {
  const row = await db
    .selectFrom("assignment")
    .select("session_id")
    .where("public_id", "=", publicId)
    .where("person_id", "=", personId)
    .executeTakeFirst()
  return row?.session_id ?? null
}
