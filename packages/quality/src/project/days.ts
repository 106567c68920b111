import { addRatio, NO_RATIO, type RatioSum, ratioVariance, sumRatios } from "./ratio.ts"

/** Sums of a quarter of an hour: `at` counts quarters since 1970 UTC, so that days can be cut on anybody's calendar. */
export interface Slot {
  readonly at: number
  readonly sum: RatioSum
}

/** Milliseconds of a slot: every clock on earth is a whole number of these from UTC. */
export const SLOT_MS = 15 * 60_000
const DAY_MS = 24 * 60 * 60_000

/** Moments gathered into slots, oldest first. */
export function slotsOf(moments: readonly { readonly atMs: number; readonly sum: RatioSum }[]): Slot[] {
  const slots = new Map<number, RatioSum>()
  for (const { atMs, sum } of moments) {
    const at = Math.floor(atMs / SLOT_MS)
    slots.set(at, addRatio(slots.get(at) ?? NO_RATIO, sum))
  }
  return [...slots].map(([at, sum]) => ({ at, sum })).sort((a, b) => a.at - b.at)
}

/** Sums by day on a clock `offsetMinutes` ahead of UTC, oldest first; days are counted since 1970. */
export function daysOf(slots: readonly Slot[], offsetMinutes: number): { day: number; sum: RatioSum }[] {
  const days = new Map<number, RatioSum>()
  for (const { at, sum } of slots) {
    const day = Math.floor((at * SLOT_MS + offsetMinutes * 60_000) / DAY_MS)
    days.set(day, addRatio(days.get(day) ?? NO_RATIO, sum))
  }
  return [...days].map(([day, sum]) => ({ day, sum })).sort((a, b) => a.day - b.day)
}

/** Pictures that each half must have before a trend is named. */
const HALF = 30
/** Standard errors from which a difference of the halves is a trend. */
const CLEAR = 1.959963984540054

/**
 * Whether the share rises or falls: the earlier half of the pictures against the later, named when they differ by 1.96
 * standard errors; null with fewer than 30 pictures in a half or all within a day.
 */
export function trendOf(slots: readonly Slot[]): "rises" | "falls" | "level" | null {
  const all = sumRatios(slots.map(({ sum }) => sum)).pictures
  let early = NO_RATIO
  let late = NO_RATIO
  for (const { sum } of slots) {
    if (early.pictures + sum.pictures / 2 <= all / 2) early = addRatio(early, sum)
    else late = addRatio(late, sum)
  }
  const span = ((slots.at(-1)?.at ?? 0) - (slots[0]?.at ?? 0)) * SLOT_MS
  if (early.pictures < HALF || late.pictures < HALF || span < DAY_MS) return null
  const change = late.right / late.all - early.right / early.all
  const error = Math.sqrt(ratioVariance(early) + ratioVariance(late))
  if (Math.abs(change) <= CLEAR * error || change === 0) return "level"
  return change > 0 ? "rises" : "falls"
}
