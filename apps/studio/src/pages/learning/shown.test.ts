import { describe, expect, test } from "vitest"
import { edgeShown, isShown, placeEdge, rangeOf, unitOf } from "./shown.ts"

const NAMES = ["left", "top", "right", "bottom"] as const
const edge = (name: (typeof NAMES)[number], mean: number, half = 1) => ({
  edge: name,
  px: { mean, interval: [mean - half, mean + half] as [number, number] },
  ratio: { mean: 0, interval: [0, 0] as [number, number] },
  found: false,
})
const none = {
  edges: { boxes: 0, sinceMs: null, edges: null, weeks: [] },
  outlines: { shapes: 0, movedPx: null },
  missed: { bySize: [], byLabel: [] },
  ...{ confusions: [], characters: { texts: 0, tooLong: 0, classes: [] }, noted: [], focus: null },
}

describe("what is shown", () => {
  test("is nothing without a profile or with an empty one, and something with one list of it", () => {
    expect([isShown(null), isShown(none)]).toEqual([false, false])
    const confused = { right: "crate", mine: "box", times: 2, of: 20, interval: [0, 0.3] as [number, number] }
    expect(isShown({ ...none, confusions: [confused] })).toBe(true)
    const noted = { about: "edges" as const, times: 1, of: 12, interval: [0, 0.3] as [number, number] }
    expect(isShown({ ...none, noted: [noted] })).toBe(true)
    expect(isShown({ ...none, edges: { ...none.edges, edges: [edge("top", 1)] } })).toBe(true)
  })

  test("of edges by week is the one that stands out, else the furthest to either side", () => {
    const edges = { ...none.edges, edges: [edge("left", 1), edge("top", -3), edge("right", 2)] }
    expect(edgeShown({ focus: null, edges })).toBe("top")
    expect(edgeShown({ focus: { of: "edge", edge: "right" }, edges })).toBe("right")
    expect(edgeShown({ focus: { of: "missed", fromPx: 16 }, edges: none.edges })).toBe("left")
  })

  test("holds zero and every end of an interval, in whole pixels", () => {
    expect(rangeOf([{ low: 2.2, high: 5.1 }])).toEqual([0, 6])
    expect(rangeOf([{ low: -4.2, high: -0.5 }])).toEqual([-5, 1])
    expect(rangeOf([])).toEqual([0, 1])
  })
})

describe("an edge beside the right box", () => {
  const box = { x0: 100, x1: 300, y0: 50, y1: 150 }

  test.each([
    ["left", 3, "M94 50V150", { x: 92, y: 50, width: 4, height: 100 }],
    ["right", 3, "M306 50V150", { x: 304, y: 50, width: 4, height: 100 }],
    ["top", 3, "M100 44H300", { x: 100, y: 42, width: 200, height: 4 }],
    ["bottom", 3, "M100 156H300", { x: 100, y: 154, width: 200, height: 4 }],
  ] as const)("%s lies outside where it is outside", (name, mean, line, band) => {
    expect(placeEdge(edge(name, mean), box, 2)).toEqual({ band, line })
  })

  test.each(NAMES)("%s lies inside where it is inside, its mean in the middle of its band", (name) => {
    const { band, line } = placeEdge(edge(name, -5), box, 2)
    expect(band.x).toBeGreaterThanOrEqual(box.x0)
    expect(band.x + band.width).toBeLessThanOrEqual(box.x1)
    expect(band.y).toBeGreaterThanOrEqual(box.y0)
    expect(band.y + band.height).toBeLessThanOrEqual(box.y1)
    const isUpright = name === "left" || name === "right"
    const middle = isUpright ? band.x + band.width / 2 : band.y + band.height / 2
    expect(line.startsWith(isUpright ? `M${middle} ` : `M${box.x0} ${middle}H`)).toBe(true)
  })

  test("the measure below is a round number of pixels, ten or more on the screen", () => {
    expect([10, 4, 0.9, 0.03, 0.001].map(unitOf)).toEqual([1, 5, 20, 500, 1_000])
  })
})
