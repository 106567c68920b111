import { setTimeout as pause } from "node:timers/promises"
import { expect, test } from "vitest"
import { onBeat } from "./beat.ts"

async function took(act: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await act().catch(() => null)
  return performance.now() - begin
}

test("what takes one millisecond and what takes five come at the same time, failures too", async () => {
  const acts = [() => pause(1), () => pause(5), async () => pause(2).then(() => Promise.reject(new Error("no")))]
  for (const act of acts) expect(await took(() => onBeat(act))).toBeGreaterThanOrEqual(7)
  expect(await onBeat(async () => 42)).toBe(42)
  await expect(onBeat(() => Promise.reject(new Error("no")))).rejects.toThrow("no")
})
