import { type AskedField, choicesOf, inLanguage, type Language } from "@justesse/types"
import type { Translate } from "../../i18n/useT.ts"

/** Why a question is asked that depends on another one; nothing where it always is. */
export function conditionText(
  fields: readonly AskedField[],
  { field }: AskedField,
  t: Translate,
  language: Language,
): string {
  const { askedIf } = field
  const at = askedIf ? fields.findIndex(({ id }) => id === askedIf.field) : -1
  const parent = fields[at]
  if (!askedIf || !parent) return ""
  const names = askedIf.is.map((id) => t("quoted", { text: choiceName(parent, id, t, language) }))
  return t("because", { number: at + 1, is: names.join(t("or")) })
}

/** What one thing that can be chosen is called. */
export function choiceName({ field }: AskedField, id: string, t: Translate, language: Language): string {
  if (field.kind === "yes_no")
    return id === "true" || id === "false" ? t(id === "true" ? "asking:yes" : "asking:no") : id
  const option = "options" in field ? field.options.find((one) => one.id === id) : undefined
  return option && choicesOf(field).includes(id) ? inLanguage(option.name, language) : id
}
