import { z } from "zod"

const DAY_MINUTES = 1_440

/** Bounds of what somebody may set for themselves, in minutes. */
export const LIMIT_BOUNDS = {
  breakEvery: { least: 20, most: 90 },
  day: { least: 30, most: DAY_MINUTES },
  week: { least: 60, most: 7 * DAY_MINUTES },
  /** Pictures of declared content in an hour. */
  content: { least: 1, most: 500 },
  /** Tasks of one project in one go. */
  series: { least: 10, most: 200 },
} as const

const { breakEvery, day, week, content, series } = LIMIT_BOUNDS

/** How somebody likes their projects mixed: one for long, another one when they come back, or a change often. */
export const ProjectMix = z.enum(["long", "between", "often"])
export type ProjectMix = z.infer<typeof ProjectMix>

/** Of somebody who chose nothing: where they worked last comes first. */
export const DEFAULT_MIX: ProjectMix = "long"

const MinuteOfDay = z
  .int()
  .min(0)
  .max(DAY_MINUTES - 1)

/**
 * How much somebody wants to work, in minutes of counted time; null for no limit. Their own: nobody else reads it. A limit asks, and
 * never locks.
 */
export const OwnLimits = z.strictObject({
  /** After so many minutes without a pause a break is offered. */
  breakEvery: z.int().min(breakEvery.least).max(breakEvery.most).nullable(),
  day: z.int().min(day.least).max(day.most).nullable(),
  week: z.int().min(week.least).max(week.most).nullable(),
  /** Minutes after midnight on their own clock between which no task is begun; the end may lie on the next day. */
  quiet: z.strictObject({ from: MinuteOfDay, until: MinuteOfDay }).nullable(),
  /** At most so many pictures an hour of what they were asked about first; null or absent: as many as there are. */
  contentAnHour: z.int().min(content.least).max(content.most).nullish(),
  /** After so many tasks of one project in one go another one is offered; null: never; absent: after the usual number. */
  series: z.int().min(series.least).max(series.most).nullish(),
  /** In which order their projects are offered to them; absent: {@link DEFAULT_MIX}. */
  mix: ProjectMix.optional(),
  /** Until then they go on past their limits, as they said. */
  moreUntilMs: z.int().nonnegative().nullable(),
})
export type OwnLimits = z.infer<typeof OwnLimits>

/** Limits of somebody who set none (work-rules 2.6): a break every 50 minutes, 6 hours a day, 30 a week. */
export const DEFAULT_LIMITS: OwnLimits = { breakEvery: 50, day: 360, week: 1_800, quiet: null, moreUntilMs: null }

/** Which of their own limits somebody has reached. */
export const LimitReached = z.enum(["day", "week", "quiet"])
export type LimitReached = z.infer<typeof LimitReached>
