import { useCallback } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { localeOf } from "../../locale/numbers.ts"

/** Places as people name them: a country, a part of one by its letters, or everywhere. */
export function usePlaceName(): (place: string) => string {
  const t = useT("money")
  const language = useLanguage()
  return useCallback(
    (place: string) => {
      if (place === "*") return t("floor.everywhere")
      const [country = place, part] = place.split("-")
      const name = new Intl.DisplayNames(localeOf(language), { type: "region" }).of(country) ?? country
      return part === undefined ? name : `${name} (${part})`
    },
    [language, t],
  )
}
