/**
 * An amount of money in micro-units: whole millionths of a currency's major unit (1,000,000 is one euro, one yen, one dinar).
 *
 * Amounts are safe integers, not `bigint`: 2^53 - 1 micro-units are nine thousand million major units, more than any one amount here,
 * and JSON, SQLite's INTEGER and the wire carry them as they are. Whoever adds or multiplies goes through this file, which refuses
 * what would round; sums over whole tables are made in SQL or by {@link sumMicros}.
 */
export type Micros = number

/** Micro-units of one major unit, in every currency. */
export const MICROS_PER_UNIT = 1_000_000

/** The same amount, once it is known to be one. @throws RangeError `NOT_AN_AMOUNT` for a fraction, NaN, or beyond 2^53 - 1 */
export function checkMicros(value: number): Micros {
  if (!Number.isSafeInteger(value)) throw new RangeError(`NOT_AN_AMOUNT: ${value}`)
  // Minus nought would be another value in a stored text.
  return value === 0 ? 0 : value
}

/** The exact sum of several amounts. @throws RangeError where a sum on the way leaves the safe integers */
export function sumMicros(amounts: Iterable<Micros>): Micros {
  let sum = 0
  for (const amount of amounts) sum = checkMicros(sum + amount)
  return sum
}

/**
 * `amount * times / per`, rounded up to a whole micro-unit: what is owed for a share of an hour is never rounded away.
 *
 * @param times whole number, 0 or more
 * @param per whole number, 1 or more
 * @example shareUp(12_000_000, 1, 3_600) // 3_334: one second at 12 an hour
 */
export function shareUp(amount: Micros, times: number, per: number): Micros {
  const product = amount * times
  if (Number.isSafeInteger(product)) return checkMicros(Math.ceil(product / per))
  const [of, by] = [BigInt(checkMicros(amount)) * BigInt(checkMicros(times)), BigInt(checkMicros(per))]
  const whole = of / by
  return checkMicros(Number(of > whole * by ? whole + 1n : whole))
}

/** One part of a sum that is split, by a name that never changes. `weight` is 0 or more. */
interface Share {
  readonly id: string
  readonly weight: number
}

/**
 * Splits an amount by weights to the last micro-unit, by largest remainder: parts are 0 or more and add up to `total` exactly, and
 * the order of the shares changes nothing (equal remainders go by id). With no weight at all everybody has the same.
 *
 * @param total 0 or more
 */
export function splitExactly(total: Micros, shares: readonly Share[]): ReadonlyMap<string, Micros> {
  if (checkMicros(total) < 0) throw new RangeError(`NOT_TO_SPLIT: ${total}`)
  const whole = sumMicros(shares.map(({ weight }) => checkMicros(weight)))
  const weights = shares.map(({ id, weight }) => ({ id, weight: BigInt(whole === 0 ? 1 : weight) }))
  const sum = BigInt(whole === 0 ? shares.length : whole)
  const parts = weights.map(({ id, weight }) => {
    const exact = BigInt(total) * weight
    return { id, part: exact / sum, rest: exact % sum }
  })
  const byRest = [...parts].sort((a, b) => (a.rest === b.rest ? (a.id < b.id ? -1 : 1) : a.rest > b.rest ? -1 : 1))
  let left = BigInt(total) - parts.reduce((all, { part }) => all + part, 0n)
  return new Map(byRest.map(({ id, part }) => [id, Number(left-- > 0n ? part + 1n : part)]))
}
