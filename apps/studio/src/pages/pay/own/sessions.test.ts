import { ProjectSlug } from "@justesse/types"
import { expect, it } from "vitest"
import {
  bySession,
  floorOf,
  hourlyOf,
  mentoringMicros,
  type PaidSession,
  saidOfFloor,
  sumPay,
  timePaidMicros,
} from "./sessions.ts"

const session = (change: Partial<PaidSession>): PaidSession => ({
  ...{ session: 1, project: ProjectSlug.parse("cells"), projectName: "Cells", openedAtMs: 1, closedAtMs: 2 },
  ...{ activeSeconds: 600, unleasedSeconds: 30, mentoringSeconds: 0, currency: "EUR", floorMicrosPerHour: 12_000_000 },
  ...{ pieces: [{ priceMicros: 310_000, count: 2 }], sentMicros: 620_000, addedMicros: 80_000, bonusMicros: 5 },
  ...{ owedMicros: 0, ...change },
})

it("adds what sessions paid up by currency, bonuses beside it", () => {
  const euros = { currency: "EUR", sentMicros: 1_240_000, addedMicros: 160_000, bonusMicros: 10, seconds: 1_260 }
  expect(sumPay([session({}), session({ session: 2 })])).toEqual([{ ...euros, floorMicros: 1_400_000 }])
  expect(sumPay([session({}), session({ currency: "JPY" })]).map(({ currency }) => currency)).toEqual(["EUR", "JPY"])
  expect(sumPay([])).toEqual([])
})

it("finds a session by its number, and what of it no price was posted for", () => {
  expect(bySession([session({ session: 7 })]).get(7)?.sentMicros).toBe(620_000)
  expect(timePaidMicros(session({}))).toBe(0)
  expect(timePaidMicros(session({ pieces: [] }))).toBe(620_000)
})

it("measures against the floor of all that was counted, and an hour by the same rule everywhere", () => {
  const open = session({ addedMicros: 0, sentMicros: 100 })
  expect(floorOf(open)).toBe(2_100_000)
  expect(floorOf(session({}))).toBe(700_000)
  const [sums] = sumPay([session({ activeSeconds: 3_570 })])
  expect(sums && hourlyOf(sums)).toBe(700_000)
  const [none] = sumPay([session({ activeSeconds: 0, unleasedSeconds: 0 })])
  expect(none && hourlyOf(none)).toBeNull()
})

it("counts mentoring a quarter above the floor, beside what was added to reach it", () => {
  const hour = { unleasedSeconds: 3_600, mentoringSeconds: 3_600 }
  expect(mentoringMicros(session(hour))).toBe(15_000_000)
  expect(mentoringMicros(session({}))).toBe(0)
  // More was sent than the floor of the rest: what was added is mentoring alone.
  const fast = session({ ...hour, activeSeconds: 60, sentMicros: 620_000, addedMicros: 15_000_000 })
  expect(floorOf(fast)).toBe(200_000 + 15_000_000)
  const slow = session({ ...hour, activeSeconds: 600, sentMicros: 620_000, addedMicros: 16_380_000 })
  expect(floorOf(slow)).toBe(17_000_000)
  // Before it is closed nothing is added, and the floor is known.
  expect(floorOf(session({ ...hour, activeSeconds: 600, addedMicros: 0 }))).toBe(17_000_000)
})

it("says that the floor was reached where it was, and never where something is missing to it", () => {
  const enough = { sentMicros: 2_100_000, addedMicros: 0 }
  expect(saidOfFloor(session(enough))).toBe("floor")
  expect(saidOfFloor(session({ ...enough, sentMicros: 2_099_999 }))).toBe("floorWaits")
  expect(saidOfFloor(session({ sentMicros: 620_000, addedMicros: 1_480_000 }))).toBe("floorAdded")
  expect(saidOfFloor(session({ sentMicros: 620_000, addedMicros: 480_000, owedMicros: 1_000_000 }))).toBe("floorWaits")
  expect(saidOfFloor(session({ ...enough, closedAtMs: null }))).toBe("floorOpen")
  // Mentoring is added beside a floor that the rest reached by itself, and owed as that is.
  const mentored = { ...enough, unleasedSeconds: 3_630, mentoringSeconds: 3_600 }
  expect(saidOfFloor(session({ ...mentored, addedMicros: 15_000_000 }))).toBe("floor")
  expect(saidOfFloor(session(mentored))).toBe("floorWaits")
})
