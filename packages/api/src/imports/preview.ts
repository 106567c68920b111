import { findLabelMemory } from "@justesse/db/imports/memory"
import { findOntology } from "@justesse/db/labels"
import type { Project } from "@justesse/db/projects"
import { resultFiles } from "@justesse/formats/cocoResults/rows"
import type { ReadEvent } from "@justesse/formats/contract"
import { detectFormat, readDataset } from "@justesse/formats/detect"
import { type FileSet, listFiles, readBytes } from "@justesse/formats/io/fileSet"
import { isPictureName } from "@justesse/formats/io/pictures"
import { FORMATS } from "@justesse/formats/list"
import { withTablePictures } from "@justesse/formats/parquet/pictures"
import { reportLine } from "@justesse/formats/report/lines"
import { type DatasetRecord, JustesseError, type Label, type ReportLine } from "@justesse/types"
import type { ImportPreview, LabelChoice } from "@justesse/types/wire/imports"
import type { Deps } from "../core/deps.ts"
import { codeOf, readPredictions, scoreIn } from "../models/read.ts"
import { Attribution, withNamed } from "./attribution.ts"
import { documentOf } from "./documents.ts"
import { PictureFinder } from "./find.ts"
import { nameInFiles, sameLabel } from "./labels.ts"
import { OpenedPictures } from "./opened.ts"
import { MAX_PICTURE_BYTES, unreadLine } from "./pictures.ts"
import { Samples, type StoredSample } from "./samples.ts"

export type PreviewDeps = Pick<Deps, "storage" | "pictures" | "uploads" | "blobs" | "sha256">

/** What was recognised, as it is kept, with every line of its report. */
interface Recognised extends Omit<ImportPreview, "samples"> {
  readonly samples: readonly StoredSample[]
}

interface PreviewSource {
  readonly project: Project
  readonly files: FileSet
  /** `auto` looks at the content. */
  readonly format: string
  readonly origin: 0 | 1
}

/** Answers whose pictures are looked for together. */
const TOGETHER = 500
const KEPT_LINES = 100_000

/**
 * Reads files to their end and writes nothing: what they are, how much is in them, what their labels would become, ten
 * pictures with their boxes, and every finding.
 *
 * @throws what the set itself throws; files that no format knows give an empty `format` and a line that says so
 */
