import type { Background } from "../core/background.ts"
import { answerCall, type Compute, computeThrough } from "../core/compute.ts"
import { answerBackground, type BackgroundDeps, backgroundThrough } from "../jobs/background.ts"

/** Computes in the calling thread. */
export const computeHere: Compute = computeThrough(async (call) => answerCall(call))

/** Works in the calling thread. */
export function backgroundHere(deps: () => BackgroundDeps): Background {
  return backgroundThrough((call, notify) => answerBackground(deps(), call, notify))
}
