import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "./io/fileSet.ts"
import { FORMATS } from "./list.ts"
import { documents } from "./testing/documents.ts"
import { ontology } from "./testing/records.ts"
import { gather } from "./testing/sharedData.ts"
import { exportOf, toolDataset } from "./testing/toolRecords.ts"
import { findUnreported } from "./testing/unreported.ts"

/** Formats of recordings hold no pictures; they have round trips of their own. */
const written = FORMATS.flatMap(({ name, reader, writer }) =>
  reader && writer && !["form", "comparisons"].includes(name) ? [{ name, reader, writer }] : [],
)

test.each(written)(
  "$name: whatever goes out comes in again, or the report says what did not",
  async ({ reader, writer }) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(toolDataset, documents), async (drawn) => {
        const { bytes, report, losses } = await exportOf(writer, drawn)
        const codes = new Set(report.map((line) => line.code))
        if (codes.has("not_a_recording")) return
        expect(new Set(losses.map((line) => line.code))).toEqual(codes)
        const layout = await writer.layout?.(async function* () {
          yield* drawn
        })
        const pictures = drawn.map(({ name }) => [layout?.(name) ?? name, ""])
        const files = memoryFiles({ ...Object.fromEntries(pictures), ...bytes }, 1_000)
        // A layout's folders (`images/train`) are no part of names; how deep they are is the format's own affair.
        const names = (name: string) => [name, ...endings(layout?.(name) ?? name)]
        const bySize = new Map(drawn.flatMap(({ name, size }) => names(name).map((one) => [one, size])))
        for (const { name, size } of drawn) bySize.set(name, size)
        const sizeOf = (name: string) => bySize.get(name) ?? null
        const { records, report: read } = await gather(reader.read(files, { sizeOf }))
        const there = new Set(records.map((record) => record.name))
        const nameAfter = (name: string) => names(name).find((one) => there.has(one)) ?? name
        expect(read.filter((line) => line.level === "lost")).toEqual([])
        const nameOf = (label: string) => ontology.labels.find(({ id }) => id === label)?.name.en ?? label
        expect(findUnreported(drawn, records, { codes, nameOf, nameAfter })).toEqual([])
      }),
      { numRuns: 60 },
    )
  },
  60_000,
)

/** A path, and what is left of it without its first folders. */
function endings(path: string): string[] {
  const parts = path.split("/")
  return parts.map((_, i) => parts.slice(i).join("/"))
}
