import type { DatasetManifest, DatasetRecord, Label, Region, RegionProvenance, ReportLine } from "@justesse/types"
import { OWN_ID, ROTATION } from "./cocoRegion.ts"
import { MANIFEST_NAME } from "./companions.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "./contract.ts"
import { safeName } from "./fileSet.ts"
import { type Holds, tallyRecord, tallyRegion } from "./holds.ts"
import { idText, isList, type JsonValue, member } from "./jsonParse.ts"
import { carriedFor, isFiniteNumber } from "./regions.ts"
import { Tally } from "./report.ts"
import { encodeStream } from "./textStream.ts"
import { cornersOf, liveOutline, liveTurned } from "./turned.ts"

/** The export's file of labels; with parts (train, val …) there is one for each, `annotations/instances_train.json`. */
export const COCO_FILE = "annotations/instances.json"
/** The export's file that says of every label where it comes from (I10): one JSON object a line. */
export const PROVENANCE_FILE = "labels.jsonl"

/** What COCO holds: turned boxes as an attribute and corners, which is no part of its standard. */
export const COCO_HOLDS: Holds = {
  ...{ rotation: true, outline: true, transcript: true, language: true, marks: true, attributes: true },
  ...{ flags: ["crowd"], ids: true, split: true, size: true, foreign: "coco" },
}

/**
 * COCO instances: categories in the ontology's order; they, pictures and annotations with the ids they came with
 * where all of them still have distinct whole ones, otherwise numbered from 1 with their own id beside it. `bbox` is exact,
 * `area` is width × height unless the unchanged box came with another, `segmentation` is the outline unless the box was
 * moved since. A text is `attributes.transcription`, a turned box `attributes.rotation` beside its four corners. Pictures
 * where nothing is are kept; pictures that nobody answered are left out and counted.
 *
 * Beside it: the manifest, and {@link PROVENANCE_FILE}. Draws the records twice for each part and twice more; holds ids.
 */
export const cocoWriter: Writer = {
  name: "coco",
  write: writeCoco,
  async losses(records) {
    return (await survey(records)).lines
  },
}

async function* writeCoco(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const { plans, lines } = await survey(records, manifest)
  for (const line of lines) options.report?.(line)
  const context = { records, manifest, plans }
  for (const split of plans.size > 0 ? plans.keys() : [""])
    yield { name: fileOf(split), role: "labels", body: encodeStream(cocoText(context, split)) }
  yield { name: MANIFEST_NAME, role: "manifest", body: encodeStream([`${JSON.stringify(manifest, null, 2)}\n`]) }
  yield { name: PROVENANCE_FILE, role: "provenance", body: encodeStream(provenanceText(context)) }
}

function fileOf(split: string): string {
  return split === "" ? COCO_FILE : COCO_FILE.replace(/(?=\.json$)/, `_${split}`)
}

/** Whether pictures and annotations of a file can keep the ids they came with. */
interface Plan {
  readonly pictures: DistinctIds
  readonly annotations: DistinctIds
}

interface Context {
  readonly records: RecordSource
  readonly manifest: DatasetManifest
  /** By the part of the dataset, "" for none; in the order they are met. */
  readonly plans: ReadonlyMap<string, Plan>
}

/** One pass over the records: which parts there are, which ids can be kept, and what COCO cannot hold. */
async function survey(
  records: RecordSource,
  manifest?: DatasetManifest,
): Promise<{ plans: Map<string, Plan>; lines: ReportLine[] }> {
  const plans = new Map<string, Plan>()
  const tally = new Tally()
  const categories = manifest ? categoryIds(manifest) : null
  const labels = categories?.ids
  if (categories?.isKept === false) tally.add("changed", "ids_renumbered", "categories")
  for await (const record of records()) {
    if (!tallyRecord(record, COCO_HOLDS, tally)) continue
    const split = splitOf(record)
    if (record.split !== undefined && split !== record.split) tally.add("changed", "split", record.split)
    const plan = plans.get(split) ?? { pictures: new DistinctIds(), annotations: new DistinctIds() }
    plans.set(split, plan)
    plan.pictures.add(record.foreignId)
    if (record.size === null) tally.add("lost", "size_unknown")
    for (const region of record.body?.regions ?? []) {
      if (labels && !labels.has(region.label)) tally.add("lost", "label_unknown", region.label)
      else {
        plan.annotations.add(region.id)
        tallyOne(region, tally)
      }
    }
  }
  for (const { pictures, annotations } of plans.values()) {
    if (pictures.renumbers) tally.add("changed", "ids_renumbered", "images")
    if (annotations.renumbers) tally.add("changed", "ids_renumbered", "annotations")
  }
  return { plans, lines: tally.lines(COCO_FILE) }
}

