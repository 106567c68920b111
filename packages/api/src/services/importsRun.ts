import { imports } from "@justesse/db/repositories/imports"
import { ontologies } from "@justesse/db/repositories/ontologies"
import { type Project, projects } from "@justesse/db/repositories/projects"
import type { ReadEvent } from "@justesse/formats/contract"
import { detectFormat, readDataset } from "@justesse/formats/detect"
import { extensionOf, type FileSet, listFiles } from "@justesse/formats/fileSet"
import { isPictureName } from "@justesse/formats/pictures"
import { reportLine } from "@justesse/formats/report"
import { JustesseError, type LabelId, type ReportLine } from "@justesse/types"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { note } from "./activity.ts"
import { type Batch, ImportBatches } from "./importsBatch.ts"
import { growOntology } from "./importsLabels.ts"

export type Ingesting = Pick<Deps, "storage" | "blobs" | "pictures" | "nowMs" | "sha256" | "wake">

/** What an import is made of. `importId`: the row that a job made; without it one is made. */
export interface IngestInput {
  readonly project: { readonly id: number }
  readonly files: FileSet
  readonly as: "settled" | "gold"
  readonly name: string
  readonly who: Pick<Who, "personId">
  readonly importId?: number
  /** A format by name; `auto` (the default) looks at the content. */
  readonly format?: string
  /** Pascal VOC: 1 for the devkit's rule, 0 (default) takes coordinates as they are. */
  readonly origin?: 0 | 1
  readonly onProgress?: (now: IngestCounts) => void
}

/** How far an import is. `total` is the number of pictures in the set, or of records where only labels came. */
export interface IngestCounts {
  done: number
  total: number
  pictures: number
  twice: number
  regions: number
  leftOut: number
}

export interface IngestResult extends Readonly<IngestCounts> {
  readonly id: number
  readonly format: string
  readonly state: "done" | "cancelled"
  /** Every line, also beyond the 500 that are stored. */
  readonly report: readonly ReportLine[]
}

/** Lines of a report that are stored with the import. */
export const STORED_LINES = 500
/** Lines kept in memory for the caller. */
const KEPT_LINES = 100_000
/** Records that are stored together. */
const BATCH = 16

/**
 * Takes a set of files into a project: pictures, labels, or both. Labelling may begin while it runs. Safe to run again
 * after a crash or a cancel: what is in already (by hash) is found and not doubled.
 *
 * Bad files never end it: each becomes a report line (and, for pictures, a picture with its reason) and the rest goes in.
 * @throws JustesseError format_unknown | project_archived | not_found | storage_full and what the set itself throws
 */
export async function ingest(deps: Ingesting, input: IngestInput): Promise<IngestResult> {
  const project = await projects(deps.storage.db).byId(input.project.id)
  if (!project || project.state === "deleted") throw new JustesseError("not_found", { project: input.project.id })
  if (project.state === "archived") throw new JustesseError("project_archived", { project: project.slug })
  const id =
    input.importId ??
    (await imports(deps.storage.db).add(project.id, {
      name: input.name,
      as: "pictures",
      who: input.who.personId,
      startedAtMs: deps.nowMs(),
    }))
  const run = new ImportRun(deps, project, id, input)
  try {
    return await run.all()
  } catch (error) {
    // A job is tried again; then its last failure ends the import (see jobs).
    if (input.importId === undefined) await imports(deps.storage.db).end(project.id, id, "failed", deps.nowMs())
    throw error
  }
}

class ImportRun {
  readonly #deps: Ingesting
  readonly #project: Project
  readonly #id: number
  readonly #input: IngestInput
  readonly #counts: IngestCounts = { done: 0, total: 0, pictures: 0, twice: 0, regions: 0, leftOut: 0 }
  readonly #report: ReportLine[] = []
  readonly #batches: ImportBatches
  #format = ""
  #withLabels = false
  #labelOf: ReadonlyMap<string, LabelId> = new Map()
  #waiting: Batch[] = []

