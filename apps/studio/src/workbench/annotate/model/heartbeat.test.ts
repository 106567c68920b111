import { AssignmentId, HEARTBEAT } from "@justesse/types"
import { TRPCClientError } from "@trpc/client"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { Heartbeat } from "../transport.ts"
import { ActiveClock } from "./heartbeat.ts"

const [first, second] = ["1", "2"].map((n) => AssignmentId.parse(`4e1f6c1e-4e4f-4b4f-8a4e-${n.repeat(12)}`))
const SECOND = 1_000

const takenOver = TRPCClientError.from({
  error: { code: -1, message: "", data: { failure: { code: "taken_over", detail: {} } } },
} as never)

/** A page in which somebody works: what it sent, and who answers. */
class Page {
  assignment: Pick<Heartbeat, "assignmentId" | "fence"> | null = first ? { assignmentId: first, fence: 1 } : null
  together: readonly Pick<Heartbeat, "assignmentId" | "fence">[] = []
  readonly sent: { beat: Heartbeat; last: boolean }[] = []
  online = true
  keeps = false
  readonly kept: Heartbeat[] = []
  /** The assignment that counts: another one is refused. */
  fence: number | null = null
  readonly clock = new ActiveClock({
    assignment: () => this.assignment,
    together: () => this.together,
    activity: () => "draw",
    waiting: () => false,
    keep: async (beat) => {
      if (this.keeps) this.kept.push(beat)
      return this.keeps
    },
    send: async (beat, last) => {
      if (!this.online) throw new TypeError("Failed to fetch")
      if (this.fence !== null && beat.fence !== this.fence) throw takenOver
      this.sent.push({ beat, last })
    },
  })

  get batches() {
    return this.sent.flatMap(({ beat }) => beat.batches)
  }
  get seconds(): number {
    return this.batches.reduce((sum, batch) => sum + batch.seconds.length, 0)
  }
}

