import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { alignTexts, doubtOf, isRightToLeft, runsAgainst } from "./alignment.ts"

const read = (row: readonly (string | null)[]) => row.map((cell) => cell ?? "").join("")

describe("the lattice of several texts", () => {
  it("puts a missing space and another sign into the columns of the first text", () => {
    const { rows, differs } = alignTexts(["TVA 5,5 %", "TVA 5,5%", "TVA 5.5 %"])
    expect(differs.map((d, i) => (d ? i : -1)).filter((i) => i >= 0)).toEqual([5, 7])
    expect(rows[1]?.[7]).toBeNull()
    expect(rows[2]?.[5]).toBe(".")
  })

  it("gives what others have more a column of its own", () => {
    const { rows } = alignTexts(["18%", "18 %", "118%"])
    expect(rows.map((row) => row.length)).toEqual([5, 5, 5])
    expect(rows[1]?.filter((cell) => cell === " ")).toHaveLength(1)
  })

  it("reads as each text again, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 12 }), { minLength: 1, maxLength: 5 }), (texts) => {
        const { rows, differs } = alignTexts(texts)
        expect(rows.map(read)).toEqual(texts)
        for (const row of rows) expect(row).toHaveLength(differs.length)
        expect(differs.some(Boolean)).toBe(new Set(texts).size > 1)
      }),
    )
  })

  it("shows in a line what differs and where something is missing", () => {
    expect(runsAgainst("5,5%", "5,5 %")).toEqual([
      { kind: "same", text: "5,5" },
      { kind: "gap", text: "" },
      { kind: "same", text: "%" },
    ])
    expect(runsAgainst("5.5", "5,5").map((run) => run.kind)).toEqual(["same", "other", "same"])
  })

  it("knows writing that runs from right to left by its first letter", () => {
    expect(isRightToLeft("12 שקל")).toBe(true)
    expect(isRightToLeft("TVA שקל")).toBe(false)
    expect(isRightToLeft("12,50")).toBe(false)
  })
})

describe("doubt", () => {
  it("lies under the letters of the words that people are not sure of", () => {
    const row = ["T", "V", null, "A", " ", "5"]
    expect(doubtOf(row, [{ start: 4, end: 5, posterior: 0.4 }])).toEqual([1, 1, 1, 1, 1, 0.4])
    expect(doubtOf(row, [{ start: 0, end: 3, posterior: 0.7 }])).toEqual([0.7, 0.7, 1, 0.7, 1, 1])
  })

  it("counts in the units of the text, also over an emoji", () => {
    expect(doubtOf(["😀", "a"], [{ start: 2, end: 3, posterior: 0.5 }])).toEqual([1, 0.5])
  })

  it("is nowhere without spans", () => {
    expect(doubtOf(["a", null], [])).toEqual([1, 1])
  })
})
