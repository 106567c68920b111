import { expect, it } from "vitest"
import { incomeOf, rowsOf } from "./statementRows.ts"

const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()
const line = (number: number, atMs: number, kind: string, amountMicros: number, project: string | null = "cells") => ({
  ...{ number, atMs, kind, project, ref: `lease:${number}`, amountMicros },
})

it("adds a statement's lines up by day and project, and leaves out what was taken out", () => {
  const lines = [
    line(1, at(27, 9), "earn", 310_000),
    line(2, at(27, 10), "earn", 310_000),
    line(3, at(27, 11), "top_up", 80_000),
    line(4, at(27, 12), "bonus", 50_000),
    line(5, at(28, 9), "review_time", 7),
    line(6, at(28, 10), "payout", -690_000, null),
  ]
  const rows = rowsOf({ lines })
  expect(rows).toEqual([
    { day: "2026-11-27", project: "cells", sentMicros: 620_000, addedMicros: 80_000, besideMicros: 50_000 },
    { day: "2026-11-28", project: "cells", sentMicros: 0, addedMicros: 0, besideMicros: 7 },
  ])
  const sums = {
    ...{ currency: "EUR" as const, openingMicros: 0, sentMicros: 620_000, addedMicros: 80_000, bonusMicros: 50_000 },
    ...{
      appealsMicros: 0,
      reviewMicros: 7,
      takenOutMicros: 690_000,
      cameBackMicros: 0,
      givenMicros: 0,
      closingMicros: 0,
    },
  }
  const all = rows.reduce((sum, row) => sum + row.sentMicros + row.addedMicros + row.besideMicros, 0)
  expect(incomeOf(sums)).toBe(all)
})
