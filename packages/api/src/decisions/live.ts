import { findSubmission } from "@justesse/db"
import type { Case } from "@justesse/db/decisions"
import { JustesseError } from "@justesse/types"
import { listDue } from "@justesse/work/decisions/deadlines"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { DecisionDeps } from "./context.ts"
import { append } from "./follow.ts"
import { lockCase } from "./rows.ts"

/**
 * A case with everything appended that has happened by itself by now, in its order: repairs that came in, and what silence has made of
 * it. Each is dated by when it happened.
 */
export async function catchUp(inside: Inside<DecisionDeps>, one: Case, nowMs: number): Promise<Case> {
  let now = one
  for (;;) {
    const [due] = listDue(now.state, nowMs)
    const repaired = now.state.status === "returned" ? await findRepair(inside, now) : null
    if (repaired && (!due || repaired.storedAtMs < due.atMs)) {
      const by = { kind: "person", id: now.personId } as const
      // Sent back while its repair was on its way: it came after all.
      const atMs = Math.max(repaired.storedAtMs, now.state.sinceMs)
      now = await append(inside, now, { act: { kind: "repair" }, by, atMs }, { about: repaired.revision })
    } else if (due) now = await append(inside, now, due)
    else return now
  }
}

function findRepair(inside: Inside<DecisionDeps>, one: Case) {
  return findSubmission(inside.storage.db, one, one.about + 1)
}

/**
 * Does something about a case: alone, and as it stands now. What silence made of it meanwhile is kept also where the act is refused.
 * @throws JustesseError not_found, and as `work`
 */
export async function withCase<T>(
  deps: DecisionDeps,
  publicId: string,
  work: (inside: Inside<DecisionDeps>, one: Case) => Promise<T>,
): Promise<T> {
  const done = await inTransaction(deps, async (inside) => {
    const one = await lockCase(inside, publicId)
    const now = await catchUp(inside, one, inside.nowMs())
    try {
      return { value: await work(inside, now) }
    } catch (error) {
      // What was refused has written nothing: see `requireMay`, which every act asks first.
      if (error instanceof JustesseError && now.rows > one.rows) return { error }
      throw error
    }
  })
  if ("error" in done) throw done.error
  return done.value
}
