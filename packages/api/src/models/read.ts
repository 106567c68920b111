import { findLengths } from "@justesse/db/assets"
import { readResults, resultFiles, resultNames } from "@justesse/formats/cocoResults/rows"
import { detectFormat, readDataset } from "@justesse/formats/detect"
import type { FileSet } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import { doubtOf, type FoundRegion } from "@justesse/quality/project/detections"
import { simplifyRings } from "@justesse/quality/shapes/simplify"
import {
  type AssetNumber,
  type Box,
  boxOf,
  JustesseError,
  type Label,
  outlineShape,
  type Region,
  ringsOf,
  type Shape,
} from "@justesse/types"
import type { DatasetRecord, ReportLine } from "@justesse/types/dataset"
import type { Unmatched } from "@justesse/types/wire/quality"
import type { Deps } from "../core/deps.ts"
import { categoryNumbers } from "../exports/numbers.ts"
import { PictureFinder } from "../imports/find.ts"
import type { LabelChoices } from "../imports/labels.ts"
import { asParts, inRecording, type WantedParts } from "../kinds/parts.ts"
import { type CalledPicture, type FoundTask, PredictionFinder } from "./find.ts"
import { MatchingNotes } from "./notes.ts"

/** What a model found in one picture, and whether that is one of the project's. */
export interface ReadPrediction {
  readonly format: string
  /** What the files call the picture, and where they do. */
  readonly name: string
  readonly source: DatasetRecord["source"]
  readonly task: FoundTask
  /** Its surest boxes, surest first, and `{regions}` of them as the text that is stored, each with what people are offered. */
  readonly found: readonly FoundRegion[]
  readonly body: string
  readonly regions: number
  readonly doubt: number
}

/** How a person said that files are to be read; without it by their content, labels by name. */
export interface ReadingHow {
  readonly format?: string
  readonly origin?: 0 | 1
  readonly choices?: LabelChoices
  /** What the files' reader has to say, and boxes whose label the project does not have. */
  readonly onLine?: (line: ReportLine) => void
  /** What answers of the project consist of; without it everything is taken as it is. */
  readonly parts?: WantedParts
  /** Where it is written down what was found and what was not. */
  readonly notes?: MatchingNotes
}

type Reading = Pick<Deps, "storage">
/** Boxes of one picture that are kept: the surest, as the evaluation takes no more of one label. */
const MOST_BOXES = 1_000
/** Segments of one recording that are kept: hours have thousands. */
const MOST_SEGMENTS = 20_000

/**
 * The predictions in a set of files, picture by picture, with the project's labels: a COCO list of results (names of pictures and
 * categories from a COCO file beside it; without one, pictures as {@link PredictionFinder} knows them, categories by name or
 * by the number that our exports give a label), or any dataset that is read, where each annotation may carry a
 * `score` (1 where it has none). Boxes of labels that the project does not have are left out.
 *
 * @throws JustesseError format_unknown | file_unreadable; label_unknown when no box has a label of the project
 */
export async function* readPredictions(
  deps: Reading,
  projectId: number,
  labels: readonly Label[],
  files: FileSet,
  how: ReadingHow = {},
): AsyncGenerator<ReadPrediction> {
  const finder = await PredictionFinder.of(deps, projectId)
  const notes = how.notes ?? new MatchingNotes()
  const isList = how.format === undefined || how.format === "auto" || how.format === "coco-results"
  const results = isList ? await resultFiles(files) : []
  const byName = labelsByName(labels, how.choices ?? new Map())
  const speech = how.parts?.speech ?? null
  let [boxes, known] = [0, 0]
  const lengthOf = async (id: AssetNumber | null) =>
    id === null || !speech ? null : ((await findLengths(deps.storage.db, projectId, [id])).get(id) ?? null)
  const pictures =
    results.length > 0
      ? fromResults(deps, projectId, files, results, { labels, byName, finder, notes })
      : fromDataset(byName, files, { finder, sizes: new PictureFinder(deps, projectId), notes, lengthOf }, how)
  for await (const { format, name, source, task, found, all } of pictures) {
    boxes += all
    known += found.length
    const surest = [...found].sort((a, b) => b.score - a.score).slice(0, speech ? MOST_SEGMENTS : MOST_BOXES)
    const counts = { regions: surest.length, doubt: doubtOf(surest) }
    yield {
      format,
      name,
      source,
      task,
      found: surest,
      body: JSON.stringify({ regions: surest.map(offering) }),
      ...counts,
    }
  }
  if (boxes > 0 && known === 0) throw new JustesseError("label_unknown", { boxes })
}

