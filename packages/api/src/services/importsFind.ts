import { assets } from "@justesse/db/repositories/assets"
import { baseName } from "@justesse/formats/fileSet"
import type { Deps } from "../core/deps.ts"

const PAGE = 5_000

/**
 * Pictures of a project by what label files call them: the whole path first, then the file name alone where one picture
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
    const repository = assets(this.#deps.storage.db)
    if (sha256 !== null) {
      const byHash = await repository.byHash(this.#projectId, [sha256])
      const found = byHash.get(sha256)
      if (found !== undefined) return found
    }
    const exact = (await repository.byName(this.#projectId, [name])).get(name)
    if (exact !== undefined) return exact
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
