import { boxShape, Region, type TextDirection } from "@justesse/types"
import { expect, test } from "vitest"
import { linesInOrder } from "./order.ts"

const at = (id: string, x: number, y: number, width: number, height = 10, more: Partial<Region> = {}) =>
  Region.parse({ id, geometry: boxShape({ x, y, width, height }), label: "line", ...more })
const order = (regions: readonly Region[], direction?: TextDirection) =>
  linesInOrder(regions, direction)
    .map(({ id }) => id)
    .join(" ")

const columns = [0, 1, 2].flatMap((row) => [at(`a${row}`, 0, row * 20, 100), at(`b${row}`, 120, row * 20 + 3, 90)])

test("a page in columns is read one column after the other, in any order of its lines", () => {
  expect(order(columns)).toBe("a0 a1 a2 b0 b1 b2")
  expect(order([...columns].reverse())).toBe("a0 a1 a2 b0 b1 b2")
  expect(order(columns, "rtl")).toBe("b0 b1 b2 a0 a1 a2")
})

test("prices beside their things are read row by row, and so is a page with a heading across", () => {
  const receipt = [0, 1, 2].flatMap((row) => [at(`i${row}`, 0, row * 20, 100), at(`p${row}`, 150, row * 20, 30)])
  expect(order(receipt)).toBe("i0 p0 i1 p1 i2 p2")
  expect(order(receipt, "rtl")).toBe("p0 i0 p1 i1 p2 i2")
  expect(order([at("h", 0, -30, 210), ...columns])).toBe("h a0 b0 a1 b1 a2 b2")
})

test("lines written downwards follow one another from the right", () => {
  expect(order([at("one", 60, 0, 10, 90), at("two", 40, 0, 10, 90), at("three", 20, 5, 10, 60)], "ttb")).toBe(
    "one two three",
  )
})

test("a file that says what is a part of what keeps its order", () => {
  const said = [at("second", 0, 20, 90), at("first", 0, 0, 90, 10, { parent: Region.shape.id.parse("second") })]
  expect(order(said)).toBe("second first")
  expect(order([])).toBe("")
})
