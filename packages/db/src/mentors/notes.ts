import { canonicalJson, type TaskNumber } from "@justesse/types"
import type { NoteAbout, RightAsNoted } from "@justesse/work/mentors/note"
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
  /** Null in notes from before this was asked: they count nowhere. */
  readonly about: NoteAbout | null
  readonly right: RightAsNoted
  /** Whether whose answer it is sees it otherwise. */
  readonly isContested: boolean
}

const NOTHING_SAID: RightAsNoted = { label: null, text: null, place: null }

function toNote(row: Selectable<Database["mentor_note"]>): MentorNote {
  return {
    ...{ publicId: row.public_id, pairId: row.pair_id, projectId: row.project_id, taskId: row.task_id },
    ...{ personId: row.person_id, mentorId: row.mentor_id, revision: row.revision, regionId: row.region_id },
    ...{ text: row.body, atMs: row.at_ms, useful: row.useful === null ? null : row.useful === 1 },
    // Written by `insertNote` alone, from what the wire admits.
    about: row.about as NoteAbout | null,
    right: row.said === null ? NOTHING_SAID : (JSON.parse(row.said) as RightAsNoted),
    isContested: row.contested_at_ms !== null,
  }
}

/** Appends a note: `new`; one that is sent again under the same name changes nothing (`same`), another one has its name (`other`). */
export async function insertNote(
  tx: OpenTransaction,
  note: Omit<MentorNote, "useful" | "isContested">,
): Promise<"new" | "same" | "other"> {
  const inserted = await tx
    .insertInto("mentor_note")
    .values({
      ...{ public_id: note.publicId, pair_id: note.pairId, project_id: note.projectId, task_id: note.taskId },
      ...{ person_id: note.personId, mentor_id: note.mentorId, revision: note.revision, region_id: note.regionId },
      ...{ body: note.text, at_ms: note.atMs, useful: null, about: note.about },
      said: isNothing(note.right) ? null : canonicalJson(note.right),
      ...{ contested_at_ms: null, taken_back_at_ms: null },
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
  const [had, has] = [known, note].map(({ pairId, taskId, text, about, right }) =>
    canonicalJson([pairId, taskId, text, about, right]),
  )
  return had === has ? "same" : "other"
}

function isNothing({ label, text, place }: RightAsNoted): boolean {
  return label === null && text === null && place === null
}

/**
 * Notes about somebody's answers, in one project where it is said, the latest first. Those of a forgotten picture say nothing more and are
 * left out, as those are that their writer took back.
 */
export async function listNotes(
  db: Kysely<Database>,
  of: { readonly projectId?: number; readonly personId: number; readonly pairId?: number },
  most: number,
): Promise<MentorNote[]> {
  let query = db
    .selectFrom("mentor_note")
    .selectAll()
    .where("person_id", "=", of.personId)
    .where("body", "<>", "")
    .where("taken_back_at_ms", "is", null)
  if (of.projectId !== undefined) query = query.where("project_id", "=", of.projectId)
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

/** Says of a note that its reader sees it otherwise (a time), or no longer does (null); false for a note that is not about an answer of theirs. */
export async function setContested(
  tx: OpenTransaction,
  { publicId, personId, atMs }: { readonly publicId: string; readonly personId: number; readonly atMs: number | null },
): Promise<boolean> {
  const rows = await tx
    .updateTable("mentor_note")
    .set({ contested_at_ms: atMs })
    .where("public_id", "=", publicId)
    .where("person_id", "=", personId)
    .where("taken_back_at_ms", "is", null)
    .returning("id")
    .execute()
  return rows.length === 1
}

/** Takes a note back, for whoever wrote it in this pair; false where there is none of theirs. Taken back twice it is once. */
export async function takeNoteBack(
  tx: OpenTransaction,
  { publicId, pairId, mentorId, atMs }: Record<"pairId" | "mentorId" | "atMs", number> & { readonly publicId: string },
): Promise<boolean> {
  const rows = await tx
    .updateTable("mentor_note")
    .set((eb) => ({ taken_back_at_ms: eb.fn.coalesce("taken_back_at_ms", eb.val(atMs)) }))
    .where("public_id", "=", publicId)
    .where("pair_id", "=", pairId)
    .where("mentor_id", "=", mentorId)
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
