import { expect, it } from "vitest"
import { type FloorPlace, floorStateOf, inForce } from "./floors.ts"

const row = (number: number, place: string, fromDay: string, untilDay: string | null = null): FloorPlace => ({
  ...{ number, place, currency: "EUR", microsPerHour: number * 1_000_000, fromDay, untilDay },
  ...{ source: "a law", addedAtMs: number },
})

const old = row(1, "*", "2025-03-01")
const now = row(2, "*", "2026-01-01")
const ends = row(3, "DE", "2026-01-01", "2026-06-01")
const next = row(4, "FR", "2027-01-01")
const rows = [old, now, ends, next]

it("tells the rows in force from those that were followed, ended or are to come", () => {
  expect(rows.map((one) => floorStateOf(rows, one, "2026-11-27"))).toEqual(["over", "now", "over", "soon"])
  expect(inForce(rows, "2026-11-27")).toEqual([now])
  expect(inForce(rows, "2026-02-01")).toEqual([now, ends])
  expect(inForce(rows, "2025-01-01")).toEqual([])
})
