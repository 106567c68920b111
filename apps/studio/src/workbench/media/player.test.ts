import { describe, expect, test } from "vitest"
import { mediaSign, runOnMedia, sawUntil, seen, takeHand } from "./hand.ts"
import { clockText, followPlayed, isSilent, nextSpeed } from "./player.ts"

/** What a browser's element tells of what was played: stretches in seconds. */
class Played extends EventTarget {
  stretches: readonly (readonly [number, number])[] = []
  get played() {
    const { stretches } = this
    return {
      length: stretches.length,
      start: (at: number) => stretches[at]?.[0] ?? 0,
      end: (at: number) => stretches[at]?.[1] ?? 0,
    }
  }
  tell(event: string, ...stretches: (readonly [number, number])[]) {
    this.stretches = stretches
    this.dispatchEvent(new Event(event))
  }
}

describe("how far something was seen", () => {
  test("is the furthest moment that was played, whatever was skipped before it", () => {
    const element = new Played()
    const leave = followPlayed(element as unknown as HTMLMediaElement, "/media/a")
    element.tell("timeupdate", [0, 1.5])
    expect(seen.getState()).toEqual({ of: "/media/a", until: 1_500 })
    element.tell("pause", [0, 2], [10, 12.25])
    expect(seen.getState().until).toBe(12_250)
    // Played again from its beginning it was still seen to there.
    element.tell("timeupdate", [0, 3])
    expect(seen.getState().until).toBe(12_250)
    leave()
    expect(mediaSign()).toBeNull()
    element.tell("ended", [0, 60])
    expect(seen.getState().until).toBe(12_250)
  })

  test("begins anew with another asset", () => {
    sawUntil("/media/a", 9_000)
    sawUntil("/media/b", 0)
    expect(seen.getState()).toEqual({ of: "/media/b", until: 0 })
  })
})

describe("the keys of what is played or read", () => {
  test("mean two seconds and a page, to what took them last, and nothing once it left", () => {
    const told: string[] = []
    const hand = (name: string) => ({
      play: () => void told.push(`${name} plays`),
      step: (ms: number) => void told.push(`${name} ${ms}`),
      page: (by: number) => void told.push(`${name} page ${by}`),
      snapshot: () => "",
      sign: "text" as const,
    })
    const leaveFirst = takeHand(hand("first"))
    const leave = takeHand(hand("second"))
    leaveFirst()
    expect(mediaSign()).toBe("text")
    for (const id of ["media.play", "media.back", "media.forward", "media.further", "media.nearer"])
      expect(runOnMedia(id)).toBe(true)
    expect(told).toEqual(["second plays", "second -2000", "second 2000", "second page 1", "second page -1"])
    expect(runOnMedia("task.submit")).toBe(false)
    leave()
    expect(runOnMedia("media.play")).toBe(true)
    expect(told).toHaveLength(5)
  })
})

test.each([
  [0, "0:00"],
  [7_900, "0:07"],
  [61_000, "1:01"],
  [3_723_000, "1:02:03"],
])("%i ms is read as %s", (ms, text) => {
  expect(clockText(ms)).toBe(text)
})

test("one button goes through all speeds and comes back to the usual one", () => {
  const speeds = [1]
  while (speeds.length < 7) speeds.push(nextSpeed(speeds.at(-1) ?? 1))
  expect(new Set(speeds).size).toBe(6)
  expect(speeds.at(-1)).toBe(1)
  expect(nextSpeed(1.1)).toBe(1)
})

test.each([
  { name: "Firefox says so at once", heard: { currentTime: 0, mozHasAudio: false }, silent: true },
  { name: "Firefox, with sound", heard: { currentTime: 9, mozHasAudio: true }, silent: false },
  { name: "Safari counts its tracks", heard: { currentTime: 0, audioTracks: { length: 0 } }, silent: true },
  {
    name: "Chromium knows nothing before it played",
    heard: { currentTime: 0, webkitAudioDecodedByteCount: 0 },
    silent: false,
  },
  { name: "Chromium heard nothing", heard: { currentTime: 1, webkitAudioDecodedByteCount: 0 }, silent: true },
  { name: "Chromium heard something", heard: { currentTime: 1, webkitAudioDecodedByteCount: 800 }, silent: false },
  { name: "another browser never says", heard: { currentTime: 9 }, silent: false },
])("whether a video has no sound: $name", ({ heard, silent }) => expect(isSilent(heard)).toBe(silent))
