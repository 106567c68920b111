import type { ReportLine } from "@justesse/types/dataset"
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml"
import {
  baseName,
  extensionOf,
  type FileSet,
  folderOf,
  listFiles,
  readTextWithin,
  withoutExtension,
} from "../io/fileSet.ts"
import { isPictureName } from "../io/pictures.ts"
import { reportLine } from "../report/lines.ts"
import { joined, type PictureList, readList } from "./lists.ts"

/** How the files of a YOLO dataset lie: what the classes are called, which folder is which part, which files are no labels. */
export interface YoloLayout {
  /** Names by class number; null where no file says any. */
  readonly names: ReadonlyMap<number, string> | null
  /** The file that says them; empty where none does. */
  readonly namesFile: string
  /** How many numbers of keypoints follow a box in label files (`kpt_shape`); 0 where none do. */
  readonly keypoints: number
  /** Folders that data.yaml names, longest first. */
  readonly folders: readonly { readonly folder: string; readonly split: string }[]
  /** Lists of pictures (train.txt …). */
  readonly lists: readonly PictureList[]
  /** Files that say how the dataset lies; they are no labels. */
  readonly used: ReadonlySet<string>
  readonly report: readonly ReportLine[]
}

const NAMES_BYTES = 4_194_304
const SPLIT_KEYS = ["train", "val", "test"] as const
const SPLITS = new Map([
  ["train", "train"],
  ["training", "train"],
  ["val", "val"],
  ["valid", "val"],
  ["validation", "val"],
  ["test", "test"],
  ["testing", "test"],
])

/** Learns the layout from data.yaml, `*.names`, `classes.txt`, `*.data` and the lists of pictures, wherever they lie. */
export async function yoloLayout(files: FileSet): Promise<YoloLayout> {
  const all = (await listFiles(files)).map(({ name }) => name)
  const found: Found = {
    ...{ names: null, namesFile: "", keypoints: 0, folders: [], lists: new Map(), used: new Set(), report: [] },
  }
  for (const name of all) if (/\.ya?ml$/i.test(name)) await learnYaml(files, name, all, found)
  for (const name of all) if (isNamesFile(name)) await learnNames(files, name, found)
  for (const name of all) if (extensionOf(name) === "data") await learnData(files, name, all, found)
  const named = new Set(found.lists.keys())
  for (const name of all)
    if (isList(name)) found.lists.set(name, found.lists.get(name) ?? toKnownSplit(withoutExtension(baseName(name))))
  const stems = new Set(all.filter(isPictureName).map((name) => withoutExtension(baseName(name))))
  const lists: PictureList[] = []
  for (const [file, split] of found.lists) {
    const how = { split, isNamed: named.has(file), hasPicture: stems.has(withoutExtension(baseName(file))) }
    const list = await readList(files, file, how, found.report)
    if (list === null) continue
    found.used.add(file)
    lists.push(list)
  }
  const folders = [...found.folders].sort((a, b) => b.folder.length - a.folder.length)
  return { ...found, folders, lists }
}

interface Found {
  names: Map<number, string> | null
  namesFile: string
  keypoints: number
  readonly folders: { folder: string; split: string }[]
  readonly lists: Map<string, string | null>
  readonly used: Set<string>
  readonly report: ReportLine[]
}

function isNamesFile(name: string): boolean {
  const base = baseName(name).toLowerCase()
  return base === "classes.txt" || base === "_darknet.labels" || base.endsWith(".names")
}

function isList(name: string): boolean {
  return extensionOf(name) === "txt" && SPLITS.has(withoutExtension(baseName(name)).toLowerCase())
}

function toKnownSplit(word: string): string | null {
  return SPLITS.get(word.toLowerCase()) ?? null
}

