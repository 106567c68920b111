import {
  type Box,
  boundsOf,
  boundsOfShape,
  cornersOf,
  outlineShape,
  type Point,
  type Region,
  type Shape,
  Transcript,
} from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import { idText, isList, isObject, type JsonObject, type JsonValue, member, unknownMembers } from "../io/jsonParse.ts"
import {
  attributeParts,
  isFiniteNumber,
  isTranscript,
  MAX_OUTLINE,
  pointsOf,
  type RegionParts,
} from "../regions/parts.ts"
import { areApart, splitRing } from "../regions/rings.ts"
import {
  dropWholeRotations,
  fitRotatedBox,
  isOtherBox,
  rotateRegion,
  type ShapeParts,
  toShape,
} from "../regions/rotated.ts"
import { report, type Tally } from "../report/lines.ts"
import { areaOfShape, carriedShape, isOtherArea } from "./carried.ts"
import { ringsOfMask } from "./mask.ts"

/** Where an annotation begins. */
export interface CocoLocation {
  readonly file: string
  readonly line: number
}

/** Under this key our exports keep an id that COCO's readers could not take: theirs are whole numbers. */
export const OWN_ID = "justesse_id"
/** What is said of a text beside it, and the attribute that holds it. */
const SAID = ["language", "direction", "marks", "parts"] as const
/** Attributes that hold a text with what is said of it. */
const TEXT_KEYS = new Set(["transcription", ...SAID.map((key) => `transcription_${key}`)])
/** The attribute that turns a box, in degrees clockwise about its centre; CVAT and Datumaro write it too. */
export const ROTATION = "rotation"

const ANNOTATION_KEYS = new Set([
  ...["id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation", "attributes"],
  OWN_ID,
])
/** Corners of a turned box in a file lie this near to where its rotation puts them. */
const CORNER_TOLERANCE_PX = 0.01

/** The id of a picture or annotation: our own where an export of ours had to number it anew. */
export function ownId(object: JsonObject): string | null {
  return idText(member(object, OWN_ID)) ?? idText(member(object, "id"))
}

/**
 * What an annotation says of its region, without id and label; null where it has no usable box. Unknown keys, masks and
 * odd areas travel in `foreign.coco`, a mask with the box that it was made for.
 */
export function* cocoParts(
  annotation: JsonObject,
  location: CocoLocation,
  tally: Tally,
): Generator<ReadEvent, Omit<RegionParts, "id" | "label"> | null> {
  const mask = maskOf(member(annotation, "segmentation"))
  if (mask.isPixels && mask.rings === null) tally.add("lost", "mask_as_box", "segmentation")
  if (mask.unreadable) yield report("lost", "outline_unreadable", { ...location, field: "segmentation" })
  const box = yield* boxIn(annotation, mask.rings, location)
  if (box === null) return null
  const attributes = yield* attributesOf(member(annotation, "attributes"), location)
  const crowd = member(annotation, "iscrowd")
  const stated = partsIn(box, mask.rings, attributes.rotation)
  const shape = toShape(stated, attributes.transcript !== null)
  return {
    ...stated,
    attributes: attributes.held ?? undefined,
    transcript: attributes.transcript ?? undefined,
    flags: crowd === 1 || crowd === true ? { crowd: true } : undefined,
    foreign: carriedOf(annotation, { shape, box }, mask.carried, attributes.carried, tally),
  }
}

/**
 * What the file says of the place. A rotation beside four corners that are a rectangle is told by these (our own way); without
 * an outline it turns `bbox` about its centre (the way of CVAT and Datumaro).
 */
function partsIn(box: Box, rings: readonly (readonly Point[])[] | null, rotation: number): ShapeParts {
  const degrees = dropWholeRotations(rotation)
  const [outline] = rings ?? []
  if (degrees === 0) return { box, rings: rings ?? undefined }
  if (!outline) return rotateRegion(box, degrees)
  const found = rings?.length === 1 ? fitRotatedBox(outline, CORNER_TOLERANCE_PX) : null
  const rotated = found && { ...found, rotation: degrees }
  const fits = rotated && cornersOf(rotated).every((corner, i) => isNear(corner, outline[i]))
  return fits ? { box, rotated } : { box, rings: rings ?? undefined }
}

function isNear(a: Point, b: Point | undefined): boolean {
  return b !== undefined && Math.hypot(a.x - b.x, a.y - b.y) <= CORNER_TOLERANCE_PX
}

