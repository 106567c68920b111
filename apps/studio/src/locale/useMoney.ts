import type { Currency } from "@justesse/types"
import { useMemo } from "react"
import { useLanguage } from "../i18n/useT.ts"
import { formatAmount, formatExactAmount, formatMoney, formatPrice } from "./money.ts"

/** Amounts as they are written in the language shown; only pages of projects that pay fetch it. */
export function useMoney() {
  const language = useLanguage()
  return useMemo(
    () => ({
      amount: (micros: number, currency: Currency) => formatAmount(micros, currency, language),
      money: (micros: number, currency: Currency) => formatMoney(micros, currency, language),
      price: (micros: number, currency: Currency) => formatPrice(micros, currency, language),
      exact: (micros: number) => formatExactAmount(micros, language),
    }),
    [language],
  )
}
export type Money = ReturnType<typeof useMoney>
