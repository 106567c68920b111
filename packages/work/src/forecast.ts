import type { OverlapRule, ProjectKind } from "@justesse/types"
import { KINDS } from "@justesse/types/kinds/list"

/** Milliseconds of a day. */
const DAY_MS = 86_400_000
/** Days of history that a forecast looks at: older ones say little about today's people. */
const LOOKS_BACK = 14
/** Standard deviations on each side of an 80 % interval. */
const EIGHTY_PERCENT = 1.2816

/** How many answers a project needs in all, on average over the draw of tasks with more answers. */
export function answersWanted(tasks: number, overlap: OverlapRule): number {
  return tasks * (overlap.base + (overlap.more - overlap.base) * overlap.moreRatio)
}

/** When the work will be done, in calendar days from now and as times. Eight times in ten it lies inside the interval. */
export interface Forecast {
  readonly answersLeft: number
  /** Answers a day, lately. */
  readonly perDay: number
  readonly days: number
  readonly earliestDays: number
  /** Null when the pace is so uneven that no latest day can be named. */
  readonly latestDays: number | null
  readonly finishAtMs: number
  readonly earliestAtMs: number
  readonly latestAtMs: number | null
}

/**
 * The finish of a project at its present pace: mean and spread of the answers of the last 14 days, days without work
 * included. The interval counts both how uneven days are and how few of them were seen.
 *
 * @param perDay answers of each past calendar day, oldest first; today's unfinished day left out.
 * @returns null while nothing can be said: no answer in the days looked at.
 */
export function forecastFinish(answersLeft: number, perDay: readonly number[], nowMs: number): Forecast | null {
  const recent = perDay.slice(-LOOKS_BACK)
  const mean = recent.reduce((sum, count) => sum + count, 0) / recent.length
  if (!(mean > 0)) return null
  const left = Math.max(0, answersLeft)
  const spread = spreadOf(recent, mean)
  const days = left / mean
  const earliestDays = daysUntil(left, mean, spread, recent.length, EIGHTY_PERCENT) ?? days
  const latestDays = daysUntil(left, mean, spread, recent.length, -EIGHTY_PERCENT)
  return {
    answersLeft: left,
    perDay: mean,
    days,
    earliestDays,
    latestDays,
    finishAtMs: Math.round(nowMs + days * DAY_MS),
    earliestAtMs: Math.round(nowMs + earliestDays * DAY_MS),
    latestAtMs: latestDays === null ? null : Math.round(nowMs + latestDays * DAY_MS),
  }
}

/** Standard deviation between days; with a single day, as if days varied by half of it. */
function spreadOf(days: readonly number[], mean: number): number {
  if (days.length < 2) return mean / 2
  return Math.sqrt(days.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (days.length - 1))
}

/**
 * The days d after which mean · d + z · sqrt(d · spread² + d² · spread² / seen) reaches `left`: the first term under the
 * root is how uneven days add up, the second how well the mean is known. Null when that never happens within 1,000 times
 * the expected days.
 */
function daysUntil(left: number, mean: number, spread: number, seen: number, z: number): number | null {
  if (left === 0) return 0
  const doneIn = (days: number) => mean * days + z * spread * Math.sqrt(days + (days * days) / seen)
  let low = 0
  let high = (left / mean) * 1_000
  if (doneIn(high) < left) return null
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (doneIn(middle) < left) low = middle
    else high = middle
  }
  return high
}

/** What the working time of an answer grows with: its regions, the minutes of its recording, or nothing. */
type WorkUnit = "region" | "minute" | "answer"

/** Returns the unit in which the pace of a kind is stated. */
export function getWorkUnit(kind: ProjectKind): WorkUnit {
  const { parts } = KINDS[kind]
  if (parts === "span") return "minute"
  return parts === "placed" ? "region" : "answer"
}

/** Seconds to write down a minute of speech: professionals take three to six hours for an hour. */
export const SECONDS_PER_SPOKEN_MINUTE = 240

/** What is known of the tasks of a project before people measured them; null where nothing is. */
interface KnownSizes {
  /** Mean regions per image, from imported answers, else from proposals. */
  readonly regionsEach: number | null
  /** Mean minutes of the recordings that wait for an answer. */
  readonly minutesEach: number | null
}

/** Returns the units in one answer, or null where nothing tells how many there are. */
export function countUnits(kind: ProjectKind, known: KnownSizes): number | null {
  const unit = getWorkUnit(kind)
  if (unit === "answer") return 1
  return unit === "region" ? known.regionsEach : known.minutesEach
}

/**
 * Returns the seconds of one answer at a stated pace, or null where its size is unknown.
 * @example estimateSeconds("boxes", 7, { regionsEach: 9.5, minutesEach: null }) // 66.5
 */
export function estimateSeconds(kind: ProjectKind, secondsPerUnit: number, known: KnownSizes): number | null {
  const units = countUnits(kind, known)
  // An image without any region is still looked at.
  return units === null ? null : Math.max(1, units * secondsPerUnit)
}

/**
 * Returns the seconds of one of the recordings that wait, from the mean of those answered so far: a three-hour
 * recording is not done in the time of short ones. Lengths are means in minutes; without both the mean stays.
 */
export function scaleToLength(
  meanSeconds: number,
  minutes: { readonly answered: number | null; readonly waiting: number | null },
): number {
  const { answered, waiting } = minutes
  return answered !== null && answered > 0 && waiting !== null ? (meanSeconds * waiting) / answered : meanSeconds
}

/**
 * Rounds hours as people speak of them: up to a minute below ten minutes, to five minutes below an hour, else to the half
 * hour.
 */
export function roundHours(hours: number): number {
  const minutes = hours * 60
  if (minutes < 10) return Math.ceil(minutes) / 60
  if (minutes < 57.5) return (Math.round(minutes / 5) * 5) / 60
  return Math.round(hours * 2) / 2
}

/** What a new project will take, before anybody worked on it. */
interface WizardForecast {
  readonly answers: number
  /** Null while nobody knows how long an answer takes. */
  readonly hours: number | null
  /** Working days, as fractions; null when nobody works or for no time. */
  readonly days: number | null
}

/**
 * The forecast of the wizard: pictures × answers each × seconds an answer, shared by `people` who each work
 * `hoursPerDay`. Call it again with another number of people or another overlap to show what a change would bring.
 */
export function forecastProject(plan: {
  readonly tasks: number
  readonly overlap: OverlapRule
  readonly secondsPerAnswer: number | null
  readonly people: number
  readonly hoursPerDay: number
}): WizardForecast {
  const answers = answersWanted(plan.tasks, plan.overlap)
  if (plan.secondsPerAnswer === null) return { answers: Math.round(answers), hours: null, days: null }
  const hours = (answers * plan.secondsPerAnswer) / 3_600
  const hoursADay = plan.people * plan.hoursPerDay
  return { answers: Math.round(answers), hours, days: hoursADay > 0 ? hours / hoursADay : null }
}