/** An outline of more points is hardly edited by its points: a mask of pixels has one at each step of its border. */
const MOST_POINTS = 100
/** Steps of a border of pixels lie this near to a line through them, in pixels. */
const STEP_PX = 0.5

/** With a line of fewer points for people, where the model's own has very many; what is compared stays as it was. */
function offering(region: FoundRegion): FoundRegion & { readonly offer?: Shape } {
  const rings = region.outline ? ringsOf(region.outline) : []
  if (rings.reduce((sum, ring) => sum + ring.length, 0) <= MOST_POINTS) return region
  const offer = outlineShape(simplifyRings(rings, STEP_PX), false)
  return offer ? { ...region, offer } : region
}

interface FoundPicture {
  readonly format: string
  readonly name: string
  readonly source: DatasetRecord["source"]
  readonly task: FoundTask
  readonly found: readonly FoundRegion[]
  /** Boxes of the picture, those of unknown labels too. */
  readonly all: number
}

/** A label by what was chosen for a name, by its id, or by its name in any language; null where it is left out. */
function labelsByName(labels: readonly Label[], choices: LabelChoices): Map<string, string | null> {
  const byName = new Map<string, string | null>()
  for (const { id, name } of labels) for (const text of Object.values(name)) if (text) byName.set(text, id)
  for (const { id } of labels) byName.set(id, id)
  for (const [name, choice] of choices) {
    if (choice.to === "out") byName.set(name, null)
    if (choice.to === "existing") byName.set(name, choice.label)
  }
  return byName
}

/** What a dataset of predictions is read with. */
interface DatasetContext {
  readonly finder: PredictionFinder
  readonly sizes: PictureFinder
  readonly notes: MatchingNotes
  /** How long a recording of the project is, in milliseconds; null where that is not known. */
  lengthOf(id: AssetNumber | null): Promise<number | null>
}

async function* fromDataset(
  byName: ReadonlyMap<string, string | null>,
  files: FileSet,
  { finder, sizes, notes, lengthOf }: DatasetContext,
  { format: named = "auto", origin = 0, onLine, parts }: ReadingHow,
): AsyncGenerator<FoundPicture> {
  const labelOf = new Map<string, string>(parts?.speech ? [[parts.speech, parts.speech]] : [])
  const nameOf = new Map<string, string>()
  const unknown = new Map<string, { file: string; count: number }>()
  const format = named === "auto" ? (await detectFormat(files)).name : named
  const sizeOf = (name: string) => sizes.sizeOf(name)
  const events = readDataset(files, { format, origin, sizeOf, isElsewhere: true })
  for await (const event of parts ? asParts(events, parts) : events) {
    if (event.kind === "ontology") {
      for (const { id, name } of event.ontology.labels) {
        nameOf.set(id, name.en ?? id)
        const named = byName.get(name.en ?? "")
        const own = named === undefined ? byName.get(id) : named
        if (own) labelOf.set(id, own)
      }
    }
    if (event.kind === "report") onLine?.(event.line)
    if (event.kind !== "record" || event.record.body === null) continue
    const { name, sha256, source, provenance = [] } = event.record
    const [task = { assetId: null, why: "name_unknown" as const }] = finder.findAll([
      { name, sha256, split: event.record.split },
    ])
    const { record, lines } = inRecording(event.record, await lengthOf(task.assetId))
    const { body } = record
    for (const line of lines) onLine?.(line)
    if (body === null) continue
    const sure = new Map(provenance.map(({ region, confidence }) => [`${region}`, confidence]))
    const found = body.regions.flatMap((region): FoundRegion[] => {
      const label = labelOf.get(region.label)
      const { x, y, width, height } = boxOf(region)
      const outline = region.geometry.type === "box" ? undefined : region.geometry
      const score = scoreOf(region, sure.get(region.id))
      if (label !== undefined)
        return [{ x, y, width, height, ...(outline && { outline }), label, score, ...spokenIn(region) }]
      const before = unknown.get(region.label) ?? { file: source?.file ?? name, count: 0 }
      unknown.set(region.label, { ...before, count: before.count + 1 })
      return []
    })
    notes.picture(name, task)
    yield { format, name, source, task, found, all: body.regions.length }
  }
  for (const [label, { file, count }] of unknown) {
    const found = nameOf.get(label) ?? label
    notes.box(found, count)
    const code = byName.get(found) === null ? "label_left_out" : "label_not_here"
    onLine?.(reportLine("lost", code, { file, found, count }))
  }
}

