import type { DatasetRecord, ReportLine, TimedText } from "@justesse/types/dataset"
import fc from "fast-check"
import type { OutFile, Reader, RecordSource, Writer } from "../contract.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest, source, text, written } from "./records.ts"
import { gather } from "./sharedData.ts"

const time = fc.oneof(
  fc.integer({ min: 0, max: 500_000_000 }),
  fc.double({ min: 0, max: 1e7, noNaN: true }),
  fc.constantFrom(0, 1, 999, 360_000_000, 162.50605313552421, 1e-7),
)
const name = fc.constantFrom("talk.wav", "dir one/talk.wav", "dir one/talk.mp3", "é#1.flac", "a.b.ogg", "FILM.MP4")

/** Stretches of text with every oddity; ids are distinct, times in any order. */
export const timedTexts: fc.Arbitrary<TimedText[]> = fc
  .array(
    fc.record(
      {
        tier: fc.constantFrom("", "words", 'say "tier"', "Ébène\nzwei"),
        start: fc.option(time, { freq: 12 }),
        length: fc.option(time, { freq: 12 }),
        text,
        label: fc.constantFrom("noise"),
        speaker: fc.constantFrom("Ana", "A & <B>", "مريم", " two  words "),
      },
      { requiredKeys: ["tier", "start", "length", "text"] },
    ),
    { maxLength: 8 },
  )
  .map((items) =>
    items.map(({ start, length, ...rest }, i) => ({
      id: i % 3 === 0 ? String(i + 1) : `id ${i}`,
      start,
      end: start === null || length === null ? null : start + length,
      ...rest,
    })),
  )

/** Recordings with what is said in them: distinct names, one stem in two folders and with two endings. */
export const recordings: fc.Arbitrary<DatasetRecord[]> = fc
  .uniqueArray(name, { maxLength: 4 })
  .chain((names) => fc.tuple(...names.map((own) => timedTexts.map((timed) => recording(own, timed)))))

/** One recording's record. */
export function recording(name: string, timed: TimedText[]): DatasetRecord {
  return { name, size: null, sha256: null, body: { regions: [], nothingHere: false }, timed }
}

/** A stretch with the usual parts. */
export function said(start: number | null, end: number | null, text: string, more: Partial<TimedText> = {}): TimedText {
  return { id: "1", tier: "", start, end, text, ...more }
}

/** What a writer wrote (labels only) and said, and what a reader makes of it with the recordings beside. */
export async function roundTrip(writer: Writer, reader: Reader, records: readonly DatasetRecord[]) {
  const report: ReportLine[] = []
  const files = await written(labelsOnly(writer, source(records), report))
  const sounds = Object.fromEntries(records.map((record) => [record.name, ""]))
  const back = await gather(reader.read(memoryFiles({ ...files, ...sounds }, 97), {}))
  return { files, report, losses: await writer.losses(source(records)), back: back.records, said: back.report }
}

async function* labelsOnly(writer: Writer, records: RecordSource, report: ReportLine[]): AsyncGenerator<OutFile> {
  for await (const file of writer.write(records, manifest, { report: (line) => report.push(line) }))
    if (file.role === "labels") yield file
    else for await (const _ of file.body) continue
}
