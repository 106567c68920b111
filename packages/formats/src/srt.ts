import type { DatasetRecord, TimedText } from "@justesse/types"
import type { Format, ReadEvent, Reader, Writer } from "./contract.ts"
import { type CueLines, cueOrder, cuesOf, linesOf, timesOf, timesText } from "./cues.ts"
import { decodeText, extensionOf, type FileSet, listFiles, readHead, readTextWithin } from "./fileSet.ts"
import { member } from "./jsonParse.ts"
import { carriedFor } from "./regions.ts"
import { report, type Tally } from "./report.ts"
import {
  notRead,
  RecordNames,
  recordingsOf,
  TIMED_FILE_BYTES,
  TimedList,
  type TimedRules,
  timedLosses,
  timedRecord,
  writeTimed,
} from "./timed.ts"

/**
 * SubRip: one file a recording; a number, a line of times with comma or dot before the thousandths, and the text to the
 * next empty line, exactly (SRT has no escapes; tags stay in the text). Numbers may be missing. Not UTF-8 is windows-1252.
 */
export const srtReader: Reader = {
  name: "srt",
  async detect(files) {
    return (await labelFiles(files)).length > 0 ? 0.9 : 0
  },
  read: readSrt,
}

/**
 * Writes one SRT file a recording, in time order. Holds texts and times in whole milliseconds; not speakers, tiers, labels,
 * empty lines in a text (they get one space), arrows at the place of times, or ids that are no numbers.
 */
export const srtWriter: Writer = {
  name: "srt",
  write: (records, manifest, options) => writeTimed("srt", rules, records, manifest, options),
  losses: (records) => timedLosses("srt", rules, records),
}

/** SubRip subtitles, both ways. */
export const srt: Format = { name: "srt", aliases: ["subrip"], reader: srtReader, writer: srtWriter }

const HEAD_BYTES = 4_096

async function labelFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) === "srt") found.push(name)
    else if (extensionOf(name) === "txt" && startsWithCue(decodeText(await readHead(files, name, HEAD_BYTES)).text))
      found.push(name)
  }
  return found
}

function startsWithCue(text: string): boolean {
  const lines = linesOf(text).filter((line) => line.trim() !== "")
  return timesOf(lines[0] ?? "") !== null || (/^\d+$/.test(lines[0] ?? "") && timesOf(lines[1] ?? "") !== null)
}

async function* readSrt(files: FileSet): AsyncGenerator<ReadEvent> {
  yield { kind: "ontology", ontology: { labels: [] } }
  const names = await labelFiles(files)
  yield* notRead(
    (await listFiles(files)).map((entry) => entry.name),
    new Set(names),
  )
  const records = new RecordNames(await recordingsOf(files))
  for (const file of names) {
    const read = await readTextWithin(files, file, TIMED_FILE_BYTES)
    if (read === null) {
      yield report("lost", "file_too_large", { file })
      continue
    }
    if (!read.utf8) yield report("changed", "read_as_windows_1252", { file })
    const list = new TimedList(file)
    for (const cue of cuesOf(linesOf(read.text), 0, true)) {
      if ("times" in cue) yield* readCue(cue, file, list)
      else yield report("lost", "time_missing", { file, line: cue.line, found: cue.loose })
    }
    yield* list.end()
    yield timedRecord(records.give(file), file, list.items)
  }
}

function* readCue(cue: CueLines, file: string, list: TimedList): Generator<ReadEvent> {
  const place = { file, line: cue.line }
  if (cue.stray !== "") yield report("lost", "time_missing", { ...place, found: cue.stray })
  const times = timesOf(cue.times)
  if (times === null) return yield report("lost", "time_unreadable", { ...place, found: cue.times })
  const settings = times.settings === null ? {} : { settings: times.settings }
  const exact = Number.isInteger(times.start) && Number.isInteger(times.end) ? {} : { times: cue.times }
  const foreign = { ...settings, ...exact }
  const item: TimedText = {
    id: list.id(cue.id?.trim() ?? null, `c${list.items.length + 1}`),
    tier: "",
    start: times.start,
    end: times.end,
    text: cue.text,
    ...(Object.keys(foreign).length > 0 ? { foreign: { srt: foreign } } : {}),
  }
  yield* list.add(item, cue.line)
}

const rules: TimedRules = { extension: "srt", textOf: srtLines }

function* srtLines(record: DatasetRecord, tally: Tally): Generator<string> {
  for (const [index, cue] of cueOrder(record.timed ?? [], tally).entries()) {
    const number = /^\d{1,18}$/.test(cue.id) ? cue.id : String(index + 1)
    if (number !== cue.id) tally.add("changed", "ids")
    if (cue.speaker !== undefined) tally.add("lost", "speakers", cue.speaker)
    const times = timesText(cue, ",", member(carriedFor(cue.foreign, "srt"), "settings"))
    const text = srtText(cue.text, tally)
    yield `${number}\n${times}\n${text === "" ? "" : `${text}\n`}\n`
  }
}

/** A text as SRT can hold it; counts what had to change. */
function srtText(text: string, tally: Tally): string {
  if (text === "") return ""
  if (text.includes("\r")) tally.add("changed", "carriage_returns")
  const lines = linesOf(text)
  if (lines.includes("")) tally.add("changed", "empty_lines")
  if (text.includes("-->")) tally.add("changed", "arrows")
  return lines.map((line) => (line === "" ? " " : line.replaceAll("-->", "→"))).join("\n")
}
