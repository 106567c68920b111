import { boundsOfShape, type Point, ringsOf, Shape } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { DRAWINGS, type DrawingName } from "../shapes/list.ts"
import { closingPoint, DRAW_IDLE, type DrawToolState, drawTool, previewOf, progressOf } from "./draw.ts"
import type { ToolEvent } from "./events.ts"

const limits = { picture: { width: 400, height: 300 }, minSidePx: 3 }
const names = Object.keys(DRAWINGS) as DrawingName[] // the keys of the list are its names
const event = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom("pointerDown" as const, "pointerMove" as const, "pointerUp" as const),
      at: fc.record({ x: fc.integer({ min: -30, max: 430 }), y: fc.integer({ min: -30, max: 330 }) }),
      screen: fc.constant({ x: 0, y: 0 }),
      alt: fc.constant(false),
      shift: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<ToolEvent>({ type: "back" }, { type: "finish" }, { type: "cancel" }) },
)

function play(how: DrawingName, events: readonly ToolEvent[]) {
  const created: Shape[] = []
  let state: DrawToolState = DRAW_IDLE
  for (const one of events) {
    const step = drawTool(state, one, { how, slopPx: 4, limits })
    if (step.created) created.push(step.created)
    state = step.state
  }
  return { state, created }
}

describe("whatever the hand does with a drawing tool", () => {
  test("what is made is a shape that can be stored, and nothing is in hand after it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(event, { maxLength: 30 }), (how, events) => {
        let state: DrawToolState = DRAW_IDLE
        for (const one of events) {
          const step = drawTool(state, one, { how, slopPx: 4, limits })
          if (step.created) {
            expect(step.state).toBe(DRAW_IDLE)
            expect(Shape.safeParse(step.created).success).toBe(true)
            const { width, height } = boundsOfShape(step.created)
            expect(Math.max(width, height)).toBeGreaterThanOrEqual(limits.minSidePx - 0.02)
          }
          state = step.state
        }
      }),
    )
  })

  test("Escape always leads to nothing in hand; taking points back does so in as many steps as there are points", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(event, { maxLength: 30 }), (how, events) => {
        const { state } = play(how, events)
        expect(drawTool(state, { type: "cancel" }, { how, slopPx: 4, limits })).toEqual({ state: DRAW_IDLE })
        if (state.name !== "placing") return
        let left: DrawToolState = state
        for (let n = state.points.length; n > 0; n--) {
          expect(progressOf(left)?.set).toBe(n)
          left = drawTool(left, { type: "back" }, { how, slopPx: 4, limits }).state
        }
        expect(left).toBe(DRAW_IDLE)
      }),
    )
  })

  test("what is shown is what would be made: its points are those that were set, and its end is the pointer", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(event, { maxLength: 20 }), (how, events) => {
        const { state } = play(how, events)
        const preview = previewOf(state, limits)
        expect(preview === null).toBe(state.name === "idle")
        if (state.name === "idle" || !preview) return
        const set = state.name === "placing" ? state.points : [...state.points, state.from]
        expect(preview.set.length).toBe(how === "rotatedBox" ? Math.min(2, set.length) : set.length)
        if (how === "polygon" || how === "quad") expect(preview.line).toEqual([...set, state.to])
      }),
    )
  })
})

test("an outline is closed where it began, once it has three points", () => {
  const click = (x: number, y: number): ToolEvent[] =>
    (["pointerDown", "pointerUp"] as const).map((type) => ({
      ...{ type, at: { x, y }, screen: { x, y }, alt: false, shift: false },
    }))
  const two = play("polygon", [...click(10, 10), ...click(90, 10)])
  expect([closingPoint(two.state), progressOf(two.state)]).toEqual([null, { how: "polygon", set: 2, missing: null }])
  const three = play("polygon", [...click(10, 10), ...click(90, 10), ...click(90, 80)])
  expect(closingPoint(three.state)).toEqual({ x: 10, y: 10 })
  const closed = play("polygon", [...click(10, 10), ...click(90, 10), ...click(90, 80), ...click(16, 13)])
  expect(closed.created.map((shape) => ringsOf(shape)[0]?.length)).toEqual([3])
  const outermost = play("outermost", [...click(10, 60), ...click(50, 10), ...click(60, 120)])
  expect(progressOf(outermost.state)).toEqual({ how: "outermost", set: 3, missing: 1, edge: "right" })
  // Two clicks on a box's side are still two corners of a quad: only outlines of any points are closed.
  const quad = play("quad", [...click(10, 10), ...click(90, 10), ...click(90, 80)])
  expect([closingPoint(quad.state), progressOf(quad.state)]).toEqual([null, { how: "quad", set: 3, missing: 1 }])
})

describe("an outline that follows an edge", () => {
  const at = (x: number, y: number) => ({ x, y })
  const step = (type: "pointerDown" | "pointerMove" | "pointerUp", to: Point, path?: readonly Point[]): ToolEvent => ({
    type,
    at: to,
    screen: to,
    alt: false,
    shift: false,
    ...(path && { path }),
  })
  const click = (to: Point, path?: readonly Point[]) => [step("pointerDown", to, path), step("pointerUp", to, path)]
  const three = [
    ...click(at(10, 10)),
    ...click(at(110, 10), [at(40, 4), at(80, 4)]),
    ...click(at(110, 90), [at(118, 50)]),
  ]

  test("has the points of its paths, and those back to its beginning when it is closed by Enter", () => {
    const { created } = play("polygon", [...three, { type: "finish", path: [at(60, 99)] }])
    const ring = [at(10, 10), at(40, 4), at(80, 4), at(110, 10), at(118, 50), at(110, 90), at(60, 99)]
    expect(created).toEqual([{ type: "polygon", rings: [ring] }])
  })

  test("is closed by a press on its first point in the same way", () => {
    const { created } = play("polygon", [...three, step("pointerDown", at(11, 11), [at(60, 99)])])
    expect(created.flatMap(ringsOf).flat()).toHaveLength(7)
  })

  test("gives a point back with its path", () => {
    const { state } = play("polygon", [...three, { type: "back" }])
    expect(state).toMatchObject({ points: [at(10, 10), at(110, 10)] })
    expect(previewOf(state, limits)?.line.slice(0, 4)).toEqual([at(10, 10), at(40, 4), at(80, 4), at(110, 10)])
    const { state: none } = play("polygon", [...three, { type: "back" }, { type: "back" }, { type: "back" }])
    expect(none).toBe(DRAW_IDLE)
  })

  test("shows the path to the pointer while it moves, and keeps the one that was pressed", () => {
    const moved = play("polygon", [...three, step("pointerMove", at(50, 95), [at(80, 99)])])
    expect(previewOf(moved.state, limits)?.line.slice(-3)).toEqual([at(110, 90), at(80, 99), at(50, 95)])
    const pressed = play("polygon", [...three, step("pointerDown", at(50, 95), [at(80, 99)])])
    expect(previewOf(pressed.state, limits)?.line.slice(-4)).toEqual([at(110, 90), at(80, 99), at(50, 95), at(50, 95)])
    expect(previewOf(pressed.state, limits)?.set).toHaveLength(4)
  })

  test("goes straight where no path came with a point", () => {
    const { created } = play("polygon", [...three, ...click(at(10, 90)), { type: "finish" }])
    expect(created.flatMap(ringsOf).flat().slice(-2)).toEqual([at(110, 90), at(10, 90)])
  })
})
