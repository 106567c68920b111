import { seeded } from "@justesse/quality/agreement/seeded"
import { dawidSkene, keepVotes, STOPPING_PRIOR, type Votes } from "@justesse/quality/labels/index"
import { logGamma } from "@justesse/quality/numbers/beta"
import { projectPrior, type SkillPrior, skillOf } from "@justesse/quality/skill/beta"
import { chancesRight, evidenceOfPeople } from "@justesse/quality/skill/evidence"
import type { GoldSet } from "./classification.ts"

/** Labels from which a person is looked at: those that count as evidence on a person. */
const LEAST_LABELS = 20

/** How many people's gold accuracy lies in their 90 % interval. */
export interface Coverage {
  readonly people: number
  readonly held: number
}

/**
 * Coverage of skill intervals that never saw gold, on the very tasks that the skill comes from: for each person with at least 20 labels, whether the share of their own
 * labels that gold calls right lies in the interval. `crowdWorth` as in `skillOf`. The interval is for the skill in general and so allows for chance in which tasks a
 * person met; on these tasks there is none, so more than 90 % are held where that is the larger part.
 */
export function coverage(set: GoldSet, crowdWorth: number): Coverage {
  const { votes, gold } = set
  const { evidence, prior } = withoutGold(votes)
  const { right, labels } = onGold(votes, gold)
  let [people, held] = [0, 0]
  evidence.forEach((known, p) => {
    const n = labels[p] ?? 0
    if (n < LEAST_LABELS) return
    people++
    const [low, high] = skillOf(known, prior, crowdWorth).interval
    const accuracy = (right[p] ?? 0) / n
    if (low <= accuracy && accuracy <= high) held++
  })
  return { people, held }
}

function withoutGold(votes: Votes) {
  const fit = dawidSkene(votes, { form: "map", prior: STOPPING_PRIOR })
  const evidence = evidenceOfPeople(votes, chancesRight(votes, fit))
  return { evidence, prior: projectPrior(evidence) }
}

/** Labels of each person on tasks with gold, and how many are right. */
function onGold({ people, tasks, offsets, person, label }: Votes, gold: Int32Array) {
  const right = new Int32Array(people)
  const labels = new Int32Array(people)
  for (let t = 0; t < tasks; t++) {
    if ((gold[t] ?? -1) < 0) continue
    for (let i = offsets[t] ?? 0; i < (offsets[t + 1] ?? 0); i++) {
      const p = person[i] ?? 0
      labels[p] = (labels[p] ?? 0) + 1
      if (label[i] === gold[t]) right[p] = (right[p] ?? 0) + 1
    }
  }
  return { right, labels }
}

/** Share of people covered, with what its own error allows for. */
export interface CoverageShare {
  readonly people: number
  readonly share: number
  /** Interval at 95 %. */
  readonly interval: readonly [number, number]
}

/** Labels on the other tasks from which a person's accuracy there is looked at. */
const LEAST_ELSEWHERE = 5

/**
 * Coverage on tasks that the skill does not come from, which is what an interval for the skill in general promises: skills
 * come from a random half of the tasks, without gold, and foretell how many of the person's labels on the other half gold
 * calls right (beta-binomial, its middle 90 %). Mean over `splits` halves of each person, then over people.
 */
export function coverageElsewhere(set: GoldSet, crowdWorth: number, splits = 20): CoverageShare {
  const { votes, gold } = set
  const [held, viewed] = [new Float64Array(votes.people), new Float64Array(votes.people)]
  const dice = seeded(1)
  for (let split = 0; split < splits; split++) {
    const learnt = Uint8Array.from({ length: votes.tasks }, () => Number(dice() < 0.5))
    const keep = new Uint8Array(votes.person.length)
    for (let t = 0; t < votes.tasks; t++) if (learnt[t] === 1) keep.fill(1, votes.offsets[t], votes.offsets[t + 1])
    const { evidence, prior } = withoutGold(keepVotes(votes, keep))
    const { right, labels } = onGold(
      votes,
      gold.map((known, t) => (learnt[t] === 1 ? -1 : known)),
    )
    evidence.forEach((known, p) => {
      const n = labels[p] ?? 0
      // Sums of chances miss whole numbers by a hair.
      if (known.right + known.wrong < LEAST_LABELS - 1e-6 || n < LEAST_ELSEWHERE) return
      viewed[p] = (viewed[p] ?? 0) + 1
      held[p] = (held[p] ?? 0) + heldByMiddle(right[p] ?? 0, n, skillOf(known, prior, crowdWorth))
    })
  }
  const shares = [...held].flatMap((sum, p) => (viewed[p] ? [sum / (viewed[p] ?? 1)] : []))
  const share = shares.reduce((sum, one) => sum + one, 0) / shares.length
  const variance = shares.reduce((sum, one) => sum + (one - share) ** 2, 0) / (shares.length - 1)
  const reach = 1.96 * Math.sqrt(variance / shares.length)
  return { people: shares.length, share, interval: [share - reach, Math.min(1, share + reach)] }
}

/** Share of the chance of `right` of n that lies in the middle 90 % of what Beta(a, b) foretells: mostly 0 or 1. */
function heldByMiddle(right: number, n: number, { a, b }: SkillPrior): number {
  const beta = (x: number, y: number) => logGamma(x) + logGamma(y) - logGamma(x + y)
  const chance = (k: number) =>
    Math.exp(-Math.log(n + 1) - beta(k + 1, n - k + 1) + beta(k + a, n - k + b) - beta(a, b))
  let below = 0
  for (let k = 0; k < right; k++) below += chance(k)
  const own = chance(right)
  return Math.max(0, Math.min(0.95, below + own) - Math.max(0.05, below)) / own
}

/** Wilson's interval at 95 % of a share of people: what a coverage of so many people can tell. */
export function intervalOfShare({ held, people }: Coverage): readonly [number, number] {
  const z = 1.96
  const share = held / people
  const middle = (share + (z * z) / (2 * people)) / (1 + (z * z) / people)
  const reach = (z * Math.sqrt((share * (1 - share)) / people + (z / (2 * people)) ** 2)) / (1 + (z * z) / people)
  return [middle - reach, middle + reach]
}

/** Worths tried when the constant is chosen. */
export const WORTHS = [20, 30, 40, 50, 60, 80, 100, 150, 200, 400]

/** The worth that brings the coverage of `sets` together nearest to 90 %. */
export function chooseWorth(sets: readonly GoldSet[]): number {
  const distance = (worth: number) => {
    const found = sets.map((set) => coverage(set, worth))
    const [held, people] = [found.reduce((sum, c) => sum + c.held, 0), found.reduce((sum, c) => sum + c.people, 0)]
    return Math.abs(held / people - 0.9)
  }
  return WORTHS.reduce((best, worth) => (distance(worth) < distance(best) ? worth : best))
}
