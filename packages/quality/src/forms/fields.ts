/** A place on a picture, in its pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** What a field of each kind holds. */
export interface ValueOf {
  readonly choice: string
  readonly several: readonly string[]
  readonly scale: number
  readonly number: number
  readonly text: string
  readonly date: string
  readonly point: Point
  readonly opinion: string | number | readonly string[]
}

/** The kinds of question that a form can ask; an opinion has no right answer. */
export const FIELD_KINDS = ["choice", "several", "scale", "number", "text", "date", "point", "opinion"] as const
/** One of those eight, which says how answers to the question are put together. */
export type FieldKind = (typeof FIELD_KINDS)[number]
export type FieldValue = ValueOf[FieldKind]

/** One question of a form, as far as putting answers together needs it. */
export interface FormField {
  readonly name: string
  readonly kind: FieldKind
  /** Asked only where the field of that name, a choice or several, is one of these. */
  readonly askedIf?: { readonly field: string; readonly is: readonly string[] }
  /** Of choices: all that there are, also those that nobody took. */
  readonly options?: readonly string[]
  /** How far two answers lie apart that say the same: of numbers in their unit, of dates in days, of points in pixels. */
  readonly tolerance?: number
  /** Of texts: in words of one's own, so that one of them is chosen and none is made out of several. */
  readonly isFree?: boolean
}

/** What one person said to a task's form. A field that is missing, null or no value of its kind is not answered. */
export interface FormAnswer {
  readonly task: string
  readonly person: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** One person's answer to one field of one task. */
export interface FieldVote<V> {
  readonly task: string
  readonly person: string
  readonly value: V
}

/** Numbers beyond this have squares that, added up, are no numbers any more. */
const LARGEST = 1e100
const DAY_MS = 86_400_000
const ISO_DAY = /^\d{4}-\d\d-\d\d$/

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""
const isNumber = (value: unknown): value is number => typeof value === "number" && Math.abs(value) <= LARGEST
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)

const READ: { readonly [K in FieldKind]: (value: unknown) => ValueOf[K] | null } = {
  choice: (value) =>
    typeof value === "boolean" ? String(value) : isText(value) || isNumber(value) ? `${value}` : null,
  several: (value) => (isTexts(value) ? [...new Set(value)].sort() : null),
  scale: (value) => (isNumber(value) ? value + 0 : null),
  number: (value) => (isNumber(value) ? value + 0 : null),
  text: (value) => (typeof value === "string" ? value : null),
  date: (value) => (typeof value === "string" && dayOf(value) !== null ? value : null),
  point: pointFrom,
  opinion: (value) => (isNumber(value) ? value : isTexts(value) ? [...new Set(value)].sort() : READ.choice(value)),
}

/**
 * What was said to a field of a kind; null where it is no value of that kind. Of several choices each counts once and the order
 * does not.
 */
export function readValue<K extends FieldKind>(kind: K, value: unknown): ValueOf[K] | null {
  return READ[kind](value)
}

/** As `{"x","y"}` or as a list of two. */
function pointFrom(value: unknown): Point | null {
  if (typeof value !== "object" || value === null) return null
  const two: unknown[] = Array.isArray(value) ? value : ["x", "y"].map((key) => Reflect.get(value, key))
  const [x, y] = two
  return two.length === 2 && isNumber(x) && isNumber(y) ? { x: x + 0, y: y + 0 } : null
}

/** Days from 1970 to a day as `2026-11-30`; null where there is no such day. */
export function dayOf(text: string): number | null {
  if (!ISO_DAY.test(text)) return null
  const ms = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? ms / DAY_MS : null
}

/** A day as it is written, from its number. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}
