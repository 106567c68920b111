import type { DatasetManifest, DatasetRecord, ReportLine } from "@justesse/types"
import { companionFiles } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { encodeStream } from "../io/textStream.ts"
import { type Holds, tallyRecord, tallyRegion } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { CARRIED, carriedKeys, carriedLists, type LabelPlaces, labelPlaces, rowOf } from "./row.ts"

/** What a row holds, in JSON lines and in Parquet. */
export const ROW_HOLDS: Holds = {
  rotation: true,
  outline: true,
  transcript: true,
  language: true,
  marks: true,
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
  async losses(records) {
    return (await survey(records)).lines
  },
  async layout(records) {
    const { parts } = await survey(records)
    const places = new Map<string, string | null>()
    for await (const record of records())
      places.set(record.name, goesOut(record) ? pathOf(partOf(record, parts), record.name) : null)
    return (name) => places.get(name) ?? null
  },
  async *write(records: RecordSource, manifest: DatasetManifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const { parts, lines } = await survey(records)
    for (const line of lines) options.report?.(line)
    const places = labelPlaces(manifest.ontology.labels)
    for (const part of parts)
      yield {
        name: pathOf(part, "metadata.jsonl"),
        role: "labels",
        body: encodeStream(rows(records, places, (record) => partOf(record, parts) === part)),
      }
    yield* companionFiles(records, manifest)
  },
}

const pathOf = (part: string | null, name: string) => (part === null ? name : `${part}/${name}`)

async function* rows(
  records: RecordSource,
  places: LabelPlaces,
  isMeant: (record: DatasetRecord) => boolean,
): AsyncGenerator<string> {
  for await (const record of records()) {
    if (!goesOut(record) || !isMeant(record)) continue
    const { objects, ...row } = rowOf(record, places)
    const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
    const lists = carriedLists(record.body?.regions ?? [])
    yield `${JSON.stringify({ ...said, objects: { ...objects, ...lists }, ...carriedKeys(record) })}\n`
  }
}

/** True where a record has an answer and a name that a file can have; {@link tallyRecord} counts the others. */
export function goesOut(record: DatasetRecord): boolean {
  return tallyRecord(record, ROW_HOLDS, new Tally())
}

/** A part's name where it can be a folder's. */
export function partName(record: DatasetRecord): string | null {
  if (record.split === undefined) return null
  return /^[\p{L}\p{N}_-]{1,40}$/u.test(record.split) ? record.split : UNSPLIT
}

function partOf(record: DatasetRecord, parts: readonly (string | null)[]): string | null {
  return partName(record) ?? (parts.includes(null) ? null : UNSPLIT)
}

/** The parts in the order they are met (one null where there are none) and the report. */
async function survey(records: RecordSource): Promise<{ parts: readonly (string | null)[]; lines: ReportLine[] }> {
  const tally = new Tally()
  const parts = new Set<string | null>()
  let unsplit = 0
  for await (const record of records()) {
    if (!tallyRecord(record, ROW_HOLDS, tally)) continue
    for (const region of record.body?.regions ?? []) tallyRegion(region, ROW_HOLDS, tally)
    const part = partName(record)
    if (record.split !== undefined && part !== record.split) tally.add("changed", "split", record.split)
    if (part === null) unsplit++
    parts.add(part)
  }
  if (parts.has(null) && parts.size > 1) {
    parts.delete(null)
    parts.add(UNSPLIT)
    tally.add("note", "split_added", UNSPLIT, unsplit)
  }
  return { parts: parts.size === 0 ? [null] : [...parts], lines: tally.lines("metadata.jsonl") }
}
