import { baseName, folderOf, withoutExtension } from "../io/fileSet.ts"
import { commonFolder } from "../regions/labelPictures.ts"

/** The folder of annotations and the one of pictures in a dataset, and the one of datasets inside a dataset. */
export const ANN = "ann"
export const IMG = "img"
const INSIDE = "datasets"
/** The dataset of pictures that lie in no folder. */
const TOP_DATASET = "dataset"

/** Where the annotations of a record lie: `dir/sub/a.jpg` is `dir/datasets/sub/ann/a.jpg.json`. */
interface SuperviselyPath {
  readonly dataset: string
  readonly file: string
}

/** The dataset and the file of a record by its name; no two names have the same. */
function splitPath(name: string): SuperviselyPath {
  const folders = folderOf(name)
    .split("/")
    .filter((folder) => folder !== "")
  // A folder called like the dataset of pictures in no folder goes inside that one.
  const all = folders.length === 0 || folders[0] === TOP_DATASET ? [TOP_DATASET, ...folders] : folders
  return { dataset: all.join(`/${INSIDE}/`), file: baseName(name) }
}

/** The files of a record by its name. */
export function pathOf(name: string, kind: "ann" | "img"): string {
  const { dataset, file } = splitPath(name)
  return kind === "ann" ? `${dataset}/${ANN}/${file}.json` : `${dataset}/${IMG}/${file}`
}

/** The name of the record that an annotation file belongs to, below the project's folder: the reverse of {@link pathOf}. */
export function nameOfPath(file: string, root: string): string {
  const below = folderOf(folderOf(file)).slice(root.length).replace(/^\//, "")
  const parts = below === "" ? [] : below.split("/")
  const isNested = parts.length % 2 === 1 && parts.every((part, i) => i % 2 === 0 || part === INSIDE)
  const folders = isNested ? parts.filter((_, i) => i % 2 === 0) : parts
  return [...folders, withoutExtension(baseName(file))].join("/")
}

/** The project's folder: where its `meta.json` lies, otherwise above the datasets that its annotations are in. */
export function projectFolder(metas: readonly string[], annotations: readonly string[]): string {
  const [first] = metas
  if (first !== undefined) return folderOf(first)
  const datasets = annotations.map((name) => folderOf(folderOf(name)))
  return commonFolder(datasets)
}
