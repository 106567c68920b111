import { isStorable } from "@justesse/types"
import { knownLabels } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import { addClasses, classesIn, recordOfRow } from "../huggingFace/row.ts"
import {
  baseName,
  calledName,
  extensionOf,
  type FileEntry,
  type FileSet,
  folderOf,
  listFiles,
  withoutExtension,
} from "../io/fileSet.ts"
import { isList, isObject, type JsonObject, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import { PictureIndex } from "../io/pictures.ts"
import { LabelList } from "../regions/labels.ts"
import { report } from "../report/lines.ts"
import { isParquet, openParquet, type ParquetFile, parquetRows } from "./file.ts"
import { parquetWriter } from "./write.ts"

/**
 * Parquet as Hugging Face has it: a picture a row, `image` a struct of bytes and path, `objects` a struct of lists, parts by
 * the name of the file (`train-00000-of-00002.parquet`). Names of classes are taken from the file's own features. Footer
 * first, then one group of rows after the other; bytes of pictures are not read. Snappy or no compression.
 */
export const parquetReader: Reader = {
  name: "parquet",
  async detect(files) {
    return (await parquetFiles(files)).length > 0 ? 0.9 : 0
  },
  read: readParquet,
}

/** Parquet tables of pictures with objects, both ways. */
export const parquet: Format = { name: "parquet", reader: parquetReader, writer: parquetWriter }

/** The Parquet tables of a set. */
export async function parquetFiles(files: FileSet): Promise<FileEntry[]> {
  const found: FileEntry[] = []
  for (const entry of await listFiles(files))
    if (
      extensionOf(entry.name) === "parquet" ||
      (extensionOf(entry.name) === "" && (await isParquet(files, entry.name)))
    )
      found.push(entry)
  return found
}

async function* readParquet(files: FileSet): AsyncGenerator<ReadEvent> {
  const known = await knownLabels(files)
  const labels = LabelList.withAll(known)
  const opened: { file: ParquetFile; classNames: string[] }[] = []
  const classes = new Set<string>()
  for (const { name, sizeBytes } of await parquetFiles(files)) {
    const file = await openParquet(files, name, sizeBytes)
    if ("problem" in file) {
      yield report("lost", file.problem, { file: name, found: file.found })
      continue
    }
    const classNames = classNamesOf(file)
    opened.push({ file, classNames })
    // Classes of the file's features are its classes, whether a row has them or not.
    for (const name of classNames) classes.add(name)
    for await (const rows of parquetRows(file))
      if (!("problem" in rows))
        for (const row of rows.rows) for (const one of classesIn(row, classNames)) classes.add(one)
  }
  const order = known.length > 0 ? known.map((label) => label.name.en) : opened.flatMap((one) => one.classNames)
  addClasses(labels, classes, order)
  yield { kind: "ontology", ontology: labels.ontology() }
  const context = { labels, index: await PictureIndex.of(files) }
  for (const one of opened) yield* readRows(one.file, { ...context, classNames: one.classNames })
}

interface Context {
  readonly labels: LabelList
  readonly index: PictureIndex
  readonly classNames: readonly string[]
}

async function* readRows(file: ParquetFile, context: Context): AsyncGenerator<ReadEvent> {
  for (const field of file.left) yield report("note", "picture_bytes_not_read", { file: file.name, field })
  for await (const group of parquetRows(file)) {
    if ("problem" in group) yield report("lost", group.problem, { file: file.name, found: group.found })
    else for (const [i, row] of group.rows.entries()) yield* giveRow(row, file.name, group.first + i, context)
  }
}

function* giveRow(row: JsonObject, file: string, number: number, context: Context): Generator<ReadEvent> {
  const location = { file, line: number }
  const said = statedName(row)
  const name = said === null ? null : rowName(row, file, number)
  if (name === null) {
    const code = said === null ? "name_missing" : "name_unsafe"
    return yield report("lost", code, { ...location, found: said ?? row })
  }
  if (said === "") yield report("note", "name_from_id", { ...location, found: name })
  else if (said && calledName(said)?.renamed) yield report("changed", "name_folders", { ...location, found: said })
  const record = yield* recordOfRow(row, name, location, context)
  const split = splitOf(row, file)
  yield {
    kind: "record",
    record: split === null ? record : { ...record, split },
    picture: context.index.find(name, { folder: folderOf(file), split }),
  }
}

/** What a row calls its picture; empty where it has one without a name, null where it has none. */
function statedName(row: JsonObject): string | null {
  const image = member(row, "image")
  const path = isObject(image) ? member(image, "path") : image
  for (const value of [member(row, "file_name"), path, member(row, "path")])
    if (typeof value === "string" && value !== "") return value
  return isObject(image) ? "" : null
}

/** The name of a row's picture in the dataset; one without a name is called by its table and row. Null where it has none. */
export function rowName(row: JsonObject, file: string, number: number): string | null {
  const said = statedName(row)
  if (said === "") return `${withoutExtension(file)}/${String(number).padStart(6, "0")}.jpg`
  return said === null ? null : (calledName(said)?.name ?? null)
}

/** The part that a row says, otherwise the one that its file's name does; a row that says null has none. */
function splitOf(row: JsonObject, file: string): string | null {
  const said = member(row, "split")
  if (typeof said === "string" && said !== "" && isStorable(said)) return said
  if (said === null) return null
  return /^([\p{L}\p{N}_]{1,40})-\d{5}-of-\d{5}\.parquet$/u.exec(baseName(file))?.[1] ?? null
}

/** The names of classes that a file's features give its objects (`ClassLabel`), in their order; empty where they give none. */
function classNamesOf({ metadata }: ParquetFile): string[] {
  const text = metadata.key_value_metadata?.find(({ key }) => key === "huggingface")?.value
  const info = text === undefined ? undefined : parseJson(text)?.value
  const features = memberAt(info, ["info", "features", "objects"])
  const found = features === undefined ? null : classLabelIn(features, 0)
  return found ?? []
}

function memberAt(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (inside, key) => (isObject(inside) ? member(inside, key) : undefined),
    value,
  )
}

function classLabelIn(value: JsonValue, depth: number): string[] | null {
  if (depth > 8 || !isObject(value)) return null
  const names = member(value, "names")
  if (isList(names) && names.every((name) => typeof name === "string"))
    return names.filter((name) => typeof name === "string")
  for (const inside of Object.values(value)) {
    const found = classLabelIn(inside, depth + 1)
    if (found) return found
  }
  return null
}
