import { assets } from "@justesse/db/repositories/assets"
import { baseName } from "@justesse/formats/fileSet"
import type { Size } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

const PAGE = 5_000

/** What a label file calls a picture. */
export interface Called {
  readonly name: string
  readonly sha256: string | null
}

/**
 * Pictures of a project by what label files call them: by content, the whole path, then the file name alone where one picture
 * has it. Names match in NFC; several that could be meant are none. File names are read once, when first asked for.
 */
export class PictureFinder {
  readonly #deps: Pick<Deps, "storage">
  readonly #projectId: number
  /** Base name → number, or 0 where several have it. Null until first needed. */
  #byBase: Map<string, number> | null = null

  constructor(deps: Pick<Deps, "storage">, projectId: number) {
    this.#deps = deps
    this.#projectId = projectId
  }

  /** Says that a picture came in, so that later labels of the same import find it. */
  add(name: string, id: number): void {
    if (this.#byBase) put(this.#byBase, name, id)
  }

  /** The picture's number, or null. */
  async find(name: string, sha256: string | null): Promise<number | null> {
    return (await this.findAll([{ name, sha256 }]))[0] ?? null
  }

  /** The numbers of many pictures at once, in their order; null where there is none. */
  async findAll(called: readonly Called[]): Promise<(number | null)[]> {
    const repository = assets(this.#deps.storage.db)
    const hashes = called.flatMap(({ sha256 }) => sha256 ?? [])
    const byHash = await repository.byHash(this.#projectId, hashes)
    const byName = await repository.byName(
      this.#projectId,
      called.map(({ name }) => name),
    )
    const found: (number | null)[] = []
    for (const { name, sha256 } of called) {
      const exact = byHash.get(sha256 ?? "") ?? byName.get(name)
      found.push(exact ?? (await this.#byBaseName(name)))
    }
    return found
  }

  /** Upright sizes of pictures that are here, for formats whose boxes are shares of the picture. */
  async sizeOf(name: string): Promise<Size | null> {
    const id = await this.find(name, null)
    if (id === null) return null
    return (await assets(this.#deps.storage.db).sizes(this.#projectId, [id])).get(id) ?? null
  }

  async #byBaseName(name: string): Promise<number | null> {
    this.#byBase ??= await this.#read()
    return this.#byBase.get(keyOf(name)) || null
  }

  async #read(): Promise<Map<string, number>> {
    const byBase = new Map<string, number>()
    for (let after = 0; ; ) {
      const rows = await assets(this.#deps.storage.db).names(this.#projectId, after, PAGE)
      for (const row of rows) put(byBase, row.name, row.id)
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) return byBase
      after = last.id
    }
  }
}

function keyOf(name: string): string {
  return baseName(name).normalize("NFC")
}

function put(byBase: Map<string, number>, name: string, id: number): void {
  const key = keyOf(name)
  const known = byBase.get(key)
  byBase.set(key, known === undefined || known === id ? id : 0)
}
