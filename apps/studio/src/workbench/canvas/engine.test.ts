import { documentOf, sceneOf } from "@justesse/editor"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { CanvasEngine } from "./engine.ts"

const PAGE = { width: 1000, height: 3000 }
const SCREEN = { width: 960, height: 400 }
const LINE = { x: 100, y: 2000, width: 300, height: 30 }

function opened() {
  const scene = sceneOf(documentOf({ regions: [], nothingHere: false }), [])
  const engine = new CanvasEngine(
    { editable: true, mode: "document", minSidePx: 3, opening: "width", hooks: {} },
    scene,
  )
  engine.open(PAGE, scene, [])
  return engine
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal("window", globalThis)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe("a line that is asked for", () => {
  it("is in sight after the canvas gets its size, when it was asked for before", () => {
    const before = opened()
    before.revealLine(LINE)
    before.resize(SCREEN)
    const after = opened()
    after.resize(SCREEN)
    after.revealLine(LINE)
    const y = before.view.y + LINE.y * before.view.scale
    expect(y).toBeGreaterThan(0)
    expect(y).toBeLessThan(SCREEN.height)
    expect(before.view).toEqual(after.view)
  })

  it("is forgotten with its picture", () => {
    const engine = opened()
    engine.revealLine(LINE)
    const { scene } = engine
    engine.open(PAGE, scene, [])
    engine.resize(SCREEN)
    expect(engine.view.y).toBe(0)
  })
})
