import { listAssetNames } from "@justesse/db/assets"
import { endImport, putImportProgress } from "@justesse/db/imports"
import { keepReport } from "@justesse/db/imports/memory"
import { type Project, updateProject } from "@justesse/db/projects"
import type { LabelId, Ontology } from "@justesse/types"
import type { ImportAs } from "@justesse/types/wire/imports"
import { note } from "../activity/index.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { type Findings, STORED_LINES } from "./attribution.ts"
import type { PictureFinder } from "./find.ts"
import type { ImportSetting, IngestCounts, Ingesting, StoredCounts } from "./ingesting.ts"
import { joinLabels, type LabelChoices } from "./labels.ts"
import type { Incoming, OpenedFiles, Readied, Sink } from "./pipeline.ts"
import type { PredictionCounts } from "./predictions.ts"
import { prepareGroup, type StoredItem } from "./ready.ts"
import { AnswerStore } from "./storeAnswers.ts"
import { PictureStore } from "./storePictures.ts"

/** What an import was told, and what it shares with the pipeline. */
interface Storing {
  readonly project: Project
  readonly importId: number
  readonly as: ImportAs
  readonly who: Pick<Who, "personId">
  readonly choices: LabelChoices
  readonly opened: OpenedFiles
  readonly finder: PictureFinder
  readonly findings: Findings
  readonly pathOf: ImportSetting["pathOf"]
  readonly ownPathOf: ImportSetting["ownPathOf"]
  readonly onProgress: ((now: IngestCounts) => void) | undefined
}

/** Stores what is read: labels, pictures with their tasks, and the answers that settle them. Its row says how far it is. */
export class StoreSink implements Sink<StoredItem> {
  readonly wantsAnswers: boolean
  readonly labelsTogether = 64
  readonly counts: StoredCounts = { done: 0, total: 0, pictures: 0, twice: 0, regions: 0 }
  /** Empty until it is known, and where there are pictures alone. */
  format = ""
  /** Whether the files say anything about pictures that is taken. */
  withLabels = false
  readonly #deps: Ingesting
  readonly #storing: Storing
  readonly #setting: ImportSetting
  readonly #pictures: PictureStore
  readonly #answers: AnswerStore
  #labelOf: ReadonlyMap<string, LabelId | null> = new Map()
  #storedLines = -1

  constructor(deps: Ingesting, storing: Storing) {
    const { project, importId, opened, finder, findings, pathOf, ownPathOf } = storing
    const as = storing.as === "gold" || storing.as === "settled" ? storing.as : "pictures"
    const { files, weightOf } = opened
    this.#deps = deps
    this.#storing = storing
    this.#setting = { project, importId, files, as, weightOf, pathOf, ownPathOf }
    this.wantsAnswers = as !== "pictures"
    this.#pictures = new PictureStore(deps, this.#setting, this.counts, findings, finder)
    this.#answers = new AnswerStore(deps, this.#setting, this.counts, findings, this.#pictures)
  }

  async takeOntology(ontology: Ontology): Promise<void> {
    const { project, importId, who, choices } = this.#storing
    const grown = await joinLabels(this.#deps, { projectId: project.id, importId, who, choices }, ontology)
    this.#labelOf = grown.labelOf
    const isText = grown.ontology.labels.every((label) => label.hasText || label.retired)
    if (!grown.grew || !isText || project.kind === "transcription") return
    // A project without pictures whose labels all carry text is one of transcription.
    const { db } = this.#deps.storage
    if ((await listAssetNames(db, project.id, 0, 1)).length === 0)
      await updateProject(db, project.id, { kind: "transcription" })
  }

  prepare(group: readonly Incoming[]): Promise<Readied<StoredItem>> {
    return prepareGroup(this.#deps, this.#setting, group)
  }

  takePictures(items: readonly StoredItem[]): Promise<void> {
    if (items.some(({ record }) => record?.body)) this.withLabels = true
    return this.#pictures.store(items)
  }

  takeAnswers(items: readonly StoredItem[]): Promise<void> {
    return this.#answers.store(items, { labelOf: this.#labelOf, native: this.format === "justesse" })
  }

  endGroup(count: number): Promise<boolean> {
    this.counts.done += count
    this.counts.total = Math.max(this.counts.total, this.counts.done)
    return this.putProgress()
  }

  /** What a prediction set found, on top of the pictures that came in. */
  addPredictions({ format, pictures, unmatched, regions }: PredictionCounts): void {
    this.withLabels = true
    this.format = format
    this.counts.regions += regions
    this.#storing.findings.unmatched += unmatched
    this.counts.done = Math.max(this.counts.done, pictures + unmatched)
  }

  /** Stores how far the import is. False when it was cancelled. */
  async putProgress(): Promise<boolean> {
    const { project, importId, findings, as, onProgress } = this.#storing
    const stored = Math.min(findings.lines.length, STORED_LINES)
    const now = this.now()
    const state = await putImportProgress(this.#deps.storage.db, project.id, importId, {
      ...now,
      format: this.format || "pictures",
      as: this.withLabels ? as : "pictures",
      // The report is long: it is written when it has grown.
      ...(stored === this.#storedLines ? {} : { report: findings.lines.slice(0, STORED_LINES) }),
    })
    this.#storedLines = stored
    onProgress?.(now)
    return state === "running"
  }

  now(): IngestCounts {
    const { counts, unmatched } = this.#storing.findings
    return { ...this.counts, leftOut: counts.lost, unmatched }
  }

  /** Ends the import, unless it was cancelled. False when it was. */
  async end(isGoing: boolean): Promise<boolean> {
    const { project, importId, who, findings } = this.#storing
    this.#answers.finish()
    await keepReport(this.#deps.storage.db, project.id, importId, findings.lines)
    if (!isGoing) return false
    this.counts.total = this.counts.done
    const isRunning = await this.putProgress()
    const { pictures, leftOut, regions } = this.now()
    const detail = { import: importId, pictures, regions, leftOut }
    await inTransaction(this.#deps, async (inside) => {
      if (await endImport(inside.storage.db, project.id, importId, "done", inside.nowMs()))
        await note(inside, project.id, who, { what: "import.done", detail })
    })
    return isRunning
  }
}
