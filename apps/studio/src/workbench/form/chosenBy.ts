import type { AskedField } from "@justesse/types/forms/asked"
import type { FieldValue } from "@justesse/types/forms/value"

/**
 * What an answer is once a digit chose in it, by place from 1 (0 is the tenth step of a scale): chosen again, it is taken back, null. Of
 * several each is switched by itself. Undefined where the digit chooses nothing.
 */
export function chosenBy(
  field: AskedField["field"],
  digit: number,
  before: FieldValue | undefined,
): FieldValue | null | undefined {
  const chosen = chosenIn(field, digit)
  if (chosen === undefined) return undefined
  if (field.kind !== "several") return chosen === before ? null : chosen
  const said = Array.isArray(before) ? before : []
  const option = String(chosen)
  const next = said.includes(option) ? said.filter((one) => one !== option) : [...said, option]
  return next.length === 0 ? null : next
}

function chosenIn(field: AskedField["field"], digit: number): string | boolean | number | undefined {
  if ("options" in field) return field.options[digit - 1]?.id
  if (field.kind === "yes_no") return digit === 1 ? true : digit === 2 ? false : undefined
  const step = digit === 0 ? 10 : digit
  return field.kind === "scale" && step <= field.steps ? step : undefined
}
