import { wilson90 } from "./figures.ts"

/** Decided appeals from which on anything follows. */
export const LEAST_APPEALS = 20
/** Share of overturned appeals, as the lower end of its interval, above which every second person comes from outside. */
export const OUTSIDE_ABOVE = 0.2
/** The share, as the lower end too, above which nobody can propose a rejection for a month. */
export const SUSPENDED_ABOVE = 0.4
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
