import type { Competence } from "../skill/beta.ts"

/** What a person must be able to do; each is known apart. */
const COMPETENCES: readonly Competence[] = ["find", "place", "name", "transcribe"]

/** How often something was right and wrong. Whole numbers or shares, never negative. */
interface Tally {
  readonly right: number
  readonly wrong: number
}
/** Right and wrong by competence. */
export type GoldEvidence = Readonly<Record<Competence, Tally>>

const NOTHING: Tally = { right: 0, wrong: 0 }
/** What gold tells of somebody who has answered none: no answer counted, right or wrong. */
export const NO_GOLD_EVIDENCE: GoldEvidence = { find: NOTHING, place: NOTHING, name: NOTHING, transcribe: NOTHING }

/**
 * `a + by × b`, competence by competence: `by` 1 adds an answer's evidence, -1 takes it back (a correction).
 * Never below nothing.
 */
export function addGoldEvidence(a: GoldEvidence, b: GoldEvidence, by: 1 | -1 = 1): GoldEvidence {
  const sum = (of: Competence): Tally => ({
    right: Math.max(0, a[of].right + by * b[of].right),
    wrong: Math.max(0, a[of].wrong + by * b[of].wrong),
  })
  return { find: sum("find"), place: sum("place"), name: sum("name"), transcribe: sum("transcribe") }
}

/** What is believed of somebody of whom nothing is known: Beta(4, 1), four right in five and worth five answers. */
const GOLD_PRIOR = { right: 4, wrong: 1 } as const

/** Mean of the posterior of a competence: how likely the next one is right, in (0, 1). */
export function goldSkill({ right, wrong }: Tally): number {
  return (GOLD_PRIOR.right + right) / (GOLD_PRIOR.right + GOLD_PRIOR.wrong + right + wrong)
}

function deviation({ right, wrong }: Tally): number {
  const [a, b] = [GOLD_PRIOR.right + right, GOLD_PRIOR.wrong + wrong]
  return Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1)))
}

/** Gold is drawn at least and at most this often (quality.md 5.8). */
const LEAST_RATE = 0.02
const MOST_RATE = 0.2
const RATE_BY_DOUBT = 0.25

/**
 * How often a person should draw gold: as often as it tells something about them. `0.02 + 0.25 × sd(posterior) / sd(prior)`
 * of the competence that is known least among those that were ever seen, within [0.02, 0.2].
 *
 * @returns a rate in [0.02, 0.2]; 0.2 for somebody of whom nothing is known
 */
export function goldRate(evidence: GoldEvidence): number {
  const seen = COMPETENCES.map((of) => evidence[of]).filter(({ right, wrong }) => right + wrong > 0)
  const widest = seen.length === 0 ? 1 : Math.max(...seen.map((tally) => deviation(tally) / deviation(NOTHING)))
  return Math.min(MOST_RATE, Math.max(LEAST_RATE, LEAST_RATE + RATE_BY_DOUBT * widest))
}
