import fc from "fast-check"
import { expect, test } from "vitest"
import { documents } from "../testing/documents.ts"
import { ontology } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf, toolDataset } from "../testing/toolRecords.ts"
import { unsaid } from "../testing/unsaid.ts"
import { memoryFiles } from "./fileSet.ts"
import { FORMATS } from "./list.ts"

/** Formats of recordings hold no pictures; they have round trips of their own. */
const written = FORMATS.flatMap(({ name, reader, writer }) => (reader && writer ? [{ name, reader, writer }] : []))

test.each(written)(
  "$name: whatever goes out comes in again, or the report says what did not",
  async ({ reader, writer }) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(toolDataset, documents), async (drawn) => {
        const { texts, report, losses } = await exportOf(writer, drawn)
        const codes = new Set(report.map((line) => line.code))
        if (codes.has("not_a_recording")) return
        expect(new Set(losses.map((line) => line.code))).toEqual(codes)
        const layout = await writer.layout?.(async function* () {
          yield* drawn
        })
        const pictures = drawn.map(({ name }) => [layout?.(name) ?? name, ""])
        const files = memoryFiles({ ...Object.fromEntries(pictures), ...texts }, 1_000)
        const nameAfter = (name: string) => (layout?.(name) ?? name).replace(/^(images\/[^/]+|obj_[^/]+_data)\//, "")
        const bySize = new Map(drawn.map((record) => [nameAfter(record.name), record.size]))
        const sizeOf = (name: string) => bySize.get(name) ?? null
        const { records, report: read } = await gather(reader.read(files, { sizeOf }))
        expect(read.filter((line) => line.level === "lost")).toEqual([])
        const nameOf = (label: string) => ontology.labels.find(({ id }) => id === label)?.name.en ?? label
        expect(unsaid(drawn, records, { codes, nameOf, nameAfter })).toEqual([])
      }),
      { numRuns: 60 },
    )
  },
)
