import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { boxBetween, EDGES, edgeMoved, HANDLES, handleAt, movedBox, resizedBox } from "./box.ts"

const limits = { picture: { width: 400, height: 300 }, minSidePx: 3 }
const box = { x: 100, y: 80, width: 120, height: 60 }
const corner = fc.record({
  x: fc.double({ min: -50, max: 450, noNaN: true }),
  y: fc.double({ min: -50, max: 350, noNaN: true }),
})

describe("a box between two corners", () => {
  test("lies inside the picture, whichever way it was drawn", () => {
    fc.assert(
      fc.property(corner, corner, (a, b) => {
        const one = boxBetween(a, b, limits)
        expect(one).toEqual(boxBetween(b, a, limits))
        if (!one) return
        expect(one.x).toBeGreaterThanOrEqual(0)
        expect(one.y).toBeGreaterThanOrEqual(0)
        expect(one.x + one.width).toBeLessThanOrEqual(400.001)
        expect(one.y + one.height).toBeLessThanOrEqual(300.001)
      }),
    )
  })

  test.each([
    { name: "a drag to the lower right", a: [10, 10], b: [30, 40], expected: { x: 10, y: 10, width: 20, height: 30 } },
    { name: "a drag to the upper left", a: [30, 40], b: [10, 10], expected: { x: 10, y: 10, width: 20, height: 30 } },
    {
      name: "a drag out of the picture is clipped",
      a: [390, 290],
      b: [500, 500],
      expected: { x: 390, y: 290, width: 10, height: 10 },
    },
    { name: "a speck is no box", a: [10, 10], b: [12, 40], expected: null },
    { name: "beside the picture is no box", a: [-30, 10], b: [-5, 40], expected: null },
  ])("$name", ({ a, b, expected }) => {
    const at = ([x = 0, y = 0]: number[]) => ({ x, y })
    expect(boxBetween(at(a), at(b), limits)).toEqual(expected)
  })

  test("what is drawn is kept to a hundredth of a pixel", () => {
    expect(boxBetween({ x: 10.123456, y: 10 }, { x: 30.987654, y: 20 }, limits)).toEqual({
      x: 10.12,
      y: 10,
      width: 20.87,
      height: 10,
    })
  })
})

describe("moving", () => {
  test("keeps the size and stays in the picture", () => {
    fc.assert(
      fc.property(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -999, max: 999 }), (dx, dy) => {
        const moved = movedBox(box, dx, dy, limits)
        expect([moved.width, moved.height]).toEqual([120, 60])
        expect(moved.x).toBeGreaterThanOrEqual(0)
        expect(moved.x + moved.width).toBeLessThanOrEqual(400)
        expect(moved.y).toBeGreaterThanOrEqual(0)
        expect(moved.y + moved.height).toBeLessThanOrEqual(300)
      }),
    )
  })

  test("a box that was partly outside may stay there, and does not go further", () => {
    const outside = { x: -20, y: 80, width: 50, height: 20 }
    expect(movedBox(outside, -10, 1, limits)).toMatchObject({ x: -20, y: 81 })
    expect(movedBox(outside, 5, 0, limits)).toMatchObject({ x: -15 })
  })
})

describe("resizing", () => {
  test.each([
    { handle: "left", dx: -10, dy: 99, expected: { x: 90, y: 80, width: 130, height: 60 } },
    { handle: "right", dx: 10, dy: 99, expected: { x: 100, y: 80, width: 130, height: 60 } },
    { handle: "top", dx: 99, dy: 10, expected: { x: 100, y: 90, width: 120, height: 50 } },
    { handle: "bottom", dx: 99, dy: 10, expected: { x: 100, y: 80, width: 120, height: 70 } },
    { handle: "top_left", dx: 5, dy: 5, expected: { x: 105, y: 85, width: 115, height: 55 } },
    { handle: "bottom_right", dx: 5, dy: 5, expected: { x: 100, y: 80, width: 125, height: 65 } },
  ] as const)("the $handle handle moves only its own edges", ({ handle, dx, dy, expected }) => {
    expect(resizedBox(box, handle, dx, dy, limits)).toEqual(expected)
  })

  test("an edge pulled past the opposite one turns the box over", () => {
    expect(resizedBox(box, "left", 150, 0, limits)).toEqual({ x: 220, y: 80, width: 30, height: 60 })
  })

  test("a side never gets shorter than the limit and never leaves the picture", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...HANDLES),
        fc.integer({ min: -600, max: 600 }),
        fc.integer({ min: -600, max: 600 }),
        (h, dx, dy) => {
          const to = resizedBox(box, h, dx, dy, limits)
          expect(to.width).toBeGreaterThanOrEqual(3)
          expect(to.height).toBeGreaterThanOrEqual(3)
          expect(to.x).toBeGreaterThanOrEqual(0)
          expect(to.x + to.width).toBeLessThanOrEqual(400)
        },
      ),
    )
  })

  test("edges that are not pulled keep their exact numbers", () => {
    const exact = { x: 10.123456789, y: 20.987654321, width: 30.55555, height: 40.44444 }
    const to = resizedBox(exact, "right", 5, 0, limits)
    expect([to.x, to.y, to.height]).toEqual([exact.x, exact.y, exact.height])
    for (const edge of EDGES) expect(edgeMoved(exact, edge, 0, limits).x).toBeCloseTo(exact.x, 1)
  })
})

describe("handles", () => {
  test("the eight places are found at their own handle", () => {
    for (const handle of HANDLES) {
      const x = handle.endsWith("left") ? 0 : handle.endsWith("right") ? box.width : box.width / 2
      const y = handle.startsWith("top") ? 0 : handle.startsWith("bottom") ? box.height : box.height / 2
      expect(handleAt(box, { x: box.x + x, y: box.y + y }, 6)).toBe(handle)
    }
  })

  test("the whole length of an edge is its handle; the middle and far away are none", () => {
    expect(handleAt(box, { x: 130, y: 78 }, 6)).toBe("top")
    expect(handleAt(box, { x: 160, y: 110 }, 6)).toBeNull()
    expect(handleAt(box, { x: 90, y: 110 }, 6)).toBeNull()
  })

  test("a small box can still be grabbed in its middle", () => {
    expect(handleAt({ x: 10, y: 10, width: 8, height: 8 }, { x: 14, y: 14 }, 6)).toBeNull()
  })
})
