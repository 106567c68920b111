import { describe, expect, it } from "vitest"
import { MONEY } from "../../../testing/money.ts"
import { leadOf, proposedMicros, stateOf } from "./state.ts"

describe("a project's money", () => {
  it("says what an owner has to know of first", () => {
    expect(stateOf(MONEY)).toBe("running")
    expect(stateOf({ ...MONEY, isRunningOut: true })).toBe("runningOut")
    expect(stateOf({ ...MONEY, answersLeft: 0, isRunningOut: true })).toBe("done")
    expect(stateOf({ ...MONEY, price: null })).toBe("before")
    expect(stateOf({ ...MONEY, quote: null, price: null })).toBe("noPrice")
    expect(stateOf({ ...MONEY, unfunded: { sinceMs: 1, asked: 9 } })).toBe("stopped")
    expect(stateOf({ ...MONEY, floorMicrosPerHour: 0, quote: null })).toBe("noFloor")
  })

  it("says until when it lasts, and how many of the five are done", () => {
    expect(leadOf(MONEY)).toBe("enough")
    expect(leadOf({ ...MONEY, missingMicros: 7 })).toBe("running")
    expect(leadOf({ ...MONEY, lastsDays: 4 })).toBe("runningUntil")
    expect(leadOf({ ...MONEY, lastsDays: 1, isRunningOut: true })).toBe("runningOut")
    expect(leadOf({ ...MONEY, quote: null, ownSeconds: [60, 50] })).toBe("noPriceYet")
    expect(leadOf({ ...MONEY, quote: null, ownSeconds: [] })).toBe("noPrice")
  })

  it("proposes what is missing, to the next ten", () => {
    expect(proposedMicros({ missingMicros: 54_210_000 })).toBe(60_000_000)
    expect(proposedMicros({ missingMicros: 60_000_000 })).toBe(60_000_000)
    expect(proposedMicros({ missingMicros: 0 })).toBe(0)
    expect(proposedMicros({ missingMicros: null })).toBe(0)
  })
})
