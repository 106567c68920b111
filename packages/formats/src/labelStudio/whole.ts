import { type Field, FieldValue, type Label, type Region, WHOLE } from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import { isList, isObject, type JsonValue, member } from "../io/jsonParse.ts"
import type { LabelList } from "../regions/labels.ts"
import type { RegionIds } from "../regions/parts.ts"
import { report } from "../report/lines.ts"
import type { Element } from "../xml/parse.ts"
import { type Joined, placing, type Result, stretchOf } from "./results.ts"

/** Controls whose answers may be about all of an asset, by the type of their results. */
const TYPES = ["choices", "taxonomy", "rating", "number", "textarea", "datetime"] as const
type AskedType = (typeof TYPES)[number]
const ELEMENTS: Readonly<Record<string, AskedType>> = {
  Choices: "choices",
  Taxonomy: "taxonomy",
  Rating: "rating",
  Number: "number",
  TextArea: "textarea",
  DateTime: "datetime",
}
/** What is chosen where something cannot be told. */
export const CANNOT_TELL = "cannot tell"
const USUAL_STEPS = 5
const MOST_STEPS = 10
const MOST_OPTIONS = 50

/** One thing that is asked of all of an asset. */
interface Asked {
  readonly name: string
  readonly type: AskedType
  several: boolean
  steps: number
  readonly options: Set<string>
}

/** A path of a taxonomy as the name of what it leads to. */
const pathName = (path: JsonValue): string | null => {
  const steps = isList(path) ? path : [path]
  return steps.every((step) => typeof step === "string") && steps.length > 0 ? steps.join("/") : null
}

/** What an answer chose, by name; null where it chose nothing. */
function chosenIn({ type, value }: Result): string[] | null {
  const given = member(value, type)
  const list = isList(given) ? given : typeof given === "string" ? [given] : null
  if (list === null || (type !== "choices" && type !== "taxonomy")) return null
  return list.flatMap((one) => pathName(one) ?? [])
}

/**
 * What a labelling configuration and the answers ask of whole assets. It counts only where nothing at all is placed on them: beside
 * boxes such an answer travels with its picture.
 */
export class AskedOfAll {
  readonly #asked = new Map<string, Asked>()
  #isPlaced = false

  /** Takes what an element of a configuration asks. */
  takeElement({ name: element, attributes, children }: Element): void {
    const type = ELEMENTS[element]
    const isMarks = /Labels$|^(Rectangle|Polygon|Ellipse|KeyPoint|Brush|Vector|BitMask)$/.test(element)
    this.#isPlaced ||= isMarks || (type !== undefined && attributes["perRegion"] === "true")
    if (type === undefined || attributes["name"] === undefined || attributes["perRegion"] === "true") return
    const asked = this.#askedCalled(attributes["name"], type)
    if (!asked) return
    asked.several ||= attributes["choice"] === "multiple"
    if (type === "rating") asked.steps = Math.trunc(Number(attributes["maxRating"])) || USUAL_STEPS
    const take = (options: readonly Element[], before: readonly string[]) => {
      for (const { name, attributes: own, children: below } of options) {
        const called = own["alias"] ?? own["value"]
        if (name !== "Choice" || called === undefined) continue
        asked.options.add([...before, called].join("/"))
        take(below, [...before, called])
      }
    }
    take(children, [])
  }

  /** Takes what the joined results of an answer say of all of an asset. */
  take(joined: Joined): void {
    if (placing(joined) || stretchOf(joined)) this.#isPlaced = true
    const [first] = joined.results
    const type = TYPES.find((one) => one === first?.type)
    if (!first || type === undefined) return
    const asked = this.#askedCalled(first.from, type)
    const chosen = chosenIn(first) ?? []
    for (const one of chosen) asked?.options.add(one)
    if (asked && chosen.length > 1) asked.several = true
    const stars = type === "rating" ? Number(member(first.value, type)) : 0
    if (asked && stars > asked.steps && stars <= MOST_STEPS) asked.steps = stars
  }