export async function previewFiles(
  deps: PreviewDeps,
  input: PreviewSource,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<{ recognised: Recognised; report: readonly ReportLine[] }> {
  const files = await withTablePictures(input.files)
  const entries = await listFiles(files)
  const preview = new Preview(deps, { ...input, files }, entries.filter(({ name }) => isPictureName(name)).length)
  for (const { name, sizeBytes } of entries) if (sizeBytes === 0 && documentOf(name)) await preview.ask(name)
  await preview.read(onProgress)
  const names = entries.map(({ name }) => name)
  const documents = new Set(names.flatMap((name) => documentOf(name)?.name ?? []))
  const bytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return {
    recognised: await preview.result({ files: entries.length, bytes, documents: documents.size }),
    report: preview.report,
  }
}

class Preview {
  readonly report: ReportLine[] = []
  readonly #deps: PreviewDeps
  readonly #input: PreviewSource
  #pictures: number
  readonly #finder: PictureFinder
  readonly #opened: OpenedPictures
  readonly #levels = { lost: 0, changed: 0, note: 0 }
  readonly #regionsOf = new Map<string, number>()
  #labels: readonly Label[] = []
  #format = ""
  #answers = 0
  #regions = 0
  #unmatched = 0
  #scored = false
  #waiting: DatasetRecord[] = []
  readonly #samples: Samples

  constructor(deps: PreviewDeps, input: PreviewSource, pictures: number) {
    this.#deps = deps
    this.#input = input
    this.#pictures = pictures
    this.#finder = new PictureFinder(deps, input.project.id)
    this.#samples = new Samples(deps, input.project.id, input.files, this.#finder)
    this.#opened = new OpenedPictures(deps, input.project.id, input.files, (line) => this.#addLine(line))
  }

  async read(onProgress: (done: number, total: number) => void): Promise<void> {
    const { files, format, origin } = this.#input
    if (format === "auto" && (await resultFiles(files)).length > 0) return this.#readResults()
    this.#format = format === "auto" ? await this.#detect() : format
    if (this.#format === "") return
    const sizeOf = (name: string) => this.#finder.sizeOf(name)
    let done = 0
    const attribution = new Attribution(this.#format)
    for await (const event of readDataset(files, { format: this.#format, origin, sizeOf, isElsewhere: true })) {
      if (event.kind === "report") for (const line of attribution.line(event.line)) this.#addLine(line)
      if (event.kind === "record") for (const line of attribution.record(event.record)) this.#addLine(line)
      await this.#take(event)
      if (event.kind === "record" && ++done % 200 === 0) onProgress(done, Math.max(done, this.#pictures))
    }
    for (const line of attribution.rest()) this.#addLine(line)
    await this.#match()
  }

  /** A document that cannot be read is one page of no length, which says why when it is opened. */
  async ask(page: string): Promise<void> {
    try {
      await readBytes(this.#input.files, page, MAX_PICTURE_BYTES)
    } catch (error) {
      if (!(error instanceof JustesseError)) throw error
      this.#pictures--
      this.#addLine(unreadLine(page, error))
    }
  }

  async #detect(): Promise<string> {
    try {
      return (await detectFormat(this.#input.files)).name
    } catch (error) {
      if (!(error instanceof JustesseError) || error.code !== "format_unknown") throw error
      const [first] = await listFiles(this.#input.files)
      this.#addLine(reportLine("lost", first ? "format_unknown" : "file_empty", { file: first?.name ?? "" }))
      return ""
    }
  }

  async #take(event: ReadEvent): Promise<void> {
    if (event.kind === "report") return
    if (event.kind === "ontology") this.#labels = event.ontology.labels
    else {
      this.#samples.offer(event)
      const { record, picture } = event
      if (picture !== null) await this.#opened.open(picture, record.body !== null)
      if (record.body === null) return
      this.#answers++
      this.#regions += record.body.regions.length
      for (const region of record.body.regions) {
        this.#regionsOf.set(region.label, (this.#regionsOf.get(region.label) ?? 0) + 1)
        if (!this.#scored && scoreIn(region) !== null) this.#scored = true
      }
      if (picture !== null) return
      this.#waiting.push(record)
      if (this.#waiting.length >= TOGETHER) await this.#match()
    }
  }

  /** Looks for the pictures of labels that came without them. */
  async #match(): Promise<void> {
    const records = this.#waiting
    this.#waiting = []
    const found = await this.#finder.findAll(records)
    for (const [index, record] of records.entries()) {
      if (found[index] !== null) continue
      this.#unmatched++
      this.#regions -= record.body?.regions.length ?? 0
      const { file, line } = record.source ?? { file: record.name }
      this.#addLine(reportLine("lost", "picture_unknown", { file, line, found: record.name }))
    }
  }

  /** A list of results: its boxes belong to pictures that are here. */
  async #readResults(): Promise<void> {
    this.#format = "coco-results"
    this.#scored = true
    const { project, files } = this.#input
    const inForce = await findOntology(this.#deps.storage.db, project.id, project.ontologyVersion)
    try {
      for await (const one of readPredictions(this.#deps, project.id, inForce?.ontology.labels ?? [], files)) {
        this.#answers++
        this.#samples.offer({ found: one })
        if (one.task.assetId !== null) {
          this.#regions += one.regions
          continue
        }
        this.#unmatched++
        this.#addLine(reportLine("lost", codeOf(one.task.why), { file: one.name, found: one.name }))
      }
    } catch (error) {
      if (!(error instanceof JustesseError)) throw error
      const { file = "", line, ...rest } = error.detail
      const found = Object.values(rest).join(" ")
      this.#addLine(reportLine("lost", error.code, { file: `${file}`, found, ...(line ? { line: Number(line) } : {}) }))
    }
  }

  #addLine(line: ReportLine): void {
    this.#levels[line.level] += line.count ?? 1
    if (this.report.length < KEPT_LINES) this.report.push(withNamed(line))
  }

  async result(of: { files: number; bytes: number; documents: number }): Promise<Recognised> {
    const opened = await this.#opened.counts()
    const samples = await this.#samples.shown(this.#labels)
    return {
      format: this.#format,
      formats: FORMATS.flatMap(({ name, reader }) => (reader ? [name] : [])),
      origin: this.#input.origin,
      ...of,
      pictures: this.#pictures,
      ...opened,
      answers: this.#answers,
      regions: this.#regions,
      unmatched: this.#unmatched,
      scored: this.#scored,
      labels: await this.#mapping(),
      samples,
      lost: this.#levels.lost,
      changed: this.#levels.changed,
      notes: this.#levels.note,
    }
  }

  /** What each label would become: as last time, else the project's label of that name, else a new one. */
  async #mapping(): Promise<ImportPreview["labels"]> {
    const { project } = this.#input
    const { db } = this.#deps.storage
    const remembered = await findLabelMemory(db, project.id)
    const inForce = await findOntology(db, project.id, project.ontologyVersion)
    const own = inForce?.ontology.labels ?? []
    return this.#labels.map((label) => {
      const name = nameInFiles(label)
      const before = remembered.get(name)
      const known = own.find((one) => one.id === before) ?? sameLabel(own, label)
      const existing: LabelChoice = known ? { to: "existing", label: known.id } : { to: "new" }
      const choice: LabelChoice = before === null ? { to: "out" } : existing
      return { name, regions: this.#regionsOf.get(label.id) ?? 0, choice }
    })
  }
}
