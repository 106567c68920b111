import { type AttributeValue, boxOf, type Ontology, type Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { companionFiles } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { safeName, withoutExtension } from "../io/fileSet.ts"
import { isList, isObject, type JsonObject, type JsonValue } from "../io/jsonParse.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { findRotation } from "../regions/rotated.ts"
import { textAttributes } from "../regions/toolLabels.ts"
import { findOutline } from "../regions/toolShapes.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { FLAG_KEYS } from "./shape.ts"

/** What Datumaro's JSON holds; texts of regions are attributes, as in its other importers. */
const DATUMARO_HOLDS: Holds = {
  ...{
    rotation: true,
    outline: true,
    transcript: true,
    language: true,
    marks: true,
    textParts: true,
    attributes: true,
    ids: true,
  },
  flags: ["crowd", "occluded", "truncated", "difficult", "ignore"],
  ...{ split: true, size: true, text: true, foreign: "datumaro" },
}

/** The part of the dataset that pictures of no part go to: Datumaro's own name for it, read back as none. */
const NO_SPLIT = "default"

/**
 * Datumaro's JSON, `annotations/<part>.json`, with labels in the ontology's order and their colours. Ids of annotations must
 * be whole numbers there: others are counted on. Draws the records once for each part and once more.
 */
export const datumaroWriter: Writer = {
  name: "datumaro",
  write: writeDatumaro,
  async losses(records) {
    return (await survey(records, null)).tally.lines("annotations/*.json")
  },
}

async function* writeDatumaro(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const numbers = new Map<string, number>(manifest.ontology.labels.map(({ id }, i) => [id, i]))
  const found = await survey(records, numbers)
  for (const line of found.tally.lines("annotations/*.json")) options.report?.(line)
  for (const split of found.splits) {
    const name = `annotations/${split}.json`
    yield { name, role: "labels", body: encodeStream(fileText(records, manifest.ontology, numbers, split, found)) }
  }
  yield* companionFiles(records, manifest)
}

interface Survey {
  readonly tally: Tally
  readonly splits: readonly string[]
  /** How many pictures of each part have each stem. */
  readonly stems: ReadonlyMap<string, number>
}

async function survey(records: RecordSource, numbers: ReadonlyMap<string, number> | null): Promise<Survey> {
  const tally = new Tally()
  const splits = new Set<string>()
  const stems = new Map<string, number>()
  for await (const record of records()) {
    if (!tallyAll(record, DATUMARO_HOLDS, tally)) continue
    const split = splitOf(record)
    splits.add(split)
    if ((record.split ?? NO_SPLIT) !== split || record.split === NO_SPLIT) tally.add("changed", "split", record.split)
    const stem = `${split}/${withoutExtension(record.name)}`
    stems.set(stem, (stems.get(stem) ?? 0) + 1)
    const ids = idsOf(record.body?.regions ?? [])
    for (const [i, region] of (record.body?.regions ?? []).entries()) {
      if (numbers && !numbers.has(region.label)) tally.add("lost", "label_unknown", region.label)
      if (ids[i] !== region.id) tally.add("changed", "ids_renumbered", "regions")
      tallyAttributes(region, tally)
    }
  }
  return { tally, splits: [...(splits.size > 0 ? splits : [NO_SPLIT])].sort(), stems }
}

/** Attributes that have the name of a flag or of the rotation: as such they are read back. */
function tallyAttributes(region: Region, tally: Tally): void {
  for (const [key, value] of Object.entries(region.attributes ?? {})) {
    const flag = FLAG_KEYS.get(key)
    if (isTaken(region, key)) tally.add("lost", "attributes", key)
    else if (flag !== undefined && typeof value === "boolean") tally.add("changed", "attribute_as_flag", key)
  }
}

function isTaken(region: Region, key: string): boolean {
  const flag = FLAG_KEYS.get(key)
  return key === "rotation" || (flag !== undefined && region.flags?.[flag] !== undefined)
}

/** A part as a file can be called; others go where pictures of no part go. */
function splitOf({ split }: DatasetRecord): string {
  return split !== undefined && safeName(`${split}.json`) === `${split}.json` && !split.includes("/") ? split : NO_SPLIT
}

/** The annotations' ids as digits: a region's own where it is a whole number, otherwise the next that is free. */
function idsOf(regions: readonly Region[]): string[] {
  const own = regions.map(({ id }) => (/^(0|[1-9]\d{0,39})$/.test(id) ? String(id) : null))
  const taken = new Set(own)
  let next = 0
  return own.map((id) => {
    if (id !== null) return id
    while (taken.has(String(next))) next++
    return String(next++)
  })
}

async function* fileText(
  records: RecordSource,
  ontology: Ontology,
  numbers: ReadonlyMap<string, number>,
  split: string,
  { stems }: Survey,
): AsyncGenerator<string> {
  const labels = ontology.labels.map(({ name, foreign }) => ({
    ...{ name: name.en, parent: "", attributes: [], ...carriedFor(foreign, "datumaro") },
  }))
  const colormap = ontology.labels.map(({ color }, label_id) => {
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
    return { label_id, r, g, b }
  })
  const categories = JSON.stringify({ label: { labels, attributes: [] }, mask: { colormap } })
  yield `{"info":{},"categories":${categories},"items":[`
  const nothing = new Tally()
  let separator = "\n"
  for await (const record of records()) {
    if (!tallyAll(record, DATUMARO_HOLDS, nothing) || splitOf(record) !== split) continue
    const stem = withoutExtension(record.name)
    // Two pictures of one stem would be one item.
    const id = (stems.get(`${split}/${stem}`) ?? 0) > 1 ? record.name : stem
    yield `${separator}${itemText(record, id, numbers)}`
    separator = ",\n"
  }
  yield "\n]}\n"
}

function itemText(record: DatasetRecord, id: string, numbers: ReadonlyMap<string, number>): string {
  const { annotations, attr, ...others } = carriedFor(record.foreign, "datumaro")
  const regions = record.body?.regions ?? []
  const ids = idsOf(regions)
  const texts = regions.flatMap((region, i) => {
    const label = numbers.get(region.label)
    return label === undefined ? [] : [`{"id":${ids[i]},${JSON.stringify(annotationOf(region, label)).slice(1)}`]
  })
  if (record.text !== undefined)
    texts.push(JSON.stringify({ type: "caption", attributes: {}, group: 0, caption: record.text }))
  for (const annotation of isList(annotations) ? annotations : []) texts.push(JSON.stringify(annotation))
  const { size, foreignId } = record
  const image = { path: record.name, ...(size === null ? {} : { size: [size.height, size.width] }) }
  const own =
    foreignId === undefined
      ? ""
      : `"id":${/^[1-9]\d{0,39}$|^0$/.test(foreignId) ? foreignId : JSON.stringify(foreignId)}`
  const more = isObject(attr) && Object.keys(attr).length > 0 ? JSON.stringify(attr).slice(1, -1) : ""
  const attrText = `{${[own, more].filter((part) => part !== "").join(",")}}`
  const rest = Object.keys(others).length > 0 ? `,${JSON.stringify(others).slice(1, -1)}` : ""
  return `{"id":${JSON.stringify(id)},"annotations":[${texts.join(",")}],"attr":${attrText},"image":${JSON.stringify(image)}${rest}}`
}

function annotationOf(region: Region, label: number): JsonObject {
  const { attributes: further, text_attribute: textKey, ...others } = carriedFor(region.foreign, "datumaro")
  const rotated = findRotation(region)
  const outline = findOutline(region)
  const box = rotated ?? boxOf(region)
  const flags = [...FLAG_KEYS].flatMap(([key, flag]) => {
    const value = region.flags?.[flag]
    return value === undefined ? [] : [[key, value] as const]
  })
  const attributes: Record<string, AttributeValue | JsonValue> = {
    ...(isObject(further) ? further : {}),
    ...Object.fromEntries(Object.entries(region.attributes ?? {}).filter(([key]) => !isTaken(region, key))),
    ...Object.fromEntries(flags),
    ...Object.fromEntries(textAttributes(region.transcript, typeof textKey === "string" ? textKey : undefined)),
    ...(rotated ? { rotation: rotated.rotation } : {}),
  }
  return {
    ...{ type: outline ? "polygon" : "bbox", attributes, group: 0, label_id: label, z_order: 0, ...others },
    ...(outline ? { points: outline.flatMap(({ x, y }) => [x, y]) } : { bbox: [box.x, box.y, box.width, box.height] }),
  }
}
