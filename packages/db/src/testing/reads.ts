import { type Kysely, sql } from "kysely"
import { noteMembershipChange } from "../projects/members.ts"
import type { Database } from "../schema/index.ts"

// What tests read and write of rows that the program itself does not ask for so.

/** Takes somebody out of a project; what they did stays. */
export async function deleteMember(db: Kysely<Database>, projectId: number, personId: number): Promise<void> {
  await db.deleteFrom("member").where("project_id", "=", projectId).where("person_id", "=", personId).execute()
  noteMembershipChange()
}

/** JSON of a version of the labels; undefined for an unknown one. */
export async function findOntologyBody(
  db: Kysely<Database>,
  projectId: number,
  version: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("ontology_version")
    .select("body")
    .where("project_id", "=", projectId)
    .where("version", "=", version)
    .executeTakeFirst()
  return row?.body
}

/** Markdown of a version of the guideline; undefined for an unknown one. */
export async function findGuidelineText(
  db: Kysely<Database>,
  projectId: number,
  version: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("guideline_version")
    .select("markdown")
    .where("project_id", "=", projectId)
    .where("version", "=", version)
    .executeTakeFirst()
  return row?.markdown
}

/** JSON of what is known of each person, by person. */
export async function findPeopleQuality(
  db: Kysely<Database>,
  projectId: number,
): Promise<Map<number, { body: string; items: number }>> {
  const rows = await db
    .selectFrom("person_quality")
    .select(["person_id", "body", "items"])
    .where("project_id", "=", projectId)
    .execute()
  return new Map(rows.map((row) => [row.person_id, { body: row.body, items: row.items }]))
}

/** What second looks say of one reviewer's decisions (all, or those looked at on one day). */
interface ReviewAuditTally {
  readonly reviewer: number
  /** Decisions that were made a second time, and those that came out otherwise. */
  readonly items: number
  readonly differing: number
  /** Sum of how far apart they were, each in [0, 1]. */
  readonly severity: number
  /** Tasks looked at, and the sum over tasks of severity squared: for intervals. */
  readonly tasks: number
  readonly severitySquares: number
  /** Start of the UTC day on which they were looked at; null in sums over all days. */
  readonly dayMs: number | null
}

const DAY_MS = 86_400_000

/** Sums by reviewer (`dayMs` null), and by reviewer and UTC day, in the order of reviewers and days. */
export async function tallyAudits(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ byReviewer: ReviewAuditTally[]; byDay: ReviewAuditTally[] }> {
  const rows = await db
    .selectFrom("second_look")
    .select(({ fn }) => [
      "first_by as reviewer",
      // Days as whole numbers: both engines divide integers without a remainder.
      sql<number>`filed_at_ms / ${sql.lit(DAY_MS)}`.as("day"),
      fn.countAll<number>().as("tasks"),
      fn.sum<number>("differences").as("items"),
      fn.sum<number>("same").as("same"),
      fn.sum<number>("severity_ppm").as("severity"),
      sql<number>`sum((severity_ppm / 1000000.0) * (severity_ppm / 1000000.0))`.as("squares"),
    ])
    .where("project_id", "=", projectId)
    .where("state", "=", "filed")
    .groupBy(["first_by", sql`filed_at_ms / ${sql.lit(DAY_MS)}`])
    .orderBy("first_by")
    .orderBy("day")
    .execute()
  const byDay = rows.map(
    (row): ReviewAuditTally => ({
      reviewer: row.reviewer,
      items: Number(row.items),
      differing: Number(row.items) - Number(row.same),
      severity: Number(row.severity) / 1_000_000,
      tasks: Number(row.tasks),
      severitySquares: Number(row.squares),
      dayMs: Number(row.day) * DAY_MS,
    }),
  )
  return { byReviewer: byDay.reduce(addUp, []), byDay }
}

/** Crediting state of a person as stored; null before the first heartbeat. */
export async function findActiveState(db: Kysely<Database>, personId: number): Promise<string | null> {
  const row = await db.selectFrom("active_state").select("state").where("person_id", "=", personId).executeTakeFirst()
  return row?.state ?? null
}

/** Adds a day to the sums of its reviewer. */
function addUp(sums: ReviewAuditTally[], day: ReviewAuditTally): ReviewAuditTally[] {
  const last = sums.at(-1)
  if (last?.reviewer !== day.reviewer) return [...sums, { ...day, dayMs: null }]
  const sum: ReviewAuditTally = {
    reviewer: day.reviewer,
    items: last.items + day.items,
    differing: last.differing + day.differing,
    severity: last.severity + day.severity,
    tasks: last.tasks + day.tasks,
    severitySquares: last.severitySquares + day.severitySquares,
    dayMs: null,
  }
  return [...sums.slice(0, -1), sum]
}
