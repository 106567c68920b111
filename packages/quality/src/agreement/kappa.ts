import { type Undefined, type UnitTable, usedOf } from "./units.ts"

/** A coefficient, or why it has no value. `raw` is agreement without correction for chance, in [0, 1]. */
export interface Kappa {
  readonly value: number | null
  readonly reason: Undefined | null
  readonly raw: number | null
  /** Agreement expected by chance, in [0, 1]. */
  readonly expected: number | null
  /** Units compared. */
  readonly units: number
}

/** How far apart two categories are in the eyes of a weighted kappa: by rank, by squared rank, or all the same. */
export type KappaWeights = "equal" | "linear" | "quadratic"

/**
 * Cohen's kappa of two people who judged the same units, weighted when asked: 1 - (weighted disagreement) / (the same if
 * each had kept their own shares of categories by chance). `first[i]` and `second[i]` are categories in
 * [0, categories) of unit i; ordered ones where weights are linear (|i - j|) or quadratic ((i - j)^2).
 *
 * @returns 1 when they always agree, 0 at chance, undefined without units or when both always said the same one thing.
 * @see Cohen 1960, "A coefficient of agreement for nominal scales"; Cohen 1968, "Weighted kappa".
 * @example cohenKappa on a table [[20, 5], [10, 15]] // 0.4
 */
export function cohenKappa(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  categories: number,
  weights: KappaWeights = "equal",
): Kappa {
  const units = first.length
  if (units === 0) return noKappa("no_pairs", null, 0)
  const mine = new Float64Array(categories)
  const theirs = new Float64Array(categories)
  let same = 0
  let observed = 0
  for (let i = 0; i < units; i++) {
    const a = first[i] ?? 0
    const b = second[i] ?? 0
    mine[a] = (mine[a] ?? 0) + 1 / units
    theirs[b] = (theirs[b] ?? 0) + 1 / units
    if (a === b) same++
    observed += weightOf(weights, a, b, categories) / units
  }
  // Of thousands of categories (numbers with decimals) two people have used few.
  const used = usedOf(theirs)
  let expected = 0
  for (const a of usedOf(mine)) {
    for (const b of used) expected += (mine[a] ?? 0) * (theirs[b] ?? 0) * weightOf(weights, a, b, categories)
  }
  const raw = same / units
  if (expected === 0) return noKappa("no_variation", raw, units)
  return { value: 1 - observed / expected, reason: null, raw, expected: 1 - expected, units }
}

/** Disagreement in [0, 1]. */
function weightOf(weights: KappaWeights, a: number, b: number, categories: number): number {
  if (a === b) return 0
  if (weights === "equal") return 1
  const share = Math.abs(a - b) / (categories - 1)
  return weights === "linear" ? share : share * share
}

function noKappa(reason: Undefined, raw: number | null, units: number): Kappa {
  return { value: null, reason, raw, expected: null, units }
}

/**
 * Fleiss' kappa of a table: mean share of agreeing pairs in a unit against the sum of squared category shares. Units with
 * fewer than two values are dropped; where units have different numbers of values each counts once, as do the shares
 * of its values.
 *
 * @see Fleiss 1971, "Measuring nominal scale agreement among many raters" (equal numbers).
 * @example the usual example of 10 subjects, 14 raters and 5 categories // 0.210
 */
export function fleissKappa(table: UnitTable): Kappa {
  const categories = table.categories.length
  const shares = new Float64Array(categories)
  const times = new Int32Array(categories)
  let units = 0
  let agreeing = 0
  for (let u = 0; u < table.tasks.length; u++) {
    const from = table.start[u] ?? 0
    const to = table.start[u + 1] ?? 0
    const m = to - from
    if (m < 2) continue
    units++
    times.fill(0)
    for (let i = from; i < to; i++) times[table.value[i] ?? 0] = (times[table.value[i] ?? 0] ?? 0) + 1
    let pairs = 0
    for (let c = 0; c < categories; c++) {
      const n = times[c] ?? 0
      pairs += n * (n - 1)
      shares[c] = (shares[c] ?? 0) + n / m
    }
    agreeing += pairs / (m * (m - 1))
  }
  if (units === 0) return noKappa("no_pairs", null, 0)
  const raw = agreeing / units
  // One category alone is a share of exactly `units` times 1.
  const expected = shares.reduce((sum, share) => sum + (share / units) ** 2, 0)
  const used = shares.reduce((count, share) => count + (share > 0 ? 1 : 0), 0)
  if (used < 2) return noKappa("no_variation", raw, units)
  return { value: (raw - expected) / (1 - expected), reason: null, raw, expected, units }
}

/**
 * Raw agreement: the share of pairs of judgements of the same unit that are equal, over all pairs of all units, in [0, 1];
 * null when no unit has two. Says nothing about chance: read it beside a coefficient.
 */
export function rawAgreement(table: UnitTable): number | null {
  let pairs = 0
  let same = 0
  for (let u = 0; u < table.tasks.length; u++) {
    const to = table.start[u + 1] ?? 0
    for (let i = table.start[u] ?? 0; i < to; i++) {
      for (let j = i + 1; j < to; j++) {
        pairs++
        if (table.value[i] === table.value[j]) same++
      }
    }
  }
  return pairs === 0 ? null : same / pairs
}
