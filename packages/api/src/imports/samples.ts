import { findSizes } from "@justesse/db/assets"
import { type FileSet, readBytes } from "@justesse/formats/io/fileSet"
import { isTextName } from "@justesse/formats/io/texts"
import { isRecordingName } from "@justesse/formats/timed/index"
import { boxOf, JustesseError, type Label } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { PreviewSample } from "@justesse/types/wire/imports"
import type { Deps } from "../core/deps.ts"
import type { ReadPrediction } from "../models/read.ts"
import type { PictureFinder } from "./find.ts"
import { nameInFiles } from "./labels.ts"
import { MAX_PICTURE_BYTES } from "./pictures.ts"

/** A sample as it is kept: a picture that is here already is named by its number, since addresses end. */
export interface StoredSample extends PreviewSample {
  readonly asset: number | null
}

const SAMPLES = 10
const BOXES = 60

type Found = Pick<ReadPrediction, "name" | "task" | "found" | "regions">

/** What may be shown: a record of the files, or what a model found in a picture that is here. */
type Candidate = { readonly record: DatasetRecord; readonly picture: string | null } | { readonly found: Found }

/** Where pictures are shown from. */
interface Shown {
  readonly project: { readonly id: number }
  readonly opened: { readonly files: FileSet }
  readonly finder: PictureFinder
}

/** Chooses the pictures that a preview shows. */
export class Samples {
  readonly #deps: Pick<Deps, "storage" | "pictures">
  readonly #from: Shown
  /** Spread over the set: every `#stride`-th, halved whenever there are twice as many as are shown. */
  #samples: Candidate[] = []
  #stride = 1
  #seen = 0

  constructor(deps: Pick<Deps, "storage" | "pictures">, from: Shown) {
    this.#deps = deps
    this.#from = from
  }

  /** Says what there is to show, in the order of the files. */
  offer(candidate: Candidate): void {
    if (this.#seen++ % this.#stride !== 0) return
    this.#samples.push(candidate)
    if (this.#samples.length < 2 * SAMPLES) return
    this.#stride *= 2
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0)
  }

  /** Those that are shown, with their thumbnails. `labels`: those of the files. */
  async shown(labels: readonly Label[]): Promise<StoredSample[]> {
    const samples: StoredSample[] = []
    for (const candidate of this.#samples.slice(0, SAMPLES)) samples.push(await this.#sample(candidate, labels))
    return samples
  }

  async #sample(candidate: Candidate, labels: readonly Label[]): Promise<StoredSample> {
    if ("found" in candidate) return this.#found(candidate.found)
    const { record, picture } = candidate
    const nameOf = new Map(labels.map((label) => [`${label.id}`, nameInFiles(label)]))
    const regions = record.body?.regions ?? []
    const boxes = regions.slice(0, BOXES).map((region): PreviewSample["boxes"][number] => {
      const { x, y, width, height } = boxOf(region)
      return [x, y, width, height, nameOf.get(region.label) ?? region.label]
    })
    const nothingHere = record.body !== null && regions.length === 0
    const shown = { name: record.name, regions: regions.length, boxes, nothingHere }
    if (picture === null) {
      const asset = await this.#from.finder.find(record.name, record.sha256)
      const size = record.size ?? (await this.#from.finder.sizeOf(record.name))
      return { ...shown, size, thumbnail: "", asset }
    }
    try {
      if (isRecordingName(picture) || isTextName(picture)) return { ...shown, size: null, thumbnail: "", asset: null }
      const body = await readBytes(this.#from.opened.files, picture, MAX_PICTURE_BYTES)
      const { width, height, thumbnail } = await this.#deps.pictures.prepare(body)
      const address = `data:image/jpeg;base64,${Buffer.from(thumbnail).toString("base64")}`
      return { ...shown, size: { width, height }, thumbnail: address, asset: null }
    } catch (error) {
      if (!(error instanceof JustesseError)) throw error
      return { ...shown, size: record.size, thumbnail: "", asset: null }
    }
  }

  async #found({ name, task: place, found, regions }: Found) {
    const boxes = found
      .slice(0, BOXES)
      .map((one): PreviewSample["boxes"][number] => [one.x, one.y, one.width, one.height, one.label])
    const { assetId } = place
    const id = assetId ?? 0
    const size = (await findSizes(this.#deps.storage.db, this.#from.project.id, [id])).get(id) ?? null
    return { name, size, thumbnail: "", regions, boxes, nothingHere: regions === 0, asset: assetId }
  }
}
