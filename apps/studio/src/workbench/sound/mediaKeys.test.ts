import { afterEach, expect, test, vi } from "vitest"
import { takeMediaKeys } from "./mediaKeys.ts"

afterEach(() => vi.unstubAllGlobals())

test("keys for sound run the page's commands, and are given back when the recording is left", () => {
  const held = new Map<string, (() => void) | null>()
  const setActionHandler = (action: string, handler: (() => void) | null) => {
    if (action === "seekbackward") throw new TypeError("not known here")
    held.set(action, handler)
  }
  vi.stubGlobal("navigator", { mediaSession: { setActionHandler } })
  const ran: string[] = []
  const leave = takeMediaKeys((command) => ran.push(command))
  for (const action of ["play", "pause", "previoustrack", "nexttrack"]) held.get(action)?.()
  expect(ran).toEqual(["sound.play", "sound.play", "sound.back", "sound.next"])
  leave()
  expect([...held.values()].every((handler) => handler === null)).toBe(true)
})

test("a browser without them has none to give", () => {
  vi.stubGlobal("navigator", {})
  expect(() => takeMediaKeys(() => undefined)()).not.toThrow()
})
