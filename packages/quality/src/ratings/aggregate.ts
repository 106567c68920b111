import { JustesseError } from "@justesse/types"
import type { UnitTable } from "../agreement/units.ts"
import { middleOf } from "../numbers/middle.ts"
import { tQuantile } from "../skill/edgeBias.ts"
import { offsetsOf, type PersonOffsets } from "./offsets.ts"

/** How ratings of one task become one number. */
export type RatingMethod = "mean" | "median" | "middle" | "trimmed" | "offsets" | "auto"

/** One task's rating. */
export interface Rated {
  readonly task: string
  readonly value: number
  /** Interval at 95 % for what many people would say on average. */
  readonly interval: readonly [number, number]
  /** Answers behind it. */
  readonly answers: number
}

/** Ratings of all tasks and how they were made. */
export interface RatingResult {
  readonly method: Exclude<RatingMethod, "auto">
  readonly tasks: readonly Rated[]
  /** Offsets of people and whether they foretell left-out answers better; null where the method did not look. */
  readonly offsets: PersonOffsets | null
}

/** Options of `aggregateRatings`. */
interface RatingOptions {
  readonly method?: RatingMethod
  /** Ends of the scale: intervals do not leave it. */
  readonly range?: readonly [number, number]
}

/** Share of the answers cut off at each end by the trimmed mean (Wilcox 2012 advises 20 %). */
const TRIM = 0.2
/** A task's own spread is averaged with the project's as if four more answers had shown the latter (a choice, not fitted). */
const SPREAD_WORTH = 4
/** Standard error of a median over that of a mean, for normal answers: the root of half pi. */
const MEDIAN_FACTOR = Math.sqrt(Math.PI / 2)

/**
 * One number for each task out of people's ratings. `auto` is the mean, unless offsets of people (one rates high, another
 * low) foretell left-out answers clearly better; on emotion (0 to 100) the plain mean is nearest to gold. `middle` is the median that
 * somebody gave, as a project of ratings has it: of two in the middle the lower.
 *
 * The interval uses the spread of the task's answers, drawn towards the spread within all tasks (variance moderated as in
 * Smyth 2004) so that two equal answers are not certainty; with one answer it is the project's spread alone, and without
 * any task with two answers it is the whole line (or range). A task without answers is left out.
 *
 * @param table judgements at a level with numbers ("interval", "ratio", or "ordinal").
 * @throws JustesseError `invalid_input` where labels are not numbers.
 */
export function aggregateRatings(table: UnitTable, options: RatingOptions = {}): RatingResult {
  if (table.numbers.some(Number.isNaN)) throw new JustesseError("invalid_input", { field: "label" })
  const asked = options.method ?? "auto"
  const offsets = asked === "offsets" || asked === "auto" ? offsetsOf(table) : null
  const method = asked === "auto" ? (offsets?.better ? "offsets" : "mean") : asked
  const shift = method === "offsets" && offsets ? offsets.offset : new Float64Array(table.people.length)
  const answers = answersOf(table, shift)
  const spread = pooledVariance(answers)
  const tasks = answers.flatMap((values, u): Rated[] => {
    if (values.length === 0) return []
    const { value, error, freedom } = center(values, method, spread)
    const reach = freedom > 0 ? tQuantile(0.975, freedom) * error : Infinity
    const interval = clipped([value - reach, value + reach], options.range)
    return [{ task: table.tasks[u] ?? "", value, interval, answers: values.length }]
  })
  return { method, tasks, offsets }
}

/** Sorted ratings of each task, each less its person's offset. */
function answersOf(table: UnitTable, shift: Float64Array): Float64Array[] {
  return table.tasks.map((_, u) => {
    const from = table.start[u] ?? 0
    const values = new Float64Array((table.start[u + 1] ?? 0) - from)
    for (let i = 0; i < values.length; i++) {
      values[i] = (table.numbers[table.value[from + i] ?? 0] ?? 0) - (shift[table.person[from + i] ?? 0] ?? 0)
    }
    return values.sort()
  })
}

/** Variance within tasks, and the answers beyond one a task that tell of it. */
function pooledVariance(answers: readonly Float64Array[]): { variance: number; freedom: number } {
  let squares = 0
  let freedom = 0
  for (const values of answers) {
    if (values.length < 2) continue
    squares += squaresAbout(values, meanOf(values))
    freedom += values.length - 1
  }
  return { variance: freedom === 0 ? 0 : squares / freedom, freedom }
}

/** The center of sorted values, its standard error, and the degrees of freedom behind that. */
function center(values: Float64Array, method: RatingResult["method"], spread: { variance: number; freedom: number }) {
  const n = values.length
  const cut = method === "trimmed" ? Math.floor(TRIM * n) : 0
  const kept = values.subarray(cut, n - cut)
  const isMedian = method === "median" || method === "middle"
  const value = method === "middle" ? (middleOf(values) ?? 0) : isMedian ? medianOf(values) : meanOf(kept)
  // Winsorised: what was cut counts as the last value kept (Tukey and McLaughlin 1963).
  const held = values.map((x) => Math.min(kept.at(-1) ?? x, Math.max(kept[0] ?? x, x)))
  const squares = squaresAbout(held, meanOf(held))
  const worth = spread.freedom > 0 ? SPREAD_WORTH : 0
  const freedom = kept.length - 1 + worth
  const scale = n / kept.length
  const variance =
    (squares * scale * scale * ((kept.length - 1) / Math.max(1, n - 1)) + worth * spread.variance) / freedom
  const error = Math.sqrt(variance / n) * (isMedian ? MEDIAN_FACTOR : 1)
  return { value, error, freedom }
}

function clipped([low, high]: readonly [number, number], range: readonly [number, number] | undefined) {
  return range ? ([Math.max(low, range[0]), Math.min(high, range[1])] as const) : ([low, high] as const)
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (const x of values) sum += x
  return sum / values.length
}

function medianOf(sorted: Float64Array): number {
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

function squaresAbout(values: Float64Array, mean: number): number {
  let sum = 0
  for (const x of values) sum += (x - mean) ** 2
  return sum
}
