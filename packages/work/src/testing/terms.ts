import type { AssignmentPay, SessionPay } from "../pay/dues.ts"
import type { Funds } from "../pay/reserve.ts"
import type { LeaseTerms } from "../pay/terms.ts"

/** A piece at 60,000 with a bonus of 9,000, a floor of 3,600,000 an hour (1,000 a second) and a cap of 200 s. */
export const TERMS: LeaseTerms = {
  mode: "piece",
  priceMicros: 60_000,
  bonusMicros: 9_000,
  floorMicrosPerHour: 3_600_000,
  capSeconds: 200,
  reviewMicros: 6_000,
}

/** An assignment of a session: `seconds` counted, its answer sent unless said otherwise, its piece not paid yet. */
export function assignment(id: string, seconds: number, more: Partial<AssignmentPay> = {}): AssignmentPay {
  const part = { accruedMicros: TERMS.priceMicros, drawnMicros: 0, availableMicros: 200_000 }
  return { id, terms: TERMS, paidSeconds: seconds, ...part, ...more }
}

/** An open session of person 7 in project 1 of which nothing is paid yet. */
export function session(assignments: readonly AssignmentPay[], more: Partial<SessionPay> = {}): SessionPay {
  return {
    id: "s",
    projectId: 1,
    personId: 7,
    isClosed: false,
    assignments,
    unleasedSeconds: 0,
    floorMicrosPerHour: TERMS.floorMicrosPerHour,
    trancheMicros: 0,
    allowanceMicros: 1_200_000,
    allowanceDrawnMicros: 0,
    paidMicros: 0,
    freeMicros: 0,
    ...more,
  }
}

/** A session that begins in a project with so much money. */
export function funds(freeMicros: number, more: Partial<Funds> = {}): Funds {
  return {
    projectId: 1,
    sessionId: "s",
    freeMicros,
    trancheMicros: 0,
    heldMicros: 0,
    dueMicros: 0,
    restMicros: null,
    others: [],
    ...more,
  }
}