  #askedCalled(name: string, type: AskedType): Asked | undefined {
    const known = this.#asked.get(name)
    if (known) return known.type === type ? known : undefined
    const asked: Asked = { name, type, several: type === "taxonomy", steps: USUAL_STEPS, options: new Set() }
    this.#asked.set(name, asked)
    return asked
  }

  /** The types of controls by their names. */
  get types(): ReadonlyMap<string, string> {
    return new Map([...this.#asked].map(([name, { type }]) => [name, type]))
  }

  /** How answers are read: labels of the whole, answers to the questions of a form, or as what travels (null). */
  get form(): "labels" | "fields" | null {
    const all = [...this.#asked.values()]
    const [only, ...more] = all
    if (this.#isPlaced || !only || all.every(({ type }) => type === "textarea")) return null
    return more.length === 0 && ["choices", "taxonomy", "rating"].includes(only.type) ? "labels" : "fields"
  }

  /** Whether several labels may hold for one asset. */
  get isSeveral(): boolean {
    return this.form === "fields" || [...this.#asked.values()].some(({ several }) => several)
  }

  /** Whether joined results are read as what is said of the whole: beside what is placed only as our own exports say it. */
  isAnswer(joined: Joined, labels: LabelList): boolean {
    if (this.form) return true
    const [first] = joined.results
    if (!first || placing(joined) || stretchOf(joined) || !labels.hasKnown) return false
    const found = [first.from, ...namesIn(first)].flatMap((name) => labels.get(name) ?? [])
    return this.#asked.has(first.from) && found.some((label) => labels.wasKnown(label))
  }

  /** Puts the labels into the list: what can be chosen, in its order, or the questions; beside what is placed those of ours alone. */
  addLabels(labels: LabelList): void {
    // Labels that were known before are those of an export of ours.
    if (!this.form)
      for (const name of [...this.#asked].flatMap(([name, { options }]) => [name, ...options])) labels.addKnown(name)
    if (!this.form) return
    for (const asked of this.#asked.values()) {
      const isForm = this.form === "fields"
      const steps = Array.from({ length: asked.steps }, (_, i) => String(i + 1))
      for (const name of isForm ? [asked.name] : asked.type === "rating" ? steps : asked.options) {
        const label = labels.add(name)
        if (!label || labels.wasKnown(label)) continue
        const foreign = { "label-studio": { control: asked.name, type: asked.type } }
        const isUsual = asked.type === "choices" && asked.name === "choice"
        labels.replace({ ...label, ...(isForm && { field: fieldOf(asked) }), ...(!isUsual && { foreign }) })
      }
    }
  }

  /** The answer of joined results as regions of all of the asset. */
  *regionsOf(joined: Joined, labels: LabelList, ids: RegionIds, at: Location): Generator<ReadEvent, Region[]> {
    const location = { file: at.file, line: at.line, field: `result.${joined.index}` }
    const [first, ...more] = joined.results
    const isAsked = first && this.#asked.get(first.from)?.type === first.type
    if (!first || !isAsked) {
      yield report("lost", "result_unreadable", { ...location, found: first?.type })
      return []
    }
    const attributes = Object.fromEntries(more.flatMap((one) => attributeIn(one)))
    const said = Object.keys(attributes).length > 0 ? { attributes } : {}
    const label = labels.get(first.from)
    if (this.form === "fields" || label?.field) {
      const value = label?.field ? valueIn(first, label.field) : undefined
      if (label && value !== undefined) return [made(ids.give(joined.id), label, { ...said, value })]
      yield report("lost", "result_unreadable", { ...location, found: first.value })
      return []
    }
    const names = namesIn(first)
    const found = names.flatMap((name) => labels.get(name) ?? [])
    if (found.length < Math.max(1, names.length))
      yield report("lost", "label_refused", { ...location, found: first.value })
    return found.map((label, i) => made(ids.give(i === 0 ? joined.id : null), label, i === 0 ? said : {}))
  }
}

/** The names of the labels that an answer gives a whole asset. */
function namesIn(result: Result): string[] {
  const stars = member(result.value, "rating")
  return chosenIn(result) ?? (typeof stars === "number" ? [String(stars)] : [])
}

interface Location {
  readonly file: string
  readonly line: number
}

function made(id: string, label: Label, more: Partial<Region>): Region {
  // Ids come from RegionIds, which keeps to RegionId's bounds.
  return { id: id as Region["id"], geometry: WHOLE, label: label.id, ...more }
}

function attributeIn(result: Result): [string, string][] {
  const [only, ...more] = chosenIn(result) ?? []
  return only !== undefined && more.length === 0 && result.from.length <= 80 ? [[result.from, only.slice(0, 200)]] : []
}

function fieldOf({ type, several, steps, options }: Asked): Field {
  const names = [...options].filter((name) => name !== CANNOT_TELL)
  const base = { must: false, cannotTell: options.has(CANNOT_TELL) }
  const isListed = names.length > 0 && names.length <= MOST_OPTIONS && names.every((name) => name.length <= 80)
  if (type === "rating") return { ...base, kind: "scale", steps: Math.max(2, steps), compared: "opinion" }
  if (type === "number") return { ...base, kind: "number", compared: "exactly" }
  if (type === "datetime") return { ...base, kind: "date", compared: "exactly" }
  if (type === "textarea" || !isListed) return { ...base, kind: "text", isLong: type === "textarea", compared: "text" }
  const listed = names.map((name) => ({ id: name, name: { en: name } }))
  return { ...base, kind: several ? "several" : "choice", options: listed, compared: "exactly" }
}

/** An answer as the value of a question; undefined where it is none of its own. */
function valueIn(result: Result, field: Field): FieldValue | undefined {
  const { type, value } = result
  const chosen = chosenIn(result)
  if (chosen?.length === 1 && chosen[0] === CANNOT_TELL && field.cannotTell) return { cannotTell: true }
  if (chosen?.length === 0) return undefined
  const given = member(value, type === "textarea" ? "text" : type)
  if (field.kind === "choice" || field.kind === "several") {
    const ids = chosen?.map((name) => field.options.find((one) => one.name.en === name || one.id === name)?.id)
    const known = ids?.filter((id) => id !== undefined) ?? []
    if (known.length === 0 || known.length !== ids?.length) return undefined
    return field.kind === "several" ? known : known.length === 1 ? known[0] : undefined
  }
  if (field.kind === "yes_no") return chosen?.[0] === "yes" ? true : chosen?.[0] === "no" ? false : undefined
  if (field.kind === "scale" || field.kind === "number") return typeof given === "number" ? given : undefined
  const text = chosen?.join("; ") ?? (isList(given) ? given.filter((one) => typeof one === "string").join("\n") : given)
  if (typeof text !== "string" || isObject(given)) return undefined
  if (field.kind === "date") return /^\d{4}-\d\d-\d\d/.test(text) ? text.slice(0, 10) : undefined
  return field.kind === "text" ? FieldValue.safeParse(text).data : undefined
}
