import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

// Claims of missing time. A claim and its answer are rows that never change.

/** Time that somebody says is missing of a session, and what became of that. */
export interface Claim {
  readonly id: number
  readonly projectId: number
  readonly personId: number
  readonly sessionId: number
  /** Granted at once. */
  readonly grantedSeconds: number
  /** Beyond that; somebody answers. */
  readonly askedSeconds: number
  readonly note: string
  /** It was counted, beyond the time limits of tasks, and waits. */
  readonly isBeyond: boolean
  readonly atMs: number
  /** Null while it waits, and where nothing was asked. */
  readonly answer: {
    /** Null: nobody answered in time, and all of it was granted. */
    readonly personId: number | null
    readonly grantedSeconds: number
    readonly atMs: number
  } | null
}

/** Stores what somebody says is missing; gives its number. */
export async function insertClaim(tx: OpenTransaction, claim: Omit<Claim, "id" | "answer">): Promise<number> {
  const { projectId, personId, sessionId, grantedSeconds, askedSeconds, note, isBeyond, atMs } = claim
  const row = await tx
    .insertInto("time_claim")
    .values({
      ...{ project_id: projectId, person_id: personId, session_id: sessionId, granted_s: grantedSeconds },
      ...{ asked_s: askedSeconds, note, beyond: isBeyond ? (1 as const) : null, at_ms: atMs },
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return row.id
}

/** Stores an answer to a claim, once; false where it was answered before. Under the lock of the person whose claim it is. */
export async function insertClaimAnswer(
  tx: OpenTransaction,
  claimId: number,
  answer: { readonly personId: number | null; readonly grantedSeconds: number; readonly atMs: number },
): Promise<boolean> {
  const known = await tx
    .selectFrom("time_claim_answer")
    .select("claim_id")
    .where("claim_id", "=", claimId)
    .executeTakeFirst()
  if (known) return false
  const { personId, grantedSeconds, atMs } = answer
  await tx
    .insertInto("time_claim_answer")
    .values({ claim_id: claimId, person_id: personId, granted_s: grantedSeconds, at_ms: atMs })
    .execute()
  return true
}

function claims(db: Kysely<Database>) {
  return db
    .selectFrom("time_claim as c")
    .leftJoin("time_claim_answer as a", "a.claim_id", "c.id")
    .select(["c.id", "c.project_id", "c.person_id", "c.session_id", "c.granted_s", "c.asked_s", "c.note", "c.at_ms"])
    .select("c.beyond")
    .select(["a.claim_id as answered", "a.person_id as by", "a.granted_s as answer_s", "a.at_ms as answered_at_ms"])
}

type ClaimRow = Awaited<ReturnType<ReturnType<typeof claims>["execute"]>>[number]

function toClaim(row: ClaimRow): Claim {
  const answer =
    row.answered === null
      ? null
      : { personId: row.by, grantedSeconds: Number(row.answer_s), atMs: Number(row.answered_at_ms) }
  return {
    ...{ id: row.id, projectId: row.project_id, personId: row.person_id, sessionId: row.session_id },
    ...{ grantedSeconds: row.granted_s, askedSeconds: row.asked_s, note: row.note },
    ...{ isBeyond: row.beyond === 1, atMs: row.at_ms, answer },
  }
}

/** Claims of a person about these sessions, newest first. */
export async function listClaimsOf(
  db: Kysely<Database>,
  personId: number,
  sessions: readonly number[],
): Promise<Claim[]> {
  if (sessions.length === 0) return []
  const rows = await claims(db)
    .where("c.person_id", "=", personId)
    .where("c.session_id", "in", [...sessions])
    .orderBy("c.id", "desc")
    .execute()
  return rows.map(toClaim)
}

/** What is said to be missing, with the answer, by its number; undefined for an unknown one. */
export async function findClaim(db: Kysely<Database>, id: number): Promise<Claim | undefined> {
  const row = await claims(db).where("c.id", "=", id).executeTakeFirst()
  return row && toClaim(row)
}

/** Claims that wait for an answer, oldest first; of these projects, or of all. */
export async function listOpenClaims(
  db: Kysely<Database>,
  wanted: { readonly projects: readonly number[] | null; readonly limit: number },
): Promise<Claim[]> {
  if (wanted.projects?.length === 0) return []
  let query = claims(db).where("c.asked_s", ">", 0).where("a.claim_id", "is", null).orderBy("c.id").limit(wanted.limit)
  if (wanted.projects) query = query.where("c.project_id", "in", [...wanted.projects])
  return (await query.execute()).map(toClaim)
}

/** Seconds that were granted at once: in a session, and since a moment in all of a person's. */
export async function sumGranted(
  db: Kysely<Database>,
  personId: number,
  { sessionId, sinceMs }: { readonly sessionId: number; readonly sinceMs: number },
): Promise<{ inSession: number; since: number }> {
  const rows = await db
    .selectFrom("time_claim")
    .select(["session_id", "granted_s", "at_ms"])
    .where("person_id", "=", personId)
    .where((eb) => eb.or([eb("session_id", "=", sessionId), eb("at_ms", ">=", sinceMs)]))
    .execute()
  const sum = (some: typeof rows) => some.reduce((total, row) => total + row.granted_s, 0)
  return {
    inSession: sum(rows.filter((row) => row.session_id === sessionId)),
    since: sum(rows.filter((row) => row.at_ms >= sinceMs)),
  }
}
