import { boxOf, type Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { companionFiles } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { csvLine } from "../io/csvTable.ts"
import { decimalText } from "../io/decimals.ts"
import { withoutExtension } from "../io/fileSet.ts"
import { member } from "../io/jsonParse.ts"
import { isSplitName } from "../io/splitNames.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { OPEN_IMAGES_CARRIED, OPEN_IMAGES_FLAGS } from "./read.ts"

const HOLDS: Holds = { flags: ["occluded", "truncated", "crowd"], split: true, size: true, foreign: "openimages" }
const LABELS_PATTERN = "annotations/*-annotations-bbox.csv"
const CLASSES_FILE = "annotations/class-descriptions.csv"
const PICTURES_FILE = "annotations/image_ids.csv"
const SIZES_FILE = "annotations/images.meta"
const COLUMNS =
  "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside"

/**
 * Open Images: a table of boxes for each part, class ids with their names in the ontology's order, a list of the pictures
 * and their sizes. An id is a picture's name without its extension where it has that for itself. A picture of unknown size
 * stays out, since shares of it cannot be told; a picture where nothing is is only listed, which says nothing about it.
 * Draws the records once for each part and four times more; holds names only.
 */
export const openImagesWriter: Writer = {
  name: "openimages",
  async losses(records) {
    return (await survey(records)).tally.lines(LABELS_PATTERN)
  },
  write,
}

/** Ids of the pictures that go out, by name, with the part whose table they are in ("" for none). */
type Pictures = ReadonlyMap<string, { readonly id: string; readonly split: string }>

async function survey(
  records: RecordSource,
  classes?: ReadonlyMap<string, string>,
): Promise<{ tally: Tally; pictures: Pictures }> {
  const tally = new Tally()
  const splits = new Map<string, string>()
  const stems = new Map<string, number>()
  for await (const record of records()) {
    if (!tallyAll(record, HOLDS, tally)) continue
    const regions = record.body?.regions ?? []
    if (record.size === null && regions.length > 0) {
      tally.add("lost", "size_unknown", "", regions.length)
      continue
    }
    if (regions.length === 0) tally.add("lost", "empty_pictures")
    if (record.split !== undefined && findSplit(record) === "") tally.add("lost", "split", record.split)
    for (const { label } of regions) if (classes && !classes.has(label)) tally.add("lost", "label_unknown", label)
    splits.set(record.name, findSplit(record))
    const stem = withoutExtension(record.name)
    stems.set(stem, (stems.get(stem) ?? 0) + 1)
  }
  const idOf = (name: string) => (stems.get(withoutExtension(name)) === 1 ? withoutExtension(name) : name)
  return { tally, pictures: new Map([...splits].map(([name, split]) => [name, { id: idOf(name), split }])) }
}

function findSplit({ split }: DatasetRecord): string {
  return split !== undefined && isSplitName(split) ? split : ""
}

/** Open Images' own word for a part. */
const wordOf = (split: string) => (split === "val" ? "validation" : split)

async function* write(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const classes = new Map<string, string>(manifest.ontology.labels.map(({ id }, i) => [id, `/j/${i + 1}`]))
  const { tally, pictures } = await survey(records, classes)
  for (const line of tally.lines(LABELS_PATTERN)) options.report?.(line)
  const labels = (text: string | Iterable<string> | AsyncIterable<string>, name: string): OutFile => ({
    name,
    role: "labels",
    body: encodeStream(typeof text === "string" ? [text] : text),
  })
  const names = manifest.ontology.labels.map(({ name }, i) => csvLine([`/j/${i + 1}`, name.en]))
  yield labels(["LabelName,DisplayName\n", ...names], CLASSES_FILE)
  const listed = [...pictures.values()].map(({ id, split }) => csvLine([id, wordOf(split), "0"]))
  yield labels(["ImageID,Subset,Rotation\n", ...listed], PICTURES_FILE)
  yield labels(sizes(records, pictures), SIZES_FILE)
  const splits = new Set([...pictures.values()].map(({ split }) => split))
  for (const split of splits.size > 0 ? splits : [""])
    yield labels(
      rows(records, pictures, split, classes),
      `annotations/${split === "" ? "" : `${wordOf(split)}-`}annotations-bbox.csv`,
    )
  yield* companionFiles(records, manifest)
}

async function* sizes(records: RecordSource, pictures: Pictures): AsyncGenerator<string> {
  for await (const { name, size } of records()) {
    const picture = pictures.get(name)
    if (picture && size) yield `"${picture.id.replaceAll(/(["\\])/g, "\\$1")}" ${size.height} ${size.width}\n`
  }
}

async function* rows(
  records: RecordSource,
  pictures: Pictures,
  split: string,
  classes: ReadonlyMap<string, string>,
): AsyncGenerator<string> {
  yield `${COLUMNS}\n`
  for await (const record of records()) {
    const picture = pictures.get(record.name)
    if (!picture || picture.split !== split || !record.size) continue
    for (const one of record.body?.regions ?? []) {
      const label = classes.get(one.label)
      if (label !== undefined) yield rowOf(picture.id, label, one, record.size)
    }
  }
}

function rowOf(id: string, label: string, one: Region, size: { width: number; height: number }): string {
  const carried = carriedFor(one.foreign, "openimages")
  const [source = "", confidence = "", depiction = "", inside = ""] = OPEN_IMAGES_CARRIED.map((column) => {
    const value = member(carried, column)
    return typeof value === "string" ? value : ""
  })
  const { x, y, width, height } = boxOf(one)
  const shares = [x / size.width, (x + width) / size.width, y / size.height, (y + height) / size.height]
  const flags = OPEN_IMAGES_FLAGS.map(([, flag]) => one.flags?.[flag]).map((value) =>
    value === undefined ? -1 : Number(value),
  )
  const others = [depiction || "-1", inside || "-1"]
  return csvLine([id, source, label, confidence || "1", ...shares.map(decimalText), ...flags, ...others])
}
