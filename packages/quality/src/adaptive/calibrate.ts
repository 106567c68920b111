/** What is believed of the temperature before any gold is seen: log T is normal around log `centre` with `spread`. */
export interface TemperaturePrior {
  readonly centre: number
  readonly spread: number
}

/**
 * Crowds make the same mistakes, so posteriors that take people as independent are too sure everywhere. Fitted on all
 * gold of three crowds the temperature of the leave-one-out posterior is 2.6 (rte), 6.2 (dog) and 8.4 (bluebirds): the
 * centre is their geometric mean, the spread a factor of about two. The bench computes the centre again, and for each set
 * that it is tested on from the other two only.
 */
export const CROWDS: TemperaturePrior = { centre: 5.1, spread: 0.6 }

/** Temperatures tried: 1/4 sharpens, 64 makes nearly everything alike. */
const LOG_COLDEST = Math.log(0.25)
const LOG_HOTTEST = Math.log(64)

/**
 * The temperature at which posteriors fit gold best: T maximises log prior + sum over gold tasks of log P_T(gold), with
 * P_T(c) proportional to P(c)^(1/T). Above 1 the model was too sure. The prior keeps a handful of gold without a mistake
 * from making every answer certain; without any gold its centre is the answer.
 *
 * @param posterior row-major, tasks x classes, rows sum to 1; computed without the gold.
 * @param gold class of each task, -1 where not known.
 * @param prior null for none, to fit on plenty of gold.
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks".
 */
export function fitTemperature(
  posterior: Float64Array,
  gold: Int32Array,
  classes: number,
  prior: TemperaturePrior | null = CROWDS,
): number {
  const known = Int32Array.from(gold.keys()).filter((t) => (gold[t] ?? -1) >= 0)
  if (known.length === 0) return prior?.centre ?? 1
  const loss = (logT: number) => {
    let sum = prior ? ((logT - Math.log(prior.centre)) / prior.spread) ** 2 / 2 : 0
    for (const t of known) sum += logLoss(temperedAt(posterior, t, classes, Math.exp(logT), gold[t] ?? 0))
    return sum
  }
  return Math.exp(leastPoint(loss, LOG_COLDEST, LOG_HOTTEST))
}

/** -log p, finite where p is 0. */
function logLoss(p: number): number {
  return -Math.log(Math.max(1e-300, p))
}

/** Where a function with one valley is least, to 1e-6 (golden section, Kiefer 1953). */
function leastPoint(f: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [from, to]
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)]
  let [fa, fb] = [f(a), f(b)]
  while (high - low > 1e-6) {
    if (fa <= fb) {
      ;[high, b, fb] = [b, a, fa]
      a = high - golden * (high - low)
      fa = f(a)
    } else {
      ;[low, a, fa] = [a, b, fb]
      b = low + golden * (high - low)
      fb = f(b)
    }
  }
  return (low + high) / 2
}

/** P_T of class `c` of task `t`. */
function temperedAt(posterior: Float64Array, t: number, classes: number, temperature: number, c: number): number {
  let most = 0
  for (let k = 0; k < classes; k++) most = Math.max(most, posterior[t * classes + k] ?? 0)
  const power = (p: number) => (p <= 0 ? 0 : Math.exp(Math.log(p / most) / temperature))
  let sum = 0
  for (let k = 0; k < classes; k++) sum += power(posterior[t * classes + k] ?? 0)
  return sum === 0 ? 0 : power(posterior[t * classes + c] ?? 0) / sum
}

/** Posteriors at a temperature: the same answers, more or less sure; rows of zeros stay zeros. Same shape as the input. */
export function atTemperature(posterior: Float64Array, classes: number, temperature: number): Float64Array {
  return posterior.map((_, i) => temperedAt(posterior, Math.floor(i / classes), classes, temperature, i % classes))
}

/**
 * Expected calibration error: the mean over tasks of |share right - mean confidence| in equal bins of confidence over
 * [0, 1], weighted by the tasks in each bin. 0 is perfect; NaN without tasks.
 *
 * @see Naeini et al. 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning".
 */
export function calibrationError(confidence: ArrayLike<number>, right: ArrayLike<number>, bins = 10): number {
  const sum = new Float64Array(bins)
  for (let i = 0; i < confidence.length; i++) {
    const bin = Math.min(bins - 1, Math.floor((confidence[i] ?? 0) * bins))
    sum[bin] = (sum[bin] ?? 0) + (right[i] ?? 0) - (confidence[i] ?? 0)
  }
  return sum.reduce((total, gap) => total + Math.abs(gap), 0) / confidence.length
}
