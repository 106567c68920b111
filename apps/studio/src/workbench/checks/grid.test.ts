import type { AssignmentId } from "@justesse/types"
import { expect, test } from "vitest"
import { allToggled, movedIn, toggled } from "./grid.ts"

const ids = ["a", "b", "c"] as unknown as AssignmentId[]

test("arrows stay inside of the grid, and left and right in their row", () => {
  expect(movedIn(0, "left", 16, 4)).toBe(0)
  expect(movedIn(3, "right", 16, 4)).toBe(3)
  expect(movedIn(4, "left", 16, 4)).toBe(4)
  expect(movedIn(5, "up", 16, 4)).toBe(1)
  expect(movedIn(9, "down", 11, 4)).toBe(9)
  expect(movedIn(5, "right", 16, 4)).toBe(6)
})

test("a mark comes and goes; all at once, and none where all were", () => {
  const one = toggled(new Set(), ids[0])
  expect([...one]).toEqual(["a"])
  expect([...toggled(one, ids[0])]).toEqual([])
  expect([...toggled(one, undefined)]).toEqual(["a"])
  const all = allToggled(one, ids)
  expect([...all]).toEqual(["a", "b", "c"])
  expect([...allToggled(all, ids)]).toEqual([])
})
