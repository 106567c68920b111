import type { HeartbeatBatch } from "@justesse/types"
import { expect, test } from "vitest"
import { creditTime, NO_ACTIVE_TIME } from "./activeTime.ts"
import { creditWithin } from "./reading.ts"

const NOW = 1_800_000_000_000
const TOUCHED = "9"

/** A page that is read for so long, told every 15 s; touched all the while. */
function batchesOf(seconds: number, tab = "page"): HeartbeatBatch[] {
  return Array.from({ length: Math.ceil(seconds / 15) }, (_, seq) => ({
    ...{ tab, seq, monotonicMs: seq * 15_000, seconds: TOUCHED.repeat(Math.min(15, seconds - seq * 15)) },
  }))
}

const read = (seconds: number, room: number) =>
  creditWithin(NO_ACTIVE_TIME, { batches: batchesOf(seconds), activity: "read", receivedAtMs: NOW }, room)

test.each([
  [40, 600, 40],
  [40, 40, 40],
  [40, 33, 33],
  [40, 1, 1],
  [40, 0, 0],
])("of %d seconds of reading with room for %d, %d count", (seconds, room, counted) => {
  const { creditedMs, slots } = read(seconds, room)
  expect(creditedMs).toBe(counted * 1_000)
  expect(slots.reduce((sum, { ms }) => sum + ms, 0)).toBe(creditedMs)
})

test("a reader may think for two minutes, also at the end of what there is room for", () => {
  const thinking = [
    { tab: "page", seq: 0, monotonicMs: 0, seconds: `9${"8".repeat(99)}` },
    { tab: "page", seq: 1, monotonicMs: 100_000, seconds: "9" },
  ]
  const of = (room: number) =>
    creditWithin(NO_ACTIVE_TIME, { batches: thinking, activity: "read", receivedAtMs: NOW }, room).creditedMs / 1_000
  expect([of(600), of(101), of(16)]).toEqual([101, 101, 16])
  // The second touch would count the whole gap: there is no room for it.
  expect(of(50)).toBe(16)
})

test.each(["read", "review"] as const)(
  "who thinks for a minute between two touches is counted whole, told every 15 s (%s)",
  (activity) => {
    let state = NO_ACTIVE_TIME
    let counted = 0
    for (let seq = 0; seq < 20; seq++) {
      // One touch every minute.
      const seconds = seq % 4 === 0 ? `9${"8".repeat(14)}` : "8".repeat(15)
      const batches = [{ tab: "page", seq, monotonicMs: seq * 15_000, seconds }]
      const credit = creditWithin(state, { batches, activity, receivedAtMs: NOW + (seq + 1) * 15_000 }, 10_000)
      state = credit.state
      counted += credit.creditedMs / 1_000
    }
    // Five touches, four minutes between them, and the tail after the last.
    expect(counted).toBe(4 * 60 + 1 + 15)
  },
)

test("what there was no room for may still be counted with the task beside it", () => {
  const { state } = read(60, 20)
  const beside = { batches: batchesOf(60, "task"), activity: "draw" as const, leasedAtMs: NOW - 60_000 }
  expect(creditTime(state, { ...beside, receivedAtMs: NOW }).creditedMs).toBe(40_000)
})

test("told twice it counts once, and not twice beside a task", () => {
  const once = read(60, 600)
  const again = creditWithin(once.state, { batches: batchesOf(60), activity: "read", receivedAtMs: NOW + 5_000 }, 600)
  expect(again.creditedMs).toBe(0)
  const beside = { batches: batchesOf(60, "task"), activity: "draw" as const, leasedAtMs: NOW - 60_000 }
  expect(creditTime(once.state, { ...beside, receivedAtMs: NOW }).creditedMs).toBe(0)
})

test("read without a network it counts when it was read", () => {
  const waited = batchesOf(60).map((batch, n) => ({ ...batch, waitedMs: 3_600_000 - (n + 1) * 15_000 }))
  const { creditedMs, slots } = creditWithin(
    NO_ACTIVE_TIME,
    { batches: waited, activity: "read", receivedAtMs: NOW },
    600,
  )
  expect(creditedMs).toBe(60_000)
  expect(slots.every(({ slotMs }) => slotMs <= NOW - 3_540_000)).toBe(true)
})
