import { findLastWorkBefore, findPerson, findProject, sumActiveTime, updatePerson } from "@justesse/db"
import { listOpenSessions } from "@justesse/db/work/sessions"
import { findTimeState, sumUnleased } from "@justesse/db/work/unleased"
import { DEFAULT_LIMITS, type LimitReached, type OwnLimits } from "@justesse/types/pace/limits"
import type { OwnPace } from "@justesse/types/wire/work"
import { goesOn } from "@justesse/work/allocation/sessions"
import { DAY_MS, dayBeganAtMs } from "@justesse/work/clock/day"
import { creditBreak } from "@justesse/work/clock/unleased"
import { limitReached, MORE_MS, restUntilMs, weekBeganAtMs } from "@justesse/work/limits/ask"
import { secondsSincePause } from "@justesse/work/limits/breaks"
import type { z } from "zod"
import { preferencesOf } from "../account/preferences.ts"
import type { Deps } from "../core/deps.ts"
import { readTimeState } from "./timeState.ts"

type PaceDeps = Pick<Deps, "storage" | "nowMs">

const seconds = (ms: number) => Math.floor(ms / 1_000)

/** How long "nothing is reached" is taken for granted: another page, or another server, may count meanwhile. */
const FINE_MS = 60_000
const MOST_FINE = 20_000
/** Until when nothing is reached, by person. */
const fineUntil = new WeakMap<object, Map<number, number>>()

function fineIn(storage: object): Map<number, number> {
  const known = fineUntil.get(storage) ?? new Map<number, number>()
  fineUntil.set(storage, known)
  return known
}

/** What somebody set for themselves has changed: it is read again with their next task. */
export function forgetPace(storage: Deps["storage"], personId: number): void {
  fineIn(storage).delete(personId)
}

/** The limits that somebody set for themselves. */
async function limitsOf({ storage }: PaceDeps, personId: number): Promise<OwnLimits> {
  const person = await findPerson(storage.db, personId)
  return (person && preferencesOf(person).limits) ?? DEFAULT_LIMITS
}

async function workedSoFar({ storage, nowMs }: PaceDeps, personId: number, utcOffsetMinutes: number) {
  const now = nowMs()
  const today = dayBeganAtMs(now, utcOffsetMinutes)
  const [todayMs, weekMs] = await Promise.all(
    [today, weekBeganAtMs(now, utcOffsetMinutes)].map((from) =>
      sumActiveTime(storage.db, personId, from, today + DAY_MS),
    ),
  )
  return {
    todaySeconds: seconds(todayMs ?? 0),
    weekSeconds: seconds(weekMs ?? 0),
    nowMs: now,
    utcOffsetMinutes,
  }
}

/**
 * The own limit at which somebody is asked before another task is theirs. That none is reached is known for up to a minute, so that it
 * costs a task nothing; that one is reached is read each time, so that "one more hour" holds at once, on each server.
 */
export async function limitReachedBy(
  deps: PaceDeps,
  personId: number,
  utcOffsetMinutes: number | undefined,
): Promise<LimitReached | null> {
  const fine = fineIn(deps.storage)
  if (deps.nowMs() < (fine.get(personId) ?? 0)) return null
  const [limits, at] = await Promise.all([limitsOf(deps, personId), workedSoFar(deps, personId, utcOffsetMinutes ?? 0)])
  const reached = limitReached(limits, at)
  if (reached) return reached
  // Nobody works more than a second a second.
  const left = [
    limits.day === null ? [] : [limits.day * 60 - at.todaySeconds],
    limits.week === null ? [] : [limits.week * 60 - at.weekSeconds],
    limits.moreUntilMs === null || limits.moreUntilMs < at.nowMs ? [] : [seconds(limits.moreUntilMs - at.nowMs)],
  ].flat()
  if (fine.size >= MOST_FINE) fine.clear()
  fine.set(personId, at.nowMs + Math.min(FINE_MS, ...left.filter((one) => one > 0).map((one) => one * 1_000)))
  return null
}

/** Says that somebody goes on past their limits for an hour. */
export async function goOnPastLimits(deps: PaceDeps, personId: number): Promise<void> {
  const { db } = deps.storage
  const person = await findPerson(db, personId)
  if (!person) return
  const before = preferencesOf(person)
  const limits = { ...(before.limits ?? DEFAULT_LIMITS), moreUntilMs: deps.nowMs() + MORE_MS }
  await updatePerson(db, personId, { preferences: { ...before, limits } })
  forgetPace(deps.storage, personId)
}

/** The session that goes on, and what is left of the break that was earned in it. */
async function breakLeftOf(
  { storage, nowMs }: PaceDeps,
  personId: number,
): Promise<z.infer<typeof OwnPace>["breakLeft"]> {
  const { db } = storage
  const [session] = await listOpenSessions(db, { personId })
  if (!session || !goesOn(session, nowMs())) return null
  const [taken, project] = await Promise.all([
    sumUnleased(db, { personId, kind: "break", sessionId: session.id }),
    findProject(db, session.projectId),
  ])
  const left = creditBreak(Number.MAX_SAFE_INTEGER, seconds(session.activeMs), seconds(taken))
  return project ? { project: project.slug, seconds: left } : null
}

/** Where somebody stands beside what they set for themselves, with their counted seconds of today and this week. */
export async function paceOf(deps: PaceDeps, personId: number, utcOffsetMinutes: number) {
  const { db } = deps.storage
  const [limits, at, breakLeft, state] = await Promise.all([
    limitsOf(deps, personId),
    workedSoFar(deps, personId, utcOffsetMinutes),
    breakLeftOf(deps, personId),
    findTimeState(db, personId),
  ])
  const lastWorkMs =
    at.todaySeconds > 0 ? null : await findLastWorkBefore(db, personId, dayBeganAtMs(at.nowMs, utcOffsetMinutes))
  const pace: z.infer<typeof OwnPace> = {
    limits,
    limitReached: limitReached(limits, at),
    sincePauseSeconds: secondsSincePause(readTimeState(state), at.nowMs),
    breakLeft,
    restUntilMs: restUntilMs(lastWorkMs, at),
  }
  return { todaySeconds: at.todaySeconds, weekSeconds: at.weekSeconds, pace }
}