function* boxIn(
  annotation: JsonObject,
  rings: readonly (readonly Point[])[] | null,
  location: CocoLocation,
): Generator<ReadEvent, Box | null> {
  const bbox = member(annotation, "bbox")
  if (bbox === undefined || bbox === null || (isList(bbox) && bbox.length === 0)) {
    const bounds = rings === null ? null : boundsOf(rings.flat())
    yield report(bounds ? "changed" : "lost", bounds ? "box_from_outline" : "field_missing", {
      ...location,
      field: "bbox",
    })
    return bounds
  }
  const [x, y, width, height] = isList(bbox) ? bbox : []
  if (!isFiniteNumber(x) || !isFiniteNumber(y) || !isFiniteNumber(width) || !isFiniteNumber(height)) {
    yield report("lost", "not_a_number", { ...location, field: "bbox", found: bbox })
    return null
  }
  if (width > 0 && height > 0) return { x, y, width, height }
  yield report("lost", "box_of_no_size", { ...location, field: "bbox", found: bbox })
  return null
}

interface Mask {
  /** Polygons that lie apart, holes among them, or the line around a mask of pixels: the region's outline. */
  readonly rings: (readonly Point[])[] | null
  /** Polygons that lie over one another, or runs of pixels: carried. */
  readonly carried: JsonValue | null
  /** Runs of pixels, whether a line around them could be read or not. */
  readonly isPixels?: true
  readonly unreadable: boolean
}

function maskOf(segmentation: JsonValue | undefined): Mask {
  const nothing = { rings: null, carried: null, unreadable: false }
  if (segmentation === undefined || segmentation === null) return nothing
  if (isObject(segmentation))
    return { rings: ringsOfMask(segmentation), carried: segmentation, isPixels: true, unreadable: false }
  if (!isList(segmentation)) return { ...nothing, unreadable: true }
  if (segmentation.length === 0) return nothing
  const lists = segmentation.every(isList) ? segmentation : [segmentation]
  const polygons = lists.map(pointsOf)
  const read = polygons.flatMap((polygon) => (polygon && boundsOf(polygon) ? [polygon] : []))
  if (read.length < polygons.length && lists.length === 1)
    return { ...nothing, unreadable: (lists[0]?.length ?? 0) > 0 }
  const isWhole = read.length === polygons.length && read.reduce((sum, { length }) => sum + length, 0) <= MAX_OUTLINE
  if (!isWhole || !areApart(read)) return { ...nothing, carried: segmentation }
  return { ...nothing, rings: read.flatMap(splitRing) }
}

/** The line of a `segmentation` made of polygons or of runs of pixels; null for polygons that lie over one another, and without one. */
export function outlineIn(segmentation: JsonValue | undefined): Shape | null {
  const { rings } = maskOf(segmentation)
  return rings && outlineShape(rings, false)
}

interface AttributeSet {
  readonly held: Region["attributes"] | null
  readonly carried: JsonValue | null
  readonly transcript: Transcript | null
  /** In degrees; 0 where the box is not turned. */
  readonly rotation: number
}

const NO_ATTRIBUTES: AttributeSet = { held: null, carried: null, transcript: null, rotation: 0 }

function* attributesOf(attributes: JsonValue | undefined, location: CocoLocation): Generator<ReadEvent, AttributeSet> {
  if (attributes === undefined || attributes === null) return NO_ATTRIBUTES
  if (!isObject(attributes)) return { ...NO_ATTRIBUTES, carried: attributes }
  const text = member(attributes, "transcription")
  const readable = typeof text === "string" && isTranscript(text)
  if (typeof text === "string" && !readable)
    yield report("lost", "text_unstorable", { ...location, field: "transcription" })
  const rotation = member(attributes, ROTATION)
  const isRotated = isFiniteNumber(rotation)
  const left = Object.entries(attributes).filter(
    ([key]) => !(typeof text === "string" && TEXT_KEYS.has(key)) && !(isRotated && key === ROTATION),
  )
  return {
    ...attributeParts(left),
    transcript: readable ? transcriptOf(text, attributes) : null,
    rotation: isRotated ? rotation : 0,
  }
}

function transcriptOf(value: string, attributes: JsonObject): Transcript {
  const said = Object.fromEntries(SAID.map((key) => [key, member(attributes, `transcription_${key}`)]))
  const whole = Transcript.safeParse({ value, ...said })
  return whole.success ? whole.data : { value }
}

/** What the region cannot hold. A mask, an area and a box that is not the outline's travel with the shape they came with. */
function carriedOf(
  annotation: JsonObject,
  { shape, box }: { readonly shape: Shape; readonly box: Box },
  mask: JsonValue | null,
  attributes: JsonValue | null,
  tally: Tally,
): Record<string, JsonValue> | undefined {
  const carried = unknownMembers(annotation, ANNOTATION_KEYS) ?? {}
  const area = member(annotation, "area")
  const isOwnArea = isFiniteNumber(area) && isOtherArea(area, areaOfShape(shape))
  if (attributes !== null) carried["attributes"] = attributes
  if (mask !== null) {
    carried["segmentation"] = mask
    tally.add("note", "mask_carried", "segmentation")
  }
  if (isOwnArea) carried["area"] = area
  if (isOwnArea || mask !== null || isOtherBox(box, boundsOfShape(shape)))
    Object.assign(carried, carriedShape(shape, box))
  return Object.keys(carried).length > 0 ? { coco: carried } : undefined
}
