import {
  type Box,
  boxShape,
  cornersOfBox,
  labelColor,
  type Ontology,
  type Region,
  type Shape,
  type Size,
} from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { readDataset } from "../detect.ts"
import type { Format } from "../index.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { FORMATS } from "../list.ts"
import { rotateRegion, toShape } from "../regions/rotated.ts"
import { manifest, source, text, writtenBytes } from "./records.ts"
import { ringPolygons } from "./shapes.ts"
import { gather } from "./sharedData.ts"
import { findUnreported } from "./unreported.ts"

/** Classes in an order that is neither theirs by name nor by use; one that nothing ever uses. */
const NAMES = ["zebra", "salt & pepper", "a;b?", "text", "never used", "Émile ß"]
const ONTOLOGY = {
  labels: NAMES.map((name, index) => ({
    ...{ id: `c${index}`, name: { en: name }, color: labelColor(index), key: String(index + 1) },
    ...{ hasText: name === "text", attributes: [], retired: false },
  })),
} as unknown as Ontology // ids are branded texts
const USED = ONTOLOGY.labels.filter(({ name }) => name.en !== "never used").map(({ id }) => id)

/** The forms of pictures that are read and written. */
export const PAIRED: readonly Required<Format>[] = FORMATS.filter(
  ({ name, reader, writer }) =>
    reader && writer && !["vtt", "srt", "textgrid", "eaf", "form", "comparisons"].includes(name),
) as Required<Format>[]

const number = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.double({ min: 0, max: 60, noNaN: true })).map((n) => n + 0)
const side = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.5, max: 40, noNaN: true }))
const SIZE: Size = { width: 120, height: 110 }

const regionOf = (id: string) =>
  fc
    .record({
      box: fc.record({ x: number, y: number, width: side, height: side }),
      label: fc.constantFrom(...USED),
      shape: fc.constantFrom("box", "box", "corners", "rotated", "slanted", "rings"),
      rings: ringPolygons({ coordinate: number, side: fc.double({ min: 5, max: 15, noNaN: true }) }),
      begins: fc.integer({ min: 0, max: 3 }),
      isBackwards: fc.boolean(),
      rotation: fc.constantFrom(90, 180, 12.5, -45, 270),
      said: fc.option(text, { nil: undefined }),
      difficult: fc.constantFrom(undefined, undefined, true, false),
    })
    .map(({ box, label, shape, rings, begins, isBackwards, rotation, said, difficult }) => ({
      ...{ id, label, geometry: shape === "rings" ? rings : shapeOf(shape, box, { begins, isBackwards, rotation }) },
      ...(said === undefined ? {} : { transcript: { value: said } }),
      ...(difficult === undefined ? {} : { flags: { difficult } }),
    }))

interface How {
  readonly begins: number
  readonly isBackwards: boolean
  readonly rotation: number
}

/** A box, its corners from any of them in either direction, rotated, or with one corner moved. */
function shapeOf(shape: string, box: Box, how: How): Shape {
  const corners = cornersOfBox(box)
  const run = how.isBackwards ? [...corners].reverse() : corners
  if (shape === "corners") return { type: "polygon", rings: [[...run.slice(how.begins), ...run.slice(0, how.begins)]] }
  const [a, b, c, d] = corners
  if (shape === "slanted") return { type: "polygon", rings: [[a, { ...b, y: b.y + box.height / 4 }, c, d]] }
  return shape === "rotated" ? toShape(rotateRegion(box, how.rotation), false) : boxShape(box)
}

const FOLDERS = ["", "dup/", "train/", "valid/", "a & b;c/", "a/b/"]
const STEMS = ["img0", "plain", "salt & pepper", "a;b", "what?", "100 % #1"]
const name = fc
  .tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...STEMS))
  .map(([folder, stem]) => `${folder}${stem}.jpg`)

/**
 * Datasets of up to six pictures: one name in several folders and parts, one at the root beside its like in a folder, an
 * empty picture alone in its folder, names with `&`, `;` and `?`, classes in an order of their own and unused ones, corners
 * in any order, polygons of several rings.
 */
export const pairDataset: fc.Arbitrary<DatasetRecord[]> = fc
  .uniqueArray(name, { minLength: 1, maxLength: 6 })
  .chain((names) => fc.tuple(...names.map(recordOf)))

function recordOf(own: string, index: number): fc.Arbitrary<DatasetRecord> {
  return fc
    .record({
      count: fc.integer({ min: 0, max: 3 }),
      split: fc.constantFrom(undefined, "train", "val", "test"),
    })
    .chain(({ count, split }) =>
      fc.tuple(...Array.from({ length: count }, (_, i) => regionOf(String(10 * index + i + 1)))).map(
        (regions): DatasetRecord => ({
          ...{ name: own, size: SIZE, sha256: null, foreignId: String(index + 5) },
          // Drawn to match AnnotationBody; its ids are branded texts.
          body: { regions: regions as unknown as Region[], nothingHere: false },
          ...(split === undefined ? {} : { split }),
        }),
      ),
    )
}

