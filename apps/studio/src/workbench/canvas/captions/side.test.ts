import { FLAG_HIDDEN, type Scene } from "@justesse/editor"
import { expect, test } from "vitest"
import { type CaptionBox, chooseSide } from "./side.ts"

const VIEW = { x: 0, y: 0, scale: 1 }

type Given = readonly [x: number, y: number, width: number, height: number, flags?: number]

/** The side on which the first of these regions has its caption, 80 px wide, on a screen 600 px high. */
function sideOf(regions: readonly Given[], taken: readonly CaptionBox[] = []) {
  const scene = {
    count: regions.length,
    boxes: Float64Array.from(regions.flatMap(([x, y, width, height]) => [x, y, width, height])),
    flags: Uint8Array.from(regions.map(([, , , , flags]) => flags ?? 0)),
    alive: Uint8Array.from(regions, () => 1),
  } as Partial<Scene> as Scene
  return chooseSide({ scene, slot: 0, view: VIEW, width: 80, height: 600, taken })
}

const STALL: Given = [100, 200, 200, 150]
const SIGN: Given = [110, 160, 180, 36]

test("a caption leaves the sign above its stall in sight (found A26)", () => {
  expect(sideOf([STALL])).toBe("above")
  expect(sideOf([STALL, SIGN])).toBe("below")
  expect(sideOf([STALL, [110, 160, 180, 36, FLAG_HIDDEN]])).toBe("above")
})

test("a region that holds another is no reason to move, nor is one that is covered on either side", () => {
  expect(sideOf([STALL, [50, 100, 400, 400]])).toBe("above")
  expect(sideOf([STALL, SIGN, [200, 340, 150, 60]])).toBe("above")
})

test("captions do not lie on each other, and none leaves the screen", () => {
  expect(sideOf([STALL], [{ x: 120, y: 182, width: 80 }])).toBe("below")
  expect(sideOf([[100, 4, 200, 150]])).toBe("inside")
  expect(
    sideOf([
      [100, 440, 200, 150],
      [110, 400, 180, 36],
    ]),
  ).toBe("inside")
})
