import { ProjectSlug } from "@justesse/types"
import { expect, it } from "vitest"
import { bySession, type PaidSession, sumPay, timePaidMicros } from "./sessions.ts"

const session = (change: Partial<PaidSession>): PaidSession => ({
  ...{ session: 1, project: ProjectSlug.parse("cells"), projectName: "Cells", openedAtMs: 1, closedAtMs: 2 },
  ...{ activeSeconds: 600, unleasedSeconds: 30, currency: "EUR", floorMicrosPerHour: 12_000_000 },
  ...{ pieces: [{ priceMicros: 310_000, count: 2 }], sentMicros: 620_000, addedMicros: 80_000, bonusMicros: 5 },
  ...{ owedMicros: 0, ...change },
})

it("adds what sessions paid up by currency, bonuses beside it", () => {
  const euros = { currency: "EUR", sentMicros: 1_240_000, addedMicros: 160_000, bonusMicros: 10, seconds: 1_260 }
  expect(sumPay([session({}), session({ session: 2 })])).toEqual([euros])
  expect(sumPay([session({}), session({ currency: "JPY" })]).map(({ currency }) => currency)).toEqual(["EUR", "JPY"])
  expect(sumPay([])).toEqual([])
})

it("finds a session by its number, and what of it no price was posted for", () => {
  expect(bySession([session({ session: 7 })]).get(7)?.sentMicros).toBe(620_000)
  expect(timePaidMicros(session({}))).toBe(0)
  expect(timePaidMicros(session({ pieces: [] }))).toBe(620_000)
})
