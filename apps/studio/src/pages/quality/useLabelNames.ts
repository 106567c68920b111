import { inLanguage, type Ontology } from "@justesse/types"
import { useCallback } from "react"
import { useLanguage } from "../../i18n/useT.ts"

/** Names of labels in the language shown; an id that is not known stays as it is. */
export function useLabelNames(ontology: Ontology): (id: string) => string {
  const language = useLanguage()
  return useCallback(
    (id) => {
      const label = ontology.labels.find((one) => one.id === id)
      return label ? inLanguage(label.name, language) : id
    },
    [ontology, language],
  )
}
