import fc from "fast-check"
import { expect, test } from "vitest"
import { text } from "../testing/records.ts"
import { csvLine, delimiterOf, MAX_CELL, splitCsv } from "./csvTable.ts"

async function rowsOf(whole: string, piece = 7, delimiter = ",") {
  async function* texts() {
    for (let at = 0; at < whole.length; at += piece) yield whole.slice(at, at + piece)
  }
  const rows = []
  for await (const some of splitCsv(texts(), delimiter)) rows.push(...some)
  return rows
}

const cellsOf = async (whole: string) => (await rowsOf(whole)).map(({ cells }) => cells)

test("whatever the cells hold comes back to the letter, however the file is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, piece) => {
        const whole = rows.map(csvLine).join("")
        expect((await rowsOf(whole, piece)).map(({ cells }) => cells)).toEqual(rows)
      },
    ),
    { numRuns: 300 },
  )
})

test.each([
  {
    name: "line ends of Windows",
    whole: 'a,b\r\n"c\r\nd",e\r\n',
    cells: [
      ["a", "b"],
      ["c\r\nd", "e"],
    ],
  },
  {
    name: "a BOM and no last line end",
    whole: "\ufeffa,b\nc,",
    cells: [
      ["a", "b"],
      ["c", ""],
    ],
  },
  { name: "a quote inside a plain cell", whole: '5" pipe,x\n', cells: [['5" pipe', "x"]] },
  { name: "text after a closed quote", whole: '"a"b,c\n', cells: [["ab", "c"]] },
  { name: "empty lines and an empty quoted cell", whole: '\n""\n\n"",\n', cells: [[""], ["", ""]] },
  { name: "a carriage return that a quoted cell ends with", whole: '"a\r"\nb\n', cells: [["a\r"], ["b"]] },
])("CSV with $name", async ({ whole, cells }) => {
  expect(await cellsOf(whole)).toEqual(cells)
})

test("rows know the line they begin at", async () => {
  expect((await rowsOf('a\n"b\n\nc"\nd\n')).map(({ line }) => line)).toEqual([1, 2, 5])
})

test("a quote that nothing closes is said with its line, and what came before is kept", async () => {
  expect(await rowsOf('a,b\nc,"d\ne,f\n')).toEqual([
    { line: 1, cells: ["a", "b"] },
    { line: 2, cells: [], problem: "cut_off" },
  ])
})

test("a cell that would fill the memory costs its row only", async () => {
  const rows = await rowsOf(`a\n${"x".repeat(MAX_CELL + 10)},b\nc\n`, 65_536)
  expect(rows.map(({ line, cells, problem }) => [line, cells, problem])).toEqual([
    [1, ["a"], undefined],
    [2, [], "too_large"],
    [3, ["c"], undefined],
  ])
})

test.each([
  ["a;b;c\n1,5;2;3", ";"],
  ['"a,b,c"\tx', "\t"],
  ["a", ","],
])("cells of %j are parted by %j", (head, delimiter) => {
  expect(delimiterOf(head)).toBe(delimiter)
})
