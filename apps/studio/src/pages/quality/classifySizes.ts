import type { Quality } from "@justesse/types/wire/quality"

/** A share found that is good enough, and one standard normal deviate of a 95 % interval. */
const FOUND = 0.9
const Z = 1.96

/**
 * What the sizes allow to be said: that more than one in ten is missed under a size (`under`, or `underMaybe` where the
 * interval reaches nine in ten), that nine in ten are found at every size (`all`, only where every interval says so), or
 * neither (`unclear`).
 */
export function classifySizes({
  sizes,
  missUnder,
}: Pick<Quality, "sizes" | "missUnder">): "under" | "underMaybe" | "all" | "unclear" {
  if (missUnder === null) return sizes.every(({ low }) => low >= FOUND) ? "all" : "unclear"
  const below = sizes.filter(({ to }) => to !== null && to <= missUnder)
  const n = below.reduce((sum, one) => sum + one.n, 0)
  const found = below.reduce((sum, one) => sum + one.mean * one.n, 0)
  return wilsonHigh(found, n) < FOUND ? "under" : "underMaybe"
}

/** The upper end of the 95 % score interval of a share. */
function wilsonHigh(right: number, n: number): number {
  if (n === 0) return 1
  const p = right / n
  const centre = p + Z ** 2 / (2 * n)
  const half = Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2))
  return (centre + half) / (1 + Z ** 2 / n)
}
