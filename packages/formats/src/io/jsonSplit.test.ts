import fc from "fast-check"
import { expect, test } from "vitest"
import { type JsonPiece, MAX_DEPTH, splitJson } from "./jsonSplit.ts"

async function pieces(text: string, step = text.length || 1, maps = new Set<string>()): Promise<JsonPiece[]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += step) yield text.slice(at, at + step)
  }
  const out: JsonPiece[] = []
  for await (const list of splitJson(chunks(), maps)) out.push(...list)
  return out
}

test("a file comes apart into the elements of its lists and its other members, each with its line", async () => {
  const text =
    '{\n "info": {"a": [1, "]}"]},\n "n": 5,\n "images": [\n  {"id": 1},\n  {"id": 2}\n ],\n "empty": []\n}\n'
  expect(await pieces(text)).toEqual([
    { key: "info", index: -1, line: 2, text: '{"a": [1, "]}"]}' },
    { key: "n", index: -1, line: 3, text: "5" },
    { key: "images", index: 0, line: 5, text: '{"id": 1}' },
    { key: "images", index: 1, line: 6, text: '{"id": 2}' },
    { key: "empty", index: -1, line: 8, text: "[]" },
  ])
})

test("a member that is a map comes apart into its members, each with its name and line", async () => {
  const text = '{"n": {"a": 1},\n"anns": {"1": {"id": 1},\n"b\\"": [2, 3], "c": 4}, "imgs": {}, "z": [5]}'
  for (const step of [1, 3, 100]) {
    expect(await pieces(text, step, new Set(["anns", "imgs"]))).toEqual([
      { key: "n", index: -1, line: 1, text: '{"a": 1}' },
      { key: "anns", index: 0, name: "1", line: 2, text: '{"id": 1}' },
      { key: "anns", index: 1, name: 'b"', line: 3, text: "[2, 3]" },
      { key: "anns", index: 2, name: "c", line: 3, text: "4" },
      { key: "imgs", index: -1, line: 3, text: "{}" },
      { key: "z", index: 0, line: 3, text: "5" },
    ])
  }
  const broken = await pieces('{"anns": {"1": {},\n"2" {}}}', 4, new Set(["anns"]))
  expect(broken.at(-1)).toMatchObject({ problem: "not_json", line: 2 })
})

test("a list at the top comes apart into its elements", async () => {
  expect((await pieces('[1, "a,b", [2], {"x": 3}]')).map((p) => p.text)).toEqual(["1", '"a,b"', "[2]", '{"x": 3}'])
})

test.each([
  { name: "nothing", text: "", problem: "not_json", line: 1 },
  { name: "a word", text: "hello", problem: "not_json", line: 1 },
  { name: "a list that stops", text: '{"images": [\n{"id": 1},', problem: "cut_off", line: 2 },
  { name: "a piece that stops", text: '{"images": [\n{"id": 1', problem: "cut_off", line: 2 },
  { name: "a missing comma", text: '{"a": 1\n "b": 2}', problem: "not_json", line: 2 },
  { name: "a missing value", text: '{"a": }', problem: "not_json", line: 1 },
  { name: "something after the end", text: '{"a": 1}\n\nx', problem: "not_json", line: 3 },
])("a broken file says what and where: $name", async ({ text, problem, line }) => {
  expect((await pieces(text)).at(-1)).toMatchObject({ problem, line })
})

test("a piece that is nested too deep is skipped and the next one is read", async () => {
  const deep = "[".repeat(MAX_DEPTH + 1) + "]".repeat(MAX_DEPTH + 1)
  const [first, second] = await pieces(`{"list": [${deep}, {"id": 7}]}`)
  expect(first).toMatchObject({ problem: "too_deep", text: "" })
  expect(second).toMatchObject({ text: '{"id": 7}' })
})

const value = fc.jsonValue({ maxDepth: 4 })

test("whatever the file and however it is cut, the pieces are the values that JSON.parse finds", async () => {
  const file = fc.dictionary(fc.string(), fc.oneof(value, fc.array(value)))
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(undefined, 1),
      async (object, step, indent) => {
        const text = JSON.stringify(object, null, indent)
        const back = new Map<string, unknown>()
        for (const piece of await pieces(text, step)) {
          expect(piece.problem).toBeUndefined()
          const parsed: unknown = JSON.parse(piece.text)
          if (piece.index < 0) back.set(piece.key, parsed)
          else back.set(piece.key, [...((back.get(piece.key) as unknown[] | undefined) ?? []), parsed])
        }
        for (const [key, expected] of Object.entries(JSON.parse(text) as Record<string, unknown>))
          expect(back.get(key) ?? []).toEqual(expected === null ? [] : expected)
      },
    ),
    { numRuns: 300 },
  )
})

test("any text at all ends without an exception and within its own length of pieces", async () => {
  const jsonish = fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \n1aé'), maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(jsonish, fc.integer({ min: 1, max: 9 }), async (text, step) => {
      expect((await pieces(text, step)).length).toBeLessThanOrEqual(text.length + 1)
      expect(await pieces(text, step)).toEqual(await pieces(text))
    }),
    { numRuns: 2_000 },
  )
})

test("a batched list gives its elements together, the same ones at the same lines, however the file is cut", async () => {
  const text = '{"a": [1],\n"b": [ {"x": "}]\\\\"},\n[2, {}] ,3\n,"four", {"\\"": 5}], "c": []}'
  const alone = await pieces(text)
  for (const step of [1, 2, 5, 100]) {
    async function* chunks() {
      for (let at = 0; at < text.length; at += step) yield text.slice(at, at + step)
    }
    const apart: JsonPiece[] = []
    for await (const list of splitJson(chunks(), new Set(), "b"))
      for (const piece of list) {
        const { parts, ...rest } = piece
        if (!parts) apart.push(rest)
        for (const [i, start] of parts?.starts.entries() ?? [])
          apart.push({
            ...{ key: piece.key, index: piece.index + i, line: parts?.lines[i] ?? 0 },
            text: piece.text.slice(start, parts?.ends[i]),
          })
      }
    expect(apart).toEqual(alone)
  }
})

test("a long piece is the same however its text comes in, and what follows it is read (found T35)", async () => {
  const hard = JSON.stringify('é,]}\\"\n'.repeat(80_000))
  const long = `{"a": ${hard}, "b": [1]}`
  const text = `{"list": [1, ${long}, {"id": 7}], "n": ${"9".repeat(400_000)}}`
  const whole = await pieces(text)
  expect(whole.map((piece) => piece.text.length)).toEqual([1, long.length, 9, 400_000])
  for (const step of [65_536, 100_001]) expect(await pieces(text, step)).toEqual(whole)
})
