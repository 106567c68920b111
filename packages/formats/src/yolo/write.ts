import { type Box, boundsOf, boxOf, cornersOfBox, type Region, type Size } from "@justesse/types"
import type { DatasetManifest, DatasetRecord, ReportLine } from "@justesse/types/dataset"
import { Beside } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { decimalText } from "../io/decimals.ts"
import { extensionOf, withoutExtension } from "../io/fileSet.ts"
import { textBody } from "../io/textStream.ts"
import { findLine } from "../regions/rotated.ts"
import { type Holds, tallyRecord, tallyRegion } from "../report/holds.ts"
import { reportLine, Tally } from "../report/lines.ts"

/** The three layouts of YOLO: what a line holds, and where files lie. */
export interface YoloVariant {
  readonly name: "yolo" | "yolo-obb" | "darknet"
  readonly holds: Holds
  /** A class's name as the format can write it; another one is reported. */
  nameOf?(name: string): string
  picture(split: string, name: string): string
  label(split: string, stem: string): string
  /** The files that say how the dataset lies: the last of the labels, since they name all others. */
  heads(names: readonly string[], splits: ReadonlyMap<string, readonly string[]>): Iterable<readonly [string, string]>
}

/** Where a record goes: its part, and its name, changed where two pictures of a part would share a label file. */
interface PlannedFile {
  readonly split: string
  readonly name: string
}

/**
 * A writer of YOLO's layouts. Class numbers are positions in the ontology. Numbers are written so that they read back to
 * the same share of the picture; pixels come back to 1e-9. A picture of unknown size that has labels stays out (its shares
 * cannot be told), and so do pictures that nobody answered. A box whose centre or size is beyond the picture is clipped:
 * training code refuses the whole picture otherwise. Where pictures of a part would share a label file (`a.jpg`, `a.png`),
 * the later ones keep their whole name before a second extension (`a.png.png`). The files that say how the dataset lies come
 * after the labels, once everything is placed. Draws the records once; holds names only.
 */
export function yoloWriter(variant: YoloVariant): Writer {
  return {
    name: variant.name,
    async losses(records) {
      const placing = new Placing(variant)
      for await (const record of records()) placing.plan(record)
      return placing.lines()
    },
    async layout(records) {
      const placing = new Placing(variant)
      const pictures = new Map<string, string>()
      for await (const record of records()) {
        const planned = placing.plan(record)
        if (planned) pictures.set(record.name, variant.picture(planned.split, planned.name))
      }
      return (name) => pictures.get(name) ?? null
    },
    write: (records, manifest, options) => write(records, manifest, options ?? {}, variant),
  }
}

async function* write(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions,
  variant: YoloVariant,
): AsyncGenerator<OutFile> {
  const { labels } = manifest.ontology
  const numbers = new Map<string, number>(labels.map((label, i) => [label.id, i]))
  const placing = new Placing(variant, numbers)
  const beside = new Beside(options.spool)
  for await (const record of records()) {
    const full = beside.take(record)
    if (full) await full
    const planned = placing.plan(record)
    if (planned === null) continue
    const name = variant.label(planned.split, withoutExtension(planned.name))
    yield { name, role: "labels", body: textBody(labelText(record, numbers, variant)) }
  }
  for (const line of placing.lines()) options.report?.(line)
  const names = labels.map(({ name }) => variant.nameOf?.(name.en) ?? name.en)
  for (const [i, { name }] of labels.entries())
    if (names[i] !== name.en)
      options.report?.(reportLine("changed", "label_renamed", { file: "obj.names", line: i + 1, found: name.en }))
  for (const [name, text] of variant.heads(names, placing.bySplit)) yield { name, role: "labels", body: textBody(text) }
  yield* beside.files(manifest)
}

/** Parts as folders are called. A name that could not be one (`a/b`, `..`) goes to `train`, where unsplit pictures go. */
function splitOf(record: DatasetRecord): string {
  return record.split !== undefined && /^[\p{L}\p{N}_-]{1,40}$/u.test(record.split) ? record.split : "train"
}

/** Finds a place for one record after the other, and counts what the form cannot hold of them. */
class Placing {
  /** Pictures of each part under the names they go out by, in order. */
  readonly bySplit = new Map<string, string[]>()
  readonly #variant: YoloVariant
  readonly #known: ReadonlyMap<string, number> | null
  readonly #tally = new Tally()
  readonly #taken = new Set<string>()

  /** `known` are the ids of the labels that go out; without it all do. */
  constructor(variant: YoloVariant, known: ReadonlyMap<string, number> | null = null) {
    this.#variant = variant
    this.#known = known
  }

  lines(): ReportLine[] {
    return this.#tally.lines(this.#variant.label("*", "*"))
  }

