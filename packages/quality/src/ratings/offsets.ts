import type { UnitTable } from "../agreement/units.ts"

/** How much higher or lower each person rates than others do on the same tasks, and whether that is worth using. */
export interface PersonOffsets {
  /** For each person of the table; the mean over all answers is 0. */
  readonly offset: Float64Array
  /** Root of the mean squared error when each answer is foretold from the others on its task: as they are, and with offsets. */
  readonly plainError: number
  readonly offsetError: number
  /**
   * Whether to use the offsets: they foretell better by more than two standard errors of the paired difference, and at
   * least 5 % of the error of the tasks' means comes from tasks having different people.
   */
  readonly better: boolean
}

const ROUNDS = 100
const STILL = 1e-10
/** Standard errors by which offsets must win: about one false win in forty. */
const CLEARLY = 2
/** And the error of the tasks' means by this share: a smaller gain is not worth a number that nobody can work out by hand. */
const WORTHWHILE = 0.05

/**
 * The model rating = task + offset of the person + noise, offsets being normal around 0. Offsets are the person's mean
 * residual from the *others* on the task, shrunk by n / (n + noise / spread of offsets), in rounds until they rest; they are
 * fixed to mean 0 over all answers, so that tasks and people cannot drift together.
 *
 * Whether they help is judged by leaving out each answer in turn: the others on the task foretell it, as they are or with
 * offsets that come from other tasks. Needs tasks with at least two answers; without any, offsets are 0 and not better.
 */
export function offsetsOf(table: UnitTable): PersonOffsets {
  const pairs = answersWithOthers(table)
  const people = table.people.length
  const offset = new Float64Array(people)
  if (pairs.value.length === 0) return { offset, plainError: 0, offsetError: 0, better: false }
  let shrink = 0
  for (let round = 0; round < ROUNDS; round++) {
    const residual = residualsOf(pairs, offset)
    shrink = shrinkageOf(pairs, residual, people)
    const { sum, count } = sumsOf(pairs, residual, people)
    const next = sum.map((total, p) => total / ((count[p] ?? 0) + shrink || 1))
    centre(next, count)
    const moved = next.reduce((most, x, p) => Math.max(most, Math.abs(x - (offset[p] ?? 0))), 0)
    // Half way only: two people who judge each other would swing for ever.
    for (let p = 0; p < people; p++) offset[p] = ((offset[p] ?? 0) + (next[p] ?? 0)) / 2
    if (moved < STILL) break
  }
  return { offset, ...judged(pairs, offset, shrink, people) }
}

/** Answers that others answered too: value, person, and where the task's answers stand. */
interface Answers {
  readonly value: Float64Array
  readonly person: Int32Array
  /** Start of the answer's task among these answers, and its end. */
  readonly from: Int32Array
  readonly to: Int32Array
}

function answersWithOthers(table: UnitTable): Answers {
  const value: number[] = []
  const person: number[] = []
  const from: number[] = []
  const to: number[] = []
  for (let u = 0; u < table.tasks.length; u++) {
    const begin = table.start[u] ?? 0
    const end = table.start[u + 1] ?? 0
    if (end - begin < 2) continue
    const first = value.length
    for (let i = begin; i < end; i++) {
      value.push(table.numbers[table.value[i] ?? 0] ?? 0)
      person.push(table.person[i] ?? 0)
      from.push(first)
      to.push(first + end - begin)
    }
  }
  const [v, p, f, t] = [Float64Array.from(value), Int32Array.from(person), Int32Array.from(from), Int32Array.from(to)]
  return { value: v, person: p, from: f, to: t }
}

/** Each answer less the mean of the others on its task, theirs freed of their offsets. */
function residualsOf({ value, person, from, to }: Answers, offset: Float64Array): Float64Array {
  const residual = new Float64Array(value.length)
  for (let i = 0; i < value.length; ) {
    const begin = from[i] ?? 0
    const end = to[i] ?? 0
    let total = 0
    for (let j = begin; j < end; j++) total += (value[j] ?? 0) - (offset[person[j] ?? 0] ?? 0)
    for (let j = begin; j < end; j++) {
      const own = (value[j] ?? 0) - (offset[person[j] ?? 0] ?? 0)
      residual[j] = (value[j] ?? 0) - (total - own) / (end - begin - 1)
    }
    i = end
  }
  return residual
}

