import { measureCap } from "@justesse/work/clock/cap"
import { createStore } from "zustand/vanilla"

/** The time limit of the task in hand, as the server tells it. */
export interface TimeLimit {
  /** What was counted for the task before it was taken in hand this time. */
  readonly fromSeconds: number
  readonly capSeconds: number
  readonly extensions: number
}

/** What the page says of a time limit: how much is used, a question at its end, or what waits where nobody went on. */
type LimitSaid =
  | { readonly what: "nothing" }
  | { readonly what: "gauge" | "ask"; readonly seconds: number; readonly limitSeconds: number }
  | { readonly what: "waits"; readonly waitingSeconds: number; readonly limitSeconds: number }

/**
 * What is said of a task's time beside its limit. Somebody who put the question away is not asked again in this task: they read quietly
 * what waits.
 */
export function sayLimit(limit: TimeLimit | null, activeSeconds: number, isPutAway: boolean): LimitSaid {
  if (!limit) return { what: "nothing" }
  const seconds = Math.max(0, activeSeconds - limit.fromSeconds)
  const limitSeconds = limit.capSeconds * (1 + limit.extensions)
  const { sign, waitingSeconds } = measureCap(seconds, limit.capSeconds, limit.extensions)
  if (sign === "none") return { what: "nothing" }
  if (sign === "ask" && isPutAway) return { what: "waits", waitingSeconds, limitSeconds }
  return { what: sign, seconds, limitSeconds }
}

/** Tasks whose question was put away, until the page is loaded anew. */
export const putAwayLimits = createStore<ReadonlySet<string>>(() => new Set())

/** "Not now": this task's question is not asked again. */
export function putAwayLimit(assignmentId: string): void {
  putAwayLimits.setState((before) => new Set([...before, assignmentId]), true)
}
