import { isStorable, type LabelId, type Region, RegionId, SHAPES } from "@justesse/types"
import type { DatasetRecord, ReportLine, TimedText } from "@justesse/types/dataset"
import { Tally } from "../report/lines.ts"
import { UNNAMED_TIER } from "./speech.ts"

/**
 * A record whose answer has stretches of time, with these as timed texts: what formats of recordings write. Times are the same numbers
 * and texts the same letters. `speakerIs` says where the format has who speaks. A recording in which nobody says anything has none; a
 * record that is of no recording, or has timed texts of its own, stays as it is.
 */
export function withTimed(record: DatasetRecord, speakerIs: "speaker" | "tier", isRecording: boolean): DatasetRecord {
  const { body, timed } = record
  if (timed !== undefined || body === null) return record
  const spans = body.regions.filter(({ geometry }) => geometry.type === "span")
  if (spans.length === 0 && !(isRecording && body.regions.length === 0)) return record
  const stretches = spans.flatMap((region) => toTimed(region, speakerIs)).sort(byTime)
  const left = body.regions.filter(({ geometry }) => geometry.type !== "span")
  return { ...record, body: { ...body, regions: left }, timed: stretches }
}

function byTime(a: TimedText, b: TimedText): number {
  return (a.start ?? 0) - (b.start ?? 0) || (a.end ?? 0) - (b.end ?? 0)
}

function toTimed(
  { id, geometry, label, speaker, transcript, attributes, foreign }: Region,
  speakerIs: "speaker" | "tier",
): TimedText[] {
  if (geometry.type !== "span") return []
  const named = speaker !== undefined && speaker !== ""
  return [
    {
      id,
      tier: named && speakerIs === "tier" ? speaker : "",
      start: geometry.startMs,
      end: geometry.endMs,
      text: transcript?.value ?? "",
      label,
      ...(named && speakerIs === "speaker" && { speaker }),
      ...(transcript?.language !== undefined && { language: transcript.language }),
      ...(transcript?.marks && { marks: transcript.marks }),
      ...(transcript?.parts && { parts: transcript.parts }),
      ...(attributes && { attributes }),
      ...(foreign && { foreign }),
    },
  ]
}

/** What an answer about a recording is made of, where files say it as timed texts. */
interface SpokenLabels {
  /** The label of what is said, where the file names none. */
  readonly speech: LabelId
  /** A label by the name that the file has for it; null where nobody knows it. */
  labelOf(name: string): LabelId | null
}

/** Most segments of one recording, as of regions of a picture, and letters of who speaks. */
const MOST_SEGMENTS = 20_000
const MOST_SPEAKER = 100

/**
 * The other way round: a record's timed texts as segments of its answer, with who speaks (where the file has tiers and no speakers,
 * the tier), and what could not become one. A record without timed texts, or without an answer, stays as it is.
 */
export function fromTimed(record: DatasetRecord, labels: SpokenLabels): { record: DatasetRecord; lines: ReportLine[] } {
  const { timed, body, ...rest } = record
  if (timed === undefined || body === null) return { record, lines: [] }
  const tally = new Tally()
  const ids = new Set<string>(body.regions.map(({ id }) => id))
  const regions = [...body.regions]
  for (const item of timed) {
    const region = regions.length < MOST_SEGMENTS ? toRegion(item, labels, tally) : null
    if (regions.length >= MOST_SEGMENTS) tally.add("lost", "too_many_regions")
    if (!region) continue
    const id = freshId(region.id, ids)
    ids.add(id)
    regions.push({ ...region, id })
  }
  const file = record.source?.file ?? record.name
  const lines = tally.lines(file).map((line) => ({ ...line, found: record.name }))
  return { record: { ...rest, body: { regions, nothingHere: body.nothingHere && regions.length === 0 } }, lines }
}

function toRegion(item: TimedText, { speech, labelOf }: SpokenLabels, tally: Tally): Region | null {
  const { start, end, refers, text } = item
  if (refers !== undefined) tally.add("lost", "refers")
  else if (start === null || end === null) tally.add("lost", "time_missing")
  else if (end <= start) tally.add("lost", "segment_of_no_length")
  else {
    const geometry = SHAPES.span.schema.safeParse({ type: "span", startMs: start, endMs: end }).data
    const label = item.label === undefined ? speech : labelOf(item.label)
    if (!geometry) tally.add("lost", "time_unreadable")
    if (label === null) tally.add("lost", "labels", item.label)
    if (item.speaker !== undefined && item.tier !== "") tally.add("note", "tiers", item.tier)
    const speaker = item.speaker ?? (item.tier === UNNAMED_TIER ? "" : item.tier)
    const name = speaker.length <= MOST_SPEAKER && isStorable(speaker) ? speaker : ""
    if (name !== speaker) tally.add("lost", "speakers", speaker.slice(0, 40))
    if (!geometry || label === null) return null
    const { language, marks, parts, attributes } = item
    const isSaid = text !== "" || language !== undefined || marks !== undefined
    const transcript = {
      ...{ value: text, ...(language !== undefined && { language }) },
      ...{ ...(marks && { marks }), ...(parts && { parts }) },
    }
    return {
      id: RegionId.safeParse(item.id).data ?? RegionId.parse("s"),
      ...{ geometry, label, ...(isSaid && { transcript }), ...(attributes && { attributes }) },
      ...(name !== "" && { speaker: name }),
      ...(item.foreign && { foreign: item.foreign }),
    }
  }
  return null
}

function freshId(wanted: RegionId, taken: ReadonlySet<string>): RegionId {
  let id: string = wanted
  for (let n = 2; taken.has(id); n++) id = `${wanted.slice(0, 50)}-${n}`
  return RegionId.parse(id)
}
