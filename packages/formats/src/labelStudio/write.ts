import type { Ontology } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { isList, isObject, type JsonObject, type JsonValue } from "../io/jsonParse.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { findLine, findRotation } from "../regions/rotated.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { isRecordingName } from "../timed/index.ts"
import { withTimed } from "../timed/spans.ts"
import { isXmlText } from "../xml/write.ts"
import { CONFIG_NAME, type ConfigParts, configText } from "./config.ts"
import { dataOfName, nameOfData } from "./name.ts"
import {
  answersOf,
  asObject,
  percentOutline,
  pictureTextResult,
  regionResults,
  timedAnswers,
  timedResults,
} from "./out.ts"
import { hasPairs, pairConfig, pairTasks } from "./pairs.ts"
import { controlsOf, controlsText, wholeResults } from "./wholeOut.ts"

/** The export's list of tasks. */
export const TASKS_NAME = "tasks.json"

/** What Label Studio's JSON holds. Sizes and parts of the dataset go into each task's `meta`, which it keeps. */
const LABEL_STUDIO_HOLDS: Holds = {
  ...{
    rotation: true,
    outline: true,
    transcript: true,
    language: true,
    marks: true,
    textParts: true,
    attributes: true,
  },
  ...{ ids: true, split: true, size: true, text: true, timed: true, foreign: "label-studio" },
}

/**
 * Label Studio's JSON and a labelling configuration for it, whose labels have the ontology's order by `category`. A turned
 * box is written by its top left corner after turning, which is the point that Label Studio turns about; percent have all
 * their digits, so that pixels come back to 1e-9. Draws the records three times.
 */
export const labelStudioWriter: Writer = {
  name: "label-studio",
  holdsWhole: true,
  holdsSpans: true,
  holdsTimed: true,
  holdsChecks: true,
  holdsCompared: true,
  write: writeLabelStudio,
  async losses(records) {
    return (await survey(records, null)).tally.lines(TASKS_NAME)
  },
}

async function* writeLabelStudio(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const names = labelNames(manifest.ontology)
  const { tally, parts, controls, pairs } = await survey(records, { names, ontology: manifest.ontology })
  for (const line of tally.lines(TASKS_NAME)) options.report?.(line)
  const labels = manifest.ontology.labels.filter(({ name }) => isXmlText(name.en))
  const config = pairs ? pairConfig(parts.sound) : configText(labels, parts)
  yield { name: CONFIG_NAME, role: "labels", body: encodeStream([config]) }
  const tasks = pairs ? pairsText(records) : tasksText(records, names, controls)
  yield { name: TASKS_NAME, role: "labels", body: encodeStream(tasks) }
  yield* companionFiles(records, manifest)
}

interface Survey {
  readonly tally: Tally
  readonly parts: ConfigParts
  readonly controls: ReturnType<typeof controlsOf>
  /** Pairs that were compared are the tasks: what else is said of single assets has no place beside them. */
  readonly pairs: boolean
}

interface Known {
  readonly names: ReadonlyMap<string, string>
  readonly ontology: Ontology
}

/** Most values of one question that the configuration lists; further ones are in the answers only. */
const MAX_CHOICES = 200

async function survey(records: RecordSource, known: Known | null): Promise<Survey> {
  for await (const record of records()) if (hasPairs(record)) return surveyPairs(records)
  return surveyAlone(records, known)
}

/** A record of which nothing but its comparisons is said, where that is so: it goes out for these. */
function asCompared(record: DatasetRecord): DatasetRecord {
  return record.compared && record.body === null ? { ...record, body: { regions: [], nothingHere: false } } : record
}

/** The holds of records of which pairs go out. */
const PAIRS_HOLD: Holds = {}

