import { isList, isObject, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { type Element, parseXml } from "./parse.ts"
import { elementText, localName } from "./write.ts"

/** What travels of an element: attributes that nobody takes and children as XML; null where there is nothing. */
export function carriedOf(
  element: Element,
  taken: ReadonlySet<string>,
  travels: (child: Element) => boolean,
  more: Readonly<Record<string, string | undefined>> = {},
): Record<string, JsonValue> | null {
  const own = Object.entries(element.attributes).filter(
    ([key]) => !taken.has(key) && !key.includes(":") && key !== "xmlns",
  )
  const attributes = Object.entries({ ...Object.fromEntries(own), ...more }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  )
  const parts = element.children.filter(travels).map(elementText)
  if (attributes.length === 0 && parts.length === 0) return null
  return {
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
    ...(parts.length > 0 ? { parts } : {}),
  }
}

/** A child of an element as it is written. */
export interface Part {
  readonly name: string
  readonly text: string
}

/** Attributes that travelled, but for those that are written anyhow. */
export function attributesOf(carried: JsonObject, written: ReadonlySet<string>): Record<string, string> {
  const attributes = member(carried, "attributes")
  const entries = Object.entries(isObject(attributes) ? attributes : {})
  return Object.fromEntries(
    entries.flatMap(([key, value]) =>
      typeof value === "string" && /^[A-Za-z_][\w.-]*$/.test(key) && !written.has(key) ? [[key, value]] : [],
    ),
  )
}

/** Elements that travelled, parsed again so that nothing but elements can come out. */
export function partsOf(carried: JsonObject): Part[] {
  const parts = member(carried, "parts")
  return (isList(parts) ? parts : []).flatMap((text) => {
    const parsed = typeof text === "string" ? parseXml(text) : null
    return parsed && !("problem" in parsed) ? [{ name: localName(parsed.name), text: elementText(parsed) }] : []
  })
}

/** Parts in the schema's order: those before `*`, and those after it; names that the order does not know come last. */
export function ordered(parts: readonly Part[], order: readonly string[]): [before: string, after: string] {
  const rankOf = ({ name }: Part) => {
    const rank = order.indexOf(name)
    return rank < 0 ? order.length : rank
  }
  const sorted = [...parts].sort((a, b) => rankOf(a) - rankOf(b))
  const middle = order.includes("*") ? order.indexOf("*") : order.length
  const text = (list: readonly Part[]) => list.map((part) => part.text).join("")
  return [text(sorted.filter((part) => rankOf(part) < middle)), text(sorted.filter((part) => rankOf(part) >= middle))]
}
