import { predictions } from "@justesse/db/repositories/predictions"
import { readResults, resultFiles, resultNames } from "@justesse/formats/cocoResults"
import { detectFormat, readDataset } from "@justesse/formats/detect"
import type { FileSet } from "@justesse/formats/fileSet"
import { reportLine } from "@justesse/formats/report"
import { doubtOf, type FoundRegion } from "@justesse/quality/project/detections"
import { type DatasetRecord, JustesseError, type Label, type Region, type ReportLine } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { PictureFinder } from "./importsFind.ts"
import type { LabelChoices } from "./importsLabels.ts"

/** What a model found in one picture; `taskId` null where the picture is not here. */
export interface ReadPrediction {
  readonly format: string
  /** What the files call the picture, and where they do. */
  readonly name: string
  readonly source: DatasetRecord["source"]
  readonly taskId: number | null
  /** JSON: `{regions: FoundRegion[]}`. */
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
}

type Reading = Pick<Deps, "storage">
const PAGE = 5_000
/** Boxes of one picture that are kept: the surest, as the evaluation takes no more of one label. */
const MOST_BOXES = 1_000

/**
 * The predictions in a set of files, picture by picture, with the project's labels: a COCO list of results (names of pictures and
 * categories from a COCO file beside it; without one, pictures by name or by the ids that an import brought, categories by
 * name or by their place among the project's labels), or any dataset that is read, where each annotation may carry a
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
  const finder = new PictureFinder(deps, projectId)
  const isList = how.format === undefined || how.format === "auto" || how.format === "coco-results"
  const results = isList ? await resultFiles(files) : []
  const byName = labelsByName(labels, how.choices ?? new Map())
  let [boxes, known] = [0, 0]
  const pictures =
    results.length > 0
      ? fromResults(deps, projectId, { labels, byName }, files, results, finder)
      : fromDataset(byName, files, finder, how)
  for await (const { format, name, source, taskId, found, all } of pictures) {
    boxes += all
    known += found.length
    const surest = [...found].sort((a, b) => b.score - a.score).slice(0, MOST_BOXES)
    const counts = { regions: surest.length, doubt: doubtOf(surest) }
    yield { format, name, source, taskId, body: JSON.stringify({ regions: surest }), ...counts }
  }
  if (boxes > 0 && known === 0) throw new JustesseError("label_unknown", { boxes })
}

interface FoundPicture {
  readonly format: string
  readonly name: string
  readonly source: DatasetRecord["source"]
  readonly taskId: number | null
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

async function* fromDataset(
  byName: ReadonlyMap<string, string | null>,
  files: FileSet,
  finder: PictureFinder,
  { format: named = "auto", origin = 0, onLine }: ReadingHow,
): AsyncGenerator<FoundPicture> {
  const labelOf = new Map<string, string>()
  const nameOf = new Map<string, string>()
  const unknown = new Map<string, { file: string; count: number }>()
  const format = named === "auto" ? (await detectFormat(files)).name : named
  const sizeOf = (name: string) => finder.sizeOf(name)
  for await (const event of readDataset(files, { format, origin, sizeOf, isElsewhere: true })) {
    if (event.kind === "ontology") {
      for (const { id, name } of event.ontology.labels) {
        nameOf.set(id, name.en ?? id)
        const said = byName.get(name.en ?? "")
        const own = said === undefined ? byName.get(id) : said
        if (own) labelOf.set(id, own)
      }
    }
    if (event.kind === "report") onLine?.(event.line)
    if (event.kind !== "record" || event.record.body === null) continue
    const { name, sha256, body, source, provenance = [] } = event.record
    const sure = new Map(provenance.map(({ region, confidence }) => [`${region}`, confidence]))
    const found = body.regions.flatMap((region): FoundRegion[] => {
      const label = labelOf.get(region.label)
      const { x, y, width, height } = region
      if (label !== undefined) return [{ x, y, width, height, label, score: scoreOf(region, sure.get(region.id)) }]
      const before = unknown.get(region.label) ?? { file: source?.file ?? name, count: 0 }
      unknown.set(region.label, { ...before, count: before.count + 1 })
      return []
    })
    yield {
      format,
      name,
      source,
      taskId: await finder.find(name, sha256, event.record.split),
      found,
      all: body.regions.length,
    }
  }
  for (const [label, { file, count }] of unknown) {
    const found = nameOf.get(label) ?? label
    const code = byName.get(found) === null ? "label_left_out" : "label_not_here"
    onLine?.(reportLine("lost", code, { file, found, count }))
  }
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

async function* fromResults(
  deps: Reading,
  projectId: number,
  { labels, byName }: { labels: readonly Label[]; byName: ReadonlyMap<string, string | null> },
  files: FileSet,
  results: readonly string[],
  finder: PictureFinder,
): AsyncGenerator<FoundPicture> {
  const { imageOf, categoryOf } = await resultNames(files)
  const foreign = imageOf.size > 0 ? new Map<string, number>() : await foreignIds(deps, projectId)
  const labelOf = (category: string) => {
    const said = byName.get(categoryOf.get(category) ?? category)
    return said === undefined ? labelAt(labels, category, categoryOf) : (said ?? undefined)
  }
  const byImage = new Map<string, { found: FoundRegion[]; all: number }>()
  // Pictures that the file beside names were looked at, also those in which nothing was found.
  for (const image of imageOf.keys()) byImage.set(image, { found: [], all: 0 })
  for (const file of results) {
    for await (const { image, category, box, score } of readResults(files, file)) {
      const picture = byImage.get(image) ?? { found: [], all: 0 }
      byImage.set(image, picture)
      picture.all++
      const label = labelOf(category)
      if (label !== undefined) picture.found.push({ ...box, label, score: Math.min(1, Math.max(0, score)) })
    }
  }
  for (const [image, { found, all }] of byImage) {
    const name = imageOf.get(image)
    const hash = /^[0-9a-f]{64}$/.test(image) ? image : null
    const taskId = (name === undefined ? foreign.get(image) : undefined) ?? (await finder.find(name ?? image, hash))
    const source = { file: results[0] ?? "" }
    yield { format: "coco results", name: name ?? image, source, taskId, found, all }
  }
}

/** Category n is the n-th label, as in our own COCO files; only where no file says what n is. */
function labelAt(labels: readonly Label[], category: string, names: ReadonlyMap<string, string>): string | undefined {
  return names.size === 0 && /^\d{1,6}$/.test(category) ? labels[Number(category) - 1]?.id : undefined
}

/** Pictures by the ids that files gave them; ids that two have are none. */
async function foreignIds({ storage }: Reading, projectId: number): Promise<Map<string, number>> {
  const byId = new Map<string, number>()
  const twice = new Set<string>()
  for (let from = 0; ; ) {
    const rows = await predictions(storage.db).foreignIds(projectId, from, PAGE)
    for (const { taskId, foreign } of rows) {
      const { foreignId }: { foreignId?: string } = JSON.parse(foreign)
      if (foreignId === undefined) continue
      if (byId.has(foreignId)) twice.add(foreignId)
      byId.set(foreignId, taskId)
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    from = last.taskId
  }
  for (const id of twice) byId.delete(id)
  return byId
}
