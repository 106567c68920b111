import { AssignmentId } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { lockTask, type TabLock } from "./tabLock.ts"

const task = AssignmentId.parse("4e1f6c1e-4e4f-4b4f-8a4e-111111111111")
const other = AssignmentId.parse("4e1f6c1e-4e4f-4b4f-8a4e-222222222222")
const holds: TabLock[] = []

/** A window of this browser asks for a task. */
async function ask(id = task, steal = false) {
  const lost = vi.fn<() => void>()
  const tabLock = await lockTask(id, steal, lost)
  holds.push(tabLock)
  return { tabLock, lost }
}

/** Locks of one browser, as the standard has them: one holder a name; who steals rejects the one before. */
function fakeLocks() {
  const held = new Map<string, { reject: (error: Error) => void }>()
  const request = (
    name: string,
    options: { steal?: boolean; ifAvailable?: boolean },
    take: (lock: object | null) => Promise<void> | undefined,
  ) =>
    new Promise<void>((resolve, reject) => {
      if (held.has(name) && !options.steal) {
        resolve(take(null))
        return
      }
      held.get(name)?.reject(new Error("AbortError"))
      const mine = { reject }
      held.set(name, mine)
      void take({})?.then(() => {
        if (held.get(name) === mine) held.delete(name)
        resolve()
      })
    })
  return { request }
}

describe.each(["locks", "a channel"])("a task is held by one window, with %s", (means) => {
  beforeEach(() => {
    const { setTimeout, clearTimeout } = globalThis
    vi.stubGlobal("window", { setTimeout, clearTimeout, isSecureContext: means === "locks" })
    vi.stubGlobal("navigator", { locks: fakeLocks() })
  })
  afterEach(() => {
    for (const tabLock of holds.splice(0)) tabLock.release()
    vi.unstubAllGlobals()
  })

  it("the first; a second one reads, and another task is free", async () => {
    const first = await ask()
    const second = await ask()
    const elsewhere = await ask(other)
    expect([first, second, elsewhere].map(({ tabLock }) => tabLock.mine)).toEqual([true, false, true])
    expect(first.lost).not.toHaveBeenCalled()
  })

  it("one of several that ask at the same moment, as a browser that restores its windows does", async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => ask()))
    expect(all.filter(({ tabLock }) => tabLock.mine)).toHaveLength(1)
  })

  it("the one that took it over; the one before is told once, and its leaving frees nothing", async () => {
    const first = await ask()
    const second = await ask(task, true)
    await expect.poll(() => first.lost.mock.calls.length).toBe(1)
    first.tabLock.release()
    const third = await ask()
    expect([second.tabLock.mine, third.tabLock.mine, second.lost.mock.calls.length]).toEqual([true, false, 0])
  })

  it("the next one, once it was given back", async () => {
    const first = await ask()
    first.tabLock.release()
    // The lock is free a moment later.
    await Promise.resolve()
    expect((await ask()).tabLock.mine).toBe(true)
  })
})
