import type { Currency } from "@justesse/types"
import type { Micros } from "../ledger/money.ts"
import { exposedCap } from "./exposure.ts"
import { type Funds, fundsAfter, planReserve } from "./reserve.ts"
import type { LeaseTerms } from "./terms.ts"

/** What a project that pays offers for its next leases: fixed in each of them as {@link LeaseTerms}. */
export interface PayOffer {
  readonly currency: Currency
  /** For an answer; null while it is paid by time, as in a pilot that has no price yet. */
  readonly priceMicros: Micros | null
  readonly bonusMicros: Micros
  readonly floorMicrosPerHour: Micros
  readonly capSeconds: number
  readonly reviewMicros: Micros
  /** What the work on an answer is quoted at: so much must be there for a lease. Absent: as much as its time limit is worth. */
  readonly quotedMicros?: Micros
}

/**
 * The terms of a lease under an offer. Training and whatever corrects an answer are paid by time, without a bonus: what they become is
 * not judged.
 */
export function termsOf(
  offer: PayOffer,
  lease: { readonly isJudged: boolean; readonly capSeconds: number },
): LeaseTerms {
  const { priceMicros, bonusMicros, floorMicrosPerHour, reviewMicros } = offer
  const { isJudged, capSeconds } = lease
  const isPiece = isJudged && priceMicros !== null
  return {
    mode: isPiece ? "piece" : "time",
    priceMicros: isPiece ? priceMicros : 0,
    bonusMicros: isJudged ? bonusMicros : 0,
    floorMicrosPerHour,
    capSeconds,
    reviewMicros: isJudged ? reviewMicros : 0,
  }
}

/** What of somebody's work in a project is undecided, the whole caps of open leases among it, and how many answers were decided. */
export interface Exposed {
  readonly undecidedSeconds: number
  readonly decidedAnswers: number
}

/** What leases of one act are reserved from: read once, before they are drawn, and nobody else's until the act ends. */
export interface Funding {
  readonly funds: Funds
  readonly exposed: Exposed
  /** Whether the session that they are of is one that is paid already. */
  readonly isOpened: boolean
}

/** What an act may lease in a project that pays: how many, and from what; `from` null where nothing was read. */
export interface FundedLeases {
  readonly leases: number
  readonly from: Funding | null
}

/** How many further leases there is room and money for, and why not for more. */
interface Fundable {
  readonly leases: number
  readonly why: "unfunded" | "exposed" | null
}

/**
 * Counts the leases, at most `most`, that can be paid for from what there is (LED-7) and within what may be undecided (ACC-8). Each
 * is reserved in thought as the next one will find the funds.
 */
export function countFundable(offer: PayOffer, funds: Funds, exposed: Exposed, most: number): Fundable {
  let [rest, { undecidedSeconds }] = [funds, exposed]
  for (let leases = 0; leases < most; leases++) {
    const capSeconds = exposedCap(offer.capSeconds, undecidedSeconds, exposed.decidedAnswers)
    if (capSeconds === null) return { leases, why: "exposed" }
    const terms = termsOf(offer, { isJudged: true, capSeconds })
    const moves = planReserve(rest, "next", terms, offer.quotedMicros)
    if (!moves) return { leases, why: "unfunded" }
    rest = fundsAfter(rest, moves)
    undecidedSeconds += capSeconds
  }
  return { leases: most, why: null }
}
