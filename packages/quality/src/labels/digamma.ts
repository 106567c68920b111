/**
 * Digamma ψ(x) for x > 0, to 1e-13: the recurrence ψ(x) = ψ(x + 1) − 1/x up to 6, then the asymptotic series
 * (Abramowitz and Stegun 1964, 6.3.18).
 */
export function digamma(x: number): number {
  let value = 0
  let at = x
  while (at < 8) {
    value -= 1 / at
    at++
  }
  const r = 1 / (at * at)
  const series =
    r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - r * (691 / 32760 - r / 12))))))
  return value + Math.log(at) - 1 / (2 * at) - series
}
