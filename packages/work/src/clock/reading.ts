import type { HeartbeatBatch } from "@justesse/types"
import {
  type ActiveTimeState,
  type Credit,
  creditTime,
  type HeartbeatInputs,
  LONGEST_GAP_SECONDS,
} from "./activeTime.ts"

/** Seconds that a page without a lease tells of: what it shows is read, or is others' answers that are reviewed. */
type UnleasedInputs = Pick<HeartbeatInputs, "batches" | "receivedAtMs"> & { readonly activity: "read" | "review" }

/** The first so many seconds of what was told; each batch ended as much earlier as is left out behind them. */
function firstSeconds(batches: readonly HeartbeatBatch[], seconds: number): HeartbeatBatch[] {
  const all = batches.reduce((sum, batch) => sum + batch.seconds.length, 0)
  let left = seconds
  return batches.flatMap((batch) => {
    const kept = batch.seconds.slice(0, Math.max(0, left))
    left -= kept.length
    if (kept === "") return []
    const waitedMs = (batch.waitedMs ?? 0) + (all - seconds) * 1_000
    return [{ ...batch, seconds: kept, ...(waitedMs > 0 && { waitedMs }) }]
  })
}

/**
 * Counts seconds without a lease up to so many, by the rule of what was done. What there is no room for leaves no trace: the same second
 * may still count for a task that was worked on beside it. Only what was told ever counts.
 */
export function creditWithin(state: ActiveTimeState, inputs: UnleasedInputs, roomSeconds: number): Credit {
  const { batches, receivedAtMs, activity } = inputs
  const told = batches.reduce((sum, { seconds }) => sum + seconds.length, 0)
  const waitedMs = Math.max(0, ...batches.map((batch) => batch.waitedMs ?? 0))
  // A gap that ends in what is told began in what was told before.
  const toldMs = (told + LONGEST_GAP_SECONDS) * 1_000
  const leasedAtMs = Math.max(0, receivedAtMs - toldMs - waitedMs - 2_000)
  const creditOf = (seconds: number) =>
    creditTime(state, { batches: firstSeconds(batches, seconds), activity, leasedAtMs, receivedAtMs })
  const isWithin = ({ creditedMs }: Credit) => creditedMs <= roomSeconds * 1_000
  const whole = creditOf(told)
  if (isWithin(whole)) return whole
  // More seconds never count for less.
  let [least, most] = [0, told]
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2)
    if (isWithin(creditOf(middle))) least = middle
    else most = middle
  }
  return creditOf(least)
}
