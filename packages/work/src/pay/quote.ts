import type { Micros } from "../ledger/money.ts"
import { timeMicros } from "./terms.ts"

/** Own items that an owner does with the clock on before a project can be opened. */
const OWN_ITEMS = 5
/** Until this many people have done {@link ITEMS_EACH} items each, an owner's own are the measure. */
export const MEASURED_PEOPLE = 10
/** Items that somebody has done before their times count as measured. */
export const ITEMS_EACH = 5
/** What an owner's own time is multiplied by in a quote: nobody else knows the task as well. */
const OWN_FACTOR = 1.5
const WINSORISED = 0.1
const BOOTSTRAPS = 400
/** Ends of the bootstrap: what is quoted is likely enough, what is posted is unlikely to be too much. */
const UPPER = 0.9
const LOWER = 0.1

/** What an answer takes and costs, before and while people work. */
export interface Quote {
  readonly basis: "own" | "measured"
  /** Active seconds of one answer: median of people's medians and its lower end (10 %), mean of people's winsorised means and its upper end (90 %). */
  readonly medianSeconds: number
  readonly lowerSeconds: number | null
  readonly meanSeconds: number
  readonly upperSeconds: number
  /**
   * The posted price of a piece: the lower end of the median at the floor. What a session takes beyond it is added when it is closed.
   * Null until it is measured: the pilot is paid by time, so that no price has to be taken back.
   */
  readonly priceMicros: Micros | null
  /** What an owner is told that an answer costs, and is asked to pay in for: the upper end of the mean at the floor. */
  readonly quotedMicros: Micros
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const sortedOf = (values: readonly number[]) => [...values].sort((a, b) => a - b)

function medianOf(values: readonly number[]): number {
  const sorted = sortedOf(values)
  const middle = sorted.length >> 1
  const [below = 0, above = 0] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 1 ? above : (below + above) / 2
}

/** The mean of a person's times with the outer tenth on each side set to the innermost of it: one forgotten tab changes little. */
export function winsorisedMean(seconds: readonly number[]): number {
  const sorted = sortedOf(seconds)
  const cut = Math.floor(sorted.length * WINSORISED)
  const [low = 0, high = 0] = [sorted[cut], sorted[sorted.length - 1 - cut]]
  return meanOf(sorted.map((value) => Math.min(high, Math.max(low, value))))
}

/** A quantile of a figure of people, who are drawn again and again with replacement. @param dice gives numbers in [0, 1) */
function bootstrap(
  people: readonly number[],
  figure: (drawn: readonly number[]) => number,
  quantile: number,
  dice: () => number,
): number {
  const draws = Array.from({ length: BOOTSTRAPS }, () =>
    figure(people.map(() => people[Math.floor(dice() * people.length)] ?? 0)),
  )
  return sortedOf(draws)[Math.ceil(quantile * BOOTSTRAPS) - 1] ?? 0
}

/**
 * Quotes an answer from its measured times (work-rules 2.1): from an owner's own five items, and once ten people have done five each
 * from theirs. Null: the owner has not done five yet.
 *
 * The mean tells what answers cost, the median what one is posted at, and nobody is under the floor with either: a session is added to.
 * A price at the mean pays fast people far above the floor and adds for the slow, 10 to 20 % over pure hourly pay; one at the lower end
 * of the median 2 to 4 %. With more people measured it rises towards the median, so that a price hardly ever has to fall.
 *
 * @param own active seconds of the owner's own items
 * @param people active seconds of each person's items
 */
export function quote(
  own: readonly number[],
  people: readonly (readonly number[])[],
  floorMicrosPerHour: Micros,
  dice: () => number,
): Quote | null {
  if (own.length < OWN_ITEMS) return null
  const measured = people.filter((items) => items.length >= ITEMS_EACH)
  const isMeasured = measured.length >= MEASURED_PEOPLE
  const medians = isMeasured ? measured.map(medianOf) : own
  const medianSeconds = medianOf(medians)
  const lowerSeconds = isMeasured ? Math.min(medianSeconds, bootstrap(medians, medianOf, LOWER, dice)) : null
  const means = measured.map(winsorisedMean)
  const meanSeconds = isMeasured ? meanOf(means) : meanOf(own)
  const upperSeconds = isMeasured
    ? Math.max(meanSeconds, bootstrap(means, meanOf, UPPER, dice))
    : OWN_FACTOR * meanSeconds
  return {
    basis: isMeasured ? "measured" : "own",
    medianSeconds,
    lowerSeconds,
    meanSeconds,
    upperSeconds,
    priceMicros: lowerSeconds === null ? null : timeMicros(floorMicrosPerHour, Math.floor(lowerSeconds)),
    quotedMicros: timeMicros(floorMicrosPerHour, Math.ceil(upperSeconds)),
  }
}

/** How long before it holds a lower price is told. */
export const NOTICE_MS = 7 * 86_400_000

/** When a price that was computed anew holds for new leases: a higher one at once, a lower one after seven days. Leased work keeps its own. */
export function priceFromMs(presentMicros: Micros | null, newMicros: Micros, nowMs: number): number {
  return newMicros >= (presentMicros ?? 0) ? nowMs : nowMs + NOTICE_MS
}
