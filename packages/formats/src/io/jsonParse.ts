/** An object that JSON gave: own members only, of any JSON value. */
export interface JsonObject {
  [key: string]: JsonValue
}
/** Any value that a JSON text can be. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject

/** A JSON text as a value, or null where it is none. `problem` is set when it only became one by reading it leniently. */
interface Parsed {
  readonly value: JsonValue
  /** `not_a_number`: NaN, Infinity (Python writes them) or a number beyond all bounds (`1e999`) stood there, read as a text. */
  readonly problem?: "not_a_number"
}

/** Numbers of 16 and more digits under these keys are kept as texts: as numbers they would lose their last digits. */
const bigId = /"(?:[^"\\]|\\.)*"(?:\s*:\s*-?\d{16,}(?=\s*[,}]))?/g
/** What can be beyond the bounds of a number: an exponent of three digits, or three hundred digits. */
const largeExponent = /\d[eE]\+?0*\d{3}/
const manyDigits = /(?<!\d)\d{300}/
const anyNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const bareNumber = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g

/**
 * Parses one piece of a JSON file. Ids beyond 2^53 (`id` and keys that end in `_id`) come as texts, digit for digit.
 * Null when the text is not JSON.
 */
export function parseJson(text: string): Parsed | null {
  const isLong = /\d{16}/.test(text)
  const exact = isLong ? text.replace(bigId, quoteBigId) : text
  const value = tryParse(exact)
  if (value !== undefined)
    return largeExponent.test(exact) || (isLong && manyDigits.test(exact)) ? withoutInfinities(exact, value) : { value }
  if (!/NaN|Infinity/.test(exact)) return null
  const lenient = tryParse(exact.replace(bareNumber, (token) => (token.startsWith('"') ? token : `"${token}"`)))
  return lenient === undefined ? null : { value: lenient, problem: "not_a_number" }
}

/** JSON knows no infinity, but a parser gives one for `1e999`; what cannot be said in JSON again must not come in. */
function withoutInfinities(text: string, value: JsonValue): Parsed {
  let found = false
  const quoted = text.replace(anyNumber, (token) => {
    if (token.startsWith('"') || Number.isFinite(Number(token))) return token
    found = true
    return `"${token}"`
  })
  const read = found ? tryParse(quoted) : undefined
  return read === undefined ? { value } : { value: read, problem: "not_a_number" }
}

function quoteBigId(token: string): string {
  const [, key, digits] = /^"((?:[^"\\]|\\.)*)"\s*:\s*(-?\d+)$/.exec(token) ?? []
  if (key === undefined || digits === undefined || !/^(id|.*_id)$/.test(key)) return token
  return Number.isSafeInteger(Number(digits)) ? token : `"${key}":"${digits}"`
}

function tryParse(text: string): JsonValue | undefined {
  try {
    // JSON.parse gives nothing but JSON values; its declared type says `any`.
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

/** True when `text` nests lists and objects deeper than `max`: what reads values by recursion must not see it. */
export function isTooDeep(text: string, max: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (inString && c === "\\") i++
    else if (c === '"') inString = !inString
    else if (!inString && (c === "{" || c === "[") && ++depth > max) return true
    else if (!inString && (c === "}" || c === "]")) depth--
  }
  return false
}

/** True when `value` is a JSON object (not a list, not null). */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** True when `value` is a JSON list. */
export function isList(value: JsonValue | undefined): value is JsonValue[] {
  return Array.isArray(value)
}

/** A member of `object` that is its own (never one of Object.prototype). */
export function member(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** Members of `object` whose keys are not in `known`, or null when there are none. Keys such as `__proto__` stay data. */
export function unknownMembers(object: JsonObject, known: ReadonlySet<string>): Record<string, JsonValue> | null {
  const rest = Object.entries(object).filter(([key]) => !known.has(key))
  return rest.length > 0 ? Object.fromEntries(rest) : null
}

/** An id as files give it (number or text) in one spelling; null when it is neither. `1`, `1.0` and `"1"` are the same id. */
export function idText(value: JsonValue | undefined): string | null {
  if (typeof value === "number" && Number.isFinite(value)) return String(value)
  return typeof value === "string" && value !== "" && value.length <= 200 ? value : null
}
