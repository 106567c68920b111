import type { ReadEvent } from "../contract.ts"
import { extensionOf, type FileSet, headText, listFiles, readTextWithin } from "../io/fileSet.ts"
import { report } from "../report/lines.ts"
import { xmlElements } from "./elements.ts"
import type { Element } from "./parse.ts"
import { localName } from "./write.ts"

const HEAD_BYTES = 65_536
const FILE_BYTES = 67_108_864

/** The files of a set whose first element is called `top`, whatever its prefix and the file's ending, and other XML files. */
export async function xmlFilesOf(files: FileSet, top: string): Promise<{ found: string[]; others: string[] }> {
  const found: string[] = []
  const others: string[] = []
  const first = new RegExp(`^<(?:[\\w.-]+:)?${top}[\\s>/]`, "i")
  for (const { name } of await listFiles(files)) {
    if (!/^(xml|page|alto|mets)$/.test(extensionOf(name))) continue
    const head = await headText(files, name, HEAD_BYTES)
    if (first.test(firstTag(head))) found.push(name)
    else others.push(name)
  }
  return { found, others }
}

/** The first tag of a text: what stands after declaration, comments and document type. Each character is seen once. */
function firstTag(text: string): string {
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at)) {
    if (/[A-Za-z_]/.test(text.charAt(at + 1))) return text.slice(at, at + 100)
    const isComment = text.startsWith("<!--", at)
    const end = isComment ? text.indexOf("-->", at + 4) : at
    if (end < 0) return ""
    at = end + 1
  }
  return ""
}

/**
 * The children of a file's top element, or null when it cannot be read; says why with file and line. What was whole before
 * a problem is given. Encodings as by `readText`: UTF-16 with BOM too.
 */
export async function* xmlChildren(
  files: FileSet,
  file: string,
  top: string,
): AsyncGenerator<ReadEvent, Element[] | null> {
  const read = await readTextWithin(files, file, FILE_BYTES)
  if (read === null) {
    yield report("lost", "file_too_large", { file })
    return null
  }
  if (!read.utf8) yield report("changed", "read_as_windows_1252", { file })
  const children: Element[] = []
  for await (const found of xmlElements(once(read.text.replace(/^\uFEFF/, ""))))
    for (const child of found) {
      if ("problem" in child) yield report("lost", child.problem, { file, line: child.line, found: child.found })
      else if (localName(child.top).toLowerCase() === top.toLowerCase()) children.push(child.element)
      else {
        yield report("note", "file_not_read", { file, found: child.top })
        return null
      }
    }
  return children
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

/** The children of an element with that name, whatever their prefix. */
export function childrenOf(element: Element | undefined, name: string): Element[] {
  return element?.children.filter((child) => localName(child.name) === name) ?? []
}

/** Says of each file that it was not read. */
export function* notRead(others: readonly string[]): Generator<ReadEvent> {
  for (const file of others) yield report("note", "file_not_read", { file })
}
