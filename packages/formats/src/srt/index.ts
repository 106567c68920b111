import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import type { Format, ReadEvent, Reader, Writer } from "../contract.ts"
import { member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { report, type Tally } from "../report/lines.ts"
import { type CueLines, cueOrder, cuesOf, linesOf, timesOf, timesText } from "../timed/cues.ts"
import { TimedList, timedWriter } from "../timed/index.ts"
import { detectTimed, type TimedFiles, type TimedTextReader, textsReader } from "../timed/read.ts"

const FILES: TimedFiles = { ending: "srt", shared: ["txt"], headBytes: 4_096, begins: startsWithCue }

/**
 * SubRip: one file a recording; a number, a line of times with comma or dot before the thousandths, and the text to the
 * next empty line, exactly (SRT has no escapes; tags stay in the text). Numbers may be missing. Not UTF-8 is windows-1252.
 */
export const srtReader: Reader = {
  name: "srt",
  detect: (files) => detectTimed(files, FILES, 0.9),
  read: textsReader(FILES, readText),
}

/**
 * Writes one SRT file a recording, in time order. Holds texts and times in whole milliseconds; not speakers, tiers, labels,
 * empty lines in a text (they get one space), arrows at the place of times, or ids that are no numbers.
 */
export const srtWriter: Writer = timedWriter("srt", { extension: "srt", textOf: srtLines })

/** SubRip subtitles, both ways. */
export const srt: Format = { name: "srt", aliases: ["subrip"], reader: srtReader, writer: srtWriter }

function startsWithCue(text: string): boolean {
  const lines = linesOf(text).filter((line) => line.trim() !== "")
  return timesOf(lines[0] ?? "") !== null || (/^\d+$/.test(lines[0] ?? "") && timesOf(lines[1] ?? "") !== null)
}

function* readText(text: string, file: string, list: TimedList): ReturnType<TimedTextReader> {
  for (const cue of cuesOf(linesOf(text), 0, true)) {
    if ("times" in cue) yield* readCue(cue, file, list)
    else yield report("lost", "time_missing", { file, line: cue.line, found: cue.loose })
  }
  return {}
}

function* readCue(cue: CueLines, file: string, list: TimedList): Generator<ReadEvent> {
  const location = { file, line: cue.line }
  if (cue.stray !== "") yield report("lost", "time_missing", { ...location, found: cue.stray })
  const times = timesOf(cue.times)
  if (times === null) return yield report("lost", "time_unreadable", { ...location, found: cue.times })
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
