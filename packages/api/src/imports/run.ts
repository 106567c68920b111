import { endImport, findImport, insertImport, noteLabelsAdded, putImportProgress } from "@justesse/db/imports"
import { keepReport } from "@justesse/db/imports/memory"
import { findOntology, putOntology } from "@justesse/db/labels"
import { findProject, type Project, updateProject } from "@justesse/db/projects"
import type { ReadEvent } from "@justesse/formats/contract"
import { detectFormat, readDataset } from "@justesse/formats/detect"
import { extensionOf, type FileSet, listFiles } from "@justesse/formats/io/fileSet"
import { isPictureName } from "@justesse/formats/io/pictures"
import { withTablePictures } from "@justesse/formats/parquet/pictures"
import { JustesseError, type LabelId, type ReportLine } from "@justesse/types"
import type { ImportAs, LabelMapping } from "@justesse/types/wire/imports"
import { note } from "../activity/index.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { Attribution, withNamed } from "./attribution.ts"
import { ImportBatches } from "./batch.ts"
import { documentOf } from "./documents.ts"
import { PictureFinder } from "./find.ts"
import type { IngestCounts, Ingesting } from "./ingesting.ts"
import { growOntology, type LabelChoices } from "./labels.ts"
import { becomePredictions, type PredictionCounts } from "./predictions.ts"
import { previewFiles } from "./preview.ts"
import type { Batch, Readied } from "./ready.ts"
import type { Reading } from "./storeAnswers.ts"

/** What an import is made of. `importId`: the row that a job made; without it one is made. */
export interface IngestInput {
  readonly project: { readonly id: number }
  readonly files: FileSet
  readonly as: ImportAs
  readonly name: string
  readonly who: Pick<Who, "personId">
  readonly importId?: number
  /** A format by name; `auto` (the default) looks at the content. */
  readonly format?: string
  /** Pascal VOC: 1 for the devkit's rule, 0 (default) takes coordinates as they are. */
  readonly origin?: 0 | 1
  /** Writes nothing when anything would be left out. */
  readonly strict?: boolean
  /** What names of labels mean; those not named are found by name, or new. */
  readonly labels?: LabelMapping
  /** Where a file of the set lies, when pictures are to stay there; null for files inside zips and documents. */
  readonly pathOf?: (name: string) => string | null
  /** Where a file of the set lies that is the studio's own: nobody changes it in place. Null as with `pathOf`. */
  readonly ownPathOf?: (name: string) => string | null
  readonly onProgress?: (now: IngestCounts) => void
}

interface IngestResult extends Readonly<IngestCounts> {
  readonly id: number
  readonly format: string
  readonly state: "done" | "cancelled"
  /** The prediction set that it became; null for pictures and answers. */
  readonly set: number | null
  /** Every line, also beyond the 500 that are stored with the row. */
  readonly report: readonly ReportLine[]
}

/** Lines of a report that are stored with the import's row; the whole lies beside it. */
const STORED_LINES = 500
/** Lines kept in memory for the caller. */
const KEPT_LINES = 100_000
/** Records that are stored together: with their pictures, up to so many bytes of them, and labels alone. */
const BATCH = 128
const BATCH_BYTES = 32_000_000
const LABELS_BATCH = 64
/** What a page of a document is expected to take, bytes: how large it is shows once it is drawn. */
const PAGE_BYTES = 4_000_000

/**
 * Takes a set of files into a project: pictures, labels, or both. Labelling may begin while it runs. Safe to run again
 * after a crash or a cancel: what is in already (by hash) is found and not doubled. As `proposals` or `scores` the labels
 * become a prediction set for pictures that are here, by content, path or name; new pictures among the files come in first.
 *
 * Bad files never end it: each becomes a report line (and, for pictures, a picture with its reason) and the rest goes in.
 * @throws JustesseError format_unknown | project_archived | not_found | storage_full | import_refused (strict) and what the
 *   set itself throws; label_unknown when no predicted box has a label of the project
 */
