import type { WriterRole } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, QUESTION } from "../schema/states.ts"
import type { OpenTransaction } from "../transaction.ts"
import type { Thread } from "./threads.ts"

// What is written in threads, how far people have read, and what an answer makes of the task that waits for it.

/** What somebody wrote in a thread, and in which role, so that a name need not be told. */
export interface StoredMessage {
  readonly id: number
  readonly threadId: number
  readonly personId: number
  readonly role: WriterRole
  readonly text: string
  readonly atMs: number
}

/** What is written in these threads, oldest first. */
export async function listMessages(db: Kysely<Database>, threads: readonly number[]): Promise<StoredMessage[]> {
  if (threads.length === 0) return []
  const rows = await db
    .selectFrom("message")
    .select(["id", "thread_id", "person_id", "role", "body", "at_ms"])
    .where("thread_id", "in", [...threads])
    .orderBy("id")
    .execute()
  return rows.map((row) => ({
    id: row.id,
    threadId: row.thread_id,
    personId: row.person_id,
    role: row.role,
    text: row.body,
    atMs: row.at_ms,
  }))
}

/** Appends a message; false where one of this id is in the thread already. */
export async function insertMessage(
  tx: OpenTransaction,
  thread: Pick<Thread, "id" | "projectId">,
  message: Omit<StoredMessage, "id" | "threadId"> & { readonly publicId: string },
): Promise<boolean> {
  const made = await tx
    .insertInto("message")
    .values({
      project_id: thread.projectId,
      thread_id: thread.id,
      public_id: message.publicId,
      person_id: message.personId,
      role: message.role,
      body: message.text,
      at_ms: message.atMs,
    })
    .onConflict((conflict) => conflict.columns(["thread_id", "public_id"]).doNothing())
    .executeTakeFirst()
  return Number(made.numInsertedOrUpdatedRows ?? 0) > 0
}

/** In how many threads of a project a message of this id is: one answer may go to several. */
export async function countMessages(db: Kysely<Database>, projectId: number, publicId: string): Promise<number> {
  const row = await db
    .selectFrom("message")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("thread_id", "in", (eb) => eb.selectFrom("thread").select("id").where("project_id", "=", projectId))
    .where("public_id", "=", publicId)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** How far a person has read in these threads: the last message of each. */
export async function findRead(
  db: Kysely<Database>,
  personId: number,
  threads: readonly number[],
): Promise<Map<number, number>> {
  if (threads.length === 0) return new Map()
  const rows = await db
    .selectFrom("thread_read")
    .select(["thread_id", "message_id"])
    .where("person_id", "=", personId)
    .where("thread_id", "in", [...threads])
    .execute()
  return new Map(rows.map((row) => [row.thread_id, row.message_id]))
}

/** Says that a person has read a thread up to a message. */
export async function storeRead(
  tx: OpenTransaction,
  { id, projectId }: Pick<Thread, "id" | "projectId">,
  personId: number,
  messageId: number,
): Promise<void> {
  await tx
    .insertInto("thread_read")
    .values({ project_id: projectId, thread_id: id, person_id: personId, message_id: messageId })
    .onConflict((conflict) =>
      conflict.columns(["project_id", "thread_id", "person_id"]).doUpdateSet({ message_id: messageId }),
    )
    .execute()
}

const UNSENT = [ASSIGNMENT_STATE.leased, ASSIGNMENT_STATE.expired, ASSIGNMENT_STATE.released] as const

/**
 * Has the task of a question come first to whoever asked: in hand it is kept until `untilMs` at least, and one that ran out
 * is taken back by their next draw. One that was sent or passed on meanwhile stays what it is.
 */
export async function bringBack(tx: OpenTransaction, thread: Thread, untilMs: number): Promise<void> {
  if (thread.taskId === null || thread.aboutId === null) return
  await tx
    .updateTable("assignment")
    .set(({ eb }) => ({
      question: QUESTION.answered,
      expires_at_ms: eb
        .case()
        .when(eb.and([eb("state", "=", ASSIGNMENT_STATE.leased), eb("expires_at_ms", "<", untilMs)]))
        .then(untilMs)
        .else(eb.ref("expires_at_ms"))
        .end(),
    }))
    .where("project_id", "=", thread.projectId)
    .where("task_id", "=", thread.taskId)
    .where("person_id", "=", thread.aboutId)
    .where("question", "in", [QUESTION.asked, QUESTION.aside])
    .where("state", "in", [...UNSENT])
    .execute()
}

/** Says that nothing is open any more between a person and a task of theirs. */
export async function endQuestion(tx: OpenTransaction, thread: Thread): Promise<void> {
  if (thread.taskId === null || thread.aboutId === null) return
  await tx
    .updateTable("assignment")
    .set({ question: QUESTION.none })
    .where("project_id", "=", thread.projectId)
    .where("task_id", "=", thread.taskId)
    .where("person_id", "=", thread.aboutId)
    .where("question", "in", [QUESTION.asked, QUESTION.answered])
    .execute()
}
