import { type Kysely, type Selectable, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** Something that a person brought to the ombud. */
export interface Matter {
  readonly id: number
  readonly publicId: string
  readonly personId: number
  readonly projectId: number
  /** Name of the case outside; null for a restriction. */
  readonly decision: string | null
  readonly openedAtMs: number
  readonly reopenedAtMs: number | null
}

function toMatter(row: Selectable<Database["ombud_matter"]>): Matter {
  return {
    ...{ id: row.id, publicId: row.public_id, personId: row.person_id, projectId: row.project_id },
    ...{ decision: row.decision, openedAtMs: row.opened_at_ms, reopenedAtMs: row.reopened_at_ms },
  }
}

/** A person's matter about a decision, or about being restricted in a project (`decision` null): the latest one. */
export async function findMatterAbout(
  db: Kysely<Database>,
  { personId, projectId, decision }: Pick<Matter, "personId" | "projectId" | "decision">,
): Promise<Matter | undefined> {
  const all = db
    .selectFrom("ombud_matter")
    .selectAll()
    .where("person_id", "=", personId)
    .where("project_id", "=", projectId)
    .orderBy("id", "desc")
    .limit(1)
  const row = await (decision === null
    ? all.where("decision", "is", null)
    : all.where("decision", "=", decision)
  ).executeTakeFirst()
  return row && toMatter(row)
}

/** The matter that is called so outside. */
export async function findMatter(db: Kysely<Database>, publicId: string): Promise<Matter | undefined> {
  const row = await db.selectFrom("ombud_matter").selectAll().where("public_id", "=", publicId).executeTakeFirst()
  return row && toMatter(row)
}

/** Begins a matter. Gives its number. */
export async function insertMatter(tx: OpenTransaction, matter: Omit<Matter, "id" | "reopenedAtMs">): Promise<Matter> {
  const { publicId, personId, projectId, decision, openedAtMs } = matter
  const row = await tx
    .insertInto("ombud_matter")
    .values({
      ...{ public_id: publicId, person_id: personId, project_id: projectId, decision },
      ...{ opened_at_ms: openedAtMs, reopened_at_ms: null },
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toMatter(row)
}

/** Says that a matter's case is decided again; false where it was said before: of two presses one does it. */
export async function setReopened(tx: OpenTransaction, id: number, atMs: number): Promise<boolean> {
  const rows = await tx
    .updateTable("ombud_matter")
    .set({ reopened_at_ms: atMs })
    .where("id", "=", id)
    .where("reopened_at_ms", "is", null)
    .returning("id")
    .execute()
  return rows.length === 1
}

/** What was written about a matter. */
export interface MatterMessage {
  readonly publicId: string
  readonly personId: number
  readonly fromOmbud: boolean
  readonly text: string
  readonly atMs: number
}

/** Appends what somebody wrote about a matter. */
export async function insertMatterMessage(
  tx: OpenTransaction,
  matterId: number,
  message: MatterMessage,
): Promise<void> {
  const { publicId, personId, fromOmbud, text, atMs } = message
  await tx
    .insertInto("ombud_message")
    .values({
      ...{ matter_id: matterId, public_id: publicId, person_id: personId },
      ...{ from_ombud: fromOmbud ? 1 : 0, body: text, at_ms: atMs },
    })
    .execute()
}

/** The matter and the writer of the message that is called so; undefined where there is none. */
export async function findMatterMessage(
  db: Kysely<Database>,
  publicId: string,
): Promise<{ readonly matterId: number; readonly personId: number } | undefined> {
  const row = await db
    .selectFrom("ombud_message")
    .select(["matter_id", "person_id"])
    .where("public_id", "=", publicId)
    .executeTakeFirst()
  return row && { matterId: row.matter_id, personId: row.person_id }
}

/** What was written about a matter, in its order. */
export async function listMatterMessages(db: Kysely<Database>, matterId: number): Promise<MatterMessage[]> {
  const rows = await db
    .selectFrom("ombud_message")
    .selectAll()
    .where("matter_id", "=", matterId)
    .orderBy("id")
    .execute()
  return rows.map((row) => ({
    ...{ publicId: row.public_id, personId: row.person_id, fromOmbud: row.from_ombud === 1 },
    ...{ text: row.body, atMs: row.at_ms },
  }))
}

/** Matters with their last message, the latest first. */
export async function listMatters(
  db: Kysely<Database>,
  most: number,
): Promise<{ readonly matter: Matter; readonly last: Pick<MatterMessage, "fromOmbud" | "text" | "atMs"> }[]> {
  const rows = await db
    .selectFrom("ombud_matter as m")
    .innerJoin("ombud_message as w", "w.matter_id", "m.id")
    .selectAll("m")
    .select(["w.from_ombud", "w.body", "w.at_ms"])
    .where(({ eb, selectFrom }) =>
      eb(
        "w.id",
        "=",
        selectFrom("ombud_message as l")
          .select(({ fn }) => fn.max("l.id").as("id"))
          .whereRef("l.matter_id", "=", "m.id"),
      ),
    )
    .orderBy("w.id", "desc")
    .limit(most)
    .execute()
  return rows.map((row) => ({
    matter: toMatter(row),
    last: { fromOmbud: row.from_ombud === 1, text: row.body, atMs: row.at_ms },
  }))
}

/** Whether an assignment's answer is what some matter's decision is about: then its picture is the ombud's to see. */
export async function isInMatter(db: Kysely<Database>, assignmentId: string): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from assignment a
    join case_state c on c.project_id = a.project_id and c.task_id = a.task_id and c.person_id = a.person_id
    join ombud_matter m on m.person_id = a.person_id and m.project_id = a.project_id and m.decision = c.public_id
    where a.public_id = ${assignmentId}`.execute(db)
  return Number(rows[0]?.n ?? 0) > 0
}

/** When and how somebody was last restricted in a project; null where they were not since a moment. */
export async function findRestriction(
  db: Kysely<Database>,
  { projectId, personId, sinceMs }: { readonly projectId: number; readonly personId: number; readonly sinceMs: number },
): Promise<{ readonly what: "paused" | "removed"; readonly atMs: number } | null> {
  const rows = await db
    .selectFrom("activity")
    .select(["what", "at_ms", "detail"])
    .where("project_id", "=", projectId)
    .where("what", "in", ["people.paused", "people.removed"])
    .where("at_ms", ">=", sinceMs)
    .orderBy("id", "desc")
    .execute()
  const own = rows.find(({ detail }) => Number(JSON.parse(detail).person) === personId)
  return own ? { what: own.what === "people.paused" ? "paused" : "removed", atMs: own.at_ms } : null
}
