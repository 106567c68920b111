import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { isMastered, MASTERY, stillNeeded } from "./qualification.ts"

const passes = (text: string) => Array.from(text, (one) => one === "1")

describe("eight of the last ten within tolerance", () => {
  test.each([
    { sent: "", mastered: false, needed: 8 },
    { sent: "1111111", mastered: false, needed: 1 },
    { sent: "11111111", mastered: true, needed: 0 },
    { sent: "0011111111", mastered: true, needed: 0 },
    { sent: "1010111111", mastered: true, needed: 0 },
    { sent: "0001111111", mastered: false, needed: 1 },
    { sent: "1111100011", mastered: false, needed: 6 },
    { sent: "000000000000", mastered: false, needed: 8 },
    { sent: "00000011111111", mastered: true, needed: 0 },
  ])("$sent", ({ sent, mastered, needed }) => {
    expect([isMastered(passes(sent)), stillNeeded(passes(sent))]).toEqual([mastered, needed])
  })

  test("so many right ones in a row are enough, one fewer is not, and never more than eight are asked", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (sent) => {
        const needed = stillNeeded(sent)
        const after = (more: number) => isMastered([...sent, ...Array.from({ length: more }, () => true)])
        expect(needed).toBeLessThanOrEqual(MASTERY.need)
        expect(after(needed)).toBe(true)
        if (needed > 0) expect(after(needed - 1)).toBe(false)
      }),
    )
  })
})