async function surveyPairs(records: RecordSource): Promise<Survey> {
  const tally = new Tally()
  let isSound = true
  for await (const record of records()) {
    if (!tallyAll(asCompared(record), PAIRS_HOLD, tally)) continue
    isSound &&= isRecording(record)
    if (record.compared) tally.add("lost", "compared_order")
    for (const { label } of record.body?.regions ?? []) tally.add("lost", "no_comparison", label)
  }
  const none = {
    polygons: false,
    texts: false,
    choices: new Map(),
    numbers: new Set<string>(),
    asked: "",
    marks: false,
  }
  return { tally, controls: [], parts: { ...none, sound: isSound }, pairs: true }
}

async function surveyAlone(records: RecordSource, known: Known | null): Promise<Survey> {
  const tally = new Tally()
  const choices = new Map<string, Set<string>>()
  const numbers = new Set<string>()
  const seen = { polygons: false, texts: false, sound: false, pictures: false, marks: false }
  const isAsked = known?.ontology.answers?.of === "whole"
  const whole = new Set<string>()
  for await (const given of records())
    for (const { label, geometry } of given.body?.regions ?? []) if (geometry.type === "whole") whole.add(label)
  const asked = known?.ontology.labels.filter(({ id, retired }) => whole.has(id) || (isAsked && !retired)) ?? []
  const controls = controlsOf(asked)
  for await (const given of records()) {
    if (!tallyAll(given, LABEL_STUDIO_HOLDS, tally)) continue
    const record = withStretches(given, known?.names)
    if (isRecording(record)) seen.sound = true
    else seen.pictures = true
    if (!isWritable(record)) {
      tally.add("lost", "size_unknown", "", record.body?.regions.length)
      continue
    }
    for (const region of record.body?.regions ?? []) {
      if (known && !known.names.has(region.label)) tally.add("lost", "label_unknown", region.label)
      if (region.geometry.type === "whole") {
        if (region.transcript) tally.add("lost", "transcripts")
        continue
      }
      seen.marks = true
      const isOutline = record.size !== null && percentOutline(region, record.size) !== null
      if (!isOutline && findLine(region) && !findRotation(region)) tally.add("lost", "outline")
      seen.polygons ||= isOutline
      seen.texts ||= region.transcript !== undefined
      surveyAnswers(answersOf(region), choices, numbers, tally)
    }
    wholeResults(record, { controls, to: "" }, tally)
    surveyTimed(record, seen, tally)
    for (const item of record.timed ?? []) surveyAnswers(timedAnswers(item), choices, numbers, tally)
  }
  const { polygons, texts, sound, pictures } = seen
  const isSound = sound && !pictures
  const text = controlsText(controls, isSound ? "audio" : "image", known?.ontology.answers?.several === true)
  const marks = seen.marks || controls.length === 0
  return {
    tally,
    controls,
    parts: { polygons, texts, sound: isSound, choices, numbers, asked: text, marks },
    pairs: false,
  }
}

function surveyAnswers(
  answers: ReturnType<typeof answersOf>,
  choices: Map<string, Set<string>>,
  numbers: Set<string>,
  tally: Tally,
): void {
  for (const [key, value] of answers) {
    if (typeof value === "number") numbers.add(key)
    else if (typeof value === "boolean") tally.add("changed", "attribute_as_text", key)
    if (typeof value !== "string" && typeof value !== "boolean") continue
    const values = choices.get(key) ?? new Set()
    choices.set(key, values)
    if (values.size < MAX_CHOICES) values.add(String(value))
  }
}

function surveyTimed(
  record: DatasetRecord,
  seen: { texts: boolean; sound: boolean; marks: boolean },
  tally: Tally,
): void {
  for (const { start, end, tier, refers, text } of record.timed ?? []) {
    seen.marks = true
    if (start === null) tally.add("lost", "time_missing")
    else if (end === null) tally.add("changed", "time_missing", "end")
    if (tier !== "") tally.add("lost", "tiers", tier)
    if (refers !== undefined) tally.add("lost", "refers")
    seen.texts ||= text !== ""
  }
}

function isRecording(record: DatasetRecord): boolean {
  return record.timed !== undefined || isRecordingName(record.name)
}

