import type { MyBalance, MySessions } from "@justesse/types/wire/pay"
import { mentoringFloor } from "@justesse/work/pay/floor"
import { hourlyMicros } from "@justesse/work/pay/hourly"
import { timeMicros } from "@justesse/work/pay/terms"

export type PaidSession = MySessions["sessions"][number]
export type OwnBalance = MyBalance["balances"][number]
export type OwnPayout = MyBalance["payouts"][number]

/** What paid sessions come to in one currency: sent and added are pay, a bonus is beside it. */
export interface PaySums {
  readonly currency: PaidSession["currency"]
  readonly sentMicros: number
  readonly addedMicros: number
  readonly bonusMicros: number
  readonly seconds: number
  /** The floor of that time, in micro-units. */
  readonly floorMicros: number
}

/** The floor of what a session lasted, its mentoring included; never less than what was added to reach it and what is still owed for it. */
export function floorOf(session: PaidSession): number {
  const { floorMicrosPerHour, mentoringSeconds, sentMicros, addedMicros, owedMicros } = session
  const worth = timeMicros(floorMicrosPerHour, secondsOf(session) - mentoringSeconds)
  const mentoring = mentoringMicros(session)
  return addedMicros > mentoring ? sentMicros + addedMicros + owedMicros : worth + mentoring
}

/** What a closed session lacks to its floor: nothing, but where money is missing. */
export function missingOf(session: PaidSession): number {
  const { closedAtMs, sentMicros, addedMicros } = session
  return closedAtMs === null ? 0 : Math.max(0, floorOf(session) - sentMicros - addedMicros)
}

/** Of what a session was paid at its close, what reaches the floor of its other time. */
export const toFloorOf = (session: PaidSession): number => Math.max(0, session.addedMicros - mentoringMicros(session))

/** What is said of a session's floor: before its close, and then whether it was reached, by what was added, or not yet for want of money. */
export function saidOfFloor(session: PaidSession): "floorOpen" | "floorWaits" | "floorAdded" | "floor" {
  if (session.closedAtMs === null) return "floorOpen"
  if (missingOf(session) > 0) return "floorWaits"
  return toFloorOf(session) > 0 ? "floorAdded" : "floor"
}

/** What a session's mentoring is worth, beside all else: it is paid a quarter above the floor, when the session is closed. */
export function mentoringMicros({ floorMicrosPerHour, mentoringSeconds }: PaidSession): number {
  return timeMicros(mentoringFloor(floorMicrosPerHour), mentoringSeconds)
}

/** All that was counted in a session, with a task and without. */
export const secondsOf = ({ activeSeconds, unleasedSeconds }: PaidSession): number => activeSeconds + unleasedSeconds

/** What an hour of sessions came to, bonuses left out; null without time. */
export function hourlyOf({ sentMicros, addedMicros, seconds }: PaySums): number | null {
  return hourlyMicros(sentMicros + addedMicros, seconds)
}

/** Sessions by currency, in the order in which currencies come. */
export function sumPay(sessions: readonly PaidSession[]): PaySums[] {
  const sums = new Map<string, PaySums>()
  for (const session of sessions) {
    const { currency, sentMicros, addedMicros, bonusMicros } = session
    const before = sums.get(currency)
    sums.set(currency, {
      currency,
      sentMicros: (before?.sentMicros ?? 0) + sentMicros,
      addedMicros: (before?.addedMicros ?? 0) + addedMicros,
      bonusMicros: (before?.bonusMicros ?? 0) + bonusMicros,
      seconds: (before?.seconds ?? 0) + secondsOf(session),
      floorMicros: (before?.floorMicros ?? 0) + floorOf(session),
    })
  }
  return [...sums.values()]
}

/** Paid sessions by their number, as the table of hours looks them up. */
export function bySession(sessions: readonly PaidSession[]): ReadonlyMap<number, PaidSession> {
  return new Map(sessions.map((one) => [one.session, one]))
}

/** What of a session's sent work was paid by its time, as no price was posted for it. */
export function timePaidMicros({ sentMicros, pieces }: Pick<PaidSession, "sentMicros" | "pieces">): number {
  return sentMicros - pieces.reduce((sum, { priceMicros, count }) => sum + priceMicros * count, 0)
}
