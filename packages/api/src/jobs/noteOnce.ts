import { markNoted } from "@justesse/db/jobs"
import { type Happening, note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"

/**
 * Writes what a job of several transactions has done into the project's list of acts: with the last of them, and once, however
 * often the job is run again because its program ended.
 */
export async function noteOnce(
  deps: Pick<Deps, "storage" | "nowMs">,
  job: number,
  projectId: number,
  who: Pick<Who, "personId"> | null,
  happening: Happening,
): Promise<void> {
  await inTransaction(deps, async (inside) => {
    if (await markNoted(inside.storage.db, job)) await note(inside, projectId, who, happening)
  })
}
