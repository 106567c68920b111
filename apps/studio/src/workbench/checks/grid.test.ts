import type { AssignmentId } from "@justesse/types"
import { expect, test } from "vitest"
import { verification } from "../annotate/kinds/verification.tsx"
import { allToggled, grid, lineWidthFor, movedIn, toggled } from "./grid.ts"

const ids = ["a", "b", "c"] as unknown as AssignmentId[]

test("the line around a thing is as wide on screen however large its crop is drawn", () => {
  expect([lineWidthFor(480, 240), lineWidthFor(1_440, 240), lineWidthFor(480, 0)]).toEqual([5, 15, 2.5])
})

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

test("what was never in sight is not sent: the press goes to the first such tile and says so", () => {
  const about = { type: "region", region: { geometry: { type: "box" } } }
  const [inHand, ...ahead] = ids.map((assignmentId) => ({ assignmentId, about }))
  const said: string[] = []
  // Of the page and the task only what sending a grid reads.
  const page = {
    say: (key: string) => said.push(key),
    hand: { lease: () => inHand, ahead: () => ahead, isReady: () => false },
  }
  const press = () => verification.run?.(page as never, {} as never, "task.submit", { digit: 0, letter: "" })
  grid.setState({ isOn: true, seen: new Set(ids.slice(0, 2)) })
  expect(press()).toBe(true)
  expect([grid.getState().sending, grid.getState().at, said]).toEqual([null, 2, ["check:grid.notSeen"]])
  grid.setState({ seen: new Set(ids) })
  press()
  expect([grid.getState().sending?.leases.length, said.length]).toEqual([3, 1])
  grid.setState({ isOn: false, sending: null })
})
