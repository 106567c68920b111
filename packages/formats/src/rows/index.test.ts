import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { type RowEvent, readRows } from "./index.ts"

async function read(files: Record<string, string>): Promise<RowEvent[]> {
  const events: RowEvent[] = []
  for await (const event of readRows(memoryFiles(files))) events.push(event)
  return events
}
const short = (event: RowEvent) =>
  event.kind === "row"
    ? [event.line, ...event.cells.map(({ column, text }) => `${column}=${text}`)]
    : [event.line.code, event.line.line]

test.each([
  { name: "commas", file: "a.csv", text: "name,town\nLe Blé,Metz\n", rows: [[2, "name=Le Blé", "town=Metz"]] },
  { name: "semicolons and a BOM", file: "a.csv", text: "\ufeffa;b\r\n1;2\r\n", rows: [[2, "a=1", "b=2"]] },
  { name: "tabs", file: "a.tsv", text: "a\tb\n1\t2,3\n", rows: [[2, "a=1", "b=2,3"]] },
  {
    name: "HTML and formulas",
    file: "a.csv",
    text: "a\n<b>x</b>\n=1+1\n",
    rows: [
      [2, "a=<b>x</b>"],
      [3, "a==1+1"],
    ],
  },
  {
    name: "line ends in quotes",
    file: "a.csv",
    text: 'a,b\n"x\ny",2\n3,4\n',
    rows: [
      [2, "a=x\ny", "b=2"],
      [4, "a=3", "b=4"],
    ],
  },
  {
    name: "empty cells and rows",
    file: "a.csv",
    text: "a,b\n,2\n , \n5,\n",
    rows: [
      [2, "b=2"],
      ["row_empty", 3],
      [4, "a=5"],
    ],
  },
  {
    name: "columns that have no name, or one twice",
    file: "a.csv",
    text: "a,,a\n1,2,3\n",
    rows: [
      ["columns_renamed", 1],
      [2, "a=1", "column 2=2", "a (2)=3"],
    ],
  },
  {
    name: "more cells than columns",
    file: "a.csv",
    text: "a\n1,2\n",
    rows: [
      ["cells_beyond_columns", 2],
      [2, "a=1"],
    ],
  },
  {
    name: "a quote that nothing closes",
    file: "a.csv",
    text: 'a\n1\n"2\n3\n',
    rows: [
      [2, "a=1"],
      ["quote_open", 3],
    ],
  },
  {
    name: "JSON lines",
    file: "a.jsonl",
    text: '{"a":"x","n":2.5,"o":{"p":[1]},"z":null}\nno\n\n[1]\n{"a":"y"}\n',
    rows: [
      [1, "a=x", "n=2.5", 'o={"p":[1]}'],
      ["line_unreadable", 2],
      ["line_unreadable", 4],
      [5, "a=y"],
    ],
  },
  {
    name: "a text that cannot be stored",
    file: "a.csv",
    text: "a\nx\u0000y\nz\n",
    rows: [
      ["text_unstorable", 2],
      [3, "a=z"],
    ],
  },
  { name: "nothing", file: "a.csv", text: "", rows: [["file_empty", undefined]] },
  { name: "a workbook", file: "a.xlsx", text: "PK", rows: [["table_not_text", undefined]] },
  { name: "a picture", file: "a.jpg", text: "x", rows: [["not_a_table", undefined]] },
])("rows of $name", async ({ file, text, rows }) => {
  expect((await read({ [file]: text })).map(short)).toEqual(rows)
})

test("a cell that is too long loses its row alone, and columns beyond the most are told", async () => {
  const wide = Array.from({ length: 62 }, (_, at) => `c${at}`)
  const events = await read({
    "long.csv": `a\n${"x".repeat(20_001)}\nok\n`,
    "wide.csv": `${wide.join(",")}\n${wide.map((_, at) => at).join(",")}\n`,
  })
  expect(events.map(short).map(([first, second]) => [first, second])).toEqual([
    ["too_large", 2],
    [3, "a=ok"],
    ["columns_too_many", 1],
    [2, "c0=0"],
  ])
  const [last] = events.slice(-1)
  expect(last?.kind === "row" && last.cells).toHaveLength(60)
})
