import type { Size } from "@justesse/types"
import { idText, isList, isObject, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { isFiniteNumber } from "../regions/parts.ts"

/** Under which our exports keep what checkers said of a region, and who speaks. */
export const CHECK_KEY = "check"
export const CHECK_REASON_KEY = "check_reason"
export const SPEAKER_KEY = "speaker"

/** One entry of an annotation's `result`. */
export interface Result {
  readonly type: string
  readonly from: string
  readonly to: string
  readonly value: JsonObject
  readonly raw: JsonObject
}

/** The results with one id: together they are one region. */
export interface Joined {
  readonly id: string | null
  /** Place of the first of them in the list, from 0. */
  readonly index: number
  readonly results: readonly Result[]
}

/** Results by their id, in the order in which ids first occur; results of one region may stand in any order and apart. */
export function joinResults(list: readonly JsonValue[]): { joined: Joined[]; odd: number[] } {
  const byId = new Map<string, { id: string | null; index: number; results: Result[] }>()
  const odd: number[] = []
  for (const [index, entry] of list.entries()) {
    const result = isObject(entry) ? resultOf(entry) : null
    if (result === null) {
      odd.push(index)
      continue
    }
    const id = idText(member(result.raw, "id"))
    const key = id === null ? `#${index}` : `=${id}`
    const same = byId.get(key)
    if (same) same.results.push(result)
    else byId.set(key, { id, index, results: [result] })
  }
  return { joined: [...byId.values()], odd }
}

function resultOf(raw: JsonObject): Result | null {
  const type = textOf(raw, "type")
  const value = member(raw, "value")
  if (type === "relation") return { type, from: "", to: "", value: {}, raw }
  if (type === "" || !isObject(value)) return null
  return { type: type.toLowerCase(), from: textOf(raw, "from_name"), to: textOf(raw, "to_name"), value, raw }
}

function textOf(object: JsonObject, key: string): string {
  const value = member(object, key)
  return typeof value === "string" ? value : ""
}

const SHAPES = ["rectangle", "polygon", "ellipse", "brush", "keypoint", "vector", "bitmask"]

/** What kind of place a result speaks of: the shape that its type or its value has; null where it speaks of no place. */
export function shapeOf({ type, value }: Result): string | null {
  const named = SHAPES.find((shape) => type === shape || type === `${shape}labels`)
  if (named !== undefined) return named
  const has = (key: string) => member(value, key) !== undefined
  if (has("x") && has("y") && has("width") && has("height")) return "rectangle"
  if (isList(member(value, "points"))) return "polygon"
  return has("radiusX") ? "ellipse" : null
}

/** The result that says where a region is; undefined where none does. */
export function placing(joined: Joined): Result | undefined {
  const own = joined.results.find(({ type }) => SHAPES.some((shape) => type.startsWith(shape)))
  return own ?? joined.results.find((result) => shapeOf(result) !== null)
}

/** The labels of a region in their order, each once. */
export function labelsOf(joined: Joined): string[] {
  const found = joined.results.flatMap(({ type, value }) => {
    const list = type.endsWith("labels") ? (member(value, type) ?? member(value, "labels")) : undefined
    return isList(list) ? list.filter((label) => typeof label === "string") : []
  })
  return [...new Set(found)]
}

/** The texts of a text area: a list, or a string in older files. Null where the result is no text area. */
export function textsOf({ type, value }: Result): string[] | null {
  const text = type === "textarea" ? member(value, "text") : undefined
  if (typeof text === "string") return [text]
  return isList(text) ? text.filter((part) => typeof part === "string") : null
}

const ANSWERS = new Set(["choices", "number", "rating", "datetime"])

/** What a question about a region was answered: one choice as its text, a number as such, several choices as the list. */
export function answerOf({ type, value }: Result): JsonValue | undefined {
  if (!ANSWERS.has(type)) return undefined
  const given = member(value, type)
  if (!isList(given)) return typeof given === "string" || typeof given === "number" ? given : undefined
  return given.length === 1 && typeof given[0] === "string" ? given[0] : given
}

/** The size of the upright picture that the results were made on; null where none says it. */
export function sizeInResults(results: readonly Result[]): Size | null {
  for (const { raw } of results) {
    const [width, height] = [member(raw, "original_width"), member(raw, "original_height")]
    if (isFiniteNumber(width) && isFiniteNumber(height) && isSide(width) && isSide(height)) return { width, height }
  }
  return null
}

function isSide(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0
}

/** Seconds of a stretch of a recording; null where the results are about no stretch. */
export function stretchOf(joined: Joined): { start: number; end: number | null } | null {
  for (const { value } of joined.results) {
    const [start, end] = [member(value, "start"), member(value, "end")]
    if (isFiniteNumber(start) && start >= 0) return { start, end: isFiniteNumber(end) && end >= 0 ? end : null }
  }
  return null
}

/** True when the results are marks in a recording and not places in a written text, which are counted in letters. */
export function isSound(joined: Joined): boolean {
  return joined.results.some(
    ({ raw, value }) => member(raw, "original_length") !== undefined || member(value, "channel") !== undefined,
  )
}