interface Stage {
  readonly records: readonly DatasetRecord[]
  readonly ontology: Ontology
  readonly codes: ReadonlySet<string>
  /** What each record was before, by place; -1 where nobody knows. */
  readonly was: readonly number[]
  readonly wrong: readonly string[]
}

/** A dataset out in a form with its pictures, and in again. */
async function through({ reader, writer }: Required<Format>, records: readonly DatasetRecord[], ontology: Ontology) {
  if (!reader || !writer) throw new TypeError("not both ways")
  const codes = new Set<string>()
  const own: DatasetManifest = { ...manifest, ontology }
  const out: Record<string, string | Uint8Array> = {}
  const wrong: string[] = []
  const files = writer.write(source(records), own, { report: ({ code }) => void codes.add(code) })
  async function* once() {
    const names = new Set<string>()
    for await (const file of files) {
      if (names.has(file.name)) wrong.push(`two files are called ${file.name}`)
      names.add(file.name)
      yield file
    }
  }
  const labels = await writtenBytes(once())
  const layout = await writer.layout?.(source(records))
  const paths = records.map((record) => (layout ? layout(record.name) : record.name))
  for (const [i, place] of paths.entries()) {
    if (place !== null && out[place] !== undefined) wrong.push(`two pictures are called ${place}`)
    if (place !== null) out[place] = headOf(records[i]?.size ?? SIZE)
  }
  Object.assign(out, labels)
  const back = await gather(readDataset(memoryFiles(out, 1_000), { format: reader.name, isOnce: true }))
  for (const { code } of back.report) codes.add(code)
  const was = back.pictures.map((picture) => (picture === null ? -1 : paths.indexOf(picture)))
  for (const [i, record] of back.records.entries()) {
    if (back.pictures[i] === null) wrong.push(`${record.name}: its picture was not found`)
    const before = records[was[i] ?? -1]
    if (before?.body === null && record.body !== null) wrong.push(`${record.name}: nobody answered it`)
    if (before?.body && record.body === null && !codes.has("empty_pictures") && !codes.has("size_unknown"))
      wrong.push(`${record.name}: the answer is lost`)
  }
  if (new Set(was).size !== was.length) wrong.push("two records are one picture")
  // Whoever converts measures pictures whose files say no size.
  const sized = back.records.map((record, i) => ({
    ...record,
    size: record.size ?? records[was[i] ?? -1]?.size ?? null,
  }))
  const stage: Stage = { records: sized, ontology: back.ontology[0] ?? { labels: [] }, codes, was, wrong }
  return stage
}

/** The first bytes of a PNG of a size: all that anybody looks at. */
function headOf({ width, height }: Size): Uint8Array {
  const bytes = new Uint8Array(33)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  const view = new DataView(bytes.buffer)
  view.setUint32(16, width)
  view.setUint32(20, height)
  bytes.set([8, 2, 0, 0, 0], 24)
  return bytes
}

const RENAMED = /^(name_taken|picture_renamed|character_not_in_xml|name_folders|name_unsafe|split)$/
const RELABELLED = /^(labels|label_renamed|label_unknown|name_from_id|label_twice|label_refused)$/

/**
 * What differs after a dataset went out in one form, in again, out in another and in again, and is not told by any of the
 * reports, in words. Pictures lie where each form puts them, and are told by that place.
 */
export async function throughPair(
  first: Required<Format>,
  second: Required<Format>,
  drawn: readonly DatasetRecord[],
): Promise<string[]> {
  const one = await through(first, drawn, ONTOLOGY)
  const two = await through(second, one.records, one.ontology)
  const codes = new Set([...one.codes, ...two.codes])
  const found = [
    ...one.wrong.map((said) => `${first.name}: ${said}`),
    ...two.wrong.map((said) => `${second.name}: ${said}`),
  ]
  const isReported = (pattern: RegExp) => [...codes].some((code) => pattern.test(code))
  const names = new Map<string, string>(two.ontology.labels.map((label) => [label.id, label.name.en]))
  const after: DatasetRecord[] = []
  for (const [i, record] of two.records.entries()) {
    const origin = drawn[one.was[two.was[i] ?? -1] ?? -1]
    if (!origin || record.body === null) continue
    if (origin.name !== record.name && !isReported(RENAMED)) found.push(`${origin.name} is called ${record.name}`)
    after.push({ ...record, name: origin.name, body: withNames(record.body, names) })
  }
  const nameOf = (label: string) => ONTOLOGY.labels.find(({ id }) => id === label)?.name.en ?? label
  found.push(...findUnreported(drawn, after, { codes, nameOf, nameAfter: (own) => own }))
  const classes = two.ontology.labels.map((label) => label.name.en)
  if (JSON.stringify(classes) !== JSON.stringify(NAMES) && !isReported(RELABELLED))
    found.push(`classes are ${classes.join(", ")}`)
  return found
}

function withNames(body: NonNullable<DatasetRecord["body"]>, names: ReadonlyMap<string, string>) {
  const regions = body.regions.map((region) => ({ ...region, label: names.get(region.label) ?? region.label }))
  // Names stand for ids here, as the comparison has them.
  return { ...body, regions: regions as unknown as Region[] }
}
