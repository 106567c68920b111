import { pruneTicks, sumActiveTime } from "@justesse/db"
import { findSessionOfAssignment } from "@justesse/db/work/unleased"
import type { AssignmentId } from "@justesse/types"
import type { HeartbeatInput, HeartbeatOutput } from "@justesse/types/wire/work"
import { creditTime } from "@justesse/work/clock/activeTime"
import { DAY_MS, dayBeganAtMs } from "@justesse/work/clock/day"
import { secondsSincePause } from "@justesse/work/limits/breaks"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { limitReachedBy } from "./limits.ts"
import { readTimeState } from "./timeState.ts"

/** Whole seconds counted for a person on the day of `nowMs`, all projects together: the one figure that every page shows. */
export async function secondsToday(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  utcOffsetMinutes: number,
): Promise<number> {
  const began = dayBeganAtMs(deps.nowMs(), utcOffsetMinutes)
  return Math.floor((await sumActiveTime(deps.storage.db, personId, began, began + DAY_MS)) / 1_000)
}

/** Raw seconds of heartbeats are kept this long. What they credited is kept for good. */
const TICKS_KEPT_MS = 90 * DAY_MS

/** Takes raw seconds away that are older than 90 days; returns of how many calls. */
export function pruneTime({ storage, nowMs }: Pick<Deps, "storage" | "nowMs">): Promise<number> {
  const now = nowMs()
  return pruneTicks(storage.db, { beforeMs: now - TICKS_KEPT_MS, personId: null, nowMs: now })
}

/** A pause of fewer seconds is not worth a word. */
const LEAST_PAUSED = 5

/** What of a pause was left out, where it can be claimed. */
async function findPaused(
  { storage }: Pick<Deps, "storage">,
  of: { readonly personId: number; readonly assignmentId: AssignmentId; readonly seconds: number },
): Promise<z.infer<typeof HeartbeatOutput>["paused"]> {
  if (of.seconds < LEAST_PAUSED) return null
  const session = await findSessionOfAssignment(storage.db, of.personId, of.assignmentId)
  return session === null ? null : { session, seconds: of.seconds }
}

/**
 * Counts the time that heartbeats tell of and renews every lease that the person holds in the project. The answer is
 * what will be counted, so that no clock on a screen says anything else.
 *
 * @throws JustesseError not_found | taken_over
 */
export async function heartbeat(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  input: z.infer<typeof HeartbeatInput>,
): Promise<z.infer<typeof HeartbeatOutput>> {
  const { batches, activity, fence, assignmentId } = input
  const { utcOffsetMinutes = 0 } = input
  let [sincePauseSeconds, pausedSeconds] = [0, 0]
  const { activeMs, leaseUntilMs } = await deps.storage.hot.heartbeat({
    publicId: assignmentId,
    personId,
    fence,
    nowMs: deps.nowMs(),
    isLate: batches.every(({ waitedMs = 0 }) => waitedMs > 0),
    credit: (storedJson, leasedAtMs) => {
      const credit = creditTime(readTimeState(storedJson), {
        batches,
        activity,
        leasedAtMs,
        receivedAtMs: deps.nowMs(),
      })
      const { taken, creditedMs, slots } = credit
      pausedSeconds = credit.pausedSeconds
      sincePauseSeconds = secondsSincePause(credit.state, deps.nowMs())
      const ticks = taken.length > 0 ? JSON.stringify({ activity, leasedAtMs, batches: taken }) : null
      return { creditedMs, slots, ticks, stateJson: JSON.stringify(credit.state) }
    },
  })
  return {
    activeSeconds: Math.floor(activeMs / 1_000),
    todaySeconds: await secondsToday(deps, personId, utcOffsetMinutes),
    leaseUntilMs,
    sincePauseSeconds,
    limitReached: await limitReachedBy(deps, personId, utcOffsetMinutes),
    paused: await findPaused(deps, { personId, assignmentId, seconds: pausedSeconds }),
  }
}
