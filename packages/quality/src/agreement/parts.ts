import { krippendorffAlpha } from "./alpha.ts"
import { cohenKappa, type Kappa, type KappaWeights } from "./kappa.ts"
import type { MeasurementLevel, Undefined, UnitTable } from "./units.ts"

/** How well one category is agreed on. */
export interface CategoryAgreement {
  readonly category: string
  /** Values of this category in units with at least two values. */
  readonly values: number
  /** Given that one person said it, the chance in [0, 1] that another of the same unit says it too. */
  readonly specific: number | null
  /** Krippendorff's alpha of "this category or not", or why it has none. */
  readonly alpha: number | null
  readonly reason: Undefined | null
}

/**
 * Agreement for each category: specific agreement, and nominal alpha of the table folded to "it" against "anything else".
 * A low figure at one category says that its definition is read in different ways.
 *
 * @see Krippendorff 2004, "Content Analysis" (2nd ed.), section 11.5 on single values; Fleiss 1981 on specific agreement.
 */
export function categoryAgreement(table: UnitTable): CategoryAgreement[] {
  const categories = table.categories.length
  const values = new Float64Array(categories)
  const agreeing = new Float64Array(categories)
  const times = new Int32Array(categories)
  let all = 0
  for (let u = 0; u < table.tasks.length; u++) {
    const from = table.start[u] ?? 0
    const to = table.start[u + 1] ?? 0
    const m = to - from
    if (m < 2) continue
    all += m
    for (let i = from; i < to; i++) times[table.value[i] ?? 0] = (times[table.value[i] ?? 0] ?? 0) + 1
    for (let i = from; i < to; i++) {
      const c = table.value[i] ?? 0
      const n = times[c] ?? 0
      // The first of its kind counts the whole kind.
      times[c] = 0
      values[c] = (values[c] ?? 0) + n
      agreeing[c] = (agreeing[c] ?? 0) + (n * (n - 1)) / (m - 1)
    }
  }
  return table.categories.map((category, c) => {
    const n = values[c] ?? 0
    const specific = n === 0 ? null : (agreeing[c] ?? 0) / n
    const apart = 2 * n * (all - n)
    if (all === 0 || apart === 0) {
      return { category, values: n, specific, alpha: null, reason: all === 0 ? "no_pairs" : "no_variation" }
    }
    // Coincidences of it with others: each of its n values misses n - agreeing others, counted both ways round.
    const observed = 2 * (n - (agreeing[c] ?? 0))
    return { category, values: n, specific, alpha: 1 - ((all - 1) * observed) / apart, reason: null }
  })
}

/** How far two people agree on the units that both judged. */
interface PairAgreement {
  readonly first: string
  readonly second: string
  /** Units that both judged. */
  readonly units: number
  /** Share of them with equal values. */
  readonly raw: number
  readonly kappa: Kappa
  /** Krippendorff's alpha of the two alone, at the table's level; without interval. */
  readonly alpha: number | null
  readonly reason: Undefined | null
}

/** Weighted kappa looks at distance where the level has one. */
const KAPPA_WEIGHTS: Record<MeasurementLevel, KappaWeights> = {
  nominal: "equal",
  ordinal: "linear",
  interval: "quadratic",
  ratio: "quadratic",
}

/**
 * Agreement of each two people with at least `leastUnits` units in common, in the order of their names. Kappa is weighted
 * by rank at the ordinal level and by squared rank above. Few units say little: show their number beside the figure, and
 * rank nobody by it.
 */
export function pairwiseAgreement(table: UnitTable, leastUnits = 1): PairAgreement[] {
  const { keys, order, first, second } = pairsOf(table)
  const people = table.people.length
  const found: PairAgreement[] = []
  for (let i = 0; i < order.length; ) {
    const key = keys[order[i] ?? 0] ?? 0
    let end = i + 1
    while (end < order.length && keys[order[end] ?? 0] === key) end++
    if (end - i >= leastUnits) {
      const rows = order.subarray(i, end)
      const mine = Int32Array.from(rows, (row) => first[row] ?? 0)
      const theirs = Int32Array.from(rows, (row) => second[row] ?? 0)
      const names = { first: table.people[Math.floor(key / people)] ?? "", second: table.people[key % people] ?? "" }
      found.push({ ...names, ...pairFigures(table, mine, theirs) })
    }
    i = end
  }
  return found
}

function pairFigures(table: UnitTable, mine: Int32Array, theirs: Int32Array) {
  const kappa = cohenKappa(mine, theirs, table.categories.length, KAPPA_WEIGHTS[table.level])
  const { value: alpha, reason } = krippendorffAlpha(tableOfTwo(table, mine, theirs), { resamples: 0 })
  return { units: mine.length, raw: kappa.raw ?? 0, kappa, alpha, reason }
}

function tableOfTwo(table: UnitTable, mine: Int32Array, theirs: Int32Array): UnitTable {
  const value = new Int32Array(2 * mine.length)
  for (let i = 0; i < mine.length; i++) {
    value[2 * i] = mine[i] ?? 0
    value[2 * i + 1] = theirs[i] ?? 0
  }
  const tasks = Array.from(mine, (_, i) => String(i))
  const start = Int32Array.from({ length: mine.length + 1 }, (_, i) => 2 * i)
  return { ...table, tasks, start, value, person: value.map((_, i) => i % 2) }
}

/** Every pair of people in every unit: the pair as one number, and the two values; `order` sorts the pairs. */
function pairsOf(table: UnitTable) {
  let count = 0
  for (let u = 0; u < table.tasks.length; u++) {
    const m = (table.start[u + 1] ?? 0) - (table.start[u] ?? 0)
    count += (m * (m - 1)) / 2
  }
  const keys = new Float64Array(count)
  const first = new Int32Array(count)
  const second = new Int32Array(count)
  let at = 0
  for (let u = 0; u < table.tasks.length; u++) {
    const to = table.start[u + 1] ?? 0
    for (let i = table.start[u] ?? 0; i < to; i++) {
      for (let j = i + 1; j < to; j++) {
        // People rise within a unit, so the pair is always the same way round.
        keys[at] = (table.person[i] ?? 0) * table.people.length + (table.person[j] ?? 0)
        first[at] = table.value[i] ?? 0
        second[at] = table.value[j] ?? 0
        at++
      }
    }
  }
  const order = Int32Array.from({ length: count }, (_, i) => i)
  order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
  return { keys, order, first, second }
}
