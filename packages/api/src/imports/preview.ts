import { findLabelMemory } from "@justesse/db/imports/memory"
import { findOntology } from "@justesse/db/labels"
import type { Project } from "@justesse/db/projects"
import { resultFiles } from "@justesse/formats/cocoResults/rows"
import type { FileSet } from "@justesse/formats/io/fileSet"
import { FORMATS } from "@justesse/formats/list"
import { reportLine } from "@justesse/formats/report/lines"
import { type DatasetRecord, JustesseError, type Label, type Ontology, type ReportLine } from "@justesse/types"
import type { ImportPreview, LabelChoice } from "@justesse/types/wire/imports"
import type { Deps } from "../core/deps.ts"
import { codeOf, readPredictions, scoreIn } from "../models/read.ts"
import { Findings, lineAbout } from "./attribution.ts"
import { documentOf } from "./documents.ts"
import { PictureFinder } from "./find.ts"
import { nameInFiles, sameLabel } from "./labels.ts"
import { type OpenedItem, OpenedPictures } from "./opened.ts"
import {
  findFormat,
  type Incoming,
  type OpenedFiles,
  openFiles,
  type Readied,
  readSteps,
  runPipeline,
  type Sink,
} from "./pipeline.ts"
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
  const { project, origin } = input
  const opened = await openFiles(input.files)
  const findings = new Findings()
  const finder = new PictureFinder(deps, project.id)
  const sink = new PreviewSink(deps, { project, opened, findings, finder, onProgress })
  const isResults = input.format === "auto" && (await resultFiles(opened.files)).length > 0
  const format = isResults ? "coco-results" : await findFormat(opened.files, input.format)
  const [first] = opened.entries
  const context = { finder, findings, weightOf: opened.weightOf }
  if (isResults) await sink.takeResults()
  else if (format !== "") await runPipeline(readSteps(opened, { format, origin }, context), sink, context)
  else findings.add([reportLine("lost", first ? "format_unknown" : "file_empty", { file: first?.name ?? "" })])
  return { recognised: await sink.result(format, origin), report: findings.lines }
}

/** What a preview shares with the pipeline. */
interface Previewing {
  readonly project: Project
  readonly opened: OpenedFiles
  readonly findings: Findings
  readonly finder: PictureFinder
  readonly onProgress: (done: number, total: number) => void
}

/** Counts what is read, and stores nothing. */
class PreviewSink implements Sink<OpenedItem> {
  readonly wantsAnswers = true
  readonly labelsTogether = 500
  readonly #deps: PreviewDeps
  readonly #previewing: Previewing
  readonly #opening: OpenedPictures
  readonly #samples: Samples
  /** Pictures with an answer: another one of the same files will not be taken. */
  readonly #answered = new Set<number | string>()
  readonly #regionsOf = new Map<string, number>()
  #labels: readonly Label[] = []
  #done = 0
  #answers = 0
  #regions = 0
  #scored = false

  constructor(deps: PreviewDeps, previewing: Previewing) {
    const { project, opened, findings, finder } = previewing
    this.#deps = deps
    this.#previewing = previewing
    this.#opening = new OpenedPictures(deps, project.id, opened, findings)
    this.#samples = new Samples(deps, project.id, opened.files, finder)
  }

  async takeOntology({ labels }: Ontology): Promise<void> {
    this.#labels = labels
  }

  async prepare(group: readonly Incoming[]): Promise<Readied<OpenedItem>> {
    const items = group.map((one): OpenedItem => ({ ...one, id: 0, sha256: null, isBroken: false }))
    await this.#opening.open(items)
    return { items, release: () => undefined }
  }

  async takePictures(): Promise<void> {}

  async takeAnswers(items: readonly OpenedItem[]): Promise<void> {
    for (const item of items) {
      const { record, picture, id } = item
      if (record === null) continue
      this.#samples.offer({ record, picture })
      if (record.body === null) continue
      this.#answers++
      const { regions } = record.body
      for (const region of regions) {
        this.#regionsOf.set(region.label, (this.#regionsOf.get(region.label) ?? 0) + 1)
        if (!this.#scored && scoreIn(region) !== null) this.#scored = true
      }
      // Regions of a picture that is nowhere are nobody's.
      if (picture !== null || id > 0) this.#regions += regions.length
      this.#compare(item, record)
    }
  }

  /** Says where an answer will not be taken, as far as that is known before: by number or bytes of its picture. */
  #compare({ id, sha256, isBroken }: OpenedItem, record: DatasetRecord): void {
    const { findings } = this.#previewing
    const same = id > 0 ? id : sha256
    if (isBroken) findings.add([lineAbout(record, "lost", "picture_not_readable", record.name)])
    else if (same !== null && this.#answered.has(same))
      findings.add([lineAbout(record, "lost", "answer_twice", record.name)])
    else if (same !== null) this.#answered.add(same)
  }

  async endGroup(count: number): Promise<boolean> {
    const { opened, onProgress } = this.#previewing
    this.#done += count
    onProgress(this.#done, Math.max(this.#done, opened.pictures.length))
    return true
  }

  /** A list of results: its boxes belong to pictures that are here. */
  async takeResults(): Promise<void> {
    const { project, opened, findings } = this.#previewing
    this.#scored = true
    const inForce = await findOntology(this.#deps.storage.db, project.id, project.ontologyVersion)
    const labels = inForce?.ontology.labels ?? []
    try {
      for await (const one of readPredictions(this.#deps, project.id, labels, opened.files)) {
        this.#answers++
        this.#samples.offer({ found: one })
        if (one.task.assetId !== null) {
          this.#regions += one.regions
          continue
        }
        findings.unmatched++
        findings.add([reportLine("lost", codeOf(one.task.why), { file: one.name, found: one.name })])
      }
    } catch (error) {
      if (!(error instanceof JustesseError)) throw error
      const { file = "", line, ...rest } = error.detail
      const found = Object.values(rest).join(" ")
      findings.add([
        reportLine("lost", error.code, { file: `${file}`, found, ...(line ? { line: Number(line) } : {}) }),
      ])
    }
  }

  async result(format: string, origin: 0 | 1): Promise<Recognised> {
    const { opened, findings } = this.#previewing
    const { lost, changed, note } = findings.counts
    const { undrawn, ...counts } = this.#opening.counts()
    return {
      format,
      formats: FORMATS.flatMap(({ name, reader }) => (reader ? [name] : [])),
      origin,
      files: opened.entries.length,
      bytes: opened.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      documents: new Set(opened.pictures.flatMap((name) => documentOf(name)?.name ?? [])).size,
      pictures: opened.pictures.length + (format === "" ? 0 : opened.drawings.length) - undrawn,
      ...counts,
      answers: this.#answers,
      regions: this.#regions,
      unmatched: findings.unmatched,
      scored: this.#scored,
      labels: await this.#mapping(),
      samples: await this.#samples.shown(this.#labels),
      ...{ lost, changed, notes: note },
    }
  }

  /** What each label would become: as last time, else the project's label of that name, else a new one. */
  async #mapping(): Promise<ImportPreview["labels"]> {
    const { project } = this.#previewing
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
