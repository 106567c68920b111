import type { AssetNumber, TaskNumber } from "@justesse/types"
import { Matching, ScoredOn } from "@justesse/types/wire/quality"
import { type Kysely, type Selectable, sql } from "kysely"
import { numbered } from "../assets/numbered.ts"
import type { AssetExtra } from "../assets/rows.ts"
import type { Database } from "../schema/index.ts"
import type { SetState } from "../schema/states.ts"
import { asOne } from "../transaction.ts"

export * from "./suspects.ts"

/** Predictions of one model for the pictures of a project. `scores` is what scoring stored; null where nothing was scored. */
export interface PredictionSetRow {
  readonly id: number
  readonly name: string
  readonly format: string
  readonly state: SetState
  readonly error: string | null
  readonly pictures: number
  readonly unmatched: number
  readonly regions: number
  readonly suspects: number
  readonly scores: { readonly numbers: readonly number[] } | null
  readonly scoredAtMs: number | null
  readonly madeBy: number
  readonly madeAtMs: number
  /** Whether people begin with what it found. */
  readonly proposes: boolean
  /** How its file's pictures and labels were found; null where an earlier program read it. */
  readonly matching: Matching | null
  /** When the answers that the scores rest on began to be read, and which pictures they are. */
  readonly scoredFromMs: number | null
  readonly scoredOn: ScoredOn | null
}

/**
 * What a model found in the picture of a task, and how unsure it is, in millionths. `body`, regions with their scores, stays text: it
 * is stored as it was read, and a worker compares it.
 */
export interface PredictionRow {
  readonly taskId: TaskNumber
  readonly body: string
  readonly doubtPpm: number
}

/** Rows written in one statement. */
const SLICE = 200

/** Null where nobody can read it: then it is of no pictures that are known. */
function toScoredOn(text: string | null): ScoredOn | null {
  return text === null ? null : (ScoredOn.safeParse(JSON.parse(text)).data ?? null)
}

function setFrom(row: Selectable<Database["prediction_set"]>): PredictionSetRow {
  return {
    id: row.id,
    name: row.name,
    format: row.format,
    state: row.state,
    error: row.error,
    pictures: row.pictures,
    unmatched: row.unmatched,
    regions: row.regions,
    suspects: row.suspects,
    scores: row.scores === null ? null : JSON.parse(row.scores),
    scoredAtMs: row.scored_at_ms,
    madeBy: row.made_by,
    madeAtMs: row.made_at_ms,
    proposes: row.proposes === 1,
    matching: row.matching === null ? null : Matching.parse(JSON.parse(row.matching)),
    scoredFromMs: row.scored_from_ms,
    scoredOn: toScoredOn(row.scored_on),
  }
}

/** A new set that is being read; its number. */
export async function insertSet(
  db: Kysely<Database>,
  projectId: number,
  set: { name: string; madeBy: number; madeAtMs: number },
): Promise<number> {
  return numbered(() =>
    asOne(db, async (tx) => {
      const last = await tx
        .selectFrom("prediction_set")
        .select((eb) => eb.fn.max("id").as("id"))
        .where("project_id", "=", projectId)
        .executeTakeFirst()
      const id = Number(last?.id ?? 0) + 1
      const nothing = { pictures: 0, unmatched: 0, regions: 0, suspects: 0, scores: null, scored_at_ms: null }
      await tx
        .insertInto("prediction_set")
        .values({
          project_id: projectId,
          id,
          name: set.name,
          format: "",
          state: "reading",
          error: null,
          ...nothing,
          made_by: set.madeBy,
          made_at_ms: set.madeAtMs,
          proposes: 0,
        })
        .execute()
      return id
    }),
  )
}

/** Sets of a project, newest first. */
export async function listSets(db: Kysely<Database>, projectId: number): Promise<PredictionSetRow[]> {
  const rows = await db
    .selectFrom("prediction_set")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("id", "desc")
    .execute()
  return rows.map(setFrom)
}

/** How fresh the scores of each set are, newest set first; without what they say. */
export async function listSetStates(
  db: Kysely<Database>,
  projectId: number,
): Promise<Pick<PredictionSetRow, "id" | "state" | "pictures" | "scoredFromMs" | "scoredOn">[]> {
  const rows = await db
    .selectFrom("prediction_set")
    .select(["id", "state", "pictures", "scored_from_ms", "scored_on"])
    .where("project_id", "=", projectId)
    .orderBy("id", "desc")
    .execute()
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    pictures: row.pictures,
    scoredFromMs: row.scored_from_ms,
    scoredOn: toScoredOn(row.scored_on),
  }))
}

