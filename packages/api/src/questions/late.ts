import { lateConcern, listLate, putNotices, type Thread } from "@justesse/db/questions"
import { ThreadId } from "@justesse/types"
import { lateBefore } from "@justesse/work/questions"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { answerersOf } from "./mine.ts"

/** Late questions that are read in one go. */
const MOST_AT_ONCE = 100

/** Tells whoever answers of each question that has waited for a day, once. Returns how many there were that somebody answers. */
export async function tellLate(deps: Pick<Deps, "storage" | "nowMs">): Promise<number> {
  const atMs = deps.nowMs()
  let told = 0
  // Of those that nobody answers (an owner's own, alone in a project) nobody can be told: they stand in no other's way.
  for (let after: number | null = 0; after !== null; ) {
    const late: Thread[] = await listLate(deps.storage.db, lateBefore(atMs), after, MOST_AT_ONCE)
    for (const thread of late) if (await tellOf(deps, thread, atMs)) told++
    after = late.length < MOST_AT_ONCE ? null : (late.at(-1)?.id ?? null)
  }
  return told
}

async function tellOf(deps: Pick<Deps, "storage" | "nowMs">, thread: Thread, atMs: number): Promise<boolean> {
  return inTransaction(deps, async ({ storage: { db: tx } }) => {
    const answerers = await answerersOf(tx, thread)
    await putNotices(tx, answerers, {
      ...{ projectId: thread.projectId, kind: "question_late", concern: lateConcern(thread.publicId), atMs },
      detail: { threadId: ThreadId.parse(thread.publicId) },
    })
    return answerers.length > 0
  })
}
