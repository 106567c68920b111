import { listOpenAssessments } from "@justesse/db/progress/peers"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { type PeerDeps, stepAssessment } from "./peers.ts"

/** Of the advisory lock under which one program of several looks. */
const LOCK = "peer assessments"
const MOST_AT_ONCE = 200

/** Gives places of readers who are late or away to others, and ends what waited for too long. Returns how many it looked at. */
export async function stepAssessments(deps: PeerDeps & Pick<Deps, "log">): Promise<number> {
  const lock = await deps.storage.locks.attempt(LOCK)
  if (!lock) return 0
  try {
    const open = await listOpenAssessments(deps.storage.db, MOST_AT_ONCE)
    for (const id of open) await step(deps, id)
    return open.length
  } finally {
    await lock.release()
  }
}

/** One that fails holds up no other. */
async function step(deps: PeerDeps & Pick<Deps, "log">, id: number): Promise<void> {
  try {
    await inTransaction(deps, (inside) => stepAssessment(inside, id))
  } catch (error) {
    deps.log("error", "assessment_failed", { id, error: error instanceof Error ? error.message : `${error}` })
  }
}
