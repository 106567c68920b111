import type { DatasetManifest, DatasetRecord, Region, RegionProvenance, ReportLine } from "@justesse/types"
import { MANIFEST_NAME } from "./companions.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "./contract.ts"
import { safeName } from "./fileSet.ts"
import { isList, type JsonValue, member } from "./jsonParse.ts"
import { carriedFor, isFiniteNumber } from "./regions.ts"
import { reportLine, Tally } from "./report.ts"
import { encodeStream } from "./textStream.ts"

/** The export's file of labels. */
export const COCO_FILE = "annotations/instances.json"
/** The export's file that says of every label where it comes from (I10): one JSON object a line. */
export const PROVENANCE_FILE = "labels.jsonl"

/**
 * COCO instances: categories in the ontology's order with ids from 1, pictures and annotations with the ids they came with
 * where all of them still have distinct whole ones, otherwise numbered from 1. `bbox` is exact, `area` is width × height
 * unless the unchanged box came with another, `segmentation` is the outline unless the box was moved since. A text is
 * `attributes.transcription`. Pictures where nothing is are kept; pictures that nobody answered are left out and counted.
 *
 * Beside it: the manifest, and {@link PROVENANCE_FILE}. Draws the records three times; holds ids only.
 */
export const cocoWriter: Writer = {
  name: "coco",
  write: writeCoco,
  async losses(records) {
    const { tally, lines } = await survey(records)
    return [...lines, ...tally.lines(COCO_FILE)]
  },
}

async function* writeCoco(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const { plan, tally, lines } = await survey(records, manifest)
  for (const line of [...lines, ...tally.lines(COCO_FILE)]) options.report?.(line)
  yield { name: COCO_FILE, role: "labels", body: encodeStream(cocoText(records, manifest, plan)) }
  yield { name: MANIFEST_NAME, role: "manifest", body: encodeStream([`${JSON.stringify(manifest, null, 2)}\n`]) }
  yield { name: PROVENANCE_FILE, role: "provenance", body: encodeStream(provenanceText(records, manifest, plan)) }
}

/** Whether pictures and annotations can keep the ids they came with. */
interface Plan {
  readonly keepPictureIds: boolean
  readonly keepAnnotationIds: boolean
}

interface Survey {
  readonly plan: Plan
  readonly tally: Tally
  readonly lines: ReportLine[]
}

/** One pass over the records: which ids can be kept, and what COCO cannot hold. */
async function survey(records: RecordSource, manifest?: DatasetManifest): Promise<Survey> {
  const pictureIds = new DistinctIds()
  const annotationIds = new DistinctIds()
  const tally = new Tally()
  const lines: ReportLine[] = []
  const labels = manifest ? categoryIds(manifest) : null
  for await (const record of records()) {
    if (record.body === null) tally.add("lost", "picture_without_answer")
    else if (safeName(record.name) !== record.name)
      lines.push(reportLine("lost", "name_unsafe", { file: COCO_FILE, found: record.name }))
    else {
      pictureIds.add(record.foreignId)
      if (record.size === null) tally.add("lost", "size_unknown")
      if (record.body.nothingHere) tally.add("note", "nothing_here_as_empty")
      for (const region of record.body.regions) {
        if (labels && !labels.has(region.label)) tally.add("lost", "label_unknown", region.label)
        else {
          annotationIds.add(region.id)
          tallyRegion(region, tally)
        }
      }
    }
  }
  if (annotationIds.broken) tally.add("changed", "ids_renumbered", "annotations")
  return { plan: { keepPictureIds: !pictureIds.broken, keepAnnotationIds: !annotationIds.broken }, tally, lines }
}

function tallyRegion(region: Region, tally: Tally): void {
  if (region.outline && region.outlineStale) tally.add("lost", "outline_stale")
  for (const format of Object.keys(region.foreign ?? {}))
    if (format !== "coco") tally.add("lost", "carried_for_other_format", format)
  const carried = carriedFor(region.foreign, "coco")
  if (member(carried, "bbox") !== undefined && !boxUnchanged(region, carried)) tally.add("lost", "mask_of_moved_box")
}

/** Ids that are distinct whole numbers without exception, or `broken`. Forgets them all at the first that is not. */
class DistinctIds {
  #seen: Set<number> | null = new Set()

  get broken(): boolean {
    return this.#seen === null
  }