  constructor(deps: Ingesting, project: Project, id: number, input: IngestInput) {
    this.#deps = deps
    this.#project = project
    this.#id = id
    this.#input = input
    this.#batches = new ImportBatches(
      deps,
      { project, importId: id, files: input.files, as: input.as },
      this.#counts,
      (line) => this.#say(line),
    )
  }

  async all(): Promise<IngestResult> {
    const { files } = this.#input
    const names = (await listFiles(files)).map((entry) => entry.name)
    const drawings = names.filter((name) => extensionOf(name) === "svg" || extensionOf(name) === "svgz")
    this.#counts.total = names.filter(isPictureName).length + drawings.length
    this.#format = await this.#detect(names, drawings)
    let going = await this.#progress()
    if (this.#format !== "") {
      const options = {
        format: this.#format,
        ...(this.#input.origin === undefined ? {} : { origin: this.#input.origin }),
      }
      for await (const event of readDataset(files, options)) {
        if (!(await this.#take(event))) {
          going = false
          break
        }
      }
    }
    for (const name of going ? drawings : []) this.#waiting.push({ record: null, picture: name })
    if (going) going = await this.#flush()
    return this.#end(going)
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
    if (event.kind === "report") this.#say(event.line)
    else if (event.kind === "ontology") await this.#grow(event)
    else {
      if (event.record.body !== null) this.#withLabels = true
      this.#waiting.push({ record: event.record, picture: event.picture })
      if (this.#waiting.length >= BATCH) return this.#flush()
    }
    return true
  }

  /** Puts the labels of the files into force, as a new version where something is new. */
  async #grow({ ontology }: Extract<ReadEvent, { kind: "ontology" }>): Promise<void> {
    const { db } = this.#deps.storage
    // Somebody may save labels meanwhile: then theirs are the ones to add to.
    for (;;) {
      const project = await projects(db).byId(this.#project.id)
      const inForce = project && (await ontologies(db).find(project.id, project.ontologyVersion))
      if (!inForce) throw new JustesseError("not_found", { project: this.#project.id })
      const grown = growOntology(inForce.ontology, ontology)
      this.#labelOf = grown.labelOf
      if (!grown.grew) return
      const made = { ontology: grown.ontology, madeBy: this.#input.who.personId, madeAtMs: this.#deps.nowMs() }
      const version = await ontologies(db).put(this.#project.id, inForce.version, made)
      if (version === null) continue
      await this.#becomeTranscription(grown.ontology.labels.every((label) => label.hasText || label.retired))
      await note(this.#deps, this.#project.id, this.#input.who, {
        what: "ontology.saved",
        detail: { version, import: this.#id },
      })
      return
    }
  }

  /** A project without pictures whose labels all carry text is one of transcription. */
  async #becomeTranscription(allText: boolean): Promise<void> {
    const { db } = this.#deps.storage
    if (!allText || this.#project.kind === "transcription" || (await this.#batches.hasPictures())) return
    await projects(db).update(this.#project.id, { kind: "transcription" })
  }

  async #flush(): Promise<boolean> {
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length > 0)
      await this.#batches.store(batch, { labelOf: this.#labelOf, native: this.#format === "justesse" })
    this.#counts.done += batch.length
    this.#counts.total = Math.max(this.#counts.total, this.#counts.done)
    return this.#progress()
  }

  #say(line: ReportLine): void {
    if (line.level === "lost") this.#counts.leftOut += line.count ?? 1
    if (this.#report.length < KEPT_LINES) this.#report.push(line)
  }

  async #progress(): Promise<boolean> {
    const as = this.#withLabels ? this.#input.as : "pictures"
    const state = await imports(this.#deps.storage.db).progress(this.#project.id, this.#id, {
      ...this.#counts,
      format: this.#format || "pictures",
      as,
      report: this.#report.slice(0, STORED_LINES),
    })
    this.#input.onProgress?.({ ...this.#counts })
    return state === "running"
  }

  async #end(going: boolean): Promise<IngestResult> {
    if (going) {
      this.#counts.total = this.#counts.done
      await this.#progress()
      const ended = await imports(this.#deps.storage.db).end(this.#project.id, this.#id, "done", this.#deps.nowMs())
      if (ended) {
        const { pictures, leftOut, regions } = this.#counts
        const detail = { import: this.#id, pictures, regions, leftOut }
        await note(this.#deps, this.#project.id, this.#input.who, { what: "import.done", detail })
      }
    }
    return {
      id: this.#id,
      format: this.#format || "pictures",
      state: going ? "done" : "cancelled",
      ...this.#counts,
      report: this.#report,
    }
  }
}

/** A line about a picture of the set. */
export function pictureLine(level: ReportLine["level"], code: string, file: string, found?: unknown): ReportLine {
  return reportLine(level, code, { file, ...(found === undefined ? {} : { found }) })
}
