import type { Currency } from "@justesse/types"
import { type Micros, shareUp } from "../ledger/money.ts"

/**
 * The least that an active hour earns at a place, in one currency, from a day on. Rows are never changed; a later one follows. As nothing
 * is exchanged here, a place has rows in each currency in which its people are paid.
 */
export interface FloorRow {
  /** Where the person works: a country or a part of one, such as `FR` or `TN`. */
  readonly place: string
  readonly currency: Currency
  readonly microsPerHour: Micros
  /** ISO days such as `2027-01-01`, compared as texts. `untilDay` is the first day on which it no longer holds; null: until a later row. */
  readonly fromDay: string
  readonly untilDay: string | null
  /** Where the figure comes from: a law, a decree, a decision of the operator. */
  readonly source: string
}

/** Rows that follow each other. */
type FloorKey = Pick<FloorRow, "place" | "currency">

function rowsOf(rows: readonly FloorRow[], { place, currency }: FloorKey): FloorRow[] {
  return rows.filter((row) => row.place === place && row.currency === currency)
}

/** The row that holds at a place, for a currency, on a day; undefined where none does. */
export function findFloor(rows: readonly FloorRow[], key: FloorKey, day: string): FloorRow | undefined {
  const begun = rowsOf(rows, key).filter(({ fromDay }) => fromDay <= day)
  const latest = begun.reduce<FloorRow | undefined>((a, b) => (a && a.fromDay >= b.fromDay ? a : b), undefined)
  return latest && (latest.untilDay === null || day < latest.untilDay) ? latest : undefined
}

/** Why a row cannot be added: a floor is followed from a later day; the past stays as it was paid. */
export function whyNotAdd(
  rows: readonly FloorRow[],
  row: FloorRow,
  today: string,
): "past" | "not_later" | "nothing" | null {
  if (row.microsPerHour <= 0 || (row.untilDay !== null && row.untilDay <= row.fromDay)) return "nothing"
  if (row.fromDay < today) return "past"
  return rowsOf(rows, row).some(({ fromDay }) => fromDay >= row.fromDay) ? "not_later" : null
}

/**
 * The floor of a lease: the highest of what the instance, the law at the person's place and the project say, in micro-units an active
 * hour. A place without a row has the instance's.
 */
export function effectiveFloor(floors: {
  readonly instance: Micros
  readonly legal: Micros | null
  readonly project: Micros | null
}): Micros {
  return Math.max(floors.instance, floors.legal ?? 0, floors.project ?? 0)
}

/** An hour of mentoring at a floor: a quarter more (work-rules 2.7), rounded up to the micro-unit. */
export function mentoringFloor(floorMicrosPerHour: Micros): Micros {
  return shareUp(floorMicrosPerHour, 5, 4)
}

/** The first day from `today` on at which a place that has a floor has none; null where something always follows. */
export function findFloorGap(rows: readonly FloorRow[], key: FloorKey, today: string): string | null {
  const own = rowsOf(rows, key)
  const ends = own.flatMap(({ untilDay }) => (untilDay !== null && untilDay > today ? [untilDay] : []))
  if (!own.some(({ fromDay }) => fromDay <= today)) return null
  return [today, ...ends.sort()].find((day) => !findFloor(own, key, day)) ?? null
}
