import { ratioOf, shareOf, sumRatios } from "../project/ratio.ts"
import { groupBy } from "./groups.ts"

/** So many of so many, with the interval at 95 % of the share, each end in [0, 1]. */
export interface ShareOf {
  readonly times: number
  readonly of: number
  readonly interval: readonly [number, number]
}

/** One trial: whether it went wrong, and in which answer. Those of one answer are not independent. */
export interface Trial {
  readonly answer: string
  readonly wrong: boolean
}

/** How often trials went wrong; answers are what was drawn, so that one bad picture is not taken for many errors. */
export function shareOfTrials(trials: readonly Trial[]): ShareOf {
  const byAnswer = groupBy(trials, ({ answer }) => answer)
  const wrongIn = (some: readonly Trial[]) => some.filter(({ wrong }) => wrong).length
  const found = shareOf(sumRatios([...byAnswer.values()].map((some) => ratioOf(wrongIn(some), some.length))))
  return { times: wrongIn(trials), of: trials.length, interval: found ? [found.low, found.high] : [0, 1] }
}
