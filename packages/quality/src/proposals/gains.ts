import type { LabelId, Region, WorkRegion } from "@justesse/types"
import { matchRegions } from "../matching/matchRegions.ts"
import { type Estimate, reachFrom, shareByTask, varianceByTask } from "./clusters.ts"

/** Answers that each side needs before anything is said of time, and wrong proposals before anything is said of those kept. */
export const LEAST_ANSWERS = 30

/** What somebody independent of an answer says about its mistakes with one label, in numbers of regions. */
export interface Judged {
  /** Proposals that are wrong: no final region of their label lies there. */
  readonly wrong: number
  /** Wrong ones that are wrong in the answer too. */
  readonly kept: number
  /** Final regions, and those that the answer does not have. */
  readonly final: number
  readonly missed: number
}

/** What became of one proposal in an answer that was judged. */
interface Outcome {
  /** As the model has it, in [0, 1]; null where it does not say. */
  readonly score: number | null
  readonly isWrong: boolean
  /** Wrong, and in the answer all the same. */
  readonly isKept: boolean
}

/** What somebody independent of an answer says about it: its mistakes by label, and each proposal it began with. */
export interface JudgedAnswer {
  readonly labels: ReadonlyMap<LabelId, Judged>
  readonly outcomes: readonly Outcome[]
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
  readonly judged: JudgedAnswer | null
}

/** What proposals spoil. An estimate is null while there are fewer than {@link LEAST_ANSWERS}. */
interface Mistakes {
  /** Wrong proposals in answers that were looked at independently, and the share of them that people kept. */
  readonly copied: { readonly wrong: number; readonly kept: number; readonly share: Estimate | null }
  /** Share of the final regions that answers lack, with and without proposals. */
  readonly missed: { readonly with: Estimate | null; readonly without: Estimate | null }
}

/** What proposals save and spoil, spoilt by label too. */
interface ProposalGains extends Mistakes {
  readonly answers: { readonly with: number; readonly without: number }
  /** Seconds an answer takes, on average. */
  readonly seconds: { readonly with: Estimate | null; readonly without: Estimate | null }
  /** Share of the time that proposals save the same person, below 0 where they cost time. */
  readonly saved: Estimate | null
  /** Labels that were proposed or are in final answers, those first of whose wrong proposals most were kept. */
  readonly labels: (Mistakes & { readonly label: LabelId })[]
  /** The same by score, the highest tenth first; empty where the model gives none. */
  readonly scores: ScoreOutcome[]
}

/** Proposals of one tenth of the scores. */
interface ScoreOutcome {
  /** The tenth begins here: 0, 0.1, … 0.9. */
  readonly from: number
  readonly proposed: number
  readonly right: Estimate | null
  readonly copied: Mistakes["copied"]
}

/**
 * What is wrong in one answer and was wrong in what was proposed, by label and by proposal. Regions are the same thing from `matchIou` on, with one
 * label.
 */
export function judgeProposals(
  {
    proposed,
    answer,
    final,
  }: { readonly proposed: readonly WorkRegion[] } & Readonly<Record<"answer" | "final", readonly Region[]>>,
  matchIou: number,
): JudgedAnswer {
  const labels = new Set([...proposed, ...final].map(({ label }) => label))
  const wrongOnes = unmatched(proposed, final, matchIou)
  const wrongIds = new Set(wrongOnes.map(({ id }) => id))
  // A wrong proposal that was given another label is kept under the label that it came with.
  const keptIds = new Set(unmatched(answer, final, matchIou).flatMap(({ id }) => (wrongIds.has(id) ? [id] : [])))
  const missed = unmatched(final, answer, matchIou)
  const count = (regions: readonly Region[], label: LabelId) => regions.filter((one) => one.label === label).length
  const outcomes = proposed.map(({ id, origin }) => ({
    score: origin?.score ?? null,
    isWrong: wrongIds.has(id),
    isKept: keptIds.has(id),
  }))
  const byLabel = new Map(
    Array.from(labels, (label) => {
      const kept = wrongOnes.filter((one) => one.label === label && keptIds.has(one.id)).length
      const counts = { wrong: count(wrongOnes, label), final: count(final, label), missed: count(missed, label) }
      return [label, { ...counts, kept }]
    }),
  )
  return { labels: byLabel, outcomes }
}

