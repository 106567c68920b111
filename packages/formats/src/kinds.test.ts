import type { Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { memoryFiles } from "./io/fileSet.ts"
import { formatNamed } from "./list.ts"
import { KIND_DATA } from "./testing/kinds.ts"
import { source, written } from "./testing/records.ts"
import { gather } from "./testing/sharedData.ts"
import { fromTimed } from "./timed/spans.ts"

const FORMATS = ["jsonl", "csv", "justesse", "label-studio", "huggingface"]

/** What an answer says, without what every form tells or numbers in its own way; in the order of a recording, where it is one. */
function saidIn({ name, body }: DatasetRecord) {
  const all = (body?.regions ?? []).map(({ geometry, label, transcript, speaker, value, check }: Region) =>
    JSON.stringify({
      ...{ geometry, label, speaker, value, check },
      // No text and an empty one say the same of a stretch.
      transcript: transcript?.value || transcript?.marks || transcript?.language ? transcript : undefined,
    }),
  )
  return [name, all.sort()]
}

describe.each(KIND_DATA)("$kind", ({ kind, manifest, records }) => {
  test.each(FORMATS)("%s: what goes out comes in again, or is told", async (format) => {
    const { reader, writer } = formatNamed(format)
    if (!reader || !writer) throw new TypeError(format)
    await fc.assert(
      fc.asyncProperty(records, async (drawn) => {
        const told: string[] = []
        const files = await written(
          writer.write(source(drawn), manifest, { report: ({ level, code }) => level !== "note" && told.push(code) }),
        )
        const layout = await writer.layout?.(source(drawn))
        const assets = Object.fromEntries(drawn.map(({ name }) => [layout?.(name) ?? name, ""]))
        const { records: back, report } = await gather(reader.read(memoryFiles({ ...assets, ...files }, 1_000), {}))
        expect(report.filter(({ level }) => level === "lost")).toEqual([])
        const labels = { speech: "speech" as Region["label"], labelOf: (name: string) => name as Region["label"] }
        const heard = back.map((record) => fromTimed(record, labels).record)
        if (told.length === 0) expect(heard.map(saidIn)).toEqual(drawn.map(saidIn))
        else expect(TOLD[format]?.[kind] ?? []).toEqual(expect.arrayContaining(told))
      }),
      { numRuns: 40 },
    )
  })
})

/** What a form may say that it loses of a kind. */
const TOLD: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  csv: { audio: ["empty_texts", "transcription_language", "transcription_marks"] },
  huggingface: {},
}
