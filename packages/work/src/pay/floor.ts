import type { Currency } from "@justesse/types"
import type { Micros } from "../ledger/money.ts"

/** The least that an active hour earns at a place, from a day on. Rows are never changed; a later one follows. */
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

/** The row that holds at a place on a day; undefined where none does. */
export function findFloor(rows: readonly FloorRow[], place: string, day: string): FloorRow | undefined {
  const begun = rows.filter((row) => row.place === place && row.fromDay <= day)
  const latest = begun.reduce<FloorRow | undefined>((a, b) => (a && a.fromDay >= b.fromDay ? a : b), undefined)
  return latest && (latest.untilDay === null || day < latest.untilDay) ? latest : undefined
}

/** Why a row cannot be added: a floor is followed from a later day, in the same currency; the past stays as it was paid. */
export function whyNotAdd(
  rows: readonly FloorRow[],
  row: FloorRow,
  today: string,
): "past" | "not_later" | "currency" | "nothing" | null {
  if (row.microsPerHour <= 0 || (row.untilDay !== null && row.untilDay <= row.fromDay)) return "nothing"
  if (row.fromDay < today) return "past"
  const there = rows.filter(({ place }) => place === row.place)
  if (there.some(({ currency }) => currency !== row.currency)) return "currency"
  return there.some(({ fromDay }) => fromDay >= row.fromDay) ? "not_later" : null
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

/** The first day from `today` on at which a place that has a floor has none; null where something always follows. */
export function findFloorGap(rows: readonly FloorRow[], place: string, today: string): string | null {
  const ends = rows.flatMap((row) => (row.place === place && row.untilDay !== null ? [row.untilDay] : []))
  const days = [today, ...ends.filter((day) => day > today)].sort()
  const first = rows
    .filter((row) => row.place === place)
    .map(({ fromDay }) => fromDay)
    .sort()[0]
  if (first === undefined || first > today) return null
  return days.find((day) => !findFloor(rows, place, day)) ?? null
}
