import { DatasetManifest, type ReportLine } from "@justesse/types/dataset"
import { CHECKSUMS_FILE } from "../companions/checksums.ts"
import { CROISSANT_FILE } from "../companions/croissant.ts"
import { DATA_CARD_FILE } from "../companions/dataCard.ts"
import { isCompanion, MANIFEST_NAME } from "../companions/index.ts"
import { LABOR_FILE, LABOR_JSON_FILE } from "../companions/labor/sections.ts"
import type { ReadEvent } from "../contract.ts"
import { baseName, extensionOf, type FileEntry, listFiles, readTextWithin } from "../io/fileSet.ts"
import { isTooDeep, parseJson } from "../io/jsonParse.ts"
import { MAX_DEPTH } from "../io/jsonSplit.ts"
import { isPictureName } from "../io/pictures.ts"
import type { WatchedFiles } from "../io/watchedFiles.ts"
import { isRecordingName } from "../timed/index.ts"
import { reportFiles, toPattern } from "./files.ts"
import { report } from "./lines.ts"

const MANIFEST_BYTES = 16_777_216
/** Documents and drawings that whoever imports takes as pictures. */
const DRAWN = new Set(["pdf", "svg", "svgz"])
/** What our own exports have beside their labels. */
const OUR_OWN = new Set<string>([DATA_CARD_FILE, CROISSANT_FILE, CHECKSUMS_FILE])
/** Its labor label, also beside what lies in the native form. */
const LABOR = new Set<string>([LABOR_FILE, LABOR_JSON_FILE])

/** Gathers which files a reading spoke of: as where a record comes from, or in its report. */
export class MentionedFiles {
  readonly #files = new Set<string>()
  /** Folders with an ending, as a line speaks of all their files: `dir/*.txt`. */
  readonly #patterns = new Set<string>()
  readonly #asWindows1252 = new Set<string>()

  hear(event: ReadEvent): void {
    if (event.kind === "record" && event.record.source) this.#files.add(event.record.source.file)
    if (event.kind === "report") this.#hearLine(event.line)
  }

  #hearLine({ code, file }: ReportLine): void {
    if (code === "read_as_windows_1252") this.#asWindows1252.add(file)
    if (!file.includes("*")) this.#files.add(file)
    else if (code === "file_not_read") this.#patterns.add(file)
  }

  has(file: string): boolean {
    return this.#files.has(file) || this.#patterns.has(toPattern(file))
  }

  /** True when the report says already how the file's text was read. */
  hasEncoding(file: string): boolean {
    return this.#asWindows1252.has(file)
  }
}

/**
 * Says what nobody said: files that were passed over, files that are empty, files whose bytes are not the text they should
 * be, and a manifest of ours that cannot be read. A companion that lies damaged beside good files never goes by silently.
 */
export async function* passedOver(
  files: WatchedFiles,
  mentioned: MentionedFiles,
  isAsset: (name: string) => boolean = () => false,
): AsyncGenerator<ReadEvent> {
  const entries = await listFiles(files)
  const manifests = entries.filter(({ name }) => baseName(name) === MANIFEST_NAME)
  for (const { name } of manifests) if (!mentioned.has(name)) yield* manifestProblem(files, name)
  for (const [file, how] of files.odd) {
    if (how === "replaced") yield report("changed", "characters_replaced", { file })
    else if (!mentioned.hasEncoding(file)) yield report("changed", "read_as_windows_1252", { file })
  }
  const left = entries.filter(
    ({ name }) => !isElsewhere(name, manifests.length > 0) && !isAsset(name) && !mentioned.has(name),
  )
  const names = (entries: readonly FileEntry[]) => entries.map(({ name }) => name)
  yield* reportFiles("file_empty", names(left.filter(({ sizeBytes }) => sizeBytes === 0)))
  const unread = left.filter(({ name, sizeBytes }) => sizeBytes > 0 && !files.opened.has(name))
  yield* reportFiles("file_not_read", names(unread))
}

/** True for files that are no labels: pictures, recordings, and what accompanies our own exports. */
function isElsewhere(name: string, isOurs: boolean): boolean {
  if (isPictureName(name) || isRecordingName(name) || DRAWN.has(extensionOf(name))) return true
  if (LABOR.has(baseName(name))) return true
  return isOurs && (isCompanion(name) || OUR_OWN.has(baseName(name)))
}

async function* manifestProblem(files: WatchedFiles, file: string): AsyncGenerator<ReadEvent> {
  const read = await readTextWithin(files, file, MANIFEST_BYTES)
  const value = read === null || isTooDeep(read.text, MAX_DEPTH) ? undefined : parseJson(read.text)?.value
  const manifest = DatasetManifest.safeParse(value)
  if (manifest.success) return
  const [first] = manifest.error.issues
  const code = read === null ? "file_too_large" : value === undefined ? "not_json" : "manifest_invalid"
  const location = code === "manifest_invalid" ? { field: first?.path.join("."), found: first?.message } : { line: 1 }
  yield report("lost", code, { file, ...location })
}
