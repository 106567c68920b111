import type { ReportLine } from "@justesse/types"
import { isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml"
import {
  baseName,
  extensionOf,
  type FileSet,
  folderOf,
  listFiles,
  readTextWithin,
  safeName,
  withoutExtension,
} from "./fileSet.ts"
import { isPictureName } from "./pictures.ts"
import { reportLine } from "./report.ts"

/** How the files of a YOLO dataset lie: what the classes are called, which folder is which part, which files are no labels. */
export interface YoloLayout {
  /** Names by class number; null where no file says any. */
  readonly names: ReadonlyMap<number, string> | null
  /** Folders that data.yaml names, longest first. */
  readonly folders: readonly { readonly folder: string; readonly split: string }[]
  /** Pictures that lists (train.txt …) name, by their path without extension in NFC. */
  readonly listed: ReadonlyMap<string, { readonly name: string; readonly split: string | null }>
  /** Files that say how the dataset lies; they are no labels. */
  readonly used: ReadonlySet<string>
  readonly report: readonly ReportLine[]
}

const FILE_BYTES = 67_108_864
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
  const found: Found = { names: null, folders: [], lists: new Map(), used: new Set(), report: [] }
  for (const name of all) if (/\.ya?ml$/i.test(name)) await learnYaml(files, name, all, found)
  for (const name of all) if (isNamesFile(name)) await learnNames(files, name, found)
  for (const name of all) if (extensionOf(name) === "data") await learnData(files, name, all, found)
  for (const name of all)
    if (isList(name)) found.lists.set(name, found.lists.get(name) ?? splitOfWord(withoutExtension(baseName(name))))
  const listed = new Map<string, { name: string; split: string | null }>()
  for (const [name, split] of found.lists) await learnList(files, name, split, listed, found.used)
  const folders = [...found.folders].sort((a, b) => b.folder.length - a.folder.length)
  return { names: found.names, folders, listed, used: found.used, report: found.report }
}

