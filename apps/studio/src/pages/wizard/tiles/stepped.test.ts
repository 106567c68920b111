import { expect, test } from "vitest"
import { steppedTile } from "./stepped.ts"

const grid = (count: number, columns: number) =>
  Array.from({ length: count }, (_, at) => ({ left: at % columns, top: Math.floor(at / columns) }))

test("arrows lead to the tile beside, above and below, and nowhere behind the last one", () => {
  const places = grid(8, 3)
  const from = (at: number) => (key: string) => steppedTile(key, at, places)
  expect(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map(from(4))).toEqual([3, 5, 1, 7])
  expect(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map(from(0))).toEqual([null, 1, null, 3])
  expect(["ArrowRight", "ArrowDown"].map(from(7))).toEqual([null, null])
  expect(["Home", "End", "a", "Enter"].map(from(4))).toEqual([0, 7, null, null])
})

test("in two columns, as on a phone, down is two further", () => {
  expect(steppedTile("ArrowDown", 1, grid(8, 2))).toBe(3)
})
