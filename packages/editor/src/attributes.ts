import type { Attribute, AttributeId, AttributeValue, Label, Region } from "@justesse/types"

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

/** The values of a region that another label has under the same id; null for none. */
export function keptAttributes(
  attributes: Region["attributes"],
  label: Label,
): Record<AttributeId, AttributeValue> | null {
  const kept: Record<AttributeId, AttributeValue> = {}
  let any = false
  for (const { id } of label.attributes) {
    const value = attributes?.[id]
    if (value === undefined) continue
    kept[id] = value
    any = true
  }
  return any ? kept : null
}
