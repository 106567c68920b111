import { weightedMedian } from "../consensus/median.ts"
import { alphaOf } from "./choices.ts"
import { dayOf, dayText, type FieldVote, type FormField } from "./fields.ts"
import { byTask, type FieldDecision, type FieldOutcome } from "./outcome.ts"
import { equalWeight, usualTolerance, type WeightOf, weightsByOdds } from "./reliability.ts"

const ROUNDS = 4
/** Sums of weights this near are equal. */
const TIE = 1e-9
/** Tolerances are widened by so much of the larger number: 0.3 and 0.1 + 0.2 lie 0 apart. */
const ROUNDING = 1e-9
/** Between two days it is the first, also where the sum that says so is a little off. */
const HALF_DAY = 0.5 + 1e-6

interface Weighed {
  readonly person: string
  readonly value: number
  readonly weight: number
}

/** What answers that say the same come to, and whose answers lie within the tolerance of that. */
interface Group {
  readonly value: number
  readonly members: readonly Weighed[]
  readonly isTied: boolean
}

const weightIn = (votes: readonly Weighed[]) => votes.reduce((sum, { weight }) => sum + weight, 0)

/** A number for each task: the median of those answers that say the same, where that is most of the weight. */
export function decideNumbers(votes: readonly FieldVote<number>[], field: FormField): FieldOutcome {
  return decideAmounts(votes, field, (value) => value)
}

/** The same for days, which are numbers of days. */
export function decideDates(votes: readonly FieldVote<string>[], field: FormField): FieldOutcome {
  const days = votes.flatMap(({ value, ...vote }) => {
    const day = dayOf(value)
    return day === null ? [] : [{ ...vote, value: day }]
  })
  return decideAmounts(days, field, (day) => dayText(Math.ceil(day - HALF_DAY)))
}

function decideAmounts(
  votes: readonly FieldVote<number>[],
  field: FormField,
  write: (value: number) => number | string,
): FieldOutcome {
  const tasks = byTask(votes)
  const tolerance = field.tolerance ?? usualTolerance([...tasks.values()].flatMap(distancesIn))
  const weightOf = fitWeights(tasks, tolerance)
  const decided = new Map<string, FieldDecision>()
  for (const [task, own] of tasks) {
    const weighed = weigh(own, weightOf)
    const { value, members, isTied } = heaviest(weighed, tolerance)
    decided.set(task, {
      value: write(value),
      confidence: Math.min(1, weightIn(members) / weightIn(weighed)),
      isTied,
      people: members.map(({ person }) => person).sort(),
    })
  }
  return { decided, method: "median", agreement: alphaOf(votes, "interval"), tolerance }
}

function distancesIn(own: readonly FieldVote<number>[]): number[] {
  return own.flatMap(({ value }, i) => own.slice(i + 1).map((other) => Math.abs(value - other.value)))
}

/** By value, never by name, so that names change not one bit of a sum. */
function weigh(own: readonly FieldVote<number>[], weightOf: WeightOf): Weighed[] {
  return own
    .map(({ person, task, value }) => ({ person, value, weight: weightOf(person, task) }))
    .sort((a, b) => a.value - b.value || a.weight - b.weight)
}

/** What people count for, by how often they say what most of the weight says, where two or more agree; a few rounds of both. */
function fitWeights(tasks: ReadonlyMap<string, readonly FieldVote<number>[]>, tolerance: number): WeightOf {
  let weightOf = equalWeight
  for (let round = 0; round < ROUNDS; round++) {
    const compared = new Map<string, ReadonlyMap<string, number>>()
    for (const [task, own] of tasks) {
      const weighed = weigh(own, weightOf)
      const { value, members, isTied } = heaviest(weighed, tolerance)
      if (isTied || members.length < 2) continue
      const hits = weighed.map((vote): [string, number] => [vote.person, Number(isNear(vote.value, value, tolerance))])
      compared.set(task, new Map(hits))
    }
    weightOf = weightsByOdds(compared)
  }
  return weightOf
}

function isNear(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance + ROUNDING * Math.max(Math.abs(a), Math.abs(b))
}

/**
 * The group of answers, each two of which lie within the tolerance, that has the most weight. Equal ones that share answers are one
 * group; of equal ones that share none the one nearest the median of all is taken, then the lower, and it is said to be tied.
 * `sorted` rises by value and must not be empty.
 */
function heaviest(sorted: readonly Weighed[], tolerance: number): Group {
  const windows = sorted.map(({ value }, from) => {
    let to = from
    let weight = 0
    for (; to < sorted.length && isNear(sorted[to]?.value ?? 0, value, tolerance); to++)
      weight += sorted[to]?.weight ?? 0
    return { from, to, weight }
  })
  const most = Math.max(...windows.map(({ weight }) => weight))
  const merged: { from: number; to: number }[] = []
  for (const { from, to, weight } of windows) {
    if (weight < most - TIE) continue
    const last = merged.at(-1)
    if (last && from < last.to) last.to = to
    else merged.push({ from, to })
  }
  const groups = merged.map(({ from, to }) => {
    const members = sorted.slice(from, to)
    return { weight: weightIn(members), value: weightedMedian(members) }
  })
  const top = Math.max(...groups.map(({ weight }) => weight))
  const best = groups.filter(({ weight }) => weight >= top - TIE)
  const middle = weightedMedian(sorted)
  const far = best.map(({ value }) => Math.abs(value - middle))
  const nearest = Math.min(...far) + ROUNDING * Math.max(1, Math.abs(middle))
  // They rise: of equally near ones the first is the lowest.
  const first = best.find((_, n) => (far[n] ?? 0) <= nearest)
  if (!first) throw new RangeError("no answers to put together")
  const members = sorted.filter(({ value }) => isNear(value, first.value, tolerance))
  return { value: first.value, members, isTied: best.length > 1 }
}
