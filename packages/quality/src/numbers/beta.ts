/** Coefficients of Lanczos' approximation with g = 7 (Godfrey 2001); relative error below 1e-15 for x > 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Natural logarithm of the gamma function for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  let sum = LANCZOS[0] ?? 1
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] ?? 0) / (z + i)
  const t = z + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/**
 * Regularised incomplete beta function I_x(a, b): the chance that a Beta(a, b) number is below x. For a, b > 0; x outside
 * [0, 1] counts as its nearer end. Continued fraction by Lentz's method, absolute error about 1e-13.
 *
 * @see Press et al. 2007, "Numerical Recipes", section 6.4.
 * @example betaBelow(0.5, 2, 3) // 0.6875
 */
export function betaBelow(x: number, a: number, b: number): number {
  if (!(x > 0)) return 0
  if (x >= 1) return 1
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b))
  if (x < (a + 1) / (a + b + 2)) return (front * continuedFraction(x, a, b)) / a
  return 1 - (front * continuedFraction(1 - x, b, a)) / b
}

const SMALLEST = 1e-300

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = away(1 - ((a + b) * x) / (a + 1))
  d = 1 / d
  let result = d
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    const step = d * c
    result *= step
    if (Math.abs(step - 1) < 1e-15) break
  }
  return result
}

function away(x: number): number {
  return Math.abs(x) < SMALLEST ? SMALLEST : x
}

/**
 * The quantile of Beta(a, b): the x with I_x(a, b) = share, for share in [0, 1]; found by halving to the last bit that
 * matters (about 1e-15 near 1, relatively near 0).
 *
 * @example betaQuantile(0.5, 1, 1) // 0.5
 */
export function betaQuantile(share: number, a: number, b: number): number {
  if (!(share > 0)) return 0
  if (share >= 1) return 1
  let low = 0
  let high = 1
  for (let step = 0; step < 1100 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) break
    if (betaBelow(middle, a, b) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
