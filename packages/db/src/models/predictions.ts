import type { AssetNumber, TaskNumber } from "@justesse/types"
import type { Kysely, Selectable } from "kysely"
import { numbered } from "../assets/numbered.ts"
import type { Database } from "../schema/index.ts"
import type { SetState, SuspectKind, SuspectState } from "../schema/states.ts"
import { asOne } from "../transaction.ts"

/** Predictions of one model for the pictures of a project. `scores` is JSON. */
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
  readonly scores: string | null
  readonly scoredAtMs: number | null
  readonly madeBy: number
  readonly madeAtMs: number
  /** Whether people begin with what it found. */
  readonly proposes: boolean
  /** JSON of how its file's pictures and labels were found; null where an earlier program read it. */
  readonly matching: string | null
  /** When the answers that the scores rest on began to be read, and which pictures they are: JSON. */
  readonly scoredFromMs: number | null
  readonly scoredOn: string | null
}

/** What a model found in the picture of a task: JSON of regions with their scores, and how unsure it is, in millionths. */
export interface PredictionRow {
  readonly taskId: TaskNumber
  readonly body: string
  readonly doubtPpm: number
}

/** A place where a settled answer is likely wrong. `body` is JSON. */
export interface SuspectRow {
  readonly id: number
  readonly taskId: TaskNumber
  readonly kind: SuspectKind
  readonly scorePpm: number
  readonly state: SuspectState
  readonly body: string
}

/** Rows written in one statement. */
const SLICE = 200

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
    scores: row.scores,
    scoredAtMs: row.scored_at_ms,
    madeBy: row.made_by,
    madeAtMs: row.made_at_ms,
    proposes: row.proposes === 1,
    matching: row.matching,
    scoredFromMs: row.scored_from_ms,
    scoredOn: row.scored_on,
  }
}

function suspectFrom(row: Database["suspect"]): SuspectRow {
  const { id, kind, state, body } = row
  return { id, taskId: row.task_id, kind, scorePpm: row.score_ppm, state, body }
}

