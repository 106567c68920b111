import { describe, expect, it } from "vitest"
import { scrolledTo } from "./scrolledTo.ts"

const ROW = { top: 560, height: 28 }

describe("a row of a scrolled list", () => {
  it("leaves the list where it is while the row is in sight", () => {
    expect(scrolledTo({ scrollTop: 400, clientHeight: 300 }, ROW, 84)).toBe(400)
  })
  it("shows what comes after a row that was below", () => {
    expect(scrolledTo({ scrollTop: 0, clientHeight: 300 }, ROW, 84)).toBe(560 + 28 + 84 - 300)
  })
  it("shows what comes before a row that was above", () => {
    expect(scrolledTo({ scrollTop: 900, clientHeight: 300 }, ROW, 84)).toBe(560 - 84)
  })
  it("begins at the top for the first rows", () => {
    expect(scrolledTo({ scrollTop: 200, clientHeight: 300 }, { top: 28, height: 28 }, 84)).toBe(0)
  })
  it("shows the beginning of a row that is higher than the list", () => {
    expect(scrolledTo({ scrollTop: 0, clientHeight: 100 }, { top: 560, height: 128 }, 28)).toBe(560)
  })
})
