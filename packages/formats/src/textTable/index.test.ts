import { expect, test } from "vitest"
import { csvReader } from "../csv/read.ts"
import { listFiles, memoryFiles, readBytes } from "../io/fileSet.ts"
import { gather } from "../testing/sharedData.ts"
import { withTableTexts } from "./index.ts"

async function textsOf(given: Record<string, string>) {
  const { files } = await withTableTexts(memoryFiles(given))
  const names = (await listFiles(files)).map(({ name }) => name)
  const texts = await Promise.all(
    names.map(async (name) => new TextDecoder().decode(await readBytes(files, name, 9_999))),
  )
  return Object.fromEntries(names.map((name, at) => [name, texts[at]]))
}

test.each([
  { name: "CSV", file: "my texts.csv", text: 'id,text\n7,"Good, really"\na/b,Bad\n7,Again\n8,\n' },
  { name: "semicolons", file: "my texts.csv", text: "Id;Text\n7;Good, really\na/b;Bad\n7;Again\n" },
  {
    name: "JSON lines",
    file: "my texts.jsonl",
    text: '{"id":7,"text":"Good, really"}\n{"id":"a/b","text":"Bad"}\n{"text":"Again","id":7}\n{"id":9}\n',
  },
])("each row of a table of texts is a text of its own, by its id: $name", async ({ file, text }) => {
  expect(await textsOf({ [file]: text, "one.md": "# One" })).toEqual({
    ...{ "one.md": "# One", "my texts/7.txt": "Good, really" },
    ...{ "my texts/a-b.txt": "Bad", "my texts/7-2.txt": "Again" },
  })
})

test("a table without ids is called by its lines", async () => {
  expect(await textsOf({ "t.csv": "text\nGood\nBad\n" })).toEqual({ "t/2.txt": "Good", "t/3.txt": "Bad" })
})

test.each([
  { name: "about pictures", files: { "labels.csv": "image,label,text\na.jpg,cat,Good\n" } },
  { name: "of lines in pictures", files: { "lines.jsonl": '{"image":"a.jpg","text":"Good"}\n' } },
  { name: "of other columns", files: { "shops.csv": "name,town\nLe Blé,Metz\n" } },
])("a table $name stays what it is", async ({ files }) => {
  expect(await textsOf(files)).toEqual(files)
})

test.each([
  {
    name: "CSV",
    file: "my texts.csv",
    text: 'id,text,Label\n7,"Good, really",praise\n8,Bad,\n9,,praise\n10,Well,"a, b"\n11, ,\n',
  },
  {
    name: "JSON lines",
    file: "my texts.jsonl",
    text: '{"id":7,"text":"Good, really","label":"praise"}\n{"id":8,"text":"Bad"}\n{"id":9,"label":"praise"}\n{"id":10,"text":"Well","label":"a, b"}\n{}\n',
  },
])("labels of rows are labels of whole texts, and rows without a text are counted: $name", async ({ file, text }) => {
  const { files, report } = await withTableTexts(memoryFiles({ [file]: text }))
  expect(report).toEqual([
    { level: "note", code: "row_without_text", file, line: file.endsWith("csv") ? 4 : 3, count: 2 },
  ])
  const read = await gather(csvReader.read(files, {}))
  expect(read.report).toEqual([])
  expect(
    read.records.map(({ body }, i) => [read.pictures[i], body?.regions.map((one) => [one.label, one.geometry.type])]),
  ).toEqual([
    ["my texts/7.txt", [["praise", "whole"]]],
    ["my texts/10.txt", [["a- b", "whole"]]],
  ])
})

test("labels are told where nobody can hold them, and the texts come in", async () => {
  const given = memoryFiles({ "t.csv": "id,text,label\n7,Good,praise\n8,Bad,\n" })
  const { files, report } = await withTableTexts(given, false)
  expect((await listFiles(files)).map(({ name }) => name)).toEqual(["t/7.txt", "t/8.txt"])
  expect(report).toEqual([{ level: "note", code: "not_kept", file: "t.csv", field: "label", count: 1 }])
})
