import { listAssetNames } from "@justesse/db/assets"
import { reportLine } from "@justesse/formats/report/lines"
import type { ReportLine } from "@justesse/types"
import { PictureFinder } from "./find.ts"
import type { ImportSetting, IngestCounts, Ingesting } from "./ingesting.ts"
import { type Batch, type Item, prepareBatch, type Readied } from "./ready.ts"
import { AnswerStore, lineAbout, type Reading } from "./storeAnswers.ts"
import { PictureStore } from "./storePictures.ts"

/** Stores batches of an import: pictures, their tasks, and the answers that settle them. */
export class ImportBatches {
  readonly #deps: Ingesting
  readonly #setting: ImportSetting
  readonly #counts: IngestCounts
  readonly #addLine: (line: ReportLine) => void
  readonly #finder: PictureFinder
  readonly #pictures: PictureStore
  readonly #answers: AnswerStore

  constructor(deps: Ingesting, setting: ImportSetting, counts: IngestCounts, addLine: (line: ReportLine) => void) {
    this.#deps = deps
    this.#setting = setting
    this.#counts = counts
    this.#addLine = addLine
    this.#finder = new PictureFinder(deps, setting.project.id)
    this.#pictures = new PictureStore(deps, setting, counts, addLine, this.#finder)
    this.#answers = new AnswerStore(deps, setting, counts, addLine, this.#pictures)
  }

  async hasPictures(): Promise<boolean> {
    return (await listAssetNames(this.#deps.storage.db, this.#setting.project.id, 0, 1)).length > 0
  }

  /** Says what was counted over all batches. */
  finish(): void {
    this.#answers.finish()
  }

  /** Reads and prepares the pictures of a batch, and stores nothing: while the batch before it is being stored. */
  ready(batch: readonly Batch[]): Promise<Readied> {
    return prepareBatch(this.#deps, this.#setting, batch)
  }

  /** Stores a batch and gives back its share of memory. */
  async store({ items, release }: Readied, reading: Reading): Promise<void> {
    try {
      await this.#pictures.store(items)
    } finally {
      release()
    }
    if (this.#setting.as === "pictures") return
    await this.#findAll(items.filter((item) => item.picture === null && item.record !== null))
    await this.#answers.store(items, reading)
  }

  /** Labels alone: their pictures are here already, by hash or name. */
  async #findAll(items: readonly Item[]): Promise<void> {
    const wanted = items.flatMap((item) => (item.record?.body ? [{ item, record: item.record }] : []))
    const found = await this.#finder.findAll(wanted.map(({ record }) => record))
    for (const [index, { item, record }] of wanted.entries()) {
      const id = found[index] ?? null
      if (id !== null) item.id = id
      else {
        this.#counts.unmatched++
        this.#addLine(lineAbout(record, "lost", "picture_unknown", record.name))
      }
    }
    for (const { record } of items) {
      if (record?.body === null)
        this.#addLine(
          reportLine("note", "picture_missing", { file: record.source?.file ?? record.name, found: record.name }),
        )
    }
  }
}
