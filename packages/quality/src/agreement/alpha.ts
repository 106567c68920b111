import { type Counts, countsOf, disagreement } from "./coincidences.ts"
import { seeded } from "./seeded.ts"
import { groupsInOrder } from "./unitOrder.ts"
import type { Undefined, UnitTable } from "./units.ts"

/** Krippendorff's alpha and what it rests on. */
export interface Alpha {
  /** 1 perfect, 0 what chance gives, below 0 worse than chance; null when it is undefined, see `reason`. */
  readonly value: number | null
  readonly reason: Undefined | null
  /** Bootstrap interval at 95 %, low and high; null when alpha or most resamples are undefined, or none were asked for. */
  readonly interval: readonly [number, number] | null
  /** Mean disagreement within units, and expected by chance, in squared distance of the level. */
  readonly observed: number
  readonly expected: number
  /** Units with at least two values, and the values in them. */
  readonly units: number
  readonly values: number
}

/** How the interval is made. */
interface AlphaOptions {
  /** Resamples; 0 for no interval. Default 1,000. */
  readonly resamples?: number
  readonly seed?: number
  /** For each unit of the table the group it is drawn with (things of one picture); each unit alone by default. */
  readonly groups?: Int32Array
}

/**
 * Krippendorff's alpha = 1 - Do / De from coincidences: each pair of values in unit u counts 1 / (m_u - 1); units with
 * fewer than two values are dropped. Squared distance of two values c, k: nominal 0 or 1; ordinal (r_c - r_k)^2 with mid
 * ranks r among all pairable values; interval (c - k)^2; ratio ((c - k) / (c + k))^2.
 *
 * Where all pairable values are the same, De = 0 and alpha is undefined ("no variation"), neither 1 nor 0.
 * The interval is a percentile bootstrap over units, drawn in an order that names do not enter, so renaming people, units
 * or nominal categories leaves it as it is (Q11).
 *
 * @see Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; its worked examples are the tests.
 * @example alpha of the example with 4 observers, 12 units: nominal 0.743, ordinal 0.815, interval 0.849, ratio 0.797
 */
export function krippendorffAlpha(table: UnitTable, options: AlphaOptions = {}): Alpha {
  const counts = countsOf(table)
  const whole = disagreement(counts, counts.weight)
  const size = { units: counts.units, values: whole.values }
  if (counts.units === 0) return { ...undefinedAlpha("no_pairs"), ...size }
  if (whole.expected === 0) return { ...undefinedAlpha("no_variation"), ...size }
  const interval = bootstrap(counts, options)
  const { observed, expected } = whole
  return { value: 1 - observed / expected, reason: null, interval, observed, expected, ...size }
}

function undefinedAlpha(reason: Undefined) {
  return { value: null, reason, interval: null, observed: 0, expected: 0 }
}

function bootstrap(counts: Counts, { resamples = 1000, seed = 1, groups }: AlphaOptions) {
  if (resamples === 0) return null
  const drawn = groupsInOrder(counts, groups)
  const dice = seeded(seed)
  const weight = new Int32Array(counts.units)
  const found = new Float64Array(resamples)
  let defined = 0
  for (let b = 0; b < resamples; b++) {
    weight.fill(0)
    for (let i = 0; i < drawn.length; i++) {
      for (const u of drawn[Math.floor(dice() * drawn.length)] ?? []) weight[u] = (weight[u] ?? 0) + 1
    }
    const { observed, expected } = disagreement(counts, weight)
    if (expected > 0) found[defined++] = 1 - observed / expected
  }
  if (2 * defined < resamples) return null
  const sorted = found.subarray(0, defined).sort()
  return [quantile(sorted, 0.025), quantile(sorted, 0.975)] as const
}

/** The quantile of sorted numbers, linear between neighbours (type 7 of Hyndman and Fan 1996). NaN when there are none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const index = share * (sorted.length - 1)
  const low = Math.floor(index)
  const below = sorted[low] ?? Number.NaN
  const above = sorted[Math.min(low + 1, sorted.length - 1)] ?? Number.NaN
  return below + (index - low) * (above - below)
}
