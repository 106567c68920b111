import type { JobChanges } from "@justesse/types/wire/jobs"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { ALL, type Path, SHOWN } from "./refreshes.ts"
import { followJobs, OPEN_AGAIN_MS, READ_EVERY_MS, type StreamEvents } from "./stream.ts"

const FIRST: JobChanges = { all: true, changed: [] }
const RUNS: JobChanges = { all: false, changed: [{ kind: "import", state: "running", done: 1, total: 9 }] }

/** A browser's window and a wire that the test moves. */
function makeWindow(places = 1) {
  const streams: StreamEvents[] = []
  const read: (readonly Path[])[] = []
  let open = 0
  let taken = 0
  let isVisible = true
  let listener = () => {}
  const end = followJobs({
    open: (events) => {
      streams.push(events)
      open++
      return () => {
        open--
      }
    },
    refresh: (paths) => void read.push(paths),
    isVisible: () => isVisible,
    onVisibility: (heard) => {
      listener = heard
      return () => {
        listener = () => {}
      }
    },
    takePlace: async () => {
      if (taken >= places) return null
      taken++
      return () => {
        taken--
      }
    },
  })
  return {
    streams,
    end,
    /** What was read since this was asked last. */
    takeRead: () => read.splice(0),
    openNow: () => open,
    takenNow: () => taken,
    show: async (visible: boolean) => {
      isVisible = visible
      listener()
      await vi.advanceTimersByTimeAsync(0)
    },
    wait: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    stream: () => streams.at(-1) ?? expect.fail("no stream was opened"),
  }
}

describe("following jobs", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test("what a change makes old is read, and nothing while nothing changes", async () => {
    const window = makeWindow()
    await window.wait(0)
    window.stream().onTold(FIRST)
    expect(window.takeRead()).toEqual([SHOWN])
    window.stream().onTold(RUNS)
    expect(window.takeRead()).toEqual([["imports.list", "imports.get"]])
    await window.wait(60_000)
    expect(window.takeRead()).toEqual([])
    window.end()
    expect([window.openNow(), window.takenNow()]).toEqual([0, 0])
  })

  test("a stream that does not come, as behind a proxy that keeps it back, is replaced by reading every few seconds", async () => {
    const window = makeWindow()
    await window.wait(3 * READ_EVERY_MS)
    expect(window.takeRead()).toEqual([ALL, ALL, ALL])
    window.stream().onTold(FIRST)
    await window.wait(10 * READ_EVERY_MS)
    expect(window.takeRead()).toEqual([SHOWN])
    window.end()
  })

  test("a stream that is being connected again is replaced meanwhile, and then everything is read", async () => {
    const window = makeWindow()
    await window.wait(0)
    window.stream().onTold(FIRST)
    window.takeRead()
    window.stream().onConnecting()
    await window.wait(2 * READ_EVERY_MS)
    window.stream().onTold(FIRST)
    expect(window.takeRead()).toEqual([ALL, ALL, ALL])
    await window.wait(10 * READ_EVERY_MS)
    expect([window.takeRead(), window.streams.length]).toEqual([[], 1])
    window.end()
  })

  test("a stream that broke is opened again later, one that may not be followed any more is not", async () => {
    const window = makeWindow()
    await window.wait(0)
    window.stream().onTold(FIRST)
    window.stream().onEnd(false)
    expect([window.openNow(), window.takenNow()]).toEqual([0, 0])
    await window.wait(OPEN_AGAIN_MS)
    expect(window.streams).toHaveLength(2)
    window.stream().onTold(FIRST)
    window.takeRead()
    window.stream().onEnd(true)
    expect([window.takeRead(), window.openNow(), window.takenNow()]).toEqual([[ALL], 0, 0])
    await window.wait(20 * OPEN_AGAIN_MS)
    expect([window.takeRead(), window.streams.length]).toEqual([[], 2])
    window.end()
  })

  test("a hidden window keeps no stream and reads nothing; shown again, it reads everything", async () => {
    const window = makeWindow()
    await window.wait(0)
    window.stream().onTold(FIRST)
    window.takeRead()
    const before = window.stream()
    await window.show(false)
    await window.wait(10 * READ_EVERY_MS)
    expect([window.takeRead(), window.openNow(), window.takenNow()]).toEqual([[], 0, 0])
    await window.show(true)
    before.onTold(RUNS)
    before.onEnd(true)
    expect(window.takeRead()).toEqual([])
    window.stream().onTold(FIRST)
    expect([window.takeRead(), window.openNow()]).toEqual([[ALL], 1])
    window.end()
  })

  test("a window without a place reads every few seconds, and takes a place when there is one", async () => {
    const window = makeWindow(0)
    await window.wait(OPEN_AGAIN_MS + 10)
    expect([window.takeRead().length, window.openNow()]).toEqual([Math.floor(OPEN_AGAIN_MS / READ_EVERY_MS), 0])
    window.end()
    await window.wait(10 * OPEN_AGAIN_MS)
    expect([window.takeRead(), window.streams.length]).toEqual([[], 0])
  })
})
