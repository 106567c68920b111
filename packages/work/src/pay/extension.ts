import { measureCap } from "../clock/cap.ts"
import type { Move } from "../ledger/transaction.ts"
import { exposedCap } from "./exposure.ts"
import type { HeldAssignment } from "./holds.ts"
import type { Exposed } from "./offer.ts"
import { type Funds, planExtension } from "./reserve.ts"
import type { LeaseTerms } from "./terms.ts"

/** What is known of a lease when its person says that they go on beyond its time limit. */
interface ExtensionFacts {
  readonly assignmentId: string
  readonly state: HeldAssignment["state"]
  readonly isSessionClosed: boolean
  /** Counted for this lease. */
  readonly activeSeconds: number
  readonly terms: LeaseTerms
  readonly extensions: number
  readonly exposed: Exposed
  readonly funds: Pick<Funds, "projectId" | "sessionId" | "freeMicros" | "trancheMicros">
}

/**
 * What becomes of "I go on". `early`: the limit is not reached; `ended`: it is not in hand any more; `exposed`: so much of somebody new
 * waits for its first look; `unfunded`: there is no money. In each case but the first what is counted beyond waits.
 */
type ExtensionAnswer =
  | { readonly status: "granted"; readonly moves: readonly Move[] }
  | { readonly status: "early" | "ended" | "exposed" | "unfunded" }

/** Decides whether one more cap is reserved for a lease. Work that was begun is never cut: what is refused here is money beforehand. */
export function decideExtension(facts: ExtensionFacts): ExtensionAnswer {
  const { terms, exposed } = facts
  if (facts.state !== "leased" || facts.isSessionClosed) return { status: "ended" }
  if (measureCap(facts.activeSeconds, terms.capSeconds, facts.extensions).sign !== "ask") return { status: "early" }
  const room = exposedCap(terms.capSeconds, exposed.undecidedSeconds, exposed.decidedAnswers)
  if (room !== terms.capSeconds) return { status: "exposed" }
  const moves = planExtension(facts.funds, facts.assignmentId, terms)
  return moves ? { status: "granted", moves } : { status: "unfunded" }
}

/** A lease that is over, with the time that it took. */
interface OverLease {
  readonly activeSeconds: number
  readonly capSeconds: number
  readonly extensions: number
}

/**
 * Counted seconds of a session's leases that are over which came after a limit that nobody extended, and that nobody was asked about
 * yet: they can be claimed, each once.
 * @param askedSeconds what of that session was claimed so, answered or not
 */
export function claimableSeconds(leases: Iterable<OverLease>, askedSeconds: number): number {
  let waiting = 0
  for (const { activeSeconds, capSeconds, extensions } of leases)
    waiting += measureCap(activeSeconds, capSeconds, extensions).waitingSeconds
  return Math.max(0, waiting - askedSeconds)
}
