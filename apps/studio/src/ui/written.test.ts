import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { expect, test } from "vitest"

const source = join(import.meta.dirname, "..")

/**
 * Fields for words that do not keep them by `useWritten`, and why what is written there is not lost all the same, or need not stay. Every
 * other one keeps what was written and not sent.
 */
const NEED_NOT: Readonly<Record<string, string>> = {
  "workbench/parts/LineField.tsx":
    "the text of a region: part of the draft, which is kept here at once and on the server a second later",
  "workbench/sound/Field.tsx":
    "the text of a segment: part of the draft, which is kept here at once and on the server a second later",
  "workbench/review/parts/EditPanel.tsx":
    "the text of a region: it begins as what an answer says, and is drawn and taken in one go",
  "pages/progress/AssessItem.tsx": "part of a sheet that its page keeps whole, for days and after the tab is closed",
  "pages/wizard/PeoplePart.tsx": "part of the project's draft, which is kept on the server",
  "workbench/form/FieldInput.tsx":
    "an answer to a question, kept as the draft of its task, or a reviewer's own one before it is taken",
  "workbench/annotate/frames/Why.tsx": "words beside an opinion: part of the draft of its task",
  "pages/wizard/LabelsPart.tsx": "part of the project's draft, which is kept on the server",
  "pages/projectSettings/fields.tsx": "a few words among settings that begin as they are stored",
  "pages/guideline/MarkdownField.tsx": "a field without a text of its own: whoever uses it keeps it",
  "workbench/questions/Composer.tsx": "a field without a text of its own: the layer that it belongs to keeps it",
  "pages/people/InviteForm.tsx": "a pasted list of other people's addresses, which this browser should not keep",
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesUnder(path) : entry.name.endsWith(".tsx") ? [path] : []
  })
}

/** Whether a file has a field for several lines, and whether what is written there is there again. */
function fieldsIn(text: string): { readonly hasField: boolean; readonly keeps: boolean } {
  return { hasField: /<(Textarea|textarea|MarkdownField)\b/.test(text), keeps: /\buse(Written|Changed)\(/.test(text) }
}

const WITH_FIELD = filesUnder(source).flatMap((path) => {
  const found = fieldsIn(readFileSync(path, "utf8"))
  return found.hasField ? [{ path: relative(source, path).replaceAll("\\", "/"), keeps: found.keeps }] : []
})

test("a field for words that forgets them is found", () => {
  expect(fieldsIn("const [text, setText] = useState('')\n<Textarea value={text} />")).toEqual({
    hasField: true,
    keeps: false,
  })
  expect(fieldsIn("const [text] = useWritten(`a`)\n<textarea value={text} />")).toEqual({ hasField: true, keeps: true })
  expect(fieldsIn("<TextInput />")).toEqual({ hasField: false, keeps: false })
})

test("what was written and not sent is there again wherever somebody writes more than a line", () => {
  expect(WITH_FIELD.length).toBeGreaterThan(15)
  expect(WITH_FIELD.filter(({ path, keeps }) => !keeps && !(path in NEED_NOT)).map(({ path }) => path)).toEqual([])
})

test("those that need not are there, and none of them keeps it by now", () => {
  for (const path of Object.keys(NEED_NOT)) expect([path, existsSync(join(source, path))]).toEqual([path, true])
  expect(WITH_FIELD.filter(({ path, keeps }) => keeps && path in NEED_NOT)).toEqual([])
})
