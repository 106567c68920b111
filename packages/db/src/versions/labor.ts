import type { LaborTimeKind } from "@justesse/types/pay/labor"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { SOURCE, TIME_KIND } from "../schema/states.ts"

// What a labor label is computed from. Sums of rows that only grow, up to a moment, so that they come out the same later on.

/** Two moments: work up to `frozenAtMs` counts, as far as it was stored at `upToMs`. */
interface Until {
  readonly frozenAtMs: number
  readonly upToMs: number
}

/**
 * Credited time by person and kind, in quarters of an hour that began before the freeze: reading is training, and missing time that was
 * granted is time at tasks.
 */
export async function sumTimeByPerson(
  db: Kysely<Database>,
  projectId: number,
  { frozenAtMs, upToMs }: Until,
): Promise<{ personId: number; kind: LaborTimeKind; ms: number }[]> {
  const kind = sql<LaborTimeKind>`case when e.kind = ${sql.lit(TIME_KIND.break)} then 'breaks'
    when e.kind = ${sql.lit(TIME_KIND.review)} then 'review'
    when e.kind in (${sql.lit(TIME_KIND.reading)}, ${sql.lit(TIME_KIND.mentoring)}) or a.drawn = ${sql.lit(SOURCE.training)} then 'training' else 'production' end`
  const rows = await db
    .selectFrom("time_entry as e")
    .leftJoin("assignment as a", (on) =>
      on
        .onRef("a.project_id", "=", "e.project_id")
        .on(sql<boolean>`a.task_id = e.task_id`)
        .onRef("a.person_id", "=", "e.person_id"),
    )
    .select((eb) => ["e.person_id", kind.as("kind"), eb.fn.sum<number>("e.credited_ms").as("ms")])
    .where("e.project_id", "=", projectId)
    .where("e.slot_ms", "<=", frozenAtMs)
    .where("e.at_ms", "<=", upToMs)
    .groupBy(["e.person_id", kind])
    .execute()
  return rows.map((row) => ({ personId: row.person_id, kind: row.kind, ms: Number(row.ms) }))
}

/** The time of a project by its entries and by the projection that pages read, at one moment: the label rests on the first. */
export async function sumProjectedTime(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ entriesMs: number; quartersMs: number }> {
  const { rows } = await sql<{ entries_ms: number | null; quarters_ms: number | null }>`select
    (select sum(credited_ms) from time_entry where project_id = ${projectId} and slot_ms is not null) as entries_ms,
    (select sum(active_ms) from active_time where project_id = ${projectId}) as quarters_ms`.execute(db)
  return { entriesMs: Number(rows[0]?.entries_ms ?? 0), quartersMs: Number(rows[0]?.quarters_ms ?? 0) }
}

/** How many answers were sent back for repair by then. */
export async function countSentBackUntil(db: Kysely<Database>, projectId: number, atMs: number): Promise<number> {
  const row = await db
    .selectFrom("activity")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("what", "=", "review.sent_back")
    .where("at_ms", "<=", atMs)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** How many texts the guideline had had by then, and the number of the last of them. */
export async function countGuidelinesUntil(
  db: Kysely<Database>,
  projectId: number,
  atMs: number,
): Promise<{ versions: number; last: number }> {
  const row = await db
    .selectFrom("guideline_version")
    .select((eb) => [eb.fn.countAll<number>().as("versions"), eb.fn.max("version").as("last")])
    .where("project_id", "=", projectId)
    .where("made_at_ms", "<=", atMs)
    .executeTakeFirst()
  return { versions: Number(row?.versions ?? 0), last: Number(row?.last ?? 0) }
}

/** What became of a model's proposals in the answers sent by then. */
export async function sumProposalsUntil(
  db: Kysely<Database>,
  projectId: number,
  atMs: number,
): Promise<{ answers: number; taken: number; changed: number; refused: number }> {
  const row = await db
    .selectFrom("answer_proposals as p")
    .innerJoin("submission as s", (on) =>
      on
        .onRef("s.project_id", "=", "p.project_id")
        .onRef("s.task_id", "=", "p.task_id")
        .onRef("s.person_id", "=", "p.person_id")
        .onRef("s.revision", "=", "p.revision"),
    )
    .select((eb) => [
      eb.fn.countAll<number>().as("answers"),
      eb.fn.sum<number>("p.taken").as("taken"),
      eb.fn.sum<number>("p.changed").as("changed"),
      eb.fn.sum<number>("p.refused").as("refused"),
    ])
    .where("p.project_id", "=", projectId)
    .where("p.withheld", "=", 0)
    .where("s.stored_at_ms", "<=", atMs)
    .executeTakeFirst()
  return {
    answers: Number(row?.answers ?? 0),
    taken: Number(row?.taken ?? 0),
    changed: Number(row?.changed ?? 0),
    refused: Number(row?.refused ?? 0),
  }
}

/** The people behind pseudonyms of a project, with their preferences as stored; those who left it too. */
export async function findContributors(
  db: Kysely<Database>,
  projectId: number,
  pseudonyms: readonly string[],
): Promise<{ personId: number; pseudonym: string; preferences: unknown; isActive: boolean }[]> {
  const found: { personId: number; pseudonym: string; preferences: unknown; isActive: boolean }[] = []
  for (let at = 0; at < pseudonyms.length; at += 500) {
    const rows = await db
      .selectFrom("member as m")
      .innerJoin("person as p", "p.id", "m.person_id")
      .select(["m.person_id", "m.pseudonym", "p.preferences", "p.is_active"])
      .where("m.project_id", "=", projectId)
      .where("m.pseudonym", "in", pseudonyms.slice(at, at + 500))
      .execute()
    for (const row of rows)
      found.push({
        personId: row.person_id,
        pseudonym: row.pseudonym,
        preferences: JSON.parse(row.preferences),
        isActive: row.is_active === 1,
      })
  }
  return found
}
