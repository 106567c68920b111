import {
  type Box,
  boundsOf,
  type DatasetManifest,
  type DatasetRecord,
  type Region,
  type ReportLine,
  type Size,
} from "@justesse/types"
import { companionFiles } from "./companions.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "./contract.ts"
import { decimalText } from "./decimals.ts"
import { extensionOf, withoutExtension } from "./fileSet.ts"
import { type Holds, tallyRecord, tallyRegion } from "./holds.ts"
import { reportLine, Tally } from "./report.ts"
import { encodeStream } from "./textStream.ts"
import { cornersOfBox, liveOutline } from "./turned.ts"
import { tallyShape } from "./wholePixels.ts"

/** The three layouts of YOLO: what a line holds, and where files lie. */
export interface YoloForm {
  readonly name: "yolo" | "yolo-obb" | "darknet"
  readonly holds: Holds
  /** A class's name as the format can write it; another one is reported. */
  nameOf?(name: string): string
  picture(split: string, name: string): string
  label(split: string, stem: string): string
  /** The files that say how the dataset lies: first of all, since they are small and name what follows. */
  heads(names: readonly string[], splits: ReadonlyMap<string, readonly string[]>): Iterable<readonly [string, string]>
}

/** Where a record goes: its part, and its name, changed where two pictures of a part would share a label file. */
interface Placed {
  readonly split: string
  readonly name: string
}

interface Survey {
  /** By the record's name. */
  readonly placed: ReadonlyMap<string, Placed>
  readonly lines: ReportLine[]
}

/**
 * A writer of YOLO's layouts. Class numbers are positions in the ontology. Numbers are written so that they read back to
 * the same share of the picture; pixels come back to 1e-9. A picture of unknown size that has labels stays out (its shares
 * cannot be told), and so do pictures that nobody answered. A box whose centre or size is beyond the picture is clipped:
 * training code refuses the whole picture otherwise. Draws the records three times; holds names only.
 */
export function yoloWriter(form: YoloForm): Writer {
  return {
    name: form.name,
    async losses(records) {
      return (await survey(records, form)).lines
    },
    async layout(records) {
      const { placed } = await survey(records, form)
      return (name) => {
        const place = placed.get(name)
        return place ? form.picture(place.split, place.name) : null
      }
    },
    write: (records, manifest, options) => write(records, manifest, options ?? {}, form),
  }
}

async function* write(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions,
  form: YoloForm,
): AsyncGenerator<OutFile> {
  const { placed, lines } = await survey(records, form, manifest)
  for (const line of lines) options.report?.(line)
  const names = manifest.ontology.labels.map(({ name }) => form.nameOf?.(name.en) ?? name.en)
  for (const [i, { name }] of manifest.ontology.labels.entries())
    if (names[i] !== name.en)
      options.report?.(reportLine("changed", "label_renamed", { file: "obj.names", line: i + 1, found: name.en }))
  for (const [name, text] of form.heads(names, bySplit(placed.values())))
    yield { name, role: "labels", body: encodeStream([text]) }
  const numbers = new Map<string, number>(manifest.ontology.labels.map((label, i) => [label.id, i]))
  for await (const record of records()) {
    const place = placed.get(record.name)
    if (!place || record.body === null) continue
    const name = form.label(place.split, withoutExtension(place.name))
    yield { name, role: "labels", body: encodeStream([labelText(record, numbers, form)]) }
  }
  yield* companionFiles(records, manifest)
}

function bySplit(placed: Iterable<Placed>): Map<string, string[]> {
  const splits = new Map<string, string[]>()
  for (const { split, name } of placed) {
    const names = splits.get(split) ?? []
    splits.set(split, names)
    names.push(name)
  }
  return splits
}

/** Parts as folders are called. A name that could not be one (`a/b`, `..`) goes to `train`, where unsplit pictures go. */
function splitOf(record: DatasetRecord): string {
  return record.split !== undefined && /^[\p{L}\p{N}_-]{1,40}$/u.test(record.split) ? record.split : "train"
}

