import type { Attribute } from "@justesse/types"
import { askedFor, MAX_ATTRIBUTES } from "../cvat/meta.ts"
import { isList, isObject, type JsonObject, type JsonValue, member, unknownMembers } from "../io/jsonParse.ts"
import { textKeyAmong } from "../regions/toolLabels.ts"

/** A class of a project. */
interface SuperviselyClass {
  readonly id: string | null
  readonly title: string
  /** `#rrggbb`, or null. */
  readonly color: string | null
  /** What else it says: its shape, its key. */
  readonly rest: Record<string, JsonValue>
}

/** What `meta.json` says: classes in their order, and which tags are yes or no. */
export interface SuperviselyMeta {
  readonly classes: readonly SuperviselyClass[]
  /** Entries of the list of classes that are none, and a list that is none. */
  readonly odd: readonly { readonly field: string; readonly found: JsonValue }[]
  readonly yesNo: ReadonlySet<string>
  /** Tags that are questions about objects: of all classes, or of those named. */
  readonly questions: readonly { readonly asked: Attribute; readonly classes: ReadonlySet<string> | null }[]
}

/** Reads a `meta.json`; classes without a title are left out. */
export function superviselyMeta(value: JsonValue | undefined): SuperviselyMeta {
  const [classes, tags] = ["classes", "tags"].map((key) => (isObject(value) ? member(value, key) : undefined))
  const isTitled = (entry: JsonValue) => isObject(entry) && typeof member(entry, "title") === "string"
  const untitled = (isList(classes) ? classes : []).flatMap((found, i) =>
    isTitled(found) ? [] : [{ field: `classes.${i}`, found }],
  )
  return {
    odd: classes === undefined || isList(classes) ? untitled : [{ field: "classes", found: classes }],
    classes: (isList(classes) ? classes : []).flatMap((entry) => {
      const [title, color, id] = ["title", "color", "id"].map((key) =>
        isObject(entry) ? member(entry, key) : undefined,
      )
      if (typeof title !== "string") return []
      const hex = typeof color === "string" ? color.toLowerCase() : ""
      const own = typeof id === "number" || typeof id === "string" ? String(id) : null
      const more = Object.entries((isObject(entry) && unknownMembers(entry, CLASS_KEYS)) || {})
      const rest = Object.fromEntries(more.filter(([key, value]) => !isUsual(key, value)))
      return [{ id: own, title, color: /^#[0-9a-f]{6}$/.test(hex) ? hex : null, rest }]
    }),
    yesNo: new Set((isList(tags) ? tags : []).flatMap(yesNoName)),
    questions: (isList(tags) ? tags : []).filter(isObject).flatMap((tag) => questionOf(tag) ?? []),
  }
}

const CLASS_KEYS = new Set(["id", "title", "color"])

/** What our own exports say of every class. */
function isUsual(key: string, value: JsonValue): boolean {
  if (key === "shape") return value === "any"
  return value === "" || (isObject(value) && Object.keys(value).length === 0)
}

/** The name of a tag whose values are true and false, as our exports declare yes or no. */
function yesNoName(tag: JsonValue): string[] {
  const [name, values] = ["name", "values"].map((key) => (isObject(tag) ? member(tag, key) : undefined))
  const isYesNo = isList(values) && values.length === 2 && values.includes("true") && values.includes("false")
  return typeof name === "string" && isYesNo ? [name] : []
}

/** A tag with a choice of values, or of yes and no: those alone are asked of objects; texts and numbers are free. */
function questionOf(tag: JsonObject): SuperviselyMeta["questions"][number] | null {
  const [name, type, values, classes, where] = ["name", "value_type", "values", "classes", "applicable_type"].map(
    (key) => member(tag, key),
  )
  if (typeof name !== "string" || where === "imagesOnly" || textKeyAmong([name]) !== null) return null
  const options = isList(values) ? values.filter((value) => typeof value === "string") : []
  const isYesNo = type === "none" || yesNoName(tag).length > 0
  const asked =
    isYesNo || type === "oneof_string" ? askedFor(name, isYesNo ? "yes_no" : "choice", isYesNo ? [] : options) : null
  const named = isList(classes) ? classes.filter((one) => typeof one === "string") : []
  return asked && { asked, classes: named.length > 0 ? new Set(named) : null }
}

/** What is asked of objects of a class. */
export function questionsAbout(title: string, { questions }: SuperviselyMeta): Attribute[] {
  const asked = questions.filter(({ classes }) => classes === null || classes.has(title)).map((one) => one.asked)
  return [...new Map(asked.map((attribute) => [attribute.id, attribute])).values()].slice(0, MAX_ATTRIBUTES)
}

/** The tags of a picture or an object as names and values; a tag without a value is so. */
export function tagsOf(
  tags: JsonValue | undefined,
  { yesNo }: Pick<SuperviselyMeta, "yesNo">,
): { entries: [string, JsonValue][]; raw: JsonValue[] } {
  const raw = isList(tags) ? tags : []
  const entries = raw.flatMap((tag): [string, JsonValue][] => {
    const name = isObject(tag) ? member(tag, "name") : undefined
    const value = isObject(tag) ? (member(tag, "value") ?? null) : null
    if (typeof name !== "string") return []
    if (value === null) return [[name, true]]
    return [[name, yesNo.has(name) && (value === "true" || value === "false") ? value === "true" : value]]
  })
  return { entries, raw }
}
