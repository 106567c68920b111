import { z } from "zod"

/** What the hands are doing while time is measured: decides how long a gap between inputs may be (work-rules 2.2). */
export const WorkActivity = z.enum(["draw", "type", "review", "read"])
export type WorkActivity = z.infer<typeof WorkActivity>

/** Bits of one second in a {@link HeartbeatBatch}: nothing else about a person is ever recorded. */
export const HEARTBEAT = { input: 1, media: 2, wait: 4, visible: 8 } as const

/**
 * Up to a minute of seconds at work, four booleans each, packed as one hex digit a second (`input` 1, `media` 2,
 * `wait` 4, `visible` 8). `monotonicMs` is the client's monotonic clock at the first second; `tab` tells tabs apart.
 * `waitedMs`: how long the batch lay on that computer since its last second, by its clock, as there was no network; absent for none.
 */
export const HeartbeatBatch = z.strictObject({
  tab: z.string().min(1).max(40),
  seq: z.int().nonnegative(),
  monotonicMs: z.number().nonnegative(),
  waitedMs: z.int().nonnegative().optional(),
  seconds: z.string().regex(/^[0-9a-f]{1,120}$/),
})
export type HeartbeatBatch = z.infer<typeof HeartbeatBatch>
