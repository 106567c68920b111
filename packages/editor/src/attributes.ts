import type { Attribute, AttributeValue, Label, Region } from "@justesse/types"

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

/** Attributes of the region's label that must be answered and are not. */
export function missingAttributes(region: Region, label: Label): Attribute[] {
  return label.attributes.filter((a) => a.required && region.attributes?.[a.id] === undefined)
}
