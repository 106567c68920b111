import { findAssetsByHash, findAssetsByName, findSizes, listAssetNames } from "@justesse/db/assets"
import { isPictureName, PictureIndex } from "@justesse/formats/io/pictures"
import { isRecordingName } from "@justesse/formats/timed/index"
import type { AssetNumber, Size } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

const PAGE = 5_000

/** What a label file calls a picture. */
interface Called {
  readonly name: string
  readonly sha256: string | null
  /** Its part of the dataset, which tells pictures of one name apart. */
  readonly split?: string | undefined
}

/**
 * Pictures of a project by what label files call them: by content, the whole path, then as {@link PictureIndex} finds one
 * among files. Names match in NFC; several that could be meant are none. File names are read once, when first asked for.
 */
export class PictureFinder {
  readonly #deps: Pick<Deps, "storage">
  readonly #projectId: number
  /** Null until first needed. */
  #known: Known | null = null

  constructor(deps: Pick<Deps, "storage">, projectId: number) {
    this.#deps = deps
    this.#projectId = projectId
  }

  /** Says that a picture came in, so that later labels of the same import find it. */
  add(name: string, id: AssetNumber): void {
    if (this.#known) put(this.#known, name, id)
  }

  /** The picture's number, or null. */
  async find(name: string, sha256: string | null, split?: string): Promise<AssetNumber | null> {
    return (await this.findAll([{ name, sha256, split }]))[0] ?? null
  }

  /** The numbers of many pictures at once, in their order; null where there is none. */
  async findAll(called: readonly Called[]): Promise<(AssetNumber | null)[]> {
    const { db } = this.#deps.storage
    const hashes = called.flatMap(({ sha256 }) => sha256 ?? [])
    const byHash = await findAssetsByHash(db, this.#projectId, hashes)
    const byName = await findAssetsByName(
      db,
      this.#projectId,
      called.map(({ name }) => name),
    )
    const found: (AssetNumber | null)[] = []
    for (const { name, sha256, split } of called) {
      const exact = byHash.get(sha256 ?? "") ?? byName.get(name)
      found.push(exact ?? (await this.#byPath(name, split)))
    }
    return found
  }

  /** Upright sizes of pictures that are here, for formats whose boxes are shares of the picture. */
  async sizeOf(name: string): Promise<Size | null> {
    const id = await this.find(name, null)
    if (id === null) return null
    return (await findSizes(this.#deps.storage.db, this.#projectId, [id])).get(id) ?? null
  }

  async #byPath(name: string, split: string | undefined): Promise<AssetNumber | null> {
    this.#known ??= await this.#read()
    const { index } = this.#known
    // A file of what is said is called as its recording, with another ending.
    const isBare = !isPictureName(name) && !isRecordingName(name)
    const stem = isBare ? index.findStem(name) : null
    const found = index.find(name, { split }) ?? (stem !== null && isRecordingName(stem) ? stem : null)
    return found === null ? null : (this.#known.ids.get(found) ?? null)
  }

  async #read(): Promise<Known> {
    const known: Known = { index: new PictureIndex([]), ids: new Map() }
    for (let after = 0; ; ) {
      const rows = await listAssetNames(this.#deps.storage.db, this.#projectId, after, PAGE)
      for (const row of rows) put(known, row.name, row.id)
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) return known
      after = last.id
    }
  }
}

/** Names of a project's pictures, found as readers find pictures among files, and whose they are. */
interface Known {
  readonly index: PictureIndex
  readonly ids: Map<string, AssetNumber>
}

function put({ index, ids }: Known, name: string, id: AssetNumber): void {
  if (!ids.has(name)) index.add(name)
  ids.set(name, id)
}
