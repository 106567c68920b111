import type { Label, Ontology, RegionProvenance } from "@justesse/types"
import { DatasetManifest, type DatasetRecord } from "@justesse/types/dataset"
import type { OutFile, RecordSource } from "../contract.ts"
import { baseName, type FileSet, listFiles, readTextWithin } from "../io/fileSet.ts"
import { parseJson } from "../io/jsonParse.ts"
import { Aside, memorySpool, type Spool } from "../io/spool.ts"
import { encodeStream, textBody } from "../io/textStream.ts"

/** What accompanies our own exports of foreign formats: the version's manifest. */
export const MANIFEST_NAME = "justesse-manifest.json"
/** The file that says of every label where it comes from (I10), for formats that keep our names of regions. */
export const LABELS_FILE = "labels.jsonl"

const MANIFEST_BYTES = 16_777_216

/** The labels of a manifest that lies beside the files (an export of ours), so that colours and keys come back; else none. */
export async function knownLabels(files: FileSet): Promise<readonly Label[]> {
  const entry = (await listFiles(files)).find(({ name }) => baseName(name) === MANIFEST_NAME)
  if (!entry) return []
  const read = await readTextWithin(files, entry.name, MANIFEST_BYTES)
  const manifest = DatasetManifest.safeParse(parseJson(read?.text ?? "")?.value)
  return manifest.success ? manifest.data.ontology.labels : []
}

/** True for the files that {@link companionFiles} writes: readers pass them over. */
export function isCompanion(name: string): boolean {
  return baseName(name) === MANIFEST_NAME || baseName(name) === LABELS_FILE
}

/**
 * What accompanies an export, for writers that draw the records once: {@link Beside.take} puts the lines of
 * {@link LABELS_FILE} aside for each record drawn.
 */
export class Beside {
  readonly #lines: Aside

  constructor(spool: Spool = memorySpool()) {
    this.#lines = new Aside(spool)
  }

  /** Takes the next record; where that is to be waited for, a promise. */
  take(record: DatasetRecord): Promise<void> | null {
    return record.body === null ? null : this.#lines.add(linesOf(record))
  }

  /** The version's manifest, and {@link LABELS_FILE} of all records that were taken. */
  *files(manifest: DatasetManifest): Generator<OutFile> {
    yield manifestFile(manifest)
    yield { name: LABELS_FILE, role: "provenance", body: this.#lines.read() }
  }
}

/** What accompanies an export: the version's manifest, and {@link LABELS_FILE}. Draws the records once more. */
export function* companionFiles(records: RecordSource, manifest: DatasetManifest): Generator<OutFile> {
  yield manifestFile(manifest)
  yield { name: LABELS_FILE, role: "provenance", body: encodeStream(provenance(records)) }
}

/** The manifest as a file. */
export function manifestFile(manifest: DatasetManifest): OutFile {
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  return { name: MANIFEST_NAME, role: "manifest", body: textBody(text) }
}

async function* provenance(records: RecordSource): AsyncGenerator<string> {
  for await (const record of records()) if (record.body !== null) yield linesOf(record)
}

/** {@link toldOf} where nothing is known. */
export const UNTOLD = '"method":null,"confidence":null,"decided_by_reviewer":false,"submissions":[]'

/** Put together as text: a million objects made only to be written would cost more than everything else here. */
function linesOf(record: DatasetRecord): string {
  const { name: picture, sha256, settledBy = null, body, provenance = [] } = record
  const head = JSON.stringify({ picture, sha256, settledBy }).slice(0, -1)
  const regions = body?.regions ?? []
  if (regions.length === 0) return `${head},"region":null}\n`
  const known = byRegion(provenance)
  let lines = ""
  for (let index = 0; index < regions.length; index++) {
    const { id = "", label = "" } = regions[index] ?? {}
    const entry = known?.get(id)
    const origin = entry ? toOriginText(entry) : UNTOLD
    lines += `${head},"index":${index},"region":${quoted(id)},"label":${quoted(label)},${origin}}\n`
  }
  return lines
}

/** Where labels come from, by region; null where nothing is known of any, as of most pictures of a large import. */
export function byRegion(provenance: readonly RegionProvenance[]): ReadonlyMap<string, RegionProvenance> | null {
  return provenance.length === 0 ? null : new Map(provenance.map((entry) => [entry.region, entry]))
}

/** A text as JSON; most ids and labels hold nothing that JSON spells otherwise. */
export function quoted(text: string): string {
  return /^[\w .:/-]*$/.test(text) ? `"${text}"` : JSON.stringify(text)
}

/**
 * What is known of where a label comes from, as members of a JSON object. What a reviewer decided is sure (1), also in
 * versions that hold the share of people behind it instead: whoever filters by confidence keeps it.
 */
export function toOriginText({ method, confidence, submissions }: RegionProvenance): string {
  const decided = method === "review"
  const origin = { method, confidence: decided ? 1 : confidence, decided_by_reviewer: decided, submissions }
  return JSON.stringify(origin).slice(1, -1)
}

/** The names of an ontology's labels by their ids: what foreign files call them. */
export function labelNames(ontology: Ontology): Map<string, string> {
  return new Map(ontology.labels.map((label) => [label.id, label.name.en]))
}
