import { isStorable } from "@justesse/types"
import type { DatasetManifest, DatasetRecord, ReportLine, TimedText } from "@justesse/types/dataset"
import { FILM_ENDINGS, SOUND_ENDINGS } from "@justesse/types/sound/endings"
import { companionFiles } from "../companions/index.ts"
import type { OutFile, ReadEvent, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { decimalText } from "../io/decimals.ts"
import { baseName, extensionOf, type FileSet, folderOf, listFiles, safeName, withoutExtension } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { isPictureName, PictureIndex } from "../io/pictures.ts"
import { encodeStream } from "../io/textStream.ts"
import { report, Tally } from "../report/lines.ts"
import { withTimed } from "./spans.ts"

/** Largest file of timed text taken, in bytes: a day of speech is under 5 MB. */
export const TIMED_FILE_BYTES = 67_108_864
/** Most stretches one recording holds; further ones are counted and left out. */
const MAX_TIMED = 200_000
/** Latest time taken, in milliseconds (31,000 years): beyond it a clock could not be written without an exponent. */
export const MAX_MS = 1e15
/** Longest text of a stretch, as for regions. */
const MAX_TIMED_TEXT = 20_000

const SOUND = new Set<string>(SOUND_ENDINGS)
const FILM = new Set<string>(FILM_ENDINGS)

/** True when the name ends like a recording's: sound, or film with sound. */
export function isRecordingName(name: string): boolean {
  return SOUND.has(extensionOf(name)) || FILM.has(extensionOf(name))
}

/** True when the name ends like a film's: it is seen where it has pictures, and heard. */
export function isFilmName(name: string): boolean {
  return FILM.has(extensionOf(name))
}

/** The recordings of a set, found as pictures are: by path, by the path's end, by name alone where only one has it. */
export async function recordingsOf(files: FileSet): Promise<PictureIndex> {
  return new PictureIndex((await listFiles(files)).map((entry) => entry.name).filter(isRecordingName))
}

/** Pictures and recordings of a set, for files that may be about either. */
export async function assetsOf(files: FileSet): Promise<PictureIndex> {
  const names = (await listFiles(files)).map((entry) => entry.name)
  return new PictureIndex(names.filter((name) => isPictureName(name) || isRecordingName(name)))
}

/** Which recordings label files belong to, one record a file: never the same name twice. */
export class RecordNames {
  readonly #taken = new Set<string>()
  readonly #index: PictureIndex
  constructor(index: PictureIndex) {
    this.#index = index
  }

  /**
   * The recording of a label file: the one with its stem (`talk.vtt`, also `talk.en.vtt`, is of `talk.wav`), else the one
   * that the file itself names. Without a recording the record is called as the label file, without its ending.
   */
  give(file: string, said: readonly string[] = []): { name: string; picture: string | null } {
    const stem = withoutExtension(file)
    const bare = stem.replace(/\.[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "")
    const found =
      (isRecordingName(stem) ? this.#index.find(stem) : null) ??
      this.#index.findStem(stem) ??
      (bare === stem ? null : this.#index.findStem(bare)) ??
      said.map((name) => this.#index.find(name)).find((name) => name !== null) ??
      null
    const named = said.map((name) => inFolderOf(file, name)).find((name) => name !== null && !this.#taken.has(name))
    const wanted = found ?? named ?? stem
    const taken = this.#taken.has(wanted)
    const name = taken ? file : wanted
    this.#taken.add(name)
    return { name, picture: taken ? null : found }
  }
}

/** A recording's name as a label file says it, in the label file's folder; null where it cannot be one. */
function inFolderOf(file: string, said: string): string | null {
  const base = safeName(baseName(said.replaceAll("\\", "/")))
  if (base === null || !isRecordingName(base)) return null
  return folderOf(file) === "" ? base : `${folderOf(file)}/${base}`
}

/** Collects the stretches of one recording within what a record may hold; the rest becomes report lines. */
export class TimedList {
  readonly items: TimedText[] = []
  readonly #ids = new Set<string>()
  readonly #file: string
  #over = 0

  constructor(file: string) {
    this.#file = file
  }

  /** An id that nothing here has yet: `wanted` where it can be one, otherwise `made` (made unique). */
  id(wanted: string | null, made: string): string {
    let id = wanted !== null && wanted !== "" && wanted.length <= 200 && isStorable(wanted) ? wanted : made
    for (let n = 1; this.#ids.has(id); n++) id = n === 1 ? made : `${made}-${n}`
    this.#ids.add(id)
    return id
  }

  /** Takes a stretch, or says in a report line why not. */
  *add(item: TimedText, line: number): Generator<ReadEvent> {
    const location = { file: this.#file, line }
    if (this.items.length >= MAX_TIMED) this.#over++
    else if (item.text.length > MAX_TIMED_TEXT || !isStorable(item.text))
      yield report("lost", "text_unstorable", { ...location, found: item.text })
    else {
      if (item.start !== null && item.end !== null && item.end < item.start)
        yield report("note", "end_before_start", { ...location, found: [item.start, item.end] })
      this.items.push(item)
    }
  }

  /** What did not fit, in one line. */
  *end(): Generator<ReadEvent> {
    if (this.#over > 0) yield report("lost", "too_many_regions", { file: this.#file, count: this.#over })
  }
}

/** A recording's record as a reader gives it. */
export function timedRecord(
  { name, picture }: { name: string; picture: string | null },
  file: string,
  timed: TimedText[],
  foreign?: Record<string, JsonValue>,
): ReadEvent {
  const record: DatasetRecord = {
    name,
    size: null,
    sha256: null,
    body: { regions: [], nothingHere: false },
    timed,
    source: { file },
    ...(foreign && Object.keys(foreign).length > 0 ? { foreign } : {}),
  }
  return { kind: "record", record, picture }
}

/**
 * Seconds as a file spells them, as milliseconds: the decimal point is moved in the text, so that `0.55` is 550 and not
 * 550.0000000000001. Null when it is no number from zero to {@link MAX_MS}.
 */
export function msOfSeconds(text: string): number | null {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) || text.length > 400) return null
  const [digits = "", power = "0"] = text.toLowerCase().split("e")
  const ms = Number(`${digits}e${Number(power) + 3}`) + 0
  return ms >= 0 && ms <= MAX_MS ? ms : null
}

/** Milliseconds as seconds without exponent, the point moved in the text: {@link msOfSeconds} reads the same float64 back. */
export function secondsText(ms: number): string {
  const [whole = "0", part = ""] = decimalText(ms).split(".")
  const padded = whole.padStart(4, "0")
  return `${padded.slice(0, -3)}.${padded.slice(-3)}${part}`.replace(/\.?0+$/, "")
}

/** A record that goes out, and the file that it becomes. */
interface TimedOut {
  readonly record: DatasetRecord
  readonly file: string
}

/** How one timed format writes a recording; `tally` counts what it cannot hold. */
interface TimedRules {
  /** The ending of its files, without the dot. */
  readonly extension: string
  readonly textOf: (record: DatasetRecord, tally: Tally, frozenAtMs: number) => Iterable<string>
  /** Where it has who speaks, of stretches in answers. */
  readonly speakerIs?: "speaker" | "tier"
}

/** The files of an export, one a recording, in the records' order; equal stems in one folder keep their whole name. */
async function* outgoing(
  records: RecordSource,
  { extension, speakerIs = "speaker" }: TimedRules,
  tally: Tally,
): AsyncGenerator<TimedOut> {
  const stems = new Map<string, number>()
  for await (const { name } of records()) {
    const stem = withoutExtension(name)
    stems.set(stem, (stems.get(stem) ?? 0) + 1)
  }
  for await (const given of records()) {
    tallyMarks(given, tally)
    const record = withTimed(given, speakerIs, isRecordingName(given.name))
    if (record.body === null) tally.add("lost", "picture_without_answer")
    else if (record.timed === undefined) tally.add("lost", "not_a_recording")
    else if (safeName(record.name) !== record.name) tally.add("lost", "name_unsafe", record.name)
    else {
      const stem = withoutExtension(record.name)
      const plain = stems.get(stem) === 1 && isRecordingName(record.name) && !isRecordingName(stem)
      yield { record, file: `${plain ? stem : record.name}.${extension}` }
    }
  }
}

/** What no timed format here holds: places in pictures, ids, splits, other formats' own keys. */
function tallyRecord(record: DatasetRecord, format: string, tally: Tally): void {
  if ((record.body?.regions.length ?? 0) > 0) tally.add("lost", "regions", "", record.body?.regions.length)
  if (record.body?.nothingHere) tally.add("note", "nothing_here_as_empty")
  if (record.split !== undefined) tally.add("lost", "split", record.split)
  if (record.text !== undefined) tally.add("lost", "picture_text")
  if (record.foreignId !== undefined) tally.add("lost", "ids")
  if (record.document !== undefined) tally.add("lost", "document")
  for (const holder of [record, ...(record.timed ?? [])])
    for (const key of Object.keys(holder.foreign ?? {}))
      if (key !== format) tally.add("lost", "carried_for_other_format", key)
}

/** What is said of stretches in answers and has no place in timed texts. */
function tallyMarks({ body }: DatasetRecord, tally: Tally): void {
  for (const { geometry, transcript, attributes } of body?.regions ?? []) {
    if (geometry.type !== "span") continue
    if ((transcript?.marks ?? []).length > 0) tally.add("lost", "transcription_marks")
    if (transcript?.language !== undefined) tally.add("lost", "transcription_language")
    if (transcript?.parts?.length) tally.add("lost", "transcription_parts")
    if (transcript?.direction) tally.add("lost", "transcription_direction")
    if (Object.keys(attributes ?? {}).length > 0) tally.add("lost", "attributes")
  }
}

/** The files of a timed format with what accompanies them. */
export async function* writeTimed(
  format: string,
  rules: TimedRules,
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const tally = new Tally()
  for await (const { record, file } of outgoing(records, rules, tally)) {
    tallyRecord(record, format, tally)
    yield { name: file, role: "labels", body: encodeStream(rules.textOf(record, tally, manifest.frozenAtMs)) }
  }
  yield* companionFiles(records, manifest)
  for (const line of tally.lines(`*.${rules.extension}`)) options.report?.(line)
}

/** The report of {@link writeTimed} without writing. */
export async function timedLosses(format: string, rules: TimedRules, records: RecordSource): Promise<ReportLine[]> {
  const tally = new Tally()
  for await (const { record } of outgoing(records, rules, tally)) {
    tallyRecord(record, format, tally)
    for (const _ of rules.textOf(record, tally, 0)) continue
  }
  return tally.lines(`*.${rules.extension}`)
}

/** The writer of a timed format by its rules. */
export function timedWriter(format: string, rules: TimedRules): Writer {
  return {
    name: format,
    holdsSpans: true,
    holdsTimed: true,
    write: (records, manifest, options) => writeTimed(format, rules, records, manifest, options),
    losses: (records) => timedLosses(format, rules, records),
  }
}

/** A time as `hh:mm:ss` with milliseconds after `mark`; hours take as many digits as they need. */
export function clock(ms: number, mark: "." | ","): string {
  const whole = Math.round(ms)
  const two = (value: number) => String(value).padStart(2, "0")
  const hours = Math.floor(whole / 3_600_000)
  const rest = `${two(Math.floor(whole / 60_000) % 60)}:${two(Math.floor(whole / 1_000) % 60)}`
  return `${two(hours)}:${rest}${mark}${String(whole % 1_000).padStart(3, "0")}`
}
