import { boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { decimalSum, decimalText } from "../io/decimals.ts"
import { withoutExtension } from "../io/fileSet.ts"
import { isList, isObject, type JsonValue } from "../io/jsonParse.ts"
import { encodeStream, textBody } from "../io/textStream.ts"
import { classesFile } from "../regions/classesFile.ts"
import { carriedFor } from "../regions/parts.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { isXmlText, xmlText } from "../xml/write.ts"
import { VOC_FLAGS } from "./read.ts"

const FOLDER = "Annotations"
const FILES = `${FOLDER}/*.xml`
const HOLDS: Holds = { flags: VOC_FLAGS, split: true, size: true, foreign: "voc" }
/** An element's name as far as anybody's files have them; anything else that was carried cannot be one. */
const ELEMENT = /^[\p{L}_][\p{L}\p{M}\p{N}_.-]*$/u

/**
 * Pascal VOC: one XML file a picture in `Annotations`, elements in the devkit's order, numbers with all their decimals, and
 * a list of pictures for each part below `ImageSets/Main`. Pixels count from 0 and `xmax` is the far edge; with `origin` 1
 * by the devkit's rule, and the report says so. Where two pictures would share a file (`a.jpg`, `a.png`) each keeps its
 * whole name before `.xml`. Draws the records three times; holds names only.
 */
export const vocWriter: Writer = {
  name: "voc",
  async losses(records) {
    return (await survey(records, 0)).tally.lines(FILES)
  },
  write: writeVoc,
}

async function* writeVoc(
  records: RecordSource,
  manifest: Parameters<Writer["write"]>[1],
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const origin = options.origin ?? 0
  const { tally, stems, splits } = await survey(records, origin)
  for (const line of tally.lines(FILES)) options.report?.(line)
  const names = labelNames(manifest.ontology)
  for await (const record of records()) {
    if (!stems.has(record.name)) continue
    const text = vocText(record, (region) => names.get(region.label) ?? region.label, origin)
    yield { name: `${FOLDER}/${fileStem(record.name, stems)}.xml`, role: "labels", body: textBody(text) }
  }
  for (const [split, listed] of splits) {
    const body = encodeStream(listed.map((name) => `${fileStem(name, stems)}\n`))
    yield { name: `ImageSets/Main/${split}.txt`, role: "labels", body }
  }
  yield classesFile(manifest.ontology)
  yield* companionFiles(records, manifest)
}

interface Survey {
  readonly tally: Tally
  /** For every picture that goes out, whether it has its stem for itself. */
  readonly stems: ReadonlyMap<string, boolean>
  readonly splits: ReadonlyMap<string, readonly string[]>
}

async function survey(records: RecordSource, origin: 0 | 1): Promise<Survey> {
  const tally = new Tally()
  const stems = new Map<string, boolean>()
  const first = new Map<string, string>()
  const splits = new Map<string, string[]>()
  for await (const record of records()) {
    if (!tallyAll(record, HOLDS, tally)) continue
    const stem = withoutExtension(record.name)
    const other = first.get(stem)
    if (other !== undefined) stems.set(other, false)
    else first.set(stem, record.name)
    stems.set(record.name, other === undefined)
    tallyOne(record, origin, tally)
    if (record.split === undefined) continue
    const listed = splits.get(record.split) ?? []
    listed.push(record.name)
    if (isListName(record.split)) splits.set(record.split, listed)
    else tally.add("lost", "split", record.split)
  }
  return { tally, stems, splits }
}

/** Lists of one class have `_` in their names, and `trainval` is train and val. */
function isListName(split: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N} -]{0,39}$/u.test(split) && split !== "trainval"
}

function fileStem(name: string, stems: ReadonlyMap<string, boolean>): string {
  const stem = withoutExtension(name)
  // `a.jpg` beside `a.png` keeps its whole name; then `a.jpg.png` has to keep its own.
  const isFree = stems.get(name) === true && (stem === name || !stems.has(stem))
  return isFree ? stem : name
}

function tallyOne(record: DatasetRecord, origin: 0 | 1, tally: Tally): void {
  if (!isXmlText(record.name)) tally.add("changed", "character_not_in_xml", "filename")
  const regions = record.body?.regions ?? []
  if (origin === 1 && regions.length > 0) tally.add("changed", "origin_one", "bndbox", regions.length)
}

function vocText(record: DatasetRecord, labelOf: (region: Region) => string, origin: 0 | 1): string {
  const { size } = record
  const lines = [`<filename>${xmlText(record.name)}</filename>`]
  if (size) lines.push(`<size><width>${size.width}</width><height>${size.height}</height><depth>3</depth></size>`)
  lines.push(...elements(carriedFor(record.foreign, "voc")))
  for (const region of record.body?.regions ?? []) lines.push(objectText(region, labelOf(region), origin))
  return `<annotation>\n${lines.map((line) => `  ${line}\n`).join("")}</annotation>\n`
}

function objectText(region: Region, label: string, origin: 0 | 1): string {
  const { pose, ...rest } = carriedFor(region.foreign, "voc")
  const flags = VOC_FLAGS.flatMap((flag) => {
    const value = region.flags?.[flag]
    return value === undefined ? [] : [`<${flag}>${value ? 1 : 0}</${flag}>`]
  })
  const { x, y, width, height } = boxOf(region)
  const edges = [
    ["xmin", nearEdge(x, origin)],
    ["ymin", nearEdge(y, origin)],
    ["xmax", decimalSum(x, width)],
    ["ymax", decimalSum(y, height)],
  ].map(([name, value]) => `<${name}>${value}</${name}>`)
  const said = region.flags ?? {}
  // A flag that is now said replaces the odd one that was carried.
  const carried = Object.entries(rest).filter(([key]) => !Object.hasOwn(said, key))
  const parts = [
    `<name>${xmlText(label)}</name>`,
    ...elements(pose === undefined ? {} : { pose }),
    ...flags,
    `<bndbox>${edges.join("")}</bndbox>`,
    ...elements(Object.fromEntries(carried)),
  ]
  return `<object>${parts.join("")}</object>`
}

/** By the devkit's rule the first pixel is 1, and the last one belongs to the box: the far edge is the same number. */
function nearEdge(value: number, origin: 0 | 1): string {
  return origin === 0 ? decimalText(value) : decimalSum(value, 1)
}

/** What was carried as XML again: the reverse of `elementAsJson`. */
function elements(carried: Readonly<Record<string, JsonValue>>): string[] {
  return Object.entries(carried).flatMap(([name, value]) =>
    ELEMENT.test(name) ? (isList(value) ? value : [value]).map((one) => `<${name}>${inside(one)}</${name}>`) : [],
  )
}

function inside(value: JsonValue): string {
  if (isObject(value)) return elements(value).join("")
  return xmlText(typeof value === "string" ? value : JSON.stringify(value))
}
