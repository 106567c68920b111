import { describe, expect, it } from "vitest"
import { heightOfRows, type RowPlan, rowsInSight, topOfRow } from "./rowWindow.ts"

const CLOSED: RowPlan = { count: 60, rowPx: 28, openAt: -1, openPx: 0 }
const OPEN: RowPlan = { ...CLOSED, openAt: 10, openPx: 96 }

describe("a list of which only some rows are in the document", () => {
  it("puts rows under each other, those after the open one lower", () => {
    expect([0, 10, 11].map((at) => topOfRow(CLOSED, at))).toEqual([0, 280, 308])
    expect([0, 10, 11].map((at) => topOfRow(OPEN, at))).toEqual([0, 280, 376])
    expect([CLOSED, OPEN].map(heightOfRows)).toEqual([1_680, 1_748])
  })
  it.each([CLOSED, OPEN, { ...OPEN, openAt: 0 }, { ...OPEN, openAt: 59 }, { ...OPEN, count: 11 }])(
    "has each row that meets what is in sight, and few besides (%o)",
    (plan) => {
      for (let top = 0, isNear = false; top <= heightOfRows(plan); top += 7, isNear = !isNear) {
        const { first, end } = rowsInSight(plan, { top, height: 300, isNear })
        for (let at = 0; at < plan.count; at++) {
          const meets = topOfRow(plan, at) < top + 300 && topOfRow(plan, at + 1) > top
          if (meets) expect([at >= first, at < end]).toEqual([true, true])
        }
        expect(end - first).toBeLessThanOrEqual(12 + 2 * (isNear ? 6 + 4 : 2))
      }
    },
  )
  it("has none before it is known how much of it is in sight, and none of an empty one", () => {
    expect(rowsInSight(OPEN, { top: 0, height: 0, isNear: true })).toEqual({ first: 0, end: 0 })
    expect(rowsInSight({ ...CLOSED, count: 0 }, { top: 0, height: 300, isNear: true })).toEqual({ first: 0, end: 0 })
  })
  it("is the same window over a few pixels of a scroll", () => {
    const at = (top: number) => rowsInSight(CLOSED, { top, height: 300, isNear: true })
    expect(at(560)).toEqual(at(580))
  })
  it("has the next rows for a screen reader, and no more of them while no hand is at the list", () => {
    expect(rowsInSight(CLOSED, { top: 560, height: 280, isNear: false })).toEqual({ first: 18, end: 33 })
  })
})
