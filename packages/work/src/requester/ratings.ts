import { LEAST_PEOPLE } from "@justesse/types/pay/labor"

/** What people say of working in a project, each from 1 to 5. */
export const RATED = ["clarity", "respect", "promptness"] as const
type Rated = (typeof RATED)[number]

/** What one person said at one time; whoever says it again is counted as they said it last. */
export interface Rating extends Readonly<Record<Rated, number>> {
  /** In the order in which they came. */
  readonly id: number
  readonly personId: number
  readonly atMs: number
}

/** What may be shown of ratings: means rounded to halves, and of how many people. */
interface ToldRatings extends Readonly<Record<Rated, number>> {
  readonly people: number
}

/** Nobody is seen to have rated: what they said is told a week later. */
const DELAY_MS = 7 * 86_400_000

/**
 * What is shown of a project's ratings (REQ-2): the mean of the last full group of {@link LEAST_PEOPLE} people, rounded to halves, once each
 * of them is a week old; null before the first. Groups have no rating in common, so that two views that follow each other cannot be
 * subtracted: a mean over everybody would tell them, rounded or not (four rated 3 and one 5, then five 5: 3.5 and 4.5 say so).
 */
export function tellRatings(ratings: readonly Rating[], nowMs: number): ToldRatings | null {
  const due = ratings.filter(({ atMs }) => atMs + DELAY_MS <= nowMs).sort((a, b) => a.id - b.id)
  let last: readonly Rating[] | null = null
  let group = new Map<number, Rating>()
  for (const rating of due) {
    group.set(rating.personId, rating)
    if (group.size < LEAST_PEOPLE) continue
    last = [...group.values()]
    group = new Map()
  }
  if (last === null) return null
  const full = last
  const mean = (rated: Rated) => Math.round((2 * full.reduce((sum, one) => sum + one[rated], 0)) / full.length) / 2
  return { people: full.length, clarity: mean("clarity"), respect: mean("respect"), promptness: mean("promptness") }
}