async function learnYaml(files: FileSet, file: string, all: readonly string[], found: Found): Promise<void> {
  const read = await readTextWithin(files, file, NAMES_BYTES)
  const lineCounter = new LineCounter()
  // "failsafe" keeps every scalar a text: a class called `no`, `0` or `1e3` stays what it is.
  const how = { schema: "failsafe", logLevel: "silent", uniqueKeys: false, lineCounter } as const
  const document = read === null ? null : parseDocument(read.text, how)
  const error = document?.errors[0]
  if (!document || error) {
    const code = read === null ? "file_too_large" : "yaml_malformed"
    found.report.push(reportLine("lost", code, { file, line: error?.linePos?.[0].line, found: error?.code }))
    return
  }
  const top = document.contents
  if (!isMap(top)) {
    const isEmpty = read?.text.trim() === ""
    found.report.push(
      reportLine(isEmpty ? "note" : "lost", isEmpty ? "file_empty" : "not_an_object", { file, line: 1 }),
    )
    return
  }
  const member = (key: string) => top.items.find((item) => isScalar(item.key) && item.key.value === key)?.value
  const lineOf = (node: unknown) => (isNode(node) && node.range ? lineCounter.linePos(node.range[0]).line : undefined)
  const names = namesOf(member("names"), (key) =>
    found.report.push(
      reportLine("lost", "field_unreadable", { file, line: lineOf(key), field: "names", found: textOf(key) }),
    ),
  )
  if (!names && !SPLIT_KEYS.some((key) => member(key))) {
    found.report.push(reportLine("note", "file_not_read", { file }))
    return
  }
  found.used.add(file)
  takeNames(file, names, found)
  const said = textOf(member("nc"))
  if (names && said !== "" && Number(said) !== names.size)
    found.report.push(
      reportLine("note", "count_differs", {
        file,
        line: lineOf(member("nc")),
        field: "nc",
        found: said,
        count: names.size,
      }),
    )
  const [points = 0, numbers = 0] = textsOf(member("kpt_shape")).map(Number)
  if (Number.isSafeInteger(points * numbers)) found.keypoints = Math.max(found.keypoints, points * numbers)
  const path = textsOf(member("path"))[0] ?? ""
  for (const split of SPLIT_KEYS)
    for (const value of textsOf(member(split))) learnSplit(file, path, value, split, all, found)
}

/** The first file with names counts; one that says others is named, and one that says none too. */
function takeNames(file: string, names: Map<number, string> | null, found: Found): void {
  if (names === null || names.size === 0)
    found.report.push(reportLine("note", "names_missing", { file, field: "names" }))
  else if (found.names === null) {
    found.names = names
    found.namesFile = file
  } else if (JSON.stringify([...names]) !== JSON.stringify([...found.names]))
    found.report.push(reportLine("note", "file_not_read", { file, field: "names", found: found.namesFile }))
}

/** `names` as a list or as a map from class number to name; `odd` is told keys that are no numbers. */
function namesOf(node: unknown, odd: (key: unknown) => void): Map<number, string> | null {
  if (isSeq(node)) return new Map(node.items.map((item, i) => [i, textOf(item)]))
  if (!isMap(node)) return null
  const names = new Map<number, string>()
  for (const { key, value } of node.items) {
    const index = textOf(key) === "" ? Number.NaN : Number(textOf(key))
    if (Number.isInteger(index) && index >= 0) names.set(index, textOf(value))
    else odd(key)
  }
  return new Map([...names].sort(([a], [b]) => a - b))
}

/** Aliases are not followed: no dataset needs them, and nested ones grow without bound. */
function textOf(node: unknown): string {
  return isScalar(node) && !isAlias(node) ? String(node.value ?? "") : ""
}

function textsOf(node: unknown): string[] {
  return (isSeq(node) ? node.items.map(textOf) : [textOf(node)]).filter((text) => text !== "")
}

/** Finds the folder or list that a `train:` names, where it lies now: paths of another machine are matched by their end. */
function learnSplit(
  file: string,
  path: string,
  value: string,
  split: string,
  all: readonly string[],
  found: Found,
): void {
  const root = folderOf(file)
  const candidates = [joined(root, path, value), joined(root, value), joined(value)]
  for (const candidate of candidates) {
    if (candidate === "") continue
    if (extensionOf(candidate) === "txt") {
      const list = all.find((name) => name === candidate) ?? all.find((name) => name.endsWith(`/${candidate}`))
      if (list !== undefined) return void found.lists.set(list, split)
      continue
    }
    const inside =
      all.find((name) => name.startsWith(`${candidate}/`)) ?? all.find((name) => name.includes(`/${candidate}/`))
    if (inside === undefined) continue
    const end = `/${inside}`.indexOf(`/${candidate}/`) + candidate.length
    addFolder(found.folders, inside.slice(0, end), split)
    return
  }
  // Pictures may simply not be there: labels alone are read by their own folders.
  found.report.push(reportLine("note", "folder_missing", { file, field: split, found: value }))
}

/** A folder that two keys name (`val: images/train` where no other is there) is the part that its own name says, or the first. */
function addFolder(folders: Found["folders"], folder: string, split: string): void {
  const known = folders.find((entry) => entry.folder === folder)
  if (!known) folders.push({ folder, split })
  else if (folder.split("/").some((part) => toKnownSplit(part) === split)) known.split = split
}

