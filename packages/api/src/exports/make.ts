import { createHash } from "node:crypto"
import { findAsset } from "@justesse/db/assets"
import type { FileBody, RecordSource, WriteOptions, Writer } from "@justesse/formats/contract"
import { requireSafeName } from "@justesse/formats/io/fileSet"
import { memorySpool, type Spool } from "@justesse/formats/io/spool"
import { bytesBody } from "@justesse/formats/io/textStream"
import { formatNamed } from "@justesse/formats/list"
import { JustesseError, Sha256 } from "@justesse/types"
import type { DatasetManifest, DatasetRecord, ReportLine } from "@justesse/types/dataset"
import type { ExportChoices, ExportFormat } from "@justesse/types/wire/dataset"
import { withBlanks } from "../blanks.ts"
import type { MadeFile, MakeFile, Notify } from "../core/background.ts"
import type { Deps } from "../core/deps.ts"
import { factsOf, headOf } from "../versions/head.ts"
import { exportRecords, itemsOf, recordOf } from "../versions/records.ts"
import { plainPicture } from "../withoutMetadata.ts"
import { Companions } from "./companions.ts"
import { labelledVersion, laborFor, requireSame } from "./labor.ts"
import { type ExportNumbers, exportNumbers } from "./numbers.ts"

/** Files of an export, drawn in order, each to its end. */
interface ExportedFile {
  readonly name: string
  readonly body: FileBody
}

interface ExportPlan {
  readonly projectId: number
  readonly version: number
  readonly format: ExportFormat
  readonly choices: ExportChoices
  /** Where texts of later files are put aside; memory where nobody says. */
  readonly spool?: Spool
  /** What the format cannot hold, line by line. */
  readonly report?: (line: ReportLine) => void
  /** Called with every record drawn and every picture packed, with the work that was, in about bytes. */
  readonly onStep?: (work: number) => Promise<void>
}

/** What drawing a record costs, in bytes of pictures packed. */
const RECORD_WORK = 2_000

/** The writer of a format. @throws JustesseError format_unknown where this program does not write it */
export function writerOf(format: string): Writer {
  const { writer } = formatNamed(format)
  if (!writer) throw new JustesseError("format_unknown", { format })
  return writer
}

/**
 * A version's files: labels, manifest and provenance from the format's writer, then (if wanted) its pictures where the format
 * puts them (or in the writer's own files, where it holds them), then what accompanies every export: data card, Croissant
 * metadata, and the SHA-256 of all files. Only pictures of this project are packed, by hash: the upright copy of a turned
 * picture, to which its regions belong; the native form takes each file as it came. Nothing goes out without its labor label.
 * @throws JustesseError label_differs where the label does not agree with the studio's books, at the beginning or at the end
 */
export async function* exportFiles(
  deps: Pick<Deps, "storage" | "blobs" | "nowMs">,
  plan: ExportPlan,
): AsyncGenerator<ExportedFile> {
  const writer = writerOf(plan.format)
  const { withPictures, spreadsheet } = plan.choices
  const head = await headOf(deps, plan.projectId, plan.version)
  const facts = factsOf(head)
  const labelled = labelledVersion(plan.projectId, facts)
  const label = await laborFor(deps, labelled, deps.nowMs())
  const inside = withPictures && writer.holdsPictures === true
  const numbers = await exportNumbers(deps, plan.projectId)
  const { records, pictureOf } = inside
    ? withBytes(deps, plan, numbers)
    : { records: recordsOf(deps, plan, numbers), pictureOf: null }
  const lines: ReportLine[] = []
  const report = (line: ReportLine) => {
    lines.push(line)
    plan.report?.(line)
  }
  const companions = new Companions()
  const spool = plan.spool ?? memorySpool()
  for await (const { name, body } of writer.write(records, facts.manifest, {
    ...{ report, spool, numbers, spreadsheet },
    ...(pictureOf ? { pictureOf } : {}),
  }))
    yield { name, body: companions.counted(name, body) }
  if (writer.holdsPictures && !inside)
    report({ level: "note", code: "picture_by_path", file: `*.${plan.format}`, count: head.pictures })
  if (withPictures && !inside) yield* pictureFiles(deps, plan, writer, records, { companions, report })
  const { projectId, format } = plan
  yield* companions.files(deps, { projectId, facts, format, label, losses: lines, picturesInside: inside })
  await requireSame(deps, labelled, label)
}

