import { knownLabels, MANIFEST_NAME } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import { delimiterOf, splitCsv } from "../io/csvTable.ts"
import { baseName, calledName, type FileSet, folderOf, headText, listFiles } from "../io/fileSet.ts"
import { isObject, isTooDeep, type JsonObject, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import { MAX_DEPTH } from "../io/jsonSplit.ts"
import { PictureIndex } from "../io/pictures.ts"
import { decodeStream, splitLines } from "../io/textStream.ts"
import { LabelList } from "../regions/labels.ts"
import { report } from "../report/lines.ts"
import { isRecordingName, recordingsOf } from "../timed/index.ts"
import { addClasses, classesIn, learnRow, type RowLocation, recordOfRow } from "./row.ts"
import { huggingFaceWriter } from "./write.ts"

/**
 * Hugging Face's image folder: `metadata.jsonl` or `metadata.csv` with `file_name` (relative to itself, slashes only) and
 * columns, in a folder for each part (`train`, `test` …). `objects` holds lists of `bbox` (x, y, width, height in pixels)
 * and `categories`, and by habit `text`; the column `text` is the whole picture's, and `label` (`labels`) says what all of it is. An audio folder has
 * recordings with their `transcription`, and where they come from us `segments`. Unknown columns are carried.
 */
export const huggingFaceReader: Reader = {
  name: "huggingface",
  async detect(files) {
    for (const name of await metadataFiles(files)) if (await namesPictures(files, name)) return 0.9
    return 0
  },
  read: readImageFolder,
}

/** Hugging Face image folders, both ways. */
export const huggingface: Format = {
  name: "huggingface",
  aliases: ["hf", "imagefolder", "audiofolder"],
  reader: huggingFaceReader,
  writer: huggingFaceWriter,
}

const HEAD_BYTES = 65_536

/** Every file that is called as metadata are; whether one of them names pictures decides {@link huggingFaceReader}'s detect. */
async function metadataFiles(files: FileSet): Promise<string[]> {
  return (await listFiles(files))
    .map(({ name }) => name)
    .filter((name) => /^metadata\.(jsonl|csv)$/.test(baseName(name)))
}

async function namesPictures(files: FileSet, name: string): Promise<boolean> {
  const head = await headText(files, name, HEAD_BYTES)
  return name.endsWith(".csv") ? /\bfile_name\b/.test(head.split("\n", 1)[0] ?? "") : /"file_name"\s*:/.test(head)
}

interface Row {
  readonly row: JsonObject
  readonly location: RowLocation
}

async function* readImageFolder(files: FileSet): AsyncGenerator<ReadEvent> {
  const known = await knownLabels(files)
  const labels = LabelList.withAll(known)
  const names = await metadataFiles(files)
  const classes = new Set<string>()
  for (const file of names)
    for await (const one of rowsOf(files, file))
      if ("row" in one) {
        for (const name of classesIn(one.row, [])) classes.add(name)
        learnRow(one.row, labels)
      }
  addClasses(
    labels,
    classes,
    known.map((label) => label.name.en),
  )
  yield { kind: "ontology", ontology: labels.ontology() }
  const [index, recordings] = [await PictureIndex.of(files), await recordingsOf(files)]
  const splitOf = await findSplits(files, names)
  const taken = new Set<string>()
  // Files of no bytes are told whatever their format.
  const hasBytes = new Set((await listFiles(files)).flatMap(({ name, sizeBytes }) => (sizeBytes > 0 ? [name] : [])))
  for (const file of names) {
    let isEmpty = true
    for await (const one of rowsOf(files, file)) {
      isEmpty = false
      if ("kind" in one) yield one
      else yield* giveRow(one, { ...splitOf(file), labels, index, recordings, taken, folders: names.map(folderOf) })
    }
    if (isEmpty && hasBytes.has(file)) yield report("note", "file_empty", { file })
  }
}

interface Context {
  readonly split: string | null
  /** Folders between the dataset's top and the metadata that are no part, with their `/`. */
  readonly prefix: string
  readonly labels: LabelList
  readonly index: PictureIndex
  readonly recordings: PictureIndex
  readonly taken: Set<string>
  /** Folders with metadata: a picture below one of them is not another one's. */
  readonly folders: readonly string[]
}

const inFolder = (folder: string, name: string) => (folder === "" ? name : `${folder}/${name}`)

/** The deepest of `folders` that a file lies in; null where it lies in none. */
function folderOver(name: string, folders: readonly string[]): string | null {
  const over = folders.filter((folder) => folder === "" || name.startsWith(`${folder}/`))
  return over.reduce<string | null>((best, folder) => (folder.length >= (best?.length ?? 0) ? folder : best), null)
}

function* giveRow(
  { row, location }: Row,
  { split, prefix, labels, index, recordings, taken, folders }: Context,
): Generator<ReadEvent> {
  const said = member(row, "file_name")
  const called = typeof said === "string" ? calledName(said) : null
  const own = called?.name ?? null
  if (called?.renamed) yield report("changed", "name_folders", { ...location, field: "file_name", found: said })
  if (own === null) {
    const code = typeof said === "string" ? "name_unsafe" : "name_missing"
    return yield report("lost", code, { ...location, field: "file_name", found: said })
  }
  // The same name in two parts is two pictures.
  const name = taken.has(prefix + own) && split !== null ? `${split}/${own}` : prefix + own
  if (taken.has(name)) return yield report("lost", "name_twice", { ...location, field: "file_name", found: own })
  taken.add(name)
  const record = yield* recordOfRow(row, name, location, { labels, classNames: [] })
  const among = isRecordingName(own) ? recordings : index
  const picture = among.find(inFolder(folderOf(location.file), own), { split })
  const isOwn = picture !== null && folderOver(picture, folders) === folderOf(location.file)
  yield { kind: "record", record: split === null ? record : { ...record, split }, picture: isOwn ? picture : null }
}

const SPLITS = /^(train|training|val|valid|validation|dev|test|testing|eval)$/i

/** Which part a metadata file is of: its folder below the dataset's top, which is where our manifest lies, if one does. */
async function findSplits(files: FileSet, names: readonly string[]) {
  const entries = await listFiles(files)
  const manifest = entries.find(({ name }) => baseName(name) === MANIFEST_NAME)
  const root = manifest ? folderOf(manifest.name) : null
  return (file: string): { split: string | null; prefix: string } => {
    const folder = folderOf(file)
    const last = baseName(folder)
    const isSplit = root === null ? SPLITS.test(last) : folderOf(folder) === root && last !== "" && folder !== root
    if (isSplit) return { split: last, prefix: "" }
    const shared = names.length === 1 ? folder : (root ?? commonStart(names))
    const below = folder.slice(shared.length).replace(/^\//, "")
    return { split: null, prefix: below === "" ? "" : `${below}/` }
  }
}

function commonStart(names: readonly string[]): string {
  const all = names.map((name) => folderOf(name).split("/"))
  const [first = []] = all
  const end = first.findIndex((part, i) => all.some((other) => other[i] !== part))
  return (end < 0 ? first : first.slice(0, end)).join("/")
}

async function* rowsOf(files: FileSet, file: string): AsyncGenerator<Row | ReadEvent> {
  if (file.endsWith(".csv")) yield* csvRows(files, file)
  else yield* jsonRows(files, file)
}

async function* jsonRows(files: FileSet, file: string): AsyncGenerator<Row | ReadEvent> {
  for await (const { number, text: raw, tooLong } of splitLines(decodeStream(files.open(file)))) {
    const text = number === 1 ? raw.replace(/^\uFEFF/, "") : raw
    const location = { file, line: number }
    if (text.trim() === "" && !tooLong) continue
    const isBad = tooLong === true || isTooDeep(text, MAX_DEPTH)
    const parsed = isBad ? null : parseJson(text)
    if (parsed?.problem) yield report("changed", parsed.problem, location)
    if (isObject(parsed?.value)) yield { row: parsed.value, location }
    else yield report("lost", tooLong ? "too_large" : isBad ? "too_deep" : "not_json", { ...location, found: text })
  }
}

async function* csvRows(files: FileSet, file: string): AsyncGenerator<Row | ReadEvent> {
  const head = await headText(files, file, HEAD_BYTES)
  let keys: readonly string[] | null = null
  for await (const rows of splitCsv(decodeStream(files.open(file)), delimiterOf(head)))
    for (const { line, cells, problem } of rows) {
      if (problem) yield report("lost", problem, { file, line })
      else if (keys === null) {
        keys = cells
        if (!keys.includes("file_name")) yield report("lost", "field_missing", { file, line, field: "file_name" })
      } else
        yield {
          row: Object.fromEntries(keys.map((key, i) => [key, cellOf(key, cells[i] ?? "")])),
          location: { file, line },
        }
    }
}

/** A cell as a value: `objects` and numbers are JSON in a table that has no types; an empty cell says nothing. */
function cellOf(key: string, cell: string): JsonValue {
  if (cell === "" && key !== "text") return null
  const isJson =
    ["objects", "labels", "answers", "segments", "attributes"].includes(key) ||
    ((key === "width" || key === "height") && /^\d{1,9}$/.test(cell))
  return isJson && !isTooDeep(cell, MAX_DEPTH) ? (parseJson(cell)?.value ?? cell) : cell
}
