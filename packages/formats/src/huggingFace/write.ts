import { isPlaced, type Label } from "@justesse/types"
import type { DatasetManifest, DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { companionFiles } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import type { JsonObject } from "../io/jsonParse.ts"
import { encodeStream } from "../io/textStream.ts"
import { type Holds, tallyRecord, tallyRegion } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { CARRIED, carriedKeys, carriedLists, indexLabels, type LabelIndexes, rowOf } from "./row.ts"
import { unplacedColumns } from "./unplaced.ts"

/** What a row holds, in JSON lines and in Parquet. */
export const ROW_HOLDS: Holds = {
  rotation: true,
  outline: true,
  transcript: true,
  language: true,
  marks: true,
  textParts: true,
  attributes: true,
  flags: ["crowd", "occluded", "truncated", "difficult", "ignore"],
  ids: true,
  levels: true,
  split: true,
  size: true,
  text: true,
  foreign: CARRIED,
}

const UNSPLIT = "train"

/**
 * Writes an image folder: `metadata.jsonl` for each part in its folder, pictures beside it under their own names; a dataset
 * without parts has one at the top. Holds everything of a region: what has no column of its own is JSON in
 * `objects.details`. Where some pictures have a part and others none, those go to `train`: loaders would pass them over.
 */
export const huggingFaceWriter: Writer = {
  name: "huggingface",
  holdsWhole: true,
  holdsSpans: true,
  holdsChecks: true,
  async losses(records) {
    return (await survey(records)).lines
  },
  async layout(records) {
    const { parts: splits } = await survey(records)
    const indexes = new Map<string, string | null>()
    for await (const record of records())
      indexes.set(record.name, goesOut(record) ? pathOf(findSplit(record, splits), record.name) : null)
    return (name) => indexes.get(name) ?? null
  },
  async *write(records: RecordSource, manifest: DatasetManifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const { parts: splits, lines } = await survey(records)
    for (const line of lines) options.report?.(line)
    const { labels, answers } = manifest.ontology
    const columns = (record: DatasetRecord) => unplacedColumns(record, byId, answers?.several === true)
    const byId = new Map<string, Label>(labels.map((label) => [label.id, label]))
    const indexes = indexLabels(labels)
    for (const split of splits)
      yield {
        name: pathOf(split, "metadata.jsonl"),
        role: "labels",
        body: encodeStream(rows(records, { indexes, columns }, (record) => findSplit(record, splits) === split)),
      }
    yield* companionFiles(records, manifest)
  },
}

const pathOf = (split: string | null, name: string) => (split === null ? name : `${split}/${name}`)

/** How regions become columns of their picture's row. */
interface Columns {
  readonly indexes: LabelIndexes
  readonly columns: (record: DatasetRecord) => JsonObject | null
}

async function* rows(
  records: RecordSource,
  { indexes, columns }: Columns,
  isMeant: (record: DatasetRecord) => boolean,
): AsyncGenerator<string> {
  for await (const record of records()) {
    if (!goesOut(record) || !isMeant(record)) continue
    const { objects, ...row } = rowOf(record, indexes)
    const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
    const lists = carriedLists((record.body?.regions ?? []).filter(({ geometry }) => isPlaced(geometry)))
    const unplaced = columns(record)
    const placed = unplaced && objects.bbox.length === 0 ? {} : { objects: { ...objects, ...lists } }
    yield `${JSON.stringify({ ...said, ...unplaced, ...placed, ...carriedKeys(record) })}\n`
  }
}

/** True where a record has an answer and a name that a file can have; {@link tallyRecord} counts the others. */
export function goesOut(record: DatasetRecord): boolean {
  return tallyRecord(record, ROW_HOLDS, new Tally())
}

/** A part's name where it can be a folder's. */
export function splitFolder(record: DatasetRecord): string | null {
  if (record.split === undefined) return null
  return /^[\p{L}\p{N}_-]{1,40}$/u.test(record.split) ? record.split : UNSPLIT
}

function findSplit(record: DatasetRecord, splits: readonly (string | null)[]): string | null {
  return splitFolder(record) ?? (splits.includes(null) ? null : UNSPLIT)
}

/** The parts in the order they are met (one null where there are none) and the report. */
async function survey(records: RecordSource): Promise<{ parts: readonly (string | null)[]; lines: ReportLine[] }> {
  const tally = new Tally()
  const splits = new Set<string | null>()
  let unsplit = 0
  for await (const record of records()) {
    if (!tallyRecord(record, ROW_HOLDS, tally)) continue
    for (const region of record.body?.regions ?? []) tallyRegion(region, ROW_HOLDS, tally)
    const split = splitFolder(record)
    if (record.split !== undefined && split !== record.split) tally.add("changed", "split", record.split)
    if (split === null) unsplit++
    splits.add(split)
  }
  if (splits.has(null) && splits.size > 1) {
    splits.delete(null)
    splits.add(UNSPLIT)
    tally.add("note", "split_added", UNSPLIT, unsplit)
  }
  return { parts: splits.size === 0 ? [null] : [...splits], lines: tally.lines("metadata.jsonl") }
}
