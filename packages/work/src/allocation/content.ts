import { ask, type ByPerson, type Steps } from "./operations.ts"
import { endLeases } from "./places.ts"

/** What somebody says yes to in a project, and whether they may keep what they hold there. */
export interface YesInput extends ByPerson {
  /** JSON of the classes; null: what they said stays, and only what they hold is asked about. */
  readonly yes: string | null
  /** They are asked about something there that they do not say yes to. */
  readonly givesBack: boolean
  /** Whether the project pays by the ledger. */
  readonly isPaid: boolean
  readonly nowMs: number
}

/**
 * See `Hot.sayYes`. A yes and what is held go together: whoever takes one back has nothing in hand afterwards. What they did of it is
 * paid, and it is no fault: nothing counts it as skipped. Gives how many were given back.
 */
export function* sayYes({ projectId, personId, yes, givesBack, isPaid, nowMs }: YesInput): Steps<number> {
  if (yes !== null) yield* ask("storeYes", { projectId, personId, yes })
  if (!givesBack) return 0
  const held = yield* ask("lockHeld", { projectId, personId })
  yield* endLeases(held.map((one) => ({ held: one, state: "released", reason: null, note: null, nowMs })))
  if (isPaid && held.length > 0)
    yield* ask("payWork", { projectId, personId, nowMs, offer: null, sentTaskId: null, from: null })
  return held.length
}
