import { expect, test } from "vitest"
import { isAboutOthers, isMarkdownName, isTextName } from "./texts.ts"

test.each([
  ["a.md", true, true, false],
  ["a.MARKDOWN", true, true, false],
  ["notes/a.txt", true, false, false],
  ["README.md", true, true, true],
  ["data/License.txt", true, false, true],
  ["readmes.txt", true, false, false],
  ["README.jpg", false, false, false],
  ["a.text.json", false, false, false],
])("%s", (name, isText, isMarkdown, isOfOthers) => {
  expect([isTextName(name), isMarkdownName(name), isAboutOthers(name)]).toEqual([isText, isMarkdown, isOfOthers])
})
