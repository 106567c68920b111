import { JustesseError } from "@justesse/types"
import { compareText } from "../consensus/order.ts"

/**
 * What the values of a measure mean, weakest first: names only; an order; distances; distances from a true zero.
 *
 * @see Stevens 1946, "On the Theory of Scales of Measurement".
 */
export type MeasurementLevel = "nominal" | "ordinal" | "interval" | "ratio"

/** One judgement: a person gave a value to a unit (a task, or a thing in it). */
export interface UnitVote {
  readonly task: string
  readonly person: string
  /** A name at the nominal level, a number in decimal digits at the others ("5" and "5.0" are one value). */
  readonly label: string
  /** When it was given, in any one unit; what counts where a person judged a unit several times. */
  readonly time?: number
}

/**
 * Judgements as typed arrays, sorted by unit, then person. Rows of unit `u` are `start[u]` to `start[u + 1] - 1`;
 * `person` and `value` are positions in `people` and `categories`. `numbers[v]` is category v as a number, NaN where labels
 * are names; categories rise by number, or by code units where they are names.
 */
export interface UnitTable {
  readonly level: MeasurementLevel
  readonly tasks: readonly string[]
  readonly people: readonly string[]
  readonly categories: readonly string[]
  readonly numbers: Float64Array
  readonly start: Int32Array
  readonly person: Int32Array
  readonly value: Int32Array
  /**
   * Judgements not used: a person who judged a unit twice counts once, with the latest value where they said two things,
   * and not at all where no time tells which that is.
   */
  readonly leftOut: number
}

/** How a table is read. */
interface TableOptions {
  /** At the ordinal level: the labels from least to most, where they are not numbers. */
  readonly order?: readonly string[]
}

/**
 * Sorts judgements into a table; the order of the rows does not matter (Q11).
 *
 * @throws JustesseError `invalid_input` with the row (from 0) where a label is no number at a level that needs one, is
 *   beyond `LARGEST`, is negative at the ratio level, or is missing from `order`.
 */
export function unitTable(rows: readonly UnitVote[], level: MeasurementLevel, options: TableOptions = {}): UnitTable {
  const tasks = namesOf(rows, (row) => row.task)
  const people = namesOf(rows, (row) => row.person)
  const { categories, numbers, valueOf } = categoriesOf(rows, level, options.order)
  const all = Array.from({ length: rows.length }, (_, row) => row)
  const task = Int32Array.from(rows, (row) => tasks.at.get(row.task) ?? 0)
  const person = Int32Array.from(rows, (row) => people.at.get(row.person) ?? 0)
  const order = (a: number, b: number) =>
    (task[a] ?? 0) - (task[b] ?? 0) || (person[a] ?? 0) - (person[b] ?? 0) || (valueOf[a] ?? 0) - (valueOf[b] ?? 0)
  const kept = onceAPerson(rows, all.sort(order), task, person, valueOf)
  const start = new Int32Array(tasks.list.length + 1)
  for (const row of kept) start[(task[row] ?? 0) + 1] = (start[(task[row] ?? 0) + 1] ?? 0) + 1
  for (let u = 0; u < tasks.list.length; u++) start[u + 1] = (start[u + 1] ?? 0) + (start[u] ?? 0)
  return {
    level,
    tasks: tasks.list,
    people: people.list,
    categories,
    numbers,
    start,
    person: Int32Array.from(kept, (row) => person[row] ?? 0),
    value: Int32Array.from(kept, (row) => valueOf[row] ?? 0),
    leftOut: rows.length - kept.length,
  }
}

function namesOf(rows: readonly UnitVote[], name: (row: UnitVote) => string) {
  const list = [...new Set(rows.map(name))].sort(compareText)
  return { list, at: new Map(list.map((one, index) => [one, index])) }
}

function categoriesOf(rows: readonly UnitVote[], level: MeasurementLevel, order: readonly string[] | undefined) {
  const names = [...new Set(rows.map((row) => row.label))]
  const number = new Map(names.map((name) => [name, numberOf(name, order)]))
  if (level !== "nominal") mustBeNumbers(rows, number, level)
  // A column of numbers holds numbers, also where only their sameness counts: "0" and "00" are one value.
  const numeric = names.every((name) => Number.isFinite(number.get(name)))
  const compare = (a: string, b: string) =>
    (numeric ? (number.get(a) ?? 0) - (number.get(b) ?? 0) : 0) || compareText(a, b)
  const categories: string[] = []
  const at = new Map<string, number>()
  for (const name of names.sort(compare)) {
    const last = categories.at(-1)
    const same = numeric && last !== undefined && number.get(last) === number.get(name)
    if (!same) categories.push(name)
    at.set(name, categories.length - 1)
  }
  return {
    categories,
    numbers: Float64Array.from(categories, (name) => (numeric ? (number.get(name) ?? 0) : Number.NaN)),
    valueOf: Int32Array.from(rows, (row) => at.get(row.label) ?? 0),
  }
}

/** Numbers beyond this have squares that, added up, are no numbers any more. */
const LARGEST = 1e100

function mustBeNumbers(rows: readonly UnitVote[], number: ReadonlyMap<string, number>, level: MeasurementLevel): void {
  rows.forEach(({ label }, row) => {
    const value = number.get(label) ?? Number.NaN
    if (!(Math.abs(value) <= LARGEST) || (level === "ratio" && value < 0)) {
      throw new JustesseError("invalid_input", { row, field: "label" })
    }
  })
}

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i

function numberOf(label: string, order: readonly string[] | undefined): number {
  if (order) {
    const rank = order.indexOf(label)
    return rank < 0 ? Number.NaN : rank
  }
  return DECIMAL.test(label) ? Number(label) : Number.NaN
}

/** Rows in order without repeats: one row where a person said the same again, else the latest, none where none is. */
function onceAPerson(
  rows: readonly UnitVote[],
  order: readonly number[],
  task: Int32Array,
  person: Int32Array,
  value: Int32Array,
): number[] {
  const kept: number[] = []
  for (let i = 0; i < order.length; ) {
    const first = order[i] ?? 0
    let end = i + 1
    for (; end < order.length; end++) {
      const next = order[end] ?? 0
      if (task[next] !== task[first] || person[next] !== person[first]) break
    }
    const meant = end === i + 1 ? first : meantRow(rows, order.slice(i, end), value)
    if (meant !== null) kept.push(meant)
    i = end
  }
  return kept
}

/** The row that a person meant of several on one unit: any where they all say the same, else the latest; null where none is. */
function meantRow(rows: readonly UnitVote[], own: readonly number[], value: Int32Array): number | null {
  const [first = 0] = own
  if (own.every((row) => value[row] === value[first])) return first
  const times = own.map((row) => rows[row]?.time ?? Number.NaN)
  const latest = Math.max(...times)
  const last = own.filter((_, i) => times[i] === latest)
  const [meant] = last
  return meant !== undefined && last.every((row) => value[row] === value[meant]) ? meant : null
}

/** Why a coefficient has no value: nobody shared a unit, or everybody always said the same one thing. */
export type Undefined = "no_pairs" | "no_variation"

/** Positions of the numbers above 0. */
export function usedOf(shares: Float64Array): number[] {
  const used: number[] = []
  for (let c = 0; c < shares.length; c++) if ((shares[c] ?? 0) > 0) used.push(c)
  return used
}
