import type { Votes } from "../labels/votes.ts"
import { atTemperature, CROWDS, fitTemperature, type TemperaturePrior } from "./calibrate.ts"
import { stoppingPosterior } from "./nextLabels.ts"

/** What people are told about how sure the answers are. */
interface Shown {
  /** For each task the chance in [0, 1] that its answer is right; 0 where there is no answer. */
  readonly confidence: Float64Array
  /** By how much the posterior was drawn together; above 1 it was too sure. */
  readonly temperature: number
}

/**
 * The confidence to show beside answers: the leave-one-out posterior at the temperature that gold gives, with the prior of
 * other crowds, so that shared mistakes are counted in and a handful of gold does not decide alone. Whether more labels
 * would change an answer is another question, see `nextLabels`: there the temperature must stay out.
 *
 * @param answer class of each task by whichever method, -1 for none.
 * @param gold class of each gold task, -1 elsewhere; the votes are judged without it, so that it can tell of them.
 */
export function shownConfidence(
  votes: Votes,
  answer: Int32Array,
  gold: Int32Array,
  prior: TemperaturePrior | null = CROWDS,
): Shown {
  const posterior = stoppingPosterior(votes)
  const temperature = fitTemperature(posterior, gold, votes.classes, prior)
  const drawn = atTemperature(posterior, votes.classes, temperature)
  return {
    confidence: Float64Array.from(answer, (c, t) => (c < 0 ? 0 : (drawn[t * votes.classes + c] ?? 0))),
    temperature,
  }
}
