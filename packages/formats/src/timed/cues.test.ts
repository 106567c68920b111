import { expect, test } from "vitest"
import { Tally } from "../report/lines.ts"
import { said } from "../testing/timed.ts"
import { cueOrder, cuesOf, linesOf, timesOf, timesText } from "./cues.ts"

const cues = (text: string, numbered = false) => [...cuesOf(linesOf(text), 0, numbered)]

test("lines end with any of the three line ends, and with nothing else", () => {
  expect(linesOf("a\r\nb\rc\nd\u2028e")).toEqual(["a", "b", "c", "d\u2028e"])
})

test("only an empty line ends a cue: a line holding one space belongs to it", () => {
  expect(cues("00:00 --> 00:01\n \nhello\n\n00:01 --> 00:02\nb")).toMatchObject([
    { line: 1, text: " \nhello" },
    { line: 5, text: "b" },
  ])
})

test("a line with an arrow begins a cue even without an empty line before it", () => {
  expect(cues("00:00 --> 00:01\na\n00:01 --> 00:02\nb")).toMatchObject([
    { line: 1, id: null, text: "a" },
    { line: 3, id: null, text: "b" },
  ])
})

test("in SRT the number before such an arrow is its number", () => {
  expect(cues("1\n00:00:00,0 --> 00:00:01,0\na\n2\n00:00:01,0 --> 00:00:02,0\nb", true)).toMatchObject([
    { id: "1", text: "a" },
    { id: "2", text: "b" },
  ])
  expect(cues("1\n00:00:00,0 --> 00:00:01,0\n2\n00:00:01,0 --> 00:00:02,0\nb", true)).toMatchObject([
    { id: "1", text: "" },
    { id: "2", text: "b" },
  ])
})

test("a block without times is given with its line, so that it can be reported", () => {
  expect(cues("1\n00:00:00,0 --> 00:00:01,0\na\n\n2\nno times", true)[1]).toEqual({ line: 5, loose: "2\nno times" })
  expect(cues("stray\n2\n00:00:00,0 --> 00:00:01,0\na", true)).toMatchObject([{ id: "2", stray: "stray" }])
})

test.each([
  ["00:00:01.500 --> 00:00:02.000", 1_500, 2_000, null],
  ["00:00:01,500 --> 00:00:02,000", 1_500, 2_000, null],
  ["00:01.5 --> 00:02", 1_500, 2_000, null],
  ["100:00:00.000 --> 101:00:00.000\tline:0 ", 360_000_000, 363_600_000, "line:0"],
  ["0:00:00.0005-->0:00:01.0", 0.5, 1_000, null],
])("%s", (line, start, end, settings) => expect(timesOf(line)).toEqual({ start, end, settings }))

test.each(["1 --> 2", "-->", "a:b --> c:d", "00:00 -> 00:01", "00:00 --> 00:01x", "9".repeat(3_000)])(
  "%s holds no times",
  (line) => expect(timesOf(line)).toBeNull(),
)

test("cues go out by their beginning; what they cannot hold is counted", () => {
  const tally = new Tally()
  const items = [
    said(2_000, 3_000, "b", { label: "noise", refers: "9" }),
    said(0.5, 1, "a", { tier: "words" }),
    said(null, 1, "lost"),
    said(1, null, "lost too"),
  ]
  expect(cueOrder(items, tally).map((cue) => cue.text)).toEqual(["a", "b"])
  expect(tally.lines("x").map(({ level, code, count }) => `${level} ${code} ${count}`)).toEqual([
    "lost time_missing 2",
    "lost labels 1",
    "lost refers 1",
    "changed time_rounded 1",
    "lost tiers 1",
    "changed order 1",
  ])
})

test("settings are written back where they are on one line", () => {
  const cue = { start: 0, end: 1_500 }
  expect(timesText(cue, ".", "align:start")).toBe("00:00:00.000 --> 00:00:01.500 align:start")
  expect(timesText(cue, ",", "a\nb")).toBe("00:00:00,000 --> 00:00:01,500")
  expect(timesText(cue, ",", 7)).toBe("00:00:00,000 --> 00:00:01,500")
})
