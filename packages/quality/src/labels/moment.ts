/** Names of a column that says when a row was given, the ones before others counting first. */
export const TIME_COLUMNS: readonly string[] = ["timestamp", "updated_at", "submitted_at", "created_at"]

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?)?$/i

/**
 * A time as a number to compare with others of the same column: a number as it is, or a date of ISO 8601 in milliseconds
 * since 1970 (without a zone as UTC, so that every machine reads the same). NaN for anything else.
 *
 * @example momentOf("1970-01-01 00:00:01.5") // 1500
 */
export function momentOf(text: string): number {
  const written = text.trim()
  if (NUMBER.test(written)) return Number(written)
  const [, day, minute = "00:00", second = ":00", fraction = "0", zone = "Z"] = ISO.exec(written) ?? []
  if (day === undefined) return Number.NaN
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2").toUpperCase()
  return Date.parse(`${day}T${minute}${second}${offset}`) + 1_000 * Number(`0.${fraction}`)
}
