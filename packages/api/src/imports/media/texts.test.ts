import { expect, test } from "vitest"
import { weighText } from "./texts.ts"

const weigh = (name: string, text: string) => weighText(name, Buffer.from(text))

test("a text is weighed by its words, and known by how it begins, without the signs of Markdown", () => {
  const article = weigh("a.md", "# The *well*\n\nSee [the map](https://example.org/map) of 2024.\n")
  expect(article).toEqual({
    ...{ medium: "text", mediaType: "text/markdown", words: 10 },
    begins: "The well See the map of 2024.",
  })
  expect(weigh("a.txt", "# not *a* title")).toMatchObject({ mediaType: "text/plain", begins: "# not *a* title" })
})

test("what is no text, or has nothing to read, says why", () => {
  expect(weighText("a.txt", Buffer.from([0x66, 0xe9, 0x66]))).toEqual({
    problem: { code: "text_encoding", detail: {} },
  })
  expect(weigh("a.txt", "a\0b")).toEqual({ problem: { code: "text_encoding", detail: {} } })
  expect(weigh("a.md", " \n\t")).toEqual({ problem: { code: "text_empty", detail: {} } })
})

// Read in the square of its length each of these would take hours.
test("four megabytes are weighed at once, whatever stands in them", () => {
  for (const text of ["lorem ipsum dolor sit amet ", "[", "> *`_"])
    expect(weigh("long.md", text.repeat(4e6 / text.length))).toMatchObject({ medium: "text" })
})
