import { describe, expect, it } from "vitest"
import { figuresShown, labelled, roundTop, timeSteps } from "./scale.ts"

describe("axes", () => {
  it("end at a round number at or above the largest value", () => {
    expect([0, 0.7, 3, 12, 51, 500].map(roundTop)).toEqual([1, 1, 5, 20, 100, 500])
  })

  it("of time step as people count it, up to the largest value", () => {
    expect(timeSteps(29 * 60)).toEqual([600, 1_200, 1_800])
    expect(timeSteps(70)).toEqual([30, 60, 90])
    expect(timeSteps(0)).toEqual([30])
    expect(timeSteps(10 * 86_400).at(-1)).toBe(12 * 86_400)
  })

  it("write the figure of a lone bar however narrow it is, and of neighbours as many as do not touch (found P13)", () => {
    expect(figuresShown([null, null, 60, null], 20)).toEqual(new Set([2]))
    expect(figuresShown([60, 60, 60, 60], 40)).toEqual(new Set([3, 1]))
    expect(figuresShown([60, 60], 80)).toEqual(new Set([1, 0]))
  })

  it("name as many places as fit, and always the last", () => {
    expect([...labelled(10, 1000, 60)]).toHaveLength(10)
    expect(labelled(10, 300, 60)).toEqual(new Set([9, 7, 5, 3, 1]))
    expect(labelled(0, 300, 60).size).toBe(0)
  })
})
