import { boxOf, isPlaced, type Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { sheetText } from "@justesse/types/spreadsheet"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { csvLine, MARK } from "../io/csvTable.ts"
import { decimalText } from "../io/decimals.ts"
import { safeName } from "../io/fileSet.ts"
import { encodeStream } from "../io/textStream.ts"
import { findLine, findRotation } from "../regions/rotated.ts"
import { markWords } from "../regions/textMarks.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { CSV_FLAGS } from "./read.ts"

const FILE = "regions.csv"
const HOLDS: Holds = {
  ...{ rotation: true, outline: true, transcript: true, language: true, marks: true, textParts: true },
  ...{ attributes: true },
  ...{ flags: CSV_FLAGS, levels: true, split: true, size: true, text: true, ids: true },
}
const PICTURE_COLUMNS = ["image", "image_width", "image_height", "split", "image_text"]
const REGION_COLUMNS = [
  ...["id", "label", "x", "y", "width", "height", "rotation", "points", "text", "language", "marks", "attributes"],
  ...[...CSV_FLAGS, "level", "parent", "direction", "whole", "start_ms", "end_ms", "speaker", "value"],
  ...["check", "check_reason", "confidence"],
]
const NUMBER = /^-?\d+(\.\d+)?$/
const NO_REGION = REGION_COLUMNS.map(() => "")

/**
 * One table with a row a region, labels by name, the upright box in pixels with its corners (`points`) and rotation where it
 * is turned; attributes and what is said to a question are JSON; what is said of all of an asset is `whole`, and of a stretch of it from
 * `start_ms` to `end_ms`. How sure an answer is stands in `confidence`. A picture where nothing is has a row with its own columns alone. An empty text and none
 * are the same to a table, and that is counted. For spreadsheets no cell begins a formula, and one column more says so.
 * Draws the records twice; holds nothing.
 */
export const csvWriter: Writer = {
  name: "csv",
  holdsWhole: true,
  holdsSpans: true,
  holdsChecks: true,
  async losses(records) {
    return (await survey(records)).lines(FILE)
  },
  async *write(records, manifest: DatasetManifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const names = labelNames(manifest.ontology)
    for (const line of (await survey(records, names)).lines(FILE)) options.report?.(line)
    yield {
      name: FILE,
      role: "labels",
      body: encodeStream(rows(records, names, options.spreadsheet ? sheetLine : csvLine)),
    }
    yield* companionFiles(records, manifest)
  },
}

async function survey(records: RecordSource, names?: ReadonlyMap<string, string>): Promise<Tally> {
  const tally = new Tally()
  for await (const record of records()) {
    if (!tallyAll(record, HOLDS, tally)) continue
    if (record.foreignId !== undefined) tally.add("lost", "ids", "picture")
    if (record.text === "") tally.add("lost", "empty_texts")
    for (const region of record.body?.regions ?? []) {
      if (names && !names.has(region.label)) tally.add("lost", "label_unknown", region.label)
      if (region.transcript?.value !== "") continue
      tally.add("lost", "empty_texts")
      if (region.transcript.language !== undefined) tally.add("lost", "transcription_language")
      if (region.transcript.direction) tally.add("lost", "transcription_direction")
      if (region.transcript.marks?.length) tally.add("lost", "transcription_marks")
    }
  }
  return tally
}

type Line = (cells: readonly (string | number)[]) => string

/** A row for spreadsheets. What is a number stays one, also below zero; the last cell is of the column that marks the table. */
const sheetLine: Line = (cells) =>
  csvLine([...cells.map((cell) => (typeof cell === "number" || NUMBER.test(cell) ? cell : sheetText(cell))), ""])

async function* rows(records: RecordSource, names: ReadonlyMap<string, string>, line: Line): AsyncGenerator<string> {
  const head = [...PICTURE_COLUMNS, ...REGION_COLUMNS]
  yield csvLine(line === sheetLine ? [...head, MARK] : head)
  for await (const record of records()) {
    if (record.body === null || safeName(record.name) !== record.name) continue
    const picture = pictureCells(record)
    const regions = record.body.regions.filter(({ label }) => names.has(label))
    if (regions.length === 0) yield line([...picture, ...NO_REGION])
    const sure = new Map<string, number | null>(record.provenance?.map((one) => [one.region, one.confidence]))
    for (const region of regions)
      yield line([...picture, ...regionCells(region, names.get(region.label) ?? "", sure.get(region.id))])
  }
}

function pictureCells({ name, size, split, text }: DatasetRecord): (string | number)[] {
  return [name, size?.width ?? "", size?.height ?? "", split ?? "", text ?? ""]
}

function regionCells(region: Region, label: string, sure: number | null | undefined): (string | number)[] {
  const { transcript, attributes, flags = {} } = region
  const { x, y, width, height } = boxOf(region)
  const sides = isPlaced(region.geometry) ? [x, y, width, height].map(decimalText) : ["", "", "", ""]
  const rotated = findRotation(region)
  const points = findLine(region)?.map(({ x, y }) => `${decimalText(x)} ${decimalText(y)}`)
  return [
    ...[region.id, label, ...sides, rotated ? decimalText(rotated.rotation) : "", points?.join(" ") ?? ""],
    ...[transcript?.value ?? "", transcript?.language ?? ""],
    transcript ? markWords(transcript).join(" ") : "",
    attributes ? JSON.stringify(attributes) : "",
    ...CSV_FLAGS.map((flag) => (flags[flag] === undefined ? "" : Number(flags[flag]))),
    ...[region.level ?? "", region.parent ?? "", transcript?.direction ?? ""],
    ...unplacedCells(region),
    ...[region.check?.verdict ?? "", region.check?.reason ?? "", sure ?? ""],
  ]
}

/** What is said of all of an asset, or of a stretch of it, in place of a box. */
function unplacedCells({ geometry, speaker, value }: Region): (string | number)[] {
  const said = value === undefined ? "" : JSON.stringify(value)
  if (geometry.type === "whole") return [1, "", "", "", said]
  return geometry.type === "span" ? ["", geometry.startMs, geometry.endMs, speaker ?? "", ""] : ["", "", "", "", ""]
}
