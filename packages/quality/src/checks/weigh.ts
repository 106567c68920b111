import { clamp, fromLogit, logit } from "../boxes/numbers.ts"
import { betaQuantile } from "../numbers/beta.ts"
import { betaOf, type CheckerRates, logOddsOf, ratesOf, saysThere, type Tallies, tallyAll } from "./rates.ts"
import { type Check, type CheckAnswer, type CheckRow, type CheckTable, checkTable, type KnownCheck } from "./votes.ts"

/** How much a check counts beside an answer given without a proposal: its checker saw what somebody else said. */
const USUAL_SHARE = 0.7
/** How firmly that is held until known answers say otherwise: its standard deviation. */
const SHARE_SPREAD = 0.3
/** From so many known things up the share is fitted to them. */
const FEWEST_KNOWN = 20
const SHARES = Array.from({ length: 21 }, (_, n) => 0.2 + 0.05 * n)
/** No number of checks moves the log odds further. */
const MOST_MOVED = 4
const MOST_ROUNDS = 100
const ENOUGH = 1e-9
/** Between these a reviewer looks; below, it is to be made again. */
const [LEAST_SURE, MOST_SURE] = [0.2, 0.8]
/** Ends of a 90 % interval. */
const [LOW, HIGH] = [0.05, 0.95]

/** What several checks come to: the answer, how it was weighed, and what is to be done next. */
export interface CheckedThing {
  readonly task: string
  /** `wrong` where it probably is not there, else what most say who say that it is, `fix` for equal; or nobody could tell. */
  readonly answer: CheckAnswer
  /** Probability of that answer, 0 to 1; 0 where nobody could tell. */
  readonly confidence: number
  /** Log odds that it is there, before the checks and what they add. */
  readonly before: number
  readonly added: number
  readonly probability: number
  /** What is to be done: nothing, a reviewer looks, or it is made again with the reason. */
  readonly next: "nothing" | "review" | "redraw"
  readonly isKnown: boolean
  /** What each check added: together with `before` the log odds. */
  readonly votes: readonly { readonly person: string; readonly answer: CheckAnswer; readonly contribution: number }[]
}

/** How somebody was found to check. */
export interface Checker extends CheckerRates {
  readonly person: string
  readonly checks: number
  readonly cannotTell: number
  /** Where both rates lie with 90 %. */
  readonly foundInterval: readonly [number, number]
  readonly refusedInterval: readonly [number, number]
}

/** What all checks say. */
interface WeighedChecks {
  readonly things: readonly CheckedThing[]
  readonly checkers: readonly Checker[]
  /** Share of things that are there. */
  readonly there: number
  /** What a check counts beside an answer given without a proposal, and whether known things told it. */
  readonly share: number
  readonly isShareFitted: boolean
  readonly repeats: number
  /** Known things that somebody checked. */
  readonly known: number
}

interface Fit {
  readonly probability: Float64Array
  readonly tallies: Tallies
  /** Log odds that a thing is there of which nothing is known. */
  readonly before: number
}

/**
 * What checks say of whether things are there, as log odds: each adds what it tells by how its checker was found to check, on known
 * things and on what the others say, times what a check counts of somebody who saw the proposal; all together at most 4.
 * "Cannot tell" adds nothing and changes nothing. Rows may come in any order, and people have any name.
 *
 * @param known what is known of some things: it is what they are, and it teaches how people check.
 */
export function weighChecks(
  rows: readonly CheckRow[],
  known: ReadonlyMap<string, KnownCheck> = new Map(),
): WeighedChecks {
  const table = checkTable(rows)
  const clamped = Float64Array.from(table.tasks, (task) => {
    const answer = known.get(task)
    return answer === undefined ? Number.NaN : Number(answer !== "wrong")
  })
  const last = fit(table, clamped)
  const fitted = fitShare(table, clamped, last)
  const share = fitted ?? USUAL_SHARE
  const things = table.tasks.map((task, t) => thingOf(table, t, task, known.get(task), last, share))
  const own = table.people.map(() => new Array<CheckAnswer>())
  for (const { person, answer } of table.checks.flat()) own[person]?.push(answer)
  return {
    things,
    checkers: table.people.map((person, id) => checkerOf(own[id] ?? [], person, id, last.tallies)),
    there: fromLogit(last.before),
    share,
    isShareFitted: fitted !== null,
    repeats: table.repeats,
    known: table.tasks.filter((task) => known.has(task)).length,
  }
}

/**
 * Probabilities and rates by expectation maximisation, from what most say; known things stay what they are. Here each check counts
 * whole: counted in part, rates and probabilities would pull each other towards the middle.
 */
