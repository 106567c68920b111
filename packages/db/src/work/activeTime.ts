import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { QUARTER_MS } from "./timeEntries.ts"

// Counted time. It is written by `hot.heartbeat` and `hot.submit`.

const DAY_MS = 86_400_000

/** Counted time of one project on one day of the reader's calendar. */
interface DayOfWork {
  /** Days since 1970-01-01 on that calendar. */
  readonly day: number
  readonly projectId: number
  readonly activeMs: number
  readonly tasks: number
}

/** Milliseconds counted for a person in [fromMs, untilMs), all projects together. */
export async function sumActiveTime(
  db: Kysely<Database>,
  personId: number,
  fromMs: number,
  untilMs: number,
): Promise<number> {
  const row = await db
    .selectFrom("active_time")
    .select(({ fn }) => fn.sum<number>("active_ms").as("total"))
    .where("person_id", "=", personId)
    .where("slot_ms", ">=", fromMs)
    .where("slot_ms", "<", untilMs)
    .executeTakeFirst()
  return Number(row?.total ?? 0)
}

/** Until when the last quarter of an hour with counted time lasted, of those that began before a moment; null for none. */
export async function findLastWorkBefore(
  db: Kysely<Database>,
  personId: number,
  beforeMs: number,
): Promise<number | null> {
  const row = await db
    .selectFrom("active_time")
    .select(({ fn }) => fn.max("slot_ms").as("slot_ms"))
    .where("person_id", "=", personId)
    .where("slot_ms", "<", beforeMs)
    .where("active_ms", ">", 0)
    .executeTakeFirst()
  return row?.slot_ms == null ? null : Number(row.slot_ms) + QUARTER_MS
}

/** Counted time by day and project, in [fromMs, untilMs); days begin `offsetMs` before UTC's. */
export async function listActiveTimeByDay(
  db: Kysely<Database>,
  personId: number,
  fromMs: number,
  untilMs: number,
  offsetMs: number,
): Promise<DayOfWork[]> {
  const day = sql<number>`(slot_ms + ${sql.lit(offsetMs)}) / ${sql.lit(DAY_MS)}`
  const rows = await db
    .selectFrom("active_time")
    .select(({ fn }) => [
      day.as("day"),
      "project_id",
      fn.sum<number>("active_ms").as("active"),
      fn.sum<number>("tasks").as("tasks"),
    ])
    .where("person_id", "=", personId)
    .where("slot_ms", ">=", fromMs)
    .where("slot_ms", "<", untilMs)
    .groupBy([day, "project_id"])
    .orderBy(day, "desc")
    .orderBy("project_id")
    .execute()
  return rows.map((row) => ({
    day: Number(row.day),
    projectId: row.project_id,
    activeMs: Number(row.active),
    tasks: Number(row.tasks),
  }))
}

/** Mean milliseconds a submitted answer took in a project; null before `least` answers are measured. */
export async function findMeanPerAnswer(
  db: Kysely<Database>,
  projectId: number,
  least: number,
): Promise<number | null> {
  const row = await db
    .selectFrom("person_counter")
    .select(({ fn }) => [fn.sum<number>("active_ms").as("active"), fn.sum<number>("submitted").as("answers")])
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  const answers = Number(row?.answers ?? 0)
  const active = Number(row?.active ?? 0)
  return answers < least || active === 0 ? null : active / answers
}