export async function ingest(deps: Ingesting, asked: IngestInput): Promise<IngestResult> {
  const input = { ...asked, files: await withTablePictures(asked.files) }
  const project = await findProject(deps.storage.db, input.project.id)
  if (!project || project.state === "deleted") throw new JustesseError("not_found", { project: input.project.id })
  if (project.state === "archived") throw new JustesseError("project_archived", { project: project.slug })
  const id =
    input.importId ??
    (await insertImport(deps.storage.db, project.id, {
      name: input.name,
      as: "pictures",
      who: input.who.personId,
      startedAtMs: deps.nowMs(),
    }))
  try {
    if (input.strict) await refuseLosses(deps, project, id, input)
    const isPredictions = input.as === "proposals" || input.as === "scores"
    return await (isPredictions
      ? takePredictions(deps, project, id, input)
      : new ImportRun(deps, project, id, input).all())
  } catch (error) {
    // A job is tried again; then its last failure ends the import (see jobs).
    if (input.importId === undefined) await endImport(deps.storage.db, project.id, id, "failed", deps.nowMs())
    throw error
  }
}

/** Reads everything once beforehand; one thing that would be left out is enough to write nothing. */
async function refuseLosses(deps: Ingesting, project: Project, id: number, input: IngestInput): Promise<void> {
  const { files, format = "auto", origin = 0 } = input
  const { recognised: preview, report } = await previewFiles(deps, { project, files, format, origin })
  if (preview.lost === 0) return
  const { db } = deps.storage
  await keepReport(db, project.id, id, report)
  const entry = await findImport(db, project.id, id)
  const kept = { format: preview.format, leftOut: preview.lost, report: report.slice(0, STORED_LINES) }
  if (entry) await putImportProgress(db, project.id, id, { ...entry, ...kept })
  const first = report.find((line) => line.level === "lost")
  const location = first ? { file: first.file, ...(first.line === undefined ? {} : { line: first.line }) } : {}
  throw new JustesseError("import_refused", { lost: preview.lost, ...location })
}

/** Pictures that are new come in, then what the files say of all becomes a prediction set. */
async function takePredictions(
  deps: Ingesting,
  project: Project,
  id: number,
  input: IngestInput,
): Promise<IngestResult> {
  const choices = choicesOf(input.labels)
  const run = new ImportRun(deps, project, id, input)
  const ingested = await run.pictures()
  if (!ingested) return run.ended(null)
  const { setId, counts, report } = await becomePredictions(deps, project.id, { id, ...input, choices })
  run.add(counts, report)
  return run.ended(setId)
}

/** What was said about names of labels, by name. */
function choicesOf(labels: LabelMapping = []): LabelChoices {
  return new Map(labels.map(({ name, choice }) => [name, choice]))
}

