import { describe, expect, it } from "vitest"
import { clauseText, edgeMoves } from "./differences.ts"

describe("what became of a box", () => {
  it("is said edge by edge, in whole pixels, and only where it moved", () => {
    const mine = { x: 10, y: 10, width: 50, height: 20 }
    expect(edgeMoves(mine, { x: 14.2, y: 10.3, width: 45.8, height: 30 })).toEqual([
      { edge: "left", px: 4 },
      { edge: "bottom", px: 10 },
    ])
    expect(edgeMoves(mine, mine)).toEqual([])
  })
})

describe("the clause of a reason", () => {
  const guideline =
    "# Receipts\n\n## 3.2 Spaces\n\nWrite a space where the print shows one.\n\nMore.\n\n## 3.3 Totals\n"

  it("is quoted by its first paragraph, or its title when it has no text", () => {
    expect(clauseText(guideline, "3.2", "en")).toBe("Write a space where the print shows one.")
    expect(clauseText(guideline, "3.3", "en")).toBe("Totals")
    expect(clauseText(guideline, "9.9", "en")).toBeNull()
  })
})
