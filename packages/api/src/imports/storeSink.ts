import { listAssetNames } from "@justesse/db/assets"
import { endImport, putImportProgress } from "@justesse/db/imports"
import { keepReport } from "@justesse/db/imports/memory"
import { updateProject } from "@justesse/db/projects"
import { KINDS, type LabelId, type Ontology } from "@justesse/types"
import { note } from "../activity/index.ts"
import { inTransaction } from "../core/transaction.ts"
import { kindMeantBy } from "../kinds/list.ts"
import { takenNow } from "../labels/places.ts"
import { CheckStore } from "../work/checks/fromFiles.ts"
import { storePairs } from "../work/pairs/fromFiles.ts"
import { comparesTwo } from "../work/pairs/make.ts"
import { STORED_LINES } from "./attribution.ts"
import type { IngestCounts, Storing } from "./ingesting.ts"
import { joinLabels } from "./labels.ts"
import type { Incoming, Readied, Sink } from "./pipeline.ts"
import type { PredictionCounts } from "./predictions.ts"
import { prepareGroup, type ReadItem } from "./ready.ts"
import { AnswerStore } from "./storeAnswers.ts"
import { PictureStore } from "./storePictures.ts"

/** Stores what is read: labels, pictures with their tasks, and the answers that settle them. Its row says how far it is. */
export class StoreSink implements Sink<ReadItem> {
  readonly wantsAnswers: boolean
  readonly labelsTogether = 64
  /** Empty until it is known, and where there are pictures alone. */
  format = ""
  /** Whether the files say anything about pictures that is taken. */
  withLabels = false
  readonly #storing: Storing
  readonly #pictures: PictureStore
  readonly #answers: AnswerStore
  readonly #checks: CheckStore | null
  #labelOf: ReadonlyMap<string, LabelId | null> = new Map()
  #storedLines = -1

  constructor(storing: Storing) {
    this.#storing = storing
    const isAboutRegions = KINDS[storing.project.kind].about === "region"
    // Nothing is said of an asset alone where two are compared.
    this.wantsAnswers = (storing.as === "gold" || storing.as === "settled") && !comparesTwo(storing.project)
    this.#checks = isAboutRegions ? new CheckStore(storing) : null
    this.#pictures = new PictureStore(storing)
    this.#answers = new AnswerStore(storing, this.#pictures)
  }

  async takeOntology(ontology: Ontology): Promise<void> {
    const { project, importId, who, choices } = this.#storing
    const grown = await joinLabels(this.#storing.deps, { projectId: project.id, importId, who, choices }, ontology)
    this.#labelOf = grown.labelOf
    const kind = kindMeantBy(grown.ontology)
    if (!grown.grew || kind === null || project.kind === kind) return
    // A project without pictures is what its labels say.
    const { db } = this.#storing.deps.storage
    if ((await listAssetNames(db, project.id, 0, 1)).length === 0) await updateProject(db, project.id, { kind })
  }

  async prepare(group: readonly Incoming[]): Promise<Readied<ReadItem>> {
    const { deps, project, opened, locations } = this.#storing
    const takes = await takenNow(deps, project)
    return prepareGroup(deps, { project, opened, takes, ...locations }, group)
  }

  takePictures(items: readonly ReadItem[]): Promise<void> {
    if (items.some(({ record }) => record?.body)) this.withLabels = true
    return this.#pictures.store(items)
  }

  takeAnswers(items: readonly ReadItem[]): Promise<void> {
    if (this.#checks) return this.#checks.store(items, this.#labelOf)
    return this.#answers.store(items, { labelOf: this.#labelOf, native: this.format === "justesse" })
  }

  endGroup(count: number): Promise<boolean> {
    const { counts } = this.#storing
    counts.done += count
    counts.total = Math.max(counts.total, counts.done)
    return this.putProgress()
  }

  /** What a prediction set found, on top of the pictures that came in. */
  addPredictions({ format, pictures, unmatched, regions }: PredictionCounts): void {
    this.withLabels = true
    this.format = format
    const { counts, findings } = this.#storing
    counts.regions += regions
    findings.unmatched += unmatched
    counts.done = Math.max(counts.done, pictures + unmatched)
  }

  /** Stores how far the import is. False when it was cancelled. */
  async putProgress(): Promise<boolean> {
    const { project, importId, findings, as, onProgress } = this.#storing
    const stored = Math.min(findings.lines.length, STORED_LINES)
    const now = this.now()
    const state = await putImportProgress(this.#storing.deps.storage.db, project.id, importId, {
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
    const { counts, findings } = this.#storing
    return { ...counts, leftOut: findings.counts.lost, unmatched: findings.unmatched }
  }

  /** Ends the import, unless it was cancelled. False when it was. */
  async end(isGoing: boolean): Promise<boolean> {
    const { project, importId, who, findings } = this.#storing
    this.#answers.finish()
    if (isGoing && comparesTwo(project) && this.format !== "") await storePairs(this.#storing, this.format)
    await keepReport(this.#storing.deps.storage.db, project.id, importId, findings.lines)
    if (!isGoing) return false
    this.#storing.counts.total = this.#storing.counts.done
    const isRunning = await this.putProgress()
    const { pictures, leftOut, regions } = this.now()
    const detail = { import: importId, pictures, regions, leftOut }
    await inTransaction(this.#storing.deps, async (inside) => {
      if (await endImport(inside.storage.db, project.id, importId, "done", inside.nowMs()))
        await note(inside, project.id, who, { what: "import.done", detail })
    })
    return isRunning
  }
}
