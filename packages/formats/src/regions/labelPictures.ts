import { MANIFEST_NAME } from "../companions/index.ts"
import type { ReadEvent } from "../contract.ts"

import { baseName, calledName, type FileSet, folderOf, listFiles, withoutExtension } from "../io/fileSet.ts"
import { isPictureName, type PictureIndex } from "../io/pictures.ts"
import { type ReportLocation, report } from "../report/lines.ts"

/** What a label file's picture is called in the dataset, and which file of the set it is, if it is there. */
export interface NamedPicture {
  readonly name: string
  readonly picture: string | null
}

/**
 * The folder that names of pictures begin below: the one that all label files and the manifest of an export of ours share.
 * A folder called `below` ends it at the latest (`annotations/dir/a.json` names `dir/a`).
 */
export async function rootOf(files: FileSet, names: readonly string[], below?: string): Promise<string> {
  const manifests = (await listFiles(files)).map(({ name }) => name).filter((name) => baseName(name) === MANIFEST_NAME)
  const shared = commonFolder(names)
  if (below !== undefined) {
    const parts = shared.split("/")
    const at = parts.lastIndexOf(below)
    if (at >= 0) return parts.slice(0, at + 1).join("/")
  }
  return commonFolder([...names, ...manifests])
}

/** Where `file` is below `root`, and a name in that folder. */
function inFolderOf(file: string, root: string): (base: string) => string {
  const below = folderOf(file).slice(root.length).replace(/^\//, "")
  return (base) => (below === "" ? base : `${below}/${base}`)
}

/**
 * The picture of a label file that does not name it: the same name without the label file's extension, or the same stem.
 * `bare` may take off what label files of a format put before it. The picture's name is kept below `root`.
 */
export function pictureOfFile(
  file: string,
  root: string,
  index: PictureIndex,
  bare: (stem: string) => string = (stem) => stem,
): NamedPicture {
  const inFolder = inFolderOf(file, root)
  const stem = withoutExtension(baseName(file))
  for (const candidate of stem === bare(stem) ? [stem] : [stem, bare(stem)]) {
    const wanted = inFolder(candidate)
    const where = { folder: folderOf(file) }
    const picture = (isPictureName(candidate) ? index.find(wanted, where) : null) ?? index.findStem(wanted, where)
    if (picture !== null) return { name: inFolder(baseName(picture)), picture }
  }
  return { name: inFolder(bare(stem)), picture: null }
}

/**
 * The picture that a label file calls `given`, in the label file's folder below `root` unless it says a folder itself. When
 * no such picture is there but one with the label file's own stem is, that one is meant. `renamed` is set when a drive, a
 * root or folders above were left out of it, `odd` when nothing of `given` can be a name.
 */
export function pictureCalled(
  given: string | null,
  file: string,
  root: string,
  index: PictureIndex,
): NamedPicture & { readonly odd?: string; readonly renamed?: string } {
  if (given === null || given === "") return pictureOfFile(file, root, index)
  const said = calledName(given)
  if (said === null) return { ...pictureOfFile(file, root, index), odd: given }
  const called = said.name.includes("/") ? said.name : inFolderOf(file, root)(said.name)
  const folder = folderOf(file)
  const picture =
    index.find(called, { folder }) ?? index.find(said.name, { folder }) ?? pictureOfFile(file, root, index).picture
  return { name: called, picture, ...(said.renamed ? { renamed: given } : {}) }
}

/**
 * Page `page` (from 0) of a document that a label file gives as one picture: the name that pages have in a set of files where
 * documents are taken apart, and that picture if it is there; the first page may be the document itself.
 */
export function pageOfDocument(document: NamedPicture, page: number, index: PictureIndex): NamedPicture {
  const name = `${document.name}/${String(page + 1).padStart(4, "0")}.png`
  const found = index.find(name)
  // Pages of other documents are called alike.
  const own = found !== null && `/${found}`.normalize("NFC").endsWith(`/${name.normalize("NFC")}`) ? found : null
  return { name, picture: own ?? (page === 0 ? document.picture : null) }
}

/** What {@link pictureCalled} says of a name that could not be kept as it is, as a line of a report. */
export function* nameReport(
  { odd, renamed }: { readonly odd?: string; readonly renamed?: string },
  location: Omit<ReportLocation, "found">,
): Generator<ReadEvent> {
  if (odd !== undefined) yield report("changed", "name_unsafe", { ...location, found: odd })
  if (renamed !== undefined) yield report("changed", "name_folders", { ...location, found: renamed })
}

/** The folder that all of `names` are in; empty when they share none. */
export function commonFolder(names: readonly string[]): string {
  let common: string[] | null = null
  for (const name of names) {
    const parts = folderOf(name).split("/")
    const length: number = common === null ? parts.length : common.findIndex((part, i) => part !== parts[i])
    common = common === null ? parts : length < 0 ? common : common.slice(0, length)
  }
  return (common ?? []).join("/")
}
