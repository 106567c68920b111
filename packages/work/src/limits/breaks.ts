import type { OwnLimits } from "@justesse/types/pace/limits"
import { type ActiveTimeState, countedRuns } from "../clock/activeTime.ts"

/** A pause ends a stretch of work when nothing counted for so long: longer than any reviewer's thought counts. */
const PAUSE_SECONDS = 180

/**
 * Counted seconds since somebody's last pause, on all their pages together; 0 while they pause. Nobody is asked whether they rested: a
 * pause is what it looks like to the clock, taken by a button or not.
 */
export function secondsSincePause(state: ActiveTimeState, nowMs: number): number {
  let from = Math.floor(nowMs / 1_000)
  let total = 0
  for (const [start, seconds] of [...countedRuns(state)].reverse()) {
    if (from - (start + seconds) >= PAUSE_SECONDS) break
    total += seconds
    from = start
  }
  return total
}

/** Whether a break is offered now, after so many seconds without a pause (WEL-1). */
export function isBreakDue({ breakEvery }: Pick<OwnLimits, "breakEvery">, sincePauseSeconds: number): boolean {
  return breakEvery !== null && sincePauseSeconds >= breakEvery * 60
}