/** Prediction sets, what they found, and the suspects among the settled answers. */
class Predictions {
  readonly #db: Kysely<Database>
  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  /** A new set that is being read; its number. */
  async add(projectId: number, set: { name: string; madeBy: number; madeAtMs: number }): Promise<number> {
    return numbered(() =>
      asOne(this.#db, async (tx) => {
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
  async sets(projectId: number): Promise<PredictionSetRow[]> {
    const rows = await this.#db
      .selectFrom("prediction_set")
      .selectAll()
      .where("project_id", "=", projectId)
      .orderBy("id", "desc")
      .execute()
    return rows.map(setFrom)
  }

  /** How fresh the scores of each set are, newest set first; without what they say. */
  async stands(projectId: number): Promise<Pick<PredictionSetRow, "id" | "state" | "scoredFromMs" | "scoredOn">[]> {
    const rows = await this.#db
      .selectFrom("prediction_set")
      .select(["id", "state", "scored_from_ms", "scored_on"])
      .where("project_id", "=", projectId)
      .orderBy("id", "desc")
      .execute()
    return rows.map((row) => ({
      id: row.id,
      state: row.state,
      scoredFromMs: row.scored_from_ms,
      scoredOn: row.scored_on,
    }))
  }

  /** One set; null when there is none. */
  async set(projectId: number, id: number): Promise<PredictionSetRow | null> {
    const row = await this.#db
      .selectFrom("prediction_set")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst()
    return row ? setFrom(row) : null
  }

  /** Says how reading a set ended. */
  async end(
    projectId: number,
    id: number,
    how: Pick<PredictionSetRow, "state" | "error" | "format" | "pictures" | "unmatched" | "regions">,
  ): Promise<void> {
    await this.#db
      .updateTable("prediction_set")
      .set({ ...how })
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .execute()
  }

  /** Stores how the pictures and labels of a set's file were found. */
  async matched(projectId: number, id: number, matching: string): Promise<void> {
    await this.#db
      .updateTable("prediction_set")
      .set({ matching })
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .execute()
  }

  /** Has people begin with what this set found, instead of with any other set's; null: with nothing. Call it in a transaction. */
  async propose(projectId: number, id: number | null): Promise<void> {
    await this.#db
      .updateTable("prediction_set")
      .set({ proposes: 0 })
      .where("project_id", "=", projectId)
      .where("proposes", "=", 1)
      .execute()
    if (id === null) return
    await this.#db
      .updateTable("prediction_set")
      .set({ proposes: 1 })
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .execute()
  }

  /** The set that people begin with where nobody chose another for a picture; null: with nothing. */
  async proposing(projectId: number): Promise<PredictionSetRow | null> {
    const row = await this.#db
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
  async proposeInstead(projectId: number, importId: number, id: number): Promise<void> {
    const before = await this.proposing(projectId)
    if (before && before.id !== id)
      await this.#db
        .updateTable("import")
        .set({ proposed_before: before.id })
        .where("project_id", "=", projectId)
        .where("id", "=", importId)
        .execute()
    await this.propose(projectId, id)
  }

  /** The set that people began with before an import's own, as far as it is still there and was read. */
  async proposedBefore(projectId: number, importId: number): Promise<PredictionSetRow | null> {
    const row = await this.#db
      .selectFrom("import")
      .select("proposed_before")
      .where("project_id", "=", projectId)
      .where("id", "=", importId)
      .executeTakeFirst()
    const set = await this.set(projectId, row?.proposed_before ?? 0)
    return set?.state === "ready" ? set : null
  }

  /**
   * Takes a set and all of it away; false when there is none. Imports that took its place go back to the one before it.
   * Call it in a transaction.
   */
  async remove(projectId: number, id: number): Promise<boolean> {
    await this.clear(projectId, id)
    const its = await this.#db
      .selectFrom("import")
      .select("proposed_before")
      .where("project_id", "=", projectId)
      .where("set_id", "=", id)
      .executeTakeFirst()
    await this.#db
      .updateTable("import")
      .set({ proposed_before: its?.proposed_before ?? null })
      .where("project_id", "=", projectId)
      .where("proposed_before", "=", id)
      .execute()
    for (const table of ["suspect", "proposal"] as const)
      await this.#db.deleteFrom(table).where("project_id", "=", projectId).where("set_id", "=", id).execute()
    const result = await this.#db
      .deleteFrom("prediction_set")
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst()
    return Number(result.numDeletedRows) > 0
  }

  /** Empties a set before it is read again. */
  async clear(projectId: number, id: number): Promise<void> {
    await this.#db.deleteFrom("prediction").where("project_id", "=", projectId).where("set_id", "=", id).execute()
  }

  /** Stores what the set found, once for each task of a picture; a task that it has already keeps the later row. */
  async put(projectId: number, setId: number, rows: readonly PredictionRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += SLICE) {
      await this.#db
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

  /** Settled tasks that the set covers, by number from `from` on: kept answer and prediction, both JSON. */
  async findFinal(
    projectId: number,
    setId: number,
    from: number,
    most: number,
  ): Promise<{ taskId: TaskNumber; kept: string; predicted: string }[]> {
    const rows = await this.#db
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
  async coversOpen(projectId: number): Promise<Map<number, number>> {
    const rows = await this.#db
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

  /** Stores how a set compares with the settled answers, and its suspects in place of those before. Call it in a transaction. */
  async score(
    projectId: number,
    setId: number,
    scored: {
      scores: string | null
      atMs: number
      suspects: readonly SuspectRow[]
      fromMs?: number
      on?: string
    },
  ): Promise<void> {
    await this.#db.deleteFrom("suspect").where("project_id", "=", projectId).where("set_id", "=", setId).execute()
    for (let at = 0; at < scored.suspects.length; at += SLICE) {
      await this.#db
        .insertInto("suspect")
        .values(
          scored.suspects.slice(at, at + SLICE).map(({ id, taskId, kind, scorePpm, state, body }) => ({
            project_id: projectId,
            set_id: setId,
            id,
            task_id: taskId,
            kind,
            score_ppm: scorePpm,
            state,
            body,
          })),
        )
        .execute()
    }
    const open = scored.suspects.filter(({ state }) => state === "open").length
    await this.#db
      .updateTable("prediction_set")
      .set({
        ...{ scores: scored.scores, scored_at_ms: scored.atMs, suspects: open },
        ...{ scored_from_ms: scored.fromMs ?? null, scored_on: scored.on ?? null },
      })
      .where("project_id", "=", projectId)
      .where("id", "=", setId)
      .execute()
  }

  #suspects(projectId: number, setId: number, kinds: readonly SuspectKind[], states: readonly SuspectState[]) {
    let query = this.#db.selectFrom("suspect").where("project_id", "=", projectId).where("set_id", "=", setId)
    if (kinds.length > 0) query = query.where("kind", "in", [...kinds])
    if (states.length > 0) query = query.where("state", "in", [...states])
    return query
  }

  /** Suspects, the likeliest error first (their numbers are in that order), after number `after`. */
  async suspects(
    projectId: number,
    setId: number,
    wanted: { kinds: readonly SuspectKind[]; states: readonly SuspectState[]; after: number; limit: number },
  ): Promise<SuspectRow[]> {
    const rows = await this.#suspects(projectId, setId, wanted.kinds, wanted.states)
      .selectAll()
      .where("id", ">", wanted.after)
      .orderBy("id")
      .limit(wanted.limit)
      .execute()
    return rows.map(suspectFrom)
  }

  /** How many suspects there are of these kinds and states. */
  async countSuspects(
    projectId: number,
    setId: number,
    kinds: readonly SuspectKind[],
    states: readonly SuspectState[],
  ): Promise<number> {
    const row = await this.#suspects(projectId, setId, kinds, states)
      .select((eb) => eb.fn.countAll<number>().as("n"))
      .executeTakeFirst()
    return Number(row?.n ?? 0)
  }

  /** These suspects, by number; those that do not exist are left out. */
  async suspectsOf(projectId: number, setId: number, ids: readonly number[]): Promise<SuspectRow[]> {
    const found: SuspectRow[] = []
    for (let at = 0; at < ids.length; at += SLICE) {
      const rows = await this.#suspects(projectId, setId, [], [])
        .selectAll()
        .where("id", "in", ids.slice(at, at + SLICE))
        .orderBy("id")
        .execute()
      found.push(...rows.map(suspectFrom))
    }
    return found
  }

  /** Moves suspects to a state; how many changed. */
  async setSuspects(projectId: number, setId: number, ids: readonly number[], state: SuspectState): Promise<number> {
    let changed = 0
    for (let at = 0; at < ids.length; at += SLICE) {
      const result = await this.#db
        .updateTable("suspect")
        .set({ state })
        .where("project_id", "=", projectId)
        .where("set_id", "=", setId)
        .where("id", "in", ids.slice(at, at + SLICE))
        .where("state", "<>", state)
        .executeTakeFirst()
      changed += Number(result.numUpdatedRows)
    }
    await this.#db
      .updateTable("prediction_set")
      .set({ suspects: await this.countSuspects(projectId, setId, [], ["open"]) })
      .where("project_id", "=", projectId)
      .where("id", "=", setId)
      .execute()
    return changed
  }

  /** Open tasks by number from `from` on, with how unsure the set is of each; null where it does not cover it. */
  async openTasks(
    projectId: number,
    setId: number | null,
    from: number,
    most: number,
  ): Promise<{ taskId: TaskNumber; tier: number; doubtPpm: number | null }[]> {
    const rows = await this.#db
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

  /** What files called pictures, by number from `from` on: JSON of what an import kept. */
  async foreignIds(
    projectId: number,
    from: AssetNumber,
    most: number,
  ): Promise<{ assetId: AssetNumber; foreign: string }[]> {
    const rows = await this.#db
      .selectFrom("asset")
      .select(["id", "foreign"])
      .where("project_id", "=", projectId)
      .where("id", ">", from)
      .where("foreign", "is not", null)
      .where("deleted_at_ms", "is", null)
      .orderBy("id")
      .limit(most)
      .execute()
    return rows.map((row) => ({ assetId: row.id, foreign: row.foreign ?? "{}" }))
  }
}

/** Predictions in `db` or in an open transaction. */
export function predictions(db: Kysely<Database>): Predictions {
  return new Predictions(db)
}
