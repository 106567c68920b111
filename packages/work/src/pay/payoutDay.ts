import type { Weekday } from "@justesse/types/pay/payoutDay"

const DAY_MS = 86_400_000

/**
 * The day on which the next file of payouts is promised, as an ISO day in UTC: the first of its weekday after today. What is asked
 * for today is therefore never promised for today, when the file may have been made already.
 *
 * @example nextPayoutDay(1, Date.parse("2026-11-27T15:26Z")) // "2026-11-30", the Monday after a Friday
 */
export function nextPayoutDay(weekday: Weekday, nowMs: number): string {
  // Sunday is 0 to the calendar.
  const today = new Date(nowMs).getUTCDay() || 7
  const days = (weekday - today + 6) % 7
  return new Date(nowMs + (days + 1) * DAY_MS).toISOString().slice(0, 10)
}
