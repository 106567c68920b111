import fc from "fast-check"
import { expect, test } from "vitest"
import { Region } from "../annotation.ts"
import { fitSegments, isOutside } from "./fit.ts"
import { overlappingSegments } from "./overlaps.ts"

const said = (id: string, startMs: number, endMs: number, speaker = "Ana") =>
  Region.parse({ id, geometry: { type: "span", startMs, endMs }, label: "speech", speaker })
const box = Region.parse({ id: "box", geometry: { type: "box", x: 1, y: 1, width: 5, height: 5 }, label: "speech" })
const times = (regions: readonly Region[]) =>
  regions.map(({ id, geometry }) => (geometry.type === "span" ? `${id} ${geometry.startMs}-${geometry.endMs}` : id))

test("what goes on behind the end is cut there, what begins behind it is left out", () => {
  const { regions, ...counts } = fitSegments(
    [said("a", 0, 900), box, said("b", 950, 1_400), said("c", 1_000, 1_100)],
    1_000,
  )
  expect(times(regions)).toEqual(["a 0-900", "box", "b 950-1000"])
  expect(counts).toEqual({ outside: 1, clipped: 1, shortened: 0, within: 0 })
})

test("a fraction of a millisecond is rounding and nothing to tell", () => {
  expect(isOutside(said("a", 0, 1_000.6), 1_000)).toBe(false)
  expect(isOutside(said("a", 0, 1_002), 1_000)).toBe(true)
  const { regions, clipped } = fitSegments([said("a", 0, 1_000.6)], 1_000)
  expect([times(regions), clipped]).toEqual([["a 0-1000"], 0])
})

test("of two things at once by one speaker the later one begins where the first ends; other speakers are let be", () => {
  const given = [said("late", 500, 1_500), said("first", 0, 800), said("in", 100, 700), said("other", 100, 700, "Ben")]
  const { regions, ...counts } = fitSegments(given, null)
  expect(times(regions)).toEqual(["late 800-1500", "first 0-800", "other 100-700"])
  expect(counts).toEqual({ outside: 0, clipped: 0, shortened: 1, within: 1 })
})

test("whatever comes in, what is left can be sent; what fitted is the same object", () => {
  const some = fc.array(
    fc.record({ at: fc.nat(3_000), length: fc.integer({ min: 1, max: 900 }), speaker: fc.constantFrom("Ana", "Ben") }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 3_500 }), (pieces, durationMs) => {
      const given = pieces.map(({ at, length, speaker }, i) => said(`r${i}`, at, at + length, speaker))
      const { regions, outside, within } = fitSegments(given, durationMs)
      expect(overlappingSegments(regions)).toEqual([])
      expect(regions.every((region) => !isOutside(region, durationMs))).toBe(true)
      expect(regions.length + outside + within).toBe(given.length)
      const again = fitSegments(regions, durationMs)
      expect(again.regions.every((region, i) => region === regions[i])).toBe(true)
    }),
  )
})
