import type { OpenTransaction, ProjectAccess } from "@justesse/db"
import { listOpenSessions } from "@justesse/db/work/sessions"
import {
  asPerson,
  enterUnleased,
  findTimeState,
  insertSession,
  putTimeState,
  sumUnleased,
} from "@justesse/db/work/unleased"
import type { BreakInput, BreakOutput, ReadingInput, ReadingOutput } from "@justesse/types/wire/work"
import { goesOn } from "@justesse/work/allocation/sessions"
import { dayBeganAtMs, midnightAfter } from "@justesse/work/clock/day"
import { creditWithin } from "@justesse/work/clock/reading"
import { creditBreak, creditGuideline, creditReading } from "@justesse/work/clock/unleased"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { offerAt, readOffers } from "../pay/offer.ts"
import { secondsToday } from "./time.ts"
import { readTimeState } from "./timeState.ts"

type TimeDeps = Pick<Deps, "storage" | "nowMs">

const seconds = (ms: number) => Math.floor(ms / 1_000)
const ALL = Number.MAX_SAFE_INTEGER
const QUARTER_MS = 900_000

/** The session that goes on for somebody in a project. */
async function findCurrent(tx: OpenTransaction, of: { projectId: number; personId: number }, nowMs: number) {
  const [session] = await listOpenSessions(tx, of)
  return session && goesOn(session, nowMs) ? session : undefined
}

/**
 * Counts reading without a task in hand: a version of the guideline for ten minutes, feedback and decisions for ten minutes a day. It is
 * of the work session that goes on, or of one that it opens, so that it is paid where work is.
 */
export async function countReading(
  deps: TimeDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReadingInput>,
): Promise<z.infer<typeof ReadingOutput>> {
  const { guidelineVersion, batches, utcOffsetMinutes = 0 } = input
  const nowMs = deps.nowMs()
  const of = { projectId: project.id, personId }
  const offers = await readOffers(deps, project, personId)
  const offer = offers && offerAt(offers, nowMs)
  const done = await asPerson(deps.storage, personId, async (tx) => {
    const about =
      guidelineVersion === null
        ? { guideline: null, fromMs: dayBeganAtMs(nowMs, utcOffsetMinutes) }
        : { guideline: { projectId: project.id, version: guidelineVersion } }
    const before = seconds(await sumUnleased(tx, { personId, kind: "reading", ...about }))
    const left = (counted: number) =>
      guidelineVersion === null ? creditReading(ALL, counted) : creditGuideline(ALL, counted)
    const state = readTimeState(await findTimeState(tx, personId))
    const credit = creditWithin(state, { batches, receivedAtMs: nowMs }, left(before))
    const counted = seconds(credit.creditedMs)
    if (credit.taken.length === 0) return { counted, left: left(before) }
    await putTimeState(tx, personId, JSON.stringify(credit.state))
    if (counted > 0) {
      const midnightMs = midnightAfter(nowMs, utcOffsetMinutes)
      const session = (await findCurrent(tx, of, nowMs))?.id ?? (await insertSession(tx, of, { nowMs, midnightMs }))
      const ticks = JSON.stringify({ activity: "read", batches: credit.taken })
      const entered = {
        kind: "reading" as const,
        sessionId: session,
        guidelineVersion,
        slots: credit.slots,
        ticks,
        nowMs,
        offer,
      }
      await enterUnleased(tx, { ...of, ...entered })
    }
    return { counted, left: left(before + counted) }
  })
  return {
    countedSeconds: done.counted,
    leftSeconds: done.left,
    todaySeconds: await secondsToday(deps, personId, utcOffsetMinutes),
  }
}

/**
 * Counts time that is granted to somebody for what they did without a task in hand: in the work session that goes on, or in one that it
 * opens, so that it is paid where work is. Where their day ends is not known here, so a session that it opens ends with the day in UTC.
 */
export async function grantTime(
  deps: TimeDeps,
  of: { readonly projectId: number; readonly personId: number },
  granted: number,
): Promise<void> {
  const nowMs = deps.nowMs()
  await asPerson(deps.storage, of.personId, async (tx) => {
    const current = await findCurrent(tx, of, nowMs)
    const sessionId = current?.id ?? (await insertSession(tx, of, { nowMs, midnightMs: midnightAfter(nowMs, 0) }))
    const slots = [{ slotMs: Math.floor(nowMs / QUARTER_MS) * QUARTER_MS, ms: granted * 1_000 }]
    await enterUnleased(tx, { ...of, kind: "claim", sessionId, guidelineVersion: null, slots, ticks: null, nowMs })
  })
}

/** The last second of which something is known of a person; 0 for none. */
function lastSecondOf(stored: string | null): number {
  const state = readTimeState(stored)
  return Math.max(0, ...state.runs.map(([start, length]) => start + length))
}

/**
 * Counts a break that ended just now: five minutes an active hour of the session. It began after the last second of work that is known, so
 * that nobody works and rests at once.
 */
export async function countBreak(
  deps: TimeDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof BreakInput>,
): Promise<z.infer<typeof BreakOutput>> {
  const { utcOffsetMinutes = 0 } = input
  const nowMs = deps.nowMs()
  const of = { projectId: project.id, personId }
  const done = await asPerson(deps.storage, personId, async (tx) => {
    const session = await findCurrent(tx, of, nowMs)
    if (!session) return { counted: 0, left: 0 }
    const active = seconds(session.activeMs)
    const before = seconds(await sumUnleased(tx, { personId, kind: "break", sessionId: session.id }))
    const lastWork = lastSecondOf(await findTimeState(tx, personId))
    const taken = Math.max(0, Math.min(input.seconds, seconds(nowMs) - lastWork))
    const counted = creditBreak(taken, active, before)
    const slotMs = Math.floor((nowMs - taken * 1_000) / QUARTER_MS) * QUARTER_MS
    const slots = [{ slotMs, ms: counted * 1_000 }]
    const entered = { kind: "break" as const, sessionId: session.id, guidelineVersion: null, slots, ticks: null, nowMs }
    if (counted > 0) await enterUnleased(tx, { ...of, ...entered })
    return { counted, left: creditBreak(ALL, active, before + counted) }
  })
  return {
    countedSeconds: done.counted,
    leftSeconds: done.left,
    todaySeconds: await secondsToday(deps, personId, utcOffsetMinutes),
  }
}
