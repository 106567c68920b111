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
import type { HeartbeatBatch } from "@justesse/types"
import type { ReviewTimeInput, ReviewTimeOutput } from "@justesse/types/wire/review"
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
/** More seconds than forty batches hold. */
const MOST_TOLD = 10_000
const QUARTER_MS = 900_000

/** The session that goes on for somebody in a project. */
async function findCurrent(tx: OpenTransaction, of: { projectId: number; personId: number }, nowMs: number) {
  const [session] = await listOpenSessions(tx, of)
  return session && goesOn(session, nowMs) ? session : undefined
}

/** Seconds that a page without a task in hand told, and by which rule they count. */
interface Told {
  readonly kind: "reading" | "review" | "mentoring"
  readonly guidelineVersion: number | null
  readonly batches: readonly HeartbeatBatch[]
  readonly utcOffsetMinutes?: number | undefined
  /** How many seconds there is room for. */
  readonly room: (tx: OpenTransaction) => Promise<number>
}

const ACTIVITY = { reading: "read", review: "review", mentoring: "review" } as const

/** Counts such seconds in the work session that goes on, or in one that they open, so that they are paid where work is. */
async function countTold(deps: TimeDeps, project: ProjectAccess, personId: number, told: Told) {
  const { kind, guidelineVersion, utcOffsetMinutes = 0 } = told
  const batches = [...told.batches]
  const nowMs = deps.nowMs()
  const of = { projectId: project.id, personId }
  const offers = await readOffers(deps, project, personId)
  const offer = offers && offerAt(offers, nowMs)
  return asPerson(deps.storage, personId, async (tx) => {
    const left = await told.room(tx)
    const state = readTimeState(await findTimeState(tx, personId))
    const credit = creditWithin(state, { batches, activity: ACTIVITY[kind], receivedAtMs: nowMs }, left)
    const counted = seconds(credit.creditedMs)
    if (credit.taken.length === 0) return { counted, left }
    await putTimeState(tx, personId, JSON.stringify(credit.state))
    if (counted > 0) {
      const midnightMs = midnightAfter(nowMs, utcOffsetMinutes)
      const sessionId = (await findCurrent(tx, of, nowMs))?.id ?? (await insertSession(tx, of, { nowMs, midnightMs }))
      const ticks = JSON.stringify({ activity: ACTIVITY[kind], batches: credit.taken })
      await enterUnleased(tx, { ...of, kind, sessionId, guidelineVersion, slots: credit.slots, ticks, nowMs, offer })
    }
    return { counted, left: left - counted }
  })
}

/** Counts reading without a task in hand: a version of the guideline for ten minutes, feedback and decisions for ten minutes a day. */
export async function countReading(
  deps: TimeDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReadingInput>,
): Promise<z.infer<typeof ReadingOutput>> {
  const { guidelineVersion, utcOffsetMinutes = 0 } = input
  const about =
    guidelineVersion === null
      ? { guideline: null, fromMs: dayBeganAtMs(deps.nowMs(), utcOffsetMinutes) }
      : { guideline: { projectId: project.id, version: guidelineVersion } }
  const room = async (tx: OpenTransaction) => {
    const before = seconds(await sumUnleased(tx, { personId, kind: "reading", ...about }))
    return guidelineVersion === null ? creditReading(ALL, before) : creditGuideline(ALL, before)
  }
  const { counted, left } = await countTold(deps, project, personId, { ...input, kind: "reading", room })
  const todaySeconds = await secondsToday(deps, personId, utcOffsetMinutes)
  return { countedSeconds: counted, leftSeconds: Math.max(0, left), todaySeconds }
}

/** Counts the time in which somebody reviews what others answered, all of it: thinking is work (2.2). */
export async function countReviewing(
  deps: TimeDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReviewTimeInput>,
): Promise<z.infer<typeof ReviewTimeOutput>> {
  const told = { ...input, kind: "review", guidelineVersion: null, room: async () => MOST_TOLD } as const
  const { counted } = await countTold(deps, project, personId, told)
  return { countedSeconds: counted, todaySeconds: await secondsToday(deps, personId, input.utcOffsetMinutes ?? 0) }
}

/** Counts the time in which somebody reads a learner's answers and writes of them: all of it, by the rule for reviewing. */
export async function countMentoring(
  deps: TimeDeps,
  project: ProjectAccess,
  personId: number,
  input: z.infer<typeof ReviewTimeInput>,
): Promise<z.infer<typeof ReviewTimeOutput>> {
  const told = { ...input, kind: "mentoring", guidelineVersion: null, room: async () => MOST_TOLD } as const
  const { counted } = await countTold(deps, project, personId, told)
  return { countedSeconds: counted, todaySeconds: await secondsToday(deps, personId, input.utcOffsetMinutes ?? 0) }
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
