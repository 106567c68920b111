import { cornersOf, type Point, type RotatedBox, sineAndCosine } from "@justesse/types"
import { weightedMedian } from "../consensus/median.ts"
import { findMedoid } from "./medoid.ts"
import { overlapOfRings } from "./overlap.ts"
import type { ShapeQuality, Weighted } from "./quality.ts"

/**
 * Rotated boxes. A box is the same half a turn further, and a quarter of a turn further with its sides exchanged: each vote is told
 * in the form whose corners lie nearest to the medoid's. The angle is the axial mean (Mardia & Jupp, "Directional
 * statistics", 2000) without votes more than 15° off; in that frame, each edge is the median.
 */
export const rotatedBox: ShapeQuality<RotatedBox> = {
  type: "rotatedBox",
  overlap: (a, b) => overlapOfRings([cornersOf(a)], [cornersOf(b)]),
  merge(votes) {
    const { medoid, isApart } = findMedoid(votes, (a, b) => rotatedBox.overlap(a.shape, b.shape))
    const base = medoid.shape
    if (isApart) return { shape: base, doubt: "apart" }
    const forms = votes.map(({ shape, weight }) => ({ shape: nearestForm(shape, base), weight }))
    const { rotation, isDisputed } = meanAngle(forms, base)
    const merged = mergeEdges(forms, base, rotation)
    return { shape: merged ?? base, doubt: isDisputed ? "angle" : merged ? null : "apart" }
  },
  outcome: (mine, final) => ({
    iou: rotatedBox.overlap(mine, final),
    movedPx: Math.max(...cornerDistances(nearestForm(mine, final), final)),
  }),
}

/** Sides that differ by less than this share are told apart by nobody: the angle then repeats at 90°. */
const NEAR_SQUARE = 0.1
/** Votes further from the mean than this do not count for it, degrees. */
const FAR_OFF = 15
/** Below this length of the mean direction, from 0 (all directions) to 1 (one), the angle is disputed. */
const LEAST_RESULTANT = 0.7

/** The same box told as rotated by whole quarters of a turn more, so that its corners lie nearest to those of `base`. */
function nearestForm(shape: RotatedBox, base: RotatedBox): RotatedBox {
  let best = shape
  let least = Infinity
  for (const quarters of [0, 1, 2, 3]) {
    const form = rotatedBy(shape, quarters)
    const sum = cornerDistances(form, base).reduce((total, distance) => total + distance ** 2, 0)
    if (sum < least) [best, least] = [form, sum]
  }
  return best
}

function rotatedBy(shape: RotatedBox, quarters: number): RotatedBox {
  if (quarters === 0) return shape
  const rotation = wrap(shape.rotation + 90 * quarters)
  if (quarters === 2) return { ...shape, rotation }
  const { x, y, width, height } = shape
  return { ...shape, x: x + (width - height) / 2, y: y + (height - width) / 2, width: height, height: width, rotation }
}

/** An angle of (-360, 360) in degrees. */
function wrap(degrees: number): number {
  return degrees >= 360 ? degrees - 360 : degrees <= -360 ? degrees + 360 : degrees
}

function cornerDistances(a: RotatedBox, b: RotatedBox): number[] {
  const theirs = cornersOf(b)
  return cornersOf(a).map(({ x, y }, n) => Math.hypot(x - (theirs[n]?.x ?? x), y - (theirs[n]?.y ?? y)))
}

/** The axial mean, told near the medoid's angle, so that equal angles give that angle to the bit. */
function meanAngle(forms: readonly Weighted<RotatedBox>[], base: RotatedBox) {
  const period = isNearSquare(base) ? 90 : 180
  const angles = forms.map(({ shape, weight }) => ({ apart: shape.rotation - base.rotation, weight }))
  const all = axialMean(angles, period)
  let mean = all.mean
  for (let round = 0; round < 2; round++) {
    const near = angles.filter(({ apart }) => Math.abs(remainder(apart - mean, period)) <= FAR_OFF)
    if (near.length > 0) mean = axialMean(near, period).mean
  }
  return { rotation: wrap(base.rotation + mean), isDisputed: all.resultant < LEAST_RESULTANT }
}

function isNearSquare({ width, height }: RotatedBox): boolean {
  return Math.abs(width - height) <= NEAR_SQUARE * Math.max(width, height)
}

/** Mean of angles that repeat at `period`, in (-period / 2, period / 2], and how far they agree, in [0, 1]. */
function axialMean(angles: readonly { readonly apart: number; readonly weight: number }[], period: number) {
  let [sine, cosine, total] = [0, 0, 0]
  for (const { apart, weight } of angles) {
    const [up, along] = sineAndCosine((apart * 360) / period)
    sine += weight * up
    cosine += weight * along
    total += weight
  }
  const angle = (Math.atan2(sine, cosine) * 180) / Math.PI
  return { mean: (angle * period) / 360, resultant: Math.hypot(sine, cosine) / total }
}

/** An angle between -period / 2 and period / 2 that is the same at that period. */
function remainder(angle: number, period: number): number {
  return angle - period * Math.round(angle / period)
}

/** The median of each edge in the frame of `rotation`, about the medoid's centre; null when no width or height is left. */
function mergeEdges(forms: readonly Weighted<RotatedBox>[], base: RotatedBox, rotation: number): RotatedBox | null {
  const [sine, cosine] = sineAndCosine(rotation)
  const middle = centreOf(base)
  const inFrame = forms.map(({ shape, weight }) => {
    const centre = centreOf(shape)
    const [x, y] = [centre.x - middle.x, centre.y - middle.y]
    return { shape, weight, right: x * cosine + y * sine, down: y * cosine - x * sine }
  })
  const median = (read: (form: (typeof inFrame)[number]) => number) =>
    weightedMedian(inFrame.map((form) => ({ value: read(form), weight: form.weight })))
  const left = median(({ right, shape }) => right - shape.width / 2)
  const right = median((form) => form.right + form.shape.width / 2)
  const top = median(({ down, shape }) => down - shape.height / 2)
  const bottom = median(({ down, shape }) => down + shape.height / 2)
  const [width, height] = [right - left, bottom - top]
  if (!(width > 0 && height > 0)) return null
  const [along, below] = [(left + right) / 2, (top + bottom) / 2]
  const x = middle.x + along * cosine - below * sine - width / 2
  const y = middle.y + along * sine + below * cosine - height / 2
  return { type: "rotatedBox", x, y, width, height, rotation }
}

function centreOf({ x, y, width, height }: RotatedBox): Point {
  return { x: x + width / 2, y: y + height / 2 }
}
