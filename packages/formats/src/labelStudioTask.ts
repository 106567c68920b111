import { idText, isList, isObject, type JsonObject, type JsonValue, member, unknownMembers } from "./jsonParse.ts"
import { type DataName, nameOfData } from "./labelStudioName.ts"
import type { Result } from "./labelStudioResults.ts"
import { isPictureName } from "./pictures.ts"
import { isRecordingName } from "./timed.ts"

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
  const places = results.some(({ raw }) => member(raw, "original_width") !== undefined)
  const ends = (name: string) => isPictureName(name) || (!places && isRecordingName(name))
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
