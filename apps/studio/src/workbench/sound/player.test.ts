import { playFrom, playSegment } from "@justesse/editor/sound/playing"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Player } from "./player.ts"

/** An element that plays as browsers do: it goes where it is told a moment later, and tells when it did. */
class FakeAudio extends EventTarget {
  src = ""
  preload = ""
  preservesPitch = false
  playbackRate = 1
  defaultPlaybackRate = 1
  paused = true
  error: { code: number } | null = null
  loads = 0
  #seconds = 0
  #timer: ReturnType<typeof setInterval> | null = null
  refusal: DOMException | null = null

  get currentTime(): number {
    return this.#seconds
  }

  set currentTime(seconds: number) {
    setTimeout(() => {
      this.#seconds = seconds
      this.dispatchEvent(new Event("seeked"))
    }, 5)
  }

  async play(): Promise<void> {
    if (this.refusal) throw this.refusal
    this.paused = false
    this.#timer ??= setInterval(() => {
      this.#seconds += 0.01 * this.playbackRate
    }, 10)
    this.dispatchEvent(new Event("playing"))
  }

  pause(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.paused = true
    this.dispatchEvent(new Event("pause"))
  }

  removeAttribute(): void {
    this.src = ""
  }

  load(): void {
    this.loads++
  }
}

let audio: FakeAudio
let spare: FakeAudio
let player: Player
const devices = { list: [{ kind: "audiooutput" }] }

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal("location", { href: "http://studio.example/label" })
  vi.stubGlobal("navigator", { onLine: true, mediaDevices: { enumerateDevices: async () => devices.list } })
  devices.list = [{ kind: "audiooutput" }]
  audio = new FakeAudio()
  spare = new FakeAudio()
  const elements = [audio, spare] as unknown as HTMLAudioElement[] // what is used of them
  player = new Player(10_000, () => elements.shift() ?? expect.fail("a third element"))
  player.load("/media/talk.flac")
})
afterEach(() => {
  player.close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test("a segment is heard from a quarter of a second before it to its end, and stops there", async () => {
  player.play(playSegment({ startMs: 2_000, endMs: 2_500 }, false))
  expect(player.nowMs).toBe(1_750)
  await pass(300)
  expect(player.view.getState().playing).toBe(true)
  expect(player.nowMs).toBeGreaterThan(1_950)
  await pass(600)
  expect(player.view.getState().playing).toBe(false)
  expect(player.nowMs).toBe(2_500)
})

test("one that repeats begins again, until it is stopped", async () => {
  player.setRepeats(true)
  player.play(playSegment({ startMs: 1_000, endMs: 1_200 }, true))
  await pass(2_000)
  expect(player.view.getState()).toMatchObject({ playing: true, repeats: true })
  expect(player.nowMs).toBeLessThan(1_260)
  player.toggle()
  expect(player.view.getState().playing).toBe(false)
})

test("Play goes on where it stopped, and past the end of a segment into what comes after it", async () => {
  player.play(playSegment({ startMs: 300, endMs: 500 }, false))
  await pass(1_000)
  expect(player.nowMs).toBe(500)
  player.toggle()
  await pass(400)
  expect(player.view.getState().playing).toBe(true)
  expect(player.nowMs).toBeGreaterThan(800)
})

test("going back and going elsewhere tell the new place at once, though the element is not there yet", async () => {
  const moments: number[] = []
  player.onMoved(() => moments.push(player.nowMs))
  player.seek(4_000)
  expect(player.nowMs).toBe(4_000)
  await pass(20)
  player.back(1_500)
  expect(player.nowMs).toBe(2_500)
  player.seek(99_000)
  expect(player.nowMs).toBe(10_000)
  expect(moments).toContain(2_500)
})

test("the speed goes by tenths, holds for what is played next, and leaves the pitch", async () => {
  player.changeSpeed(-3)
  expect(player.view.getState().speed).toBe(0.7)
  expect([audio.playbackRate, audio.defaultPlaybackRate, audio.preservesPitch]).toEqual([0.7, 0.7, true])
  player.play(playFrom(0))
  await pass(1_000)
  expect(player.nowMs).toBeGreaterThan(600)
  expect(player.nowMs).toBeLessThan(800)
})

test("a recording that is there already is not fetched anew", () => {
  audio.src = "http://studio.example/media/talk.flac"
  player.seek(3_000)
  player.load("/media/talk.flac")
  expect(player.nowMs).toBe(3_000)
})

test("what is the matter is said: no loudspeaker, a form that cannot be played, a network that is gone", async () => {
  devices.list = [{ kind: "audioinput" }]
  player.play(playFrom(0))
  await pass(20)
  expect(player.view.getState().trouble).toBe("no_device")
  devices.list = [{ kind: "audiooutput" }]
  player.tryAgain()
  await pass(20)
  expect(player.view.getState().trouble).toBeNull()
  audio.refusal = new DOMException("no", "NotSupportedError")
  player.play(playFrom(0))
  await pass(20)
  expect(player.view.getState().trouble).toBe("format")
  audio.error = { code: 2 }
  audio.dispatchEvent(new Event("error"))
  expect(player.view.getState().trouble).toBe("network")
  player.tryAgain()
  expect(audio.loads).toBe(1)
})

test("what is likely next waits at its place, and is heard at once from there, by the other element", async () => {
  player.play(playSegment({ startMs: 2_000, endMs: 3_000 }, false))
  player.prepare(playSegment({ startMs: 3_000, endMs: 4_000 }, false))
  await vi.advanceTimersByTimeAsync(50)
  expect([spare.src, spare.paused, Math.round(spare.currentTime * 1_000)]).toEqual([audio.src, true, 2_750])
  player.play(playSegment({ startMs: 3_000, endMs: 4_000 }, false))
  expect([audio.paused, spare.paused, Math.round(player.nowMs)]).toEqual([true, false, 2_750])
  await vi.advanceTimersByTimeAsync(300)
  expect(player.nowMs).toBeGreaterThan(3_000)
  expect(player.view.getState().playing).toBe(true)
})

test("another place than the one that was made ready is gone to, and a speed is kept by both elements", async () => {
  player.changeSpeed(5)
  player.play(playSegment({ startMs: 2_000, endMs: 3_000 }, false))
  player.prepare(playSegment({ startMs: 3_000, endMs: 4_000 }, false))
  await vi.advanceTimersByTimeAsync(50)
  player.play(playSegment({ startMs: 8_000, endMs: 9_000 }, false))
  await vi.advanceTimersByTimeAsync(50)
  expect([audio.paused, spare.paused]).toEqual([false, true])
  expect(player.nowMs).toBeGreaterThan(7_749)
  expect([audio.playbackRate, spare.playbackRate]).toEqual([1.5, 1.5])
})
