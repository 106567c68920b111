import { consensusOfVotes, edgesOfBox, type ImageConsensus } from "./consensus.ts"
import { boxSetOf, findFinalBoxes, type GoldImage, matchedPairs } from "./final.ts"
import { type BoxFit, fourOf } from "./fit.ts"
import { type BoxCalibration, type BoxModel, type FourEdges, knowledgeFor, MOST_LOG_ODDS } from "./model.ts"
import { at, clamp, fromLogit, medianReordering } from "./numbers.ts"
import type { BoxSet } from "./score.ts"

export type { GoldImage } from "./final.ts"

/** Gold boxes' worth of evidence for "the consensus lies where the experts draw". */
const SHRINK = 30
/** Prior of the calibration: standard deviations of its offset (around 0) and its slope (around 1). */
const OFFSET_PRIOR = 1
const SLOPE_PRIOR = 0.5
/** Images' worth of evidence that nothing is missed by everybody, and edges' worth that intervals are right. */
const UNSEEN_SHRINK = 10
const EDGE_SHRINK = 30

/**
 * How far the consensus lies from gold, edge by edge, as a share of the consensus box's width and height: the median over
 * one-to-one matches of IoU >= 0.5, times n / (n + 30). People of one project tend to draw too loosely together, which
 * no comparison among them can show. Zeros without matches.
 */
export function goldOffsetOf(fit: BoxFit, gold: readonly GoldImage[]): FourEdges {
  const images = [...new Set(gold.map((one) => one.image))].sort()
  const found = findFinalBoxes(fit, images)
  const right = boxSetOf(images, gold)
  const differences: number[][] = [[], [], [], []]
  images.forEach((_, image) => {
    for (const [a, b] of matchedPairs(found, right, image)) {
      for (let k = 0; k < 4; k++) {
        const first = 4 * a + (k % 2)
        const size = at(found.edges, first + 2) - at(found.edges, first)
        differences[k]?.push((at(found.edges, 4 * a + k) - at(right.edges, 4 * b + k)) / size)
      }
    }
  })
  const offset = Float64Array.from(differences, (of) => {
    const n = of.length
    return (medianReordering(Float64Array.from(of), n) * n) / (n + SHRINK)
  })
  return fourOf(offset, 0)
}

/**
 * The model with what these gold images show: where experts draw (`goldOffset`), how often clusters of given log odds
 * are real (logistic calibration of the confidence, Platt 1999, with a prior of no change), how many objects everybody
 * misses, and how wide 90 % intervals must be. Which clusters are kept does not change. The same model without matches.
 */
export function withGold(model: BoxModel, fit: BoxFit, gold: readonly GoldImage[]): BoxModel {
  const moved = { ...model, goldOffset: goldOffsetOf(fit, gold) }
  const golden = new Map(gold.map((one) => [one.image, one]))
  const found = consensusOfVotes(fit.votes, knowledgeFor(moved, fit.votes)).filter((one) => golden.has(one.image))
  return { ...moved, calibration: calibrationOf(found, golden) }
}

function calibrationOf(found: readonly ImageConsensus[], golden: ReadonlyMap<string, GoldImage>): BoxCalibration {
  const images = found.map((one) => one.image)
  const clusters = found.map((one) => [...one.boxes, ...one.leftOut])
  const drawn = setOf(clusters.map((boxes) => boxes.map((one) => edgesOfBox(one.box))))
  const right = boxSetOf(images, [...golden.values()])
  const flat = clusters.flat()
  const real = new Uint8Array(flat.length)
  const off: number[] = []
  images.forEach((_, image) => {
    for (const [a, b] of matchedPairs(drawn, right, image)) {
      real[a] = 1
      flat[a]?.intervals.forEach(([low, high], k) => {
        const half = (high - low) / 2
        if (half > 0) off.push(Math.abs(at(right.edges, 4 * b + k) - (low + high) / 2) / half)
      })
    }
  })
  const unmatched = (right.edges.length / 4 || 0) - real.reduce((sum, one) => sum + one, 0)
  const expected = found.reduce((sum, one) => sum + one.risk.unseen, 0)
  return {
    ...logisticFit(
      flat.map((one) => one.logOdds),
      real,
    ),
    unseenPerImage: Math.max(0, unmatched - expected) / (images.length + UNSEEN_SHRINK),
    intervalFactor: intervalFactorOf(off),
  }
}

function setOf(images: readonly (readonly (readonly number[])[])[]): BoxSet {
  const start = new Int32Array(images.length + 1)
  images.forEach((boxes, n) => {
    start[n + 1] = (start[n] ?? 0) + boxes.length
  })
  return { start, edges: Float64Array.from(images.flat(2)) }
}

/** By how much half intervals must grow to hold 90 % of gold edges, shrunk towards not at all. */
function intervalFactorOf(off: readonly number[]): number {
  if (off.length === 0) return 1
  const sorted = Float64Array.from(off).sort()
  const wanted = at(sorted, Math.min(off.length - 1, Math.floor(0.9 * off.length)))
  return (wanted * off.length + EDGE_SHRINK) / (off.length + EDGE_SHRINK)
}

/** Offset and slope of log odds by which outcomes are most likely, under the prior; Newton's method. */
function logisticFit(logOdds: readonly number[], real: Uint8Array): { offset: number; slope: number } {
  let offset = 0
  let slope = 1
  for (let round = 0; round < 30; round++) {
    let g0 = -offset / OFFSET_PRIOR ** 2
    let g1 = -(slope - 1) / SLOPE_PRIOR ** 2
    let h00 = 1 / OFFSET_PRIOR ** 2
    let h01 = 0
    let h11 = 1 / SLOPE_PRIOR ** 2
    logOdds.forEach((raw, n) => {
      const x = clamp(raw, -MOST_LOG_ODDS, MOST_LOG_ODDS)
      const p = fromLogit(offset + slope * x)
      const missing = (real[n] ?? 0) - p
      const weight = p * (1 - p)
      g0 += missing
      g1 += missing * x
      h00 += weight
      h01 += weight * x
      h11 += weight * x * x
    })
    const determinant = h00 * h11 - h01 * h01
    offset += clamp((h11 * g0 - h01 * g1) / determinant, -1, 1)
    slope = Math.max(0.02, slope + clamp((h00 * g1 - h01 * g0) / determinant, -0.5, 0.5))
  }
  return { offset, slope }
}