/** Pictures beside the labels, under the names that the format gives them. */
async function* pictureFiles(
  deps: Pick<Deps, "storage" | "blobs">,
  plan: ExportPlan,
  writer: Writer,
  records: RecordSource,
  { companions, report }: { readonly companions: Companions; readonly report: (line: ReportLine) => void },
): AsyncGenerator<ExportedFile> {
  const pathOf = (await writer.layout?.(records)) ?? ((name: string) => name)
  const given = new Set<string>()
  for await (const { asset } of itemsOf(deps, plan.projectId, plan.version)) {
    const name = pathOf(asset.name)
    // A task about no picture has no file.
    if (name !== null && !asset.cells) {
      const upright = asset.uprightSha256 ?? asset.sha256
      const safe = requireSafeName(name)
      const whole = plan.choices.withoutMetadata ? await findAsset(deps.storage.db, plan.projectId, asset.id) : null
      const heard = whole?.sound ?? null
      const seen = whole?.media?.medium === "video" ? whole.media : null
      if (heard) {
        // The copy that is played says nothing of who recorded it, or where; hours of it fit in no memory.
        const flac = safe.replace(/(\.\w{1,5})?$/, ".flac")
        const called = safe === flac || !given.has(flac) ? flac : `${safe}.flac`
        given.add(called)
        if (called !== safe) report({ level: "changed", code: "recording_as_flac", file: safe, found: called })
        const body = await deps.blobs.open(heard.playableSha256)
        yield { name: called, body: companions.known(called, heard.playableSha256, body) }
      } else if (seen) {
        if (seen.blanks.length > 0) report({ level: "changed", code: "video_blanked", file: safe })
        const body = withBlanks(await deps.blobs.open(asset.sha256), 0, seen.blanks)
        yield { name: safe, body: companions.counted(safe, body) }
      } else if (plan.choices.withoutMetadata) {
        const plain = plainPicture(await wholeOf(deps, upright))
        yield { name: safe, body: companions.counted(safe, bytesBody(plain)) }
      } else {
        const sha256 = plan.format === "justesse" ? asset.sha256 : upright
        yield { name: safe, body: companions.known(safe, sha256, await deps.blobs.open(sha256)) }
      }
    }
    await plan.onStep?.(asset.bytes)
  }
}

const recordsOf =
  (
    deps: Pick<Deps, "storage">,
    { projectId, version, choices, onStep }: ExportPlan,
    { tell: notify }: ExportNumbers,
  ): RecordSource =>
  () =>
    stepped(
      choices.withoutMetadata
        ? unhashed(deps, projectId, version, notify)
        : exportRecords(deps, projectId, version, notify),
      onStep,
    )

/** Records of pictures that go out without their metadata: the hash of the file as it came is of bytes that are not in the export. */
async function* unhashed(
  deps: Pick<Deps, "storage">,
  projectId: number,
  version: number,
  notify: ExportNumbers["tell"],
): AsyncGenerator<DatasetRecord> {
  let asset = 0
  const onRecord = (_: DatasetRecord, id: number) => {
    asset = id
  }
  for await (const record of exportRecords(deps, projectId, version, onRecord)) {
    const plain = { ...record, sha256: null }
    notify(plain, asset)
    yield plain
  }
}

