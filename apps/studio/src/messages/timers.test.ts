import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { MessageTimers } from "./timers.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test("a message is seen at once and for its time, however many came before it (found B14)", () => {
  const timers = new MessageTimers()
  const seen = new Set<string>()
  const board = { show: (id: string) => void seen.add(id), hide: (id: string) => void seen.delete(id) }
  for (const id of ["a", "b", "c"]) timers.show(id, 10_000, board)
  vi.advanceTimersByTime(1_000)
  timers.show("open again", 4_000, board)
  expect([...seen]).toEqual(["b", "c", "open again"])
  vi.advanceTimersByTime(4_000)
  expect([...seen]).toEqual(["b", "c"])
  timers.gone("b")
  timers.show("d", 4_000, board)
  expect([...seen]).toEqual(["b", "c", "d"])
  vi.advanceTimersByTime(10_000)
  // Who closed one by hand took it off the board themselves.
  expect([...seen]).toEqual(["b"])
})
