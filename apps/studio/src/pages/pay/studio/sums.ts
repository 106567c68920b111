import type { LedgerShown, PayoutsShown } from "@justesse/types/wire/pay"

type Payout = PayoutsShown["payouts"][number]
type Movement = LedgerShown["last"][number]

/** What is asked for in each currency, in the order in which currencies come: they are never added to each other. */
export function sumByCurrency(
  payouts: readonly Pick<Payout, "currency" | "amountMicros">[],
): { readonly currency: Payout["currency"]; readonly micros: number }[] {
  const sums = new Map<Payout["currency"], number>()
  for (const { currency, amountMicros } of payouts) sums.set(currency, (sums.get(currency) ?? 0) + amountMicros)
  return [...sums].map(([currency, micros]) => ({ currency, micros }))
}

/** What came onto accounts in a movement: as much went off others. */
export function movedMicros({ entries }: Pick<Movement, "entries">): number {
  return entries.reduce((sum, { amountMicros }) => sum + Math.max(0, amountMicros), 0)
}

/** Payouts of one currency that a file is made of: all but those that were left out by hand. */
export function toFile(payouts: readonly Payout[], currency: Payout["currency"], left: ReadonlySet<number>): Payout[] {
  return payouts.filter((one) => one.currency === currency && !left.has(one.payout))
}