/** Parts as file names say them; a name that could not be one, or would be read as another, has no file of its own. */
function splitOf({ split }: DatasetRecord): string {
  const isName = split !== undefined && /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u.test(split)
  return isName && !/^(default|valid|validation)$|\d{4}$/i.test(split) ? split : ""
}

function tallyOne(region: Region, tally: Tally): void {
  tallyRegion(region, COCO_HOLDS, tally)
  const carried = carriedFor(region.foreign, "coco")
  if (member(carried, "bbox") !== undefined && !boxUnchanged(region, carried)) tally.add("lost", "mask_of_moved_box")
  // COCO's 0 stands beside every box, whether anybody looked or not.
  if (region.flags?.crowd === false) tally.add("note", "crowd_false_unsaid")
  if (liveTurned(region) && Object.hasOwn(region.attributes ?? {}, ROTATION)) tally.add("lost", "attributes", ROTATION)
}

/** Ids that are distinct whole numbers without exception, or none can be kept. Forgets them all at the first that is not. */
export class DistinctIds {
  #seen: Set<number | string> | null = new Set()
  #given = 0

  /** True when ids are there that cannot be kept. */
  get renumbers(): boolean {
    return this.#seen === null && this.#given > 0
  }

  get areKept(): boolean {
    return this.#seen !== null
  }

