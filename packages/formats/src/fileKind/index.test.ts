import type { ProjectKind } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { exampleRecords } from "../exportOrder/example.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { FORMATS, formatNamed } from "../list.ts"
import { KIND_DATA } from "../testing/kinds.ts"
import { manifest, source, written } from "../testing/records.ts"
import { kindOfFiles } from "./index.ts"

/** Files of a format with the assets beside them. */
async function filesOf(format: string, records: readonly DatasetRecord[], about: DatasetManifest) {
  const { writer } = formatNamed(format)
  if (!writer) throw new TypeError(format)
  const files = await written(writer.write(source(records), about))
  const layout = await writer.layout?.(source(records))
  const assets = Object.fromEntries(records.map(({ name }) => [layout?.(name) ?? name, ""]))
  return memoryFiles({ ...assets, ...files }, 1_000)
}

describe.each(KIND_DATA.filter(({ kind }) => kind !== "rating"))(
  "answers of $kind",
  ({ kind, manifest: own, records }) => {
    const holding = FORMATS.filter(({ writer }) => writer?.holdsWhole && writer.holdsChecks && writer.holdsSpans)
    test.each(holding.map(({ name }) => name))("are recognised from %s", async (format) => {
      const hasAnswers = records.filter((all) => all.some(({ body }) => (body?.regions.length ?? 0) > 0))
      await fc.assert(
        fc.asyncProperty(hasAnswers, async (drawn) => {
          expect(await kindOfFiles(await filesOf(format, drawn, own), format)).toBe(kind)
        }),
        { numRuns: 15 },
      )
    })
  },
)

test.each(["vtt", "srt", "textgrid", "eaf"])("files of %s are of recordings", async (format) => {
  const records = exampleRecords({ kind: "audio" })
  expect(await kindOfFiles(await filesOf(format, records, manifest), format)).toBe("audio")
})

test.each(["comparisons", "label-studio", "jsonl", "justesse"])(
  "what people compared is recognised from %s",
  async (format) => {
    const records = exampleRecords({ kind: "comparison" })
    expect(await kindOfFiles(await filesOf(format, records, manifest), format)).toBe("comparison")
  },
)

test("the native form says what was asked, also where grades look like classes", async () => {
  const kind: ProjectKind = "rating"
  const files = await filesOf("justesse", exampleRecords({ kind }), { ...manifest, kind })
  expect(await kindOfFiles(files, "justesse")).toBe(kind)
})

test("forms of documents are of lines that are read, and files without answers of the usual kind", async () => {
  expect(await kindOfFiles(memoryFiles({}), "page")).toBe("transcription")
  expect([await kindOfFiles(memoryFiles({}), "coco"), await kindOfFiles(memoryFiles({}), "jsonl")]).toEqual([
    "boxes",
    "boxes",
  ])
})
