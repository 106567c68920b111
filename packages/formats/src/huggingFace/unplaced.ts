import {
  FieldValue,
  isStorable,
  type Label,
  type Region,
  Region as RegionSchema,
  SHAPES,
  type Shape,
  WHOLE,
} from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { ReadEvent } from "../contract.ts"
import { idText, isList, isObject, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import type { LabelList } from "../regions/labels.ts"
import { isTranscript, type RegionIds } from "../regions/parts.ts"
import { report } from "../report/lines.ts"
import { isRecordingName } from "../timed/index.ts"

/** Columns of what is said of all of an asset, and of stretches of a recording. */
export const UNPLACED_KEYS = ["label", "labels", "attributes", "answers", "transcription", "segments"] as const
const TEXT_KEYS = ["transcription", "transcript", "sentence", "text"]

const plainName = (labels: ReadonlyMap<string, Label>, id: string) => labels.get(id)?.name.en ?? id

/**
 * What is said of all of an asset as columns of its row: `label` (`labels`, a list, where several hold), `answers` to a form by question;
 * of a recording `transcription`, all that is said in it, and `segments`. Null where regions are all placed.
 */
export function unplacedColumns(
  { name, body }: DatasetRecord,
  labels: ReadonlyMap<string, Label>,
  several: boolean,
): JsonObject | null {
  const regions = body?.regions ?? []
  const whole = regions.filter(({ geometry }) => geometry.type === "whole")
  const said = whole.filter(({ value }) => value === undefined)
  const spans = regions.filter(({ geometry }) => geometry.type === "span")
  if (whole.length + spans.length === 0 && !isRecordingName(name)) return null
  const names = said.map(({ label }) => plainName(labels, label))
  const attributes = said.map((one) => one.attributes ?? null)
  const answers = whole.filter(({ value }) => value !== undefined).map((one) => answerOf(one, labels))
  const isList = several || names.length > 1
  return {
    ...(names.length > 0 && (isList ? { labels: names } : { label: names[0] ?? "" })),
    ...(attributes.some((one) => one !== null) && { attributes: isList ? attributes : (attributes[0] ?? null) }),
    ...(answers.length > 0 && { answers: Object.fromEntries(answers) }),
    ...((spans.length > 0 || isRecordingName(name)) && {
      transcription: spans.flatMap(({ transcript }) => transcript?.value || []).join(" "),
      segments: spans.map((one) => segmentOf(one, labels)),
    }),
  }
}

function answerOf({ label, value }: Region, labels: ReadonlyMap<string, Label>): [string, JsonValue] {
  const field = labels.get(label)?.field
  const named = (id: string) =>
    (field && "options" in field ? field.options.find((one) => one.id === id)?.name.en : undefined) ?? id
  const plain = field?.kind === "choice" || field?.kind === "several" ? mapTexts(value, named) : value
  // A value of a question is JSON.
  return [plainName(labels, label), (plain ?? null) as JsonValue]
}

function mapTexts(value: FieldValue | undefined, to: (text: string) => string): FieldValue | undefined {
  if (typeof value === "string") return to(value)
  return Array.isArray(value) ? value.map(to) : value
}

function segmentOf(one: Region, labels: ReadonlyMap<string, Label>): JsonObject {
  const { geometry, transcript, speaker, attributes } = one
  const [start, end] = geometry.type === "span" ? [geometry.startMs, geometry.endMs] : [0, 0]
  const entries = Object.entries({
    ...{ start: start / 1_000, end: end / 1_000, label: plainName(labels, one.label), speaker },
    ...{ text: transcript?.value, language: transcript?.language, direction: transcript?.direction },
    ...{ marks: transcript?.marks, parts: transcript?.parts, attributes },
  })
  // What is undefined goes out as nothing.
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as JsonObject
}

// Reading

/** Where a row stands. */
interface RowLocation {
  readonly file: string
  readonly line?: number | undefined
}

/** The names of labels that a row's own columns name, in their order. */
export function labelsInRow(row: JsonObject): { plain: string[]; asked: string[]; heard: string[] } {
  const answers = member(row, "answers")
  const segments = member(row, "segments")
  return {
    plain: namesIn(row),
    asked: isObject(answers) ? Object.keys(answers) : [],
    heard: isList(segments) ? segments.map((one) => (isObject(one) ? labelOfSegment(one) : "")) : [],
  }
}

const labelOfSegment = (one: JsonObject) => idText(member(one, "label")) ?? "speech"

function namesIn(row: JsonObject): string[] {
  const given = member(row, "labels") ?? member(row, "label")
  return (isList(given) ? given : [given ?? null]).flatMap((one) => idText(one) ?? []).filter((name) => name !== "")
}

/** The text of a recording as its row has it, by the usual names of such a column. */
export function textOfRecording(row: JsonObject): string | undefined {
  return TEXT_KEYS.map((key) => member(row, key)).find((text) => typeof text === "string")
}

/** What a row's own columns say as regions of all of its asset and of stretches; what cannot be taken is reported. */
export function* unplacedRegions(
  row: JsonObject,
  { labels, ids, at }: { readonly labels: LabelList; readonly ids: RegionIds; readonly at: RowLocation },
): Generator<ReadEvent, Region[]> {
  const regions: Region[] = []
  const add = (name: string, geometry: Shape, more: Partial<Region>) => {
    const label = labels.get(name)
    // Ids come from RegionIds, which keeps to RegionId's bounds.
    if (label) regions.push({ id: ids.give(null) as Region["id"], geometry, label: label.id, ...more })
    return label !== undefined
  }
  const given = member(row, "attributes")
  for (const [i, name] of namesIn(row).entries()) {
    const attributes = RegionSchema.shape.attributes.safeParse(isList(given) ? given[i] : i === 0 ? given : undefined)
    const more = attributes.data ? { attributes: attributes.data } : {}
    if (!add(name, WHOLE, more)) yield report("lost", "label_refused", { ...at, field: "label", found: name })
  }
  const answers = member(row, "answers")
  for (const [name, said] of isObject(answers) ? Object.entries(answers) : []) {
    const value = valueOf(said, labels.get(name))
    if (value === undefined || !add(name, WHOLE, { value }))
      yield report("lost", "field_unreadable", { ...at, field: `answers.${name}`, found: said })
  }
  const segments = member(row, "segments")
  for (const [i, one] of (isList(segments) ? segments : []).entries()) {
    const made = isObject(one) ? stretchOf(one) : null
    if (!made || !isObject(one) || !add(labelOfSegment(one), made.geometry, made.more))
      yield report("lost", "segment_unreadable", { ...at, field: `segments[${i}]`, found: one })
  }
  return regions
}

function valueOf(said: JsonValue, label: Label | undefined): FieldValue | undefined {
  const value = FieldValue.safeParse(said).data
  const { field } = label ?? {}
  if (field?.kind !== "choice" && field?.kind !== "several") return value
  return mapTexts(value, (name) => field.options.find((one) => one.name.en === name)?.id ?? name)
}

function stretchOf(one: JsonObject): { geometry: Shape; more: Partial<Region> } | null {
  const [start, end, text, speaker] = ["start", "end", "text", "speaker"].map((key) => member(one, key))
  if (typeof start !== "number" || typeof end !== "number") return null
  const ms = (seconds: number) => Math.round(seconds * 1e6) / 1_000
  const geometry = SHAPES.span.schema.safeParse({ type: "span", startMs: ms(start), endMs: ms(end) }).data
  if (!geometry || (text !== undefined && (typeof text !== "string" || !isTranscript(text)))) return null
  const said = Object.fromEntries(["language", "direction", "marks", "parts"].map((key) => [key, member(one, key)]))
  const transcript = RegionSchema.shape.transcript.safeParse(text === undefined ? undefined : { value: text, ...said })
  const attributes = RegionSchema.shape.attributes.safeParse(member(one, "attributes")).data
  const isSpeaker = typeof speaker === "string" && speaker.length <= 100 && isStorable(speaker)
  if (!transcript.success || (speaker !== undefined && speaker !== null && !isSpeaker)) return null
  return {
    geometry,
    more: {
      ...(transcript.data && { transcript: transcript.data }),
      ...(isSpeaker && { speaker }),
      ...(attributes && { attributes }),
    },
  }
}
