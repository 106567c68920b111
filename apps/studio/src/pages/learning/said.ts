import type { LearnPage } from "@justesse/types/wire/learning"
import type { Format } from "../../locale/useFormat.ts"

type Profile = NonNullable<LearnPage["profile"]>
export type EdgeSaid = NonNullable<Profile["edges"]["edges"]>[number]
/** So many of so many, with its interval. */
export type ShareSaid = Profile["missed"]["bySize"][number]

/** A number of pixels with one digit, always: 4.0 is measured, 4 would be counted. */
export function writePx(format: Pick<Format, "number">, px: number): string {
  const rounded = Math.round(px * 10) / 10
  const text = format.number(Math.abs(rounded), 1)
  const whole = /\d[.,]\d$/.test(text) ? text : `${text}${format.number(0.5, 1).charAt(1)}0`
  return rounded < 0 ? `−${whole}` : whole
}

/** `[3.0, 5.2]` / `[3,0 ; 5,2]`. */
export function writeEnds(
  format: Pick<Format, "number">,
  [low, high]: readonly [number, number],
  between: string,
): string {
  return `[${writePx(format, low)}${between} ${writePx(format, high)}]`
}

/** Whether an edge got nearer to the right one: the last week's is, and its interval leaves out where the first one was. */
export function isBetter(weeks: Profile["edges"]["weeks"], edge: EdgeSaid["edge"]): boolean {
  const of = (week: Profile["edges"]["weeks"][number] | undefined) => week?.edges.find((one) => one.edge === edge)?.px
  const [first, last] = [of(weeks[0]), of(weeks.at(-1))]
  if (weeks.length < 2 || !first || !last) return false
  const [low, high] = last.interval
  return Math.abs(last.mean) < Math.abs(first.mean) && (first.mean < low || first.mean > high)
}
