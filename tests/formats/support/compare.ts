import { type Box, boxOf, type Point, type Region, ringsOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Expected, ExpectedImage, ExpectedObject, Gathered } from "./real.ts"

/** How many of how many agreed, and every difference in words. Empty `differences` means equal. */
export interface Compared {
  readonly agreed: Readonly<Record<string, readonly [equal: number, of: number]>>
  readonly differences: readonly string[]
}

/** Boxes are equal when every side is within this many pixels. */
export const TOLERANCE_PX = 0.001

/** Counts what agreed and what not, for one folder. */
export class Tallied {
  readonly #agreed = new Map<string, [number, number]>()
  readonly differences: string[] = []

  /** One comparison of a kind (`pictures`, `boxes`, `texts` …); `said` names it where it differs. */
  check(kind: string, equal: boolean, said: string): void {
    const entry = this.#agreed.get(kind) ?? [0, 0]
    this.#agreed.set(kind, entry)
    entry[1]++
    if (equal) entry[0]++
    else this.differences.push(`${kind}: ${said}`)
  }

  result(): Compared {
    return { agreed: Object.fromEntries(this.#agreed), differences: this.differences }
  }
}

export interface CompareOptions {
  /** The order of classes is part of the format. */
  readonly ordered?: boolean
  /** The record of an expected picture, where names alone do not tell. */
  readonly recordOf?: (image: ExpectedImage, records: readonly DatasetRecord[]) => DatasetRecord | undefined
  /** What of a region is compared with an object's `text`; default its transcript. */
  readonly textOf?: (region: Region) => string | undefined
  /** What of a region is compared with an object's `label` (as text); default the label's name. */
  readonly labelOf?: (region: Region, name: string) => string
  /** Which regions are compared (words may stand beside lines); default all. */
  readonly regions?: (record: DatasetRecord) => readonly Region[]
  /** Counts that mean something else here, or are compared elsewhere. */
  readonly ignoreCounts?: readonly string[]
}

/** Compares pictures by name: counts, sizes, labels, boxes to 0.001 px, quads and texts to the letter. */
export function comparePictures(want: Expected, got: Gathered, options: CompareOptions = {}): Compared {
  const tally = new Tallied()
  const names = new Map<string, string>(got.ontology.labels.map((label) => [label.id, label.name.en]))
  const said = got.records.filter((record) => record.body !== null)
  const regionsOf = options.regions ?? ((record: DatasetRecord) => record.body?.regions ?? [])
  const textOf = options.textOf ?? ((region: Region) => region.transcript?.value)
  const counted: Record<string, number> = {
    images: said.length,
    objects: said.reduce((sum, record) => sum + regionsOf(record).length, 0),
    texts: said.flatMap(regionsOf).filter((region) => textOf(region) !== undefined).length,
    classes: got.ontology.labels.length,
  }
  for (const [kind, count] of Object.entries(want.counts)) {
    const found = counted[kind]
    if (found === undefined || options.ignoreCounts?.includes(kind)) continue
    tally.check("counts", found === count, `${kind} ${found}, not ${count}`)
  }
  if (want.classes && !options.ignoreCounts?.includes("classes")) {
    const found = got.ontology.labels.map((label) => label.name.en)
    const [a, b] = options.ordered ? [found, [...want.classes]] : [found.sort(), [...want.classes].sort()]
    tally.check("classes", JSON.stringify(a) === JSON.stringify(b), `${a} instead of ${b}`)
  }
  for (const image of want.images ?? []) {
    const record = (options.recordOf ?? recordByName)(image, got.records)
    tally.check("pictures", record !== undefined, `${image.file ?? image.annotationFile} is not there`)
    if (!record) continue
    if (image.width !== undefined && record.size)
      tally.check(
        "sizes",
        record.size.width === image.width && record.size.height === image.height,
        `${record.name} is ${record.size.width}x${record.size.height}, not ${image.width}x${image.height}`,
      )
    compareObjects(image, record, regionsOf(record), { ...options, textOf }, names, tally)
  }
  return tally.result()
}

const nfc = (name: string) => name.normalize("NFC").replaceAll("\\", "/")
const stem = (name: string) => name.replace(/\.[^./]*$/, "")

/** The record whose name is the expected one, ends with it, or ends it; by stem where extensions are not told. */
export function recordByName(image: ExpectedImage, records: readonly DatasetRecord[]): DatasetRecord | undefined {
  const wanted = nfc(image.file ?? image.annotationFile ?? "")
  const rules: ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => wanted.endsWith(`/${name}`) || name.endsWith(`/${wanted}`),
    (name) => stem(name) === stem(wanted),
    (name) =>
      wanted.endsWith(`/${stem(name)}`) ||
      stem(wanted).endsWith(`/${stem(name)}`) ||
      stem(name).endsWith(`/${stem(wanted)}`),
    (name) => stem(name) === stem(wanted).replace(/^(.*\/)?gt_/, ""),
  ]
  for (const rule of rules) {
    const found = records.filter((record) => rule(nfc(record.name)))
    if (found.length === 1) return found[0]
  }
  return undefined
}

function compareObjects(
  image: ExpectedImage,
  record: DatasetRecord,
  regions: readonly Region[],
  options: CompareOptions & { textOf: (region: Region) => string | undefined },
  names: ReadonlyMap<string, string>,
  tally: Tallied,
): void {
  const left = [...regions]
  for (const object of image.objects) {
    const spot = spotOf(object, record)
    if (spot === null) continue
    const fits = (region: Region) => {
      const name = names.get(region.label) ?? region.label
      if (object.label !== undefined && (options.labelOf?.(region, name) ?? name) !== String(object.label)) return false
      return spot.points.length === 0 || distance(spot, region) <= TOLERANCE_PX
    }
    const at = left.findIndex(
      (region) => fits(region) && (object.text === undefined || options.textOf(region) === object.text),
    )
    const there = at >= 0 ? at : left.findIndex(fits)
    const region = left[there]
    const where = `${record.name} ${object.label ?? ""} ${JSON.stringify(object.xywh ?? object.quad ?? object.norm)}`
    tally.check("boxes", region !== undefined, `${where} is not there; left are ${left.map(briefly).join("; ")}`)
    if (!region) continue
    left.splice(there, 1)
    if (typeof object.text === "string")
      tally.check(
        "texts",
        options.textOf(region) === object.text,
        `${where}: ${JSON.stringify(options.textOf(region))} instead of ${JSON.stringify(object.text)}`,
      )
  }
  for (const region of left) tally.check("boxes", false, `${record.name}: nobody expects ${briefly(region)}`)
}

const briefly = (region: Region) => JSON.stringify([region.label, ...Object.values(boxOf(region))])

type Spot = { readonly points: readonly Point[]; readonly isQuad: boolean }

/** Where an object is, in pixels: its quad, its box, or its box as shares of the picture. */
function spotOf(object: ExpectedObject, record: DatasetRecord): Spot | null {
  if (object.quad) return { points: object.quad.map(([x = 0, y = 0]) => ({ x, y })), isQuad: true }
  if (object.xywh) {
    const [x = 0, y = 0, width = 0, height = 0] = object.xywh
    return { points: boxPoints({ x, y, width, height }), isQuad: false }
  }
  const { norm } = object
  if (!norm || !record.size) return { points: [], isQuad: false }
  const { width, height } = record.size
  const [left = 0, top = 0, right = 0, bottom = 0] = norm
  return {
    points: [
      { x: left * width, y: top * height },
      { x: right * width, y: bottom * height },
    ],
    isQuad: false,
  }
}

const boxPoints = ({ x, y, width, height }: Box): Point[] => [
  { x, y },
  { x: x + width, y: y + height },
]

/**
 * The farthest that a corner of the region lies from where the object has it. Answers give the box before it was rotated, and
 * the file's own where it is not the one around its outline.
 */
function distance(spot: Spot, region: Region): number {
  const { geometry } = region
  if (spot.isQuad) return apart(inOrder(spot.points), inOrder(ringsOf(geometry)[0] ?? []))
  const [x = 0, y = 0, width = 0, height = 0] = statedBox(region) ?? Object.values(boxOf(region))
  const boxes = [geometry.type === "rotatedBox" ? geometry : boxOf(region), boxOf(region), { x, y, width, height }]
  return Math.min(...boxes.map((box) => apart(spot.points, boxPoints(box))))
}

/** The box that a COCO file states where it is another than the one around the outline. */
function statedBox({ foreign }: Region): number[] | undefined {
  const carried = foreign?.["coco"] as { stated_bbox?: number[] } | undefined // what the reader carries
  return carried?.stated_bbox
}

/** The corners of an upright rectangle from its top left clockwise, whichever of them a file begins at. */
function inOrder(points: readonly Point[]): readonly Point[] {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const isAt = (value: number, one: number, other: number) =>
    Math.min(Math.abs(value - one), Math.abs(value - other)) <= TOLERANCE_PX
  const isUpright = points.every(({ x, y }) => isAt(x, left, right) && isAt(y, top, bottom))
  if (points.length !== 4 || !isUpright) return points
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ]
}

function apart(a: readonly Point[], b: readonly Point[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  return Math.max(...a.map((p, i) => Math.max(Math.abs(p.x - (b[i]?.x ?? 0)), Math.abs(p.y - (b[i]?.y ?? 0)))))
}
