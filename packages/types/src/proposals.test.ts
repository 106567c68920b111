import { expect, test } from "vitest"
import { proposedShape } from "./proposals.ts"
import { cornersOf, type Shape, type ShapeName } from "./shapes/list.ts"

const box = { x: 10, y: 20, width: 40, height: 30 }
const corners = [
  { x: 10, y: 30 },
  { x: 40, y: 20 },
  { x: 50, y: 40 },
  { x: 20, y: 50 },
] as const
const quad: Shape = { type: "quad", points: [...corners] }
const four: Shape = { type: "polygon", rings: [[...corners]] }
const three: Shape = { type: "polygon", rings: [corners.slice(0, 3)] }
const holed: Shape = { type: "polygon", rings: [[...corners], corners.slice(1, 4)] }
const rotated: Shape = { type: "rotatedBox", x: 10, y: 20, width: 30, height: 10, rotation: 30 }
const offered = (outline: Shape | undefined, ...drawn: ShapeName[]) =>
  proposedShape({ ...box, ...(outline && { outline }) }, drawn)
const asBox = { type: "box", ...box }

test("what a model found is offered as its own shape where people may draw it", () => {
  expect(offered(three, "box", "polygon")).toEqual(three)
  expect(offered(holed, "polygon")).toEqual(holed)
  expect(offered(quad, "quad", "polygon")).toEqual(quad)
  expect(offered(rotated, "rotatedBox", "polygon")).toEqual(rotated)
})

test("the same line is offered as another shape that people may draw", () => {
  expect(offered(quad, "box", "polygon")).toEqual(four)
  expect(offered(four, "box", "quad")).toEqual(quad)
  const points = cornersOf(rotated)
  expect(offered(rotated, "quad")).toEqual({ type: "quad", points })
  expect(offered(rotated, "polygon")).toEqual({ type: "polygon", rings: [points] })
})

test("else the box around it is offered; a box stays one", () => {
  expect(offered(three, "box", "quad", "rotatedBox")).toEqual(asBox)
  expect(offered(holed, "quad")).toEqual(asBox)
  expect(offered(quad, "box")).toEqual(asBox)
  expect(offered(undefined, "polygon")).toEqual(asBox)
})
