import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

interface ByPerson {
  readonly projectId: number
  readonly personId: number
}

/** Whether an owner named somebody as a mentor, and whether they offer to be one. */
interface MentorStand {
  readonly isNamed: boolean
  readonly offers: boolean
}

/** How somebody stands as a mentor in a project; nobody who never said or was said to be one is any. */
export async function findMentor(db: Kysely<Database>, { projectId, personId }: ByPerson): Promise<MentorStand> {
  const row = await db
    .selectFrom("mentor")
    .select(["named_by", "offers"])
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .executeTakeFirst()
  return { isNamed: row !== undefined && row.named_by !== null, offers: row?.offers === 1 }
}

/** Keeps whether somebody offers to mentor in a project. */
export async function putOffer(
  tx: OpenTransaction,
  { projectId, personId, offers, atMs }: ByPerson & { readonly offers: boolean; readonly atMs: number },
): Promise<void> {
  const said = { offers: offers ? (1 as const) : (0 as const), changed_at_ms: atMs }
  await tx
    .insertInto("mentor")
    .values({ project_id: projectId, person_id: personId, named_by: null, named_at_ms: null, ...said })
    .onConflict((conflict) => conflict.columns(["project_id", "person_id"]).doUpdateSet(said))
    .execute()
}

/** Keeps whom an owner names as a mentor, or (`by` null) no longer does. */
export async function putNamed(
  tx: OpenTransaction,
  { projectId, personId, by, atMs }: ByPerson & { readonly by: number | null; readonly atMs: number },
): Promise<void> {
  const named = { named_by: by, named_at_ms: by === null ? null : atMs, changed_at_ms: atMs }
  await tx
    .insertInto("mentor")
    .values({ project_id: projectId, person_id: personId, offers: 0, ...named })
    .onConflict((conflict) => conflict.columns(["project_id", "person_id"]).doUpdateSet(named))
    .execute()
}

/** Who an owner named in a project, and who offers to mentor and labels there. */
export async function listMentors(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ readonly named: number[]; readonly offering: number[] }> {
  const rows = await db
    .selectFrom("mentor as o")
    .innerJoin("member as m", (on) =>
      on.onRef("m.project_id", "=", "o.project_id").onRef("m.person_id", "=", "o.person_id"),
    )
    .select(["o.person_id", "o.named_by", "o.offers", "m.is_annotator", "m.is_owner"])
    .where("o.project_id", "=", projectId)
    .orderBy("o.person_id")
    .execute()
  const works = rows.filter((row) => row.is_annotator === 1 && row.is_owner === 0)
  return {
    named: rows.filter(({ named_by }) => named_by !== null).map(({ person_id }) => person_id),
    offering: works.filter(({ offers }) => offers === 1).map(({ person_id }) => person_id),
  }
}
