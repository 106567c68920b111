import type { Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { isIgnored, NOT_CARED_FOR, tallyIgnored } from "../icdar/write.ts"
import { safeName } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { lineOfRegion } from "../regions/wholePixels.ts"
import { type Holds, tallyAll, tallyRecord } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"

/** The export's file of labels, and its list of words. */
const PADDLE_LABELS = "Label.txt"
const PADDLE_WORDS = "rec_gt.txt"

/**
 * PaddleOCR: `Label.txt` with a line a picture, corners with all their decimals (training code reads them as floats), texts
 * as they are; `key_cls` where a label is not `text`; `difficult` false where nobody said. A region to be ignored is `###`.
 * Pictures that have a text of their own go into `rec_gt.txt`, where a tab or line break becomes a blank and is counted.
 */
export const paddleWriter: Writer = {
  name: "paddleocr",
  async losses(records) {
    return (await survey(records)).tally.lines(PADDLE_LABELS)
  },
  async *write(records: RecordSource, manifest: DatasetManifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const { tally, words } = await survey(records)
    for (const line of tally.lines(PADDLE_LABELS)) options.report?.(line)
    yield { name: PADDLE_LABELS, role: "labels", body: encodeStream(labelLines(records, manifest)) }
    if (words) yield { name: PADDLE_WORDS, role: "labels", body: encodeStream(wordLines(records)) }
    yield* companionFiles(records, manifest)
  },
}

const HOLDS: Holds = {
  rotation: true,
  outline: true,
  transcript: true,
  marks: true,
  flags: ["ignore", "difficult"],
  text: true,
  foreign: "paddleocr",
}

const unwritable = /[\t\r\n]/

async function survey(records: RecordSource): Promise<{ tally: Tally; words: boolean }> {
  const tally = new Tally()
  let words = false
  for await (const record of records()) {
    if (record.text !== undefined) {
      words = true
      if (/[\r\n]/.test(record.text)) tally.add("changed", "line_breaks_as_blanks")
      else if (unwritable.test(record.text)) tally.add("changed", "tabs_as_blanks")
    }
    if (record.text !== undefined && record.body === null) {
      if (safeName(record.name) !== record.name)
        tallyRecord({ ...record, body: { regions: [], nothingHere: false } }, HOLDS, tally)
    } else if (tallyAll(record, HOLDS, tally))
      for (const region of record.body?.regions ?? []) tallyRegion(region, tally)
  }
  return { tally, words }
}

function tallyRegion(region: Region, tally: Tally): void {
  tallyIgnored(region, tally)
  if (!region.transcript && !isIgnored(region)) tally.add("changed", "text_absent_as_empty")
  if (region.flags?.difficult === false) tally.add("lost", "flags", "difficult")
}

async function* labelLines(records: RecordSource, manifest: DatasetManifest): AsyncGenerator<string> {
  const names = labelNames(manifest.ontology)
  for await (const record of records()) {
    if (record.body === null || safeName(record.name) !== record.name) continue
    const items = record.body.regions.map((region) => itemOf(region, names.get(region.label) ?? region.label))
    yield `${record.name}\t${lineSafe(JSON.stringify(items))}\n`
  }
}

/** JSON in which nothing ends a line for readers that go by more than `\n` (Python's `splitlines`). */
function lineSafe(json: string): string {
  return json.replaceAll(/[\u0085\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

function itemOf(region: Region, label: string): Record<string, JsonValue> {
  return {
    ...carriedFor(region.foreign, "paddleocr"),
    transcription: isIgnored(region) ? NOT_CARED_FOR : (region.transcript?.value ?? ""),
    points: lineOfRegion(region).map(({ x, y }) => [x, y]),
    difficult: region.flags?.difficult === true,
    ...(label === "text" ? {} : { key_cls: label }),
  }
}

async function* wordLines(records: RecordSource): AsyncGenerator<string> {
  for await (const record of records())
    if (record.text !== undefined && safeName(record.name) === record.name) yield `${record.name}\t${oneLine(record)}\n`
}

function oneLine(record: DatasetRecord): string {
  return (record.text ?? "").replaceAll(/\r\n|[\t\r\n]/g, " ")
}
