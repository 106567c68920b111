import type { Forecast } from "../forecast.ts"
import type { Micros } from "../ledger/money.ts"
import type { TransactionKind } from "../ledger/transaction.ts"
import { statementPart } from "./statement.ts"

/** What a project's movements of one kind brought people on one day; days are whole numbers that follow each other. */
export interface DayMovements {
  readonly day: number
  readonly kind: TransactionKind
  readonly amountMicros: Micros
}

/** What a project paid people on one day, by what it was for. Its parts add up to all that came to them. */
interface DaySpent {
  readonly day: number
  readonly sentMicros: Micros
  readonly addedMicros: Micros
  readonly bonusMicros: Micros
  /** Time of reviewers and of who decides appeals, and minutes of appeals that were won. */
  readonly reviewMicros: Micros
}

const PARTS = {
  sentMicros: "sentMicros",
  addedMicros: "addedMicros",
  bonusMicros: "bonusMicros",
  appealsMicros: "reviewMicros",
  reviewMicros: "reviewMicros",
} as const

/**
 * What a project paid, day by day in their order, as the statements of its people have it: each movement stands in the part in which its
 * receiver reads it. Days without any are left out.
 */
export function tellSpending(movements: readonly DayMovements[]): DaySpent[] {
  const days = new Map<number, DaySpent>()
  for (const { day, kind, amountMicros } of movements) {
    const place = statementPart(kind)
    const part = place !== undefined && place in PARTS ? PARTS[place as keyof typeof PARTS] : undefined
    if (!part) throw new RangeError(`NOT_SPENT_ON_WORK: ${kind}`)
    const spent = days.get(day) ?? { day, sentMicros: 0, addedMicros: 0, bonusMicros: 0, reviewMicros: 0 }
    days.set(day, { ...spent, [part]: spent[part] + amountMicros })
  }
  return [...days.values()].sort((a, b) => a.day - b.day)
}

/** What is paid in all by the end of a day from now: as is expected, and between which two it lies. */
interface SpendingAhead {
  readonly daysAhead: number
  readonly micros: Micros
  readonly lowMicros: Micros
  readonly highMicros: Micros
}

/** Days ahead that are told at most. */
const MOST_AHEAD = 30

/**
 * What will be paid in all until the work is done: at the present pace for the mean of an answer; at least at the latest pace, at most at
 * the earliest for the upper end of an answer. The last day is the latest on which it is done, where that can be named, else one twice as far
 * as the expected one; the thirtieth at most.
 */
export function forecastSpending(
  of: { readonly paidMicros: Micros; readonly expectedMicros: Micros; readonly quotedMicros: Micros },
  { days, earliestDays, latestDays }: Pick<Forecast, "days" | "earliestDays" | "latestDays">,
): SpendingAhead[] {
  const { paidMicros, expectedMicros, quotedMicros } = of
  const last = Math.min(MOST_AHEAD, Math.ceil(latestDays ?? 2 * days))
  const part = (ahead: number, until: number | null) =>
    until === null ? 0 : until === 0 ? 1 : Math.min(1, ahead / until)
  return Array.from({ length: last }, (_, n) => ({
    daysAhead: n + 1,
    micros: paidMicros + Math.round(expectedMicros * part(n + 1, days)),
    lowMicros: paidMicros + Math.round(expectedMicros * part(n + 1, latestDays)),
    highMicros: paidMicros + Math.round(quotedMicros * part(n + 1, earliestDays)),
  }))
}
