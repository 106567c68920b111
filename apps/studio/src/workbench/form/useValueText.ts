import { fieldsOf, type Label, type Region } from "@justesse/types"
import { useCallback } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { valueText } from "./valueText.ts"

/** What a region answers to the question that its label is, in words; null where the label is none. */
export function useValueText(): (region: Pick<Region, "value">, label: Label | undefined) => string | null {
  const t = useT("asking")
  const language = useLanguage()
  const format = useFormat()
  return useCallback(
    ({ value }, label) => {
      const [asked] = label ? fieldsOf([{ ...label, retired: false }]) : []
      return asked && value !== undefined ? valueText(asked, value, { t, format, language }) : null
    },
    [t, format, language],
  )
}