class ImportRun {
  readonly #deps: Ingesting
  readonly #project: Project
  readonly #id: number
  readonly #input: IngestInput
  readonly #counts: IngestCounts = {
    done: 0,
    total: 0,
    pictures: 0,
    twice: 0,
    regions: 0,
    leftOut: 0,
    unmatched: 0,
  }
  readonly #report: ReportLine[] = []
  readonly #batches: ImportBatches
  readonly #finder: PictureFinder
  #format = ""
  #attribution = new Attribution("")
  #withLabels = false
  #labelOf: ReadonlyMap<string, LabelId | null> = new Map()
  #storedLines = -1
  #waiting: Batch[] = []
  #waitingBytes = 0
  #sizes: ReadonlyMap<string, number> = new Map()
  /** The batch whose pictures are read and prepared while the one before it is stored. */
  #next: { readonly batch: Promise<Readied>; readonly count: number; readonly reading: Reading } | null = null
  /** Whether any record came with its picture: then fewer are held at a time. */
  #pictured = false

  constructor(deps: Ingesting, project: Project, id: number, input: IngestInput) {
    this.#deps = deps
    this.#project = project
    this.#id = id
    this.#input = input
    this.#finder = new PictureFinder(deps, project.id)
    const as = input.as === "gold" || input.as === "settled" ? input.as : "pictures"
    this.#batches = new ImportBatches(
      deps,
      {
        ...{ project, importId: id, files: input.files, as, weightOf: (name) => this.#weightOf(name) },
        ...{ pathOf: input.pathOf ?? null, ownPathOf: input.ownPathOf ?? null },
      },
      this.#counts,
      (line) => this.#addLine(line),
    )
  }

  async all(): Promise<IngestResult> {
    try {
      return await this.#all()
    } finally {
      await this.#drop()
    }
  }

  async #all(): Promise<IngestResult> {
    const { files, origin } = this.#input
    const names = await this.#list()
    const drawings = names.filter((name) => extensionOf(name) === "svg" || extensionOf(name) === "svgz")
    this.#counts.total = names.filter(isPictureName).length + drawings.length
    this.#format = await this.#detect(names, drawings)
    let going = await this.#progress()
    if (this.#format !== "") {
      const sizeOf = (name: string) => this.#finder.sizeOf(name)
      const options = { format: this.#format, sizeOf, isElsewhere: true, ...(origin === undefined ? {} : { origin }) }
      this.#attribution = new Attribution(this.#format)
      for await (const event of readDataset(files, options)) {
        if (!(await this.#take(event))) {
          going = false
          break
        }
      }
    }
    for (const line of this.#attribution.rest()) this.#addLine(line)
    for (const name of going ? drawings : []) this.#wait({ record: null, picture: name })
    if (going) going = (await this.#flush()) && (await this.#finish())
    return this.ended(null, going)
  }

  async #list(): Promise<string[]> {
    const entries = await listFiles(this.#input.files)
    this.#sizes = new Map(entries.map(({ name, sizeBytes }) => [name, sizeBytes]))
    return entries.map(({ name }) => name)
  }

  #weightOf(name: string): number {
    return documentOf(name) ? PAGE_BYTES : (this.#sizes.get(name) ?? 0)
  }

  /** Pictures alone, whatever the files say about them. False when the import was cancelled. */
  async pictures(): Promise<boolean> {
    try {
      return await this.#pictures()
    } finally {
      await this.#drop()
    }
  }

  async #pictures(): Promise<boolean> {
    const names = (await this.#list()).filter(isPictureName)
    this.#counts.total = names.length
    if (!(await this.#progress())) return false
    for (const picture of names) if (this.#wait({ record: null, picture }) && !(await this.#flush())) return false
    return (await this.#flush()) && (await this.#finish())
  }

  /** What a prediction set found, on top of the pictures that came in. */
  add(counts: PredictionCounts, report: readonly ReportLine[]): void {
    this.#withLabels = true
    this.#format = counts.format
    this.#counts.regions += counts.regions
    this.#counts.unmatched += counts.unmatched
    this.#counts.done = Math.max(this.#counts.done, counts.pictures + counts.unmatched)
    for (const line of report) this.#addLine(line)
  }

  /** The format's name; empty where there is nothing but drawings, which no format reads. */
  async #detect(names: readonly string[], drawings: readonly string[]): Promise<string> {
    const { format = "auto", files } = this.#input
    if (format !== "auto") return format
    try {
      return (await detectFormat(files)).name
    } catch (error) {
      const known = error instanceof JustesseError && error.code === "format_unknown"
      if (known && drawings.length > 0) return ""
      if (known) throw new JustesseError("format_unknown", { format: "auto", file: names[0] ?? this.#input.name })
      throw error
    }
  }

  /** False when the import was cancelled. */
  async #take(event: ReadEvent): Promise<boolean> {
    if (event.kind === "report") for (const line of this.#attribution.line(event.line)) this.#addLine(line)
    else if (event.kind === "ontology") await this.#grow(event)
    else {
      for (const line of this.#attribution.record(event.record)) this.#addLine(line)
      if (event.record.body !== null) this.#withLabels = true
      if (this.#wait({ record: event.record, picture: event.picture })) return this.#flush()
    }
    return true
  }

  /** Puts one more into the batch that waits. True once it is full. */
  #wait(one: Batch): boolean {
    this.#waiting.push(one)
    if (one.picture !== null) {
      this.#pictured = true
      this.#waitingBytes += this.#weightOf(one.picture)
    }
    return this.#waiting.length >= (this.#pictured ? BATCH : LABELS_BATCH) || this.#waitingBytes >= BATCH_BYTES
  }

  /** Puts the labels of the files into force, as a new version where something is new. */
  async #grow({ ontology }: Extract<ReadEvent, { kind: "ontology" }>): Promise<void> {
    const { db } = this.#deps.storage
    // Somebody may save labels meanwhile: then theirs are the ones to add to.
    for (;;) {
      const project = await findProject(db, this.#project.id)
      const inForce = project && (await findOntology(db, project.id, project.ontologyVersion))
      if (!inForce) throw new JustesseError("not_found", { project: this.#project.id })
      const grown = growOntology(inForce.ontology, ontology, choicesOf(this.#input.labels))
      this.#labelOf = grown.labelOf
      if (!grown.grew) return
      const made = { ontology: grown.ontology, madeBy: this.#input.who.personId, madeAtMs: this.#deps.nowMs() }
      const isStored = await inTransaction(this.#deps, async (inside) => {
        await noteLabelsAdded(inside.storage.db, this.#project.id, this.#id, grown.added)
        const version = await putOntology(inside.storage.db, this.#project.id, inForce.version, made)
        const detail = { version: version ?? 0, import: this.#id }
        if (version !== null) await note(inside, this.#project.id, this.#input.who, { what: "ontology.saved", detail })
        return version !== null
      })
      if (!isStored) continue
      await this.#becomeTranscription(grown.ontology.labels.every((label) => label.hasText || label.retired))
      return
    }
  }

  /** A project without pictures whose labels all carry text is one of transcription. */
  async #becomeTranscription(allText: boolean): Promise<void> {
    const { db } = this.#deps.storage
    if (!allText || this.#project.kind === "transcription") return
    await this.#finish()
    if (await this.#batches.hasPictures()) return
    await updateProject(db, this.#project.id, { kind: "transcription" })
  }

  /** Begins to read the batch that waits, and stores the one before it. False when the import was cancelled. */
  async #flush(): Promise<boolean> {
    const [waiting, before] = [this.#waiting, this.#next]
    this.#waiting = []
    this.#waitingBytes = 0
    this.#next = null
    if (waiting.length > 0) {
      const batch = this.#batches.ready(waiting)
      // Its failure is told when its turn comes.
      batch.catch(() => undefined)
      const reading = { labelOf: this.#labelOf, native: this.#format === "justesse" }
      this.#next = { batch, count: waiting.length, reading }
    }
    if (before === null) return true
    await this.#batches.store(await before.batch, before.reading)
    // Others are served between two batches: the storage answers within the same turn.
    await new Promise<void>((go) => setImmediate(go))
    this.#counts.done += before.count
    this.#counts.total = Math.max(this.#counts.total, this.#counts.done)
    return this.#progress()
  }

  /** Stores what was read last. False when the import was cancelled. */
  #finish(): Promise<boolean> {
    const waiting = this.#waiting
    const bytes = this.#waitingBytes
    this.#waiting = []
    const flushed = this.#flush()
    this.#waiting = waiting
    this.#waitingBytes = bytes
    return flushed
  }

  /** Gives up what was read and is not to be stored. */
  async #drop(): Promise<void> {
    const left = this.#next
    this.#next = null
    const batch = await left?.batch.catch(() => null)
    batch?.release()
  }

  #addLine(line: ReportLine): void {
    if (line.level === "lost") this.#counts.leftOut += line.count ?? 1
    if (this.#report.length < KEPT_LINES) this.#report.push(withNamed(line))
  }

  async #progress(): Promise<boolean> {
    const as = this.#withLabels ? this.#input.as : "pictures"
    const stored = Math.min(this.#report.length, STORED_LINES)
    const state = await putImportProgress(this.#deps.storage.db, this.#project.id, this.#id, {
      ...this.#counts,
      format: this.#format || "pictures",
      as,
      // The report is long: it is written when it has grown.
      ...(stored === this.#storedLines ? {} : { report: this.#report.slice(0, STORED_LINES) }),
    })
    this.#storedLines = stored
    this.#input.onProgress?.({ ...this.#counts })
    return state === "running"
  }

  /** Ends the import, unless it was cancelled. */
  async ended(set: number | null, going = true): Promise<IngestResult> {
    const { db } = this.#deps.storage
    const id = this.#id
    this.#batches.finish()
    await keepReport(db, this.#project.id, id, this.#report)
    if (going) {
      this.#counts.total = this.#counts.done
      going = await this.#progress()
      const { pictures, leftOut, regions } = this.#counts
      const detail = { import: id, pictures, regions, leftOut }
      await inTransaction(this.#deps, async (inside) => {
        if (await endImport(inside.storage.db, this.#project.id, id, "done", inside.nowMs()))
          await note(inside, this.#project.id, this.#input.who, { what: "import.done", detail })
      })
    }
    const state = going ? "done" : "cancelled"
    return { id, format: this.#format || "pictures", state, set, ...this.#counts, report: this.#report }
  }
}
