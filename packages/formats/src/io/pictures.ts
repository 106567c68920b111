import { baseName, extensionOf, type FileSet, folderOf, listFiles, withoutExtension } from "./fileSet.ts"
import { toSplit } from "./splitNames.ts"

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

/** What is known of a picture besides its name: the folder of the label file that names it, and its part of the dataset. */
interface Whereabouts {
  readonly folder?: string
  readonly split?: string | null | undefined
}

/**
 * The pictures of a set, found by what label files call them. Names match in NFC (a disk may store NFD); the name itself
 * is never changed. A longer match wins: the whole path, then its end, then the file name alone where only one has it. Of
 * several with the same end the one in the label file's folder is meant, then the one in a folder called like its part, then
 * the one at the root of the others (`images/a.jpg` beside `images/b/a.jpg`). A picture in the folder of another part is never
 * meant.
 */
export class PictureIndex {
  readonly #names: string[] = []
  readonly #byBase = new Map<string, string[]>()
  readonly #byStem = new Map<string, string[]>()

  constructor(names: readonly string[]) {
    for (const name of names) this.add(name)
  }

  static async of(files: FileSet): Promise<PictureIndex> {
    return new PictureIndex((await listFiles(files)).map((entry) => entry.name).filter(isPictureName))
  }

  get names(): readonly string[] {
    return this.#names
  }

  add(name: string): void {
    this.#names.push(name)
    push(this.#byBase, baseName(name).normalize("NFC"), name)
    push(this.#byStem, withoutExtension(baseName(name)).normalize("NFC"), name)
  }

  /** The picture that a label file calls `name` (with its extension); null when none or several could be meant. */
  find(name: string, where: Whereabouts = {}): string | null {
    const wanted = name.normalize("NFC")
    const candidates = this.#byBase.get(baseName(wanted)) ?? []
    return candidates.includes(name) ? exactly(candidates, name, where) : best(candidates, wanted, (one) => one, where)
  }

  /** The picture called `stem` with any picture's extension. */
  findStem(stem: string, where: Whereabouts = {}): string | null {
    const wanted = stem.normalize("NFC")
    return best(this.#byStem.get(baseName(wanted)) ?? [], wanted, withoutExtension, where)
  }
}

/** A path that is there to the letter, unless the label file's own folder has it too. */
function exactly(candidates: readonly string[], name: string, { folder = "" }: Whereabouts): string {
  const beside = `${folder}/${name}`
  return folder !== "" && candidates.includes(beside) ? beside : name
}

type PathOf = (name: string) => string

function best(candidates: readonly string[], wanted: string, pathOf: PathOf, where: Whereabouts): string | null {
  if (candidates.length === 0) return null
  const folder = where.folder?.normalize("NFC") ?? ""
  const path = (candidate: string) => pathOf(candidate).normalize("NFC")
  const beside = folder === "" ? undefined : candidates.find((candidate) => path(candidate) === `${folder}/${wanted}`)
  const same = beside ?? candidates.find((candidate) => path(candidate) === wanted)
  if (same !== undefined) return same
  const splits = splitsIn(wanted)
  const split = where.split ? (toSplit(where.split) ?? where.split) : null
  const fitting = candidates.filter((candidate) => isOfSplit(candidate, split ?? splits.at(-1) ?? null))
  const ending = fitting.filter((candidate) => path(candidate).endsWith(`/${wanted}`))
  const below = (all: readonly string[]) => all.filter((one) => one.normalize("NFC").startsWith(`${folder}/`))
  const named = (all: readonly string[]) => all.filter((one) => split !== null && hasFolder(one, split))
  const likely = ending.length > 0 ? ending : fitting
  const chosen = narrowed(narrowed(likely, folder === "" ? [] : below(likely)), named(likely))
  if (chosen.length < 2) return chosen[0] ?? null
  return ending.length > 0 ? atRoot(chosen) : null
}

/** Those of `all` that are among `better`, or `all` where none is. */
function narrowed(all: readonly string[], better: readonly string[]): readonly string[] {
  const both = all.filter((one) => better.includes(one))
  return both.length > 0 ? both : all
}

/** Parts of a dataset that the folders of a name are called after. */
function splitsIn(name: string): string[] {
  return folderOf(name)
    .split("/")
    .flatMap((folder) => toSplit(folder) ?? [])
}

function hasFolder(name: string, split: string): boolean {
  return folderOf(name)
    .split("/")
    .some((folder) => (toSplit(folder) ?? folder) === split)
}

/** False for a picture that lies in the folder of another part. */
function isOfSplit(name: string, split: string | null): boolean {
  if (split === null || toSplit(split) === null) return true
  const splits = splitsIn(name)
  return splits.length === 0 || splits.includes(split)
}

/** The one of several whose folder all others are below; null where there is none. */
function atRoot(names: readonly string[]): string | null {
  const [first = "", ...others] = [...names].sort((a, b) => folderOf(a).length - folderOf(b).length)
  const root = folderOf(first)
  const isBelow = (name: string) => folderOf(name) !== root && (root === "" || name.startsWith(`${root}/`))
  return others.every(isBelow) ? first : null
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
