import { baseName, extensionOf, type FileSet, listFiles, withoutExtension } from "./fileSet.ts"

const PICTURE = new Set([
  "jpg",
  "jpeg",
  "jpe",
  "jfif",
  "png",
  "webp",
  "tif",
  "tiff",
  "bmp",
  "gif",
  "avif",
  "heic",
  "heif",
])

/** True when the name ends like a picture's. */
export function isPictureName(name: string): boolean {
  return PICTURE.has(extensionOf(name))
}

/**
 * The pictures of a set, found by what label files call them. Names match in NFC (a disk may store NFD); the name itself
 * is never changed. A longer match wins: the whole path, then its end, then the file name alone where only one has it.
 */
export class PictureIndex {
  readonly names: readonly string[]
  readonly #byBase = new Map<string, string[]>()
  readonly #byStem = new Map<string, string[]>()

  constructor(names: readonly string[]) {
    this.names = names
    for (const name of names) {
      push(this.#byBase, baseName(name).normalize("NFC"), name)
      push(this.#byStem, withoutExtension(baseName(name)).normalize("NFC"), name)
    }
  }

  static async of(files: FileSet): Promise<PictureIndex> {
    return new PictureIndex((await listFiles(files)).map((entry) => entry.name).filter(isPictureName))
  }

  /** The picture that a label file calls `name` (with its extension); null when none or several could be meant. */
  find(name: string): string | null {
    const wanted = name.normalize("NFC")
    return best(this.#byBase.get(baseName(wanted)) ?? [], wanted, (candidate) => candidate)
  }

  /** The picture called `stem` with any picture's extension. */
  findStem(stem: string): string | null {
    const wanted = stem.normalize("NFC")
    return best(this.#byStem.get(baseName(wanted)) ?? [], wanted, withoutExtension)
  }
}

function best(candidates: readonly string[], wanted: string, part: (name: string) => string): string | null {
  const same = candidates.find((candidate) => part(candidate).normalize("NFC") === wanted)
  if (same !== undefined) return same
  const ending = candidates.filter((candidate) => part(candidate).normalize("NFC").endsWith(`/${wanted}`))
  if (ending.length > 0) return ending.length === 1 ? (ending[0] ?? null) : null
  return candidates.length === 1 ? (candidates[0] ?? null) : null
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
