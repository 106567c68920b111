/** Key paths and kinds of values, texts by their length and numbers padded: what is left when the content is taken out. */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`
  if (value !== null && typeof value === "object")
    return `{${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${key}:${shapeOf(inner)}`)
      .join()}}`
  return typeof value === "string" ? `s${value.length}` : value === null ? "null" : typeof value
}
