import type { Language } from "@justesse/types"
import { useTranslation } from "react-i18next"

export type Values = Readonly<Record<string, string | number>>
/** A sentence by key (`area:key` for another area), with its values. */
export type Translate = (key: string, values?: Values) => string

/** The sentences of `area` in the language shown. Numbers in sentences are written `{{count, number}}`. */
export function useT(area: string): Translate {
  const { t } = useTranslation([area, "common"], { nsMode: "fallback" })
  return (key, values) => t(key, values ?? {})
}

/** The language shown. */
export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return i18n.language === "fr" ? "fr" : "en"
}
