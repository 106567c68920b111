import { describe, expect, it } from "vitest"
import { countOf, extend, isChosen, NOTHING, selectionOf, toggle } from "./selection.ts"

const SEEN = [10, 11, 12, 13, 14]
const filter = { search: "", states: [], labels: [] }
const some = (chosen: ReturnType<typeof toggle>) => (chosen.kind === "some" ? [...chosen.assets] : "all")

describe("choosing pictures", () => {
  it("adds one and takes it away again", () => {
    const one = toggle(NOTHING, 11, SEEN)
    expect(some(one)).toEqual([11])
    expect(some(toggle(one, 11, SEEN))).toEqual([])
  })

  it("adds a range in either direction, beside what was chosen", () => {
    const down = extend(toggle(NOTHING, 11, SEEN), 13, SEEN)
    expect(some(down)).toEqual([11, 12, 13])
    expect(some(extend(toggle(NOTHING, 13, SEEN), 11, SEEN))).toEqual([13, 11, 12])
    expect(some(extend(NOTHING, 12, SEEN))).toEqual([12])
  })

  it("means all that match, also those not loaded, until one is taken out", () => {
    const all = { kind: "all" } as const
    expect(isChosen(all, 99_999)).toBe(true)
    expect(countOf(all, 1_284)).toBe(1_284)
    expect(selectionOf(all, filter)).toEqual({ filter })
    expect(some(toggle(all, 12, SEEN))).toEqual([10, 11, 13, 14])
  })

  it("is sent by number otherwise", () => {
    expect(selectionOf(toggle(NOTHING, 12, SEEN), filter)).toEqual({ assets: [12] })
  })
})
