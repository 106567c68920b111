import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** An act that a reviewer sent under an id of its own. */
interface ReviewAct {
  readonly projectId: number
  readonly actId: string
  readonly personId: number
  readonly askedSha256: string
  /** What was answered: whatever JSON can hold. */
  readonly answer: unknown
}

/** The act of this id, by whomever; undefined where none arrived. */
export async function findReviewAct(
  db: Kysely<Database>,
  projectId: number,
  actId: string,
): Promise<ReviewAct | undefined> {
  const row = await db
    .selectFrom("review_act")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("act_id", "=", actId)
    .executeTakeFirst()
  if (!row) return undefined
  const { person_id: personId, asked_sha256: askedSha256 } = row
  return { projectId, actId, personId, askedSha256, answer: JSON.parse(row.answer) }
}

/** Remembers an act in the transaction that carries it out: neither is there without the other. */
export async function storeReviewAct(tx: OpenTransaction, act: ReviewAct, nowMs: number): Promise<void> {
  await tx
    .insertInto("review_act")
    .values({
      ...{ project_id: act.projectId, act_id: act.actId, person_id: act.personId },
      ...{ asked_sha256: act.askedSha256, answer: JSON.stringify(act.answer), at_ms: nowMs },
    })
    .execute()
}

/** Acts that go in one transaction: nobody who decides waits for more. */
const SLICE = 500

/**
 * Forgets acts that arrived before `beforeMs`, in steps, each whole; what they did stays. Of two programs that do so at once each
 * takes what the other left. Returns how many went.
 */
export async function pruneReviewActs(db: Kysely<Database>, beforeMs: number): Promise<number> {
  for (let pruned = 0; ; ) {
    const { numAffectedRows = 0n } = await sql`delete from review_act where (project_id, act_id) in
      (select project_id, act_id from review_act where at_ms < ${beforeMs} order by at_ms limit ${SLICE})`.execute(db)
    pruned += Number(numAffectedRows)
    if (numAffectedRows < SLICE) return pruned
  }
}