/** One set; null when there is none. */
export async function findSet(db: Kysely<Database>, projectId: number, id: number): Promise<PredictionSetRow | null> {
  const row = await db
    .selectFrom("prediction_set")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  return row ? setFrom(row) : null
}

/** Says how reading a set ended. */
export async function endSet(
  db: Kysely<Database>,
  projectId: number,
  id: number,
  how: Pick<PredictionSetRow, "state" | "error" | "format" | "pictures" | "unmatched" | "regions">,
): Promise<void> {
  await db
    .updateTable("prediction_set")
    .set({ ...how })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .execute()
}

/** Stores how the pictures and labels of a set's file were found. */
export async function setMatching(
  db: Kysely<Database>,
  projectId: number,
  id: number,
  matching: string,
): Promise<void> {
  await db
    .updateTable("prediction_set")
    .set({ matching })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .execute()
}

/** Has people begin with what this set found, instead of with any other set's; null: with nothing. Call it in a transaction. */
export async function proposeSet(db: Kysely<Database>, projectId: number, id: number | null): Promise<void> {
  await db
    .updateTable("prediction_set")
    .set({ proposes: 0 })
    .where("project_id", "=", projectId)
    .where("proposes", "=", 1)
    .execute()
  if (id === null) return
  await db
    .updateTable("prediction_set")
    .set({ proposes: 1 })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .execute()
}

/** The set that people begin with where nobody chose another for a picture; null: with nothing. */
export async function findProposingSet(db: Kysely<Database>, projectId: number): Promise<PredictionSetRow | null> {
  const row = await db
    .selectFrom("prediction_set")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("proposes", "=", 1)
    .executeTakeFirst()
  return row ? setFrom(row) : null
}

/**
 * Has people begin with the set of an import, and remembers which one they began with before. Said again, what was
 * remembered stays. Call it in a transaction.
 */
export async function proposeInstead(
  db: Kysely<Database>,
  projectId: number,
  importId: number,
  id: number,
): Promise<void> {
  const before = await findProposingSet(db, projectId)
  if (before && before.id !== id)
    await db
      .updateTable("import")
      .set({ proposed_before: before.id })
      .where("project_id", "=", projectId)
      .where("id", "=", importId)
      .execute()
  await proposeSet(db, projectId, id)
}

/** The set that people began with before an import's own, as far as it is still there and was read. */
export async function findProposedBefore(
  db: Kysely<Database>,
  projectId: number,
  importId: number,
): Promise<PredictionSetRow | null> {
  const row = await db
    .selectFrom("import")
    .select("proposed_before")
    .where("project_id", "=", projectId)
    .where("id", "=", importId)
    .executeTakeFirst()
  const set = await findSet(db, projectId, row?.proposed_before ?? 0)
  return set?.state === "ready" ? set : null
}

/**
 * Takes a set and all of it away; false when there is none. Imports that took its place go back to the one before it.
 * Call it in a transaction.
 */
export async function deleteSet(db: Kysely<Database>, projectId: number, id: number): Promise<boolean> {
  await clearSet(db, projectId, id)
  const its = await db
    .selectFrom("import")
    .select("proposed_before")
    .where("project_id", "=", projectId)
    .where("set_id", "=", id)
    .executeTakeFirst()
  await db
    .updateTable("import")
    .set({ proposed_before: its?.proposed_before ?? null })
    .where("project_id", "=", projectId)
    .where("proposed_before", "=", id)
    .execute()
  for (const table of ["suspect", "proposal"] as const)
    await db.deleteFrom(table).where("project_id", "=", projectId).where("set_id", "=", id).execute()
  const result = await db
    .deleteFrom("prediction_set")
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}

/** Empties a set before it is read again. */
export async function clearSet(db: Kysely<Database>, projectId: number, id: number): Promise<void> {
  await db.deleteFrom("prediction").where("project_id", "=", projectId).where("set_id", "=", id).execute()
}

