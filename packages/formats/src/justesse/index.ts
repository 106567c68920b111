import { canonicalJson, StoredBody } from "@justesse/types"
import { DatasetManifest, DatasetRecord, type ReportLine } from "@justesse/types/dataset"
import type { Format, OutFile, ReadEvent, Reader, RecordSource, Writer } from "../contract.ts"
import { baseName, type FileSet, folderOf, headText, listFiles, readTextWithin, safeName } from "../io/fileSet.ts"
import { isTooDeep, parseJson } from "../io/jsonParse.ts"
import { MAX_DEPTH } from "../io/jsonSplit.ts"
import { decodeStream, encodeStream, splitLines } from "../io/textStream.ts"
import { report } from "../report/lines.ts"
import { assetsOf } from "../timed/index.ts"

/**
 * The native form, which loses nothing: `manifest.json` (DatasetManifest) beside `records.jsonl`, one DatasetRecord a line
 * with its keys in code-unit order. The same records give the same bytes.
 */
export const justesseReader: Reader = {
  name: "justesse",
  async detect(files) {
    return (await manifestName(files)) === null ? 0 : 1
  },
  read: readNative,
}

/** Writes the native form; loses nothing, ever. */
export const justesseWriter: Writer = {
  name: "justesse",
  holdsWhole: true,
  holdsSpans: true,
  holdsTimed: true,
  holdsChecks: true,
  holdsCompared: true,
  async *write(records: RecordSource, manifest: DatasetManifest): AsyncGenerator<OutFile> {
    yield { name: RECORDS, role: "labels", body: encodeStream(lines(records)) }
    yield { name: MANIFEST, role: "manifest", body: encodeStream([`${JSON.stringify(manifest, null, 2)}\n`]) }
  },
  losses: (): Promise<ReportLine[]> => Promise.resolve([]),
}

/** The lossless native form, both ways. */
export const justesse: Format = { name: "justesse", reader: justesseReader, writer: justesseWriter }

/** A record as files have it, also those that were written when regions said their box beside an outline. */
const StoredRecord = DatasetRecord.extend({ body: StoredBody.nullable() })

const MANIFEST = "manifest.json"
const RECORDS = "records.jsonl"
const MANIFEST_BYTES = 16_777_216
const HEAD_BYTES = 4_096

async function* lines(records: RecordSource): AsyncGenerator<string> {
  for await (const record of records()) yield `${canonicalJson(record)}\n`
}

/** The manifest that has its records beside it, in any folder; null when there is none. */
async function manifestName(files: FileSet): Promise<string | null> {
  const names = (await listFiles(files)).map((entry) => entry.name)
  const all = new Set(names)
  for (const name of names) {
    if (baseName(name) !== MANIFEST || !all.has(beside(name))) continue
    const head = await headText(files, name, HEAD_BYTES)
    if (/"justesse"\s*:\s*1\b/.test(head)) return name
  }
  return null
}

function beside(manifest: string): string {
  const folder = folderOf(manifest)
  return folder === "" ? RECORDS : `${folder}/${RECORDS}`
}

async function* readNative(files: FileSet): AsyncGenerator<ReadEvent> {
  const name = await manifestName(files)
  if (name === null) return
  const read = await readTextWithin(files, name, MANIFEST_BYTES)
  const parsed = read === null ? null : parseJson(read.text)
  const manifest = DatasetManifest.safeParse(parsed?.value)
  if (!manifest.success) {
    const first = manifest.error.issues[0]
    const code = read === null ? "file_too_large" : parsed === null ? "not_json" : "manifest_invalid"
    yield report("lost", code, { file: name, field: first?.path.join("."), found: first?.message })
    yield { kind: "ontology", ontology: { labels: [] } }
    return
  }
  yield { kind: "ontology", ontology: manifest.data.ontology, manifest: manifest.data }
  yield* readRecords(files, beside(name), manifest.data)
}

async function* readRecords(files: FileSet, file: string, manifest: DatasetManifest): AsyncGenerator<ReadEvent> {
  const index = await assetsOf(files)
  const labels = new Set<string>(manifest.ontology.labels.map((label) => label.id))
  const names = new Set<string>()
  for await (const line of splitLines(decodeStream(files.open(file)))) {
    if (line.text === "" && !line.tooLong) continue
    const location = { file, line: line.number }
    const parsed = line.tooLong ? null : parseRecord(line.text)
    if (parsed === null) {
      yield report("lost", line.tooLong ? "too_large" : "not_json", location)
      continue
    }
    const record = StoredRecord.safeParse(parsed)
    if (!record.success) {
      const first = record.error.issues[0]
      yield report("lost", "record_invalid", { ...location, field: first?.path.join("."), found: first?.message })
    } else if (safeName(record.data.name) !== record.data.name) {
      yield report("lost", "name_unsafe", { ...location, field: "name", found: record.data.name })
    } else if (names.has(record.data.name)) {
      yield report("lost", "name_twice", { ...location, field: "name", found: record.data.name })
    } else {
      const unknown = record.data.body?.regions.find((region) => !labels.has(region.label))
      if (unknown) yield report("lost", "label_unknown", { ...location, field: "label", found: unknown.label })
      else yield { kind: "record", record: record.data, picture: index.find(record.data.name) }
      names.add(record.data.name)
    }
  }
}

/** Our own lines are exact JSON: nothing is read leniently. */
function parseRecord(text: string): unknown {
  if (isTooDeep(text, MAX_DEPTH)) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
