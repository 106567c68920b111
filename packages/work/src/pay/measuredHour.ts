import { LEAST_PEOPLE } from "@justesse/types/pay/labor"
import type { Micros } from "../ledger/money.ts"
import { hourlyMicros } from "./hourly.ts"

/** What somebody's closed session paid, bonuses left out, and the time that was counted in it. */
export interface ClosedSession {
  readonly personId: number
  readonly paidMicros: Micros
  readonly seconds: number
}

/** What an hour pays as it was measured: of so many sessions, one in ten paid less than `p10` and one in ten more than `p90`. */
interface MeasuredHour {
  readonly sessions: number
  readonly p10Micros: Micros
  readonly p50Micros: Micros
  readonly p90Micros: Micros
}

/**
 * What an hour pays in a project, from its closed sessions (2.9): each is one measure, however long it was. Null while they are of fewer
 * than {@link LEAST_PEOPLE} people, so that nobody's pay can be told from it.
 */
export function measureHour(closed: readonly ClosedSession[]): MeasuredHour | null {
  const measured = closed.flatMap(({ personId, paidMicros, seconds }) => {
    const micros = hourlyMicros(paidMicros, seconds)
    return micros === null ? [] : [{ personId, micros }]
  })
  if (new Set(measured.map(({ personId }) => personId)).size < LEAST_PEOPLE) return null
  const sorted = measured.map(({ micros }) => micros).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { sessions: sorted.length, p10Micros: at(0.1), p50Micros: at(0.5), p90Micros: at(0.9) }
}
