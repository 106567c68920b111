/**
 * JSON text with keys in code-unit order and no spaces: the form that is stored and hashed, the same on both engines.
 * Numbers are written as JavaScript writes them (shortest form that reads back equal); `undefined` members are left out.
 *
 * @throws TypeError when a number is NaN or infinite, which JSON cannot say.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value)
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("canonicalJson: a number is not finite")
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`
  if (typeof value === "object") {
    const object = value as Record<string, unknown> // an object that is neither null nor an array
    const members = Object.keys(object)
      .filter((key) => object[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`)
    return `{${members.join(",")}}`
  }
  throw new TypeError(`canonicalJson: cannot write a ${typeof value}`)
}
