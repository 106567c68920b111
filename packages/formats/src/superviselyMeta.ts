import { isList, isObject, type JsonValue, member, unknownMembers } from "./jsonParse.ts"

/** A class of a project. */
export interface SuperviselyClass {
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
  readonly yesNo: ReadonlySet<string>
}

/** Reads a `meta.json`; classes without a title are left out. */
export function superviselyMeta(value: JsonValue | undefined): SuperviselyMeta {
  const [classes, tags] = ["classes", "tags"].map((key) => (isObject(value) ? member(value, key) : undefined))
  return {
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
