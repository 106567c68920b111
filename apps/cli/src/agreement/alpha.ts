import type { Alpha } from "@justesse/quality/agreement/figures"
import { shown, some } from "../aggregate/figures.ts"

const REASONS = {
  no_pairs: "undefined: no task has answers of two people",
  no_variation: "undefined: there is no variation, everybody always gave the same answer",
} as const

/** Krippendorff's alpha for people: with its interval, and what it rests on. */
export function alphaLines(alpha: Alpha, level: string): string[] {
  if (alpha.value === null)
    return [`Krippendorff's alpha (${level})  ${alpha.reason ? REASONS[alpha.reason] : "undefined"}`]
  const [low, high] = alpha.interval ?? []
  const interval = low === undefined ? "no interval: too few tasks" : `95 % interval ${shown(low)} to ${shown(high)}`
  return [
    `Krippendorff's alpha (${level})  ${shown(alpha.value)}  (${interval})`,
    `from ${some(alpha.units, "task")} with two or more answers, ${some(alpha.values, "answer")}`,
  ]
}
