import { wilson90 } from "./figures.ts"

/** Decided appeals from which on anything follows, and the shares of them that were overturned, as lower ends of their interval. */
const LEAST_APPEALS = 20
const OUTSIDE_ABOVE = 0.2
const SUSPENDED_ABOVE = 0.4
/** How long nobody can propose a rejection in a project; then a person decides whether it may again. */
export const SUSPENDED_MS = 30 * 86_400_000

/**
 * What follows for a project whose rejections are overturned too often, never for a worker: every second person comes from outside its
 * organisation, or nobody can propose a rejection for 30 days.
 */
export function findConsequence(overturned: number, decidedAppeals: number): "none" | "outside" | "suspended" {
  if (decidedAppeals < LEAST_APPEALS) return "none"
  const { low } = wilson90(overturned, decidedAppeals)
  if (low > SUSPENDED_ABOVE) return "suspended"
  return low > OUTSIDE_ABOVE ? "outside" : "none"
}
