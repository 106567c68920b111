import { z } from "zod"

/** ISO 4217 code of a currency that people can be paid in. */
export const Currency = z.enum(["EUR", "JPY", "TND", "XOF"])
export type Currency = z.infer<typeof Currency>

/**
 * How the people of a project are paid: by its ledger; by somebody else, with the clock and every rule of decisions on; or not at all,
 * after they said yes to that.
 */
export const PayMode = z.enum(["paid", "salaried", "volunteer"])
export type PayMode = z.infer<typeof PayMode>
