import { describe, expect, it } from "vitest"
import { isSameBox, shiftsAgainst, spreadOf } from "./edges.ts"

const a = { x: 562, y: 549, width: 178, height: 69 }
const b = { x: 549, y: 514, width: 191, height: 104 }

describe("edges of boxes that differ", () => {
  it("are told from the largest difference down, outward as positive", () => {
    expect(shiftsAgainst(b, a)).toEqual([
      { edge: "top", outwardPx: 35 },
      { edge: "left", outwardPx: 13 },
    ])
    expect(shiftsAgainst(a, b)[0]).toEqual({ edge: "top", outwardPx: -35 })
  })

  it("leave out what is small beside the largest, and what nobody could place", () => {
    const close = { ...a, x: a.x + 0.4, width: a.width - 0.4 }
    expect(shiftsAgainst(close, a)).toEqual([])
    expect(isSameBox(close, a)).toBe(true)
    expect(shiftsAgainst({ ...b, width: b.width + 2 }, a).map(({ edge }) => edge)).toEqual(["top", "left"])
  })

  it("spread over all boxes", () => {
    expect(spreadOf([a, b, { ...a, y: 500, height: 118 }])[0]).toEqual({ edge: "top", fromPx: 500, toPx: 549 })
    expect(spreadOf([a])).toEqual([])
  })
})
