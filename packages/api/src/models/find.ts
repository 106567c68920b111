import { listAssetNames } from "@justesse/db/assets"
import { findPictureNumbers } from "@justesse/db/assets/numbers"
import { listForeignIds } from "@justesse/db/models/predictions"
import { baseName, withoutExtension } from "@justesse/formats/io/fileSet"
import type { AssetNumber } from "@justesse/types"
import type { MatchedBy, Unmatched } from "@justesse/types/wire/quality"
import type { Deps } from "../core/deps.ts"
import { giveNumbers } from "../exports/numbers.ts"

/** What a file of predictions calls a picture. */
export interface CalledPicture {
  /** The `image_id` of a list of results, where nothing beside it says what that is called. */
  readonly id?: string
  readonly name?: string
  readonly sha256?: string | null
  /** The part of the data set that the file puts it in, which may be the folder that it lies in here. */
  readonly split?: string | undefined
}

/** The picture that is meant, and by what it was known; or why none is. */
export type FoundTask =
  | { readonly assetId: AssetNumber; readonly by: MatchedBy }
  | { readonly assetId: null; readonly why: Unmatched }

const PAGE = 5_000
/** Endings that a called name may have in place of the picture's own. */
const ENDING = /\.(jpe?g|png|webp|bmp|tiff?|gif|avif|heic|txt|xml|json)$/i
/** Stands for several pictures that could be meant. */
const SEVERAL = 0

/** Pictures by one way of calling them; several that could be meant are {@link SEVERAL}. */
class Names {
  readonly #ids = new Map<string, number>()

  add(key: string, id: number): void {
    const known = this.#ids.get(key)
    this.#ids.set(key, known === undefined || known === id ? id : SEVERAL)
  }

  get(key: string): number | undefined {
    return this.#ids.get(key)
  }
}

/**
 * Which pictures of a project a file of predictions speaks of: by content (SHA-256), by the whole number that exports of the
 * project give a picture, by the id that an import brought, by path (with folders more or fewer in front), by file name, by
 * name without its ending (`BloodImage_00000`), by a name without ending that is this number (`000785.jpg` for 785). What
 * several pictures could be is none. Everything is read once.
 */
export class PredictionFinder {
  readonly #hashes = new Names()
  readonly #foreign = new Names()
  readonly #paths = new Names()
  readonly #ends = new Names()
  readonly #bases = new Names()
  readonly #stemPaths = new Names()
  readonly #stemEnds = new Names()
  readonly #stems = new Names()
  readonly #counted = new Names()
  readonly #numbers = new Map<string, number>()

  static async of(deps: Pick<Deps, "storage">, projectId: number): Promise<PredictionFinder> {
    const { db } = deps.storage
    const finder = new PredictionFinder()
    await giveNumbers(deps, projectId)
    const given = await findPictureNumbers(db, projectId)
    for (let after = 0; ; ) {
      const rows = await listAssetNames(db, projectId, after, PAGE)
      for (const row of rows) finder.#add(row, given.get(row.id) ?? row.id)
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) break
      after = last.id
    }
    for (let from = 0; ; ) {
      const rows = await listForeignIds(db, projectId, from, PAGE)
      for (const { assetId, foreignId } of rows) if (foreignId !== undefined) finder.#foreign.add(foreignId, assetId)
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) return finder
      from = last.assetId
    }
  }

  #add({ id, name, sha256 }: { id: number; name: string; sha256: string }, number: number): void {
    const path = name.normalize("NFC")
    const stem = withoutExtension(baseName(path))
    this.#hashes.add(sha256, id)
    this.#numbers.set(`${number}`, id)
    this.#paths.add(path, id)
    this.#bases.add(baseName(path), id)
    this.#stemPaths.add(withoutExtension(path), id)
    for (const end of endsOf(path)) {
      this.#ends.add(end, id)
      this.#stemEnds.add(withoutExtension(end), id)
    }
    this.#stems.add(stem, id)
    if (/^\d{1,15}$/.test(stem)) this.#counted.add(`${Number(stem)}`, id)
  }

  /** The pictures, in the order of `called`. Numbers are taken for one thing throughout: what most of them are. */
  findAll(called: readonly CalledPicture[]): FoundTask[] {
    const whole = called.flatMap(({ id }) => (id !== undefined && isWhole(id) ? [id] : []))
    const asNumbers = whole.filter((id) => this.#numbers.has(id)).length
    const asStems = whole.filter((id) => this.#counted.get(id)).length
    return called.map((one) => this.#find(one, asStems > asNumbers))
  }

  #find({ id, name, sha256, split }: CalledPicture, stemsFirst: boolean): FoundTask {
    const content = sha256 ? this.#hashes.get(sha256) : undefined
    if (content) return { assetId: content, by: "content" }
    if (name !== undefined) return this.#byName(name, "name_unknown", split)
    if (id === undefined) return { assetId: null, why: "name_unknown" }
    if (!isWhole(id)) {
      const foreign = this.#foreign.get(id)
      return foreign ? { assetId: foreign, by: "id" } : this.#byName(id, "name_unknown")
    }
    const counted = this.#counted.get(id)
    const number = this.#numbers.get(id)
    if (stemsFirst && counted) return { assetId: counted, by: "stem" }
    if (number !== undefined && !stemsFirst) return { assetId: number, by: "number" }
    const foreign = this.#foreign.get(id)
    if (foreign && !stemsFirst) return { assetId: foreign, by: "id" }
    if (counted === SEVERAL) return { assetId: null, why: "several" }
    return this.#byName(id, "number_unknown")
  }

  #byName(name: string, otherwise: Unmatched, split?: string): FoundTask {
    const path = name.normalize("NFC").replace(/^\.?\/+/, "")
    const hash = /^[0-9a-f]{64}$/.test(path) ? this.#hashes.get(path) : undefined
    if (hash) return { assetId: hash, by: "content" }
    const bare = path.replace(ENDING, "")
    const ways: [Names, readonly string[], MatchedBy][] = [
      ...(split === undefined ? [] : [[this.#paths, [`${split}/${path}`], "path"] as [Names, string[], MatchedBy]]),
      [this.#paths, [path], path.includes("/") ? "path" : "name"],
      [this.#ends, endsOf(path), "path"],
      [this.#bases, [baseName(path)], "name"],
      [this.#stemPaths, [path, bare], "stem"],
      [this.#stemEnds, [...endsOf(path), ...endsOf(bare)], "stem"],
      [this.#stems, [baseName(path), baseName(bare)], "stem"],
    ]
    let several = false
    for (const [names, keys, by] of ways)
      for (const key of keys) {
        const found = names.get(key)
        if (found) return { assetId: found, by }
        several ||= found === SEVERAL
      }
    return { assetId: null, why: several ? "several" : otherwise }
  }
}

/** The path with fewer and fewer folders in front, as long as one is left. */
function endsOf(path: string): string[] {
  const parts = path.split("/")
  return parts.slice(0, -1).map((_, i) => parts.slice(i).join("/"))
}

function isWhole(text: string): boolean {
  return /^(0|[1-9]\d{0,15})$/.test(text)
}
