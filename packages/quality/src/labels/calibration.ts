import { f64, i32 } from "./arrays.ts"

/** The least probability that is read as one: below it a zero would be infinitely sure. */
const LEAST = 1e-300
/** Temperatures looked at. 1 changes nothing; 5 makes 99.9 % into 80 %. */
const [COLDEST, HOTTEST] = [0.1, 100]

/** A fitted temperature. */
export interface Temperature {
  /** Above 1 the confidence was too high. 1 without gold. */
  readonly temperature: number
  /** Tasks with gold that it was fitted on. */
  readonly tasks: number
  /** Mean −log P(gold) before and after, in nats; 0 without gold. */
  readonly lossBefore: number
  readonly lossAfter: number
}

/**
 * Temperature scaling on gold (Guo et al. 2017): the T for which the gold classes are likeliest under q^(1/T) / Σ q^(1/T).
 * (ln T)² / 2 is added to the loss, a normal prior on ln T as wide as the temperatures seen between crowds (1 to 7), which
 * matters only with a handful of tasks. The loss is convex in 1/T, so bisection on its slope finds the one minimum.
 *
 * @param posterior `tasks × classes` of a fit that was *not* told this gold: a clamped task is sure by decree.
 * @param gold class by task, −1 where not known.
 */
export function fitTemperature(posterior: Float64Array, classes: number, gold: Int32Array): Temperature {
  const known = [...gold.keys()].filter((t) => i32(gold, t) >= 0)
  if (known.length === 0) return { temperature: 1, tasks: 0, lossBefore: 0, lossAfter: 0 }
  const [low, high] = [1 / HOTTEST, 1 / COLDEST]
  let [a, b] = [Math.log(low), Math.log(high)]
  for (let step = 0; step < 60; step++) {
    const middle = (a + b) / 2
    if (slope(posterior, classes, gold, known, Math.exp(middle)) > 0) b = middle
    else a = middle
  }
  const sharpness = Math.exp((a + b) / 2)
  const loss = (at: number) => lossOf(posterior, classes, gold, known, at) / known.length
  return { temperature: 1 / sharpness, tasks: known.length, lossBefore: loss(1), lossAfter: loss(sharpness) }
}

/** Derivative of the penalised loss by the log of the sharpness 1/T. */
function slope(p: Float64Array, K: number, gold: Int32Array, known: readonly number[], sharpness: number): number {
  let sum = Math.log(sharpness)
  for (const t of known) {
    const logs = Array.from({ length: K }, (_, c) => Math.log(Math.max(LEAST, f64(p, t * K + c))))
    const top = Math.max(...logs)
    const weights = logs.map((log) => Math.exp(sharpness * (log - top)))
    const total = weights.reduce((x, y) => x + y, 0)
    const mean = weights.reduce((x, w, c) => x + (w / total) * ((logs[c] ?? 0) - top), 0)
    sum += sharpness * (mean - ((logs[i32(gold, t)] ?? 0) - top))
  }
  return sum
}

function lossOf(p: Float64Array, K: number, gold: Int32Array, known: readonly number[], sharpness: number): number {
  const scaled = calibrated(p, K, 1 / sharpness)
  return known.reduce((sum, t) => sum - Math.log(Math.max(LEAST, f64(scaled, t * K + i32(gold, t)))), 0)
}

/** The posterior at a temperature: q^(1/T) / Σ q^(1/T). Answers stay the same. Rows of zeros (no votes) stay zeros. */
export function calibrated(posterior: Float64Array, classes: number, temperature: number): Float64Array {
  const result = new Float64Array(posterior.length)
  for (let at = 0; at < posterior.length; at += classes) {
    let top = 0
    for (let c = 0; c < classes; c++) top = Math.max(top, f64(posterior, at + c))
    if (top === 0) continue
    let sum = 0
    for (let c = 0; c < classes; c++) {
      const q = f64(posterior, at + c)
      const scaled = q === 0 ? 0 : Math.exp(Math.log(q / top) / temperature)
      result[at + c] = scaled
      sum += scaled
    }
    for (let c = 0; c < classes; c++) result[at + c] = f64(result, at + c) / sum
  }
  return result
}

/** One of the bins of a reliability diagram. */
export interface CalibrationBin {
  /** Lower and upper confidence, 0–1. */
  readonly from: number
  readonly to: number
  readonly tasks: number
  /** Mean confidence and share right of its tasks; 0 without tasks. */
  readonly confidence: number
  readonly accuracy: number
}

/**
 * Expected calibration error over the tasks with gold: ten bins of equal width, Σ (tasks in the bin / all) · |share right −
 * mean confidence| (Naeini et al. 2015). 0 without gold.
 */
export function expectedCalibrationError(
  posterior: Float64Array,
  classes: number,
  gold: Int32Array,
): { readonly error: number; readonly tasks: number; readonly bins: readonly CalibrationBin[] } {
  const bins = Array.from({ length: 10 }, () => ({ tasks: 0, confidence: 0, right: 0 }))
  let tasks = 0
  for (let t = 0; t < gold.length; t++) {
    if (i32(gold, t) < 0) continue
    let best = 0
    for (let c = 1; c < classes; c++) if (f64(posterior, t * classes + c) > f64(posterior, t * classes + best)) best = c
    const confidence = f64(posterior, t * classes + best)
    const bin = bins[Math.min(9, Math.floor(confidence * 10))]
    if (!bin) continue
    bin.tasks++
    bin.confidence += confidence
    bin.right += best === gold[t] ? 1 : 0
    tasks++
  }
  const error = bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / Math.max(1, tasks)
  return {
    error,
    tasks,
    bins: bins.map((bin, at) => ({
      from: at / 10,
      to: (at + 1) / 10,
      tasks: bin.tasks,
      confidence: bin.tasks === 0 ? 0 : bin.confidence / bin.tasks,
      accuracy: bin.tasks === 0 ? 0 : bin.right / bin.tasks,
    })),
  }
}
