import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Said } from "./said.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test("a message is seen at once and for its time, however many came before it (found B14)", () => {
  const said = new Said()
  const seen = new Set<string>()
  const board = { show: (id: string) => void seen.add(id), hide: (id: string) => void seen.delete(id) }
  for (const id of ["a", "b", "c"]) said.say(id, 10_000, board)
  vi.advanceTimersByTime(1_000)
  said.say("open again", 4_000, board)
  expect([...seen]).toEqual(["b", "c", "open again"])
  vi.advanceTimersByTime(4_000)
  expect([...seen]).toEqual(["b", "c"])
  said.gone("b")
  said.say("d", 4_000, board)
  expect([...seen]).toEqual(["b", "c", "d"])
  vi.advanceTimersByTime(10_000)
  // Who closed one by hand took it off the board themselves.
  expect([...seen]).toEqual(["b"])
})
