import { describe, expect, it } from "vitest"
import { commonest, strengthOf } from "./confusion.ts"

describe("what is taken for what", () => {
  it("names the commonest errors first and leaves out the diagonal and what is rare", () => {
    const counts = [
      [400, 12, 1],
      [40, 200, 9],
    ]
    expect(commonest({ counts })).toEqual([
      { row: 1, column: 0, count: 40 },
      { row: 0, column: 1, count: 12 },
      { row: 1, column: 2, count: 9 },
    ])
  })

  it("names nothing where everybody agrees", () => {
    expect(
      commonest({
        counts: [
          [50, 0],
          [0, 70],
        ],
      }),
    ).toEqual([])
  })

  it("grounds a cell by its share of the row's largest", () => {
    expect(strengthOf([10, 5, 0], 5)).toBe(0.5)
    expect(strengthOf([0, 0], 0)).toBe(0)
  })
})
