import { type Attribute, AttributeId, isStorable, Size } from "@justesse/types"
import { childOf, type Element, textOf } from "../xml/parse.ts"

/** An attribute as a CVAT file declares it: how its values are to be read, and how it is asked for. */
interface CvatAttribute {
  readonly kind: "checkbox" | "number" | "text" | "select"
  /** As our ontology asks for it; null for texts and numbers, which it does not ask for. */
  readonly asked: Attribute | null
}

/** A label as a CVAT file declares it. */
export interface CvatLabel {
  readonly name: string
  readonly line: number
  readonly color: string | null
  readonly attributes: ReadonlyMap<string, CvatAttribute>
}

/** What the `meta` element says: labels in its order, and the size of a video's frames. */
export interface CvatMeta {
  readonly labels: Map<string, CvatLabel>
  size: Size | null
}

/** Most questions about one label. */
export const MAX_ATTRIBUTES = 20
const MAX_OPTIONS = 50

/** Reads `meta` of a task, a project or a job; null gives an empty one. */
export function cvatMeta(meta: Element | null): CvatMeta {
  const labels = new Map<string, CvatLabel>()
  const holder = meta?.children.find((child) => childOf(child, "labels")) ?? meta
  for (const label of (holder && childOf(holder, "labels")?.children) ?? []) {
    const name = childOf(label, "name")?.text ?? ""
    if (label.name === "label" && !labels.has(name)) labels.set(name, labelOf(label, name))
  }
  const given = holder && childOf(holder, "original_size")
  const size = Size.safeParse(
    given ? { width: Number(textOf(given, "width")), height: Number(textOf(given, "height")) } : null,
  )
  return { labels, size: size.success ? size.data : null }
}

function labelOf(label: Element, name: string): CvatLabel {
  const color = textOf(label, "color")?.toLowerCase() ?? ""
  const declared = childOf(label, "attributes")?.children.filter((child) => child.name === "attribute") ?? []
  const attributes = new Map<string, CvatAttribute>()
  for (const attribute of declared.slice(0, MAX_ATTRIBUTES)) {
    const key = childOf(attribute, "name")?.text ?? ""
    if (!attributes.has(key)) attributes.set(key, attributeOf(attribute, key))
  }
  return { name, line: label.line, color: /^#[0-9a-f]{6}$/.test(color) ? color : null, attributes }
}

function attributeOf(attribute: Element, key: string): CvatAttribute {
  const type = textOf(attribute, "input_type")
  if (type === "checkbox") return { kind: "checkbox", asked: askedFor(key, "yes_no", []) }
  if (type === "number") return { kind: "number", asked: null }
  if (type !== "select" && type !== "radio") return { kind: "text", asked: null }
  return { kind: "select", asked: askedFor(key, "choice", optionsOf(attribute)) }
}

/** The options, one a line; files that were laid out anew have blanks between them, which the default option tells. */
function optionsOf(attribute: Element): string[] {
  const text = childOf(attribute, "values")?.text ?? ""
  const lines = text.split("\n").filter((line) => line !== "")
  const words = text.split(/\s+/).filter((word) => word !== "")
  const usual = childOf(attribute, "default_value")?.text ?? ""
  return lines.length === 1 && usual !== text && words.includes(usual) ? words : lines
}

/** A question of our ontology about every region of a label; null where `key` or the options cannot be one's. */
export function askedFor(key: string, kind: Attribute["kind"], options: readonly string[]): Attribute | null {
  const id = AttributeId.safeParse(key)
  const distinct = [...new Set(options)].filter((option) => option !== "" && option.length <= 80 && isStorable(option))
  if (!id.success || !isStorable(key) || (kind === "choice" && distinct.length === 0)) return null
  return {
    ...{ id: id.data, name: { en: key }, kind, required: false },
    options: distinct.slice(0, MAX_OPTIONS).map((option) => ({ id: option, name: { en: option } })),
  }
}
