import { z } from "zod"
import { ProjectSlug } from "../ids.ts"
import { Currency } from "../pay/money.ts"
import { Micros } from "../pay/settings.ts"
import { storableText } from "../text.ts"
import { Millis } from "./common.ts"

/**
 * Money that the operator has received for a project, or given back: `depositId` is made by the caller, so that sending it twice is
 * one deposit. `proof` names what shows it: a bank's reference, a receipt.
 */
export const Deposit = z.strictObject({
  project: ProjectSlug,
  depositId: z.uuid(),
  amountMicros: Micros.positive(),
  proof: storableText(200).min(1),
})
/** What a deposit or its return gave: what is free in the project afterwards. */
export const Deposited = z.strictObject({ currency: Currency, freeMicros: Micros })

/** One movement as the operator reads it: account names are `kind:owner`. */
const LedgerMovement = z.strictObject({
  number: z.int(),
  atMs: Millis,
  kind: z.string(),
  currency: Currency,
  project: ProjectSlug.nullable(),
  /** What it is about: `session:7`, `deposit:3`. */
  ref: z.string(),
  entries: z.array(z.strictObject({ account: z.string(), amountMicros: Micros })),
})

/** The ledger as the operator sees it: what lies on accounts of each kind, and the last movements. Amounts of a currency add up to nought. */
export const LedgerShown = z.strictObject({
  sums: z.array(
    z.strictObject({ currency: Currency, kind: z.string(), accounts: z.int().nonnegative(), balanceMicros: Micros }),
  ),
  movements: z.int().nonnegative(),
  last: z.array(LedgerMovement),
})
export type LedgerShown = z.infer<typeof LedgerShown>

/** Whether the whole ledger is as it was stored; `first` is the movement or account at which it is not. */
export const LedgerChecked = z.strictObject({
  ok: z.boolean(),
  movements: z.int().nonnegative(),
  entries: z.int().nonnegative(),
  problems: z.int().nonnegative(),
  first: z.strictObject({ what: z.string(), at: z.string() }).nullable(),
  checkedAtMs: Millis,
})
export type LedgerChecked = z.infer<typeof LedgerChecked>
