import { ProjectSlug } from "@justesse/types"
import { expect, it } from "vitest"
import { type PaidSession, sumPay } from "./sessions.ts"
import { todayOf } from "./today.ts"

const session = (change: Partial<PaidSession>): PaidSession => ({
  ...{ session: 1, project: ProjectSlug.parse("cells"), projectName: "Cells", openedAtMs: 1, closedAtMs: 2 },
  ...{
    activeSeconds: 3_570,
    unleasedSeconds: 30,
    mentoringSeconds: 0,
    currency: "EUR",
    floorMicrosPerHour: 12_000_000,
  },
  ...{ pieces: [], sentMicros: 11_900_000, addedMicros: 100_000, bonusMicros: 5, owedMicros: 0, ...change },
})

it("measures an hour by closed sessions alone, and adds up all of them as the page of hours does", () => {
  const sessions = [session({}), session({ session: 2, closedAtMs: null, addedMicros: 0, sentMicros: 1 })]
  const [today, ...others] = todayOf(sessions)
  expect(today).toMatchObject({ closed: 1, hourlyMicros: 12_000_000, hasOpen: true, seconds: 7_200 })
  expect(today).toMatchObject(sumPay(sessions)[0] ?? {})
  expect(others).toEqual([])
})

it("has no measure before a session is closed, and none of a currency that another one has", () => {
  const open = session({ closedAtMs: null })
  expect(todayOf([open])).toMatchObject([{ closed: 0, hourlyMicros: null, hasOpen: true }])
  expect(todayOf([open, session({ currency: "TND" })])).toMatchObject([
    { currency: "EUR", closed: 0, hourlyMicros: null },
    { currency: "TND", closed: 1, hourlyMicros: 12_000_000, hasOpen: false },
  ])
  expect(todayOf([])).toEqual([])
})