async function wholeOf({ blobs }: Pick<Deps, "blobs">, sha256: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await blobs.open(sha256)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/**
 * Records whose pictures go into the writer's own files. Regions belong to the upright copy of a turned picture, so that is
 * what goes out, and the record says its hash: whoever brings the file in again finds bytes and hash alike.
 */
function withBytes(
  { storage, blobs }: Pick<Deps, "storage" | "blobs">,
  { projectId, version, choices, onStep }: ExportPlan,
  { tell: notify }: ExportNumbers,
): { records: RecordSource; pictureOf: NonNullable<WriteOptions["pictureOf"]> } {
  const { withoutMetadata } = choices
  const pictures = new WeakMap<DatasetRecord, { readonly bytes: number; readonly sha256: string }>()
  async function* all(): AsyncGenerator<DatasetRecord> {
    for await (const item of itemsOf({ storage }, projectId, version)) {
      const sha256 = Sha256.parse(item.asset.uprightSha256 ?? item.asset.sha256)
      const record = { ...recordOf(item), sha256: withoutMetadata ? null : sha256 }
      if (!item.asset.cells) pictures.set(record, { bytes: item.asset.bytes, sha256 })
      notify(record, item.asset.id)
      yield record
    }
  }
  return {
    records: () => stepped(all(), onStep),
    async pictureOf(record) {
      const picture = pictures.get(record)
      if (!picture) return null
      const whole = await wholeOf({ blobs }, picture.sha256)
      await onStep?.(picture.bytes)
      return withoutMetadata ? plainPicture(whole) : whole
    },
  }
}

async function* stepped(records: AsyncIterable<DatasetRecord>, onStep: ExportPlan["onStep"]) {
  for await (const record of records) {
    yield record
    await onStep?.(RECORD_WORK)
  }
}

/** The same spool; drawing what was put aside takes `work` in all, told in whole steps. */
function steppedSpool(spool: Spool, work: number, onStep: (work: number) => Promise<void>): Spool {
  let total = 0
  let readBytes = 0
  let notified = 0
  return {
    begin() {
      const spooled = spool.begin()
      return {
        add(bytes) {
          total += bytes.length
          return spooled.add(bytes)
        },
        async *read() {
          for await (const bytes of spooled.read()) {
            yield bytes
            readBytes += bytes.length
            const now = Math.max(notified, Math.floor((work * readBytes) / total))
            await onStep(now - notified)
            notified = now
          }
        },
      }
    },
  }
}

/** How often a writer draws the records, found out with none. What it puts aside counts as one drawing more. */
async function countReadings(writer: Writer, manifest: DatasetManifest, withPictures: boolean): Promise<number> {
  let readings = 0
  const memory = memorySpool()
  let isAside = false
  const spool: Spool = {
    begin() {
      isAside = true
      return memory.begin()
    },
  }
  const none = () => {
    readings++
    return (async function* (): AsyncGenerator<DatasetRecord> {})()
  }
  for await (const { body } of writer.write(none, manifest, { spool })) for await (const _ of body);
  if (withPictures && !writer.holdsPictures) await writer.layout?.(none)
  return Math.max(1, readings + (isAside ? 1 : 0))
}

/** Makes the file of an export in the outbox. */
export async function makeExport(
  deps: Pick<Deps, "storage" | "blobs" | "outbox" | "zip" | "nowMs">,
  { stored, ...wanted }: MakeFile,
  notify: Notify,
): Promise<MadeFile> {
  const head = await headOf(deps, wanted.projectId, wanted.version)
  const { manifest, pictureBytes } = factsOf(head)
  const { withPictures } = wanted.choices
  const readings = await countReadings(writerOf(wanted.format), manifest, withPictures)
  const total = head.pictures * readings * RECORD_WORK + (withPictures ? (pictureBytes ?? head.pictures) : 0)
  const hash = createHash("sha256")
  const state = { done: 0, bytes: 0 }
  const onStep = async (work: number) => {
    state.done = Math.min(total, state.done + work)
    await notify({ kind: "progress", done: state.done, total, bytes: state.bytes })
  }
  const hashed = async function* (body: AsyncIterable<Uint8Array>) {
    for await (const chunk of body) {
      hash.update(chunk)
      state.bytes += chunk.length
      yield chunk
    }
  }
  const aside = deps.outbox.spool(stored)
  const spool = steppedSpool(aside, head.pictures * RECORD_WORK, onStep)
  try {
    const bytes = await deps.outbox.write(stored, hashed(deps.zip(exportFiles(deps, { ...wanted, spool, onStep }))))
    await notify({ kind: "progress", done: total, total, bytes })
    return { bytes, sha256: hash.digest("hex") }
  } finally {
    await aside.close()
  }
}
