import { z } from "zod"

/** Days of the week as payouts name them: Monday is 1, Sunday 7. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const
/** The day of the week on which a studio's payouts go out. */
export const Weekday = z.literal(WEEKDAYS)
export type Weekday = z.infer<typeof Weekday>

/** The day of the week on which payouts go out where no operator chose another: Monday. */
export const DEFAULT_PAYOUT_DAY: Weekday = 1
