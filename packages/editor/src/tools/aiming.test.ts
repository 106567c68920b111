import { boxShape, RegionId } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { aimOfGesture, outlineFrom } from "./aiming.ts"
import { DRAW_IDLE } from "./draw.ts"
import { type Gesture, NO_GESTURE } from "./gesture.ts"

const WAYS = { box: "corners", rotated: "rotatedBox", outline: "polygon" } as const
const AT = { x: 120, y: 90 }
const hand = (gesture: Gesture, tool: "box" | "rotated" | "outline" | "select" | "hand" = "box", ways = WAYS) => ({
  gesture,
  tool,
  ways,
})
const placing = (how: "corners" | "polygon" | "rotatedBox", ...points: { x: number; y: number }[]): Gesture => ({
  by: "draw",
  state: { name: "placing", how, points, paths: points.map(() => []), to: AT, path: [], inSteps: false },
})

describe("what the pointer decides", () => {
  test("before anything is drawn: where a box may begin, or the point of an outline; nothing with a tool that does not draw", () => {
    const begun = aimOfGesture(hand(NO_GESTURE), AT, 10)
    expect(begun && "sides" in begun.aim && begun.aim.sides).toHaveLength(4)
    expect(aimOfGesture(hand(NO_GESTURE, "outline"), AT, 10)).toEqual({ aim: { point: true }, at: AT })
    for (const tool of ["select", "hand"] as const) expect(aimOfGesture(hand(NO_GESTURE, tool), AT, 10)).toBeNull()
  })

  test("after the first corner of a box: two of its sides, as long as they are by now", () => {
    const aimed = aimOfGesture(hand(placing("corners", { x: 20, y: 30 })), AT, 10)
    expect(aimed?.aim).toEqual({
      sides: [
        { from: { x: 120, y: 30 }, to: AT },
        { from: { x: 20, y: 90 }, to: AT },
      ],
    })
  })

  test("near to the first corner nothing is known of the sides but where they may begin", () => {
    const aimed = aimOfGesture(hand(placing("corners", { x: 118, y: 88 })), AT, 10)
    expect(aimed && "sides" in aimed.aim && aimed.aim.sides).toHaveLength(4)
  })

  test("after the first side of a rotated box: the side across from it", () => {
    const aimed = aimOfGesture(hand(placing("rotatedBox", { x: 20, y: 30 }, { x: 80, y: 30 }), "rotated"), AT, 10)
    expect(aimed?.aim).toEqual({ sides: [{ from: { x: 20, y: 90 }, to: { x: 80, y: 90 } }] })
  })

  test("with a handle in hand: what it moves; nothing while a whole region is moved", () => {
    const id = RegionId.parse("r_000000000001")
    const shape = boxShape({ x: 20, y: 30, width: 100, height: 60 })
    const handle = { part: "side", ring: 0, index: 1 } as const
    const from = { x: 120, y: 60 }
    const pulling: Gesture = { by: "select", state: { name: "pulling", id, shape, from, handle, to: shape } }
    const aimed = aimOfGesture(hand(pulling, "select"), { x: 126, y: 60 }, 10)
    expect(aimed?.aim).toEqual({ sides: [{ from: { x: 126, y: 30 }, to: { x: 126, y: 90 } }] })
    const moving: Gesture = { by: "select", state: { name: "translating", id, shape, from, to: shape } }
    expect(aimOfGesture(hand(moving, "select"), AT, 10)).toBeNull()
  })
})

test("an outline goes on from its last point; a box does not", () => {
  expect(outlineFrom(placing("polygon", { x: 1, y: 2 }, { x: 3, y: 4 }))).toEqual({ x: 3, y: 4 })
  expect(outlineFrom(placing("corners", { x: 1, y: 2 }))).toBeNull()
  expect(outlineFrom({ by: "draw", state: DRAW_IDLE })).toBeNull()
  expect(outlineFrom(NO_GESTURE)).toBeNull()
})
