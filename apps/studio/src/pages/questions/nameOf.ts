import { inLanguage, type Language } from "@justesse/types"
import type { ThreadRow } from "@justesse/types/wire/question"

/** The label of what was asked about as people know it; its id where the project no longer has it, "" where there is none. */
export function nameOf({ label, labelName }: Pick<ThreadRow, "label" | "labelName">, language: Language): string {
  return labelName ? inLanguage(labelName, language) : label
}
