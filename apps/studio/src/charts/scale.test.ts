import { describe, expect, it } from "vitest"
import { labelled, roundTop } from "./scale.ts"

describe("axes", () => {
  it("end at a round number at or above the largest value", () => {
    expect([0, 0.7, 3, 12, 51, 500].map(roundTop)).toEqual([1, 1, 5, 20, 100, 500])
  })

  it("name as many places as fit, and always the last", () => {
    expect([...labelled(10, 1000, 60)]).toHaveLength(10)
    expect(labelled(10, 300, 60)).toEqual(new Set([9, 7, 5, 3, 1]))
    expect(labelled(0, 300, 60).size).toBe(0)
  })
})
