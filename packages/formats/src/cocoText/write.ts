import { boxOf, type Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { isUnchanged } from "../coco/carried.ts"
import { DistinctIds, withIds } from "../coco/ids.ts"
import { OWN_ID } from "../coco/region.ts"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { Numbers, OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { safeName } from "../io/fileSet.ts"
import { isList, type JsonValue } from "../io/jsonParse.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { lineOfRegion } from "../regions/wholePixels.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { LANGUAGE_TAG, NO_LANGUAGE } from "./read.ts"

/** The export's file of labels. */
export const COCO_TEXT_FILE = "cocotext.json"

const HOLDS: Holds = {
  ...{ rotation: "corners", outline: true, transcript: true, language: true, marks: true },
  ...{ ids: true, split: true, size: true, foreign: "coco-text" },
}

/**
 * COCO-Text 2: maps by id with everything to the bit; `mask` is the outline or the corners of the box, `class` the label.
 * Ids stay where all are distinct whole numbers, because its API makes numbers of keys; otherwise they are numbered and the
 * own one stands beside. A language other than English is `not english` with its tag beside it. A region without a text
 * is illegible, because training code reads the text of every legible one. Draws the records four times; holds ids.
 */
export const cocoTextWriter: Writer = {
  name: "coco-text",
  async losses(records, { numbers } = {}) {
    return (await survey(records, numbers)).tally.lines(COCO_TEXT_FILE)
  },
  async *write(records: RecordSource, manifest: DatasetManifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const { tally, plan } = await survey(records, options.numbers)
    for (const line of tally.lines(COCO_TEXT_FILE)) options.report?.(line)
    yield { name: COCO_TEXT_FILE, role: "labels", body: encodeStream(fileText(records, manifest, plan)) }
    yield* companionFiles(records, manifest)
  },
}

interface Plan {
  readonly numbers: Numbers | undefined
  readonly pictures: DistinctIds
  readonly annotations: DistinctIds
}

async function survey(records: RecordSource, numbers?: Numbers): Promise<{ tally: Tally; plan: Plan }> {
  const tally = new Tally()
  const plan: Plan = { numbers, pictures: new DistinctIds(), annotations: new DistinctIds() }
  let isRenumbered = false
  for await (const record of records()) {
    if (!tallyAll(record, HOLDS, tally)) continue
    if (record.size === null) tally.add("lost", "size_unknown")
    const number = numbers?.picture(record)
    if (number === undefined) plan.pictures.add(record.foreignId)
    else if (record.foreignId !== undefined && record.foreignId !== number) isRenumbered = true
    for (const region of record.body?.regions ?? []) {
      plan.annotations.add(region.id)
      tallyRegion(region, tally)
    }
  }
  if (plan.pictures.renumbers || isRenumbered) tally.add("changed", "ids_renumbered", "imgs")
  if (plan.annotations.renumbers) tally.add("changed", "ids_renumbered", "anns")
  return { tally, plan }
}

function tallyRegion({ transcript }: Region, tally: Tally): void {
  if (!transcript) tally.add("changed", "text_absent_as_illegible")
  for (const mark of transcript?.marks ?? []) if (mark !== "illegible") tally.add("lost", "transcription_marks", mark)
  if (transcript?.value === "." && !transcript.marks?.includes("illegible")) tally.add("changed", "dot_as_illegible")
}

interface Outgoing {
  readonly id: string
  readonly record: DatasetRecord
  readonly regions: readonly { readonly id: string; readonly region: Region }[]
}

/** The records that go out with the ids they get; drawn again, they get the same. */
async function* outgoing(records: RecordSource, { pictures, annotations, numbers }: Plan): AsyncGenerator<Outgoing> {
  let [picture, annotation] = [0, 0]
  for await (const record of records()) {
    if (record.body === null || safeName(record.name) !== record.name) continue
    picture++
    yield {
      id: numbers?.picture(record) ?? (pictures.areKept ? (record.foreignId ?? "") : String(picture)),
      record,
      regions: record.body.regions.map((region) => ({
        id: annotations.areKept ? region.id : String(++annotation),
        region,
      })),
    }
  }
}

async function* fileText(records: RecordSource, manifest: DatasetManifest, plan: Plan): AsyncGenerator<string> {
  const names = labelNames(manifest.ontology)
  const info = { description: manifest.project, version: String(manifest.version) }
  yield `{"info":${JSON.stringify(info)},\n"cats":{},\n"imgs":{`
  let separator = "\n"
  for await (const picture of outgoing(records, plan)) {
    yield `${separator}"${picture.id}":${imageText(picture)}`
    separator = ",\n"
  }
  yield '\n},\n"anns":{'
  separator = "\n"
  for await (const picture of outgoing(records, plan))
    for (const { id, region } of picture.regions) {
      yield `${separator}"${id}":${annotationText(id, picture.id, names.get(region.label) ?? region.label, region)}`
      separator = ",\n"
    }
  yield '\n},\n"imgToAnns":{'
  separator = "\n"
  for await (const { id, regions } of outgoing(records, plan)) {
    yield `${separator}"${id}":[${regions.map((one) => one.id).join(",")}]`
    separator = ",\n"
  }
  yield "\n}}\n"
}

function imageText({ id, record }: Outgoing): string {
  const { foreignId, name, size, split } = record
  const { id: _id, ...rest } = carriedFor(record.foreign, "coco-text")
  return withIds(
    { id },
    {
      ...rest,
      ...(foreignId === undefined || foreignId === id ? {} : { [OWN_ID]: foreignId }),
      file_name: name,
      ...(size ? { width: size.width, height: size.height } : {}),
      ...(split === undefined ? {} : { set: split }),
    },
  )
}

function annotationText(id: string, imageId: string, label: string, region: Region): string {
  const carried = carriedFor(region.foreign, "coco-text")
  const {
    language: said,
    id: _id,
    image_id: _imageId,
    utf8_string: _text,
    bbox: _bbox,
    shape_area: _area,
    stated_bbox: stated,
    ...rest
  } = carried
  const { transcript } = region
  const { x, y, width, height } = boxOf(region)
  const illegible = !transcript || transcript.marks?.includes("illegible") === true
  return withIds(
    { id, image_id: imageId },
    {
      ...rest,
      ...(region.id === id ? {} : { [OWN_ID]: region.id }),
      bbox: isList(stated) && isUnchanged(region, carried) ? stated : [x, y, width, height],
      area: width * height,
      mask: maskOf(region),
      ...(transcript && (transcript.value !== "" || !illegible) ? { utf8_string: transcript.value } : {}),
      legibility: illegible ? "illegible" : "legible",
      ...languageOf(transcript?.language, said),
      class: label,
    },
  )
}

/** COCO-Text knows English and not English; the tag itself stands beside. */
function languageOf(tag: string | undefined, said: JsonValue | undefined): Record<string, JsonValue> {
  if (tag === undefined) return { language: said ?? NO_LANGUAGE }
  return {
    language: /^en(-|$)/i.test(tag) ? "english" : "not english",
    ...(tag === "en" ? {} : { [LANGUAGE_TAG]: tag }),
  }
}

function maskOf(region: Region): number[] {
  return lineOfRegion(region).flatMap((point) => [point.x, point.y])
}
