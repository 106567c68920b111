import { expect, test } from "vitest"
import { answerInConstantTime } from "./constantTime.ts"

/** A clock that goes on only where somebody pauses. */
function status() {
  let at = 1_000.25
  return {
    nowMs: () => at,
    pause: (ms: number) => {
      at += ms
      return Promise.resolve()
    },
  }
}

test("what takes one millisecond and what takes five come at the same time, failures too", async () => {
  const no = () => Promise.reject(new Error("no"))
  for (const [spent, due] of [
    [1, 8],
    [5, 8],
    [7.9, 8],
    [8.1, 16],
    [20, 24],
  ] as const) {
    for (const end of [() => Promise.resolve(), no]) {
      const clock = status()
      const begin = clock.nowMs()
      await answerInConstantTime(() => clock.pause(spent).then(end), clock).catch(() => null)
      expect(clock.nowMs() - begin).toBeCloseTo(due, 9)
    }
  }
  expect(await answerInConstantTime(async () => 42)).toBe(42)
  await expect(answerInConstantTime(no)).rejects.toThrow("no")
})
