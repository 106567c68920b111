import { rateOfPerson } from "./existence.ts"
import type { BoxKnowledge } from "./model.ts"
import { at } from "./numbers.ts"
import { normalBelow } from "./rates.ts"

/** What is expected to be wrong with an image's consensus, in boxes; 0 is no doubt at all. */
export interface BoxRisk {
  /** Real objects that are not in the consensus: those left out by their probability, and `unseen` ones. */
  readonly misses: number
  /** Of those, objects that nobody drew. */
  readonly unseen: number
  /** Boxes of the consensus that are not real. */
  readonly extras: number
  /** Real boxes of the consensus whose IoU with the truth is below the limit. */
  readonly misplaced: number
  /** misses + extras + misplaced. */
  readonly total: number
}

interface Doubtful {
  readonly calibrated: number
  readonly misplaced: number
}

/**
 * Expected misses + expected extras + expected misplaced boxes of an image that the people `seen` answered. Objects that
 * nobody drew: the usual number of each size times the probability that all these people miss one, and those that gold
 * showed everybody to miss.
 */
export function riskOfImage(
  { rates, objectsPerImage, calibration }: Pick<BoxKnowledge, "rates" | "objectsPerImage" | "calibration">,
  seen: readonly number[],
  kept: readonly Doubtful[],
  leftOut: readonly Doubtful[],
): BoxRisk {
  let unseen = calibration.unseenPerImage
  for (let bin = 0; bin < objectsPerImage.length; bin++) {
    let all = at(objectsPerImage, bin)
    for (const person of seen) all *= rateOfPerson(at(rates.miss, bin), at(rates.missFactor, person))
    unseen += all
  }
  const misses = unseen + leftOut.reduce((sum, box) => sum + box.calibrated, 0)
  const extras = kept.reduce((sum, box) => sum + 1 - box.calibrated, 0)
  const misplaced = kept.reduce((sum, box) => sum + box.calibrated * box.misplaced, 0)
  return { misses, unseen, extras, misplaced, total: misses + extras + misplaced }
}

/**
 * Probability that a box with normal edges of these standard deviations has IoU below `limit` with its middle. An edge
 * off by the share d of its side leaves about exp(-|d|), so log IoU is minus the sum S of four half-normal numbers;
 * S is taken as a gamma variable of the same mean and variance, whose tail is read by Wilson and Hilferty (1931).
 */
export function iouBelow(limit: number, edges: Float64Array, deviations: Float64Array, first: number): number {
  let mean = 0
  let variance = 0
  for (let k = 0; k < 4; k++) {
    const side = first + (k % 2)
    const share = at(deviations, first + k) / Math.max(1e-9, at(edges, side + 2) - at(edges, side))
    mean += share * Math.sqrt(2 / Math.PI)
    variance += share * share * (1 - 2 / Math.PI)
  }
  if (mean === 0) return 0
  const shape = (mean * mean) / variance
  const cube = Math.cbrt(-Math.log(limit) / mean)
  return 1 - normalBelow((cube - 1 + 1 / (9 * shape)) * Math.sqrt(9 * shape))
}
