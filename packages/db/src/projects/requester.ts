import type { Rating } from "@justesse/work/requester/ratings"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

// What a project's record as the people who work there see it is computed from.

/** How many people sent an answer, and how many answers there are. */
export async function countWorkers(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ people: number; answers: number }> {
  const row = await db
    .selectFrom("person_counter")
    .select((eb) => [eb.fn.countAll<number>().as("people"), eb.fn.sum<number>("submitted").as("answers")])
    .where("project_id", "=", projectId)
    .where("submitted", ">", 0)
    .executeTakeFirst()
  return { people: Number(row?.people ?? 0), answers: Number(row?.answers ?? 0) }
}

/** Whether somebody sent an answer in a project. */
export async function hasAnswered(db: Kysely<Database>, projectId: number, personId: number): Promise<boolean> {
  const row = await db
    .selectFrom("person_counter")
    .select("submitted")
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .executeTakeFirst()
  return (row?.submitted ?? 0) > 0
}

/** How many questions of a project wait for their first answer. */
export async function countUnanswered(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("thread")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("kind", "=", "question")
    .where("answered_at_ms", "is", null)
    .where("state", "=", "open")
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** How often tasks were skipped because their picture was broken, and because of what is in it. */
export async function countSkipReasons(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ broken: number; content: number }> {
  const rows = await db
    .selectFrom("assignment")
    .select((eb) => ["skip_reason", eb.fn.countAll<number>().as("n")])
    .where("project_id", "=", projectId)
    .where("skip_reason", "in", ["bad_picture", "not_loading", "content"])
    .groupBy("skip_reason")
    .execute()
  const count = (...reasons: readonly string[]) =>
    rows.reduce((sum, row) => sum + (reasons.includes(row.skip_reason ?? "") ? Number(row.n) : 0), 0)
  return { broken: count("bad_picture", "not_loading"), content: count("content") }
}

/** How often work was refused because the project had no money for it, and on how many stretches without. */
export async function countRefusals(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ readonly stretches: number; readonly refused: number }> {
  const row = await db
    .selectFrom("unfunded_stretch")
    .select((eb) => [eb.fn.countAll<number>().as("stretches"), eb.fn.sum<number>("asked").as("refused")])
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return { stretches: Number(row?.stretches ?? 0), refused: Number(row?.refused ?? 0) }
}

/**
 * Kinds of content that people met and nobody had declared: those that the owner then declared, and those that are still to be answered.
 * What the owner said was not so is none.
 */
export async function countIncidents(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ readonly declared: number; readonly open: number }> {
  const rows = await db
    .selectFrom("content_report")
    .select(["class", "answer"])
    .distinct()
    .where("project_id", "=", projectId)
    .execute()
  const kinds = (answer: string | null) => new Set(rows.filter((row) => row.answer === answer).map((row) => row.class))
  return { declared: kinds("declared").size, open: kinds(null).size }
}

/** Keeps what somebody says of a project; what they said before stays as a row. */
export async function insertRating(
  db: Kysely<Database>,
  projectId: number,
  { personId, atMs, clarity, respect, promptness }: Omit<Rating, "id">,
): Promise<void> {
  await db
    .insertInto("project_rating")
    .values({ project_id: projectId, person_id: personId, clarity, respect, promptness, at_ms: atMs })
    .execute()
}

/** Everything that people said of a project, in order. */
export async function listRatings(db: Kysely<Database>, projectId: number): Promise<Rating[]> {
  const rows = await db
    .selectFrom("project_rating")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("id")
    .execute()
  return rows.map(({ id, person_id, clarity, respect, promptness, at_ms }) => ({
    ...{ id, personId: person_id, clarity, respect, promptness, atMs: at_ms },
  }))
}
