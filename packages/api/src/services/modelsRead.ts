import { predictions } from "@justesse/db/repositories/predictions"
import { readResults, resultFiles, resultNames } from "@justesse/formats/cocoResults"
import { detectFormat, readDataset } from "@justesse/formats/detect"
import type { FileSet } from "@justesse/formats/fileSet"
import { doubtOf, type FoundRegion } from "@justesse/quality/project/detections"
import { JustesseError, type Label, type Region } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { PictureFinder } from "./importsFind.ts"

/** What a model found in one picture; `taskId` null where the picture is not here. */
export interface ReadPrediction {
  readonly format: string
  readonly taskId: number | null
  /** JSON: `{regions: FoundRegion[]}`. */
  readonly body: string
  readonly regions: number
  readonly doubt: number
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
): AsyncGenerator<ReadPrediction> {
  const finder = new PictureFinder(deps, projectId)
  const results = await resultFiles(files)
  let [boxes, known] = [0, 0]
  const pictures =
    results.length > 0
      ? fromResults(deps, projectId, labels, files, results, finder)
      : fromDataset(labels, files, finder)
  for await (const { format, taskId, found, all } of pictures) {
    boxes += all
    known += found.length
    const surest = [...found].sort((a, b) => b.score - a.score).slice(0, MOST_BOXES)
    yield { format, taskId, body: JSON.stringify({ regions: surest }), regions: surest.length, doubt: doubtOf(surest) }
  }
  if (boxes > 0 && known === 0) throw new JustesseError("label_unknown", { boxes })
}

interface FoundPicture {
  readonly format: string
  readonly taskId: number | null
  readonly found: readonly FoundRegion[]
  /** Boxes of the picture, those of unknown labels too. */
  readonly all: number
}

/** A label by id or by its name in any language. */
function labelsByName(labels: readonly Label[]): Map<string, string> {
  const byName = new Map<string, string>()
  for (const { id, name } of labels) for (const text of Object.values(name)) if (text) byName.set(text, id)
  for (const { id } of labels) byName.set(id, id)
  return byName
}

async function* fromDataset(
  labels: readonly Label[],
  files: FileSet,
  finder: PictureFinder,
): AsyncGenerator<FoundPicture> {
  const byName = labelsByName(labels)
  const labelOf = new Map<string, string>()
  const { name: format } = await detectFormat(files)
  for await (const event of readDataset(files)) {
    if (event.kind === "ontology") {
      for (const { id, name } of event.ontology.labels) {
        const own = byName.get(name.en ?? "") ?? byName.get(id)
        if (own !== undefined) labelOf.set(id, own)
      }
    }
    if (event.kind !== "record" || event.record.body === null) continue
    const { name, sha256, body } = event.record
    const found = body.regions.flatMap((region): FoundRegion[] => {
      const label = labelOf.get(region.label)
      const { x, y, width, height } = region
      return label === undefined ? [] : [{ x, y, width, height, label, score: scoreOf(region) }]
    })
    yield { format, taskId: await finder.find(name, sha256), found, all: body.regions.length }
  }
}

/** The score that a COCO file gave an annotation, within [0, 1]; 1 where it gave none. */
function scoreOf(region: Region): number {
  const coco = region.foreign?.["coco"]
  const score = typeof coco === "object" && coco !== null && !Array.isArray(coco) ? coco["score"] : undefined
  return typeof score === "number" ? Math.min(1, Math.max(0, score)) : 1
}

async function* fromResults(
  deps: Reading,
  projectId: number,
  labels: readonly Label[],
  files: FileSet,
  results: readonly string[],
  finder: PictureFinder,
): AsyncGenerator<FoundPicture> {
  const { imageOf, categoryOf } = await resultNames(files)
  const foreign = imageOf.size > 0 ? new Map<string, number>() : await foreignIds(deps, projectId)
  const byName = labelsByName(labels)
  const labelOf = (category: string) =>
    byName.get(categoryOf.get(category) ?? category) ?? labelAt(labels, category, categoryOf)
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
    const taskId = (name === undefined ? foreign.get(image) : undefined) ?? (await finder.find(name ?? image, null))
    yield { format: "coco results", taskId, found, all }
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
