import type { Kysely } from "kysely"
import { numbered } from "../assets/numbered.ts"
import type { Database } from "../schema/index.ts"
import { planParts } from "./undoParts.ts"

/** A bulk act that can be taken back: `body` is what was done, or, where it has no parts, what was before, as the act stored it. */
export interface UndoEntry {
  readonly id: number
  readonly personId: number
  readonly madeAtMs: number
  readonly body: object
  readonly used: boolean
}

/** `parts`: whom each part of the act is for, where it is done in parts; see `undoParts`. */
export async function insertUndo(
  db: Kysely<Database>,
  projectId: number,
  entry: { personId: number; madeAtMs: number; body: string; parts?: readonly (readonly number[])[] },
): Promise<number> {
  return numbered(() =>
    db.transaction().execute(async (tx) => {
      const last = await tx
        .selectFrom("undo")
        .select((eb) => eb.fn.max("id").as("id"))
        .where("project_id", "=", projectId)
        .executeTakeFirst()
      const id = Number(last?.id ?? 0) + 1
      await tx
        .insertInto("undo")
        .values({
          project_id: projectId,
          id,
          person_id: entry.personId,
          made_at_ms: entry.madeAtMs,
          body: entry.body,
          used: 0,
        })
        .execute()
      await planParts(tx, projectId, id, entry.parts ?? [])
      return id
    }),
  )
}

/** Says something else of an act. */
export async function setUndoBody(db: Kysely<Database>, projectId: number, id: number, body: string): Promise<void> {
  await db.updateTable("undo").set({ body }).where("project_id", "=", projectId).where("id", "=", id).execute()
}

/** An act that can be or was taken back; null for an unknown one. */
export async function findUndo(db: Kysely<Database>, projectId: number, id: number): Promise<UndoEntry | null> {
  const row = await db
    .selectFrom("undo")
    .select(["id", "person_id", "made_at_ms", "body", "used"])
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  return row
    ? {
        id: row.id,
        personId: row.person_id,
        madeAtMs: row.made_at_ms,
        body: JSON.parse(row.body),
        used: row.used === 1,
      }
    : null
}

/** Which of `ids` can still be taken back. */
export async function findUnusedUndos(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom("undo")
    .select("id")
    .where("project_id", "=", projectId)
    .where("used", "=", 0)
    .where("id", "in", [...ids])
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** True for the one caller that used it first. */
export async function takeUndo(db: Kysely<Database>, projectId: number, id: number): Promise<boolean> {
  const result = await db
    .updateTable("undo")
    .set({ used: 1 })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("used", "=", 0)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}
