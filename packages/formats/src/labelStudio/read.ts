import type { Ontology, Region, RegionProvenance, Size } from "@justesse/types"
import { Size as SizeSchema } from "@justesse/types"
import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import { isCompanion, knownLabels } from "../companions/index.ts"
import type { ReadEvent, Reader, ReadOptions } from "../contract.ts"
import { extensionOf, type FileSet, headText, listFiles, readTextWithin } from "../io/fileSet.ts"
import { isObject, isTooDeep, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import { MAX_DEPTH, MAX_PIECE, splitJson } from "../io/jsonSplit.ts"
import { pictureSize } from "../io/pictureSize.ts"
import { PictureIndex } from "../io/pictures.ts"
import { decodeStream } from "../io/textStream.ts"
import { LabelList } from "../regions/labels.ts"
import { isFiniteNumber, isTranscript, MAX_REGIONS, RegionIds } from "../regions/parts.ts"
import { labelOrNone, NO_LABEL } from "../regions/toolLabels.ts"
import { report, Tally } from "../report/lines.ts"
import { isRecordingName, msOfSeconds, recordingsOf, TimedList } from "../timed/index.ts"
import { type LabelStudioConfig, labelStudioConfig, withConfig } from "./config.ts"
import { isShortFormat, shortRows, shortTable, shortTask } from "./min.ts"
import { dataOfName } from "./name.ts"
import { labelStudioRegions, type ResultLocation, soundOf } from "./region.ts"
import { isSound, type Joined, joinResults, labelsOf, sizeInResults, textsOf } from "./results.ts"
import { dataOf, type Task, type TaskData, taskOf, taskPages } from "./task.ts"

/**
 * Label Studio's JSON: a list of tasks, or one task a file, and its short forms (JSON_MIN, CSV, TSV). A region is all results with one id, in any order: where it is
 * in percent of the picture (turned clockwise about its **top left**), its labels, its text, the answers to questions.
 *
 * One answer of a task is read (see {@link taskOf}); further ones, cancelled ones, drafts and predictions travel in
 * `foreign.label-studio` and are written back. Where nobody answered, the first prediction is read, its scores as the
 * confidence in the provenance. Percent need the picture's size: from the results, the picture, or `sizeOf`. What is asked of all of an
 * asset alone becomes its labels, or answers to the questions of a form. Labels have the order of a labelling configuration beside the tasks, otherwise the order in which they occur.
 */
export const labelStudioReader: Reader = {
  name: "label-studio",
  async detect(files) {
    return (await taskFiles(files)).length > 0 ? 0.95 : 0
  },
  read: readLabelStudio,
}

const HEAD_BYTES = 65_536

async function taskFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (isCompanion(name)) continue
    if (isTable(name) && (await shortTable(files, name)) !== null) found.push(name)
    if (extensionOf(name) !== "json") continue
    const head = await headText(files, name, HEAD_BYTES)
    const isTask = /"data"\s*:\s*\{/.test(head) && /"(annotations|completions|predictions)"\s*:\s*\[/.test(head)
    const hasResults = /"from_name"\s*:/.test(head) && /"to_name"\s*:/.test(head)
    const isShort = isShortFormat((key) => head.includes(`"${key}"`)) && /"original_width"|"start"/.test(head)
    if (/^[\s\uFEFF]*[[{]/.test(head) && (isTask || hasResults || isShort)) found.push(name)
  }
  return found
}

function isTable(name: string): boolean {
  return extensionOf(name) === "csv" || extensionOf(name) === "tsv"
}

async function namedFiles(files: FileSet): Promise<string[]> {
  const sure = await taskFiles(files)
  if (sure.length > 0) return sure
  const names = (await listFiles(files)).map(({ name }) => name)
  return names.filter((name) => extensionOf(name) === "json" && !isCompanion(name))
}

interface Context {
  readonly files: FileSet
  readonly options: ReadOptions
  readonly config: LabelStudioConfig
  readonly labels: LabelList
  readonly pictures: PictureIndex
  readonly recordings: PictureIndex
  /** Names that records have, so that two uploads of one name stay two. */
  readonly taken: Set<string>
  readonly tally: Tally
}

/** A task of a file, or why there is none at that place. */
interface TaskPiece {
  readonly line: number
  readonly task: Task | null
  readonly problem?: string
  readonly found?: string
}

async function* readLabelStudio(files: FileSet, options: ReadOptions): AsyncGenerator<ReadEvent> {
  const config = await labelStudioConfig(files)
  const context: Context = {
    ...{
      files,
      options,
      config,
      labels: new LabelList(await knownLabels(files)),
      taken: new Set(),
      tally: new Tally(),
    },
    ...{ pictures: await PictureIndex.of(files), recordings: await recordingsOf(files) },
  }
  const names = await namedFiles(files)
  const read = new Set(names)
  for (const { name } of await listFiles(files))
    if (extensionOf(name) === "json" && !read.has(name) && !isCompanion(name))
      yield report("note", "file_not_read", { file: name })
  for (const line of config.said) yield { kind: "report", line }
  yield* learnLabels(context, names)
  yield { kind: "ontology", ontology: ontologyOf(context) }
  for (const file of names) {
    for await (const piece of tasksOf(files, file)) {
      if (piece.task) yield* givePages(piece.task, piece.line, file, context)
      else yield report("lost", piece.problem ?? "task_unreadable", { file, line: piece.line, found: piece.found })
    }
    for (const line of context.tally.lines(file)) yield { kind: "report", line }
  }
}

/** The tasks of a file: the elements of its list, or the one that the whole file is. */
async function* tasksOf(files: FileSet, file: string): AsyncGenerator<TaskPiece> {
  if (isTable(file)) {
    for await (const { line, task, problem } of shortRows(files, file))
      yield { line, task: taskOf(task ?? undefined), ...(task === null && problem ? { problem } : {}) }
    return
  }
  const head = await headText(files, file, 1_024)
  if (/^[\s\uFEFF]*\{/.test(head)) {
    const text = (await readTextWithin(files, file, MAX_PIECE))?.text.replace(/^\uFEFF/, "")
    if (text === undefined) yield { line: 1, task: null, problem: "too_large" }
    else if (isTooDeep(text, MAX_DEPTH)) yield { line: 1, task: null, problem: "too_deep" }
    else yield pieceOf(text, 1)
    return
  }
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const { text, line, problem, key } of pieces) {
      if (problem) yield { line, task: null, problem }
      else if (text !== "[]" || key !== "") yield pieceOf(text, line)
    }
}

function pieceOf(text: string, line: number): TaskPiece {
  const value = parseJson(text)?.value
  const task = taskOf(value) ?? taskOf(shortTask(value) ?? undefined)
  if (task) return { line, task }
  return { line, task, problem: value === undefined ? "not_json" : "task_unreadable", found: text }
}

// First pass: labels

async function* learnLabels(context: Context, names: readonly string[]): AsyncGenerator<ReadEvent> {
  const { files, config, labels } = context
  for (const entry of config.labels) {
    const label = labels.add(entry.name)
    if (!label) yield report("lost", "label_refused", { file: entry.file, line: entry.line, found: entry.name })
    else if (!labels.wasKnown(label)) labels.replace(withConfig(label, entry, config.questions))
  }
  for (const file of names)
    for await (const { task } of tasksOf(files, file))
      for (const joined of joinResults(task?.results ?? []).joined) {
        learn(joined, labels)
        config.asked.take(joined)
      }
  config.asked.addLabels(labels)
}

function ontologyOf({ config: { asked }, labels }: Context): Ontology {
  const answers = asked.form ? ({ of: "whole", several: asked.isSeveral } as const) : undefined
  return { ...labels.ontology(), ...(answers && { answers }) }
}

function learn(joined: Joined, labels: LabelList): void {
  const names = labelsOf(joined)
  const hasText = joined.results.some((result) => textsOf(result) !== null)
  const isRegion = joined.results.some(({ value }) => member(value, "x") !== undefined || "points" in value)
  for (const [i, name] of (names.length > 0 || !isRegion ? names : [NO_LABEL]).entries()) {
    const label = labelOrNone(labels, name)
    if (hasText && i === 0 && label && !label.hasText && !labels.wasKnown(label))
      labels.replace({ ...label, hasText: true })
  }
}

// Second pass: records

/** A task of several pictures gives a record for each. */
async function* givePages(task: Task, line: number, file: string, context: Context): AsyncGenerator<ReadEvent> {
  const several = taskPages(task)
  if (several) {
    context.tally.add("note", "pages_as_pictures", "data", several.pages.length)
    for (const index of several.lost)
      yield report("lost", "result_unreadable", { file, line, field: `result.${index}` })
  }
  for (const page of several?.pages ?? [task]) yield* giveTask(page, line, file, context)
}

async function* giveTask(task: Task, line: number, file: string, context: Context): AsyncGenerator<ReadEvent> {
  const location = { file, line }
  const { joined, odd } = joinResults(task.results ?? [])
  for (const index of odd) yield report("lost", "result_unreadable", { ...location, field: `result.${index}` })
  const all = joined.flatMap(({ results }) => results)
  const data = dataOf(task, all, context.config.sources)
  const named = nameOfTask(task, data, context)
  if (named.odd) yield report("changed", "name_from_id", { ...location, field: "data", found: task.data })
  tallyTask(task, context.tally)
  const size = sizeInResults(all) ?? sizeInMeta(task) ?? (await measured(named, joined, context))
  const sound = isRecordingName(named.name) || joined.some(isSound)
  const at: ResultLocation = {
    ...{ ...location, size, ids: new RegionIds(), tally: context.tally },
    labelOf: (name) => context.labels.get(name === "" ? NO_LABEL : name) ?? null,
  }
  const answer = yield* answerOf(joined, at, sound, context)
  const record: DatasetRecord = {
    ...{ name: named.name, size: sound ? null : size, sha256: null },
    body: task.results === null ? null : { regions: answer.regions, nothingHere: false },
    ...(task.id === null ? {} : { foreignId: task.id }),
    ...(task.from === "prediction" ? { provenance: provenanceOf(answer.regions, task.score) } : {}),
    ...(typeof task.meta["split"] === "string" ? { split: task.meta["split"] } : {}),
    ...(sound && task.results !== null && !context.config.asked.form ? { timed: answer.timed } : {}),
    ...(answer.text === undefined ? {} : { text: answer.text }),
    ...{ source: location, ...foreignOf(task, data, named.name, answer.carried) },
  }
  yield { kind: "record", record, picture: named.picture }
}

function nameOfTask(task: Task, data: TaskData | null, { pictures, recordings, taken }: Context) {
  const candidates = data?.candidates ?? []
  const picture = candidates.map((name) => pictures.find(name) ?? recordings.find(name)).find((name) => name !== null)
  // Uploads keep their random prefix where their picture is there under it, or where another has the name without it.
  const found = candidates.find((name) => pictures.find(name) !== null || recordings.find(name) !== null)
  const bare = data?.name ?? `task-${task.id ?? taken.size + 1}`
  const wanted = found ?? bare
  const name = taken.has(wanted) ? (candidates.find((other) => !taken.has(other)) ?? wanted) : wanted
  taken.add(name)
  return { name, picture: picture ?? null, odd: data === null }
}

function tallyTask(task: Task, tally: Tally): void {
  const { cancelled, others, predictions, drafts } = task
  if (task.from === "prediction") tally.add("changed", "prediction_as_answer")
  if (others.length > cancelled) tally.add("note", "answers_carried", "annotations", others.length - cancelled)
  if (cancelled > 0) tally.add("note", "skipped_carried", "annotations", cancelled)
  if (drafts.length > 0) tally.add("note", "drafts_carried", "drafts", drafts.length)
  if (predictions.length > 0) tally.add("note", "predictions_carried", "predictions", predictions.length)
}

function sizeInMeta({ meta }: Task): Size | null {
  const size = SizeSchema.safeParse({ width: meta["width"], height: meta["height"] })
  return size.success ? size.data : null
}

/** The size of the picture itself, or of one called so, where there are places in percent that need it. */
async function measured(
  { name, picture }: { name: string; picture: string | null },
  joined: readonly Joined[],
  { files, options }: Context,
): Promise<Size | null> {
  if (joined.length === 0 || isRecordingName(name)) return null
  const own = picture === null ? null : await pictureSize(files, picture)
  if (own) return { width: own.width, height: own.height }
  const known = SizeSchema.safeParse(await options.sizeOf?.(name))
  return known.success ? known.data : null
}

interface Answer {
  readonly regions: Region[]
  readonly timed: TimedText[]
  text: string | undefined
  readonly carried: JsonValue[]
}

function* answerOf(
  all: readonly Joined[],
  at: ResultLocation,
  sound: boolean,
  { config: { asked }, labels }: Context,
): Generator<ReadEvent, Answer> {
  const answer: Answer = { regions: [], timed: [], text: undefined, carried: [] }
  const list = new TimedList(at.file)
  for (const joined of all) {
    const stretch = sound ? soundOf(joined) : null
    if (stretch) yield* list.add(timedOf(joined, stretch, list), at.line)
    else if (answer.regions.length >= MAX_REGIONS)
      yield report("lost", "too_many_regions", { file: at.file, line: at.line })
    else if (asked.isAnswer(joined, labels))
      answer.regions.push(...(yield* asked.regionsOf(joined, labels, at.ids, at)))
    else {
      const found = yield* labelStudioRegions(joined, at)
      if (found !== "carry") answer.regions.push(...found)
      else carry(joined, answer, at.tally)
    }
  }
  yield* list.end()
  answer.timed.push(...list.items)
  answer.regions.splice(MAX_REGIONS)
  return answer
}

function timedOf(joined: Joined, said: NonNullable<ReturnType<typeof soundOf>>, list: TimedList): TimedText {
  const [label] = said.labels
  const ms = (seconds: number) => msOfSeconds(String(seconds))
  return {
    ...{ id: list.id(joined.id, `s${list.items.length + 1}`), tier: "" },
    ...{ start: ms(said.start), end: said.end === null ? null : ms(said.end), ...said.said },
    ...(label === undefined ? {} : { label }),
    ...(said.foreign ? { foreign: said.foreign } : {}),
  }
}

/** What is about no place: the text of the whole picture; the rest travels with it. */
function carry(joined: Joined, answer: Answer, tally: Tally): void {
  const [only, ...more] = joined.results
  const [text, ...further] = (only && more.length === 0 ? textsOf(only) : null) ?? []
  if (text !== undefined && further.length === 0 && answer.text === undefined && isTranscript(text)) {
    answer.text = text
    if (only?.from === "text") return
  }
  for (const { type, raw } of joined.results) {
    if (answer.text !== text || text === undefined)
      tally.add("note", type === "choices" ? "picture_label_carried" : "shape_carried", type)
    answer.carried.push(raw)
  }
}

/** What is known of regions that a model found: its score, for each or for all. */
function provenanceOf(regions: readonly Region[], score: number | null): RegionProvenance[] {
  return regions.map((region) => {
    const carried = region.foreign?.["label-studio"]
    const result = isObject(carried) ? member(carried, "result") : undefined
    const own = isObject(result) ? member(result, "score") : undefined
    const value = isFiniteNumber(own) ? own : score
    const confidence = value === null || !isFiniteNumber(value) ? null : Math.min(1, Math.max(0, value))
    return { region: region.id, method: "import", confidence, submissions: [] }
  })
}

/** What travels with the picture to be written back. Left out is what our own writer would write anyway. */
function foreignOf(task: Task, data: TaskData | null, name: string, results: readonly JsonValue[]) {
  const usual = data?.key === "image" && Object.keys(task.data).length === 1
  const own = usual && task.data["image"] === dataOfName(name)
  const { split: _, width: __, height: ___, ...meta } = task.meta
  const carried: Record<string, JsonValue> = {
    ...(own ? {} : { data: task.data, ...(data === null ? {} : { key: data.key }) }),
    ...(Object.keys(meta).length > 0 ? { meta } : {}),
    ...(task.answer === null ? {} : { answer: task.answer }),
    ...(task.from === "prediction" ? { predicted: true } : {}),
    ...(task.others.length > 0 ? { annotations: [...task.others] } : {}),
    ...(task.predictions.length > 0 ? { predictions: [...task.predictions] } : {}),
    ...(task.drafts.length > 0 ? { drafts: [...task.drafts] } : {}),
    ...(results.length > 0 ? { results: [...results] } : {}),
    ...(task.rest === null ? {} : { task: task.rest }),
  }
  return Object.keys(carried).length > 0 ? { foreign: { "label-studio": carried } } : {}
}
