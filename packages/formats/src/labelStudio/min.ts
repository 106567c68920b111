import { csvHeader, csvRows } from "../io/csvTable.ts"
import type { FileSet } from "../io/fileSet.ts"
import { isList, isObject, isTooDeep, type JsonObject, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import { MAX_DEPTH } from "../io/jsonSplit.ts"
import { textKeyAmong } from "../regions/toolLabels.ts"

/** What Label Studio's short forms say of an answer besides its results, and what a task calls it. */
const ANSWER_KEYS: Readonly<Record<string, string>> = {
  annotation_id: "id",
  annotator: "completed_by",
  lead_time: "lead_time",
  created_at: "created_at",
  updated_at: "updated_at",
}

/** True when the beginning of a JSON file, or the columns of a table, are those of a short form (JSON_MIN, CSV, TSV). */
export function isShortFormat(names: (name: string) => boolean): boolean {
  return names("annotation_id") && (names("annotator") || names("lead_time"))
}

/**
 * A record of a short form as a task: one answer with its data and, under the name of each control, what was marked there.
 * Results have no ids: those of one place are one region. Texts come without their places; they belong to the places in
 * order where there are as many. Choices of the whole stand as their text among the controls. Null where it is none.
 */
export function shortTask(record: JsonValue | undefined): JsonObject | null {
  if (!isObject(record) || isObject(member(record, "data")) || !isShortFormat((name) => Object.hasOwn(record, name)))
    return null
  const data: [string, JsonValue][] = []
  const texts: [string, JsonValue[]][] = []
  const answer: [string, JsonValue][] = []
  const whole: JsonObject[] = []
  const layout = new Layout()
  const controls = controlsIn(Object.keys(record))
  for (const [key, value] of Object.entries(record)) {
    const list = isList(value) ? value : []
    const known = ANSWER_KEYS[key]
    const chosen = known === undefined && key !== "id" ? chosenIn(value, controls.has(key)) : null
    if (known !== undefined) answer.push([known, value])
    else if (list.length > 0 && list.every(isMark)) for (const mark of list) layout.add(key, mark)
    else if (chosen !== null && !(typeof value === "string" && isStated(key, value)))
      whole.push({ id: key, from_name: key, to_name: "", ...chosen })
    else if (key !== "id" && isStated(key, value)) texts.push([key, isList(value) ? value : [value]])
    else if (key !== "id") data.push([key, value])
  }
  const result = [...layout.results(), ...whole, ...texts.flatMap(([key, said]) => layout.textResults(key, said))]
  return {
    ...(Object.hasOwn(record, "id") ? { id: record["id"] ?? null } : {}),
    data: Object.fromEntries(data),
    annotations: [{ ...Object.fromEntries(answer), result }],
  }
}

/** Columns of controls: exports put the task's data first, then its id, its controls, and what they say of the answer. */
function controlsIn(keys: readonly string[]): ReadonlySet<string> {
  const end = keys.findIndex((key) => Object.hasOwn(ANSWER_KEYS, key))
  const start = keys.indexOf("id")
  return new Set(start < 1 ? [] : keys.slice(start + 1, Math.max(end, 0)))
}

const CHOICES_KEYS = ["choices", "taxonomy", "rating", "number", "datetime"]
/** A single choice comes as its text; longer texts are taken for written ones. */
const MOST_LETTERS = 80

/** What was chosen of all of an asset: an object or a list of one, or the text of a single choice where a control's answer stands. */
function chosenIn(value: JsonValue, isControl: boolean): JsonObject | null {
  const [only, ...more] = isList(value) ? value : [value]
  if (isControl && typeof value === "string" && value.length <= MOST_LETTERS && !/[\r\n]/.test(value))
    return { type: "choices", value: { choices: [value] } }
  if (!isObject(only) || more.length > 0) return null
  const [type, ...others] = Object.keys(only)
  return type !== undefined && others.length === 0 && CHOICES_KEYS.includes(type) ? { type, value: only } : null
}

/** What is marked at a place or in a stretch of time. */
function isMark(value: JsonValue): value is JsonObject {
  return isObject(value) && ["x", "points", "start"].some((key) => Object.hasOwn(value, key))
}

/** Texts of a text area: a list of texts, or one text under a usual name; the short form gives no more. */
function isStated(key: string, value: JsonValue): boolean {
  if (isList(value)) return value.length > 0 && value.every((one) => typeof one === "string")
  return typeof value === "string" && textKeyAmong([key]) !== null
}

const GEOMETRY_KEYS = ["x", "y", "width", "height", "rotation", "radiusX", "radiusY", "points", "start", "end"]

/** The places of a record in the order they occur, each with an id. */
class Layout {
  readonly #ids = new Map<string, string>()
  readonly #results: JsonObject[] = []

  add(from: string, mark: JsonObject): void {
    const geometry = JSON.stringify(GEOMETRY_KEYS.map((key) => member(mark, key) ?? null))
    const id = this.#ids.get(geometry) ?? `r${this.#ids.size + 1}`
    this.#ids.set(geometry, id)
    const { original_width, original_height, ...value } = mark
    const size =
      original_width === undefined || original_height === undefined ? {} : { original_width, original_height }
    this.#results.push({ id, type: typeOf(mark), from_name: from, to_name: "", ...size, value })
  }

  results(): JsonObject[] {
    return this.#results
  }

  /** Texts at their places where there is one for each, otherwise about no place: they travel with the picture. */
  textResults(from: string, texts: readonly JsonValue[]): JsonObject[] {
    const ids = [...this.#ids.values()]
    const isEach = ids.length === texts.length
    return texts.map((text, i) => ({
      ...{ id: isEach ? (ids[i] ?? "") : `${from}-${i + 1}`, type: "textarea", from_name: from, to_name: "" },
      value: { text: [text] },
    }))
  }
}

/** The kind of a mark: what holds its labels, its texts or its choices; without any, its shape. */
function typeOf(mark: JsonObject): string {
  const named = Object.keys(mark).find((key) => /labels$|^choices$|^taxonomy$|^rating$|^number$/.test(key))
  if (named !== undefined) return named
  if (Object.hasOwn(mark, "text")) return "textarea"
  if (Object.hasOwn(mark, "points")) return "polygon"
  return Object.hasOwn(mark, "radiusX") ? "ellipse" : "rectangle"
}

/** The header of a table in the short form; null for other tables. */
export async function shortTable(
  files: FileSet,
  file: string,
): Promise<{ delimiter: string; columns: readonly string[] } | null> {
  const header = await csvHeader(files, file)
  return isShortFormat((name) => header.columns.includes(name)) ? header : null
}

/** A row of a table in the short form, as a task, or why it is none. */
interface ShortRow {
  readonly line: number
  readonly task: JsonObject | null
  readonly problem?: string
}

/** The rows of a table in the short form: cells that hold lists are JSON. */
export async function* shortRows(files: FileSet, file: string): AsyncGenerator<ShortRow> {
  const header = await shortTable(files, file)
  if (header === null) return yield { line: 1, task: null, problem: "task_unreadable" }
  for await (const rows of csvRows(files, file, header.delimiter, 1))
    for (const { line, cells, problem } of rows) {
      const entries = header.columns.map((column, i): [string, JsonValue] => [column, valueOf(cells[i] ?? "")])
      const task = problem ? null : shortTask(Object.fromEntries(entries.filter(([, value]) => value !== "")))
      yield { line, task, problem: problem ?? "task_unreadable" }
    }
}

/** A cell: lists and objects as such, numbers as numbers, the rest as text. */
function valueOf(cell: string): JsonValue {
  const isJson = /^\s*[[{]/.test(cell) && !isTooDeep(cell, MAX_DEPTH)
  const parsed = isJson ? parseJson(cell)?.value : undefined
  if (parsed !== undefined) return parsed
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(cell) ? Number(cell) : cell
}
