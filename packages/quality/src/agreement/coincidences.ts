import { type MeasurementLevel, type UnitTable, usedOf } from "./units.ts"

/** Units with two or more values as sparse counts: entries `start[u]`..`start[u+1]-1` say how often a category came up. */
export interface Counts {
  readonly level: MeasurementLevel
  readonly units: number
  readonly start: Int32Array
  readonly category: Int32Array
  readonly times: Int32Array
  /** Values of each unit. */
  readonly size: Int32Array
  /** Disagreement of each unit where it does not depend on the other units (all levels but the ordinal). */
  readonly within: Float64Array
  /** Categories as numbers, moved so that the least is 0 (interval) or as they are (ratio). */
  readonly numbers: Float64Array
  /** One for each unit. */
  readonly weight: Int32Array
  /** Position of each unit in the table. */
  readonly origin: Int32Array
}

/** Counts of the units of `table` that have two values or more. */
export function countsOf(table: UnitTable): Counts {
  const start = [0]
  const category: number[] = []
  const times: number[] = []
  const size: number[] = []
  const origin: number[] = []
  for (let u = 0; u < table.tasks.length; u++) {
    const from = table.start[u] ?? 0
    const to = table.start[u + 1] ?? 0
    if (to - from < 2) continue
    const values = table.value.slice(from, to).sort()
    values.forEach((value, i) => {
      if (i > 0 && value === values[i - 1]) times[times.length - 1] = (times.at(-1) ?? 0) + 1
      else {
        category.push(value)
        times.push(1)
      }
    })
    start.push(category.length)
    size.push(to - from)
    origin.push(u)
  }
  const least = table.numbers[0] ?? 0
  const numbers = table.level === "ratio" ? table.numbers : table.numbers.map((x) => x - least)
  const counts = {
    level: table.level,
    units: size.length,
    start: Int32Array.from(start),
    category: Int32Array.from(category),
    times: Int32Array.from(times),
    size: Int32Array.from(size),
    numbers,
    weight: new Int32Array(size.length).fill(1),
    origin: Int32Array.from(origin),
  }
  const within = Float64Array.from(size, (_, u) => (table.level === "ordinal" ? 0 : withinUnit(counts, u, numbers)))
  return { ...counts, within }
}

/** Sum over ordered pairs of values in a unit of their squared distance, over (values - 1). */
function withinUnit(counts: Omit<Counts, "within">, u: number, position: Float64Array): number {
  const { level, category, times } = counts
  const from = counts.start[u] ?? 0
  const to = counts.start[u + 1] ?? 0
  const m = counts.size[u] ?? 0
  let sum = 0
  for (let i = from; i < to; i++) {
    const n = times[i] ?? 0
    if (level === "nominal") sum += n * (m - n)
    else {
      const x = position[category[i] ?? 0] ?? 0
      for (let j = i + 1; j < to; j++) {
        const y = position[category[j] ?? 0] ?? 0
        sum += 2 * n * (times[j] ?? 0) * squaredDistance(level, x, y)
      }
    }
  }
  return sum / (m - 1)
}

function squaredDistance(level: MeasurementLevel, x: number, y: number): number {
  const gap = x - y
  if (level !== "ratio") return gap * gap
  const sum = x + y
  return sum === 0 ? 0 : (gap / sum) ** 2
}

/** Observed and expected disagreement of units taken `weight[u]` times each. */
export function disagreement(counts: Counts, weight: Int32Array) {
  const marginal = new Float64Array(counts.numbers.length)
  let values = 0
  for (let u = 0; u < counts.units; u++) {
    const w = weight[u] ?? 0
    if (w === 0) continue
    values += w * (counts.size[u] ?? 0)
    const to = counts.start[u + 1] ?? 0
    for (let i = counts.start[u] ?? 0; i < to; i++) {
      const c = counts.category[i] ?? 0
      marginal[c] = (marginal[c] ?? 0) + w * (counts.times[i] ?? 0)
    }
  }
  const ordinal = counts.level === "ordinal"
  const position = ordinal ? midRanks(marginal) : counts.numbers
  let observed = 0
  for (let u = 0; u < counts.units; u++) {
    const w = weight[u] ?? 0
    if (w > 0) observed += w * (ordinal ? withinUnit(counts, u, position) : (counts.within[u] ?? 0))
  }
  return {
    values,
    observed: observed / values,
    expected: expectedSum(counts.level, marginal, position, values) / (values * (values - 1)),
  }
}

function midRanks(marginal: Float64Array): Float64Array {
  let before = 0
  return marginal.map((n) => {
    before += n
    return before - n / 2
  })
}

/** Sum over ordered pairs of all values of their squared distance; exactly 0 when only one category is used. */
function expectedSum(level: MeasurementLevel, marginal: Float64Array, position: Float64Array, values: number): number {
  let used = 0
  for (let c = 0; c < marginal.length; c++) if ((marginal[c] ?? 0) > 0) used++
  if (used < 2) return 0
  if (level === "ratio") return ratioSum(marginal, position)
  let sum = 0
  let mean = 0
  if (level !== "nominal") {
    for (let c = 0; c < marginal.length; c++) mean += ((marginal[c] ?? 0) * (position[c] ?? 0)) / values
  }
  for (let c = 0; c < marginal.length; c++) {
    const n = marginal[c] ?? 0
    sum += level === "nominal" ? n * (values - n) : 2 * values * n * ((position[c] ?? 0) - mean) ** 2
  }
  return sum
}

function ratioSum(marginal: Float64Array, position: Float64Array): number {
  const used = usedOf(marginal)
  const times = Float64Array.from(used, (c) => marginal[c] ?? 0)
  const index = Float64Array.from(used, (c) => position[c] ?? 0)
  let sum = 0
  for (let i = 0; i < used.length; i++) {
    const [n, x] = [times[i] ?? 0, index[i] ?? 0]
    for (let j = i + 1; j < used.length; j++)
      sum += 2 * n * (times[j] ?? 0) * squaredDistance("ratio", x, index[j] ?? 0)
  }
  return sum
}
