import type { Label } from "@justesse/types"
import { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { ReadEvent } from "../contract.ts"
import type { JsonObject } from "../io/jsonParse.ts"
import { LabelList } from "../regions/labels.ts"
import { ontology } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { toolDataset, withoutSource } from "../testing/toolRecords.ts"
import { addClasses, carriedKeys, carriedLists, classesIn, indexLabels, recordOfRow, rowOf } from "./row.ts"

const location = { file: "metadata.jsonl", line: 3 }
const places = indexLabels(ontology.labels)

/** A row as a record, with what was reported. */
function take(row: JsonObject, classNames: readonly string[] = []) {
  const labels = new LabelList()
  for (const name of classesIn(row, classNames)) labels.add(name)
  const report: string[] = []
  const events: Generator<ReadEvent, DatasetRecord> = recordOfRow(row, "a.jpg", location, { labels, classNames })
  for (;;) {
    const { value, done } = events.next()
    if (done) return { record: value, report }
    if (value.kind === "report") report.push(`${value.line.level} ${value.line.code} ${value.line.field ?? ""}`.trim())
  }
}
const box = [1, 2, 3, 4]

describe("classes", () => {
  test.each([
    { name: "names", objects: { bbox: [box], categories: ["cat"] }, expected: ["cat"] },
    { name: "numbers without names", objects: { bbox: [box, box], categories: [10, 2] }, expected: ["10", "2"] },
    { name: "numbers with names", objects: { bbox: [box, box], categories: [1, 7] }, expected: ["dog", "7"] },
    { name: "names beside numbers", objects: { bbox: [box], categories: [1], labels: ["wolf"] }, expected: ["wolf"] },
    { name: "one class under another name", objects: { bbox: [box], category: ["owl"] }, expected: ["owl"] },
    { name: "no class at all", objects: { bbox: [box] }, expected: [""] },
    { name: "fewer classes than boxes", objects: { bbox: [box, box], label: ["a"] }, expected: ["a", ""] },
    { name: "objects that are none", objects: 7, expected: [] },
    { name: "no objects", objects: null, expected: [] },
  ])("$name", ({ objects, expected }) => expect(classesIn({ objects } as JsonObject, ["cat", "dog"])).toEqual(expected))

  test("numbers come in their order, names as the manifest has them, others as they are met", () => {
    const order = (names: readonly string[], known: readonly string[] = []) => {
      const labels = new LabelList()
      addClasses(labels, new Set(names), known)
      return labels.ontology().labels.map((label: Label) => label.name.en)
    }
    expect(order(["10", "9", "2"])).toEqual(["2", "9", "10"])
    expect(order(["b", "a", "1"])).toEqual(["b", "a", "1"])
    expect(order(["b", "a", "c"], ["c", "x", "a"])).toEqual(["c", "a", "b"])
  })
})

describe("reading a row", () => {
  test("a list of structs is read as a struct of lists", () => {
    const { record, report } = take({
      objects: [
        { bbox: box, category: "cat", text: "x" },
        { bbox: [5, 6, 7, 8], category: "dog", iscrowd: 1 },
      ],
    })
    expect(report).toEqual([])
    expect(record.body?.regions).toMatchObject([
      { geometry: { type: "box", x: 1 }, label: "cat", transcript: { value: "x" } },
      { geometry: { type: "box", x: 5 }, label: "dog", foreign: { huggingface: { iscrowd: 1 } } },
    ])
    expect(record.body?.regions[1]?.transcript).toBeUndefined()
  })

  test("a text may be empty, and null is none", () => {
    const { record } = take({ objects: { bbox: [box, box], categories: ["a", "a"], text: ["", null] } })
    expect(record.body?.regions.map((one) => one.transcript)).toEqual([{ value: "" }, undefined])
  })

  test("ids are kept digit for digit, doubled ones become others", () => {
    const { record } = take({
      objects: { bbox: [box, box, box], categories: ["a", "a", "a"], id: ["18446744073709551616", 7, 7] },
    })
    expect(record.body?.regions.map((one) => one.id)).toEqual(["18446744073709551616", "7", "r3"])
  })

  test.each([
    { name: "no box", bbox: [null], expected: "lost box_unreadable objects[0]" },
    { name: "corners instead of sides", bbox: [[1, 2, 3]], expected: "lost box_unreadable objects[0]" },
    { name: "texts", bbox: [["1", "2", "3", "4"]], expected: "lost box_unreadable objects[0]" },
    { name: "a width of nothing", bbox: [[1, 2, 0, 4]], expected: "lost box_of_no_size objects[0]" },
    { name: "a height below nothing", bbox: [[1, 2, 3, -4]], expected: "lost box_of_no_size objects[0]" },
    { name: "no list of boxes", bbox: { a: 1 }, expected: "lost objects_unreadable objects.bbox" },
  ])("$name", ({ bbox, expected }) => {
    const { record, report } = take({ objects: { bbox, categories: ["a"] } } as JsonObject)
    expect(report).toEqual(expected === null ? [] : [expected])
    expect(record.body?.regions).toEqual([])
  })

  test("a class whose name cannot be a label is named", () => {
    expect(take({ objects: { bbox: [box], categories: ["x".repeat(500)] } }).report).toEqual([
      "lost label_refused objects[0]",
    ])
  })

  test("sizes, hashes and ids that are none are left out, and nothing invented", () => {
    const { record } = take({ width: -1, height: 9, sha256: "short", id: { a: 1 }, text: 5 })
    expect(withoutSource(record)).toEqual({
      name: "a.jpg",
      size: null,
      sha256: null,
      body: { regions: [], nothingHere: false },
    })
    expect(record.source).toEqual(location)
  })

  test.each([
    { name: "no JSON", details: "{" },
    { name: "no object", details: "[1]" },
    { name: "a flag that nobody knows", details: '{"flags":{"odd":true}}' },
    { name: "an outline of one point", details: '{"outline":[{"x":1,"y":2}]}' },
    { name: "nested a thousand times", details: "[".repeat(1_000) },
    { name: "a part that no region has", details: '{"danger":1}' },
    { name: "another place", details: '{"geometry":{"type":"box","x":9,"y":9,"width":1,"height":1}}' },
  ])("details that are $name are reported, and the box stays", ({ details }) => {
    const { record, report } = take({ objects: { bbox: [box], categories: ["a"], details: [details] } })
    expect(report).toEqual(["changed details_unreadable objects[0]"])
    expect(record.body?.regions).toEqual([
      { id: "r1", geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 }, label: "a" },
    ])
  })

  test("details never overwrite what has a column of its own", () => {
    const details = '{"x":99,"id":"other","label":"b","level":"word"}'
    const { record } = take({ objects: { bbox: [box], categories: ["a"], id: ["1"], details: [details] } })
    expect(record.body?.regions).toEqual([
      { id: "1", geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 }, label: "a", level: "word" },
    ])
  })

  test("a box that is not the one around its outline is told, and the outline counts", () => {
    const detailsOf = (outline: object[]) => JSON.stringify({ outline })
    const ring = [
      { x: 1, y: 2 },
      { x: 9, y: 2 },
      { x: 5, y: 6 },
    ]
    const objects = { bbox: [box, [1, 2, 8, 4]], categories: ["a", "a"], details: [detailsOf(ring), detailsOf(ring)] }
    const { record, report } = take({ objects })
    expect(report).toEqual(["changed box_of_outline objects[0]"])
    const geometry = { type: "polygon", rings: [ring] }
    expect(record.body?.regions.map((one) => one.geometry)).toEqual([geometry, geometry])
  })

  test("any JSON as objects is read or reported, and gives a valid record", () => {
    const json = fc.jsonValue({ maxDepth: 3 })
    const row = fc.oneof(
      fc.record({ objects: json, text: json, width: json, details: json }),
      fc.record({
        objects: fc.record({
          bbox: fc.array(fc.oneof(json, fc.constant(box))),
          categories: json,
          text: json,
          details: json,
          id: json,
        }),
      }),
    )
    fc.assert(
      fc.property(row, (value) => {
        expect(DatasetRecord.safeParse(take(value as JsonObject).record).success).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe("writing a row", () => {
  test("columns hold what readers look for, the rest is JSON beside it", () => {
    const record = {
      name: "a.jpg",
      size: { width: 9, height: 8 },
      sha256: null,
      body: {
        nothingHere: false,
        regions: [
          {
            id: "1",
            geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 },
            label: "text",
            transcript: { value: "x", language: "fr" },
          },
          {
            id: "2",
            geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 },
            label: "gone",
            flags: { crowd: true },
          },
        ],
      },
    } as unknown as DatasetRecord // ids are branded texts
    expect(rowOf(record, places)).toEqual({
      file_name: "a.jpg",
      width: 9,
      height: 8,
      sha256: null,
      id: null,
      text: null,
      objects: {
        id: ["1", "2"],
        bbox: [box, box],
        categories: [2, -1],
        labels: ["text", "gone"],
        text: ["x", null],
        details: ['{"language":"fr"}', '{"flags":{"crowd":true}}'],
      },
    })
  })

  test("unknown keys stand beside the others, and never in their place", () => {
    const carrying = (foreign: object) => ({
      id: "1",
      geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 },
      label: "text",
      foreign: { huggingface: foreign },
    })
    const regions = [carrying({ score: 0.5, bbox: "mine" }), carrying({ area: 7 })] as never[]
    expect(carriedLists(regions)).toEqual({ score: [0.5, null], area: [null, 7] })
    const record = {
      name: "a",
      size: null,
      sha256: null,
      body: null,
      foreign: { huggingface: { licence: "x", file_name: "evil" }, coco: { a: 1 } },
    }
    expect(carriedKeys(record)).toEqual({ licence: "x" })
  })

  test("a row read again is the record, with the numbers of classes named or not", () => {
    fc.assert(
      fc.property(toolDataset, fc.boolean(), (drawn, isCarried) => {
        for (const record of drawn) {
          const row = JSON.parse(JSON.stringify(rowOf(record, places, isCarried))) as JsonObject
          const { record: back, report } = take(row)
          expect(report).toEqual([])
          const names = (regions: DatasetRecord["body"]) =>
            (regions?.regions ?? []).map((one) => ({
              ...one,
              label: ontology.labels.find(({ id }) => id === one.label)?.name.en ?? one.label,
            }))
          const found = names(back.body)
          expect(found).toEqual(withFoundShapes(names(record.body), found))
        }
      }),
      { numRuns: 100 },
    )
  })
})