/** A file of names that holds control characters is none: its lines would become labels. */
const control = /(?!\t)\p{Cc}/u

async function learnNames(files: FileSet, file: string, found: Found): Promise<void> {
  found.used.add(file)
  const read = await readTextWithin(files, file, NAMES_BYTES)
  if (read === null) {
    found.report.push(reportLine("lost", "file_too_large", { file }))
    return
  }
  const lines = read.text.replace(/^\uFEFF/, "").split(/\r?\n/)
  while (lines.at(-1)?.trim() === "") lines.pop()
  const odd = lines.findIndex((line) => control.test(line))
  if (odd >= 0)
    found.report.push(reportLine("lost", "file_unreadable", { file, line: odd + 1, found: lines[odd]?.trim() }))
  else takeNames(file, new Map(lines.map((line, i) => [i, line.trim()])), found)
}

/** Darknet's `obj.data`: `classes = 2`, `train = data/train.txt`, `valid = …`, `names = data/obj.names`. */
async function learnData(files: FileSet, file: string, all: readonly string[], found: Found): Promise<void> {
  const read = await readTextWithin(files, file, NAMES_BYTES)
  if (read === null) {
    found.report.push(reportLine("lost", "file_too_large", { file }))
    return
  }
  let isKnown = false
  for (const [i, line] of read.text.split(/\r?\n/).entries()) {
    const [key = "", value = ""] = line.split("=", 2).map((part) => part.trim())
    const split = toKnownSplit(key)
    const candidate = { file, line: i + 1, field: key, found: value }
    if (key === "classes" && found.names && Number(value) !== found.names.size)
      found.report.push(reportLine("note", "count_differs", { ...candidate, count: found.names.size }))
    if ((split === null && key !== "names") || value === "") continue
    isKnown = true
    const wanted = joined(value)
    const named = all.find(
      (name) => extensionOf(name) === extensionOf(wanted) && (name === wanted || baseName(name) === baseName(wanted)),
    )
    if (named === undefined) found.report.push(reportLine("note", "reference_unknown", candidate))
    else if (split !== null) found.lists.set(named, split)
  }
  if (isKnown) found.used.add(file)
  else found.report.push(reportLine("note", read.text.trim() === "" ? "file_empty" : "file_not_read", { file }))
}

/** Where a picture lies inside the dataset: below its part's folder of pictures, and which part that is. */
export interface YoloPath {
  readonly prefix: string
  readonly rest: string
  readonly split: string | null
}

/** Takes off the folders that the layout adds: `images/train/a/b.jpg`, `train/images/a/b.jpg` and `a/b.jpg` are all `a/b.jpg`. */
export function toYoloPath(layout: Pick<YoloLayout, "folders">, path: string): YoloPath {
  const named = layout.folders.find(({ folder }) => path.startsWith(`${folder}/`))
  if (named) return { prefix: `${named.folder}/`, rest: path.slice(named.folder.length + 1), split: named.split }
  const [, beside] = /^((?:[^/]*\/)*?obj_(?:\w+_)?data\/)/.exec(path) ?? []
  if (beside !== undefined) return { prefix: beside, rest: path.slice(beside.length), split: null }
  const parts = path.split("/")
  const at = lastFolder(parts, /^(images|labels|labelTxt)$/i)
  if (at < 0) return { prefix: "", rest: path, split: null }
  const below = at + 1 < parts.length - 1 ? toKnownSplit(parts[at + 1] ?? "") : null
  const above = toKnownSplit(parts[at - 1] ?? "")
  const from = below === null ? at + 1 : at + 2
  return { prefix: `${parts.slice(0, from).join("/")}/`, rest: parts.slice(from).join("/"), split: below ?? above }
}

/** Position of the last folder (the last part is the file) whose name matches; -1 where none does. */
function lastFolder(parts: readonly string[], pattern: RegExp): number {
  return parts.slice(0, -1).reduce((last, part, i) => (pattern.test(part) ? i : last), -1)
}

/** The path of the picture that a label file belongs to, without extension: Ultralytics puts `images` for the last `labels`. */
export function pictureStem(labelFile: string): string {
  const parts = withoutExtension(labelFile).split("/")
  const at = lastFolder(parts, /^(labels|labelTxt)$/i)
  return parts.map((part, i) => (i === at ? "images" : part)).join("/")
}
