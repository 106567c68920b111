import type { Currency } from "@justesse/types"
import { type LaborLabel, LEAST_PEOPLE } from "@justesse/types/pay/labor"
import type { Micros } from "../ledger/money.ts"
import { type ClosedSession, measureHour } from "../pay/measuredHour.ts"
import { medianOf } from "../similarQuestions.ts"

/** A closed session as a label reads it: beside what it paid, whether closing it added something, and how long that took to come. */
export interface LaborSession extends ClosedSession {
  readonly isRaised: boolean
  /** The last second that was counted in it, and its closing payment; null where nothing was counted or paid. */
  readonly lastWorkMs: number | null
  readonly paidAtMs: number | null
}

/** What the ledger and the sessions of a project that pays say up to a moment, person by person. */
export interface MoneyFacts {
  readonly currency: Currency
  /** The least floor that a lease was promised, and to how many people one was; null before the first. */
  readonly floor: { readonly microsPerHour: Micros; readonly people: number } | null
  /** Everything that came to somebody for the project's work, with bonuses and appeals that were won. */
  readonly paid: readonly { readonly personId: number; readonly amountMicros: Micros }[]
  readonly sessions: readonly LaborSession[]
  /** What learning cost, as far as the project's fund for it paid. */
  readonly learned: readonly { readonly personId: number; readonly amountMicros: Micros }[]
  /** Whether something was leased, and no piece among it had a price. Absent: it was not. */
  readonly isByTime?: boolean
}

const HOUR_MS = 3_600_000

/**
 * What a label says was paid (2.10): sums, percentiles and counts, each of {@link LEAST_PEOPLE} people at least, else left out. The
 * floor is the least that anybody was promised.
 */
export function tellMoney({
  currency,
  floor,
  paid,
  sessions,
  learned,
  isByTime = false,
}: MoneyFacts): NonNullable<LaborLabel["pay"]["money"]> {
  const hour = measureHour(sessions)
  const waits = sessions.flatMap(({ personId, lastWorkMs, paidAtMs }) =>
    lastWorkMs === null || paidAtMs === null ? [] : [{ personId, ms: Math.max(0, paidAtMs - lastWorkMs) }],
  )
  const waitMs = isTold(waits)
    ? medianOf(
        waits.map(({ ms }) => ms),
        1,
      )
    : null
  return {
    currency,
    floorMicrosPerHour: floor !== null && floor.people >= LEAST_PEOPLE ? floor.microsPerHour : null,
    totalPaidMicros: sumTold(paid),
    hourlyMicros: hour && { p10: hour.p10Micros, p50: hour.p50Micros, p90: hour.p90Micros },
    sessions: isTold(sessions)
      ? { closed: sessions.length, raisedToFloor: sessions.filter(({ isRaised }) => isRaised).length }
      : null,
    medianHoursToPay: waitMs === null ? null : Math.round((10 * waitMs) / HOUR_MS) / 10,
    ...(isByTime && { byTime: true as const }),
    ...(learned.length > 0 && { fromLearningFundMicros: sumTold(learned) }),
  }
}

function sumTold(amounts: MoneyFacts["paid"]): Micros | null {
  return isTold(amounts) ? amounts.reduce((sum, { amountMicros }) => sum + amountMicros, 0) : null
}

function isTold(rows: readonly { readonly personId: number }[]): boolean {
  return new Set(rows.map(({ personId }) => personId)).size >= LEAST_PEOPLE
}
