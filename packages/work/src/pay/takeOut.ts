import type { Currency } from "@justesse/types"
import { accountOf } from "../ledger/accounts.ts"
import { toTransfer } from "../ledger/currency.ts"
import { type Micros, sumMicros } from "../ledger/money.ts"
import type { Move } from "../ledger/transaction.ts"

/** Where a payout stands. `requested` until a file is made, or it is called back; `failed` puts the sum back on the balance. */
export type PayoutState = "requested" | "sent" | "confirmed" | "failed"

/** An act of the operator, or of whoever took it out while no file was made. */
export type PayoutEvent = "send" | "confirm" | "fail" | "call_back"

const STEPS: Readonly<Record<PayoutState, Partial<Record<PayoutEvent, PayoutState>>>> = {
  requested: { send: "sent", call_back: "failed" },
  sent: { confirm: "confirmed", fail: "failed" },
  confirmed: {},
  failed: {},
}

/** The state of a payout after an event; null where it cannot happen. */
export function stepPayout(state: PayoutState, event: PayoutEvent): PayoutState | null {
  return STEPS[state][event] ?? null
}

/** What somebody takes out of their balance. */
interface Payout {
  readonly amountMicros: Micros
  /** As a bank's file has it. */
  readonly amount: string
  readonly remainderMicros: Micros
  readonly moves: readonly Move[]
}

/** All that can be transferred of a balance, rounded down to the currency's minor unit; the rest stays on it (LED-9). Null: nothing. */
export function takeOut(personId: number, balanceMicros: Micros, currency: Currency): Payout | null {
  const { transferMicros, remainderMicros, amount } = toTransfer(balanceMicros, currency)
  if (transferMicros === 0) return null
  const move = {
    from: accountOf("worker_payable", personId),
    to: accountOf("external_out", personId),
    amountMicros: transferMicros,
  }
  return { amountMicros: transferMicros, amount, remainderMicros, moves: [move] }
}

/** The moves of a payout that did not arrive, or was called back. */
export function putBack(personId: number, amountMicros: Micros): readonly Move[] {
  const [from, to] = [accountOf("external_out", personId), accountOf("worker_payable", personId)]
  return [{ from, to, amountMicros: sumMicros([amountMicros]) }]
}
