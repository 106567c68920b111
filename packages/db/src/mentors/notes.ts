import type { TaskNumber } from "@justesse/types"
import type { Kysely, Selectable } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** What a mentor wrote of an answer, or of one region of it. */
export interface MentorNote {
  readonly publicId: string
  readonly pairId: number
  readonly projectId: number
  readonly taskId: TaskNumber
  readonly personId: number
  readonly mentorId: number
  readonly revision: number
  readonly regionId: string | null
  readonly text: string
  readonly atMs: number
  readonly useful: boolean | null
}

function toNote(row: Selectable<Database["mentor_note"]>): MentorNote {
  return {
    ...{ publicId: row.public_id, pairId: row.pair_id, projectId: row.project_id, taskId: row.task_id },
    ...{ personId: row.person_id, mentorId: row.mentor_id, revision: row.revision, regionId: row.region_id },
    ...{ text: row.body, atMs: row.at_ms, useful: row.useful === null ? null : row.useful === 1 },
  }
}

/** Appends a note: `new`; one that is sent again under the same name changes nothing (`same`), another one has its name (`other`). */
export async function insertNote(
  tx: OpenTransaction,
  note: Omit<MentorNote, "useful">,
): Promise<"new" | "same" | "other"> {
  const inserted = await tx
    .insertInto("mentor_note")
    .values({
      ...{ public_id: note.publicId, pair_id: note.pairId, project_id: note.projectId, task_id: note.taskId },
      ...{ person_id: note.personId, mentor_id: note.mentorId, revision: note.revision, region_id: note.regionId },
      ...{ body: note.text, at_ms: note.atMs, useful: null },
    })
    .onConflict((conflict) => conflict.column("public_id").doNothing())
    .returning("id")
    .executeTakeFirst()
  if (inserted) return "new"
  const row = await tx
    .selectFrom("mentor_note")
    .selectAll()
    .where("public_id", "=", note.publicId)
    .executeTakeFirstOrThrow()
  const known = toNote(row)
  const isSame = known.pairId === note.pairId && known.taskId === note.taskId && known.text === note.text
  return isSame ? "same" : "other"
}

/** Notes about somebody's answers in a project, the latest first; those of a forgotten picture say nothing more and are left out. */
export async function listNotes(
  db: Kysely<Database>,
  of: { readonly projectId: number; readonly personId: number; readonly pairId?: number },
  most: number,
): Promise<MentorNote[]> {
  let query = db
    .selectFrom("mentor_note")
    .selectAll()
    .where("project_id", "=", of.projectId)
    .where("person_id", "=", of.personId)
    .where("body", "<>", "")
  if (of.pairId !== undefined) query = query.where("pair_id", "=", of.pairId)
  return (await query.orderBy("id", "desc").limit(most).execute()).map(toNote)
}

/** Says of a note what its reader thinks of it; false for a note that is not about an answer of theirs. */
export async function setUseful(
  tx: OpenTransaction,
  { publicId, personId, useful }: { readonly publicId: string; readonly personId: number; readonly useful: boolean },
): Promise<boolean> {
  const rows = await tx
    .updateTable("mentor_note")
    .set({ useful: useful ? 1 : 0 })
    .where("public_id", "=", publicId)
    .where("person_id", "=", personId)
    .returning("id")
    .execute()
  return rows.length === 1
}

/** Notes of a mentor in a project that their readers found useful; of everybody where no mentor is said, all that were written. */
export async function countNotes(
  db: Kysely<Database>,
  of: { readonly projectId: number; readonly mentorId?: number },
): Promise<number> {
  let query = db
    .selectFrom("mentor_note")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("project_id", "=", of.projectId)
  if (of.mentorId !== undefined) query = query.where("mentor_id", "=", of.mentorId).where("useful", "=", 1)
  return Number((await query.executeTakeFirst())?.n ?? 0)
}
