import type { Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { manifestFile } from "../companions/index.ts"
import type { Numbers, OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { safeName } from "../io/fileSet.ts"
import { member } from "../io/jsonParse.ts"
import { Aside, memorySpool, type Spool } from "../io/spool.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { findRotation } from "../regions/rotated.ts"
import { type Holds, tallyRecord, tallyRegion } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { isUnchanged } from "./carried.ts"
import { categoryIds, DistinctIds } from "./ids.ts"
import { annotationText, categoryText, imageText, provenanceText } from "./out.ts"
import { ROTATION } from "./region.ts"

/** The export's file of labels; with parts (train, val …) there is one for each, `annotations/instances_train.json`. */
export const COCO_FILE = "annotations/instances.json"
/** The export's file that says of every label where it comes from (I10): one JSON object a line. */
export const PROVENANCE_FILE = "labels.jsonl"

/** What COCO holds: turned boxes as an attribute and corners, which is no part of its standard. */
const COCO_HOLDS: Holds = {
  ...{
    rotation: true,
    outline: true,
    transcript: true,
    language: true,
    marks: true,
    textParts: true,
    attributes: true,
  },
  ...{ flags: ["crowd"], ids: true, split: true, size: true, foreign: "coco" },
}

/**
 * COCO instances: categories in the ontology's order; they, pictures and annotations with the ids they came with
 * where all of them still have distinct whole ones, otherwise numbered from 1 over all parts with their own id beside it;
 * pictures and categories by the project's own numbers where it gives some. `bbox` is exact,
 * `area` is the shape's own unless the unchanged shape came with another, `segmentation` has a polygon for each part of an
 * outline, holes joined to what is around them. A text is `attributes.transcription`, a turned box `attributes.rotation` beside its four corners. Pictures
 * where nothing is are kept; pictures that nobody answered are left out and counted.
 *
 * Beside it: the manifest, and {@link PROVENANCE_FILE}. Draws the records once, or twice where ids turn out late not to be
 * distinct; holds ids, and puts everything else aside.
 */
export const cocoWriter: Writer = {
  name: "coco",
  write: writeCoco,
  async losses(records, { numbers } = {}) {
    const survey = new Survey(null, numbers)
    for await (const record of records()) survey.part(record)
    return survey.lines()
  },
}

async function* writeCoco(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const { numbers } = options
  const categories = categoryIds(manifest, numbers?.categories)
  const survey = new Survey(categories, numbers)
  const sheets = await drawn(records, survey, categories.ids, options.spool ?? memorySpool())
  for (const line of survey.lines()) options.report?.(line)
  const heads = [headText(manifest, categories.ids), '\n],\n"images":[', '\n],\n"annotations":[', "\n]}\n"]
  const parts = sheets.parts.size > 0 ? sheets.parts : new Map([["", null]])
  for (const [split, sheet] of parts)
    yield { name: fileOf(split), role: "labels", body: fileBytes(heads, [sheet?.images, sheet?.annotations]) }
  yield manifestFile(manifest)
  yield { name: PROVENANCE_FILE, role: "provenance", body: sheets.provenance.read() }
}

function fileOf(split: string): string {
  return split === "" ? COCO_FILE : COCO_FILE.replace(/(?=\.json$)/, `_${split}`)
}

function headText({ project, version, ontology }: DatasetManifest, ids: ReadonlyMap<string, string>): string {
  const info = { description: project, version: String(version) }
  const categories = ontology.labels.map((label) => `\n${categoryText(label, ids.get(label.id) ?? "0")}`).join(",")
  return `{"info":${JSON.stringify(info)},\n"licenses":[],\n"categories":[${categories}`
}

/** The texts with what was put aside for the two lists between them. */
async function* fileBytes(
  [head = "", images = "", annotations = "", end = ""]: readonly string[],
  [pictures, regions]: readonly (Aside | undefined)[],
): AsyncGenerator<Uint8Array> {
  yield* encodeStream([head + images])
  if (pictures) yield* pictures.read()
  yield* encodeStream([annotations])
  if (regions) yield* regions.read()
  yield* encodeStream([end])
}

/** Whether pictures and annotations of a part can keep the ids they came with, as far as is known. */
interface Plan {
  readonly split: string
  readonly pictures: DistinctIds
  readonly annotations: DistinctIds
}

/** Learns of one record after the other which parts there are, which ids can be kept, and what COCO cannot hold. */
class Survey {
  readonly #plans = new Map<string, Plan>()
  readonly #tally = new Tally()
  readonly #labels: ReadonlyMap<string, string> | null
  readonly #numbers: Numbers | undefined
  readonly #annotations = new DistinctIds()
  #renumbered = false

  /** `categories` are the labels that go out; without them all do. `numbers` are the project's own, where it has some. */
  constructor(categories: ReturnType<typeof categoryIds> | null, numbers?: Numbers) {
    this.#labels = categories?.ids ?? null
    this.#numbers = numbers
    if (categories?.isKept === false) this.#tally.add("changed", "ids_renumbered", "categories")
  }

  /** The part that a record belongs to; null where it does not go out. */
  part(record: DatasetRecord): Plan | null {
    const tally = this.#tally
    if (!tallyRecord(record, COCO_HOLDS, tally)) return null
    const plan = this.planOf(record)
    if (record.split !== undefined && plan.split !== record.split) tally.add("changed", "split", record.split)
    const number = this.numberOf(record)
    if (number === undefined) plan.pictures.add(record.foreignId)
    else if (record.foreignId !== undefined && record.foreignId !== number) this.#renumbered = true
    if (record.size === null) tally.add("lost", "size_unknown")
    for (const region of record.body?.regions ?? []) {
      if (this.#labels && !this.#labels.has(region.label)) tally.add("lost", "label_unknown", region.label)
      else {
        plan.annotations.add(region.id)
        tallyOne(region, tally)
      }
    }
    return plan
  }

  /** The number that the project gave a picture; undefined where this export numbers by itself. */
  numberOf(record: DatasetRecord): string | undefined {
    return this.#numbers?.picture(record)
  }

  planOf(record: DatasetRecord): Plan {
    const split = splitOf(record)
    // A project's files are put together again by people: what it numbers is unique over all parts.
    const annotations = () => (this.#numbers ? this.#annotations : new DistinctIds())
    const plan = this.#plans.get(split) ?? { split, pictures: new DistinctIds(), annotations: annotations() }
    this.#plans.set(split, plan)
    return plan
  }

  plans(): Iterable<Plan> {
    return this.#plans.values()
  }

  /** What is to be told, once every record was seen. */
  lines(): ReportLine[] {
    if (this.#renumbered) this.#tally.add("changed", "ids_renumbered", "images")
    for (const { pictures, annotations } of this.#plans.values()) {
      if (pictures.renumbers) this.#tally.add("changed", "ids_renumbered", "images")
      if (annotations.renumbers) this.#tally.add("changed", "ids_renumbered", "annotations")
    }
    return this.#tally.lines(COCO_FILE)
  }
}

/** Parts as file names say them; a name that could not be one, or would be read as another, has no file of its own. */
function splitOf({ split }: DatasetRecord): string {
  const isName = split !== undefined && /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u.test(split)
  return isName && !/^(default|valid|validation)$|\d{4}$/i.test(split) ? split : ""
}

function tallyOne(region: Region, tally: Tally): void {
  tallyRegion(region, COCO_HOLDS, tally)
  const { foreign, flags, attributes } = region
  const carried = foreign && carriedFor(foreign, "coco")
  if (carried && member(carried, "bbox") !== undefined && !isUnchanged(region, carried))
    tally.add("lost", "mask_of_moved_box")
  // COCO's 0 stands beside every box, whether anybody looked or not.
  if (flags?.crowd === false) tally.add("note", "crowd_false_unsaid")
  if (attributes && findRotation(region) && Object.hasOwn(attributes, ROTATION))
    tally.add("lost", "attributes", ROTATION)
}

/**
 * Draws the records and puts their texts aside. It takes the ids for kept until it knows better: where texts stand already
 * by then, they are drawn anew.
 */
async function drawn(
  records: RecordSource,
  survey: Survey,
  labels: ReadonlyMap<string, string>,
  spool: Spool,
): Promise<Sheets> {
  const numberOf = (record: DatasetRecord) => survey.numberOf(record)
  const first = new Sheets(labels, spool, numberOf)
  let isRight = true
  for await (const record of records()) {
    const plan = survey.part(record)
    if (plan === null) continue
    isRight &&= first.fits(survey.plans())
    if (isRight) await first.add(record, plan)
  }
  if (isRight) return first
  const second = new Sheets(labels, spool, numberOf)
  for await (const record of records())
    if (record.body !== null && safeName(record.name) === record.name) await second.add(record, survey.planOf(record))
  return second
}

/** What is put aside for the file of a part, and how its ids were written. */
interface Sheet {
  readonly images: Aside
  readonly annotations: Aside
  pictureCount: number
  /** Whether the ids that stand there were kept; null while none stands there. */
  pictures: boolean | null
  regions: boolean | null
}

/** The texts of all parts in the order they are met, and the lines of {@link PROVENANCE_FILE}. */
class Sheets {
  readonly parts = new Map<string, Sheet>()
  readonly provenance: Aside
  readonly #labels: ReadonlyMap<string, string>
  readonly #spool: Spool
  readonly #numberOf: (record: DatasetRecord) => string | undefined
  /** Over all parts: what is numbered here has a number that no other part's file has. */
  #annotations = 0
  #pictures = 0

  constructor(
    labels: ReadonlyMap<string, string>,
    spool: Spool,
    numberOf: (record: DatasetRecord) => string | undefined,
  ) {
    this.#labels = labels
    this.#numberOf = numberOf
    this.#spool = spool
    this.provenance = new Aside(spool)
  }

  /** False where ids stand there as they would no longer be written. */
  fits(plans: Iterable<Plan>): boolean {
    const isSame = (was: boolean | null, { areKept }: DistinctIds) => was === null || was === areKept
    for (const { split, pictures, annotations } of plans) {
      const sheet = this.parts.get(split)
      if (sheet && !(isSame(sheet.pictures, pictures) && isSame(sheet.regions, annotations))) return false
    }
    return true
  }

  async add(record: DatasetRecord, plan: Plan): Promise<void> {
    const sheet = this.#sheetOf(plan.split)
    const areKept = plan.annotations.areKept
    const isFirst = sheet.pictureCount++ === 0
    const number = this.#numberOf(record)
    const id = number ?? (plan.pictures.areKept ? (record.foreignId ?? "") : String(++this.#pictures))
    sheet.pictures = number === undefined ? plan.pictures.areKept : null
    const regions: { id: string; region: Region }[] = []
    let text = ""
    for (const region of record.body?.regions ?? []) {
      const category = this.#labels.get(region.label)
      if (category === undefined) continue
      const own = areKept ? region.id : String(++this.#annotations)
      text += `${sheet.regions === null ? "\n" : ",\n"}${annotationText(own, id, category, region)}`
      sheet.regions = areKept
      regions.push({ id: own, region })
    }
    for (const full of [
      sheet.images.add(`${isFirst ? "\n" : ",\n"}${imageText(id, record)}`),
      sheet.annotations.add(text),
      this.provenance.add(provenanceText(id, record, regions)),
    ])
      if (full) await full
  }

  #sheetOf(split: string): Sheet {
    const known = this.parts.get(split)
    if (known) return known
    const asides = { images: new Aside(this.#spool), annotations: new Aside(this.#spool) }
    const sheet = { ...asides, pictureCount: 0, pictures: null, regions: null }
    this.parts.set(split, sheet)
    return sheet
  }
}
