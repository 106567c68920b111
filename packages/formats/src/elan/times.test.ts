import type { TimedText } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { said, timedTexts } from "../testing/timed.ts"
import { ElanTimes } from "./times.ts"

/** The slots of some stretches, all of one tier unless said, and the lines of TIME_ORDER. */
function slots(items: readonly TimedText[], tierOf: (item: TimedText) => string = () => "t") {
  const times = new ElanTimes(items)
  for (const item of items) times.add(tierOf(item), item)
  const lines = [...times.text()].slice(1, -1).map((line) => {
    const [, id = "", value] = /TIME_SLOT_ID="([^"]*)"(?: TIME_VALUE="(\d+)")?/.exec(line) ?? []
    return [id, value === undefined ? null : Number(value)] as const
  })
  return { of: items.map((item) => times.slotsOf(item)), lines }
}

const loose = (names: readonly (string | null)[]) => ({ foreign: { eaf: { slots: [...names] } } })

describe("slots of time", () => {
  test("each end has one, in the order of time whatever the order of stretches", () => {
    const { of, lines } = slots([said(500, 700, "b", { id: "b" }), said(0, 100, "a", { id: "a" })])
    expect(lines.map(([, ms]) => ms)).toEqual([0, 100, 500, 700])
    expect(of).toEqual([
      ["ts1", "ts2"],
      ["ts3", "ts4"],
    ])
  })

  test("stretches of one tier that touch share a slot; those of two tiers do not", () => {
    const items = [said(0, 100, "a", { id: "a", tier: "x" }), said(100, 200, "b", { id: "b", tier: "y" })]
    expect(slots(items).of).toEqual([
      ["ts1", "ts2"],
      ["ts2", "ts3"],
    ])
    expect(slots(items, (item) => item.tier).of).toEqual([
      ["ts1", "ts2"],
      ["ts3", "ts4"],
    ])
  })

  test("times are whole milliseconds", () => {
    expect(slots([said(0.4, 1.5, "a")]).lines.map(([, ms]) => ms)).toEqual([0, 2])
  })

  test("a stretch of no length has one slot for both its ends", () => {
    expect(slots([said(5, 5, "a")]).of).toEqual([["ts1", "ts1"]])
  })
})

describe("slots without a value", () => {
  test("stand where their tier has come to, and have no value", () => {
    const { lines } = slots([
      said(100, null, "a", { id: "a" }),
      said(null, 300, "b", { id: "b" }),
      said(200, 250, "c", { id: "c" }),
    ])
    expect(lines.map(([, ms]) => ms)).toEqual([100, null, null, 200, 250, 300])
  })

  test("what a file shared between stretches stays shared, under its name", () => {
    const items = [
      said(100, null, "a", { id: "a", ...loose([null, "ts7"]) }),
      said(null, 300, "b", { id: "b", ...loose(["ts7", null]) }),
    ]
    const { of, lines } = slots(items)
    expect(of).toEqual([
      ["ts1", "ts7"],
      ["ts7", "ts2"],
    ])
    expect(lines).toEqual([
      ["ts1", 100],
      ["ts7", null],
      ["ts2", 300],
    ])
  })

  test("a stretch without any time still has two slots", () => {
    const { of, lines } = slots([said(null, null, "a")])
    expect(new Set(of[0]).size).toBe(2)
    expect(lines.map(([, ms]) => ms)).toEqual([null, null])
  })

  test.each(["a", "two words", "1st", "", "x".repeat(200)])(
    "a carried name that cannot be an id is not taken: %j",
    (name) => {
      const [pair] = slots([said(null, 5, "x", { id: "a", ...loose([name, null]) })]).of
      expect(pair?.[0]).toMatch(/^ts\d+$/)
    },
  )

  test("what is carried for a time that is known now is not taken", () => {
    expect(slots([said(1, 2, "x", { id: "a", ...loose(["old", "older"]) })]).of).toEqual([["ts1", "ts2"]])
  })
})

test("slots and annotations share one space of ids: no slot is called as a stretch is", () => {
  const items = [said(0, 1, "a", { id: "ts1" }), said(2, 3, "b", { id: "ts3" })]
  expect(slots(items).of.flat()).toEqual(["ts2", "ts4", "ts5", "ts6"])
})

test("a stretch that was never added has no slots", () => {
  expect(new ElanTimes([]).slotsOf(said(0, 1, "a"))).toEqual(["", ""])
})

test("of any stretches every slot is written once, and known times never go back", () => {
  fc.assert(
    fc.property(timedTexts, (items) => {
      const { of, lines } = slots(items, (item) => item.tier)
      const names = lines.map(([name]) => name)
      expect(new Set(names).size).toBe(names.length)
      expect([...new Set(of.flat())].sort()).toEqual([...names].sort())
      const known = lines.flatMap(([, ms]) => (ms === null ? [] : [ms]))
      expect(known).toEqual([...known].sort((a, b) => a - b))
      const msOf = new Map(lines)
      for (const [i, item] of items.entries()) {
        const [from = "", until = ""] = of[i] ?? []
        expect(msOf.get(from)).toBe(item.start === null ? null : Math.round(item.start))
        expect(msOf.get(until)).toBe(item.end === null ? null : Math.round(item.end))
      }
    }),
  )
})
