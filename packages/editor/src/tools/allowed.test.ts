import { expect, test } from "vitest"
import { toolsFor, waysFor } from "./allowed.ts"
import { draws } from "./gesture.ts"

test.each([
  { shapes: ["box"], hasText: false, tools: ["select", "box", "hand"] },
  { shapes: ["box"], hasText: true, tools: ["select", "box", "text", "hand"] },
  { shapes: ["quad", "box"], hasText: true, tools: ["select", "box", "outline", "text", "hand"] },
  { shapes: ["polygon", "quad"], hasText: false, tools: ["select", "outline", "hand"] },
  { shapes: ["rotatedBox"], hasText: false, tools: ["select", "rotated", "hand"] },
] as const)("a project of $shapes has $tools", ({ shapes, hasText, tools }) => {
  expect(toolsFor(shapes, hasText)).toEqual(tools)
  expect(toolsFor(shapes, hasText).filter(draws).length).toBeGreaterThan(0)
})

test("an outline has four corners where only these are asked for, and clicks of a box are a person's choice", () => {
  expect(waysFor(["box", "quad"], "corners")).toEqual({ box: "corners", rotated: null, outline: "quad" })
  expect(waysFor(["polygon", "quad"], "outermost")).toEqual({ box: "outermost", rotated: null, outline: "polygon" })
  expect(waysFor(["box"], "corners")).toEqual({ box: "corners", rotated: null, outline: null })
})