  /** Where a record goes; null where it does not go out. */
  plan(record: DatasetRecord): PlannedFile | null {
    const tally = this.#tally
    if (!tallyRecord(record, this.#variant.holds, tally)) return null
    const regions = record.body?.regions ?? []
    if (record.size === null && regions.length > 0) {
      tally.add("lost", "size_unknown", "", regions.length)
      return null
    }
    const split = splitOf(record)
    if (record.split === undefined) tally.add("note", "split_added", "train")
    else if (split !== record.split) tally.add("changed", "split", record.split)
    for (const region of regions) {
      if (this.#known && !this.#known.has(region.label)) tally.add("lost", "label_unknown", region.label)
      else tallyOne(region, record.size, this.#variant, tally)
    }
    const name = this.#nameOf(record.name, split)
    if (name !== record.name) tally.add("changed", "picture_renamed", record.name)
    const names = this.bySplit.get(split) ?? []
    if (names.push(name) === 1) this.bySplit.set(split, names)
    return { split, name }
  }

  /** A name whose label file nobody of the part has. One without an extension would lose what comes after its last dot. */
  #nameOf(own: string, split: string): string {
    const extension = extensionOf(own)
    let name = extension === "" ? `${own}.jpg` : own
    let path = `${split}/${withoutExtension(name)}`
    while (this.#taken.has(path)) {
      name = `${name}.${extension || "jpg"}`
      path = `${split}/${withoutExtension(name)}`
    }
    this.#taken.add(path)
    return name
  }
}

function tallyOne(region: Region, size: Size | null, variant: YoloVariant, tally: Tally): void {
  tallyRegion(region, variant.holds, tally)
  const outline = findLine(region)
  if (variant.holds.rotation && outline && outline.length !== 4) tally.add("lost", "outline")
  if (size === null) return
  const { box, quad, isClipped } = toNumbers(region, size, variant)
  if (box === null) tally.add("lost", "box_outside")
  else if (isClipped) tally.add("changed", "box_clipped")
  if (quad && isClipped) tally.add("changed", "rotation")
}

function labelText(record: DatasetRecord, numbers: ReadonlyMap<string, number>, variant: YoloVariant): string {
  const lines: number[][] = []
  for (const region of record.body?.regions ?? []) {
    const number = numbers.get(region.label)
    if (number === undefined || record.size === null) continue
    const line = lineOf(number, region, record.size, variant)
    if (line !== null) lines.push(line)
  }
  return lines.length === 0 ? "" : linesText(lines)
}

/**
 * Numbers as decimals, with blanks between those of a line. JSON writes them in one go and, other than `String`, does not
 * keep the texts of the last thousands of them, which grows the heap of a large export by all of them.
 */
function linesText(lines: readonly (readonly number[])[]): string {
  const text = JSON.stringify(lines)
  if (text.includes("e")) return lines.map((line) => `${line.map(decimalText).join(" ")}\n`).join("")
  return `${text.slice(2, -2).replaceAll("],[", "\n").replaceAll(",", " ")}\n`
}

/** The number of a region's class and its place in shares of the picture; null where it has none inside. */
function lineOf(number: number, region: Region, size: Size, variant: YoloVariant): number[] | null {
  const { box, quad, isClipped } = toNumbers(region, size, variant)
  if (box === null) return null
  if (variant.holds.rotation) {
    const corners = quad && !isClipped ? quad : cornersOfBox(box)
    return [number, ...corners.flatMap(({ x, y }) => [x / size.width, y / size.height])]
  }
  const { x, y, width, height } = box
  const [centreX, centreY] = [x + width / 2, y + height / 2]
  return [number, centreX / size.width, centreY / size.height, width / size.width, height / size.height]
}

/**
 * What a line says of a region: its four corners where the form holds them, and the box around, as {@link clipped} leaves
 * it. Corners whose box is clipped go out as the corners of what is left: training code goes by that box.
 */
function toNumbers(region: Region, size: Size, variant: YoloVariant) {
  const outline = variant.holds.rotation ? findLine(region) : null
  const bounds = outline?.length === 4 ? boundsOf(outline) : null
  const whole = bounds ?? boxOf(region)
  const box = clipped(whole, size)
  return { box, quad: bounds && outline, isClipped: box !== whole }
}

/**
 * The box as training code takes it: as it is while its centre lies in the picture and it is no larger than that, otherwise
 * its part inside the picture; null where it has none. A box that only reaches over an edge is left as it is.
 */
function clipped(box: Box, { width, height }: Size): Box | null {
  const centreX = box.x + box.width / 2
  const centreY = box.y + box.height / 2
  const isTaken = centreX >= 0 && centreX <= width && centreY >= 0 && centreY <= height
  if (isTaken && box.width <= width && box.height <= height) return box
  const [left, top] = [Math.max(0, box.x), Math.max(0, box.y)]
  const [right, bottom] = [Math.min(width, box.x + box.width), Math.min(height, box.y + box.height)]
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null
}
