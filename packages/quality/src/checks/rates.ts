import { clamp } from "../boxes/numbers.ts"
import type { Check, CheckAnswer, CheckTable } from "./votes.ts"

/** How somebody checks: how often they say right or fix of what is there, and wrong where nothing is. */
export interface CheckerRates {
  /** P(right or fix | there). */
  readonly found: number
  /** P(wrong | nothing there). */
  readonly refused: number
}

/** What a checker's own answers weigh against the project's mean: Beta(mean, 5). */
const STRENGTH = 5
/** What the project's mean starts from, worth so many answers, before any is known. */
const FIRST = { rate: 0.85, worth: 5 }
/** Nobody is held to be surer than this. */
const [LEAST, MOST] = [0.02, 0.98]

/** Sums of probabilities over answers: of what is there, how much and how much was found; of what is not, and refused. */
interface Tally {
  there: number
  found: number
  absent: number
  refused: number
}

const noTally = (): Tally => ({ there: 0, found: 0, absent: 0, refused: 0 })

/** Whether an answer tells that the thing is there, that it is not, or nothing. */
export function saysThere(answer: CheckAnswer): boolean | null {
  return answer === "cannot_tell" ? null : answer !== "wrong"
}

/** Counts an answer in, or with `times` of -1 out again. */
function add(tally: Tally, answer: CheckAnswer, probability: number, times = 1): void {
  const there = saysThere(answer)
  if (there === null) return
  const [yes, no] = [times * probability, times * (1 - probability)]
  tally.there += yes
  tally.absent += no
  if (there) tally.found += yes
  else tally.refused += no
}

/** Everybody's tallies, and all together, when each thing is there with its probability. */
export interface Tallies {
  readonly people: readonly Readonly<Tally>[]
  readonly all: Readonly<Tally>
}

/** Adds up what everybody said. Answers that tell nothing count nowhere. */
export function tallyAll({ people, checks }: CheckTable, probability: Float64Array): Tallies {
  const own = people.map(noTally)
  const all = noTally()
  for (const [task, each] of checks.entries())
    for (const { person, answer } of each) {
      const p = probability[task] ?? 0
      const tally = own[person]
      if (tally) add(tally, answer, p)
      add(all, answer, p)
    }
  return { people: own, all }
}

/** A checker's rates; `without` takes one of their answers out again, with the probability that it was counted with. */
export function ratesOf(
  { people, all }: Tallies,
  person: number,
  without?: { readonly check: Check; readonly probability: number },
): CheckerRates {
  const own = { ...(people[person] ?? noTally()) }
  if (without) add(own, without.check.answer, without.probability, -1)
  return {
    found: rate(own.found, own.there, all.found, all.there),
    refused: rate(own.refused, own.absent, all.refused, all.absent),
  }
}

function rate(own: number, of: number, all: number, ofAll: number): number {
  const mean = (all + FIRST.rate * FIRST.worth) / (ofAll + FIRST.worth)
  return clamp((own + STRENGTH * mean) / (of + STRENGTH), LEAST, MOST)
}

/** Counts of a Beta distribution for an interval: what a rate rests on, own answers and the mean's. */
export function betaOf(rates: Tallies, person: number): { found: [number, number]; refused: [number, number] } {
  const { there, absent } = rates.people[person] ?? noTally()
  const { found, refused } = ratesOf(rates, person)
  const counts = (share: number, of: number): [number, number] => [
    share * (of + STRENGTH),
    (1 - share) * (of + STRENGTH),
  ]
  return { found: counts(found, there), refused: counts(refused, absent) }
}

/** What one check adds to the log odds that the thing is there, if it were made without seeing any proposal. */
export function logOddsOf(answer: CheckAnswer, { found, refused }: CheckerRates): number {
  const there = saysThere(answer)
  if (there === null) return 0
  return there ? Math.log(found / (1 - refused)) : Math.log((1 - found) / refused)
}
