import { ProjectSlug } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { api } from "../api.ts"

vi.mock("../api.ts", () => ({ api: { work: { break: { mutate: vi.fn<() => Promise<unknown>>() } } } }))

const kept = new Map<string, string>()
const PROJECT = ProjectSlug.parse("cells")
const BEGAN = Date.UTC(2026, 10, 25, 8)

/** The module as a page that is opened now loads it. */
async function opened() {
  vi.resetModules()
  const page = await import("./pace.ts")
  return { ...page, tell: vi.mocked((await import("../api.ts")).api.work.break.mutate) }
}

beforeEach(() => {
  kept.clear()
  vi.useFakeTimers({ now: BEGAN })
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.mocked(api.work.break.mutate).mockReset()
})

describe("a break", () => {
  test("goes on while its page is closed, and its seconds are told when it is over", async () => {
    const { beginBreak } = await opened()
    beginBreak(PROJECT)
    vi.setSystemTime(BEGAN + 240_000)
    const later = await opened()
    expect(later.pace.getState().running).toEqual({ project: PROJECT, beganAtMs: BEGAN })
    later.tell.mockResolvedValue({ countedSeconds: 240, leftSeconds: 0, todaySeconds: 3_240 })
    expect(await later.endBreak()).toMatchObject({ countedSeconds: 240 })
    expect(later.tell).toHaveBeenCalledWith(expect.objectContaining({ project: PROJECT, seconds: 240 }))
    expect([later.pace.getState().running, (await opened()).pace.getState().running]).toEqual([null, null])
  })

  test("is a break still where nothing comes through, and is told once it does", async () => {
    const { beginBreak, endBreak, pace, tell } = await opened()
    beginBreak(PROJECT)
    tell.mockRejectedValueOnce(new TypeError("fetch failed"))
    await expect(endBreak()).rejects.toThrow("fetch failed")
    expect(pace.getState().running).not.toBeNull()
    tell.mockResolvedValueOnce({ countedSeconds: 1, leftSeconds: 0, todaySeconds: 1 })
    await endBreak()
    expect([pace.getState().running, await endBreak()]).toEqual([null, null])
    expect(tell).toHaveBeenCalledTimes(2)
  })

  test("that was written by something else is none", async () => {
    for (const text of ["", "cells", "cells soon", "No Slug! 5"]) {
      kept.set("justesse.break", text)
      expect((await opened()).pace.getState().running).toBeNull()
    }
  })

  test("is put away for an hour", async () => {
    const { pace, putAway } = await opened()
    putAway()
    expect(pace.getState().putAwayUntilMs).toBe(BEGAN + 3_600_000)
  })
})
