import { boxOf, type Region } from "@justesse/types"
import { compareText } from "../consensus/order.ts"
import type { ConfirmedItem } from "./confirmed.ts"
import { groupBy } from "./groups.ts"
import { LEAST_SHOWN } from "./offsets.ts"
import { type ShareOf, shareOfTrials, type Trial } from "./shares.ts"

/** Where bands of size begin, by the shorter side of the thing in image pixels. */
const SIZE_BANDS: readonly number[] = [0, 16, 24, 48]

/** Things that are there and were not found, by how large they are and by what they are. Rows of fewer than ten are left out. */
export interface MissedFigures {
  readonly bySize: readonly (ShareOf & { readonly fromPx: number })[]
  readonly byLabel: readonly (ShareOf & { readonly label: string })[]
}

/** One label given where another is right: `of` all things of the right label that were found. */
export interface Confusion extends ShareOf {
  readonly right: string
  readonly mine: string
}

/** What was missed of what is there. */
export function missedFigures(items: readonly ConfirmedItem[]): MissedFigures {
  const there = items.flatMap(({ answer, outcome: { mine, final } }) =>
    final ? [{ answer, wrong: mine === null, right: final }] : [],
  )
  const bands = groupBy(there, ({ right }) => bandOf(right))
  const labels = groupBy(there, ({ right }) => right.label as string)
  return {
    bySize: SIZE_BANDS.flatMap((fromPx) => rowOf(bands.get(fromPx), { fromPx })),
    byLabel: [...labels]
      .flatMap(([label, trials]) => rowOf(trials, { label }))
      .filter(({ times }) => times > 0)
      .sort((a, b) => b.interval[0] - a.interval[0] || compareText(a.label, b.label)),
  }
}

/** The band of a thing's size, by where it begins. */
export function bandOf(region: Region): number {
  const { width, height } = boxOf(region)
  return Math.max(...SIZE_BANDS.filter((from) => Math.min(width, height) >= from))
}

function rowOf<T>(trials: readonly Trial[] | undefined, more: T): (ShareOf & T)[] {
  return trials && trials.length >= LEAST_SHOWN ? [{ ...shareOfTrials(trials), ...more }] : []
}

/** Labels that were taken for others, the surest first. Labels seen fewer than ten times are left out. */
export function confusions(items: readonly ConfirmedItem[]): Confusion[] {
  const found = items.flatMap(({ answer, outcome: { mine, final } }) =>
    mine && final ? [{ answer, right: final.label as string, mine: mine.label as string }] : [],
  )
  return [...groupBy(found, ({ right }) => right)]
    .filter(([, some]) => some.length >= LEAST_SHOWN)
    .flatMap(([right, some]) =>
      [...new Set(some.map(({ mine }) => mine))]
        .filter((mine) => mine !== right)
        .map((mine) => ({
          ...{ right, mine },
          ...shareOfTrials(some.map((one) => ({ answer: one.answer, wrong: one.mine === mine }))),
        })),
    )
    .sort((a, b) => b.interval[0] - a.interval[0] || compareText(`${a.right} ${a.mine}`, `${b.right} ${b.mine}`))
}
