import { AnnotationBody, LabelId } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { describe, expect, test } from "vitest"
import { FORMATS } from "../list.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf } from "../testing/toolRecords.ts"
import { fromTimed } from "../timed/spans.ts"

const box = { id: "a", label: "zebra", geometry: { type: "box", x: 11, y: 12, width: 9, height: 8 } }
const whole = { id: "b", label: "bird house", geometry: { type: "whole" }, attributes: { pose: "left" } }
const span = { id: "c", label: "text", geometry: { type: "span", startMs: 250.5, endMs: 900 }, speaker: "Ana" }
const record = (name: string, ...regions: object[]): DatasetRecord => ({
  ...{ name, size: { width: 40, height: 30 }, sha256: null },
  body: AnnotationBody.parse({ regions, nothingHere: false }),
})
const drawn = record("drawn.jpg", box)
const records = [drawn, record("said.jpg", whole), record("both.jpg", box, whole, span)]
const written = FORMATS.flatMap(({ name, reader, writer }) =>
  // Of a whole picture a table of a form holds answers to questions alone, as its own tests say.
  reader && writer && name !== "form" ? [{ name, reader, writer }] : [],
)

describe("what is said of no place on a picture", () => {
  test.each(written)("$name: goes out as it is, or is left out and counted", async ({ writer, reader }) => {
    const { report, losses, files } = await exportOf(writer, records)
    const codes = report.map(({ code }) => code)
    if (codes.includes("not_a_recording")) return
    const countOf = (code: string) => report.find((line) => line.code === code)?.count ?? 0
    expect(countOf("whole_asset")).toBe(writer.holdsWhole ? 0 : 2)
    expect(countOf("spans")).toBe(writer.holdsSpans ? 0 : 1)
    const told = (lines: readonly { code: string }[]) => new Set(lines.map(({ code }) => code))
    expect(told(losses)).toEqual(told(report))
    const read = await gather(reader.read(files, { sizeOf: () => ({ width: 40, height: 30 }) }))
    // What is said when comes in as timed texts from some.
    const named = { speech: LabelId.parse("text"), labelOf: (name: string) => LabelId.parse(name) }
    const regions = read.records.flatMap((one) => fromTimed(one, named).record.body?.regions ?? [])
    const placed = regions.filter(({ geometry }) => geometry.type !== "whole" && geometry.type !== "span")
    // A box at the corner, one pixel large or of the whole picture, would be a wrong box.
    expect(placed.length).toBeLessThanOrEqual(2)
    const kept = regions.map(({ geometry, label, attributes, speaker }) => ({ geometry, label, attributes, speaker }))
    if (writer.holdsWhole)
      expect(kept).toContainEqual(expect.objectContaining({ geometry: whole.geometry, attributes: whole.attributes }))
    if (writer.holdsSpans)
      expect(kept).toContainEqual(expect.objectContaining({ geometry: span.geometry, speaker: "Ana" }))
  })

  test.each(written)("$name: is told once, and changes nothing of a dataset without it", async ({ writer }) => {
    const { report, bytes } = await exportOf(writer, [drawn])
    expect(report.filter(({ code }) => code === "whole_asset" || code === "spans")).toEqual([])
    if (report.some(({ code }) => code === "not_a_recording")) return
    const twice = await exportOf(writer, records)
    expect(twice.report.filter(({ code }) => code === "whole_asset").length).toBeLessThanOrEqual(1)
    expect(Object.keys(bytes).length).toBeGreaterThan(0)
  })
})

test("a writer that is given less of a record still finds its picture and its number", async () => {
  const asked = new Set<DatasetRecord>()
  const numbers = { picture: (one: DatasetRecord) => void asked.add(one), categories: new Map() }
  const coco = FORMATS.find(({ name }) => name === "coco")?.writer ?? expect.fail("no COCO")
  await coco.losses(
    async function* all() {
      yield* records
    },
    { numbers },
  )
  for (const one of asked) expect(records).toContain(one)
  const pictureOf = async (one: DatasetRecord) => (asked.add(one), null)
  const parquet = FORMATS.find(({ name }) => name === "parquet")?.writer ?? expect.fail("no Parquet")
  const manifest = { ontology: { labels: [] } } as never
  for await (const file of parquet.write(
    async function* all() {
      yield* records
    },
    manifest,
    { pictureOf },
  ))
    for await (const _ of file.body) continue
  expect([...asked].map(({ name }) => name).sort()).toEqual(["both.jpg", "drawn.jpg", "said.jpg"])
  for (const one of asked) expect(records).toContain(one)
})
