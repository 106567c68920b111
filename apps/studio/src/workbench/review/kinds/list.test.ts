import { documentOf, sceneOf } from "@justesse/editor"
import { type Box, type Disagreement, KINDS, ProjectKind } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { CanvasEngine } from "../../canvas/engine.ts"
import { IN_REVIEW } from "./list.ts"

const SCREEN = { width: 960, height: 400 }

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal("window", globalThis)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** How large a difference is shown, screen pixels an image pixel, and where the middle of it is then. */
function shown(kind: ProjectKind, place: Box) {
  const scene = sceneOf(documentOf({ regions: [], nothingHere: false }), [])
  const engine = new CanvasEngine({ editable: false, mode: "objects", minSidePx: 2, opening: "fit", hooks: {} }, scene)
  engine.open({ width: 4_000, height: 3_000 }, scene, [])
  engine.resize(SCREEN)
  IN_REVIEW[kind].focus(engine, { place, candidates: [] } as unknown as Disagreement, {} as ReviewTask) // what is asked of them here
  const { scale, x, y } = engine.view
  return { scale, middle: [x + (place.x + place.width / 2) * scale, y + (place.y + place.height / 2) * scale] }
}

const placed = ProjectKind.options.filter((kind) => KINDS[kind].parts === "placed")

test.each(ProjectKind.options.filter((kind) => KINDS[kind].parts === "whole"))(
  "a difference of %s is about the whole picture: all of it is seen",
  (kind) => {
    const { scale } = shown(kind, { x: 0, y: 0, width: 4_000, height: 3_000 })
    expect(scale * 3_000).toBeLessThanOrEqual(SCREEN.height)
    expect(scale * 3_000).toBeGreaterThan(0.8 * SCREEN.height)
  },
)

test.each(placed)("a difference of %s is in the middle of the screen", (kind) => {
  const { middle } = shown(kind, { x: 2_000, y: 1_500, width: 120, height: 20 })
  expect(middle.map(Math.round)).toEqual([SCREEN.width / 2, SCREEN.height / 2])
})

test.each(placed)("a difference of %s is as large as it is judged: letters are read, edges are compared", (kind) => {
  const low = shown(kind, { x: 2_000, y: 1_500, width: 120, height: 19 })
  const high = shown(kind, { x: 2_000, y: 1_500, width: 120, height: 38 })
  // A line is 38 pixels high on the screen, whatever its height; a thing that fits is never seen larger than four times.
  expect([low.scale, high.scale]).toEqual(KINDS[kind].readsLines ? [2, 1] : [4, 4])
})
