import type { Region } from "@justesse/types"
import { matchRegions } from "../matching/matchRegions.ts"
import { type Estimate, reachFrom, shareByTask, varianceByTask } from "./clusters.ts"

/** Answers that each side needs before anything is said of time, and wrong proposals before anything is said of those kept. */
export const LEAST_ANSWERS = 30

/** What somebody independent of an answer says about its mistakes, in numbers of regions. */
export interface Judged {
  /** Proposals that are wrong: no final region of their label lies there. */
  readonly wrong: number
  /** Wrong ones that are wrong in the answer too. */
  readonly kept: number
  /** Final regions, and those that the answer does not have. */
  readonly final: number
  readonly missed: number
}

/** One first answer to a task on which a model has something to propose. */
export interface ProposedAnswer {
  readonly task: number
  readonly person: number
  /** The task was handed out without the model's proposals. */
  readonly withheld: boolean
  /** Active time. */
  readonly seconds: number
  /** Null where nobody independent looked. */
  readonly judged: Judged | null
}

/** What proposals save and spoil. An estimate is null while there are fewer than {@link LEAST_ANSWERS}. */
interface ProposalGains {
  readonly answers: { readonly with: number; readonly without: number }
  /** Seconds an answer takes, on average. */
  readonly seconds: { readonly with: Estimate | null; readonly without: Estimate | null }
  /** Share of the time that proposals save the same person, below 0 where they cost time. */
  readonly saved: Estimate | null
  /** Wrong proposals in answers that were looked at independently, and the share of them that people kept. */
  readonly copied: { readonly wrong: number; readonly kept: number; readonly share: Estimate | null }
  /** Share of the final regions that answers lack, with and without proposals. */
  readonly missed: { readonly with: Estimate | null; readonly without: Estimate | null }
}

/** What is wrong in one answer and was wrong in what was proposed. Regions are the same thing from `matchIou` on, with one label. */
export function judgeProposals(
  { proposed, answer, final }: Readonly<Record<"proposed" | "answer" | "final", readonly Region[]>>,
  matchIou: number,
): Judged {
  const wrongOnes = new Set(unmatched(proposed, final, matchIou).map(({ id }) => id))
  const kept = unmatched(answer, final, matchIou).filter(({ id }) => wrongOnes.has(id)).length
  return { wrong: wrongOnes.size, kept, final: final.length, missed: unmatched(final, answer, matchIou).length }
}

/** Time and mistakes of answers with proposals beside answers without. Which is which must have been drawn by lot. */
export function proposalGains(answers: readonly ProposedAnswer[]): ProposalGains {
  const parts = { with: answers.filter((one) => !one.withheld), without: answers.filter((one) => one.withheld) }
  const enough = parts.with.length >= LEAST_ANSWERS && parts.without.length >= LEAST_ANSWERS
  const judged = parts.with.flatMap((one) => one.judged ?? [])
  const [wrong, kept] = [sumOf(judged.map((one) => one.wrong)), sumOf(judged.map((one) => one.kept))]
  const copies = ({ wrong: all, kept: some }: Judged) => ({ some, all })
  return {
    answers: { with: parts.with.length, without: parts.without.length },
    seconds: { with: meanSeconds(parts.with), without: meanSeconds(parts.without) },
    saved: enough ? savedShare(answers) : null,
    copied: { wrong, kept, share: judgedShare(parts.with, copies) },
    missed: { with: missedShare(parts.with), without: missedShare(parts.without) },
  }
}

function unmatched(regions: readonly Region[], others: readonly Region[], matchIou: number): Region[] {
  const labels = [...new Set(regions.map(({ label }) => label))]
  return labels.flatMap((label) => {
    const own = regions.filter((one) => one.label === label)
    const there = others.filter((one) => one.label === label)
    const found = new Set(matchRegions(own, there, matchIou).map(({ a }) => a))
    return own.filter((_, at) => !found.has(at))
  })
}

function meanSeconds(answers: readonly ProposedAnswer[]): Estimate | null {
  const tasks = countTasks(answers)
  if (answers.length < LEAST_ANSWERS || tasks < 2) return null
  const all = answers.map(({ seconds }) => seconds)
  const mean = sumOf(all) / all.length
  const parts = answers.map(({ task, seconds }) => ({ task, by: (seconds - mean) / all.length }))
  const alone = sumOf(parts.map(({ by }) => by * by))
  const reach = reachFrom(tasks) * Math.sqrt(Math.max(alone, varianceByTask(parts)))
  return { value: mean, low: Math.max(0, mean - reach), high: mean + reach }
}

/**
 * One less the ratio of times of the same person with and without, from logarithms: each person's difference weighs as much as
 * both of their sides tell, with one spread for all. Null where nobody answered both ways.
 */
function savedShare(answers: readonly ProposedAnswer[]): Estimate | null {
  const people = new Map<number, ProposedAnswer[]>()
  for (const one of answers) {
    const own = people.get(one.person)
    if (own) own.push(one)
    else people.set(one.person, [one])
  }
  let [logRatios, weight, spread, left, count] = [0, 0, 0, 0, 0]
  const parts: { task: number; by: number }[] = []
  const without = new Set<number>()
  for (const own of people.values()) {
    const [a, b] = [true, false].map((withheld) => logarithms(own.filter((one) => one.withheld === withheld)))
    if (!a || !b || a.logs.length === 0 || b.logs.length === 0) continue
    const [first, second] = [a.logs.length, b.logs.length]
    const tells = (first * second) / (first + second)
    logRatios += tells * (b.mean - a.mean)
    weight += tells
    spread += a.squares + b.squares
    left += first + second - 2
    count += first + second
    for (const { task, log } of a.logs) parts.push({ task, by: (-tells * (log - a.mean)) / first })
    for (const { task, log } of b.logs) parts.push({ task, by: (tells * (log - b.mean)) / second })
    for (const { task } of a.logs) without.add(task)
  }
  if (weight === 0 || left <= 0 || without.size < 2) return null
  const middle = logRatios / weight
  const together = (varianceByTask(parts) * count) / left / weight ** 2
  const reach = reachFrom(without.size) * Math.sqrt(Math.max(spread / left / weight, together))
  return { value: 1 - Math.exp(middle), low: 1 - Math.exp(middle + reach), high: 1 - Math.exp(middle - reach) }
}

function logarithms(answers: readonly ProposedAnswer[]) {
  const logs = answers.map(({ task, seconds }) => ({ task, log: Math.log(Math.max(SHORTEST_S, seconds)) }))
  const mean = logs.length > 0 ? sumOf(logs.map(({ log }) => log)) / logs.length : 0
  return { logs, mean, squares: sumOf(logs.map(({ log }) => (log - mean) ** 2)) }
}

function missedShare(answers: readonly ProposedAnswer[]): Estimate | null {
  return judgedShare(answers, ({ missed, final }) => ({ some: missed, all: final }))
}

/** A share of what was judged in these answers; null while there is little of it. */
function judgedShare(
  answers: readonly ProposedAnswer[],
  of: (judged: Judged) => { readonly some: number; readonly all: number },
): Estimate | null {
  const parts = answers.flatMap(({ task, judged }) => (judged ? [{ task, ...of(judged) }] : []))
  return sumOf(parts.map(({ all }) => all)) < LEAST_ANSWERS ? null : shareByTask(parts)
}

function countTasks(answers: readonly ProposedAnswer[]): number {
  return new Set(answers.map(({ task }) => task)).size
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0)
}

/** No answer is quicker than can be measured. */
const SHORTEST_S = 0.5