async function survey(records: RecordSource, form: YoloForm, manifest?: DatasetManifest): Promise<Survey> {
  const tally = new Tally()
  const known = manifest ? new Set<string>(manifest.ontology.labels.map((label) => label.id)) : null
  const kept: { name: string; split: string }[] = []
  const stems = new Map<string, number>()
  for await (const record of records()) {
    if (!tallyRecord(record, form.holds, tally)) continue
    const regions = record.body?.regions ?? []
    if (record.size === null && regions.length > 0) {
      tally.add("lost", "size_unknown", "", regions.length)
      continue
    }
    const split = splitOf(record)
    if (record.split === undefined) tally.add("note", "split_added", "train")
    else if (split !== record.split) tally.add("changed", "split", record.split)
    kept.push({ name: record.name, split })
    const stem = `${split}/${withoutExtension(record.name)}`
    stems.set(stem, (stems.get(stem) ?? 0) + 1)
    for (const region of regions) {
      if (known && !known.has(region.label)) tally.add("lost", "label_unknown", region.label)
      else tallyOne(region, record.size, form, tally)
    }
  }
  return { placed: placedNames(kept, stems, tally), lines: tally.lines(form.label("*", "*")) }
}

function tallyOne(region: Region, size: Size | null, form: YoloForm, tally: Tally): void {
  tallyRegion(region, form.holds, tally)
  const outline = liveOutline(region)
  if (form.holds.rotation && outline?.length === 4) tallyShape(region, tally)
  else if (form.holds.rotation && outline) tally.add("lost", "outline")
  if (size === null) return
  const { box, quad, isClipped } = placeOf(region, size, form)
  if (box === null) tally.add("lost", "box_outside")
  else if (isClipped) tally.add("changed", "box_clipped")
  if (quad && isClipped) tally.add("changed", "rotation")
}

/** `a.jpg` and `a.png` of one part would share a label file: they go out as `a.jpg.jpg` and `a.png.png`. */
function placedNames(
  kept: readonly { name: string; split: string }[],
  stems: Map<string, number>,
  tally: Tally,
): Map<string, Placed> {
  const placed = new Map<string, Placed>()
  for (const { name, split } of kept) {
    const alone = (stems.get(`${split}/${withoutExtension(name)}`) ?? 0) < 2
    // A name without an extension would lose what comes after its last dot.
    const whole = alone && extensionOf(name) !== ""
    if (!whole) tally.add("changed", "picture_renamed", name)
    placed.set(name, { split, name: whole ? name : `${name}.${extensionOf(name) || "jpg"}` })
  }
  return placed
}

function labelText(record: DatasetRecord, numbers: ReadonlyMap<string, number>, form: YoloForm): string {
  let text = ""
  for (const region of record.body?.regions ?? []) {
    const number = numbers.get(region.label)
    if (number === undefined || record.size === null) continue
    const shares = sharesOf(region, record.size, form)
    if (shares === null) continue
    text += `${number} ${numbersText(shares)}\n`
  }
  return text
}

/**
 * Numbers as decimals with blanks between. JSON writes them in one go and, other than `String`, does not keep the texts of
 * the last thousands of them, which grows the heap of a large export by all of them.
 */
function numbersText(numbers: readonly number[]): string {
  const text = JSON.stringify(numbers)
  return text.includes("e") ? numbers.map(decimalText).join(" ") : text.slice(1, -1).replaceAll(",", " ")
}

function sharesOf(region: Region, size: Size, form: YoloForm): number[] | null {
  const { box, quad, isClipped } = placeOf(region, size, form)
  if (box === null) return null
  if (form.holds.rotation) {
    const corners = quad && !isClipped ? quad : cornersOfBox(box)
    return corners.flatMap(({ x, y }) => [x / size.width, y / size.height])
  }
  const { x, y, width, height } = box
  return [(x + width / 2) / size.width, (y + height / 2) / size.height, width / size.width, height / size.height]
}

/**
 * What a line says of a region: its four corners where the form holds them, and the box around, as {@link clipped} leaves
 * it. Corners whose box is clipped go out as the corners of what is left: training code goes by that box.
 */
function placeOf(region: Region, size: Size, form: YoloForm) {
  const outline = form.holds.rotation ? liveOutline(region) : null
  const bounds = outline?.length === 4 ? boundsOf(outline) : null
  const whole = bounds ?? region
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
