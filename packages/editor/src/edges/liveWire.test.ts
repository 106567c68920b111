import { overlapOf } from "@justesse/quality/shapes/overlap"
import { outlineShape, type Point } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { blobRadius, blobRing, drawBlob, mapOf, readScenery } from "../testing/scenery.ts"
import { LiveWire } from "./liveWire.ts"
import { EdgeMap } from "./map.ts"
import { simplifyLine } from "./simplify.ts"

const MIDDLE = { x: 200, y: 200 }
const radius = blobRadius(110, 6)
const scenery = drawBlob(400, 400, MIDDLE, radius, { ground: 100, thing: 150, blur: 1, noise: 5 })
const onEdge = (angle: number): Point => ({
  x: 200 + radius(angle) * Math.cos(angle),
  y: 200 + radius(angle) * Math.sin(angle),
})
/** How far a point lies from the edge, along the way to the middle. */
const away = ({ x, y }: Point) => Math.abs(Math.hypot(x - 200, y - 200) - radius(Math.atan2(y - 200, x - 200)))

describe("a path along an edge", () => {
  test("keeps to the edge where the straight way leads through the thing, and has few points", () => {
    const wire = new LiveWire(mapOf(scenery), scenery, onEdge(0.2))
    wire.expand(1_000_000)
    expect(wire.isWhole).toBe(true)
    const path = wire.pathTo(onEdge(2.2)) ?? []
    expect(path.length).toBeGreaterThan(4)
    expect(path.length).toBeLessThan(40)
    for (const point of path) expect(away(point)).toBeLessThan(1.5)
  })

  test("four clicks make nearly the shape, where four points joined by straight lines do not", () => {
    const map = mapOf(scenery)
    const anchors = [0, 1, 2, 3].map((i) => onEdge((i * Math.PI) / 2))
    const ring = anchors.flatMap((at, i) => {
      const wire = new LiveWire(map, scenery, at)
      wire.expand(1_000_000)
      return [at, ...(wire.pathTo(anchors[(i + 1) % 4] ?? at) ?? [])]
    })
    const truth = outlineShape([blobRing(MIDDLE, radius, 400)], false)
    const [traced, straight] = [outlineShape([ring], false), outlineShape([anchors], false)]
    if (!truth || !traced || !straight) throw new Error("no outline")
    expect(overlapOf(truth, traced)).toBeGreaterThan(0.98)
    expect(overlapOf(truth, straight)).toBeLessThan(0.8)
  })

  test("is worked out little by little: so many samples and no more, and the same in the end", () => {
    const at = onEdge(1)
    const wire = new LiveWire(mapOf(scenery), scenery, at)
    wire.expand(10)
    expect(wire.pathTo(onEdge(3))).toBeNull()
    let times = 0
    while (wire.pathTo(onEdge(3)) === null && times < 1_000) {
      wire.expand(2_000)
      times++
    }
    expect(times).toBeGreaterThan(1)
    const whole = new LiveWire(mapOf(scenery), scenery, at)
    whole.expand(1_000_000)
    expect(wire.pathTo(onEdge(3))).toEqual(whole.pathTo(onEdge(3)))
  })

  test("waits for what is not read yet, and goes on when it is", () => {
    const map = new EdgeMap(scenery, 1, readScenery(scenery))
    map.allow(1)
    const wire = new LiveWire(map, scenery, { x: 100, y: 100 })
    wire.expand(1_000_000)
    expect(wire.isWhole).toBe(false)
    expect(wire.pathTo({ x: 300, y: 300 })).toBeNull()
    map.allow(100)
    wire.expand(1_000_000)
    expect(wire.pathTo({ x: 300, y: 300 })).not.toBeNull()
  })

  test("goes nowhere outside of the picture or of its window", () => {
    const wide = drawBlob(900, 60, { x: 30, y: 30 }, () => 20, { ground: 100, thing: 150, blur: 1, noise: 2 })
    const wire = new LiveWire(mapOf(wide), wide, { x: 30, y: 50 })
    wire.expand(1_000_000)
    expect(wire.pathTo({ x: 600, y: 30 })).toBeNull()
    expect(wire.pathTo({ x: 30, y: 70 })).toBeNull()
    for (const { x, y } of wire.pathTo({ x: 10, y: 30 }) ?? []) {
      expect(x).toBeGreaterThan(0)
      expect(y).toBeGreaterThan(0)
      expect(y).toBeLessThan(60)
    }
  })
})

describe("a line of fewer points", () => {
  test("keeps its ends and its corners, and nothing that lies straight between", () => {
    const line = [0, 1, 2, 3, 4].map((x) => ({ x, y: 0 })).concat([1, 2, 3].map((y) => ({ x: 4, y })))
    expect(simplifyLine(line, 0.5)).toEqual([
      { x: 0, y: 0 },
      { x: 4, y: 0 },
      { x: 4, y: 3 },
    ])
  })

  test("lies within the tolerance of all that was left out; a line that comes back to its beginning too", () => {
    const line = Array.from({ length: 200 }, (_, i) => onEdge((2 * Math.PI * i) / 199))
    const few = simplifyLine(line, 1)
    expect(few.length).toBeLessThan(60)
    for (const at of line) {
      const nearest = Math.min(
        ...few.slice(1).map((b, i) => {
          const a = few[i] ?? b
          const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
          const along = Math.max(
            0,
            Math.min(1, ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / length ** 2),
          )
          return Math.hypot(at.x - a.x - along * (b.x - a.x), at.y - a.y - along * (b.y - a.y))
        }),
      )
      expect(nearest).toBeLessThan(1.01)
    }
  })

  test("of one or two points is left alone", () => {
    expect(simplifyLine([], 1)).toEqual([])
    expect(simplifyLine([MIDDLE], 1)).toEqual([MIDDLE])
    expect(simplifyLine([MIDDLE, MIDDLE], 1)).toEqual([MIDDLE, MIDDLE])
  })
})
