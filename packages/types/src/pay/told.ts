import { z } from "zod"

/**
 * What somebody wants to be told about their pay: payouts on their way, and what was added to a session. That a payout came back is
 * always told, as it asks something of them.
 */
export const PayNotices = z.strictObject({ payouts: z.boolean(), added: z.boolean() })
export type PayNotices = z.infer<typeof PayNotices>

/** What somebody is told who chose nothing: all of it. */
export const ALL_PAY_NOTICES: PayNotices = { payouts: true, added: true }