function fit(table: CheckTable, clamped: Float64Array): Fit {
  const tells = table.checks.map((own) => own.some(({ answer }) => saysThere(answer) !== null))
  let probability = clamped.map((value, task) => (Number.isNaN(value) ? firstGuess(table.checks[task] ?? []) : value))
  let before = 0
  let tallies = tallyAll(table, probability)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    before = logit(shareThere(probability, tells))
    const rates = table.people.map((_, person) => ratesOf(tallies, person))
    const next = probability.map((_, task) => {
      const value = clamped[task] ?? Number.NaN
      if (!Number.isNaN(value)) return value
      return fromLogit(before + movedBy(table.checks[task] ?? [], (check) => rates[check.person], 1))
    })
    const moved = next.reduce((most, value, task) => Math.max(most, Math.abs(value - (probability[task] ?? 0))), 0)
    probability = next
    tallies = tallyAll(table, probability)
    if (moved < ENOUGH) break
  }
  return { probability, tallies, before }
}

function firstGuess(own: readonly Check[]): number {
  const said = own.flatMap(({ answer }) => saysThere(answer) ?? [])
  return (said.filter(Boolean).length + 1) / (said.length + 2)
}

/** The share of things that are there among those of which somebody could tell; one of each beforehand. */
function shareThere(probability: Float64Array, tells: readonly boolean[]): number {
  let [sum, count] = [1, 2]
  for (const [task, does] of tells.entries()) {
    if (!does) continue
    sum += probability[task] ?? 0
    count++
  }
  return sum / count
}

/** What some checks add together. Sorted, so that who comes first changes not one bit. */
function movedBy(own: readonly Check[], ratesFor: (check: Check) => CheckerRates | undefined, share: number): number {
  const each = own.map((check) => {
    const rates = ratesFor(check)
    return rates ? logOddsOf(check.answer, rates) : 0
  })
  const sum = each.sort((a, b) => a - b).reduce((total, one) => total + one, 0)
  return clamp(share * sum, -MOST_MOVED, MOST_MOVED)
}

/** The share under which known things are likeliest, each judged by rates that do not know it; null for too few of them. */
function fitShare(table: CheckTable, clamped: Float64Array, { tallies, before }: Fit): number | null {
  const known = table.checks.flatMap((own, task) => {
    const value = clamped[task] ?? Number.NaN
    return Number.isNaN(value) || own.every(({ answer }) => saysThere(answer) === null) ? [] : [{ own, value }]
  })
  if (known.length < FEWEST_KNOWN) return null
  const score = (share: number) =>
    known.reduce(
      (sum, { own, value }) => {
        const ratesFor = (check: Check) => ratesOf(tallies, check.person, { check, probability: value })
        const p = fromLogit(before + movedBy(own, ratesFor, share))
        return sum + Math.log(value === 1 ? p : 1 - p)
      },
      -0.5 * ((share - USUAL_SHARE) / SHARE_SPREAD) ** 2,
    )
  const scored = SHARES.map((share) => ({ share, score: score(share) }))
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).share
}

function thingOf(
  { checks, people }: CheckTable,
  t: number,
  task: string,
  known: KnownCheck | undefined,
  { tallies, before }: Fit,
  share: number,
): CheckedThing {
  const own = checks[t] ?? []
  const each = own.map(({ answer, person }) => share * logOddsOf(answer, ratesOf(tallies, person)))
  const sum = [...each].sort((a, b) => a - b).reduce((total, one) => total + one, 0)
  const added = clamp(sum, -MOST_MOVED, MOST_MOVED)
  const probability = known === undefined ? fromLogit(before + added) : Number(known !== "wrong")
  const scale = sum === 0 ? 1 : added / sum
  return {
    ...{ task, before, added, probability, isKnown: known !== undefined },
    ...(known === undefined ? answerOf(own, probability) : { answer: known, confidence: 1 }),
    next: probability < LEAST_SURE ? "redraw" : probability <= MOST_SURE ? "review" : "nothing",
    votes: own.map(({ person, answer }, n) => ({
      ...{ person: people[person] ?? "", answer },
      contribution: (each[n] ?? 0) * scale,
    })),
  }
}

function answerOf(own: readonly Check[], probability: number): Pick<CheckedThing, "answer" | "confidence"> {
  const count = (answer: CheckAnswer) => own.filter((check) => check.answer === answer).length
  const [right, fixes, wrong] = [count("right"), count("fix"), count("wrong")]
  if (right + fixes + wrong === 0) return { answer: "cannot_tell", confidence: 0 }
  if (probability < 0.5) return { answer: "wrong", confidence: 1 - probability }
  if (right + fixes === 0) return { answer: "right", confidence: probability }
  const most = Math.max(right, fixes)
  return { answer: fixes >= right ? "fix" : "right", confidence: (probability * most) / (right + fixes) }
}

function checkerOf(own: readonly CheckAnswer[], person: string, id: number, tallies: Tallies): Checker {
  const { found, refused } = betaOf(tallies, id)
  const interval = ([a, b]: [number, number]) => [betaQuantile(LOW, a, b), betaQuantile(HIGH, a, b)] as const
  return {
    ...{ person, checks: own.length, ...ratesOf(tallies, id) },
    cannotTell: own.filter((answer) => answer === "cannot_tell").length,
    foundInterval: interval(found),
    refusedInterval: interval(refused),
  }
}
