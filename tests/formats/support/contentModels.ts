import { DOMParser, type Element } from "@xmldom/xmldom"

/** What an element may hold, as its format publishes it. */
export interface Model {
  /** Children in order, as in a DTD: `Coords Word* (A|B)? (String SP?)+`; empty for none. */
  readonly children: string
  /** Attributes that must be there. */
  readonly required?: readonly string[]
  /** What attributes look like where they are there. */
  readonly values?: Readonly<Record<string, RegExp>>
}

/** A format's published rules: the elements that are checked, which attributes are ids, and which refer to them. */
export interface Rules {
  readonly top: string
  readonly namespace: string | null
  readonly models: Readonly<Record<string, Model>>
  readonly ids: readonly string[]
  readonly refs: readonly string[]
}

/** What stands for a character that XML cannot hold: said in the export's report, and no fault of the file. */
const REPLACED = "Unicode replacement character detected"

/** A text as a document of another XML parser; throws at whatever that parser complains of, warnings too. */
export function parsed(text: string) {
  const complain = (level: string, message: string) => {
    if (!message.startsWith(REPLACED)) throw new Error(`${level}: ${message}`)
  }
  return new DOMParser({ onError: complain }).parseFromString(text, "text/xml")
}

/** All elements of a document in their order. */
export function elementsOf(text: string): Element[] {
  return [...parsed(text).getElementsByTagName("*")]
}

/** Where a document breaks its format's rules; empty when it does not. */
export function brokenRules(text: string, rules: Rules): string[] {
  const all = elementsOf(text)
  const [top] = all
  const broken: string[] = []
  if (top?.localName !== rules.top || top.namespaceURI !== rules.namespace)
    broken.push(`top is ${top?.namespaceURI} ${top?.localName}`)
  const ids = new Set<string>()
  for (const element of all) {
    for (const key of rules.ids) {
      const id = element.getAttribute(key)
      if (id === null) continue
      if (ids.has(id)) broken.push(`${key} twice: ${id}`)
      if (!/^[\p{L}_][\p{L}\p{N}\p{M}._-]*$/u.test(id)) broken.push(`no XML id: ${id}`)
      ids.add(id)
    }
    broken.push(...brokenModel(element, rules))
  }
  for (const element of all)
    for (const key of rules.refs)
      for (const ref of (element.getAttribute(key) ?? "").split(/\s+/))
        if (ref !== "" && !ids.has(ref)) broken.push(`${element.localName} ${key}: nothing is called ${ref}`)
  return broken
}

function brokenModel(element: Element, { models }: Rules): string[] {
  const model = models[element.localName ?? ""]
  if (!model) return [`nobody publishes ${element.localName}`]
  const children = [...element.childNodes].filter((node): node is Element => node.nodeType === 1)
  const found = children.map((child) => `<${child.localName}>`).join("")
  const wanted = model.children.replaceAll(/[A-Za-z_]+/g, (name) => `(?:<${name}>)`).replaceAll(/\s+/g, "")
  const values = Object.entries(model.values ?? {}).flatMap(([key, pattern]) => {
    const value = element.getAttribute(key)
    return value === null || pattern.test(value) ? [] : [`${element.localName} ${key}=${value}`]
  })
  return [
    ...(new RegExp(`^${wanted}$`).test(found) ? [] : [`${element.localName} holds ${found || "nothing"}`]),
    ...(model.required ?? [])
      .filter((key) => element.getAttribute(key) === null)
      .map((key) => `${element.localName} without ${key}`),
    ...values,
  ]
}