interface Found {
  names: Map<number, string> | null
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

function splitOfWord(word: string): string | null {
  return SPLITS.get(word.toLowerCase()) ?? null
}

async function learnYaml(files: FileSet, file: string, all: readonly string[], found: Found): Promise<void> {
  const read = await readTextWithin(files, file, NAMES_BYTES)
  // "failsafe" keeps every scalar a text: a class called `no`, `0` or `1e3` stays what it is.
  const document =
    read === null ? null : parseDocument(read.text, { schema: "failsafe", logLevel: "silent", uniqueKeys: false })
  const error = document?.errors[0]
  if (!document || error) {
    found.report.push(
      reportLine("lost", read === null ? "file_too_large" : "yaml_malformed", {
        file,
        line: error?.linePos?.[0].line,
        found: error?.code,
      }),
    )
    return
  }
  const top = document.contents
  if (!isMap(top)) return
  const member = (key: string) => top.items.find((item) => isScalar(item.key) && item.key.value === key)?.value
  const names = namesOf(member("names"))
  if (!names && !SPLIT_KEYS.some((key) => member(key))) return
  found.used.add(file)
  if (names && !found.names) found.names = names
  else if (!names) found.report.push(reportLine("note", "names_missing", { file, field: "names" }))
  const path = textsOf(member("path"))[0] ?? ""
  for (const split of SPLIT_KEYS)
    for (const value of textsOf(member(split))) learnSplit(file, path, value, split, all, found)
}

/** `names` as a list or as a map from class number to name. */
function namesOf(node: unknown): Map<number, string> | null {
  if (isSeq(node)) return new Map(node.items.map((item, i) => [i, textOf(item)]))
  if (!isMap(node)) return null
  const names = new Map<number, string>()
  for (const { key, value } of node.items) {
    const index = Number(textOf(key))
    if (Number.isInteger(index) && index >= 0) names.set(index, textOf(value))
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
  for (const place of candidates) {
    if (place === "") continue
    if (extensionOf(place) === "txt") {
      const list = all.find((name) => name === place) ?? all.find((name) => name.endsWith(`/${place}`))
      if (list !== undefined) return void found.lists.set(list, split)
      continue
    }
    const inside = all.find((name) => name.startsWith(`${place}/`)) ?? all.find((name) => name.includes(`/${place}/`))
    if (inside === undefined) continue
    const end = `/${inside}`.indexOf(`/${place}/`) + place.length
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
  else if (folder.split("/").some((part) => splitOfWord(part) === split)) known.split = split
}

/** Parts of a path joined, `.` and leading `..` and roots left out, `a/..` taken together. */
function joined(...parts: readonly string[]): string {
  const kept: string[] = []
  for (const part of parts.join("/").split(/[/\\]/)) {
    if (part === "" || part === "." || /^[a-z]:$/i.test(part)) continue
    if (part === "..") kept.pop()
    else kept.push(part)
  }
  return kept.join("/")
}

async function learnNames(files: FileSet, file: string, found: Found): Promise<void> {
  found.used.add(file)
  if (found.names) return
  const read = await readTextWithin(files, file, NAMES_BYTES)
  const lines = (read?.text ?? "").replace(/^\uFEFF/, "").split(/\r?\n/)
  while (lines.at(-1)?.trim() === "") lines.pop()
  if (read !== null) found.names = new Map(lines.map((line, i) => [i, line.trim()]))
}

/** Darknet's `obj.data`: `train = data/train.txt`, `valid = …`. */
async function learnData(files: FileSet, file: string, all: readonly string[], found: Found): Promise<void> {
  const read = await readTextWithin(files, file, NAMES_BYTES)
  if (read === null) return
  found.used.add(file)
  for (const line of read.text.split(/\r?\n/)) {
    const [key = "", value = ""] = line.split("=", 2).map((part) => part.trim())
    const split = splitOfWord(key)
    if (split === null || value === "") continue
    const list = all.find(
      (name) => extensionOf(name) === "txt" && (name === joined(value) || baseName(name) === baseName(joined(value))),
    )
    if (list !== undefined) found.lists.set(list, split)
  }
}

/** A list of pictures, one path a line. A file that is none (a label file called train.txt) is left to the labels. */
async function learnList(
  files: FileSet,
  file: string,
  split: string | null,
  listed: Map<string, { name: string; split: string | null }>,
  used: Set<string>,
): Promise<void> {
  const read = await readTextWithin(files, file, FILE_BYTES)
  const lines = (read?.text ?? "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
  if (lines.length === 0 || !lines.every(isPictureName)) return
  used.add(file)
  for (const line of lines) {
    const name = safeName(joined(line))
    if (name !== null) listed.set(withoutExtension(name).normalize("NFC"), { name, split })
  }
}

/** Where a picture lies inside the dataset: below its part's folder of pictures, and which part that is. */
export interface YoloPlace {
  readonly prefix: string
  readonly rest: string
  readonly split: string | null
}

/** Takes off the folders that the layout adds: `images/train/a/b.jpg`, `train/images/a/b.jpg` and `a/b.jpg` are all `a/b.jpg`. */
export function yoloPlace(layout: Pick<YoloLayout, "folders">, path: string): YoloPlace {
  const named = layout.folders.find(({ folder }) => path.startsWith(`${folder}/`))
  if (named) return { prefix: `${named.folder}/`, rest: path.slice(named.folder.length + 1), split: named.split }
  const [, beside] = /^((?:[^/]*\/)*?obj_(?:\w+_)?data\/)/.exec(path) ?? []
  if (beside !== undefined) return { prefix: beside, rest: path.slice(beside.length), split: null }
  const parts = path.split("/")
  const at = lastFolder(parts, /^(images|labels|labelTxt)$/i)
  if (at < 0) return { prefix: "", rest: path, split: null }
  const below = at + 1 < parts.length - 1 ? splitOfWord(parts[at + 1] ?? "") : null
  const above = splitOfWord(parts[at - 1] ?? "")
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
