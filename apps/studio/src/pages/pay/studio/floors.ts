import type { FloorsShown } from "@justesse/types/wire/pay"
import { findFloor } from "@justesse/work/pay/floor"

/** One row of the floor table. */
export type FloorPlace = FloorsShown["rows"][number]

/** The rows that hold on a day, one a place and currency. */
export function inForce(rows: readonly FloorPlace[], day: string): FloorPlace[] {
  return rows.filter((row) => findFloor(rows, row, day) === row)
}

/** Whether a row holds on a day, will, or has been followed. */
export function floorStateOf(rows: readonly FloorPlace[], row: FloorPlace, day: string): "now" | "soon" | "over" {
  if (row.fromDay > day) return "soon"
  return findFloor(rows, row, day) === row ? "now" : "over"
}
