import { findLastWorkBefore, findPerson, findProject, listProjectsOf, sumActiveTime, updatePerson } from "@justesse/db"
import { listOpenSessions } from "@justesse/db/work/sessions"
import { findTimeState, sumUnleased } from "@justesse/db/work/unleased"
import { DEFAULT_LIMITS, type LimitReached, type OwnLimits } from "@justesse/types/pace/limits"
import type { OwnPace } from "@justesse/types/wire/work"
import type { ContentPace } from "@justesse/work/allocation/draw"
import { goesOn } from "@justesse/work/allocation/sessions"
import { DAY_MS, dayBeganAtMs } from "@justesse/work/clock/day"
import { creditBreak } from "@justesse/work/clock/unleased"
import { askedClasses } from "@justesse/work/content/ask"
import { limitReached, MORE_MS, restUntilMs, weekBeganAtMs } from "@justesse/work/limits/ask"
import { secondsSincePause } from "@justesse/work/limits/breaks"
import type { z } from "zod"
import { preferencesOf } from "../account/preferences.ts"
import { standOf } from "../content/stand.ts"
import type { Deps } from "../core/deps.ts"
import type { OwnChoices } from "./allocation.ts"
import { readTimeState } from "./timeState.ts"

type PaceDeps = Pick<Deps, "storage" | "nowMs">

const seconds = (ms: number) => Math.floor(ms / 1_000)

/** How long "nothing is reached" is taken for granted: another page, or another server, may count meanwhile. */
const FINE_MS = 60_000
const MOST_FINE = 20_000
/** What was found of somebody when nothing was reached. */
const fineUntil = new WeakMap<object, Map<number, Fine>>()

/** Until when no limit is reached, and what is chosen about declared content. */
interface Fine {
  readonly untilMs: number
  readonly content: ContentPace | null
}

function fineIn(storage: object): Map<number, Fine> {
  const known = fineUntil.get(storage) ?? new Map<number, Fine>()
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
 * The own limit at which somebody is asked before another task is theirs, and their choice about declared content. That none is reached is known for up to a minute, so that it
 * costs a task nothing; that one is reached is read each time, so that "one more hour" holds at once, on each server.
 */
export async function choicesOf(
  deps: PaceDeps,
  personId: number,
  utcOffsetMinutes: number | undefined,
): Promise<OwnChoices> {
  const fine = fineIn(deps.storage)
  const known = fine.get(personId)
  if (known && deps.nowMs() < known.untilMs) return { limit: null, content: known.content }
  const [limits, at] = await Promise.all([limitsOf(deps, personId), workedSoFar(deps, personId, utcOffsetMinutes ?? 0)])
  const content = await contentOf(deps, personId, limits)
  const reached = limitReached(limits, at)
  if (reached) return { limit: reached, content }
  // Nobody works more than a second a second.
  const left = [
    limits.day === null ? [] : [limits.day * 60 - at.todaySeconds],
    limits.week === null ? [] : [limits.week * 60 - at.weekSeconds],
    limits.moreUntilMs === null || limits.moreUntilMs < at.nowMs ? [] : [seconds(limits.moreUntilMs - at.nowMs)],
  ].flat()
  if (fine.size >= MOST_FINE) fine.clear()
  const untilMs = at.nowMs + Math.min(FINE_MS, ...left.filter((one) => one > 0).map((one) => one * 1_000))
  fine.set(personId, { untilMs, content })
  return { limit: null, content }
}

/** How many pictures of declared content somebody chose an hour, and their projects that have some; null, and nothing is read, where they chose nothing. */
async function contentOf(
  { storage }: PaceDeps,
  personId: number,
  { contentAnHour }: OwnLimits,
): Promise<ContentPace | null> {
  if (!contentAnHour) return null
  const mine = await listProjectsOf(storage.db, personId)
  const projectIds = mine.filter((one) => askedClasses(standOf(one)).length > 0).map(({ id }) => id)
  return { anHour: contentAnHour, projectIds }
}

/** The own limit at which somebody is asked before another task is theirs, see {@link choicesOf}. */
export async function limitReachedBy(
  deps: PaceDeps,
  personId: number,
  utcOffsetMinutes: number | undefined,
): Promise<LimitReached | null> {
  return (await choicesOf(deps, personId, utcOffsetMinutes)).limit
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
