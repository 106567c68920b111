import type { Currency } from "@justesse/types"
import { checkMicros, MICROS_PER_UNIT, type Micros } from "./money.ts"

/** How many decimals the minor unit of a currency has (ISO 4217): what a bank can transfer. */
export const MINOR_DIGITS: Readonly<Record<Currency, number>> = { EUR: 2, JPY: 0, TND: 3, XOF: 0 }

/** What of a balance a bank can transfer, and what stays on it. */
interface Transfer {
  /** In micro-units; a whole number of minor units, 0 or more. */
  readonly transferMicros: Micros
  /** Less than one minor unit; it stays with the person and is never dropped. */
  readonly remainderMicros: Micros
  /** The transfer as a bank's file has it: `"12.34"`, `"1200"`, `"3.005"`. */
  readonly amount: string
}

/** Splits a balance into what can be transferred, rounded down, and the remainder. @param balance 0 or more */
export function toTransfer(balance: Micros, currency: Currency): Transfer {
  if (checkMicros(balance) < 0) throw new RangeError(`NOT_A_BALANCE: ${balance}`)
  const digits = MINOR_DIGITS[currency]
  const minorMicros = MICROS_PER_UNIT / 10 ** digits
  const minor = Math.floor(balance / minorMicros)
  const transferMicros = minor * minorMicros
  const text = String(minor).padStart(digits + 1, "0")
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return { transferMicros, remainderMicros: balance - transferMicros, amount }
}
