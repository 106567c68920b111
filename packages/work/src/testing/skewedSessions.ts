import { sumMicros } from "../ledger/money.ts"
import type { AssignmentPay, SessionPay } from "../pay/dues.ts"
import type { LeaseTerms } from "../pay/terms.ts"
import type { WorkRules } from "../rules.ts"
import { Dice } from "./histories/dice.ts"

/** Twelve an hour. */
const FLOOR = 12_000_000
/** Spread of people's pace and of items' times around it, as standard deviations of their logarithms: times are skewed. */
const PACE_SPREAD = 0.3
const ITEM_SPREAD = 0.63
const MEDIAN_SECONDS = 60

/** A number that is normally distributed around nought with a spread of one (Box and Muller). */
function normal(dice: Dice): number {
  return Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next())
}

/** Active seconds of the items of somebody with a pace of their own. */
function drawItems(dice: Dice, count: number): number[] {
  const pace = Math.exp(PACE_SPREAD * normal(dice))
  const item = () => Math.max(1, Math.round(MEDIAN_SECONDS * pace * Math.exp(ITEM_SPREAD * normal(dice))))
  return Array.from({ length: count }, item)
}

/** The way that the rules take. */
export const OURS = "ours: lower end of the median, session added to"

/** How a way to pay did over many sessions. */
interface PayFigures {
  /** Share of sessions that earned less than the floor for their time. */
  readonly under: number
  /** What was paid over what pure hourly pay at the floor is, less one. */
  readonly extraCost: number
}

/** How much is simulated. */
interface PaySimulation {
  readonly sessions: number
  readonly seed: number
  readonly nights: number
}

function toSession(seconds: readonly number[], priceMicros: number, isClosed: boolean): SessionPay {
  const terms: LeaseTerms = {
    mode: "piece",
    priceMicros,
    bonusMicros: 0,
    floorMicrosPerHour: FLOOR,
    capSeconds: 3_600,
    reviewMicros: 0,
  }
  const assignments = seconds.map((paidSeconds, i): AssignmentPay => {
    return { id: `a${i}`, terms, paidSeconds, accruedMicros: priceMicros, drawnMicros: 0, availableMicros: FLOOR }
  })
  return {
    id: "s",
    projectId: 1,
    personId: 1,
    isClosed,
    assignments,
    unleasedSeconds: 0,
    floorMicrosPerHour: FLOOR,
    trancheMicros: 0,
    allowanceMicros: 0,
    allowanceDrawnMicros: 0,
    paidMicros: 0,
    freeMicros: 0,
  }
}

/** A closed session of so many answers, with everything that was reserved for it. */
export function longSession(answers: number, seed: number): SessionPay {
  return toSession(drawItems(new Dice(seed), answers), 200_000, true)
}

/** People whose times a price is computed from, the latest ones. */
const MEASURED_MOST = 200

/** What a piece is posted at on a day, by several rules. */
interface Prices {
  readonly median: number
  readonly mean: number
  readonly upper: number
  readonly posted: number
}

/** A price and from when on it holds. */
interface Posted {
  readonly micros: number
  readonly fromMs: number
}

function priceAt(posted: readonly Posted[], nowMs: number): number | null {
  return posted.filter(({ fromMs }) => fromMs <= nowMs).at(-1)?.micros ?? null
}

/** Ways to pay for the items of a session, by the rules themselves. */
const WAYS: Readonly<Record<string, (rules: WorkRules, seconds: readonly number[], prices: Prices) => number>> = {
  "median price": ({ pay }, seconds, { median }) => pay.earnedMicros(toSession(seconds, median, false)),
  "mean price": ({ pay }, seconds, { mean }) => pay.earnedMicros(toSession(seconds, mean, false)),
  "median price, each item added to": ({ pay }, seconds, { median }) =>
    sumMicros(seconds.map((one) => pay.earnedMicros(toSession([one], median, true)))),
  "mean price, session added to": ({ pay }, seconds, { mean }) => pay.earnedMicros(toSession(seconds, mean, true)),
  "upper mean price, session added to": ({ pay }, seconds, { upper }) =>
    pay.earnedMicros(toSession(seconds, upper, true)),
  "median price, session added to": ({ pay }, seconds, { median }) =>
    pay.earnedMicros(toSession(seconds, median, true)),
  [OURS]: ({ pay }, seconds, { posted }) => pay.earnedMicros(toSession(seconds, posted, true)),
}

/**
 * Pays many sessions of people with skewed times in several ways (work-rules 2.1): a price from the median or from the mean alone, each
 * item brought up to the floor, and the session brought up to it. A project begins with its owner's own five items; each night the
 * price is computed anew from those who worked, and a lower one of ours waits for its notice.
 */
export function simulatePay(
  rules: WorkRules,
  { sessions, seed, nights }: PaySimulation,
): Readonly<Record<string, PayFigures>> {
  const dice = new Dice(seed)
  const own = drawItems(dice, 5)
  const people: number[][] = []
  const sums = new Map(Object.keys(WAYS).map((way) => [way, { paid: 0, under: 0 }]))
  const perNight = Math.ceil(sessions / nights)
  let hourly = 0
  let posted: readonly Posted[] = []
  for (let night = 0; night < nights; night++) {
    const quoted = rules.pay.quote(own, people.slice(-MEASURED_MOST), FLOOR, () => dice.next())
    if (!quoted) throw new RangeError("NO_QUOTE")
    const nowMs = night * 86_400_000
    if (quoted.priceMicros !== null) {
      const fromMs = rules.pay.priceFromMs(priceAt(posted, nowMs), quoted.priceMicros, nowMs)
      // What waits for a later day than this one gives way to it.
      posted = [...posted.filter((one) => one.fromMs < fromMs), { micros: quoted.priceMicros, fromMs }]
    }
    const prices = {
      median: rules.pay.timeMicros(FLOOR, Math.round(quoted.medianSeconds)),
      mean: rules.pay.timeMicros(FLOOR, Math.round(quoted.meanSeconds)),
      upper: quoted.quotedMicros,
      posted: priceAt(posted, nowMs) ?? 0,
    }
    for (let i = 0; i < perNight; i++) {
      const seconds = drawItems(dice, dice.whole(20, 120))
      people.push(seconds)
      const time = seconds.reduce((sum, one) => sum + one, 0)
      hourly += (FLOOR * time) / 3_600
      for (const [way, sum] of sums) {
        const paid = WAYS[way]?.(rules, seconds, prices) ?? 0
        sum.paid += paid
        if (3_600 * paid < FLOOR * time) sum.under++
      }
    }
  }
  const figures = Array.from(sums, ([way, { paid, under }]): [string, PayFigures] => {
    return [way, { under: under / (perNight * nights), extraCost: paid / hourly - 1 }]
  })
  return Object.fromEntries(figures)
}
