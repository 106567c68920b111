import { AnnotationBody } from "@justesse/types"
import type { DatasetManifest, DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { Ontology } from "@justesse/types/ontology"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { KIND_DATA } from "../testing/kinds.ts"
import { source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { cellOf, columnsOf, schemaOf } from "./columns.ts"
import { formTable } from "./index.ts"
import { formTableReader } from "./read.ts"

const question = (id: string, name: string, field: object, retired = false) => ({
  ...{ id, name: { en: name }, color: "#000000", key: null, hasText: false, attributes: [], retired },
  field: { must: false, cannotTell: true, compared: "exactly", ...field },
})
const ontology = Ontology.parse({
  labels: [
    question("kind", "What is it?", { kind: "choice", options: [{ id: "a", name: { en: "an apple" } }] }),
    question("again", "What is it?", { kind: "number", unit: "€" }),
    question("gone", "Asked before", { kind: "yes_no" }, true),
  ],
  answers: { of: "whole", several: true },
})
const columns = columnsOf(ontology)

test("a question has a column of its own, those that are asked no more at the end", () => {
  expect(columns.map(({ column }) => column)).toEqual(["What is it?", "What is it? (2)", "Asked before"])
  expect(schemaOf(columns)).toMatchObject({
    columns: [
      { id: "kind", options: [{ id: "a" }] },
      { id: "again", unit: "€" },
      { id: "gone", options: ["yes", "no"] },
    ],
  })
})

test.each([
  { value: undefined, cell: "" },
  { value: "a", cell: "an apple" },
  { value: "removed since", cell: "removed since" },
  { value: ["a", "b"], cell: "an apple; b" },
  { value: 2.5, cell: "2.5" },
  { value: false, cell: "no" },
  { value: { x: 1.5, y: 2 }, cell: "1.5 2" },
  { value: { cannotTell: true as const }, cell: "cannot tell" },
  {
    value: {
      said: [
        { value: "a", people: 2 },
        { value: 4, people: 1 },
      ],
    },
    cell: "an apple (2); 4 (1)",
  },
])("$value is written as $cell", ({ value, cell }) => {
  const [column] = columns
  expect(column && cellOf(column, value)).toBe(cell)
})

const records: readonly DatasetRecord[] = [
  {
    ...{ name: "one.jpg", size: { width: 40, height: 30 }, sha256: null },
    body: AnnotationBody.parse({
      regions: [
        { id: "kind", geometry: { type: "whole" }, label: "kind", value: "a" },
        { id: "b", geometry: { type: "box", x: 1, y: 1, width: 3, height: 3 }, label: "kind" },
      ],
      nothingHere: false,
    }),
  },
  { name: "open.jpg", size: null, sha256: null, body: null },
]

test("what is no answer to a question is left out and told, before as while writing", async () => {
  const { writer } = formTable
  async function* source() {
    yield* records
  }
  const told = await writer?.losses(source)
  expect(told?.map(({ code }) => code).sort()).toEqual(["ids", "no_question", "picture_without_answer"])
})

test("an answer about a row stands behind the row's own cells, whatever its questions are called", async () => {
  const said = (cells: DatasetRecord["cells"], value: string): DatasetRecord => ({
    ...{ name: `row-${value}`, size: null, sha256: null },
    ...(cells && { cells }),
    body: AnnotationBody.parse({
      regions: [{ id: "kind", geometry: { type: "whole" }, label: "kind", value: "a" }],
      nothingHere: false,
    }),
  })
  async function* source() {
    yield said([{ column: "What is it?", text: "<b>one</b>" }], "1")
    yield said([{ column: "town", text: "=Metz" }], "2")
    yield said([], "3")
  }
  const manifest = { ontology, counts: { pictures: 3 } } as unknown as DatasetManifest // what is read of it here
  const files = new Map<string, string>()
  for await (const { name, body } of formTable.writer?.write(source, manifest, { spreadsheet: true }) ?? []) {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    files.set(name, Buffer.concat(chunks).toString())
  }
  expect(files.get("answers.csv")?.trim().split("\n")).toEqual([
    "row,split,What is it?,town,What is it? (2),What is it? (3),Asked before,apostrophes",
    "row-1,,<b>one</b>,,an apple,,,",
    "row-2,,,'=Metz,an apple,,,",
    "row-3,,,,an apple,,,",
  ])
  expect(JSON.parse(files.get("columns.json") ?? "{}")).toMatchObject({ row: ["What is it?", "town"] })
})

const FORM = KIND_DATA.find(({ kind }) => kind === "form") ?? expect.fail()

test.each([false, true])(
  "every answer comes back, or is told as one that is written like another; for spreadsheets: %s",
  async (spreadsheet) => {
    await fc.assert(
      fc.asyncProperty(FORM.records, async (records) => {
        const told: string[] = []
        const report = ({ level, code }: ReportLine) => level !== "note" && told.push(code)
        const writer = formTable.writer ?? expect.fail()
        const files = await written(writer.write(source(records), FORM.manifest, { spreadsheet, report }))
        const back = await gather(formTableReader.read(memoryFiles(files), {}))
        expect(back.ontology[0]?.labels.map(({ id, field }) => ({ id, field }))).toEqual(
          FORM.manifest.ontology.labels.map(({ id, field }) => ({ id, field })),
        )
        const said = (all: readonly DatasetRecord[]) =>
          all.map(({ name, body }) => [name, body?.regions.map(({ label, value }) => ({ label, value }))])
        const ambiguous = new Set(["cell_ambiguous", "ids"])
        if (told.includes("cell_ambiguous")) expect(told.every((code) => ambiguous.has(code))).toBe(true)
        else expect(said(back.records)).toEqual(said(records))
      }),
      { numRuns: 40 },
    )
  },
)
