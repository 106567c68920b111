import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import type { Format, ReadEvent, Reader, Writer } from "../contract.ts"
import { isList, isObject, type JsonValue, member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { report, type Tally } from "../report/lines.ts"
import { type CueLines, cueOrder, cuesOf, linesOf, timesOf, timesText } from "../timed/cues.ts"
import { TimedList, timedWriter } from "../timed/index.ts"
import { detectTimed, type TimedFiles, type TimedTextReader, textsReader } from "../timed/read.ts"
import { cueText, parseCueText } from "./text.ts"

const SIGNATURE = /^WEBVTT(?=[ \t\r\n]|$)/
const FILES: TimedFiles = {
  ending: "vtt",
  shared: ["webvtt", "txt", ""],
  headBytes: 64,
  begins: (head) => SIGNATURE.test(head),
}

/**
 * WebVTT (W3C): one file a recording, cues as stretches of text, `<v Name>` as speaker. Only an empty line ends a cue. The
 * header, notes, styles, regions, settings and cues with other tags are carried and written back as they were.
 */
export const vttReader: Reader = {
  name: "vtt",
  detect: (files) => detectTimed(files, FILES, 0.95),
  read: textsReader(FILES, readText),
}

/**
 * Writes one WebVTT file a recording, in time order. Holds texts, speakers, times in whole milliseconds, and ids that fit
 * on a line; not tiers, labels, or stretches without both times.
 */
export const vttWriter: Writer = timedWriter("vtt", { extension: "vtt", textOf: vttLines })

/** WebVTT captions, both ways. */
export const vtt: Format = { name: "vtt", aliases: ["webvtt"], reader: vttReader, writer: vttWriter }

/** The cues of a file into `list`; gives what stands around them. */
function* readText(text: string, file: string, list: TimedList): ReturnType<TimedTextReader> {
  const lines = linesOf(text)
  const carried: Record<string, JsonValue> = {}
  const signed = SIGNATURE.test(lines[0] ?? "")
  if (!signed) yield report("changed", "signature_missing", { file, line: 1, found: lines[0] })
  else if ((lines[0]?.length ?? 0) > 6) carried["header"] = lines[0]?.slice(6) ?? ""
  let from = signed ? 1 : 0
  while (signed && from < lines.length && lines[from] !== "" && !lines[from]?.includes("-->")) from++
  if (from > 1) carried["headers"] = lines.slice(1, from)
  const blocks: JsonValue[] = []
  for (const cue of cuesOf(lines, from, false)) {
    if ("times" in cue) yield* readCue(cue, file, list)
    else if (/^(NOTE|STYLE|REGION)(?=[ \t\n]|$)/.test(cue.loose))
      blocks.push({ at: list.items.length, text: cue.loose })
    else yield report("lost", "time_missing", { file, line: cue.line, found: cue.loose })
  }
  if (blocks.length > 0) carried["blocks"] = blocks
  return Object.keys(carried).length > 0 ? { vtt: carried } : {}
}

function* readCue(cue: CueLines, file: string, list: TimedList): Generator<ReadEvent> {
  const location = { file, line: cue.line }
  if (cue.stray !== "") yield report("lost", "time_missing", { ...location, found: cue.stray })
  const times = timesOf(cue.times)
  if (times === null) return yield report("lost", "time_unreadable", { ...location, found: cue.times })
  const said = parseCueText(cue.text)
  const id = list.id(cue.id, `c${list.items.length + 1}`)
  const foreign: Record<string, JsonValue> = {
    ...(cue.id === null ? { unnamed: true } : {}),
    ...(cue.id !== null && cue.id !== id ? { id: cue.id } : {}),
    ...(times.settings === null ? {} : { settings: times.settings }),
    ...(cueText(said) === cue.text ? {} : { payload: cue.text }),
    ...(Number.isInteger(times.start) && Number.isInteger(times.end) ? {} : { times: cue.times }),
  }
  const item: TimedText = {
    id,
    tier: "",
    start: times.start,
    end: times.end,
    text: said.text,
    ...(said.speaker === undefined ? {} : { speaker: said.speaker }),
    ...(Object.keys(foreign).length > 0 ? { foreign: { vtt: foreign } } : {}),
  }
  yield* list.add(item, cue.line)
}

function* vttLines(record: DatasetRecord, tally: Tally): Generator<string> {
  const carried = carriedFor(record.foreign, "vtt")
  const header = member(carried, "header")
  const isLine = (value: JsonValue | undefined): value is string =>
    typeof value === "string" && value !== "" && !/[\r\n]|-->/.test(value)
  yield `WEBVTT${isLine(header) && /^[ \t]/.test(header) ? header : ""}\n`
  const headers = member(carried, "headers")
  for (const line of isList(headers) ? headers : []) if (isLine(line)) yield `${line}\n`
  const blocks = blocksOf(carried)
  let next = 0
  const cues = cueOrder(record.timed ?? [], tally)
  for (let i = 0; i <= cues.length; i++) {
    for (let block = blocks[next]; block && (block.at <= i || i === cues.length); block = blocks[++next])
      yield `\n${block.text}\n`
    const cue = cues[i]
    if (cue) yield cueLines(cue, tally)
  }
}

function blocksOf(carried: Record<string, JsonValue>): { at: number; text: string }[] {
  const blocks = member(carried, "blocks")
  return (isList(blocks) ? blocks : []).flatMap((block) => {
    const at = isObject(block) ? member(block, "at") : undefined
    const text = isObject(block) ? member(block, "text") : undefined
    if (typeof at !== "number" || typeof text !== "string") return []
    return /^(NOTE|STYLE|REGION)/.test(text) && !/-->|\n\n|\r/.test(text) ? [{ at, text }] : []
  })
}

function cueLines(cue: TimedText & { start: number; end: number }, tally: Tally): string {
  const carried = carriedFor(cue.foreign, "vtt")
  const own = member(carried, "id")
  const id = typeof own === "string" && own !== "" ? own : cue.id
  const writable = !/[\r\n]|-->/.test(id) && id !== "" && !/^(NOTE|STYLE|REGION)/.test(id)
  const named = member(carried, "unnamed") !== true
  if (named && !writable) tally.add("lost", "ids")
  const times = timesText(cue, ".", member(carried, "settings"))
  const text = payloadOf(cue, carried)
  return `\n${named && writable ? `${id}\n` : ""}${times}\n${text === "" ? "" : `${text}\n`}`
}

/** The cue's text as its file had it while it still says the same, otherwise anew. */
function payloadOf(cue: TimedText, carried: Record<string, JsonValue>): string {
  const payload = member(carried, "payload")
  if (typeof payload !== "string" || /-->|\r|\n\n|^\n|\n$/.test(payload))
    return cueText({ text: cue.text, speaker: cue.speaker })
  const said = parseCueText(payload)
  return said.text === cue.text && said.speaker === cue.speaker
    ? payload
    : cueText({ text: cue.text, speaker: cue.speaker })
}