  add(id: string | undefined): void {
    if (!this.#seen) return
    const value = Number(id)
    if (id === undefined || String(value) !== id || !Number.isSafeInteger(value) || value < 0 || this.#seen.has(value))
      this.#seen = null
    else this.#seen.add(value)
  }
}

function categoryIds(manifest: DatasetManifest): Map<string, number> {
  return new Map(manifest.ontology.labels.map((label, index) => [label.id, index + 1]))
}

/** A record that goes out, and its picture's id. */
interface Outgoing {
  readonly id: number
  readonly record: DatasetRecord
  readonly regions: readonly { readonly id: number; readonly region: Region }[]
}

/** The records that go out with the ids they get; drawn again, they get the same. */
async function* outgoing(records: RecordSource, manifest: DatasetManifest, plan: Plan): AsyncGenerator<Outgoing> {
  const labels = categoryIds(manifest)
  let pictures = 0
  let annotations = 0
  for await (const record of records()) {
    if (record.body === null || safeName(record.name) !== record.name) continue
    pictures++
    yield {
      id: plan.keepPictureIds ? Number(record.foreignId) : pictures,
      record,
      regions: record.body.regions
        .filter((region) => labels.has(region.label))
        .map((region) => ({ id: plan.keepAnnotationIds ? Number(region.id) : ++annotations, region })),
    }
  }
}

async function* cocoText(records: RecordSource, manifest: DatasetManifest, plan: Plan): AsyncGenerator<string> {
  const labels = categoryIds(manifest)
  const info = { description: manifest.project, version: String(manifest.version) }
  yield `{"info":${JSON.stringify(info)},\n"licenses":[],\n"categories":[`
  const categories = manifest.ontology.labels.map((label, i) => ({ id: i + 1, name: label.name.en, supercategory: "" }))
  yield categories.map((category) => `\n${JSON.stringify(category)}`).join(",")
  yield '\n],\n"images":['
  let separator = "\n"
  for await (const picture of outgoing(records, manifest, plan)) {
    yield `${separator}${JSON.stringify(imageOf(picture))}`
    separator = ",\n"
  }
  yield '\n],\n"annotations":['
  separator = "\n"
  for await (const picture of outgoing(records, manifest, plan))
    for (const { id, region } of picture.regions) {
      yield `${separator}${JSON.stringify(annotationOf(id, picture.id, labels.get(region.label) ?? 0, region))}`
      separator = ",\n"
    }
  yield "\n]}\n"
}

function imageOf({ id, record }: Outgoing): Record<string, JsonValue> {
  return {
    ...carriedFor(record.foreign, "coco"),
    id,
    file_name: record.name,
    ...(record.size ? { width: record.size.width, height: record.size.height } : {}),
  }
}

function annotationOf(id: number, imageId: number, categoryId: number, region: Region): Record<string, JsonValue> {
  const {
    attributes: carriedAttributes,
    bbox: _,
    area,
    segmentation,
    iscrowd,
    ...rest
  } = carriedFor(region.foreign, "coco")
  const unchanged = boxUnchanged(region, carriedFor(region.foreign, "coco"))
  const attributes = attributesOf(region, carriedAttributes)
  return {
    ...rest,
    id,
    image_id: imageId,
    category_id: categoryId,
    bbox: [region.x, region.y, region.width, region.height],
    area: unchanged && isFiniteNumber(area) ? area : region.width * region.height,
    iscrowd: iscrowd === 1 ? 1 : 0,
    segmentation: unchanged && segmentation !== undefined ? segmentation : outlineOf(region),
    ...(attributes === null ? {} : { attributes }),
  }
}

function boxUnchanged(region: Region, carried: Record<string, JsonValue>): boolean {
  const bbox = member(carried, "bbox")
  if (!isList(bbox)) return false
  return bbox[0] === region.x && bbox[1] === region.y && bbox[2] === region.width && bbox[3] === region.height
}

function outlineOf(region: Region): JsonValue {
  if (!region.outline || region.outlineStale) return []
  return [region.outline.flatMap(({ x, y }) => [x, y])]
}

function attributesOf(region: Region, carried: JsonValue | undefined): JsonValue {
  if (carried !== undefined && (typeof carried !== "object" || carried === null || isList(carried))) return carried
  const { transcript } = region
  const attributes: Record<string, JsonValue> = {
    ...carried,
    ...region.attributes,
    ...(transcript ? { transcription: transcript.value } : {}),
    ...(transcript?.language === undefined ? {} : { transcription_language: transcript.language }),
    ...(transcript?.marks === undefined ? {} : { transcription_marks: transcript.marks }),
  }
  return Object.keys(attributes).length > 0 ? attributes : null
}

async function* provenanceText(records: RecordSource, manifest: DatasetManifest, plan: Plan): AsyncGenerator<string> {
  for await (const { id, record, regions } of outgoing(records, manifest, plan)) {
    const head = { picture: record.name, sha256: record.sha256, image_id: id, settledBy: record.settledBy ?? null }
    const byRegion = new Map<string, RegionProvenance>((record.provenance ?? []).map((entry) => [entry.region, entry]))
    if (regions.length === 0) yield `${JSON.stringify({ ...head, annotation_id: null })}\n`
    for (const { id: annotation, region } of regions) {
      const known = byRegion.get(region.id)
      yield `${JSON.stringify({
        ...head,
        annotation_id: annotation,
        region: region.id,
        label: region.label,
        method: known?.method ?? null,
        confidence: known?.confidence ?? null,
        submissions: known?.submissions ?? [],
      })}\n`
    }
  }
}
