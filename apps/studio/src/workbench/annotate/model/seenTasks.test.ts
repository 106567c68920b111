import { AssignmentId, RegionId } from "@justesse/types"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { keepSeen, readSeen } from "./seenTasks.ts"

const task = (n: number) => AssignmentId.parse(`4e1f6c1e-4e4f-4b4f-8a4e-${String(n).padStart(12, "0")}`)
const ids = (...names: readonly string[]) => new Set(names.map((name) => RegionId.parse(name)))
let kept = new Map<string, string>()
let room = Number.POSITIVE_INFINITY

beforeEach(() => {
  kept = new Map()
  room = Number.POSITIVE_INFINITY
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, text: string) {
      if (text.length > room) throw new DOMException("no room", "QuotaExceededError")
      kept.set(key, text)
    },
  })
})
afterEach(() => vi.unstubAllGlobals())

test("what was hidden and locked of a task is known again; of a task that shows all of it nothing is", () => {
  const seen = { hidden: ids("a", "b"), locked: ids("c") }
  keepSeen(task(1), seen)
  keepSeen(task(2), { hidden: ids("d"), locked: ids() })
  expect([readSeen(task(1)), readSeen(task(3))]).toEqual([seen, null])
  keepSeen(task(1), { hidden: ids(), locked: ids() })
  expect([readSeen(task(1)), readSeen(task(2))?.hidden]).toEqual([null, ids("d")])
})

test("of very many tasks the last ones are known, and what others wrote there is nothing", () => {
  for (let n = 1; n <= 25; n++) keepSeen(task(n), { hidden: ids("a"), locked: ids() })
  expect([5, 6, 25].map((n) => readSeen(task(n)) !== null)).toEqual([false, true, true])
  for (const text of ["{", "7", '[{"task":1}]', `[{"task":"${task(1)}","hidden":[7,""],"locked":[]}]`]) {
    for (const key of kept.keys()) kept.set(key, text)
    expect(readSeen(task(1))?.hidden.size ?? 0).toBe(0)
  }
})

test("a browser that has no room, or keeps nothing at all, hinders nobody", () => {
  room = 20
  keepSeen(task(1), { hidden: ids("a"), locked: ids() })
  expect(readSeen(task(1))).toBeNull()
  vi.stubGlobal("localStorage", undefined)
  keepSeen(task(1), { hidden: ids("a"), locked: ids() })
  expect(readSeen(task(1))).toBeNull()
})
