import { listThreads, type Thread } from "@justesse/db/questions"
import { similarAmong } from "@justesse/work/similarQuestions"
import type { Deps } from "../core/deps.ts"

/** Questions that are looked through for what was asked more than once. */
export const MOST_COMPARED = 300

/** Further questions that wait and ask the same as a thread does; a thread that is no question has none. */
export async function listSimilar(deps: Pick<Deps, "storage">, thread: Thread): Promise<Thread[]> {
  if (thread.kind !== "question") return []
  const open = await listThreads(deps.storage.db, thread.projectId, "open", null, MOST_COMPARED)
  const others = open.filter(({ id, kind }) => id !== thread.id && kind === "question")
  return similarAmong(
    thread.first,
    others.map((one) => ({ one, text: one.first })),
  ).map(({ one }) => one)
}
