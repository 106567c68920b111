/** A decimal number as `digits × 10^exponent`. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

const pattern = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,4}))?$/
/** Exponents beyond those of a float64, and texts longer than any number needs, are not worked out exactly. */
const MAX_EXPONENT = 400
const MAX_LENGTH = 1_200

function decimalOf(text: string): Decimal | null {
  if (text.length > MAX_LENGTH) return null
  const [whole, sign, before = "", after = "", power = "0"] = pattern.exec(text) ?? []
  if (whole === undefined || before + after === "" || Math.abs(Number(power)) > MAX_EXPONENT) return null
  const digits = BigInt(before + after)
  return { digits: sign === "-" ? -digits : digits, exponent: Number(power) - after.length }
}

function combined(a: Decimal, b: Decimal, sign: 1n | -1n): Decimal {
  const exponent = Math.min(a.exponent, b.exponent)
  const scaled = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent)
  return { digits: scaled(a) + sign * scaled(b), exponent }
}

function plain({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? "-" : ""
  const all = (digits < 0n ? -digits : digits).toString()
  if (exponent >= 0) return `${sign}${all}${"0".repeat(digits === 0n ? 0 : exponent)}`
  const padded = all.padStart(1 - exponent, "0")
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`.replace(/\.?0+$/, "")
}

/**
 * `far − near` of two numbers as a file spells them, worked out in decimals: 241.83 − 108.72 is 133.11 and not
 * 133.11000000000001, so that widths come from corners as they were meant. Not a number where one is none.
 */
export function decimalDifference(far: string, near: string): number {
  const [a, b] = [decimalOf(far), decimalOf(near)]
  if (a === null || b === null) return Number(far) - Number(near)
  return Number(plain(combined(a, b, -1n)))
}

/**
 * `near + length` as a decimal text without exponent, exact: {@link decimalDifference} of it and of `near`'s own spelling
 * gives `length` again, to the bit. Both must be finite.
 */
export function decimalSum(near: number, length: number): string {
  const [a, b] = [decimalOf(String(near)), decimalOf(String(length))]
  return a === null || b === null ? String(near + length) : plain(combined(a, b, 1n))
}

/** A finite number as a decimal text without exponent that reads back to the same float64. */
export function decimalText(value: number): string {
  const text = String(value)
  const decimal = text.includes("e") ? decimalOf(text) : null
  return decimal === null ? text : plain(decimal)
}
