import { expect, test } from "vitest"
import { IDLE_MS, isToClose, LONGEST_SECONDS, type SessionTimes, whyOver } from "./session.ts"

const SESSION: SessionTimes = { openLeases: 0, lastLeaseMs: 1_000, activeSeconds: 60, midnightMs: 9_000_000_000 }

test.each([
  ["goes on for half an hour without a lease", {}, 1_000 + IDLE_MS - 1, null],
  ["is over after half an hour without a lease", {}, 1_000 + IDLE_MS, "idle"],
  ["goes on while a lease is in hand", { openLeases: 1 }, 5_000 + IDLE_MS, null],
  ["is over after four active hours", { activeSeconds: LONGEST_SECONDS }, 2_000, "long"],
  ["is over at midnight where the person is", { midnightMs: 3_000 }, 3_000, "midnight"],
] as const)("a session %s", (_name, more, nowMs, why) => expect(whyOver({ ...SESSION, ...more }, nowMs)).toBe(why))

test("a session that is over is closed once its last lease has ended", () => {
  const late = { ...SESSION, midnightMs: 3_000 }
  expect(isToClose({ ...late, openLeases: 1 }, 4_000)).toBe(false)
  expect(isToClose(late, 4_000)).toBe(true)
  expect(isToClose(SESSION, 4_000)).toBe(false)
})
