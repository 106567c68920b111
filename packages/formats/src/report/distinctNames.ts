import type { DatasetRecord } from "@justesse/types/dataset"
import type { ReadEvent } from "../contract.ts"
import { baseName, extensionOf, folderOf, safeName, withoutExtension } from "../io/fileSet.ts"
import { toSplit } from "../io/splitNames.ts"
import { reportLine } from "./lines.ts"

/** A record as its reader gives it. */
export type RecordEvent = Extract<ReadEvent, { kind: "record" }>

/** Names that label files give to several pictures, learned before any record is given. */
export class SeveralNamed {
  readonly #once = new Set<string>()
  readonly #several = new Set<string>()

  add(name: string): void {
    if (this.#once.has(name)) this.#several.add(name)
    else this.#once.add(name)
  }

  has(name: string): boolean {
    return this.#several.has(name)
  }
}

/** What tells pictures of one name apart: where the picture lies, else its part, else the folder of its label file. */
interface Apart {
  readonly picture: string | null
  readonly split?: string | undefined
  /** The folder of the label file. */
  readonly folder: string
}

/**
 * The name of a picture whose own name others have too, with the folder or part that tells it apart.
 *
 * @example
 * apartName("img0.jpg", { picture: "images/valid/img0.jpg", folder: "" }) // "valid/img0.jpg"
 */
export function apartName(name: string, apart: Apart): string {
  return namesApart(name, apart).next().value ?? name
}

/** Names by which a picture may be told apart, the shortest first. */
function* namesApart(name: string, { picture, split, folder }: Apart): Generator<string, undefined> {
  if (picture?.endsWith(`/${name}`)) {
    const above = picture.slice(0, -name.length - 1).split("/")
    for (let at = above.length - 1; at >= 0; at--) yield `${above.slice(at).join("/")}/${name}`
  }
  const own = baseName(folder)
  if (split !== undefined && split !== "" && toSplit(own) !== toSplit(split)) yield `${split}/${name}`
  const folders = folder.split("/")
  for (let at = folders.length - 1; at >= 0 && folder !== ""; at--) yield `${folders.slice(at).join("/")}/${name}`
  if (split !== undefined && split !== "") yield `${split}/${name}`
}

/** What is known of the first picture of a name. */
interface First {
  readonly key: string
  readonly isStated: boolean
  readonly text: string | undefined
  /** The label file that spoke of it. */
  readonly file: string
}

/** How records are kept apart. */
interface ApartOptions {
  /** Pictures came with the labels: then one that is not there is told. */
  readonly hasPictures: boolean
  /** Also what a second label file says of a picture is told and left out. */
  readonly isOnce: boolean
}

/**
 * Keeps pictures apart by part, folder and name, whatever the format: of two pictures of one name the later gets a name with
 * its folder or part, and that is said; what one label file says of a picture a second time is told and left out. Two label
 * files about one picture are two records of one name, unless whoever reads can take one only.
 */
export class DistinctNames {
  readonly #first = new Map<string, First>()
  /** What the last record was known by: the hundred thousand of one label file share it. */
  #last: First | null = null
  readonly #options: ApartOptions

  constructor(options: ApartOptions) {
    this.#options = options
  }

  *record(event: RecordEvent): Generator<ReadEvent> {
    const { record, picture } = event
    const folder = folderOf(record.source?.file ?? "")
    const key = picture ?? `\0${record.split ?? ""}\0${folder}`
    const isStated = hasContent(record)
    const file = record.source?.file ?? ""
    const mine = this.#shared({ key, isStated, file, text: record.body === null ? record.text : undefined })
    const first = this.#first.get(record.name)
    if (this.#options.hasPictures && picture === null && isStated && record.timed === undefined)
      yield lineOf(record, "note", "picture_missing", record.name)
    if (first === undefined) {
      this.#first.set(record.name, mine)
      yield event
    } else if (first.key !== key) {
      const name = this.#freeName(record.name, { picture, split: record.split, folder })
      this.#first.set(name, mine)
      yield lineOf(record, "changed", "name_taken", name)
      yield { ...event, record: { ...record, name } }
    } else if (!first.isStated || (first.file !== file && !this.#options.isOnce)) {
      this.#first.set(record.name, mine)
      yield event
    } else if (isStated) {
      const isSame = record.body === null && record.text === first.text
      yield lineOf(record, isSame ? "note" : "lost", isSame ? "picture_twice" : "answer_twice", record.name)
    }
  }

  /** What is known of a first picture, the very same as of the last one where it is alike. */
  #shared(mine: First): First {
    const last = this.#last
    const isSame =
      last?.key === mine.key && last.isStated === mine.isStated && last.file === mine.file && last.text === mine.text
    return isSame && last ? last : (this.#last = mine)
  }

  #freeName(name: string, apart: Apart): string {
    for (const wanted of namesApart(name, apart))
      if (safeName(wanted) === wanted && !this.#first.has(wanted)) return wanted
    const stem = withoutExtension(name)
    const ending = extensionOf(name) === "" ? "" : name.slice(stem.length)
    let free = name
    for (let n = 2; this.#first.has(free); n++) free = `${stem} (${n})${ending}`
    return free
  }
}

function hasContent({ body, text, timed }: DatasetRecord): boolean {
  return body !== null || text !== undefined || timed !== undefined
}

function lineOf(record: DatasetRecord, level: "lost" | "changed" | "note", code: string, found: string): ReadEvent {
  const { file, line } = record.source ?? { file: record.name }
  return { kind: "report", line: { ...reportLine(level, code, { file, line, found }), picture: record.name } }
}
