import type { ConfirmedItem } from "./confirmed.ts"
import { LEAST_SHOWN } from "./offsets.ts"
import { type ShareOf, shareOfTrials } from "./shares.ts"

/** What a mentor notes and what is measured nowhere else: where something is wrong, without how far. */
const NOTED = ["edges", "attribute", "extra", "twice", "other"] as const

/** How many of the regions that a mentor read had a note about one thing. */
export interface NotedFigure extends ShareOf {
  readonly about: (typeof NOTED)[number]
}

/** Shares of the regions that mentors read whole with a note about each thing; none from fewer than ten regions, nor of what nobody noted. */
export function notedFigures(items: readonly ConfirmedItem[]): NotedFigure[] {
  const read = items.filter(({ by, outcome }) => by === "mentor" && outcome.mine !== null)
  if (read.length < LEAST_SHOWN) return []
  return NOTED.flatMap((about): NotedFigure[] => {
    const share = shareOfTrials(read.map(({ answer, noted }) => ({ answer, wrong: noted.includes(about) })))
    return share.times === 0 ? [] : [{ about, ...share }]
  })
}