/** Time and mistakes of answers with proposals beside answers without. Which is which must have been drawn by lot. */
export function proposalGains(answers: readonly ProposedAnswer[]): ProposalGains {
  const parts = { with: answers.filter((one) => !one.withheld), without: answers.filter((one) => one.withheld) }
  const enough = parts.with.length >= LEAST_ANSWERS && parts.without.length >= LEAST_ANSWERS
  const labels = new Set(answers.flatMap(({ judged }) => [...(judged?.labels.keys() ?? [])]))
  const byLabel = Array.from(labels, (label) => ({
    label,
    ...mistakesOf(parts, (judged) => judged.get(label) ?? NONE),
  }))
  return {
    answers: { with: parts.with.length, without: parts.without.length },
    seconds: { with: meanSeconds(parts.with), without: meanSeconds(parts.without) },
    saved: enough ? savedShare(answers) : null,
    ...mistakesOf(parts, sumOfLabels),
    labels: byLabel.sort((a, b) => b.copied.kept - a.copied.kept || (a.label < b.label ? -1 : 1)),
    scores: byScore(parts.with),
  }
}

/** What became of proposals of each tenth of the scores. */
function byScore(answers: readonly ProposedAnswer[]): ScoreOutcome[] {
  const tenths = new Map<number, { task: number; wrong: number; kept: number; all: number }[]>()
  for (const { task, judged } of answers) {
    for (const { score, isWrong, isKept } of judged?.outcomes ?? []) {
      if (score === null) continue
      const tenth = Math.min(9, Math.floor(score * 10))
      const own = tenths.get(tenth) ?? []
      own.push({ task, wrong: Number(isWrong), kept: Number(isKept), all: 1 })
      tenths.set(tenth, own)
    }
  }
  return [...tenths]
    .sort(([a], [b]) => b - a)
    .map(([tenth, outcomes]) => ({
      from: tenth / 10,
      proposed: outcomes.length,
      right: shareOf(outcomes.map(({ task, wrong }) => ({ task, some: 1 - wrong, all: 1 }))),
      copied: {
        wrong: sumOf(outcomes.map(({ wrong }) => wrong)),
        kept: sumOf(outcomes.map(({ kept }) => kept)),
        share: shareOf(outcomes.map(({ task, wrong, kept }) => ({ task, some: kept, all: wrong }))),
      },
    }))
}

const NONE: Judged = { wrong: 0, kept: 0, final: 0, missed: 0 }

function sumOfLabels(judged: ReadonlyMap<LabelId, Judged>): Judged {
  const all = [...judged.values()]
  const sum = (of: keyof Judged) => sumOf(all.map((one) => one[of]))
  return { wrong: sum("wrong"), kept: sum("kept"), final: sum("final"), missed: sum("missed") }
}

function mistakesOf(
  parts: Readonly<Record<"with" | "without", readonly ProposedAnswer[]>>,
  of: (judged: ReadonlyMap<LabelId, Judged>) => Judged,
): Mistakes {
  const side = (answers: readonly ProposedAnswer[]) =>
    answers.flatMap(({ task, judged }) => (judged ? [{ task, ...of(judged.labels) }] : []))
  const [given, withheld] = [side(parts.with), side(parts.without)]
  const missed = (judged: typeof given) => shareOf(judged.map((one) => ({ ...one, some: one.missed, all: one.final })))
  return {
    copied: {
      wrong: sumOf(given.map((one) => one.wrong)),
      kept: sumOf(given.map((one) => one.kept)),
      share: shareOf(given.map((one) => ({ ...one, some: one.kept, all: one.wrong }))),
    },
    missed: { with: missed(given), without: missed(withheld) },
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

/** A share of what was judged; null while there is little of it. */
function shareOf(
  parts: readonly { readonly task: number; readonly some: number; readonly all: number }[],
): Estimate | null {
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