  add(id: string | undefined): void {
    if (id !== undefined) this.#given++
    if (!this.#seen) return
    const value = Number(id)
    // Numbers take a fifth of the memory of texts.
    const kept = Number.isSafeInteger(value) ? value : id
    if (id === undefined || !/^(0|[1-9]\d{0,39})$/.test(id) || kept === undefined || this.#seen.has(kept))
      this.#seen = null
    else this.#seen.add(kept)
  }
}

const WHOLE = /^(0|[1-9]\d{0,39})$/

/** The id that a label came with, as a whole number in a text; "" where it has none, null where it is no such number. */
function cameWith({ foreign }: Label): string | null {
  const id = idText(member(carriedFor(foreign, "coco"), "id"))
  return id === null ? "" : WHOLE.test(id) ? id : null
}

/**
 * Ids of classes: those they came with where all are distinct whole numbers (new classes get the next ones), otherwise
 * numbered from 1. `isKept` is false where ids were given up.
 */
function categoryIds({ ontology }: DatasetManifest): { ids: Map<string, string>; isKept: boolean } {
  const given = ontology.labels.map(cameWith)
  const numbers = given.filter((id) => id !== "")
  const isKept = !numbers.includes(null) && new Set(numbers).size === numbers.length
  const most = isKept ? numbers.reduce((max, id) => (BigInt(id ?? 0) > max ? BigInt(id ?? 0) : max), 0n) : 0n
  let next = most
  const ids = ontology.labels.map(({ id }, i) => [id, (isKept && given[i]) || String(++next)] as const)
  return { ids: new Map(ids), isKept }
}

/** A record that goes out; ids are whole numbers as texts, which JSON may have longer than numbers are exact. */
interface Outgoing {
  readonly id: string
  readonly record: DatasetRecord
  readonly regions: readonly { readonly id: string; readonly region: Region }[]
}

/** The records that go out with the ids they get, of one part or all; drawn again, they get the same. */
async function* outgoing({ records, manifest, plans }: Context, only?: string): AsyncGenerator<Outgoing> {
  const labels = categoryIds(manifest).ids
  const counters = new Map([...plans.keys()].map((split) => [split, { pictures: 0, annotations: 0 }]))
  for await (const record of records()) {
    if (record.body === null || safeName(record.name) !== record.name) continue
    const split = splitOf(record)
    if (only !== undefined && split !== only) continue
    const [plan, count] = [plans.get(split), counters.get(split)]
    if (!plan || !count) continue
    count.pictures++
    yield {
      id: plan.pictures.areKept ? (record.foreignId ?? "") : String(count.pictures),
      record,
      regions: record.body.regions
        .filter((region) => labels.has(region.label))
        .map((region) => ({ id: plan.annotations.areKept ? region.id : String(++count.annotations), region })),
    }
  }
}

async function* cocoText(context: Context, split: string): AsyncGenerator<string> {
  const { manifest } = context
  const labels = categoryIds(manifest).ids
  const info = { description: manifest.project, version: String(manifest.version) }
  yield `{"info":${JSON.stringify(info)},\n"licenses":[],\n"categories":[`
  yield manifest.ontology.labels.map((label) => `\n${categoryText(label, labels.get(label.id) ?? "0")}`).join(",")
  yield '\n],\n"images":['
  let separator = "\n"
  for await (const picture of outgoing(context, split)) {
    yield separator + imageText(picture)
    separator = ",\n"
  }
  yield '\n],\n"annotations":['
  separator = "\n"
  for await (const picture of outgoing(context, split))
    for (const { id, region } of picture.regions) {
      yield separator + annotationText(id, picture.id, labels.get(region.label) ?? "0", region)
      separator = ",\n"
    }
  yield "\n]}\n"
}

/** An object that begins with ids, which are written digit for digit. */
export function withIds(ids: Readonly<Record<string, string>>, rest: Record<string, JsonValue>): string {
  const heads = Object.entries(ids).map(([key, id]) => `"${key}":${id}`)
  const text = JSON.stringify(rest)
  return `{${heads.join(",")}${text === "{}" ? "" : ","}${text.slice(1)}`
}

function categoryText(label: Label, id: string): string {
  const { id: _id, ...carried } = carriedFor(label.foreign, "coco")
  return withIds({ id }, { supercategory: "", ...carried, name: label.name.en })
}

function imageText({ id, record }: Outgoing): string {
  return withIds(
    { id },
    {
      ...carriedFor(record.foreign, "coco"),
      ...(record.foreignId === undefined || record.foreignId === id ? {} : { [OWN_ID]: record.foreignId }),
      file_name: record.name,
      ...(record.size ? { width: record.size.width, height: record.size.height } : {}),
    },
  )
}

function annotationText(id: string, imageId: string, categoryId: string, region: Region): string {
  const carried = carriedFor(region.foreign, "coco")
  const { attributes: carriedAttributes, bbox: _, area, segmentation, iscrowd, ...rest } = carried
  const unchanged = boxUnchanged(region, carried)
  const attributes = attributesOf(region, carriedAttributes)
  return withIds(
    { id, image_id: imageId, category_id: categoryId },
    {
      ...rest,
      ...(region.id === id ? {} : { [OWN_ID]: region.id }),
      bbox: [region.x, region.y, region.width, region.height],
      area: unchanged && isFiniteNumber(area) ? area : region.width * region.height,
      iscrowd: region.flags?.crowd === true || (region.flags?.crowd === undefined && iscrowd === 1) ? 1 : 0,
      segmentation: unchanged && segmentation !== undefined ? segmentation : outlineOf(region),
      ...(attributes === null ? {} : { attributes }),
    },
  )
}

function boxUnchanged(region: Region, carried: Record<string, JsonValue>): boolean {
  const bbox = member(carried, "bbox")
  if (!isList(bbox)) return false
  return bbox[0] === region.x && bbox[1] === region.y && bbox[2] === region.width && bbox[3] === region.height
}

function outlineOf(region: Region): JsonValue {
  const turned = liveTurned(region)
  const outline = liveOutline(region) ?? (turned && cornersOf(turned))
  return outline ? [outline.flatMap(({ x, y }) => [x, y])] : []
}

function attributesOf(region: Region, carried: JsonValue | undefined): JsonValue {
  if (carried !== undefined && (typeof carried !== "object" || carried === null || isList(carried))) return carried
  const { transcript } = region
  const turned = liveTurned(region)
  const attributes: Record<string, JsonValue> = {
    ...carried,
    ...region.attributes,
    ...(turned ? { [ROTATION]: turned.rotation } : {}),
    ...(transcript ? { transcription: transcript.value } : {}),
    ...(transcript?.language === undefined ? {} : { transcription_language: transcript.language }),
    ...(transcript?.marks === undefined ? {} : { transcription_marks: transcript.marks }),
  }
  return Object.keys(attributes).length > 0 ? attributes : null
}

async function* provenanceText(context: Context): AsyncGenerator<string> {
  for await (const { id, record, regions } of outgoing(context)) {
    const { name: picture, sha256, settledBy = null } = record
    const byRegion = new Map<string, RegionProvenance>((record.provenance ?? []).map((entry) => [entry.region, entry]))
    if (regions.length === 0)
      yield `${withIds({ image_id: id, annotation_id: "null" }, { picture, sha256, settledBy })}\n`
    for (const { id: annotation, region } of regions) {
      const { method = null, confidence = null, submissions = [] } = byRegion.get(region.id) ?? {}
      const origin = { method, confidence, submissions: [...submissions] }
      const rest = { picture, sha256, settledBy, region: region.id, label: region.label, ...origin }
      yield `${withIds({ image_id: id, annotation_id: annotation }, rest)}\n`
    }
  }
}
