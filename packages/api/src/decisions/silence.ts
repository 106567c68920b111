import { type Case, listDueCases, listRepaired, listWaitingAppeals } from "@justesse/db/decisions"
import type { DecisionDeps } from "./context.ts"
import { drawThird } from "./follow.ts"
import { withCase } from "./live.ts"

/** Cases that one round looks at. */
const MOST_AT_ONCE = 200
/** Of the advisory lock under which one program of several looks. */
const LOCK = "decisions"

/**
 * Appends what silence and repairs have made of submissions, dated by when it was due, and draws third persons for appeals that waited in
 * line. One program of several on one database looks at a time; two that do append the same rows once. Returns how many cases it
 * looked at, 0 also where another program is at it.
 */
export async function stepDecisions(deps: DecisionDeps): Promise<number> {
  const lock = await deps.storage.locks.attempt(LOCK)
  if (!lock) return 0
  try {
    return await stepAll(deps)
  } finally {
    await lock.release()
  }
}

async function stepAll(deps: DecisionDeps): Promise<number> {
  const { db } = deps.storage
  const [due, repaired] = await Promise.all([
    listDueCases(db, deps.nowMs(), MOST_AT_ONCE),
    listRepaired(db, MOST_AT_ONCE),
  ])
  for (const one of [...due, ...repaired]) await step(deps, one, async () => undefined)
  const waiting = await listWaitingAppeals(db, MOST_AT_ONCE)
  for (const one of waiting)
    await step(deps, one, async (inside, now) => {
      if (now.state.assigned === null) await drawThird(inside, now, inside.nowMs())
    })
  return due.length + repaired.length
}

/** One that fails holds up no other: it is told of, and looked at again in the next round. */
async function step(deps: DecisionDeps, one: Case, work: Parameters<typeof withCase<void>>[2]): Promise<void> {
  try {
    await withCase(deps, one.publicId, work)
  } catch (error) {
    const { projectId, taskId } = one
    deps.log("error", "decision_failed", {
      projectId,
      taskId,
      error: error instanceof Error ? error.message : `${error}`,
    })
  }
}
