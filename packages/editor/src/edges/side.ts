import type { Point } from "@justesse/types"
import type { EdgeMap } from "./map.ts"

/** A stretch of a line, image pixels. */
export interface Stretch {
  readonly from: Point
  readonly to: Point
}

/** An edge of the picture along a stretch. */
export interface FoundEdge {
  /** Where it is: the stretch, moved across by `by`. */
  readonly stretch: Stretch
  /** How far it lies from where it was looked for, in image pixels: positive to the right of who goes along. */
  readonly by: number
  /** Across the stretch, of length 1: what `by` is measured along. */
  readonly across: Point
  /** How strong it is, in shades of grey a sample. */
  readonly strength: number
}

/** An edge is one from so many shades of grey a sample on, */
const LEAST = 3
/** and where it is so many times as strong as what lies around it in the middle. */
const TIMES_USUAL = 1.5
/** At the end of the reach an edge counts for so much less than right at hand. */
const FAR_COUNTS = 0.5
/** Ends of a stretch that say nothing: an edge has corners. */
const ENDS = 0.1
const MOST_SAMPLES = 48
/** Offsets looked at, in samples; from further away whole samples do, between which the peak is found all the same. */
const FINE = 0.5
const FINE_UP_TO_SAMPLES = 20

/**
 * The strongest edge that runs along a stretch, within `reach` image pixels of it; null where none stands out. Of edges that are about
 * as strong it is the nearest one.
 */
export function findEdge(map: EdgeMap, stretch: Stretch, reach: number): FoundEdge | null {
  const { from, to } = stretch
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (length === 0) return null
  const across = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length }
  const fine = (reach <= FINE_UP_TO_SAMPLES * map.step ? FINE : 1) * map.step
  const far = Math.max(2, Math.ceil(reach / fine))
  const profile = profileOf(map, stretch, across, far, fine)
  const peak = findPeak(profile, far)
  if (peak === null) return null
  const by = (peak - far) * fine
  const shift = (at: Point): Point => ({ x: at.x + by * across.x, y: at.y + by * across.y })
  const strength = profile[Math.round(peak)] ?? 0
  return { stretch: { from: shift(from), to: shift(to) }, by, across, strength }
}

/** How strong an edge is at each offset from -far to far: that all of it turns the same way counts as much as that it is one. */
function profileOf(map: EdgeMap, { from, to }: Stretch, across: Point, far: number, fine: number): Float64Array {
  const count = Math.min(MOST_SAMPLES, Math.max(4, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / map.step)))
  const profile = new Float64Array(2 * far + 1)
  for (let i = 0; i <= 2 * far; i++) {
    const by = (i - far) * fine
    let [signed, plain, seen] = [0, 0, 0]
    for (let k = 0; k < count; k++) {
      const along = ENDS + ((1 - 2 * ENDS) * (k + 0.5)) / count
      const x = from.x + along * (to.x - from.x) + by * across.x
      const y = from.y + along * (to.y - from.y) + by * across.y
      const value = map.along(x, y, across.x, across.y)
      if (Number.isNaN(value)) continue
      signed += value
      plain += Math.abs(value)
      seen++
    }
    profile[i] = seen * 2 < count ? 0 : (Math.abs(signed) + plain) / (2 * seen)
  }
  return profile
}

/** The offset of the peak that counts for most, between samples; null where none stands out. */
function findPeak(profile: Float64Array, far: number): number | null {
  const usual = [...profile].sort((a, b) => a - b)[far] ?? 0
  const least = Math.max(LEAST, usual * TIMES_USUAL)
  let [best, most] = [-1, 0]
  for (let i = 1; i < profile.length - 1; i++) {
    const value = profile[i] ?? 0
    if (value < least || value < (profile[i - 1] ?? 0) || value < (profile[i + 1] ?? 0)) continue
    const counts = value * (1 - (FAR_COUNTS * Math.abs(i - far)) / far)
    if (counts > most) [best, most] = [i, counts]
  }
  return best < 0 ? null : best + vertexOf(profile[best - 1] ?? 0, profile[best] ?? 0, profile[best + 1] ?? 0)
}

/** Where a parabola through three values is highest, from the middle one, in [-0.5, 0.5]. */
export function vertexOf(before: number, middle: number, after: number): number {
  const bend = before - 2 * middle + after
  return bend >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)))
}
