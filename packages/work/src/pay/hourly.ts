import type { Micros } from "../ledger/money.ts"

/** What an hour of counted time came to, rounded down: no page says more than was paid. Null without time. */
export function hourlyMicros(paidMicros: Micros, seconds: number): Micros | null {
  return seconds > 0 ? Math.floor((paidMicros * 3_600) / seconds) : null
}
