import { lateConcern, listLate, putNotices } from "@justesse/db/questions"
import { ThreadId } from "@justesse/types"
import { lateBefore } from "@justesse/work/questions"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { answerersOf } from "./mine.ts"

/** Late questions that are told of in one go. */
const MOST_AT_ONCE = 100

/** Tells whoever answers of each question that has waited for a day, once. Returns how many there were. */
export async function tellLate(deps: Pick<Deps, "storage" | "nowMs">): Promise<number> {
  const atMs = deps.nowMs()
  const late = await listLate(deps.storage.db, lateBefore(atMs), MOST_AT_ONCE)
  for (const thread of late) {
    await inTransaction(deps, async ({ storage: { db: tx } }) => {
      await putNotices(tx, await answerersOf(tx, thread), {
        ...{ projectId: thread.projectId, kind: "question_late", concern: lateConcern(thread.publicId), atMs },
        detail: { threadId: ThreadId.parse(thread.publicId) },
      })
    })
  }
  return late.length
}
