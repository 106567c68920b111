import { curvatureAt, runsOf } from "./curvature.ts"
import {
  curvatures,
  exchanged,
  gradientOf,
  PARTS,
  priorOf,
  rowChances,
  type Shape,
  SQUARE,
  shapeOf,
  touchedBy,
} from "./likelihood.ts"
import { componentsOf, type PairRow, type PairTable, pairTable } from "./rows.ts"
import { choleskyOf, inverseDiagonal, solveBy } from "./solve.ts"

/** Share of answers meant as they were given, before anything is known of a person: Beta(8, 2). */
const MEANT = { right: 8, wrong: 2 }
const MOST_ROUNDS = 200
const ENOUGH = 1e-8
/** Above so many things intervals would take minutes. */
const MOST_INTERVALS = 1_000
/** Half of an interval that holds 90 % of a normal distribution, in standard deviations. */
const NINETY = 1.6448536269514722

/** Where a thing stands among those that it can be compared with. */
interface ComparedItem {
  readonly item: string
  /** Strength: the better of two wins with odds of e to the difference. The mean of a group is 0. */
  readonly strength: number
  /** 90 % interval; null in groups of more than {@link MOST_INTERVALS}. */
  readonly interval: readonly [number, number] | null
  /** Things that comparisons do not connect are in different groups and never ordered against each other. */
  readonly group: number
  readonly comparisons: number
}

/** What all comparisons say together. */
export interface Comparison {
  /** By group, then the best first. */
  readonly items: readonly ComparedItem[]
  /** How much standing left helps, in strength. */
  readonly side: number
  /** How often two equals are said to be no different: ν / (ν + 2) of the time, where nobody errs. */
  readonly ties: number
  readonly people: readonly { readonly person: string; readonly answers: number; readonly meant: number }[]
  /** Share of all answers that say that neither is good; 0 without answers. */
  readonly neither: number
  /** Threes in which each beats the next by most answers, of all threes that were compared with each other. */
  readonly circles: { readonly circular: number; readonly threes: number }
}

/**
 * Strengths of things from answers to "which of the two", without any gold: Bradley and Terry's model with ties (Davidson
 * 1970), a gain of the side, and how often each person means what they say (Chen et al. 2013, Crowd-BT). The most
 * probable values with strengths drawn towards 0 (spread 1); by EM, to 1e-8. Rows may come in any order.
 */
export function compareAll(rows: readonly PairRow[]): Comparison {
  const table = pairTable(rows)
  const shape = shapeOf(table.items.length)
  const { x, meant, honesty } = fit(table, shape)
  const groups = componentsOf(table)
  const spread = spreadsOf(table, x, meant, shape)
  const counts = new Int32Array(table.items.length)
  for (const side of [table.left, table.right]) for (const item of side) counts[item] = (counts[item] ?? 0) + 1
  const answers = new Int32Array(table.people.length)
  for (const person of table.person) answers[person] = (answers[person] ?? 0) + 1
  const items = table.items.map((item, i): ComparedItem => {
    const strength = (x[i] ?? 0) + 0
    const half = spread === null ? null : NINETY * (spread[i] ?? 0)
    return {
      item,
      strength,
      interval: half === null ? null : [strength - half, strength + half],
      group: groups[i] ?? 0,
      comparisons: counts[i] ?? 0,
    }
  })
  items.sort((a, b) => a.group - b.group || b.strength - a.strength || (a.item < b.item ? -1 : 1))
  return {
    items,
    side: (x[shape.side] ?? 0) + 0,
    ties: Math.exp(x[shape.ties] ?? 0),
    people: table.people.map((person, i) => ({ person, answers: answers[i] ?? 0, meant: honesty[i] ?? 0 })),
    neither: rows.length === 0 ? 0 : table.neither / rows.length,
    circles: circlesIn(table),
  }
}

interface Fitted {
  readonly x: Float64Array
  /** For each row, how probably it was meant as said. */
  readonly meant: Float64Array
  /** The same for each person over all that they may say. */
  readonly honesty: Float64Array
}

