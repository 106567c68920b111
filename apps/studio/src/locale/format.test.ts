import { describe, expect, it } from "vitest"
import { calendarDay, formatAgo, formatDay } from "./dates.ts"
import {
  formatBytes,
  formatDuration,
  formatExactly,
  formatInterval,
  formatMinutes,
  formatNumber,
  formatPercent,
  formatRatio,
} from "./numbers.ts"

const NOON = new Date(2026, 10, 24, 12, 0).getTime()
const HOUR = 3_600_000

describe("numbers", () => {
  it("are written by the habits of the language", () => {
    expect(formatNumber(12_410, "en")).toBe("12,410")
    expect(formatNumber(12_410, "fr")).toBe("12\u202f410")
  })

  it("say 62 % with a space that does not break", () => {
    expect(formatPercent(0.6205, "en")).toBe("62\u00a0%")
    expect(formatPercent(0.6205, "fr")).toBe("62\u202f%")
  })

  it("never round up to all or down to nothing", () => {
    expect(formatPercent(0.9999, "en")).toBe("99\u00a0%")
    expect(formatPercent(0.0001, "en")).toBe("1\u00a0%")
    expect(formatPercent(1, "en")).toBe("100\u00a0%")
    expect(formatPercent(0, "en")).toBe("0\u00a0%")
  })

  it("give intervals the separator of the language", () => {
    expect(formatInterval(0.84, 0.88, "en")).toBe("[.84, .88]")
    expect(formatInterval(0.84, 0.88, "fr")).toBe("[0,84\u202f; 0,88]")
    expect(formatRatio(1, "en")).toBe("1.00")
  })

  it("give time to the second where figures are to add up (found P13)", () => {
    expect([40, 465, 7_805, 3_600].map((seconds) => formatExactly(seconds, "en").replaceAll("\u00a0", " "))).toEqual([
      "40 s",
      "7 min 45 s",
      "2 h 10 min 05 s",
      "1 h 00 min 00 s",
    ])
  })

  it("give durations in the unit people would say", () => {
    expect(formatDuration(14, "en")).toBe("14\u00a0s")
    expect(formatDuration(12 * 60, "en")).toBe("12\u00a0min")
    expect(formatDuration(7_800, "en")).toBe("2\u00a0h\u00a010")
    expect(formatDuration(7_200, "en")).toBe("2\u00a0h")
    expect(formatDuration(91 * 3600 + 1200, "fr")).toBe("91\u202fh")
  })

  it("count work in whole minutes, never in seconds", () => {
    expect([0, 20, 60, 7_800].map((seconds) => formatMinutes(seconds, "en"))).toEqual([
      "0\u00a0min",
      "1\u00a0min",
      "1\u00a0min",
      "2\u00a0h\u00a010",
    ])
  })

  it("give sizes in powers of a thousand", () => {
    expect(formatBytes(4_100_000_000, "en")).toBe("4.1\u00a0GB")
    expect(formatBytes(4_100_000_000, "fr")).toBe("4,1\u202fGo")
    expect(formatBytes(512, "en")).toBe("512\u00a0B")
  })
})

describe("days", () => {
  it("are named near today and dated far from it", () => {
    expect(formatDay(NOON - HOUR, NOON, "en")).toBe("today")
    expect(formatDay(NOON - 24 * HOUR, NOON, "fr")).toBe("hier")
    expect(formatDay(NOON - 3 * 24 * HOUR, NOON, "en")).toBe("Saturday")
    expect(formatDay(NOON - 30 * 24 * HOUR, NOON, "en")).toBe("25 Oct")
  })

  it("count hours on the same day and days after it", () => {
    expect(formatAgo(NOON - 2 * HOUR, NOON, "en")).toContain("2")
    expect(formatAgo(NOON - 26 * HOUR, NOON, "en")).toBe("yesterday")
    expect([formatAgo(NOON - 5_000, NOON, "en"), formatAgo(NOON, NOON, "fr")]).toEqual(["just now", "à l’instant"])
  })

  it("are written as on the reader's calendar", () => {
    expect(calendarDay(NOON)).toBe("2026-11-24")
  })
})
