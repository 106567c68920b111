import { expect, test } from "vitest"
import { region } from "../testing/regions.ts"
import { overlapOfRegions } from "./regions.ts"

const at = [0, 0, 1, 1] as const
const points = [
  { x: 0, y: 0 },
  { x: 100, y: 30 },
  { x: 100, y: 50 },
  { x: 0, y: 20 },
] as const
const line = region("line", at, { geometry: { type: "quad", points: [...points] } })
const around = region("around", [0, 0, 100, 50])

test("a box around what lies at an angle is the whole of it; two outlines are compared by what they go round", () => {
  expect(overlapOfRegions(line, around)).toBe(1)
  expect(overlapOfRegions(around, line)).toBe(1)
  const outline = region("outline", at, {
    geometry: {
      type: "polygon",
      rings: [
        [
          { x: 0, y: 0 },
          { x: 100, y: 0 },
          { x: 100, y: 50 },
          { x: 0, y: 50 },
        ],
      ],
    },
  })
  expect(overlapOfRegions(line, outline)).toBeCloseTo(0.4, 6)
  expect(overlapOfRegions(line, line)).toBe(1)
})
