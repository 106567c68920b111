import type { Disagreement, ResolveRule } from "@justesse/types"
import { severityBetween } from "../review/severity.ts"

/** How far from the proposal the truth may be where nobody said anything else (a kept answer looked at once more). */
const UNKNOWN = 0.5

/**
 * What deciding a difference is expected to change, 0 or more: the probability that the proposal is wrong, times how far
 * the other answers are from it ({@link severityBetween}, by their weight), times the people whose answers it concerns.
 * 1 is one person's region that turns out to be another thing altogether.
 */
export function expectedGain(disagreement: Disagreement, rule: ResolveRule): number {
  let away = 0
  let weight = 0
  let people = 0
  for (const { region, share, letters } of disagreement.candidates) {
    people += letters.length
    const severity = severityBetween(disagreement.proposal, region, rule)
    if (severity === 0) continue
    away += share * severity
    weight += share
  }
  return (1 - disagreement.confidence) * (weight > 0 ? away / weight : UNKNOWN) * people
}

/** Decisions that opening and filing a task costs beside those on its differences. */
const OPENING = 1

/**
 * What a decision on this task changes on average: the gains of its open differences over the decisions it takes, the
 * opening of the task counted as one.
 */
export function gainOfTask(disagreements: readonly Disagreement[], rule: ResolveRule): number {
  const sum = disagreements.reduce((gain, disagreement) => gain + expectedGain(disagreement, rule), 0)
  return sum / (disagreements.length + OPENING)
}
