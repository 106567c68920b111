import { type AskedField, type FieldValue, isCannotTell, type Language } from "@justesse/types"
import type { Translate } from "../../i18n/useT.ts"
import type { Format } from "../../locale/useFormat.ts"
import { choiceName } from "./conditionText.ts"

/** An answer to a question in words; `t` says the form's sentences. */
export function valueText(
  asked: AskedField,
  value: FieldValue,
  {
    t,
    format,
    language,
  }: { readonly t: Translate; readonly format: Pick<Format, "number">; readonly language: Language },
): string {
  const partText = (part: string | number | boolean) =>
    typeof part === "number" ? withUnit(asked, format.number(part, 6)) : choiceName(asked, String(part), t, language)
  if (isCannotTell(value)) return t("asking:cannotTell")
  if (typeof value !== "object") return partText(value)
  if (Array.isArray(value)) return value.map(partText).join(", ")
  if ("x" in value) return t("asking:placeAt", { x: Math.round(value.x), y: Math.round(value.y) })
  return value.said.map(({ value: part, people }) => `${partText(part)} (${format.number(people)})`).join(", ")
}

function withUnit({ field }: AskedField, number: string): string {
  return field.kind === "number" && field.unit ? `${number} ${field.unit}` : number
}
