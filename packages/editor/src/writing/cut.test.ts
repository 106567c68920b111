import { boxOf, boxShape, Region, type Shape, type Transcript } from "@justesse/types"
import { expect, test } from "vitest"
import { apply, documentOf } from "../document.ts"
import { isRightToLeft, joinLine, runsDown, splitLine } from "./cut.ts"

const box = (x: number, y: number, width: number, height: number) => boxShape({ x, y, width, height })
const line = (id: string, geometry: Shape, transcript?: Transcript) =>
  Region.parse({ id, geometry, label: "line", ...(transcript && { transcript }) })
const id = (name: string) => Region.shape.id.parse(name)
const documentWith = (...regions: Region[]) => documentOf({ regions, nothingHere: false })

function split(region: Region, caret: number) {
  const document = documentWith(region, line("after", box(0, 90, 9, 9)))
  const change = splitLine(document, region.id, caret, id("new"))
  if (!change) return null
  const next = apply(document, change)
  return next.order.slice(0, 2).map((one) => {
    const { geometry, transcript } = next.regions.get(one) ?? expect.fail()
    const { x, y, width, height } = boxOf({ geometry })
    return [transcript?.value, [x, y, width, height].map(Math.round)]
  })
}

test("a line is cut where the caret stands, and its place at the same share", () => {
  expect(split(line("a", box(10, 0, 100, 20), { value: "Total 12" }), 6)).toEqual([
    ["Total", [10, 0, 75, 20]],
    ["12", [85, 0, 25, 20]],
  ])
})

test("from the right where it is read so, downwards where it is written so, and between rows at a line break", () => {
  expect(split(line("a", box(0, 0, 100, 20), { value: "אבגד", language: "he" }), 1)).toEqual([
    ["א", [75, 0, 25, 20]],
    ["בגד", [0, 0, 75, 20]],
  ])
  expect(split(line("a", box(0, 0, 20, 100), { value: "縦書き" }), 1)).toEqual([
    ["縦", [0, 0, 20, 33]],
    ["書き", [0, 33, 20, 67]],
  ])
  expect(split(line("a", box(0, 0, 100, 40), { value: "one\ntwo" }), 3)).toEqual([
    ["one", [0, 0, 100, 20]],
    ["two", [0, 20, 100, 20]],
  ])
})

test("with all of the text on one side, or none at all, there is nothing to cut", () => {
  for (const caret of [0, 6]) expect(split(line("a", box(0, 0, 9, 9), { value: "Total " }), caret)).toBeNull()
  expect(split(line("a", box(0, 0, 9, 9)), 0)).toBeNull()
  expect(splitLine(documentWith(), id("gone"), 1, id("new"))).toBeNull()
})

test("both parts keep marks, language and a rotation; marks of words go with their words", () => {
  const text: Transcript = {
    value: "one two",
    language: "en",
    marks: ["unsure"],
    parts: [
      { from: 1, to: 5, mark: "struck" },
      { from: 4, to: 7, mark: "illegible" },
    ],
  }
  const rotated = { type: "rotatedBox", x: 0, y: 40, width: 100, height: 20, rotation: 90 } as const
  const document = documentWith(line("a", rotated, text))
  const change = splitLine(document, id("a"), 3, id("new"))
  const after = apply(document, change ?? expect.fail())
  const [first, second] = after.order.map((one) => after.regions.get(one) ?? expect.fail())
  expect(first?.transcript).toEqual({ ...text, value: "one", parts: [{ from: 1, to: 3, mark: "struck" }] })
  expect(second?.transcript?.parts).toEqual([
    { from: 0, to: 1, mark: "struck" },
    { from: 0, to: 3, mark: "illegible" },
  ])
  const boxes = [first, second].map((one) => boxOf(one ?? expect.fail()))
  // A quarter round, the first part is the upper one; together they are where the line was.
  expect(boxes.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round))).toEqual([
    [40, 0, 20, 43],
    [40, 43, 20, 57],
  ])
})

test("a line and the next one become one, and undo brings both back", () => {
  const document = documentWith(
    line("a", box(0, 0, 50, 10), { value: "one", parts: [{ from: 0, to: 3, mark: "struck" }] }),
    line("b", box(60, 2, 30, 10), { value: "two", marks: ["unsure"], parts: [{ from: 1, to: 3, mark: "unsure" }] }),
  )
  const change = joinLine(document, id("a")) ?? expect.fail()
  const after = apply(document, change)
  expect(after.order).toEqual(["a"])
  expect(after.regions.get(id("a"))).toMatchObject({
    geometry: box(0, 0, 90, 12),
    transcript: {
      value: "one two",
      marks: ["unsure"],
      parts: [
        { from: 0, to: 3, mark: "struck" },
        { from: 5, to: 7, mark: "unsure" },
      ],
    },
  })
  expect(joinLine(document, id("b"))).toBeNull()
  expect(joinLine(after, id("gone"))).toBeNull()
})

test("which way a text runs is as it is said, else as its language or its first letter does", () => {
  expect(isRightToLeft({ value: "abc" })).toBe(false)
  expect(isRightToLeft({ value: "12 مرحبا" })).toBe(true)
  expect(isRightToLeft({ value: "abc", language: "ar" })).toBe(true)
  expect(isRightToLeft({ value: "مرحبا", direction: "ltr" })).toBe(false)
  expect(runsDown(line("a", box(0, 0, 10, 90), { value: "a" }))).toBe(false)
  expect(runsDown(line("a", box(0, 0, 10, 90), { value: "ab", direction: "rtl" }))).toBe(false)
  expect(runsDown(line("a", box(0, 0, 90, 10), { value: "ab", direction: "ttb" }))).toBe(true)
})
