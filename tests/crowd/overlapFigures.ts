import { calibrationError, fitTemperature, type TemperaturePrior } from "@justesse/quality/adaptive/calibrate"
import { stoppingPosterior } from "@justesse/quality/adaptive/nextLabels"
import { replayFixed, replayOverlap } from "@justesse/quality/adaptive/replay"
import { shownConfidence } from "@justesse/quality/adaptive/shown"
import { seeded, shuffle } from "@justesse/quality/agreement/seeded"
import { dawidSkene, decide, type Votes } from "@justesse/quality/labels/index"
import { accuracyOf, type GoldSet, mean } from "./classification.ts"

/** Accuracy points lost against all labels, over random orders. */
export interface OverlapFigures {
  readonly all: number
  readonly adaptive: number
  readonly fixed: number
  /** Worst order of the adaptive rule. */
  readonly worst: number
  /** Share of the labels used. */
  readonly used: number
  /** Expected calibration error of the shown confidence, with a tenth of the gold, on what was collected and on all labels. */
  readonly ece: number
  readonly eceAll: number
}

/** Plays `orders` random orders with `share` of the labels; `prior` is what is believed of the temperature beforehand. */
export function overlapFigures(
  set: GoldSet,
  share: number,
  orders: readonly number[],
  prior: TemperaturePrior,
): OverlapFigures {
  const all = accuracyOf(set.votes, set.gold)
  const runs = orders.map((seed) => {
    const { votes } = replayOverlap(set.votes, { seed, rule: { mode: "budget", share } })
    return {
      adaptive: all - accuracyOf(votes, set.gold),
      fixed: all - accuracyOf(replayFixed(set.votes, share, seed + 500_000).votes, set.gold),
      used: votes.person.length / set.votes.person.length,
      ece: eceOf(votes, set.gold, seed, prior),
      eceAll: eceOf(set.votes, set.gold, seed, prior),
    }
  })
  return {
    all,
    adaptive: mean(runs.map((run) => run.adaptive)),
    fixed: mean(runs.map((run) => run.fixed)),
    worst: Math.max(...runs.map((run) => run.adaptive)),
    used: mean(runs.map((run) => run.used)),
    ece: mean(runs.map((run) => run.ece)),
    eceAll: mean(runs.map((run) => run.eceAll)),
  }
}

/** Calibration error on all gold of the confidence shown with a random tenth of it (that tenth included, as in the recipe). */
function eceOf(votes: Votes, gold: Int32Array, seed: number, prior: TemperaturePrior): number {
  const drawn = shuffle(Int32Array.from(gold.keys()), seeded(seed + 900_000)).subarray(0, Math.round(gold.length / 10))
  const known = new Int32Array(gold.length).fill(-1)
  for (const t of drawn) known[t] = gold[t] ?? -1
  const { answer } = decide(votes, dawidSkene(votes).posterior)
  const { confidence } = shownConfidence(votes, answer, known, prior)
  return calibrationError(
    confidence,
    answer.map((c, t) => (c === gold[t] ? 1 : 0)),
  )
}

/** Mean and spread of log temperatures fitted on all gold of some sets: what a crowd elsewhere teaches. */
export function crowdsPrior(sets: readonly GoldSet[]): TemperaturePrior {
  const logs = sets.map(({ votes, gold }) =>
    Math.log(fitTemperature(stoppingPosterior(votes), gold, votes.classes, null)),
  )
  return { centre: Math.exp(mean(logs)), spread: 0.6 }
}