function fit(table: PairTable, shape: Shape): Fitted {
  let x: Float64Array = new Float64Array(shape.size)
  let honesty: Float64Array = new Float64Array(table.people.length).fill(MEANT.right / (MEANT.right + MEANT.wrong))
  let meant = meantOf(table, x, honesty, shape)
  const runs = runsOf(table)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const step = solveBy(curvatureAt(runs, x, shape), gradientOf(table, x, meant, shape))
    const longest = step.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
    // A step of Newton's may overshoot where little is known; no strength moves further than 1 at once.
    x = x.map((value, i) => value + (step[i] ?? 0) / Math.max(1, longest))
    honesty = honestyOf(table, meant)
    meant = meantOf(table, x, honesty, shape)
    if (longest < ENOUGH) break
  }
  return { x, meant, honesty }
}

/** How probably each row was meant as said: by its person's honesty, and how probable it is as said and the other way. */
function meantOf(table: PairTable, x: Float64Array, honesty: Float64Array, shape: Shape): Float64Array {
  return Float64Array.from(table.outcome, (outcome, row) => {
    const chances = rowChances(table, x, row, shape)
    const share = honesty[table.person[row] ?? 0] ?? 0
    const said = share * (chances[outcome] ?? 0)
    return said / (said + (1 - share) * (chances[exchanged(outcome)] ?? 0))
  })
}

function honestyOf(table: PairTable, meant: Float64Array): Float64Array {
  const [right, all] = [new Float64Array(table.people.length), new Float64Array(table.people.length)]
  table.person.forEach((person, row) => {
    // No difference says the same from both sides: it tells nothing of whoever says it.
    if (table.outcome[row] === 2) return
    right[person] = (right[person] ?? 0) + (meant[row] ?? 0)
    all[person] = (all[person] ?? 0) + 1
  })
  return right.map((sum, i) => (sum + MEANT.right - 1) / ((all[i] ?? 0) + MEANT.right + MEANT.wrong - 2))
}

/** Standard deviation of each parameter, from how curved the logarithm of what was seen is; null for too many things. */
function spreadsOf(table: PairTable, x: Float64Array, meant: Float64Array, shape: Shape): Float64Array | null {
  if (shape.items > MOST_INTERVALS) return null
  const touched = touchedBy(table, shape)
  const factored = (observed: boolean) => {
    const squares = curvatures(table, x, observed ? meant : null, shape)
    const full = new Float64Array(shape.size ** 2)
    for (let at = 0; at < shape.size; at++) full[at * shape.size + at] = priorOf(shape, at)
    squares.forEach((value, k) => {
      const [row, part] = [Math.floor(k / SQUARE), k % SQUARE]
      const [i, j] = [touched[row * PARTS + Math.floor(part / PARTS)] ?? 0, touched[row * PARTS + (part % PARTS)] ?? 0]
      full[i * shape.size + j] = (full[i * shape.size + j] ?? 0) + value
    })
    return choleskyOf(full, shape.size)
  }
  // Where people contradict each other all the time the seen one may not be curved enough; then as if all were meant.
  const lower = factored(true) ?? factored(false)
  return lower && inverseDiagonal(lower, shape.size).map(Math.sqrt)
}

/** Counts threes whose members were all compared with each other, and those of them that go round. */
function circlesIn({ items, left, right, outcome }: PairTable): Comparison["circles"] {
  const wins = new Map<string, number>()
  left.forEach((a, row) => {
    const b = right[row] ?? 0
    const [low, high] = a < b ? [a, b] : [b, a]
    const key = `${low} ${high}`
    const said = outcome[row] === 2 ? 0 : (outcome[row] === 0) === a < b ? 1 : -1
    wins.set(key, (wins.get(key) ?? 0) + said)
  })
  const beside = items.map(() => new Set<number>())
  for (const key of wins.keys()) {
    const [low = 0, high = 0] = key.split(" ").map(Number)
    beside[low]?.add(high)
  }
  let [circular, threes] = [0, 0]
  const sign = (low: number, high: number) => Math.sign(wins.get(`${low} ${high}`) ?? 0)
  beside.forEach((above, a) => {
    for (const b of above)
      for (const c of beside[b] ?? []) {
        if (!above.has(c)) continue
        threes++
        const [ab, bc, ac] = [sign(a, b), sign(b, c), sign(a, c)]
        if (ab !== 0 && ab === bc && ac === -ab) circular++
      }
  })
  return { circular, threes }
}
