import { idText, isList, isObject, type JsonObject, type JsonValue, member, unknownMembers } from "../io/jsonParse.ts"
import { isPictureName } from "../io/pictures.ts"
import { isRecordingName } from "../timed/index.ts"
import { type DataName, nameOfData } from "./name.ts"
import type { Result } from "./results.ts"

/** A task taken apart: the answer that counts, and what travels beside it. */
export interface Task {
  readonly id: string | null
  readonly data: JsonObject
  readonly meta: JsonObject
  /** Results of the answer; null where nobody answered. */
  readonly results: readonly JsonValue[] | null
  /** `prediction`: nobody answered, a model did. */
  readonly from: "annotation" | "prediction" | null
  /** The model's score for the whole answer, where it is a prediction with one. */
  readonly score: number | null
  /** Unknown members of the answer (who, when, how long), and the answers and predictions that were not taken. */
  readonly answer: Record<string, JsonValue> | null
  readonly others: readonly JsonValue[]
  readonly predictions: readonly JsonValue[]
  readonly drafts: readonly JsonValue[]
  readonly cancelled: number
  readonly rest: Record<string, JsonValue> | null
}

const TASK_KEYS = new Set(["id", "data", "meta", "annotations", "completions", "predictions", "drafts"])
const ANSWER_KEYS = new Set(["result", "was_cancelled", "skipped"])

/**
 * A task's parts. The answer is the annotation that is marked as ground truth, otherwise the first that was not cancelled;
 * without one, the first prediction. `completions` is what annotations were called before 2021. Null where it has no `data`.
 */
export function taskOf(value: JsonValue | undefined): Task | null {
  const data = isObject(value) ? member(value, "data") : undefined
  if (!isObject(value) || !isObject(data)) return null
  const annotations = listOf(value, "annotations") ?? listOf(value, "completions") ?? []
  const predictions = listOf(value, "predictions") ?? []
  const drafts = listOf(value, "drafts") ?? []
  const answers = annotations.filter((one) => isObject(one) && !isCancelled(one) && resultsOf(one) !== null)
  const taken = answers.find((one) => isObject(one) && isTruth(one)) ?? answers[0]
  const predicted =
    taken === undefined ? predictions.find((one) => isObject(one) && resultsOf(one) !== null) : undefined
  const answer = taken ?? predicted
  const meta = member(value, "meta")
  const score = isObject(predicted) ? member(predicted, "score") : undefined
  return {
    ...{ id: idText(member(value, "id")), data, meta: isObject(meta) ? meta : {} },
    results: isObject(answer) ? resultsOf(answer) : null,
    from: taken !== undefined ? "annotation" : predicted !== undefined ? "prediction" : null,
    score: typeof score === "number" ? score : null,
    answer: isObject(answer) ? unknownMembers(answer, ANSWER_KEYS) : null,
    others: annotations.filter((one) => one !== taken),
    predictions: predictions.filter((one) => one !== predicted),
    drafts,
    cancelled: annotations.filter((one) => isObject(one) && isCancelled(one)).length,
    rest: unknownMembers(value, TASK_KEYS),
  }
}

function listOf(object: JsonObject, key: string): JsonValue[] | undefined {
  const list = member(object, key)
  return isList(list) && list.length > 0 ? list : undefined
}

function isCancelled(annotation: JsonObject): boolean {
  return member(annotation, "was_cancelled") === true || member(annotation, "skipped") === true
}

function isTruth(annotation: JsonObject): boolean {
  return member(annotation, "ground_truth") === true || member(annotation, "honeypot") === true
}

function resultsOf(annotation: JsonObject): JsonValue[] | null {
  const result = member(annotation, "result")
  return isList(result) ? result : null
}

/** A picture of a task of several, and the places in the answer's list of results that speak of none of them. */
interface TaskPages {
  readonly pages: readonly Task[]
  readonly lost: readonly number[]
}

/**
 * A task whose data is a list of pictures (`valueList`) as one task for each: a result says by `item_index` which picture it
 * is about. Further answers, predictions and drafts stay with the first. Null for a task of one picture.
 */
export function taskPages(task: Task): TaskPages | null {
  const isPicture = (value: JsonValue) => typeof value === "string" && isPictureName(nameOfData(value)?.name ?? "")
  const entries = Object.entries(task.data)
  const [key, list] = entries.find(([, value]) => isList(value) && value.length > 0 && value.every(isPicture)) ?? []
  if (key === undefined || !isList(list) || entries.some(([, value]) => isPicture(value))) return null
  const indexOf = (result: JsonValue) => (isObject(result) ? (member(result, "item_index") ?? 0) : 0)
  const results = task.results ?? []
  const lost = results.flatMap((result, i) => (list[Number(indexOf(result))] === undefined ? [i] : []))
  const pages = list.map((value, page): Task => {
    const own = results.filter((result) => Number(indexOf(result)) === page).map(withoutIndex)
    const one = {
      ...{ ...task, data: { ...task.data, [key]: value }, results: task.results === null ? null : own },
      id: task.id === null || page === 0 ? task.id : `${task.id}.${page + 1}`,
    }
    return page === 0 ? one : { ...one, others: [], predictions: [], drafts: [], cancelled: 0 }
  })
  return { pages, lost }
}

function withoutIndex(result: JsonValue): JsonValue {
  return isObject(result) ? (unknownMembers(result, new Set(["item_index"])) ?? {}) : result
}

/** The key of `data` that is labelled, and what it calls its picture or recording. */
export interface TaskData extends DataName {
  readonly key: string
}

const USUAL_KEYS = ["image", "img", "picture", "ocr", "captioning", "audio", "video", "url"]

/**
 * Which value of `data` was labelled: the one that a result's `source` or its object in the configuration names, otherwise
 * one that ends like a picture or a recording, a usual key, or the first that looks like a path. Null where there is none.
 */
export function dataOf(
  { data }: Task,
  results: readonly Result[],
  sources: ReadonlyMap<string, string>,
): TaskData | null {
  const named = results.flatMap(({ raw, to }) => {
    const source = member(raw, "source")
    return [typeof source === "string" ? source.replace(/^\$/, "") : "", sources.get(to) ?? "", to]
  })
  const hasSizes = results.some(({ raw }) => member(raw, "original_width") !== undefined)
  const ends = (name: string) => isPictureName(name) || (!hasSizes && isRecordingName(name))
  const all = Object.entries(data).flatMap(([key, value]): TaskData[] => {
    const name = typeof value === "string" && !value.includes("\n") ? nameOfData(value) : null
    return name ? [{ key, ...name }] : []
  })
  const byKey = (keys: readonly string[]) => keys.map((key) => all.find((one) => one.key === key)).find((one) => one)
  return (
    byKey(named) ??
    all.find(({ name }) => ends(name)) ??
    byKey(USUAL_KEYS) ??
    all.find(({ key }) => /[/\\]/.test(String(data[key]))) ??
    null
  )
}
