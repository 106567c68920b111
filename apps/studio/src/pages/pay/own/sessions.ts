import type { MyBalance, MySessions } from "@justesse/types/wire/pay"

export type PaidSession = MySessions["sessions"][number]
export type OwnBalance = MyBalance["balances"][number]
export type OwnPayout = MyBalance["payouts"][number]

/** What paid sessions come to in one currency: sent and added are pay, a bonus is beside it. */
export interface PaySums {
  readonly currency: PaidSession["currency"]
  readonly sentMicros: number
  readonly addedMicros: number
  readonly bonusMicros: number
  readonly seconds: number
}

/** Sessions by currency, in the order in which currencies come. */
export function sumPay(sessions: readonly PaidSession[]): PaySums[] {
  const sums = new Map<string, PaySums>()
  for (const { currency, sentMicros, addedMicros, bonusMicros, activeSeconds, unleasedSeconds } of sessions) {
    const before = sums.get(currency)
    sums.set(currency, {
      currency,
      sentMicros: (before?.sentMicros ?? 0) + sentMicros,
      addedMicros: (before?.addedMicros ?? 0) + addedMicros,
      bonusMicros: (before?.bonusMicros ?? 0) + bonusMicros,
      seconds: (before?.seconds ?? 0) + activeSeconds + unleasedSeconds,
    })
  }
  return [...sums.values()]
}

/** Paid sessions by their number, as the table of hours looks them up. */
export function bySession(sessions: readonly PaidSession[]): ReadonlyMap<number, PaidSession> {
  return new Map(sessions.map((one) => [one.session, one]))
}

/** What of a session's sent work was paid by its time, as no price was posted for it. */
export function timePaidMicros({ sentMicros, pieces }: Pick<PaidSession, "sentMicros" | "pieces">): number {
  return sentMicros - pieces.reduce((sum, { priceMicros, count }) => sum + priceMicros * count, 0)
}
