import type { FileSet } from "../io/fileSet.ts"
import { idText, isList, isObject, type JsonObject, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import { splitJson } from "../io/jsonSplit.ts"
import { decodeStream } from "../io/textStream.ts"
import { isFiniteNumber } from "../regions/parts.ts"
import { isRecordingName } from "../timed/index.ts"
import type { ViaEvent, ViaItem, ViaProblem, ViaRegion, ViaStretch } from "./items.ts"

const PARTS = new Set(["attribute", "file", "view", "metadata"])
/** Kinds of files and of attributes, as VIA 3 numbers them. */
const VIDEO = 4
const AUDIO = 8
const CHECKBOX = 2
const CHOSEN = new Set([3, 4])

/** An attribute as VIA 3 declares it: values of those with options are ids of options. */
interface Attribute {
  readonly name: string
  readonly type: number
  readonly options: ReadonlyMap<string, string>
}

/**
 * The items of a VIA 3 project: each view's file with its metadata. What has a place is a region in the spelling of VIA 2,
 * what has times a stretch; what has both (a box in a film) and what has neither travels with the file.
 */
export async function* via3Items(files: FileSet, file: string): AsyncGenerator<ViaEvent> {
  const parts = new Map<string, { value: JsonObject; line: number }>()
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const { key, text, line, problem } of pieces) {
      const value = problem || !PARTS.has(key) ? undefined : parseJson(text)?.value
      if (isObject(value)) parts.set(key, { value, line })
      else if (problem || PARTS.has(key))
        yield { kind: "problem", level: "lost", code: problem ?? "not_an_object", line, field: key }
    }
  const [attributes, names, views, metadata] = ["attribute", "file", "view", "metadata"].map(
    (key) => parts.get(key)?.value ?? {},
  )
  const line = parts.get("metadata")?.line ?? 1
  const declared = attributesOf(attributes ?? {})
  const chosen = [...declared.values()].filter(({ type }) => CHOSEN.has(type))
  yield { kind: "choices", options: new Map(chosen.map(({ name, options }) => [name, [...options.values()]])) }
  const grouped = groupedByView(metadata ?? {})
  for (const [vid, view] of Object.entries(views ?? {})) {
    yield itemOf(vid, view, { names: names ?? {}, entries: grouped.get(vid) ?? [], declared, line })
    grouped.delete(vid)
  }
  for (const [vid, entries] of grouped) yield lost("picture_unknown", line, `vid ${vid}`, entries.length)
}

function lost(code: string, line: number, field: string, found: unknown): ViaProblem {
  return { kind: "problem", level: "lost", code, line, field, found }
}

function attributesOf(attributes: JsonObject): Map<string, Attribute> {
  const declared = new Map<string, Attribute>()
  for (const [id, attribute] of Object.entries(attributes)) {
    if (!isObject(attribute)) continue
    const [name, options] = [member(attribute, "aname"), member(attribute, "options")]
    const named = Object.entries(isObject(options) ? options : {})
    declared.set(id, {
      ...{ name: typeof name === "string" && name !== "" ? name : id, type: Number(member(attribute, "type")) },
      options: new Map(named.map(([option, label]) => [option, typeof label === "string" ? label : option])),
    })
  }
  return declared
}

function groupedByView(metadata: JsonObject): Map<string, [string, JsonValue][]> {
  const grouped = new Map<string, [string, JsonValue][]>()
  for (const [id, entry] of Object.entries(metadata)) {
    const vid = (isObject(entry) ? idText(member(entry, "vid")) : null) ?? ""
    const same = grouped.get(vid)
    if (same) same.push([id, entry])
    else grouped.set(vid, [[id, entry]])
  }
  return grouped
}

interface Project {
  readonly names: JsonObject
  readonly entries: readonly [string, JsonValue][]
  readonly declared: ReadonlyMap<string, Attribute>
  readonly line: number
}

function itemOf(vid: string, view: JsonValue, { names, entries, declared, line }: Project): ViaEvent {
  const list = isObject(view) ? member(view, "fid_list") : undefined
  const fid = isList(list) ? idText(list[0]) : null
  const file = fid === null ? undefined : member(names, fid)
  const [given, source] = ["fname", "src"].map((key) => (isObject(file) ? member(file, key) : undefined))
  const name = [given, source].find((one) => typeof one === "string" && one !== "")
  if (typeof name !== "string" || !isObject(file)) return lost("picture_unknown", line, `view ${vid}`, view)
  const type = member(file, "type")
  const isRecording = type === VIDEO || type === AUDIO || isRecordingName(name)
  const regions: ViaRegion[] = []
  const stretches: ViaStretch[] = []
  const carried: JsonValue[] = []
  const attributes: JsonObject = {}
  for (const [id, entry] of entries) {
    const said = isObject(entry) ? readStated(member(entry, "av"), declared) : []
    const [z, xy] = ["z", "xy"].map((key) => (isObject(entry) ? member(entry, key) : undefined))
    const own = id.startsWith(`${vid}_`) ? id.slice(vid.length + 1) : id
    const [start, end] = isList(z) ? z : []
    const hasGeometry = isList(xy) && xy.length > 0
    if (hasGeometry && start === undefined) regions.push({ id: own, shape: shapeOf(xy), attributes: said, line })
    else if (!hasGeometry && isFiniteNumber(start))
      stretches.push({ id: own, start, end: isFiniteNumber(end) ? end : null, attributes: said })
    else if (!hasGeometry && start === undefined) Object.assign(attributes, Object.fromEntries(said))
    else carried.push({ [id]: entry })
  }
  const item: ViaItem = {
    ...{ name, line, attributes, regions, ...(isRecording ? { stretches } : {}) },
    rest: { ...(carried.length > 0 ? { metadata: carried } : {}) },
  }
  return { kind: "item", item }
}

/** What was said, by the attributes' names; ids of options become what they stand for. */
function readStated(values: JsonValue | undefined, declared: ReadonlyMap<string, Attribute>): [string, JsonValue][] {
  return Object.entries(isObject(values) ? values : {}).map(([id, value]) => {
    const attribute = declared.get(id)
    if (!attribute || typeof value !== "string" || attribute.options.size === 0) return [attribute?.name ?? id, value]
    if (attribute.type !== CHECKBOX) return [attribute.name, attribute.options.get(value) ?? value]
    const ids = value.split(",").filter((one) => one !== "")
    return [attribute.name, ids.map((one) => attribute.options.get(one) ?? one)]
  })
}

const EDGES = {
  1: { name: "point", keys: ["cx", "cy"] },
  2: { name: "rect", keys: ["x", "y", "width", "height"] },
  3: { name: "circle", keys: ["cx", "cy", "r"] },
  4: { name: "ellipse", keys: ["cx", "cy", "rx", "ry"] },
} as const
const POINTS: Readonly<Record<number, string>> = { 5: "polyline", 6: "polyline", 7: "polygon", 8: "extremes" }

/** `[kind, numbers …]` in the spelling of VIA 2. */
function shapeOf([kind, ...numbers]: readonly JsonValue[]): JsonObject {
  const edges = kind === 1 || kind === 2 || kind === 3 || kind === 4 ? EDGES[kind] : null
  if (edges) return { name: edges.name, ...Object.fromEntries(edges.keys.map((key, i) => [key, numbers[i] ?? null])) }
  const name = (typeof kind === "number" ? POINTS[kind] : undefined) ?? `kind ${String(kind)}`
  return {
    name,
    all_points_x: numbers.filter((_, i) => i % 2 === 0),
    all_points_y: numbers.filter((_, i) => i % 2 === 1),
  }
}
