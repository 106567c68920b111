import { expect, test } from "vitest"
import { effectiveFloor, type FloorRow, findFloor, findFloorGap, whyNotAdd } from "./floor.ts"

function row(fromDay: string, microsPerHour: number, more: Partial<FloorRow> = {}): FloorRow {
  return { place: "FR", currency: "EUR", microsPerHour, fromDay, untilDay: null, source: "decree", ...more }
}

const ROWS = [
  row("2026-01-01", 11_880_000),
  row("2027-01-01", 12_000_000, { untilDay: "2028-01-01" }),
  row("2026-01-01", 2_500_000, { place: "TN", currency: "TND" }),
  row("2026-01-01", 760_000, { place: "TN", currency: "EUR" }),
]

const FR = { place: "FR", currency: "EUR" } as const
const TN = { place: "TN", currency: "TND" } as const

test.each([
  [FR, "2025-12-31", undefined],
  [FR, "2026-01-01", 11_880_000],
  [FR, "2026-12-31", 11_880_000],
  [FR, "2027-01-01", 12_000_000],
  [FR, "2027-12-31", 12_000_000],
  [FR, "2028-01-01", undefined],
  [TN, "2031-05-01", 2_500_000],
  [{ place: "TN", currency: "EUR" }, "2031-05-01", 760_000],
  [{ place: "FR", currency: "JPY" }, "2027-01-01", undefined],
  [{ place: "JP", currency: "JPY" }, "2027-01-01", undefined],
] as const)("the floor of %o on %s is %s", (key, day, micros) =>
  expect(findFloor(ROWS, key, day)?.microsPerHour).toBe(micros),
)

test.each([
  ["a later one follows", row("2028-01-01", 12_500_000), null],
  ["the past stays as it was paid", row("2026-06-01", 12_500_000), "past"],
  ["one does not come before another", row("2026-12-01", 12_500_000), "not_later"],
  ["two do not begin on one day", row("2027-01-01", 12_500_000), "not_later"],
  ["another currency begins whenever it wants", row("2026-12-01", 9_000_000_000, { currency: "JPY" }), null],
  ["nought is no floor", row("2029-01-01", 0), "nothing"],
  ["one that ends before it begins holds never", row("2029-01-01", 1, { untilDay: "2029-01-01" }), "nothing"],
  ["a new place begins whenever it wants", row("2026-11-30", 1_000_000_000, { place: "JP", currency: "JPY" }), null],
] as const)("a row of floors is added: %s", (_name, added, why) =>
  expect(whyNotAdd(ROWS, added, "2026-11-30")).toBe(why),
)

test("the floor of a lease is the highest of the three", () => {
  expect(effectiveFloor({ instance: 12, legal: null, project: null })).toBe(12)
  expect(effectiveFloor({ instance: 12, legal: 13, project: null })).toBe(13)
  expect(effectiveFloor({ instance: 12, legal: 13, project: 15 })).toBe(15)
  expect(effectiveFloor({ instance: 12, legal: 9, project: 3 })).toBe(12)
})

test("a row that ends and that nothing follows is told before it does", () => {
  expect(findFloorGap(ROWS, FR, "2026-11-30")).toBe("2028-01-01")
  expect(findFloorGap([...ROWS, row("2028-01-01", 1)], FR, "2026-11-30")).toBeNull()
  expect(findFloorGap(ROWS, FR, "2029-01-01")).toBe("2029-01-01")
  expect(findFloorGap(ROWS, TN, "2026-11-30")).toBeNull()
  expect(findFloorGap(ROWS, { place: "JP", currency: "JPY" }, "2026-11-30")).toBeNull()
})
