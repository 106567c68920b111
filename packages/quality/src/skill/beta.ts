import { betaQuantile } from "../numbers/beta.ts"
import type { Evidence } from "./evidence.ts"

/** What a person can be good at: seeing a thing at all, its edges, its label, its text. Each is judged for itself. */
export type Competence = "find" | "place" | "name" | "transcribe"

/** Beta(a, b): what the project's people are like before anything is known of one of them. */
export interface SkillPrior {
  readonly a: number
  readonly b: number
}

/** A person's skill at one competence: the share right in the long run, as the distribution Beta(a, b). */
interface Skill extends SkillPrior {
  readonly mean: number
  /** Interval at 90 %, each end in [0, 1]. A skill without its interval is not to be shown. */
  readonly interval: readonly [number, number]
  /** Answers behind it, faded ones counted less. */
  readonly answers: number
}

/**
 * What the answers of others can tell at most, in gold answers' worth: n answers count as n x 50 / (n + 50). Crowds make the
 * same mistakes, so many answers judged by others do not make a skill as certain as so many gold ones. Chosen by script
 * (`npm run bench -- adaptive`, rows "skill"): the value that brings coverage nearest to 90 % on the *other* sets.
 */
export const CROWD_WORTH = 50

/** A prior is worth at most this many answers: half of those that count as evidence on a person (20). */
const MOST_PRIOR = 10
/** Where nothing is known of the project's people: 0.8, worth 5 answers. A guess that 20 answers outweigh. */
const FALLBACK: SkillPrior = { a: 4, b: 1 }
/** Answers from which a person counts in the prior. */
const LEAST_FOR_PRIOR = 10

/** Answers right and wrong as they count: gold fully, those judged by others with less and less worth. */
function counted(evidence: Evidence, crowdWorth: number): SkillPrior {
  const crowd = evidence.right + evidence.wrong
  const worth = crowdWorth === Infinity ? 1 : crowdWorth / (crowdWorth + crowd)
  return { a: evidence.goldRight + worth * evidence.right, b: evidence.goldWrong + worth * evidence.wrong }
}

/**
 * A person's skill: Beta(a0 + right, b0 + wrong) with the evidence as it counts (see `CROWD_WORTH`), its mean and its 90 %
 * interval between the 5 % and 95 % quantiles. With no evidence it is the prior.
 *
 * The interval is for the share right in the long run, since decisions about further work hang on it. The share on a
 * handful of further tasks spreads more; the share on the very tasks that the evidence is from spreads less, and lies in the
 * interval more often than nine times in ten.
 */
export function skillOf(evidence: Evidence, prior: SkillPrior, crowdWorth = CROWD_WORTH): Skill {
  const own = counted(evidence, crowdWorth)
  const a = prior.a + own.a
  const b = prior.b + own.b
  const answers = evidence.right + evidence.wrong + evidence.goldRight + evidence.goldWrong
  return { a, b, mean: a / (a + b), interval: [betaQuantile(0.05, a, b), betaQuantile(0.95, a, b)], answers }
}

/**
 * The prior of a project from its people, by the method of moments of the beta-binomial: the spread of people's shares right
 * beyond what sampling their answers explains. People with fewer than 10 answers are left out. Worth between 1 and 10
 * answers; with fewer than two people, (4, 1).
 *
 * @see Kleinman 1973, "Proportions with extraneous variance".
 */
export function projectPrior(people: readonly Evidence[]): SkillPrior {
  const known = people
    .map((one) => counted(one, Infinity))
    .map(({ a, b }) => ({ n: a + b, share: a / (a + b) }))
    .filter(({ n }) => n >= LEAST_FOR_PRIOR)
  if (known.length < 2) return FALLBACK
  const mean = known.reduce((sum, { share }) => sum + share, 0) / known.length
  const one = mean * (1 - mean)
  if (one === 0) return { a: mean * MOST_PRIOR + 0.5, b: (1 - mean) * MOST_PRIOR + 0.5 }
  const spread = known.reduce((sum, { share }) => sum + (share - mean) ** 2, 0) / (known.length - 1)
  const sampling = known.reduce((sum, { n }) => sum + one / n, 0) / known.length
  // Var(share) = one x (rho + (1 - rho) / n), and a Beta of strength s has rho = 1 / (s + 1).
  const rho = (spread - sampling) / (one - sampling)
  const strength = rho <= 0 ? MOST_PRIOR : Math.min(MOST_PRIOR, Math.max(1, 1 / rho - 1))
  return { a: mean * strength, b: (1 - mean) * strength }
}