/** What is said in a stretch of a recording, and by whom: what is found on pictures has neither. */
function spokenIn({ geometry, transcript, speaker }: Region): Pick<FoundRegion, "text" | "speaker"> {
  if (geometry.type !== "span") return {}
  return { ...(transcript && { text: transcript.value }), ...(speaker !== undefined && { speaker }) }
}

/** The code of a report's line about a picture that is not found. */
export function codeOf(why: Unmatched): string {
  return why === "several"
    ? "picture_ambiguous"
    : why === "number_unknown"
      ? "picture_number_unknown"
      : "picture_unknown"
}

/** The score of a region: what the file says of it, else how sure its provenance is; within [0, 1], 1 where neither says. */
function scoreOf(region: Region, sure: number | null | undefined): number {
  return Math.min(1, Math.max(0, scoreIn(region) ?? sure ?? 1))
}

/** The score that a file gave a region, as it stands there; null where it gave none. */
export function scoreIn(region: Region): number | null {
  for (const bag of [region.foreign, ...Object.values(region.foreign ?? {})]) {
    if (typeof bag !== "object" || bag === null || Array.isArray(bag)) continue
    const score = bag["score"] ?? bag["confidence"]
    if (typeof score === "number") return score
  }
  return null
}

/** What a list of results is read with. */
interface ResultsContext {
  readonly labels: readonly Label[]
  readonly byName: ReadonlyMap<string, string | null>
  readonly finder: PredictionFinder
  readonly notes: MatchingNotes
}

async function* fromResults(
  deps: Reading,
  projectId: number,
  files: FileSet,
  results: readonly string[],
  context: ResultsContext,
): AsyncGenerator<FoundPicture> {
  const { byName, finder, notes } = context
  const { imageOf, categoryOf } = await resultNames(files)
  const byImage = new Map<string, { rows: { category: string; box: Box; outline?: Shape; score: number }[] }>()
  // Pictures that the file beside names were looked at, also those in which nothing was found.
  for (const image of imageOf.keys()) byImage.set(image, { rows: [] })
  const categories = new Set<string>()
  for (const file of results) {
    for await (const { image, category, box, outline, score } of readResults(files, file)) {
      const picture = byImage.get(image) ?? { rows: [] }
      byImage.set(image, picture)
      categories.add(category)
      picture.rows.push({ category, box, ...(outline && { outline }), score: Math.min(1, Math.max(0, score)) })
    }
  }
  const counted =
    categoryOf.size > 0 ? new Map<string, string>() : await countedLabels(deps, projectId, context, categories)
  const labelOf = (category: string) => {
    const named = byName.get(categoryOf.get(category) ?? category)
    return named === undefined ? counted.get(category) : (named ?? undefined)
  }
  const called = [...byImage.keys()].map((image): CalledPicture => {
    const name = imageOf.get(image)
    const sha256 = /^[0-9a-f]{64}$/.test(image) ? image : null
    // Beside names of pictures a number is one of theirs, not one of ours.
    if (name !== undefined) return { name, sha256 }
    return imageOf.size > 0 ? { name: image, sha256 } : { id: image, sha256 }
  })
  const foundTasks = finder.findAll(called)
  let at = 0
  for (const [image, { rows }] of byImage) {
    const task = foundTasks[at++] ?? { assetId: null, why: "name_unknown" as const }
    const name = imageOf.get(image) ?? image
    notes.picture(name, task)
    const found = rows.flatMap(({ category, box, ...found }): FoundRegion[] => {
      const label = labelOf(category)
      if (label !== undefined) return [{ ...box, ...found, label }]
      notes.box(categoryOf.get(category) ?? category)
      return []
    })
    const source = { file: results[0] ?? "" }
    yield { format: "coco results", name, source, task, found, all: rows.length }
  }
}

/**
 * Categories by number where no file says what they are called: as in our own exports; a file that has a category 0, which
 * those never have unless a label came with it, counts the project's labels from 0, as YOLO does.
 */
async function countedLabels(
  deps: Reading,
  projectId: number,
  { labels, notes }: ResultsContext,
  categories: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const own = new Map([...(await categoryNumbers(deps, projectId))].map(([label, number]) => [number, label] as const))
  if (!categories.has("0") || own.has("0")) return own
  notes.fromZero = true
  return new Map(labels.map(({ id }, i) => [`${i}`, id]))
}
