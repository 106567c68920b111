import { type Micros, shareUp } from "../ledger/money.ts"

/** What a closed session paid and how much time it had, by entries alone. */
export interface SessionSum {
  readonly sessionId: number
  readonly projectId: number
  /** The least floor of what it was promised. */
  readonly floorMicrosPerHour: Micros
  /** Moved to the person for it, without bonuses. */
  readonly paidMicros: Micros
  /** Counted in it, whole seconds. */
  readonly seconds: number
}

/** What a closed session lacks to its floor (PAY-1); 0 where it is reached. */
export function missingToFloor({ floorMicrosPerHour, paidMicros, seconds }: SessionSum): Micros {
  return Math.max(0, shareUp(floorMicrosPerHour, seconds, 3_600) - paidMicros)
}
