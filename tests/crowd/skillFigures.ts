import { dawidSkene, STOPPING_PRIOR } from "@justesse/quality/labels/index"
import { chancesRight, evidenceOfPeople } from "@justesse/quality/skill/evidence"
import { projectPrior, skillOf } from "@justesse/quality/skill/skill"
import type { GoldSet } from "./classification.ts"

/** Labels from which a person is looked at: those that count as evidence on a person. */
const LEAST_LABELS = 20

/** How many people's gold accuracy lies in their 90 % interval. */
export interface Coverage {
  readonly people: number
  readonly held: number
}

/**
 * Coverage of skill intervals that never saw gold: for each person with at least 20 labels, whether the share of their own
 * labels that gold calls right lies in the interval. `crowdWorth` as in `skillOf`.
 */
export function coverage(set: GoldSet, crowdWorth: number): Coverage {
  const { votes, gold } = set
  const fit = dawidSkene(votes, { form: "map", prior: STOPPING_PRIOR })
  const evidence = evidenceOfPeople(votes, chancesRight(votes, fit))
  const prior = projectPrior(evidence)
  const right = new Int32Array(votes.people)
  const labels = new Int32Array(votes.people)
  for (let t = 0; t < votes.tasks; t++) {
    for (let i = votes.offsets[t] ?? 0; i < (votes.offsets[t + 1] ?? 0); i++) {
      const p = votes.person[i] ?? 0
      labels[p] = (labels[p] ?? 0) + 1
      if (votes.label[i] === gold[t]) right[p] = (right[p] ?? 0) + 1
    }
  }
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
