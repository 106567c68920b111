import { expect, test } from "vitest"
import en from "./en/help.json" with { type: "json" }
import fr from "./fr/help.json" with { type: "json" }

const topics = Object.entries(en).flatMap(([topic, said]) =>
  typeof said === "string" ? [] : [[topic, said.a] as const],
)
const french = new Map(
  Object.entries(fr).flatMap(([topic, said]) => (typeof said === "string" ? [] : [[topic, said.a]])),
)

/** The keys of one letter that a text names; an article or an elision is none. */
const keysIn = (text: string) =>
  [...new Set([...text.matchAll(/(?<![\p{L}’])([B-HJ-Z])(?![\p{L}’.])/gu)].map(([key]) => key))].sort()

test.each(topics)("the guide names the same keys in both languages: %s", (topic, text) => {
  expect(keysIn(french.get(topic) ?? "")).toEqual(keysIn(text))
})

test("how to label is told with its keys", () => {
  expect(keysIn(en.label.a)).toEqual(["J", "K", "M", "O", "P", "R", "S", "T", "V", "W"])
})
