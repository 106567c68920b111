import type { Currency } from "@justesse/types"
import { MINOR_DIGITS } from "../ledger/currency.ts"
import { MICROS_PER_UNIT, type Micros, shareUp } from "../ledger/money.ts"

/**
 * What one assignment pays, fixed when it is leased: no later price, floor or cap reaches it (PAY-4). In `piece` an answer has a
 * posted price and the session is added to up to the floor; in `time` (review, appeals, training, repairs) the floor itself is paid.
 */
export interface LeaseTerms {
  readonly mode: "piece" | "time"
  /** For an answer; 0 in `time`. */
  readonly priceMicros: Micros
  /** When it ends well; the only sum that a rejection holds. */
  readonly bonusMicros: Micros
  /** An active hour. */
  readonly floorMicrosPerHour: Micros
  /** The time limit in active seconds: what is reserved for the work. Longer work is paid as well. */
  readonly capSeconds: number
  /** Set apart for who reviews this answer. */
  readonly reviewMicros: Micros
}

/** What time is worth at a floor: rounded up to the micro-unit. */
export function timeMicros(floorMicrosPerHour: Micros, seconds: number): Micros {
  return shareUp(floorMicrosPerHour, seconds, 3_600)
}

/** What is reserved for the work on an assignment, without bonus and review: the price, or its whole cap at the floor. */
export function workMicros(terms: LeaseTerms): Micros {
  return Math.max(terms.priceMicros, timeMicros(terms.floorMicrosPerHour, terms.capSeconds))
}

/** What is reserved with a lease where there is money (R): its whole time limit, with everything. */
export function reserveMicros(terms: LeaseTerms): Micros {
  return workMicros(terms) + terms.bonusMicros + terms.reviewMicros
}

/**
 * The least that is reserved with a lease: what an answer is quoted at, with everything, and never more than {@link reserveMicros}.
 *
 * @param quotedMicros what the work on it is quoted at; absent: as much as its time limit is worth
 */
export function leastMicros(terms: LeaseTerms, quotedMicros?: Micros): Micros {
  const work = Math.max(terms.priceMicros, Math.min(quotedMicros ?? Number.MAX_SAFE_INTEGER, workMicros(terms)))
  return work + terms.bonusMicros + terms.reviewMicros
}

/** What an answer accrues when it is sent: its price, or its time so far. */
export function accrualMicros(terms: LeaseTerms, paidSeconds: number): Micros {
  return terms.mode === "piece" ? terms.priceMicros : timeMicros(terms.floorMicrosPerHour, paidSeconds)
}

/** Least and most that a bonus is of the posted price, in percent. */
const BONUS_PERCENT = { least: 10, most: 20 } as const

/** The bonus of a price. @throws RangeError `BONUS_OUT_OF_BOUNDS` outside 10 to 20 percent */
export function bonusOf(priceMicros: Micros, percent: number): Micros {
  if (!(percent >= BONUS_PERCENT.least && percent <= BONUS_PERCENT.most))
    throw new RangeError(`BONUS_OUT_OF_BOUNDS: ${percent}`)
  return shareUp(priceMicros, Math.round(percent * 100), 10_000)
}

/** A bonus as it is offered: none where a bank could not transfer it (less than a cent). */
export function offeredBonus(bonusMicros: Micros, currency: Currency): Micros {
  return bonusMicros * 10 ** MINOR_DIGITS[currency] < MICROS_PER_UNIT ? 0 : bonusMicros
}