/** Places are in percent: without the picture's size there are none. */
function isWritable({ size, body }: DatasetRecord): boolean {
  return size !== null || !body?.regions.some(({ geometry }) => geometry.type !== "whole")
}

/** A record whose stretches are timed texts, with their labels by name. */
function withStretches(given: DatasetRecord, names: ReadonlyMap<string, string> | undefined): DatasetRecord {
  const record = withTimed(given, "speaker", isRecordingName(given.name))
  if (record === given) return record
  const timed = record.timed?.map((item) => ({ ...item, label: names?.get(item.label ?? "") ?? item.label }))
  return { ...record, timed }
}

// What is written

async function* tasksText(
  records: RecordSource,
  names: ReadonlyMap<string, string>,
  controls: Survey["controls"],
): AsyncGenerator<string> {
  const nothing = new Tally()
  let separator = "[\n"
  for await (const given of records()) {
    const record = withStretches(given, names)
    if (!tallyAll(given, LABEL_STUDIO_HOLDS, nothing) || !isWritable(record)) continue
    yield `${separator}${taskText(record, names, controls)}`
    separator = ",\n"
  }
  yield separator === ",\n" ? "\n]\n" : "[]\n"
}

async function* pairsText(records: RecordSource): AsyncGenerator<string> {
  const nothing = new Tally()
  let separator = "[\n"
  for await (const record of records()) {
    if (!tallyAll(asCompared(record), PAIRS_HOLD, nothing)) continue
    for (const task of pairTasks(record)) {
      yield `${separator}${JSON.stringify(task)}`
      separator = ",\n"
    }
  }
  yield separator === ",\n" ? "\n]\n" : "[]\n"
}

function taskText(record: DatasetRecord, names: ReadonlyMap<string, string>, controls: Survey["controls"]): string {
  const carried = carriedFor(record.foreign, "label-studio")
  const { id, task } = taskHead(record, carried)
  const results = [
    ...regionResults(record, names),
    ...timedResults(record),
    ...wholeResults(record, { controls, to: isRecording(record) ? "audio" : "image" }, new Tally()),
    ...pictureTextResult(record, isList(carried["results"]) ? carried["results"] : []),
  ]
  const answer: JsonObject = { ...asObject(carried["answer"]), result: results }
  const others = asList(carried["annotations"])
  const isPrediction = carried["predicted"] === true
  const whole: JsonObject = {
    ...task,
    annotations: isPrediction ? others : [{ was_cancelled: false, ...answer }, ...others],
    predictions: [...(isPrediction ? [answer] : []), ...asList(carried["predictions"])],
    ...(isList(carried["drafts"]) ? { drafts: carried["drafts"] } : {}),
  }
  const text = JSON.stringify(whole)
  return id === null ? text : `{"id":${id},${text.slice(1)}`
}

/** A task's own members. The id is written digit for digit where it is a number, however long. */
function taskHead(record: DatasetRecord, carried: Record<string, JsonValue>): { id: string | null; task: JsonObject } {
  const { foreignId: own, size, split, name } = record
  const id = own === undefined ? null : /^(0|[1-9]\d{0,40})$/.test(own) ? own : JSON.stringify(own)
  const meta: JsonObject = {
    ...asObject(carried["meta"]),
    ...(size === null ? {} : { width: size.width, height: size.height }),
    ...(split === undefined ? {} : { split }),
  }
  const fresh = { [isRecording(record) ? "audio" : "image"]: dataOfName(name) }
  return { id, task: { ...asObject(carried["task"]), data: dataFor(name, carried) ?? fresh, meta } }
}

/** The task's own data while it still names this picture. */
function dataFor(name: string, { data, key }: Record<string, JsonValue>): JsonObject | null {
  if (!isObject(data)) return null
  const value = typeof key === "string" ? data[key] : undefined
  if (value === undefined) return data
  return typeof value === "string" && nameOfData(value)?.candidates.includes(name) ? data : null
}

function asList(value: JsonValue | undefined): JsonValue[] {
  return isList(value) ? value : []
}
