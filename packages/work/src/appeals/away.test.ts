import { expect, test } from "vitest"
import { awayUntilMs, isAway, MOST_AWAY_DAYS } from "./away.ts"

const NOW = 1_700_000_000_000
const DAY = 86_400_000

test("somebody is away until the end of a day, thirty days ahead at most, and it ends by itself", () => {
  expect(awayUntilMs(NOW + DAY, NOW)).toBe(NOW + DAY)
  expect(awayUntilMs(NOW + (MOST_AWAY_DAYS + 1) * DAY, NOW)).toBe(NOW + 31 * DAY)
  expect(awayUntilMs(NOW + (MOST_AWAY_DAYS + 1) * DAY + 1, NOW)).toBeNull()
  expect(awayUntilMs(NOW, NOW)).toBeNull()
  expect([isAway(NOW + 1, NOW), isAway(NOW, NOW), isAway(null, NOW), isAway(undefined, NOW)]).toEqual([
    ...[true, false, false, false],
  ])
})
