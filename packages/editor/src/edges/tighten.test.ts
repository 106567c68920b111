import { overlapOf } from "@justesse/quality/shapes/overlap"
import { boxShape, outlineShape, type Shape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { blobRadius, blobRing, dice, drawBlob, drawBox, mapOf } from "../testing/scenery.ts"
import { tightenShape } from "./tighten.ts"

const LIMITS = { picture: { width: 400, height: 300 }, minSidePx: 3 }
const REACH = 14
const HOW = { ground: 90, thing: 150, blur: 1, noise: 4 }
const BOX = { x: 100, y: 80, width: 200, height: 150 }
const map = mapOf(drawBox(400, 300, BOX, HOW))

function usable(shape: Shape | null): Shape {
  if (!shape) throw new Error("no shape")
  return shape
}

describe("what is tightened", () => {
  test("a box that is drawn loosely, and one that is drawn into the thing", () => {
    for (const by of [-9, -4, 5, 10]) {
      const loose = boxShape({ x: 100 - by, y: 80 - by, width: 200 + 2 * by, height: 150 + 2 * by })
      const tight = tightenShape(map, loose, REACH, LIMITS)
      expect(overlapOf(tight, boxShape(BOX))).toBeGreaterThan(0.99)
      expect(tight.type).toBe("box")
    }
  })

  test("a rotated box keeps its angle", () => {
    const loose: Shape = { type: "rotatedBox", x: 92, y: 73, width: 215, height: 165, rotation: 0 }
    const tight = tightenShape(map, loose, REACH, LIMITS)
    expect(tight).toMatchObject({ type: "rotatedBox", rotation: 0 })
    expect(overlapOf(tight, boxShape(BOX))).toBeGreaterThan(0.98)
  })

  test("four corners go to the corners of the thing", () => {
    const loose: Shape = {
      type: "quad",
      points: [
        { x: 93, y: 76 },
        { x: 306, y: 72 },
        { x: 308, y: 237 },
        { x: 95, y: 225 },
      ],
    }
    const tight = tightenShape(map, loose, REACH, LIMITS)
    expect(tight.type).toBe("quad")
    expect(overlapOf(tight, boxShape(BOX))).toBeGreaterThan(0.98)
  })

  test("an outline by a hand that shakes comes nearer to the thing, whatever its form", () => {
    const roll = dice(21)
    for (let seed = 1; seed <= 8; seed++) {
      const radius = blobRadius(90, seed)
      const middle = { x: 200, y: 150 }
      const blob = mapOf(drawBlob(400, 300, middle, radius, HOW, seed))
      const truth = usable(outlineShape([blobRing(middle, radius, 300)], false))
      const shaky = blobRing(middle, radius, 24).map(({ x, y }) => ({
        x: x + 9 * (roll() - 0.5),
        y: y + 9 * (roll() - 0.5),
      }))
      const drawn = usable(outlineShape([shaky], false))
      const tight = tightenShape(blob, drawn, REACH, LIMITS)
      expect(overlapOf(tight, truth)).toBeGreaterThan(overlapOf(drawn, truth))
      expect(overlapOf(tight, truth)).toBeGreaterThan(0.96)
    }
  })

  test("each ring of an outline with a hole", () => {
    const ring = (by: number) => [
      { x: 100 - by, y: 80 - by },
      { x: 300 + by, y: 80 - by },
      { x: 300 + by, y: 230 + by },
      { x: 100 - by, y: 230 + by },
    ]
    const hole = [
      { x: 180, y: 140 },
      { x: 220, y: 140 },
      { x: 200, y: 170 },
    ]
    const tight = tightenShape(map, usable(outlineShape([ring(6), hole], false)), REACH, LIMITS)
    expect(overlapOf(tight, usable(outlineShape([ring(0), hole], false)))).toBeGreaterThan(0.99)
  })

  test("nothing changes where there is no edge: it is the very same shape", () => {
    const plain = boxShape({ x: 10, y: 10, width: 40, height: 40 })
    expect(tightenShape(map, plain, REACH, LIMITS)).toBe(plain)
  })

  test("a small thing does not go over to its neighbour", () => {
    const small = boxShape({ x: 80, y: 100, width: 12, height: 12 })
    expect(tightenShape(map, small, REACH, LIMITS)).toBe(small)
  })
})