/** Stores what the set found, once for each task of a picture; a task that it has already keeps the later row. */
export async function putPredictions(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  rows: readonly PredictionRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += SLICE) {
    await db
      .insertInto("prediction")
      .values(
        rows.slice(at, at + SLICE).map(({ taskId, body, doubtPpm }) => ({
          project_id: projectId,
          set_id: setId,
          task_id: taskId,
          body,
          doubt_ppm: doubtPpm,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(["project_id", "set_id", "task_id"]).doUpdateSet((eb) => ({
          body: eb.ref("excluded.body"),
          doubt_ppm: eb.ref("excluded.doubt_ppm"),
        })),
      )
      .execute()
  }
}

/**
 * Offers what a program read in the pages of a set to people, or keeps it for comparing alone: it is stored as `text` or as `read`, names
 * that no text in JSON can hold with their quotes.
 */
export async function showReadText(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  isShown: boolean,
): Promise<void> {
  const [before, after] = isShown ? ['"read":', '"text":'] : ['"text":', '"read":']
  await db
    .updateTable("prediction")
    .set({ body: sql<string>`replace(body, ${before}, ${after})` })
    .where("project_id", "=", projectId)
    .where("set_id", "=", setId)
    .execute()
}

/** Settled tasks that the set covers, by number from `from` on: kept answer and prediction, as texts that a worker parses. */
export async function listFinalWithPredictions(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  from: number,
  most: number,
): Promise<{ taskId: TaskNumber; kept: string; predicted: string }[]> {
  const rows = await db
    .selectFrom("prediction as p")
    .innerJoin("task_state as s", (on) =>
      on.onRef("s.project_id", "=", "p.project_id").onRef("s.task_id", "=", "p.task_id"),
    )
    .select(["p.task_id", "p.body", "s.answer"])
    .where("p.project_id", "=", projectId)
    .where("p.set_id", "=", setId)
    .where("p.task_id", ">", from)
    .where("s.state", "=", "settled")
    .where("s.answer", "is not", null)
    .orderBy("p.task_id")
    .limit(most)
    .execute()
  return rows.map((row) => ({ taskId: row.task_id, kept: row.answer ?? "", predicted: row.body }))
}

/** Tasks of each set of a project that have no settled answer yet. */
export async function countOpenCovered(db: Kysely<Database>, projectId: number): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom("prediction as p")
    .innerJoin("task_state as s", (on) =>
      on.onRef("s.project_id", "=", "p.project_id").onRef("s.task_id", "=", "p.task_id"),
    )
    .select((eb) => ["p.set_id", eb.fn.countAll<number>().as("n")])
    .where("p.project_id", "=", projectId)
    .where("s.state", "in", ["open", "waiting", "disputed"])
    .groupBy("p.set_id")
    .execute()
  return new Map(rows.map((row) => [row.set_id, Number(row.n)]))
}

/** Open tasks by number from `from` on, with how unsure the set is of each; null where it does not cover it. */
export async function listOpenPredictions(
  db: Kysely<Database>,
  projectId: number,
  setId: number | null,
  from: number,
  most: number,
): Promise<{ taskId: TaskNumber; tier: number; doubtPpm: number | null }[]> {
  const rows = await db
    .selectFrom("task as t")
    .leftJoin("prediction as p", (on) =>
      on
        .onRef("p.project_id", "=", "t.project_id")
        .onRef("p.task_id", "=", "t.id")
        .on("p.set_id", "=", setId ?? 0),
    )
    .select(["t.id", "t.tier", "p.doubt_ppm"])
    .where("t.project_id", "=", projectId)
    .where("t.is_open", "=", 1)
    .where("t.id", ">", from)
    .orderBy("t.id")
    .limit(most)
    .execute()
  return rows.map((row) => ({ taskId: row.id, tier: row.tier, doubtPpm: row.doubt_ppm }))
}

/** What files called pictures, by number from `from` on; undefined where they had no name for one. */
export async function listForeignIds(
  db: Kysely<Database>,
  projectId: number,
  from: AssetNumber,
  most: number,
): Promise<{ assetId: AssetNumber; foreignId: string | undefined }[]> {
  const rows = await db
    .selectFrom("asset")
    .select(["id", "foreign"])
    .where("project_id", "=", projectId)
    .where("id", ">", from)
    .where("foreign", "is not", null)
    .where("deleted_at_ms", "is", null)
    .orderBy("id")
    .limit(most)
    .execute()
  return rows.map((row) => {
    const { foreignId }: AssetExtra = JSON.parse(row.foreign ?? "{}") // written by an import alone
    return { assetId: row.id, foreignId }
  })
}
