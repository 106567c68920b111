import { JustesseError } from "@justesse/types"
import { findHeld, type HeldInput, mustBeOwn } from "./held.ts"
import { ask, type Credited, type OwnHeld, type Steps } from "./operations.ts"

/**
 * Decides what heartbeats credit.
 * @param storedJson what was kept of the person with their last one; null for the first
 * @param leasedAtMs when the assignment was leased
 */
export type Credit = (storedJson: string | null, leasedAtMs: number) => Credited

/** What renews a held lease and, by `credit`, how much of the time since counts. */
export interface HeartbeatInput extends HeldInput {
  readonly nowMs: number
  readonly credit: Credit
  /** Worked without a network, and told now: a window that took the task over since changes nothing about it. */
  readonly isLate?: boolean
}

/** Until when a lease is kept that is renewed; one that is kept for a question is never shortened. */
export function leaseUntil(held: Pick<OwnHeld, "state" | "question" | "expiresAtMs">, renewedMs: number): number {
  if (held.state !== "leased") return held.expiresAtMs
  const isKept = held.question === "aside" || held.question === "answered"
  return isKept ? Math.max(held.expiresAtMs, renewedMs) : renewedMs
}

/** See `Hot.heartbeat`. @throws JustesseError not_found | taken_over */
export function* heartbeat(input: HeartbeatInput): Steps<{ activeMs: number; leaseUntilMs: number }> {
  const { publicId, isLate = false } = input
  const held = isLate ? mustBeOwn(yield* ask("findOwn", publicId, input.personId), publicId) : yield* findHeld(input)
  const { projectId, personId } = held
  const start = yield* ask("startTime", { projectId, personId })
  if (!start) throw new JustesseError("not_found", { project: projectId })
  const credited = input.credit(start.stateJson, held.leasedAtMs)
  const expiresAtMs = input.nowMs + start.leaseMs
  yield* ask("creditTime", { held, credited, expiresAtMs, nowMs: input.nowMs })
  // A lease in hand has a session that is open: only what is told late may be of one that was closed and paid.
  const { sessionId, state } = held
  if (state !== "leased" && sessionId !== null && credited.creditedMs > 0)
    yield* ask("payLate", { sessionId, nowMs: input.nowMs })
  return {
    activeMs: held.activeMs + credited.creditedMs,
    leaseUntilMs: leaseUntil(held, expiresAtMs),
  }
}