let page: Page
let stoodMs = 0
beforeEach(() => {
  vi.useFakeTimers()
  stoodMs = 0
  const now = performance.now.bind(performance)
  vi.spyOn(performance, "now").mockImplementation(() => now() + stoodMs)
  const { setInterval, clearInterval } = globalThis
  vi.stubGlobal("navigator", { onLine: true })
  vi.stubGlobal("window", Object.assign(new EventTarget(), { setInterval, clearInterval }))
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false, hasFocus: () => true }))
  page = new Page()
})
afterEach(() => {
  page.clock.stop()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe("time at work", () => {
  it("of things that are looked at together is shared over them, each second once and at its own moment", async () => {
    page.together = [first, second].flatMap((assignmentId) => (assignmentId ? [{ assignmentId, fence: 1 }] : []))
    await vi.advanceTimersByTimeAsync(30 * SECOND)
    const of = (id: typeof first) =>
      page.sent
        .filter(({ beat }) => beat.assignmentId === id)
        .flatMap(({ beat }) => beat.batches)
        .reduce((sum, { seconds }) => sum + seconds.length, 0)
    expect(page.seconds).toBe(30)
    expect(Math.abs(of(first) - of(second))).toBeLessThanOrEqual(2)
    const moments = page.batches.map(({ monotonicMs }) => monotonicMs)
    expect(moments).toEqual([...moments].sort((a, b) => a - b))
    expect(new Set(moments).size).toBe(moments.length)
  })

  it("without a network lies on this computer, for as many hours as it takes", async () => {
    page.keeps = true
    page.online = false
    await vi.advanceTimersByTimeAsync(3 * 3_600 * SECOND)
    expect(page.kept.flatMap(({ batches }) => batches).reduce((sum, { seconds }) => sum + seconds.length, 0)).toBe(
      10_800,
    )
    page.online = true
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    expect(page.seconds).toBe(15)
  })

  it("is told second by second, every fifteen: input where there was some, and nothing of what it was", async () => {
    await vi.advanceTimersByTimeAsync(2 * SECOND)
    window.dispatchEvent(new Event("keydown"))
    await vi.advanceTimersByTimeAsync(13 * SECOND)
    const seen = HEARTBEAT.visible.toString(16)
    const touched = (HEARTBEAT.visible | HEARTBEAT.input).toString(16)
    expect(page.batches.map(({ seq, seconds }) => [seq, seconds])).toEqual([
      [0, seen.repeat(2) + touched + seen.repeat(12)],
    ])
  })

  it("is not recorded without a task, and never put on another one", async () => {
    await vi.advanceTimersByTimeAsync(5 * SECOND)
    page.assignment = second ? { assignmentId: second, fence: 1 } : null
    await vi.advanceTimersByTimeAsync(4 * SECOND)
    page.assignment = null
    await vi.advanceTimersByTimeAsync(20 * SECOND)
    page.clock.flush()
    await vi.advanceTimersByTimeAsync(1)
    expect(page.sent.map(({ beat }) => [beat.assignmentId, beat.batches[0]?.seconds.length])).toEqual([
      [first, 5],
      [second, 4],
    ])
  })

  it("without a network waits, and is told whole and once when it is back", async () => {
    page.online = false
    await vi.advanceTimersByTimeAsync(50 * SECOND)
    expect(page.sent).toEqual([])
    page.online = true
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    expect(page.seconds).toBe(60)
    const seqs = page.batches.map(({ seq }) => seq)
    expect([...new Set(seqs)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3])
    expect(seqs).toHaveLength(4)
  })

  it("of a night without a network keeps the last batches, not all", async () => {
    page.online = false
    await vi.advanceTimersByTimeAsync(8 * 3_600 * SECOND)
    page.online = true
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    expect(page.batches).toHaveLength(40)
  })

  it("of an hour without a network keeps as much of things that are looked at together as of one", async () => {
    page.together = [first, second].flatMap((assignmentId) => (assignmentId ? [{ assignmentId, fence: 1 }] : []))
    page.online = false
    await vi.advanceTimersByTimeAsync(3_600 * SECOND)
    page.online = true
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    expect(page.seconds).toBe(600)
  })

  it("is told when the page goes out of sight, so that closing it loses no second", async () => {
    await vi.advanceTimersByTimeAsync(7 * SECOND)
    Object.assign(document, { hidden: true })
    document.dispatchEvent(new Event("visibilitychange"))
    await vi.advanceTimersByTimeAsync(1)
    expect(page.sent.map(({ beat, last }) => [beat.batches[0]?.seconds.length, last])).toEqual([[7, true]])
  })

  it("of two windows has two names, so that the server counts a second once", async () => {
    const otherPage = new Page()
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    otherPage.clock.stop()
    expect(otherPage.batches[0]?.tab).not.toBe(page.batches[0]?.tab)
  })

  it("of a task that was given back and opened anew is told for the turn it was spent in", async () => {
    await vi.advanceTimersByTimeAsync(3 * SECOND)
    page.assignment = first ? { assignmentId: first, fence: 2 } : null
    await vi.advanceTimersByTimeAsync(4 * SECOND)
    page.clock.flush()
    await vi.advanceTimersByTimeAsync(1)
    expect(page.sent.map(({ beat }) => [beat.fence, beat.batches[0]?.seconds.length])).toEqual([
      [1, 3],
      [2, 4],
    ])
  })

  it("that another window's turn ended is not told again and again: what comes after it is counted", async () => {
    page.fence = 2
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    expect(page.sent).toEqual([])
    page.assignment = first ? { assignmentId: first, fence: 2 } : null
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    expect(page.sent.map(({ beat }) => [beat.fence, beat.batches[0]?.seconds.length])).toEqual([[2, 15]])
  })

  it("can be waited for, so that it arrives before the turn ends", async () => {
    await vi.advanceTimersByTimeAsync(2 * SECOND)
    await page.clock.settle()
    expect(page.seconds).toBe(2)
    page.online = false
    await vi.advanceTimersByTimeAsync(2 * SECOND)
    await page.clock.settle()
    expect(page.seconds).toBe(2)
  })

  /** So long nothing of the page runs; `of`: which of its clocks go on meanwhile. */
  function stand(ms: number, of: { readonly timeOfDay: boolean; readonly monotonic: boolean }) {
    if (of.timeOfDay) vi.setSystemTime(Date.now() + ms)
    if (of.monotonic) stoodMs += ms
  }
  const spans = () =>
    page.batches.map(({ tab, monotonicMs, seconds }) => ({ tab, fromS: Math.round(monotonicMs / 1_000), seconds }))

  it.each([
    ["a sleep of an hour", 3_600_000],
    ["a clock that is set an hour ahead", 3_600_000],
    ["a clock that is set back by an hour", -3_600_000],
  ])("TIME-8: after %s it begins anew, as another window, and loses no second", async (_name, ms) => {
    await vi.advanceTimersByTimeAsync(7 * SECOND)
    stand(ms, { timeOfDay: true, monotonic: false })
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    expect(page.seconds).toBe(22)
    expect(spans().map(({ seconds }) => seconds.length)).toEqual([7, 15])
    expect(new Set(spans().map(({ tab }) => tab)).size).toBe(2)
  })

  it("TIME-8: while the page was busy for some seconds it was in sight, and they are told", async () => {
    await vi.advanceTimersByTimeAsync(3 * SECOND)
    stand(5 * SECOND, { timeOfDay: true, monotonic: true })
    await vi.advanceTimersByTimeAsync(7 * SECOND)
    expect(spans().map(({ seconds }) => seconds)).toEqual(["8".repeat(15)])
  })

  it("TIME-8: hidden and throttled to a tick a minute, what comes after is told from when it was", async () => {
    await vi.advanceTimersByTimeAsync(2 * SECOND)
    Object.assign(document, { hidden: true })
    document.dispatchEvent(new Event("visibilitychange"))
    for (let minute = 0; minute < 5; minute++) {
      stand(59 * SECOND, { timeOfDay: true, monotonic: true })
      await vi.advanceTimersByTimeAsync(SECOND)
    }
    Object.assign(document, { hidden: false })
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    page.clock.flush()
    await vi.advanceTimersByTimeAsync(1)
    const seen = spans().filter(({ seconds }) => seconds.includes("8"))
    expect(seen.map(({ seconds }) => seconds.replaceAll("0", "").length)).toEqual([2, 14, 1])
    expect((seen[1]?.fromS ?? 0) - (seen[0]?.fromS ?? 0)).toBeGreaterThanOrEqual(300)
  })

  it("says of a second four things and nothing else, whatever is done in it", async () => {
    for (const type of ["pointermove", "keydown", "wheel"]) window.dispatchEvent(new Event(type))
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    const [sent] = page.sent
    expect(Object.keys(sent?.beat ?? {}).sort()).toEqual(["activity", "assignmentId", "batches", "fence"])
    expect(Object.keys(page.batches[0] ?? {}).sort()).toEqual(["monotonicMs", "seconds", "seq", "tab"])
  })
})
