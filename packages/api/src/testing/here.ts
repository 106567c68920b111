import type { Background } from "../core/background.ts"
import { answerCall, type Compute, computeThrough } from "../core/compute.ts"
import { answerBackground, type BackgroundDeps, backgroundThrough } from "../jobs/background.ts"

/** Computes at once in the thread that asks, where a test needs no pool. */
export const computeHere: Compute = computeThrough(async (call) => answerCall(call))

/** Does long readings in the thread that asks, where a test needs no pool. */
export function backgroundHere(deps: () => BackgroundDeps): Background {
  return backgroundThrough((call, notify) => answerBackground(deps(), call, notify))
}
