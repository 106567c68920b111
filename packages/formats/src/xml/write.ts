import type { Element } from "./parse.ts"

/** What XML 1.0 cannot hold in any spelling: control characters but tab and line ends, U+FFFE, U+FFFF, lone surrogates. */
const unwritable = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu

/** True when a text can be written in XML and read back to the letter. */
export function isXmlText(text: string): boolean {
  unwritable.lastIndex = 0
  return !unwritable.test(text)
}

/**
 * A text for inside an element. What XML cannot hold becomes U+FFFD ({@link isXmlText} says so beforehand). Line ends other
 * than `\n` are spelled: every parser makes `\n` of a carriage return, and some of U+0085 and U+2028, as XML 1.1 has it.
 */
export function xmlText(text: string): string {
  return text
    .replace(unwritable, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\r\u0085\u2028]/g, (end) => `&#${end.charCodeAt(0)};`)
}

/** An attribute with a blank before it; nothing for undefined. Line ends and tabs are spelled so that they stay what they are. */
export function xmlAttribute(name: string, value: string | number | undefined): string {
  if (value === undefined) return ""
  const text = xmlText(String(value)).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")
  return ` ${name}="${text}"`
}

/** Attributes in the order they are given; those that are undefined are left out. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => xmlAttribute(name, value))
    .join("")
}

/** The name of an element or attribute without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1)
}

/** An element with all that is in it as XML without prefixes and namespace declarations, to be carried as text. */
export function elementText(element: Element): string {
  const name = localName(element.name)
  const attributes = Object.entries(element.attributes)
    .filter(([key]) => !/^xmlns(:|$)/.test(key) && !key.includes(":"))
    .map(([key, value]) => xmlAttribute(key, value))
    .join("")
  const inside = `${element.children.length > 0 ? element.text.trim() : element.text}`
  const children = element.children.map(elementText).join("")
  return inside === "" && children === ""
    ? `<${name}${attributes}/>`
    : `<${name}${attributes}>${xmlText(inside)}${children}</${name}>`
}

const plainId = /^[A-Za-z_][\w.-]*$/
const ESCAPED = "jz."

/**
 * Any id as an XML id (NCName): itself where it is a plain one, otherwise spelled in characters that may stand there.
 * {@link idFromXml} gives it back.
 *
 * @example
 * xmlId("line 1") // "jz.line.20.1"
 */
export function xmlId(id: string): string {
  if (plainId.test(id) && !id.startsWith(ESCAPED)) return id
  return ESCAPED + id.replace(/[^A-Za-z0-9_-]/gu, (character) => `.${character.codePointAt(0)?.toString(16)}.`)
}

/** The id that {@link xmlId} was given; other ids as they are. */
export function idFromXml(id: string): string {
  if (!id.startsWith(ESCAPED)) return id
  return id.slice(ESCAPED.length).replace(/\.([0-9a-f]{1,6})\./g, (spelled, hex: string) => {
    const code = Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : spelled
  })
}
