import type { Currency, Language } from "@justesse/types"
import { MINOR_DIGITS } from "@justesse/work/ledger/currency"
import { MICROS_PER_UNIT } from "@justesse/work/ledger/money"
import { localeOf } from "./numbers.ts"

const NBSP = "\u00a0"

/** How a currency is written after its amount. */
export const SIGNS: Readonly<Record<Currency, string>> = { EUR: "€", JPY: "¥", TND: "DT", XOF: `F${NBSP}CFA` }

/** Decimals that the ledger keeps. */
const LEDGER_DIGITS = 6
/** Digits that say something in the price of one answer, which may be a thousandth of a euro. */
const PRICE_DIGITS = 3

/** An amount without its currency, for columns that name it: `264.36`, never more decimals than can be transferred. */
export function formatAmount(micros: number, currency: Currency, language: Language): string {
  return written(micros, language, MINOR_DIGITS[currency], MINOR_DIGITS[currency])
}

/** `264.36 €`: an amount as it is said in sentences and sums. */
export function formatMoney(micros: number, currency: Currency, language: Language): string {
  return `${formatAmount(micros, currency, language)}${NBSP}${SIGNS[currency]}`
}

/** `0.295 €`: what one answer costs, which may be less than a minor unit. */
export function formatPrice(micros: number, currency: Currency, language: Language): string {
  const least = MINOR_DIGITS[currency]
  const before = micros === 0 ? 0 : Math.floor(Math.log10(Math.abs(micros) / MICROS_PER_UNIT)) + 1
  const most = Math.min(LEDGER_DIGITS, Math.max(least, PRICE_DIGITS - before))
  return `${written(micros, language, least, most)}${NBSP}${SIGNS[currency]}`
}

/** `0.310000`: an amount as the ledger has it, to the micro-unit. */
export function formatExactAmount(micros: number, language: Language): string {
  return written(micros, language, LEDGER_DIGITS, LEDGER_DIGITS)
}

function written(micros: number, language: Language, least: number, most: number): string {
  const options = { minimumFractionDigits: least, maximumFractionDigits: most }
  return new Intl.NumberFormat(localeOf(language), options).format(micros / MICROS_PER_UNIT)
}
