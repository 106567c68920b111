/** Everybody starts with so many answers' worth of the project's mean. */
const STRENGTH = 4
/** Nobody counts for less than this, or for more than one who is right 98 times of 100. */
const LEAST = 0.1
const MOST_RATE = 0.98
/** How many answers the project's spread counts beside somebody's own. */
const SPREAD_WORTH = 5
const LEAST_SPREAD = 1e-9
/** Distances of two people's answers to one task, times this, when nobody says how near is near enough. */
const WIDTHS = 3

/** For each task how everybody compared with the others there: a square of a distance, or 1 and 0 for right and wrong. */
type Compared = ReadonlyMap<string, ReadonlyMap<string, number>>

/** What a person's answer to a task counts, from how they compared on all other tasks: nobody vouches for themselves. */
export type WeightOf = (person: string, task: string) => number

/** Before anything is known everybody counts the same. */
export const equalWeight: WeightOf = () => 1

function totalsOf(compared: Compared) {
  const people = new Map<string, { sum: number; count: number }>()
  const all = { sum: 0, count: 0 }
  for (const own of compared.values())
    for (const [person, value] of own) {
      const one = people.get(person) ?? { sum: 0, count: 0 }
      people.set(person, one)
      for (const each of [one, all]) {
        each.sum += value
        each.count++
      }
    }
  const others = (person: string, task: string) => {
    const { sum, count } = people.get(person) ?? { sum: 0, count: 0 }
    const own = compared.get(task)?.get(person)
    return own === undefined ? { sum, count } : { sum: sum - own, count: count - 1 }
  }
  return { all, others }
}

/** The logarithm of the odds that somebody says what the others say (1 each time), drawn towards everybody's mean. */
export function weightsByOdds(compared: Compared): WeightOf {
  const { all, others } = totalsOf(compared)
  const pooled = (all.sum + 1) / (all.count + 2)
  return (person, task) => {
    const { sum, count } = others(person, task)
    const rate = Math.min(MOST_RATE, (sum + STRENGTH * pooled) / (count + STRENGTH))
    return Math.max(LEAST, Math.log(rate / (1 - rate)))
  }
}

/** 1 over the mean square of how far somebody lies from the others, drawn towards everybody's; 1 for the usual spread. */
export function weightsBySpread(compared: Compared): WeightOf {
  const { all, others } = totalsOf(compared)
  const usual = all.count === 0 ? 1 : Math.max(LEAST_SPREAD, all.sum / all.count)
  return (person, task) => {
    const { sum, count } = others(person, task)
    return (usual * (SPREAD_WORTH + count)) / (SPREAD_WORTH * usual + Math.max(0, sum))
  }
}

/**
 * How far two answers may lie apart and say the same, where the form does not tell: three times the median distance of two people's
 * answers to one task. 0 where most say exactly the same.
 */
export function usualTolerance(distances: readonly number[]): number {
  const sorted = [...distances].sort((a, b) => a - b)
  return WIDTHS * (sorted[Math.floor((sorted.length - 1) / 2)] ?? 0)
}
