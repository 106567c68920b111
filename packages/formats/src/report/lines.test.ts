import { ReportLine } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { about, isRefusedStrictly, report, reportLine, shown, Tally } from "./lines.ts"

test("a report line holds what is known and nothing else", () => {
  expect(reportLine("lost", "box_size", { file: "a.json", line: 3, field: undefined, found: 0 })).toEqual({
    level: "lost",
    code: "box_size",
    file: "a.json",
    line: 3,
    found: "0",
  })
  expect(report("note", "x", { file: "f" })).toEqual({ kind: "report", line: { level: "note", code: "x", file: "f" } })
})

test("what is reported while a part of a picture is read says which picture", () => {
  function* reading() {
    yield report("lost", "box_of_no_size", { file: "a.json", line: 3 })
    return 7
  }
  const events = about(() => "b.jpg", reading())
  expect(events.next().value).toMatchObject({ kind: "report", line: { line: 3, picture: "b.jpg" } })
  expect(events.next()).toEqual({ done: true, value: 7 })
  expect(about(() => null, reading()).next().value).not.toHaveProperty("line.picture")
})

test("whatever was found is shown short and can be stored", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.jsonValue()), (value) => {
      const text = shown(value)
      expect(ReportLine.safeParse(reportLine("note", "x", { file: "f", found: text })).success).toBe(true)
      expect(text.length).toBeLessThan(600)
    }),
  )
})

test("a tally gives one line for each kind, with its count", () => {
  const tally = new Tally()
  tally.add("lost", "a")
  tally.add("lost", "a", "", 4)
  tally.add("changed", "b", "label")
  expect(tally.lines("out.json")).toEqual([
    { level: "lost", code: "a", file: "out.json", count: 5 },
    { level: "changed", code: "b", file: "out.json", field: "label", count: 1 },
  ])
})

test.each([
  { line: { level: "lost", code: "attributes", file: "a" }, refused: true },
  { line: { level: "changed", code: "rotation", file: "a" }, refused: true },
  { line: { level: "note", code: "nothing_here_as_empty", file: "a" }, refused: false },
  { line: { level: "lost", code: "ids", file: "a" }, refused: false },
  { line: { level: "changed", code: "ids_renumbered", file: "a" }, refused: false },
  { line: { level: "lost", code: "carried_for_other_format", file: "a" }, refused: false },
] as const)("strict refuses for $line.level $line.code: $refused", ({ line, refused }) => {
  expect(isRefusedStrictly(line)).toBe(refused)
})
