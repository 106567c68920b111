import { midnightAfter } from "../clock/day.ts"
import { isToClose, type SessionTimes, whyOver } from "../pay/session.ts"
import {
  ask,
  type ByPerson,
  type DrawStart,
  type FoundSession,
  type HeldAssignment,
  type LockedSession,
  type Steps,
} from "./operations.ts"

/** When and where somebody takes a task in hand, as far as their work session asks. */
interface AtWork extends ByPerson {
  readonly nowMs: number
  /** Minutes that their clock is ahead of UTC; absent: none. */
  readonly utcOffsetMinutes?: number | undefined
}

function toTimes(session: FoundSession, openLeases: number): SessionTimes {
  const { lastAtMs, activeMs, midnightMs } = session
  return { openLeases, lastLeaseMs: lastAtMs, activeSeconds: Math.floor(activeMs / 1_000), midnightMs }
}

/** The session that a lease of a draw joins; null for a new one. Leases past their deadline ended then, swept or not. */
export function sessionOfDraw({ session, held }: DrawStart, nowMs: number): number | null {
  if (!session) return null
  const own = held.filter(({ sessionId }) => sessionId === session.id)
  const ended = own.filter(({ expiresAtMs }) => expiresAtMs <= nowMs)
  const lastAtMs = Math.max(session.lastAtMs, ...ended.map(({ expiresAtMs }) => expiresAtMs))
  const times = toTimes({ ...session, lastAtMs }, own.length - ended.length)
  return whyOver(times, nowMs) === null ? session.id : null
}

/** The session that goes on for somebody in a project; null where the next lease opens one. */
export function* findCurrent(at: AtWork): Steps<number | null> {
  const { projectId, personId, nowMs } = at
  const found = yield* ask("findSession", { projectId, personId })
  return found && goesOn(found, nowMs) ? found.id : null
}

/** Opens a session for leases that were made without one. */
export function* openSession(at: AtWork): Steps<number> {
  const { projectId, personId, nowMs, utcOffsetMinutes = 0 } = at
  return yield* ask("openSession", { projectId, personId, nowMs, midnightMs: midnightAfter(nowMs, utcOffsetMinutes) })
}

/** The session in which a lease goes on that is taken in hand again: its own while it is in hand, else the current one. */
export function* sessionOfTaking(
  held: Pick<HeldAssignment, "state" | "expiresAtMs" | "sessionId">,
  at: AtWork,
): Steps<number | null> {
  const isInHand = held.state === "leased" && held.expiresAtMs > at.nowMs && held.sessionId !== null
  return isInHand ? held.sessionId : yield* findCurrent(at)
}

/** Whether what is done now joins a session. */
export function goesOn(session: LockedSession, nowMs: number): boolean {
  return whyOver(toTimes(session, session.openLeases), nowMs) === null
}

/** Whether a session is to be closed now. */
export function isOver(session: LockedSession, nowMs: number): boolean {
  return isToClose(toTimes(session, session.openLeases), nowMs)
}

/**
 * Closes a session that is over and has no lease in hand, once. What a session owes its person is paid here, in the same transaction;
 * where nobody is paid by the project, nothing is.
 */
export function* closeSession(id: number, nowMs: number): Steps<LockedSession | null> {
  const session = yield* ask("lockSession", id)
  if (!session) return null
  const why = whyOver(toTimes(session, session.openLeases), nowMs)
  if (why === null || !isOver(session, nowMs)) return null
  yield* ask("closeSession", { id, why, nowMs })
  yield* ask("payClosed", { sessionId: id, nowMs })
  return session
}
