/**
 * Sums over pictures from which a pooled ratio and its interval follow. Each picture adds how many of its things were
 * right (`r`) and how many there were (`a`); sums of two sets of pictures may be added, so that days can be cut on anybody's
 * calendar.
 */
export interface RatioSum {
  /** Pictures with at least one thing. */
  readonly pictures: number
  readonly right: number
  readonly all: number
  /** Sums of r², r·a and a². */
  readonly rr: number
  readonly ra: number
  readonly aa: number
}

/** A share with its 95 % interval, all in [0, 1], and how many it rests on. */
export interface ShareFigure {
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly n: number
}

/** Nothing yet. */
export const NO_RATIO: RatioSum = { pictures: 0, right: 0, all: 0, rr: 0, ra: 0, aa: 0 }

/** The sum of one picture; nothing when there was nothing in it. */
export function ratioOf(right: number, all: number): RatioSum {
  if (all === 0) return NO_RATIO
  return { pictures: 1, right, all, rr: right * right, ra: right * all, aa: all * all }
}

/** Both sets of pictures together. */
export function addRatio(a: RatioSum, b: RatioSum): RatioSum {
  return {
    pictures: a.pictures + b.pictures,
    right: a.right + b.right,
    all: a.all + b.all,
    rr: a.rr + b.rr,
    ra: a.ra + b.ra,
    aa: a.aa + b.aa,
  }
}

/** All of them together. */
export function sumRatios(sums: Iterable<RatioSum>): RatioSum {
  let total = NO_RATIO
  for (const sum of sums) total = addRatio(total, sum)
  return total
}

/**
 * Variance of the pooled ratio p = Σr / Σa with pictures as the drawn units: Σ(r - p·a)² · T / ((T - 1) · (Σa)²). 0 for fewer
 * than two pictures.
 *
 * @see Cochran 1977, "Sampling Techniques", 6.4 (the ratio estimate of cluster samples).
 */
export function ratioVariance({ pictures, right, all, rr, ra, aa }: RatioSum): number {
  if (pictures < 2 || all === 0) return 0
  const p = right / all
  const squares = Math.max(0, rr - 2 * p * ra + p * p * aa)
  return (squares * pictures) / ((pictures - 1) * all * all)
}

/** 95 % of a normal distribution lie within this many standard deviations. */
const Z95 = 1.959963984540054

/**
 * The pooled share and Wilson's 95 % interval for as many independent things as give the variance of the ratio; with no
 * variance (nothing went wrong yet) one a picture. `n` counts things, or pictures when asked. Null when there is nothing.
 *
 * @see Wilson 1927, "Probable inference, the law of succession, and statistical inference".
 */
export function shareOf(sum: RatioSum, count: "things" | "pictures" = "things"): ShareFigure | null {
  if (sum.all === 0) return null
  const mean = Math.min(1, Math.max(0, sum.right / sum.all))
  const variance = ratioVariance(sum)
  const independent = variance > 0 ? Math.min(sum.all, Math.max(1, (mean * (1 - mean)) / variance)) : sum.pictures
  const { low, high } = wilson(mean, independent)
  return { mean, low, high, n: Math.round(count === "things" ? sum.all : sum.pictures) }
}

/** Wilson's 95 % interval of a share among `n` independent trials, n > 0. */
export function wilson(share: number, n: number): { readonly low: number; readonly high: number } {
  const z2 = Z95 * Z95
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))
  return { low: Math.min(share, Math.max(0, centre - half)), high: Math.max(share, Math.min(1, centre + half)) }
}