function sumsOf({ person }: Answers, residual: Float64Array, people: number) {
  const sum = new Float64Array(people)
  const count = new Int32Array(people)
  for (let i = 0; i < residual.length; i++) {
    const p = person[i] ?? 0
    sum[p] = (sum[p] ?? 0) + (residual[i] ?? 0)
    count[p] = (count[p] ?? 0) + 1
  }
  return { sum, count }
}

/** Noise within people over the variance between them, by moments (one-way analysis of variance); large where none shows. */
function shrinkageOf(answers: Answers, residual: Float64Array, people: number): number {
  const { sum, count } = sumsOf(answers, residual, people)
  let [within, between, active] = [0, 0, 0]
  for (let i = 0; i < residual.length; i++) {
    const p = answers.person[i] ?? 0
    within += ((residual[i] ?? 0) - (sum[p] ?? 0) / (count[p] ?? 1)) ** 2
  }
  for (let p = 0; p < people; p++) {
    const n = count[p] ?? 0
    if (n === 0) continue
    active++
    between += (sum[p] ?? 0) ** 2 / n
  }
  const n = residual.length
  const noise = within / Math.max(1, n - active)
  // Residuals have mean 0 up to the offsets, so the mean takes no degree of freedom.
  const spread = (between - active * noise) / n
  return spread > 0 ? noise / spread : Number.MAX_SAFE_INTEGER
}

function centre(offset: Float64Array, count: Int32Array): void {
  let [sum, n] = [0, 0]
  for (let p = 0; p < offset.length; p++) {
    sum += (offset[p] ?? 0) * (count[p] ?? 0)
    n += count[p] ?? 0
  }
  for (let p = 0; p < offset.length; p++) if ((count[p] ?? 0) > 0) offset[p] = (offset[p] ?? 0) - sum / n
}

/**
 * Foretells each left-out answer from the others on its task: as they are, and freed of their offsets with the person's own
 * put on; all offsets come from the people's other tasks.
 */
function judged(answers: Answers, offset: Float64Array, shrink: number, people: number) {
  const { value, person, from, to } = answers
  const plain = residualsOf(answers, new Float64Array(people))
  const residual = residualsOf(answers, offset)
  const { sum, count } = sumsOf(answers, residual, people)
  const without = residual.map((own, i) => {
    const p = person[i] ?? 0
    return ((sum[p] ?? 0) - own) / ((count[p] ?? 0) - 1 + shrink || 1)
  })
  let [plainSquares, offsetSquares, gainSquares] = [0, 0, 0]
  for (let i = 0; i < value.length; i++) {
    const end = to[i] ?? 0
    const begin = from[i] ?? 0
    let others = 0
    for (let j = begin; j < end; j++) if (j !== i) others += (value[j] ?? 0) - (without[j] ?? 0)
    const before = (plain[i] ?? 0) ** 2
    const after = ((value[i] ?? 0) - (without[i] ?? 0) - others / (end - begin - 1)) ** 2
    plainSquares += before
    offsetSquares += after
    gainSquares += (before - after) ** 2
  }
  const n = value.length
  const mean = (plainSquares - offsetSquares) / n
  const error = Math.sqrt(Math.max(0, gainSquares / n - mean * mean) / n)
  const better = mean > CLEARLY * error && shareMoved(answers, offset, residual) > WORTHWHILE
  return { plainError: Math.sqrt(plainSquares / n), offsetError: Math.sqrt(offsetSquares / n), better }
}

/**
 * How much of the error of the tasks' means is there because tasks had different people: the variance over tasks of their
 * people's mean offset, over that plus the noise of the mean. 0 where every task has the same people.
 */
function shareMoved(answers: Answers, offset: Float64Array, residual: Float64Array): number {
  const { person, from, to, value } = answers
  let [tasks, sum, squares, noise] = [0, 0, 0, 0]
  for (let i = 0; i < value.length; i = to[i] ?? value.length) {
    const n = (to[i] ?? 0) - (from[i] ?? 0)
    let [shift, spread] = [0, 0]
    for (let j = i; j < i + n; j++) {
      shift += (offset[person[j] ?? 0] ?? 0) / n
      // An answer less the mean of the n - 1 others has n / (n - 1) times the variance of an answer.
      spread += (((residual[j] ?? 0) - (offset[person[j] ?? 0] ?? 0)) ** 2 * (n - 1)) / n
    }
    tasks++
    sum += shift
    squares += shift * shift
    noise += spread / n / n
  }
  const moved = Math.max(0, squares / tasks - (sum / tasks) ** 2)
  return moved === 0 ? 0 : moved / (moved + noise / tasks)
}
