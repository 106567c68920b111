import type { TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { SuspectKind, SuspectState } from "../schema/states.ts"

// Places where a final answer is likely wrong, as a prediction set says.

/** Rows written in one statement. */
const SLICE = 200

/** A place where a settled answer is likely wrong. `body` is what scoring found there. */
export interface SuspectRow {
  readonly id: number
  readonly taskId: TaskNumber
  readonly kind: SuspectKind
  readonly scorePpm: number
  readonly state: SuspectState
  readonly body: object
}

function suspectFrom(row: Database["suspect"]): SuspectRow {
  const { id, kind, state } = row
  return { id, taskId: row.task_id, kind, scorePpm: row.score_ppm, state, body: JSON.parse(row.body) }
}

/** Stores how a set compares with the settled answers, and its suspects in place of those before. Call it in a transaction. */
export async function putScores(
  db: Kysely<Database>,
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
  await db.deleteFrom("suspect").where("project_id", "=", projectId).where("set_id", "=", setId).execute()
  for (let at = 0; at < scored.suspects.length; at += SLICE) {
    await db
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
          body: JSON.stringify(body),
        })),
      )
      .execute()
  }
  const open = scored.suspects.filter(({ state }) => state === "open").length
  await db
    .updateTable("prediction_set")
    .set({
      ...{ scores: scored.scores, scored_at_ms: scored.atMs, suspects: open },
      ...{ scored_from_ms: scored.fromMs ?? null, scored_on: scored.on ?? null },
    })
    .where("project_id", "=", projectId)
    .where("id", "=", setId)
    .execute()
}

function suspectRows(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  kinds: readonly SuspectKind[],
  states: readonly SuspectState[],
) {
  let query = db.selectFrom("suspect").where("project_id", "=", projectId).where("set_id", "=", setId)
  if (kinds.length > 0) query = query.where("kind", "in", [...kinds])
  if (states.length > 0) query = query.where("state", "in", [...states])
  return query
}

/** Suspects, the likeliest error first (their numbers are in that order), after number `after`. */
export async function readSuspectPage(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  wanted: { kinds: readonly SuspectKind[]; states: readonly SuspectState[]; after: number; limit: number },
): Promise<SuspectRow[]> {
  const rows = await suspectRows(db, projectId, setId, wanted.kinds, wanted.states)
    .selectAll()
    .where("id", ">", wanted.after)
    .orderBy("id")
    .limit(wanted.limit)
    .execute()
  return rows.map(suspectFrom)
}

/** How many suspects there are of these kinds and states. */
export async function countSuspects(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  kinds: readonly SuspectKind[],
  states: readonly SuspectState[],
): Promise<number> {
  const row = await suspectRows(db, projectId, setId, kinds, states)
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** These suspects, by number; those that do not exist are left out. */
export async function findSuspects(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  ids: readonly number[],
): Promise<SuspectRow[]> {
  const found: SuspectRow[] = []
  for (let at = 0; at < ids.length; at += SLICE) {
    const rows = await suspectRows(db, projectId, setId, [], [])
      .selectAll()
      .where("id", "in", ids.slice(at, at + SLICE))
      .orderBy("id")
      .execute()
    found.push(...rows.map(suspectFrom))
  }
  return found
}

/** Moves suspects to a state; how many changed. */
export async function setSuspects(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  ids: readonly number[],
  state: SuspectState,
): Promise<number> {
  let changed = 0
  for (let at = 0; at < ids.length; at += SLICE) {
    const result = await db
      .updateTable("suspect")
      .set({ state })
      .where("project_id", "=", projectId)
      .where("set_id", "=", setId)
      .where("id", "in", ids.slice(at, at + SLICE))
      .where("state", "<>", state)
      .executeTakeFirst()
    changed += Number(result.numUpdatedRows)
  }
  await db
    .updateTable("prediction_set")
    .set({ suspects: await countSuspects(db, projectId, setId, [], ["open"]) })
    .where("project_id", "=", projectId)
    .where("id", "=", setId)
    .execute()
  return changed
}
