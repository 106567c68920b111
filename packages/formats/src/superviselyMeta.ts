import { isList, isObject, type JsonValue, member } from "./jsonParse.ts"

/** A class of a project. */
export interface SuperviselyClass {
  readonly id: string | null
  readonly title: string
  /** `#rrggbb`, or null. */
  readonly color: string | null
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
      return [{ id: own, title, color: /^#[0-9a-f]{6}$/.test(hex) ? hex : null }]
    }),
    yesNo: new Set((isList(tags) ? tags : []).flatMap(yesNoName)),
  }
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
