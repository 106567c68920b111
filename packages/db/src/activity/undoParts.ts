import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { PART_STATE, type StoredPartState } from "../schema/states.ts"

// Acts on pictures in parts, each remembered before it is done, so that a program that ended in the middle goes on
// with it and all of it can be taken back. Parts are begun in order: of the begun ones only the last may not be done.

/** Rows in one insert: bound values stay under every engine's limit. */
const SLICE = 100

/** One step of a long act on pictures, which runs and is taken back by itself. */
export interface UndoPart {
  readonly part: number
  /** Whom it is for, in order. */
  readonly ids: readonly number[]
  /** What was before, as the act stored it; null before it was begun. */
  readonly body: object | null
  /** Somebody was at it when the program ended. */
  readonly again: boolean
}

/** How far an act is, in pictures. */
export interface ActTally {
  /** All that it is for. */
  readonly total: number
  /** Those it has been through, changed or not. */
  readonly done: number
  readonly changed: number
  readonly inHand: number
  /** Those of `done` that were taken back. */
  readonly takenBack: number
}

function updatePart(db: Kysely<Database>, projectId: number, undoId: number, number: number) {
  return db
    .updateTable("undo_part")
    .where("project_id", "=", projectId)
    .where("undo_id", "=", undoId)
    .where("part", "=", number)
}

function findFirstPart(
  db: Kysely<Database>,
  projectId: number,
  undoId: number,
  state: StoredPartState,
  order: "asc" | "desc",
) {
  return db
    .selectFrom("undo_part")
    .select(["part", "ids", "body", "state"])
    .where("project_id", "=", projectId)
    .where("undo_id", "=", undoId)
    .where("state", "=", state)
    .orderBy("part", order)
    .limit(1)
    .executeTakeFirst()
}

/** Says whom each part is for. */
export async function planParts(
  db: Kysely<Database>,
  projectId: number,
  undoId: number,
  parts: readonly (readonly number[])[],
): Promise<void> {
  for (let at = 0; at < parts.length; at += SLICE) {
    const rows = parts.slice(at, at + SLICE).map((ids, index) => ({
      ...{
        project_id: projectId,
        undo_id: undoId,
        part: at + index,
        state: PART_STATE.planned,
        pictures: ids.length,
      },
      ...{ changed: 0, in_hand: 0, ids: JSON.stringify(ids), body: null },
    }))
    await db.insertInto("undo_part").values(rows).execute()
  }
}

/** The part at which somebody was when the program ended, or that is done: the last one that was begun. */
export async function findBegunPart(db: Kysely<Database>, projectId: number, undoId: number): Promise<UndoPart | null> {
  return partFrom(await findFirstPart(db, projectId, undoId, PART_STATE.begun, "desc"), true)
}

/** The next part that was not begun. */
export async function findPlannedPart(
  db: Kysely<Database>,
  projectId: number,
  undoId: number,
): Promise<UndoPart | null> {
  return partFrom(await findFirstPart(db, projectId, undoId, PART_STATE.planned, "asc"), false)
}

/** Remembers what is before a part; from now on it is done. */
export async function beginPart(
  db: Kysely<Database>,
  projectId: number,
  undoId: number,
  number: number,
  { body, changed, inHand }: { body: string; changed: number; inHand: number },
): Promise<void> {
  await updatePart(db, projectId, undoId, number)
    .set({ state: PART_STATE.begun, body, changed, in_hand: inHand })
    .execute()
}

/** The part whose taking back may not have come to its end. */
export async function findTakenBackPart(
  db: Kysely<Database>,
  projectId: number,
  undoId: number,
): Promise<UndoPart | null> {
  return partFrom(await findFirstPart(db, projectId, undoId, PART_STATE.takenBack, "desc"), true)
}

/** Begins to take the next part back, first to last; null once all are. */
export async function beginTakingBack(
  db: Kysely<Database>,
  projectId: number,
  undoId: number,
): Promise<UndoPart | null> {
  const next = partFrom(await findFirstPart(db, projectId, undoId, PART_STATE.begun, "asc"), false)
  if (next) await updatePart(db, projectId, undoId, next.part).set({ state: PART_STATE.takenBack }).execute()
  return next
}

/** Forgets whom an act was for and what was before; how many pictures it was for stays. */
export async function forgetParts(db: Kysely<Database>, projectId: number, undoId: number): Promise<void> {
  await db
    .updateTable("undo_part")
    .set({ ids: "[]", body: null })
    .where("project_id", "=", projectId)
    .where("undo_id", "=", undoId)
    .execute()
}

/** How far each of these acts is, by its number; acts without parts are absent. */
export async function findTallies(
  db: Kysely<Database>,
  projectId: number,
  undoIds: readonly number[],
): Promise<Map<number, ActTally>> {
  if (undoIds.length === 0) return new Map()
  const rows = await db
    .selectFrom("undo_part")
    .select((eb) => ["undo_id", "state", eb.fn.sum<number>("pictures").as("pictures")])
    .select((eb) => [eb.fn.sum<number>("changed").as("changed"), eb.fn.sum<number>("in_hand").as("in_hand")])
    .where("project_id", "=", projectId)
    .where("undo_id", "in", undoIds)
    .groupBy(["undo_id", "state"])
    .execute()
  const tallies = new Map<number, ActTally>()
  for (const row of rows) {
    const before = tallies.get(row.undo_id) ?? { total: 0, done: 0, changed: 0, inHand: 0, takenBack: 0 }
    const pictures = Number(row.pictures)
    tallies.set(row.undo_id, {
      total: before.total + pictures,
      done: before.done + (row.state === PART_STATE.planned ? 0 : pictures),
      changed: before.changed + Number(row.changed),
      inHand: before.inHand + Number(row.in_hand),
      takenBack: before.takenBack + (row.state === PART_STATE.takenBack ? pictures : 0),
    })
  }
  return tallies
}

function partFrom(
  row: { part: number; ids: string; body: string | null } | undefined,
  again: boolean,
): UndoPart | null {
  if (!row) return null
  const ids: number[] = JSON.parse(row.ids) // written by this repository alone
  return { part: row.part, ids, body: row.body === null ? null : JSON.parse(row.body), again }
}
