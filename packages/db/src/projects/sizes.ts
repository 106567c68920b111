import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"

/** Rows that a mean is taken of: enough for a forecast, and read in a few milliseconds. */
const SAMPLE = 500

/** Returns the mean number of regions per final answer, else per prediction; null without both. */
export async function findMeanRegions(db: Kysely<Database>, projectId: number): Promise<number | null> {
  const final = await db
    .selectFrom("task_state")
    .select("regions")
    .where("project_id", "=", projectId)
    .where("state", "=", "settled")
    .limit(SAMPLE)
    .execute()
  if (final.length > 0) return mean(final.map((row) => row.regions))
  const predicted = await db
    .selectFrom("prediction")
    .select("body")
    .where("project_id", "=", projectId)
    .limit(SAMPLE)
    .execute()
  return mean(predicted.map((row) => (JSON.parse(row.body) as { regions: unknown[] }).regions.length))
}

/** Returns the mean minutes of recordings: of those that wait for an answer, and of those answered; null where there are none. */
export async function findMeanMinutes(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ waiting: number | null; answered: number | null }> {
  const waiting = await db
    .selectFrom("task as t")
    .innerJoin("asset as a", (join) => join.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .select("a.duration_ms")
    .where("t.project_id", "=", projectId)
    .where("t.is_open", "=", 1)
    .where("a.deleted_at_ms", "is", null)
    .where("a.duration_ms", "is not", null)
    .limit(SAMPLE)
    .execute()
  const answered = await db
    .selectFrom("assignment as g")
    .innerJoin("task as t", (join) => join.onRef("t.project_id", "=", "g.project_id").onRef("t.id", "=", "g.task_id"))
    .innerJoin("asset as a", (join) => join.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .select("a.duration_ms")
    .where("g.project_id", "=", projectId)
    .where("g.state", "=", ASSIGNMENT_STATE.submitted)
    .where("a.duration_ms", "is not", null)
    .limit(SAMPLE)
    .execute()
  const minutes = (rows: readonly { duration_ms: number | null }[]) =>
    mean(rows.map(({ duration_ms }) => (duration_ms ?? 0) / 60_000))
  return { waiting: minutes(waiting), answered: minutes(answered) }
}

function mean(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((sum, one) => sum + Number(one), 0) / numbers.length
}
