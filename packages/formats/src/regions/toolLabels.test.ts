import { expect, test } from "vitest"
import { LabelList } from "./labels.ts"
import { attributeText, labelOrNone, NO_LABEL, takeText, textAttributes, textKeyAmong } from "./toolLabels.ts"

test("a region without a label is called unlabelled", () => {
  expect(labelOrNone(new LabelList(), "")?.name.en).toBe(NO_LABEL)
  expect(labelOrNone(new LabelList(), "cat")?.name.en).toBe("cat")
  expect(labelOrNone(new LabelList(), "\0")).toBeNull()
})

test.each([
  { keys: ["colour", "Text"], found: "Text" },
  { keys: ["text", "transcription"], found: "transcription" },
  { keys: ["textile"], found: null },
  { keys: [], found: null },
])("among $keys the text is in $found", ({ keys, found }) => {
  expect(textKeyAmong(keys)).toBe(found)
})

test("the text is taken out of the attributes exactly, the others stay", () => {
  const { transcript, textKey, rest } = takeText([
    ["text", " a,\n"],
    ["old", true],
  ])
  expect([transcript, textKey, rest]).toEqual([{ value: " a,\n" }, "text", [["old", true]]])
})

test("a number is no text, and a text that cannot be stored is said so", () => {
  expect(takeText([["text", 5]])).toMatchObject({ transcript: undefined, rest: [["text", 5]] })
  expect(takeText([["text", "a\0"]])).toMatchObject({ transcript: undefined, refused: "text", rest: [] })
})

test.each([
  { value: "x", language: "fr", marks: ["unsure" as const, "struck" as const] },
  { value: "x", marks: [] },
  { value: "" },
  { value: "é", language: "" },
])("a text with its language and marks comes back from attributes: %o", (transcript) => {
  const { transcript: back, rest } = takeText(textAttributes(transcript))
  expect([back, rest]).toEqual([transcript, []])
})

test("a text goes back under the name it came with, and nobody takes others' keys for our language", () => {
  expect(textAttributes({ value: "x" }, "ocr")).toEqual([["ocr", "x"]])
  expect(textAttributes(undefined)).toEqual([])
  const entries: [string, string][] = [
    ["text", "x"],
    ["transcription_language", "fr"],
  ]
  expect(takeText(entries)).toMatchObject({ transcript: { value: "x" }, rest: [["transcription_language", "fr"]] })
})

test("values are texts where a format has nothing else", () => {
  expect([true, 1.5, "a"].map(attributeText)).toEqual(["true", "1.5", "a"])
})
