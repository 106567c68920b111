/** A price as far as it says from when on it holds; prices stand in the order in which they were made. */
interface FromWhen {
  readonly fromMs: number
}

/** The price in force: of those that hold by now the one that was made last. */
export function priceAt<T extends FromWhen>(prices: readonly T[], nowMs: number): T | null {
  return prices.filter(({ fromMs }) => fromMs <= nowMs).at(-1) ?? null
}

/** The price that follows the one in force, where one was made already that will: the next moment at which another one holds. Null for none. */
export function comingPrice<T extends FromWhen>(prices: readonly T[], nowMs: number): T | null {
  const present = priceAt(prices, nowMs)
  const moments = prices.map(({ fromMs }) => fromMs).filter((fromMs) => fromMs > nowMs)
  for (const ms of moments.sort((a, b) => a - b)) {
    const then = priceAt(prices, ms)
    if (then !== present) return then
  }
  return null
}
