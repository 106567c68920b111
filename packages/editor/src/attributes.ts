import type { Attribute, AttributeValue } from "@justesse/types"

/** The values an attribute can take, in the order in which its key steps through them. */
export function attributeValues(attribute: Attribute): AttributeValue[] {
  return attribute.kind === "yes_no" ? [true, false] : attribute.options.map((option) => option.id)
}

/**
 * The value after `current`: the next one, and after the last one none (null), or the first again when an answer is
 * required. What `A` and a digit do.
 */
export function nextAttributeValue(attribute: Attribute, current: AttributeValue | undefined): AttributeValue | null {
  const values = attributeValues(attribute)
  const index = current === undefined ? -1 : values.indexOf(current)
  const next = values[index + 1]
  if (next !== undefined) return next
  return attribute.required ? (values[0] ?? null) : null
}
