import fc from "fast-check"
import { expect, test } from "vitest"
import { decodeStream, encodeStream, type Line, splitLines } from "./textStream.ts"

async function* cut<T extends string | Uint8Array>(whole: T, step: number): AsyncGenerator<T> {
  for (let at = 0; at < whole.length; at += step) yield whole.slice(at, at + step) as T
}

async function linesOf(text: string, step: number, max?: number): Promise<Line[]> {
  const out: Line[] = []
  for await (const line of splitLines(cut(text, step), max)) out.push(line)
  return out
}

test("a text survives being cut into pieces of any size, also inside a character", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 5 }), async (text, step) => {
      const bytes = new TextEncoder().encode(text)
      let back = ""
      for await (const piece of decodeStream(cut(bytes, step))) back += piece
      expect(back).toBe(new TextDecoder().decode(bytes))
    }),
  )
})

test("encoding joins small texts and loses none", async () => {
  const texts = Array.from({ length: 30_000 }, (_, i) => `line ${i} é\n`)
  const pieces: Uint8Array[] = []
  for await (const piece of encodeStream(texts)) pieces.push(piece)
  expect(pieces.length).toBeLessThan(12)
  const decoder = new TextDecoder()
  expect(pieces.map((piece) => decoder.decode(piece, { stream: true })).join("")).toBe(texts.join(""))
})

test("lines end at line feeds only, with or without a carriage return, and keep their numbers", async () => {
  for (const step of [1, 2, 3, 100]) {
    expect(await linesOf("a\r\n\nb\u2028c\nlast", step)).toEqual([
      { number: 1, text: "a" },
      { number: 2, text: "" },
      { number: 3, text: "b\u2028c" },
      { number: 4, text: "last" },
    ])
  }
})

test("a line beyond the limit is named by its number and does not stop the next", async () => {
  expect(await linesOf("abcdef\nxy\n", 2, 4)).toEqual([
    { number: 1, text: "", tooLong: true },
    { number: 2, text: "xy" },
  ])
})
