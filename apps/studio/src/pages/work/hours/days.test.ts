import { ProjectSlug } from "@justesse/types"
import { expect, it } from "vitest"
import { daysOf, firstDays, type SessionRow, spanOf, workedSeconds } from "./days.ts"

const session = (change: Partial<SessionRow>): SessionRow => ({
  ...{ session: 1, day: "2026-11-30", project: ProjectSlug.parse("cells"), projectName: "Cells", fromMs: 1, toMs: 2 },
  ...{
    seconds: 600,
    readingSeconds: 0,
    reviewSeconds: 0,
    mentoringSeconds: 0,
    breakSeconds: 0,
    claimedSeconds: 0,
    tasks: 3,
    ...change,
  },
})

it("days are the sum of their sessions, newest first as they come", () => {
  const sessions = [session({}), session({ session: 2, seconds: 60 }), session({ session: 3, day: "2026-11-29" })]
  expect(daysOf(sessions).map(({ day, seconds, sessions: own }) => [day, seconds, own.length])).toEqual([
    ["2026-11-30", 660, 2],
    ["2026-11-29", 600, 1],
  ])
  expect(daysOf([])).toEqual([])
})

it("a session over midnight has one day on which its pay stands: that on which it began", () => {
  const over = [session({ session: 7 }), session({ session: null }), session({ session: 7, day: "2026-11-29" })]
  expect(firstDays(over)).toEqual(new Map([[7, "2026-11-29"]]))
})

it("what is no reading, break or addition was worked on tasks", () => {
  expect(
    workedSeconds(
      session({ readingSeconds: 100, reviewSeconds: 20, mentoringSeconds: 0, breakSeconds: 50, claimedSeconds: 30 }),
    ),
  ).toBe(400)
})

it.each([
  ["week", "2026-12-02T10:00:00", "2026-11-30", 3],
  ["week", "2026-11-30T10:00:00", "2026-11-30", 1],
  ["week", "2026-12-06T10:00:00", "2026-11-30", 7],
  ["last", "2026-12-02T10:00:00", "2026-11-23", 7],
  ["30", "2026-12-02T10:00:00", "2026-11-03", 30],
] as const)("the span %s at %s begins on %s and has %d days", (span, now, from, days) => {
  const found = spanOf(span, Date.parse(now))
  expect([new Date(found.fromMs).toDateString(), found.days]).toEqual([
    new Date(`${from}T10:00:00`).toDateString(),
    days,
  ])
})
