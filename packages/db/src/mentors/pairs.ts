import type { MentorPair } from "@justesse/work/mentors/pair"
import { type Kysely, type Selectable, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** A request for a mentor, with what came of it. */
export interface StoredPair extends MentorPair {
  readonly id: number
  readonly publicId: string
  readonly projectId: number
  readonly words: string
  readonly askedAtMs: number
}

function toPair(row: Selectable<Database["mentor_pair"]>): StoredPair {
  return {
    ...{ id: row.id, publicId: row.public_id, projectId: row.project_id, words: row.words },
    ...{ learnerId: row.learner_id, mentorId: row.mentor_id, askedAtMs: row.asked_at_ms },
    ...{ offeredAtMs: row.offered_at_ms, acceptedAtMs: row.accepted_at_ms, endedAtMs: row.ended_at_ms },
  }
}

/** Keeps a request; where its person has one open in that project it is that one: of two at once one is kept. */
export async function insertPair(
  tx: OpenTransaction,
  asked: Pick<StoredPair, "publicId" | "projectId" | "learnerId" | "words" | "askedAtMs">,
): Promise<StoredPair> {
  const { publicId, projectId, learnerId, words, askedAtMs } = asked
  await tx
    .insertInto("mentor_pair")
    .values({
      ...{ public_id: publicId, project_id: projectId, learner_id: learnerId, words, asked_at_ms: askedAtMs },
      ...{ mentor_id: null, offered_at_ms: null, accepted_at_ms: null, ended_at_ms: null, ended_by: null },
    })
    .onConflict((conflict) =>
      conflict.columns(["project_id", "learner_id"]).where("ended_at_ms", "is", null).doNothing(),
    )
    .execute()
  const open = await findOpenPair(tx, { projectId, learnerId })
  if (!open) throw new Error("A request that is kept, or was, is open.")
  return open
}

/** The open request of a learner in a project, or their mentor; undefined for neither. */
export async function findOpenPair(
  db: Kysely<Database>,
  { projectId, learnerId }: Pick<StoredPair, "projectId" | "learnerId">,
): Promise<StoredPair | undefined> {
  const row = await db
    .selectFrom("mentor_pair")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("learner_id", "=", learnerId)
    .where("ended_at_ms", "is", null)
    .executeTakeFirst()
  return row && toPair(row)
}

/** Whether somebody asked for a mentor, has or is one, or may be one by their owner's word, in any project. */
export async function isInMentoring(db: Kysely<Database>, personId: number): Promise<boolean> {
  const pair = await db
    .selectFrom("mentor_pair")
    .select("id")
    .where("ended_at_ms", "is", null)
    .where((eb) => eb.or([eb("learner_id", "=", personId), eb("mentor_id", "=", personId)]))
    .limit(1)
    .executeTakeFirst()
  if (pair) return true
  const stand = await db
    .selectFrom("mentor")
    .select("project_id")
    .where("person_id", "=", personId)
    .where((eb) => eb.or([eb("named_by", "is not", null), eb("offers", "=", 1)]))
    .limit(1)
    .executeTakeFirst()
  return stand !== undefined
}

/** A pair by the name that it has outside. */
export async function findPair(db: Kysely<Database>, publicId: string): Promise<StoredPair | undefined> {
  const row = await db.selectFrom("mentor_pair").selectAll().where("public_id", "=", publicId).executeTakeFirst()
  return row && toPair(row)
}

/** {@link findPair} for whoever changes it or writes by it: others who would wait until the transaction ends. */
export async function lockPair(
  tx: OpenTransaction,
  publicId: string,
  engine: "sqlite" | "postgres",
): Promise<StoredPair | undefined> {
  const one = tx.selectFrom("mentor_pair").selectAll().where("public_id", "=", publicId)
  const row = await (engine === "postgres" ? one.forUpdate() : one).executeTakeFirst()
  return row && toPair(row)
}

/** What changes of a pair that {@link lockPair} holds: who offered, that the learner said yes, or that it is over. */
export async function updatePair(
  tx: OpenTransaction,
  id: number,
  change: Partial<Pick<StoredPair, "mentorId" | "offeredAtMs" | "acceptedAtMs" | "endedAtMs">> & {
    readonly endedBy?: number
  },
): Promise<void> {
  const { mentorId, offeredAtMs, acceptedAtMs, endedAtMs, endedBy } = change
  await tx
    .updateTable("mentor_pair")
    .set({
      ...(mentorId === undefined ? {} : { mentor_id: mentorId }),
      ...(offeredAtMs === undefined ? {} : { offered_at_ms: offeredAtMs }),
      ...(acceptedAtMs === undefined ? {} : { accepted_at_ms: acceptedAtMs }),
      ...(endedAtMs === undefined ? {} : { ended_at_ms: endedAtMs }),
      ...(endedBy === undefined ? {} : { ended_by: endedBy }),
    })
    .where("id", "=", id)
    .execute()
}

/** Open pairs of some projects that are for anybody to take up, and those that somebody offered for or mentors; oldest first. */
export async function listPairsFor(
  db: Kysely<Database>,
  mentorId: number,
  projects: readonly number[],
): Promise<StoredPair[]> {
  const rows = await db
    .selectFrom("mentor_pair")
    .selectAll()
    .where("project_id", "in", [...projects, -1])
    .where("learner_id", "<>", mentorId)
    .where(({ eb, or }) => or([eb("mentor_id", "is", null), eb("mentor_id", "=", mentorId)]))
    .where("ended_at_ms", "is", null)
    .orderBy("id")
    .execute()
  return rows.map(toPair)
}

/** How many people of a project have a mentor now. */
export async function countPairs(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("mentor_pair")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("accepted_at_ms", "is not", null)
    .where("ended_at_ms", "is", null)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** Who mentors somebody in a project, or ever did: they have read more of them than a judge may know. */
export async function listMentorsOf(
  db: Kysely<Database>,
  { projectId, personId }: { readonly projectId: number; readonly personId: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom("mentor_pair")
    .select("mentor_id")
    .distinct()
    .where("project_id", "=", projectId)
    .where("learner_id", "=", personId)
    .where("accepted_at_ms", "is not", null)
    .execute()
  return rows.flatMap(({ mentor_id }) => mentor_id ?? [])
}

/** Whom somebody mentors in a project, or ever did. */
export async function listLearnersOf(
  db: Kysely<Database>,
  { projectId, mentorId }: { readonly projectId: number; readonly mentorId: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom("mentor_pair")
    .select("learner_id")
    .distinct()
    .where("project_id", "=", projectId)
    .where("mentor_id", "=", mentorId)
    .where("accepted_at_ms", "is not", null)
    .execute()
  return rows.map(({ learner_id }) => learner_id)
}

/** Whether somebody mentors anybody in a project now; of one learner where that is said. */
export async function isMentoring(
  db: Kysely<Database>,
  of: { readonly projectId: number; readonly mentorId: number; readonly learnerId?: number },
): Promise<boolean> {
  let query = db
    .selectFrom("mentor_pair")
    .select(sql<number>`1`.as("one"))
    .where("project_id", "=", of.projectId)
    .where("mentor_id", "=", of.mentorId)
    .where("accepted_at_ms", "is not", null)
    .where("ended_at_ms", "is", null)
  if (of.learnerId !== undefined) query = query.where("learner_id", "=", of.learnerId)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}
