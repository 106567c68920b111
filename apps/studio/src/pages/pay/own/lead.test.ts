import { ProjectSlug } from "@justesse/types"
import { describe, expect, it } from "vitest"
import { laterLines, sentenceOfPay, stepOf } from "./lead.ts"
import type { OwnBalance, OwnPayout, PaidSession } from "./sessions.ts"

const balance: OwnBalance = {
  ...{ currency: "EUR", payableMicros: 12_344_567, transferMicros: 12_340_000, remainderMicros: 4_567 },
  ...{ bonusUndecidedMicros: 0, answersUndecided: 0, bonusHeldMicros: 0, addedAtCloseMicros: 0, owedMicros: 0 },
}
const payout: OwnPayout = {
  ...{ payout: 1, currency: "EUR", amountMicros: 9_000_000, state: "confirmed", accountEnd: "0189" },
  ...{ wasSent: true, askedAtMs: 1, changedAtMs: 2 },
}
const session: PaidSession = {
  ...{ session: 1, project: ProjectSlug.parse("cells"), projectName: "Cells", openedAtMs: 1, closedAtMs: 2 },
  ...{
    activeSeconds: 600,
    unleasedSeconds: 0,
    mentoringSeconds: 0,
    currency: "EUR",
    floorMicrosPerHour: 12_000_000,
    pieces: [],
  },
  ...{ sentMicros: 1_900_000, addedMicros: 100_000, bonusMicros: 0, owedMicros: 0 },
}
const told = (balances: OwnBalance[], payouts: OwnPayout[], sessions: PaidSession[] = []) =>
  sentenceOfPay({ balance: { balances, payouts, payoutDay: "2026-11-30" }, sessions, appeals: [] })

describe("the first sentence of hours and pay", () => {
  it("is what can be taken out, to the minor unit", () => {
    expect(told([balance], [payout])).toMatchObject({
      first: "yours",
      amount: [{ micros: 12_340_000, currency: "EUR" }],
    })
  })

  it("is what is on its way where nothing is left, and else that there is nothing", () => {
    const empty = { ...balance, transferMicros: 0 }
    expect(told([empty], [{ ...payout, state: "sent" }])).toMatchObject({
      first: "going",
      going: [{ micros: 9_000_000, currency: "EUR" }],
    })
    expect(told([empty], [{ ...payout, state: "requested" }]).first).toBe("going")
    expect(told([empty], [payout]).first).toBe("none")
    expect(told([], []).first).toBe("none")
  })

  it("is what came back from the bank, until something is taken out again", () => {
    const back = { ...payout, state: "failed" as const }
    expect(told([balance], [back])).toMatchObject({ first: "back", back: [{ micros: 9_000_000, currency: "EUR" }] })
    expect(told([balance], [payout, back]).first).toBe("yours")
    expect(told([balance], [{ ...back, wasSent: false }]).first).toBe("yours")
  })

  it("is followed by what the time shown paid, currencies beside each other", () => {
    expect(told([], [], [session])).toMatchObject({
      ...{ second: "time", seconds: 600 },
      paid: [{ micros: 2_000_000, currency: "EUR" }],
    })
    expect(told([], [], [session, { ...session, currency: "TND", bonusMicros: 5 }])).toMatchObject({
      second: "timeWithBonus",
      paid: [{ currency: "EUR" }, { currency: "TND" }],
      bonus: [{ micros: 0 }, { micros: 5 }],
    })
    expect(told([], []).second).toBeNull()
  })
})

describe("what was taken out and what comes later", () => {
  it("tells what came back from what was called back", () => {
    expect(stepOf({ state: "failed", wasSent: true })).toBe("failed")
    expect(stepOf({ state: "failed", wasSent: false })).toBe("calledBack")
    expect(stepOf({ state: "requested", wasSent: false })).toBe("requested")
  })

  it("has a line for each sum that there is", () => {
    const bonuses = { bonusUndecidedMicros: 8_200_000, answersUndecided: 122, bonusHeldMicros: 50_000 }
    expect(laterLines({ balances: [{ ...balance, addedAtCloseMicros: 160_000, ...bonuses }] })).toEqual([
      { what: "close", micros: 160_000, currency: "EUR" },
      { what: "bonuses", micros: 8_200_000, currency: "EUR", count: 122 },
      { what: "held", micros: 50_000, currency: "EUR" },
    ])
    expect(laterLines({ balances: [{ ...balance, owedMicros: 7 }] })).toEqual([
      { what: "owed", micros: 7, currency: "EUR" },
    ])
    expect(laterLines({ balances: [balance] })).toEqual([])
  })
})
