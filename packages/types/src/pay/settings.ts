import { z } from "zod"
import { Currency, PayMode } from "./money.ts"

/** An amount in micro-units of a currency's major unit: see `work/ledger/money`. */
export const Micros = z.int()

/** What of each deposit a paid project sets apart for learning, in percent: least, most, and what is proposed. */
export const LEARNING_PERCENT = { least: 0, most: 20, usual: 5 } as const

/**
 * How the people of a project are paid, and its own floor. Part of its settings, so that each change is sealed and whoever draws
 * tasks knows of it with the next act.
 */
export const PaySettings = z.strictObject({
  mode: PayMode,
  currency: Currency,
  /** What an active hour earns at least, beside the law's and the studio's floor; null for no floor of its own. */
  floorMicrosPerHour: Micros.positive().nullable(),
  /** Of the posted price, for an answer that ends well. */
  bonusPercent: z.number().min(10).max(20),
  /** Of each deposit, set apart for learning. Absent: nobody chose yet, and nothing is; so it is in projects older than the choice. */
  learningPercent: z.int().min(LEARNING_PERCENT.least).max(LEARNING_PERCENT.most).optional(),
})
export type PaySettings = z.infer<typeof PaySettings>

/** What holds in a project that never chose: its people are paid by somebody else, and no amount is ever shown. */
const DEFAULT_PAY: PaySettings = { mode: "salaried", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 15 }

/** How the people of a project are paid, its own choice or that of one that never chose. */
export function payOf(settings: { readonly pay?: PaySettings | undefined }): PaySettings {
  return settings.pay ?? DEFAULT_PAY
}
