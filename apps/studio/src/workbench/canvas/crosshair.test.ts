import { documentOf, sceneOf } from "@justesse/editor"
import { expect, test, vi } from "vitest"
import { moveCrosshair } from "./crosshair.ts"
import { CanvasEngine } from "./engine.ts"

test.each([
  { name: "where a pixel of the image is large, Shift moves ten of them", scale: 4, one: 1, ten: 10 },
  {
    name: "in a small view no step is below what is seen, and Shift goes further all the same",
    scale: 0.25,
    one: 4,
    ten: 64,
  },
])("arrows move the crosshair as they move a region: $name", ({ scale, one, ten }) => {
  vi.stubGlobal("window", globalThis)
  const scene = sceneOf(documentOf({ regions: [], nothingHere: false }), [])
  const engine = new CanvasEngine({ editable: true, mode: "objects", minSidePx: 3, opening: "fit", hooks: {} }, scene)
  engine.open({ width: 4_000, height: 4_000 }, scene, [])
  engine.resize({ width: 1_000, height: 1_000 })
  engine.setView({ scale, x: 0, y: 0 })
  engine.setTool?.("box")
  const x = () => ((engine.pointer?.x ?? 500) - engine.view.x) / engine.view.scale
  const before = x()
  moveCrosshair(engine, 1, 0)
  expect(x() - before).toBeCloseTo(one)
  moveCrosshair(engine, 10, 0)
  expect(x() - before).toBeCloseTo(one + ten)
  expect(engine.byKeys).toBe(true)
  vi.unstubAllGlobals()
})
