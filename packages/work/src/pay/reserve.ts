import { type Account, accountOf } from "../ledger/accounts.ts"
import type { Micros } from "../ledger/money.ts"
import type { Move } from "../ledger/transaction.ts"
import { type LeaseTerms, reserveMicros, timeMicros } from "./terms.ts"

/** For how many further leases a tranche is filled at once, so that not every lease writes the project's row. */
const TRANCHE_LEASES = 4
/** Paid seconds without a lease that a session has money for at each lease. */
export const ALLOWANCE_SECONDS = 1_200

/** What must be free in a project before it opens (REQ-4): what a session takes that begins, with its first lease and its allowance. */
export function openingMicros(terms: LeaseTerms): Micros {
  return reserveMicros(terms) + timeMicros(terms.floorMicrosPerHour, ALLOWANCE_SECONDS)
}

/** What money a lease can be reserved from. */
export interface Funds {
  readonly projectId: number
  readonly sessionId: string
  /** Balances: free in the project, in this session's tranche, and in its allowance. */
  readonly freeMicros: Micros
  readonly trancheMicros: Micros
  readonly allowanceMicros: Micros
  /** Worth of the session's time without a lease that is not paid yet. */
  readonly allowanceDueMicros: Micros
  /** The floor that the session's time without a lease is paid at. */
  readonly floorMicrosPerHour: Micros
  /** Tranches of the project's other sessions, with what lies on them unreserved. */
  readonly others: readonly { readonly sessionId: string; readonly trancheMicros: Micros }[]
}

/**
 * The moves that reserve a lease, in the lease's own transaction, or null: the project is unfunded (LED-7). The money comes from the
 * session's tranche; an empty one is filled for a few leases from the project, then for this one alone, and at last with what lies
 * unreserved on other tranches. The session's allowance is filled up to 20 minutes beyond what is due from it.
 */
export function planReserve(funds: Funds, assignmentId: string, terms: LeaseTerms): readonly Move[] | null {
  const { sessionId, projectId, freeMicros, trancheMicros } = funds
  const free = accountOf("project_free", projectId)
  const tranche = accountOf("session_tranche", sessionId)
  const reserve = reserveMicros(terms)
  const allowance = missingAllowance(funds, ALLOWANCE_SECONDS)
  const missing = Math.max(0, reserve + allowance - trancheMicros)
  const wanted = missing === 0 ? 0 : missing + (TRANCHE_LEASES - 1) * reserve
  const filled = Math.min(wanted, freeMicros)
  const recalled = recall(funds, Math.max(0, missing - filled), tranche)
  if (recalled === null) return null
  return [
    { from: free, to: tranche, amountMicros: filled },
    ...recalled,
    { from: tranche, to: accountOf("assignment_reserve", assignmentId), amountMicros: reserve },
    { from: tranche, to: accountOf("session_allowance", sessionId), amountMicros: allowance },
  ]
}

/** What an allowance lacks for what is due from it and so many seconds more. */
function missingAllowance(funds: Funds, seconds: number): Micros {
  const wanted = funds.allowanceDueMicros + timeMicros(funds.floorMicrosPerHour, seconds)
  return Math.max(0, wanted - funds.allowanceMicros)
}

/**
 * The moves that bring an allowance up to what is due from it, when more time without a lease is counted than it was filled for; null:
 * the project is unfunded. The time counts either way, and is owed.
 */
export function planAllowance(funds: Funds): readonly Move[] | null {
  const missing = missingAllowance(funds, 0)
  const from = accountOf("project_free", funds.projectId)
  const to = accountOf("session_allowance", funds.sessionId)
  return missing > funds.freeMicros ? null : [{ from, to, amountMicros: missing }]
}

/** Calls unreserved rests of other tranches back; null where they are not enough. */
function recall({ others }: Funds, neededMicros: Micros, to: Account): Move[] | null {
  let needed = neededMicros
  const moves: Move[] = []
  for (const { sessionId, trancheMicros } of others) {
    const amountMicros = Math.min(needed, trancheMicros)
    if (amountMicros > 0) moves.push({ from: accountOf("session_tranche", sessionId), to, amountMicros })
    needed -= amountMicros
  }
  return needed > 0 ? null : moves
}

/**
 * The moves that reserve one more cap, when a person goes on beyond it, or so many seconds that were granted; null: the project is
 * unfunded, and what is there is sent.
 */
export function planExtension(
  funds: Pick<Funds, "projectId" | "sessionId" | "freeMicros" | "trancheMicros">,
  assignmentId: string,
  terms: Pick<LeaseTerms, "floorMicrosPerHour" | "capSeconds">,
  seconds: number = terms.capSeconds,
): readonly Move[] | null {
  const amountMicros = timeMicros(terms.floorMicrosPerHour, seconds)
  const fromTranche = Math.min(amountMicros, funds.trancheMicros)
  if (amountMicros - fromTranche > funds.freeMicros) return null
  const to = accountOf("assignment_reserve", assignmentId)
  return [
    { from: accountOf("session_tranche", funds.sessionId), to, amountMicros: fromTranche },
    { from: accountOf("project_free", funds.projectId), to, amountMicros: amountMicros - fromTranche },
  ]
}
