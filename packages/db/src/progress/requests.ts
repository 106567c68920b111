import type { LastRequest } from "@justesse/work/progression/request"
import type { Kysely, Selectable } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** Somebody's request to review in a project. */
interface StoredRequest extends LastRequest {
  readonly publicId: string
  readonly projectId: number
  readonly personId: number
  /** What was sent, as it was kept. */
  readonly facts: unknown
  readonly words: string
  readonly askedAtMs: number
  readonly reason: string
}

function toRequest(row: Selectable<Database["progress_request"]>): StoredRequest {
  return {
    ...{ publicId: row.public_id, projectId: row.project_id, personId: row.person_id, facts: JSON.parse(row.facts) },
    ...{ words: row.words, askedAtMs: row.asked_at_ms, answer: row.answer, reason: row.reason },
    answeredAtMs: row.answered_at_ms,
  }
}

/** Keeps a request; false where its person has one open there: of two at once one is kept. */
export async function insertRequest(
  tx: OpenTransaction,
  asked: Omit<StoredRequest, keyof LastRequest | "reason">,
): Promise<boolean> {
  const { publicId, projectId, personId, facts, words, askedAtMs } = asked
  const row = await tx
    .insertInto("progress_request")
    .values({
      ...{ public_id: publicId, project_id: projectId, person_id: personId, words, asked_at_ms: askedAtMs },
      facts: JSON.stringify(facts),
      ...{ answer: null, reason: "", answered_by: null, answered_at_ms: null },
    })
    .onConflict((conflict) => conflict.columns(["project_id", "person_id"]).where("answer", "is", null).doNothing())
    .returning("id")
    .executeTakeFirst()
  return row !== undefined
}

/** The latest request of somebody in a project; undefined where they never asked. */
export async function findLastRequest(
  db: Kysely<Database>,
  { projectId, personId }: Pick<StoredRequest, "projectId" | "personId">,
): Promise<StoredRequest | undefined> {
  const row = await db
    .selectFrom("progress_request")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst()
  return row && toRequest(row)
}

/** Requests of a project that wait for an answer, oldest first. */
export async function listOpenRequests(db: Kysely<Database>, projectId: number): Promise<StoredRequest[]> {
  const rows = await db
    .selectFrom("progress_request")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("answer", "is", null)
    .orderBy("id")
    .execute()
  return rows.map(toRequest)
}

/** Takes an open request back: it is as if it had not been. False where none is open. */
export async function deleteOpenRequest(
  tx: OpenTransaction,
  { projectId, personId }: Pick<StoredRequest, "projectId" | "personId">,
): Promise<boolean> {
  const rows = await tx
    .deleteFrom("progress_request")
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .where("answer", "is", null)
    .returning("id")
    .execute()
  return rows.length === 1
}

/** Answers an open request of a project, once: whose it was; undefined where none of that name is open there. */
export async function answerRequest(
  tx: OpenTransaction,
  of: Pick<StoredRequest, "publicId" | "projectId">,
  said: { readonly answer: "yes" | "no"; readonly reason: string; readonly by: number; readonly atMs: number },
): Promise<number | undefined> {
  const row = await tx
    .updateTable("progress_request")
    .set({ answer: said.answer, reason: said.reason, answered_by: said.by, answered_at_ms: said.atMs })
    .where("public_id", "=", of.publicId)
    .where("project_id", "=", of.projectId)
    .where("answer", "is", null)
    .returning("person_id")
    .executeTakeFirst()
  return row?.person_id
}
