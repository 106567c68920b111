import { type Account, accountOf } from "../ledger/accounts.ts"
import { type Micros, sumMicros } from "../ledger/money.ts"
import type { Move } from "../ledger/transaction.ts"
import { type LeaseTerms, leastMicros, reserveMicros, timeMicros } from "./terms.ts"

/** A session's reserve is filled for so many leases at once, so that not every lease writes the project's row. */
const LEASES_AT_ONCE = 4
/** And for so many paid seconds without a lease, or beyond a task's time limit. */
const BESIDE_SECONDS = 1_200

/** What one session reserves at most while the rest of the job costs more than that. */
export function sessionMicros(terms: LeaseTerms): Micros {
  return LEASES_AT_ONCE * reserveMicros(terms) + timeMicros(terms.floorMicrosPerHour, BESIDE_SECONDS)
}

/**
 * What must be free in a project before it opens (REQ-4): its first lease and twenty minutes beside it, and no more than the job can cost.
 *
 * @param restMicros the most that the job can cost
 */
export function openingMicros(terms: LeaseTerms, restMicros: Micros, quotedMicros?: Micros): Micros {
  const wanted = reserveMicros(terms) + timeMicros(terms.floorMicrosPerHour, BESIDE_SECONDS)
  return Math.min(wanted, Math.max(restMicros, leastMicros(terms, quotedMicros)))
}

/** What money a lease can be reserved from. */
export interface Funds {
  readonly projectId: number
  readonly sessionId: string
  /** Balances: free in the project, and in this session's reserve. */
  readonly freeMicros: Micros
  readonly trancheMicros: Micros
  /** On the reserves of the session's leases in hand. */
  readonly heldMicros: Micros
  /** Worth of the session's time without a lease that nothing else pays: it stays on its reserve. */
  readonly dueMicros: Micros
  /** The most that the rest of the job can cost; null where that is more than any session reserves. */
  readonly restMicros: Micros | null
  /** Reserves of the project's other sessions, without what is due from them. */
  readonly others: readonly { readonly sessionId: string; readonly trancheMicros: Micros }[]
}

/**
 * The moves that reserve a lease, in the lease's own transaction, or null: the project is unfunded (LED-7).
 *
 * What an answer is quoted at must be there: from the session's reserve, the project, and at last from what lies unreserved in other
 * sessions. Beyond that, as far as money is free, the lease gets its whole time limit, and the session's reserve is filled for a few
 * leases and twenty minutes. All that a session reserves is never more than the rest of the job can cost; what is goes back.
 *
 * @param quotedMicros what the work on an answer is quoted at; absent: as much as its time limit is worth
 */
export function planReserve(
  funds: Funds,
  assignmentId: string,
  terms: LeaseTerms,
  quotedMicros?: Micros,
): readonly Move[] | null {
  const { freeMicros, trancheMicros, dueMicros } = funds
  const free = accountOf("project_free", funds.projectId)
  const tranche = accountOf("session_tranche", funds.sessionId)
  const least = leastMicros(terms, quotedMicros)
  const missing = Math.max(0, least + dueMicros - trancheMicros)
  const needed = Math.min(missing, freeMicros)
  const recalled = recall(funds, missing - needed, tranche)
  if (recalled === null) return null
  const there = trancheMicros + needed + sumMicros(recalled.map(({ amountMicros }) => amountMicros))
  const { wanted, most } = boundsOf(funds, terms, least)
  const more = there < wanted ? Math.min(most - there, freeMicros - needed) : 0
  const back = Math.max(0, there - most)
  const left = there + more - back - dueMicros
  return [
    { from: free, to: tranche, amountMicros: needed + more },
    ...recalled,
    { from: tranche, to: free, amountMicros: back },
    {
      from: tranche,
      to: accountOf("assignment_reserve", assignmentId),
      amountMicros: Math.max(least, Math.min(reserveMicros(terms), left)),
    },
  ]
}

/** Below what a session's reserve is filled before a lease is taken from it, and what it holds then at most. */
function boundsOf({ restMicros, heldMicros, dueMicros }: Funds, terms: LeaseTerms, least: Micros) {
  const room = restMicros === null ? Number.MAX_SAFE_INTEGER : Math.max(least, restMicros - heldMicros)
  const beside = timeMicros(terms.floorMicrosPerHour, BESIDE_SECONDS)
  return {
    wanted: Math.min(room, reserveMicros(terms) + beside) + dueMicros,
    most: Math.min(room, sessionMicros(terms)) + dueMicros,
  }
}

/** Whether a session's reserve is enough for so many leases as it is: the project's row is neither written nor waited for. */
export function isReserved(funds: Funds, terms: LeaseTerms, leases: number, quotedMicros?: Micros): boolean {
  const { wanted, most } = boundsOf(funds, terms, leastMicros(terms, quotedMicros))
  const needed = wanted + (leases - 1) * reserveMicros(terms)
  return funds.trancheMicros <= most && funds.trancheMicros >= needed
}

/** Calls unreserved rests of other sessions back; null where they are not enough. */
function recall({ others }: Funds, neededMicros: Micros, to: Account): Move[] | null {
  let needed = neededMicros
  const moves: Move[] = []
  for (const { sessionId, trancheMicros } of others) {
    const amountMicros = Math.min(needed, trancheMicros)
    if (amountMicros > 0) moves.push({ from: accountOf("session_tranche", sessionId), to, amountMicros })
    needed -= Math.max(0, amountMicros)
  }
  return needed > 0 ? null : moves
}

/** The funds once moves of {@link planReserve} were made from them. */
export function fundsAfter(funds: Funds, moves: readonly Move[]): Funds {
  const changes = new Map<Account, Micros>()
  for (const { from, to, amountMicros } of moves) {
    changes.set(from, (changes.get(from) ?? 0) - amountMicros)
    changes.set(to, (changes.get(to) ?? 0) + amountMicros)
  }
  const changeOf = (account: Account) => changes.get(account) ?? 0
  const reserved = [...changes].filter(([account]) => account.startsWith("assignment_reserve:"))
  return {
    ...funds,
    freeMicros: funds.freeMicros + changeOf(accountOf("project_free", funds.projectId)),
    trancheMicros: funds.trancheMicros + changeOf(accountOf("session_tranche", funds.sessionId)),
    heldMicros: funds.heldMicros + sumMicros(reserved.map(([, amountMicros]) => amountMicros)),
    others: funds.others.map((one) => ({
      ...one,
      trancheMicros: one.trancheMicros + changeOf(accountOf("session_tranche", one.sessionId)),
    })),
  }
}

/**
 * What of a lease's reserve goes back to its session's when its work is over: all but the worth of its time that is not paid yet, and
 * bonus and review where its answer can still be judged.
 */
export function spareMicros(lease: {
  readonly terms: LeaseTerms
  readonly paidSeconds: number
  /** What its answer accrued, or would; and what of that was paid. */
  readonly accruedMicros: Micros
  readonly drawnMicros: Micros
  readonly isJudged: boolean
  readonly balanceMicros: Micros
}): Micros {
  const { terms, paidSeconds, accruedMicros, drawnMicros, isJudged, balanceMicros } = lease
  const worth = Math.max(accruedMicros, timeMicros(terms.floorMicrosPerHour, paidSeconds))
  const kept = isJudged ? terms.bonusMicros + terms.reviewMicros : 0
  return Math.max(0, balanceMicros - kept - Math.max(0, worth - drawnMicros))
}
