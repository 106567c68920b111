import {
  type AttributeId,
  type AttributeValue,
  isStorable,
  type LabelId,
  type Point,
  type Region,
  type RegionFlags,
  type RegionId,
  type Transcript,
} from "@justesse/types"
import { isObject, type JsonValue, member } from "../io/jsonParse.ts"
import { type ShapeParts, toShape } from "./rotated.ts"

/** Most regions one answer holds, and longest text of a region (the bounds of AnnotationBody). */
export const MAX_REGIONS = 20_000
export const MAX_TRANSCRIPT = 20_000
const MAX_ID = 64
const MAX_ATTRIBUTE = 80
export const MAX_OUTLINE = 10_000

/** The parts of a region as a reader found them; parts that are undefined are left out. */
export interface RegionParts extends ShapeParts {
  readonly id: string
  readonly label: LabelId
  readonly attributes?: Record<string, AttributeValue> | undefined
  readonly transcript?: Transcript | undefined
  readonly flags?: RegionFlags | undefined
  readonly level?: Region["level"] | undefined
  readonly parent?: string | undefined
  readonly foreign?: Record<string, JsonValue> | undefined
}

/** A region made of its parts. The caller has checked them: positive finite sides, storable texts, an id of 1 to 64 units. */
export function region(parts: RegionParts): Region {
  return {
    // Readers make ids by `RegionIds`, which keeps to RegionId's bounds.
    id: parts.id as RegionId,
    geometry: toShape(parts, parts.transcript !== undefined || parts.level !== undefined),
    label: parts.label,
    // Keys come from `attributeParts`, which keeps to AttributeId's bounds.
    ...(parts.attributes ? { attributes: parts.attributes as Record<AttributeId, AttributeValue> } : {}),
    ...(parts.transcript ? { transcript: parts.transcript } : {}),
    ...(parts.flags && Object.keys(parts.flags).length > 0 ? { flags: parts.flags } : {}),
    ...(parts.level ? { level: parts.level } : {}),
    // What cannot be an id is no other region's, whatever the file calls it.
    ...(parts.parent !== undefined && canBeId(parts.parent) ? { parent: parts.parent as RegionId } : {}),
    ...(parts.foreign ? { foreign: parts.foreign } : {}),
  }
}

/** True when a text can be the id of a region. */
function canBeId(text: string): boolean {
  return text !== "" && text.length <= MAX_ID && isStorable(text)
}

/** Ids for the regions of one answer: the file's own where it can be one and is not taken, otherwise `r1`, `r2` … */
export class RegionIds {
  readonly #taken = new Set<string>()

  give(wanted: string | null): string {
    let id = wanted !== null && canBeId(wanted) ? wanted : ""
    for (let n = this.#taken.size + 1; id === "" || this.#taken.has(id); n++) id = `r${n}`
    this.#taken.add(id)
    return id
  }
}

/** True when a text can be a transcript as it stands. */
export function isTranscript(text: string): boolean {
  return text.length <= MAX_TRANSCRIPT && isStorable(text)
}

/** Sorts a file's attributes into those that a region can hold and those that it can only carry. Null where there are none. */
export function attributeParts(entries: Iterable<readonly [string, JsonValue]>): {
  held: Record<string, AttributeValue> | null
  carried: Record<string, JsonValue> | null
} {
  const held: [string, AttributeValue][] = []
  const carried: [string, JsonValue][] = []
  for (const [key, value] of entries) {
    if (isAttributeKey(key) && isAttributeValue(value)) held.push([key, value])
    else carried.push([key, value])
  }
  return {
    held: held.length > 0 ? Object.fromEntries(held) : null,
    carried: carried.length > 0 ? Object.fromEntries(carried) : null,
  }
}

function isAttributeKey(key: string): boolean {
  return key !== "" && key !== "__proto__" && key.length <= MAX_ATTRIBUTE && isStorable(key)
}

function isAttributeValue(value: JsonValue): value is AttributeValue {
  if (typeof value === "string") return value.length <= 200 && isStorable(value)
  return typeof value === "boolean" || typeof value === "number"
}

/** `x, y, x, y …` as points; null when they are not at least three points of finite numbers. */
export function pointsOf(numbers: readonly JsonValue[]): Point[] | null {
  if (numbers.length < 6 || numbers.length % 2 === 1 || numbers.length > 2 * MAX_OUTLINE) return null
  const points: Point[] = []
  for (let i = 0; i < numbers.length; i += 2) {
    const x = numbers[i]
    const y = numbers[i + 1]
    if (!isFiniteNumber(x) || !isFiniteNumber(y)) return null
    points.push({ x, y })
  }
  return points
}

/** True for a number that is neither NaN nor infinite. */
export function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value)
}

/** What `foreign` carries for one format, or an empty object. */
export function carriedFor(foreign: Record<string, JsonValue> | undefined, format: string): Record<string, JsonValue> {
  const carried = foreign === undefined ? undefined : member(foreign, format)
  return isObject(carried) ? carried : {}
}
