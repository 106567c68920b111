import { baseName, extensionOf } from "./fileSet.ts"

const MARKDOWN = new Set(["md", "markdown"])
/** Files that accompany others and are nobody's article, by what they begin with. */
const ACCOMPANIES = /^(readme|license|licence|changelog|copying|notice)\b/i

/** True when the name ends like that of a text that people read. */
export function isTextName(name: string): boolean {
  return extensionOf(name) === "txt" || isMarkdownName(name)
}

/** True when the name ends like that of a text in Markdown. */
export function isMarkdownName(name: string): boolean {
  return MARKDOWN.has(extensionOf(name))
}

/** True of a text that says what the files beside it are. */
export function isAboutOthers(name: string): boolean {
  return isTextName(name) && ACCOMPANIES.test(baseName(name))
}
