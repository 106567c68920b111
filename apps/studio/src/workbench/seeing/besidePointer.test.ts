import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { besidePointer } from "./besidePointer.ts"

const SHOWN = { width: 160, height: 184 }
const SCREEN = { width: 960, height: 560 }

describe("what is shown beside the pointer", () => {
  it("stands at the lower right of a mouse, and on the other side at the edges", () => {
    expect(besidePointer({ x: 100, y: 100 }, SHOWN, SCREEN, false)).toEqual({ x: 124, y: 124 })
    expect(besidePointer({ x: 900, y: 500 }, SHOWN, SCREEN, false)).toEqual({ x: 716, y: 292 })
  })

  it("stands above a finger or a pen, and beside it at the upper edge", () => {
    expect(besidePointer({ x: 480, y: 400 }, SHOWN, SCREEN, true)).toEqual({ x: 400, y: 160 })
    expect(besidePointer({ x: 10, y: 400 }, SHOWN, SCREEN, true)).toEqual({ x: 0, y: 160 })
    expect(besidePointer({ x: 900, y: 60 }, SHOWN, SCREEN, true)).toEqual({ x: 684, y: 0 })
    expect(besidePointer({ x: 60, y: 60 }, SHOWN, SCREEN, true)).toEqual({ x: 116, y: 0 })
  })

  it("lies on the canvas and never under the hand, wherever it is", () => {
    const at = fc.record(
      { x: fc.double({ min: 0, max: 960 }), y: fc.double({ min: 0, max: 560 }) },
      { noNullPrototype: true },
    )
    fc.assert(
      fc.property(at, fc.boolean(), (point, byHand) => {
        fc.pre(Number.isFinite(point.x) && Number.isFinite(point.y))
        const { x, y } = besidePointer(point, SHOWN, SCREEN, byHand)
        expect(x >= -1 && y >= -1 && x + SHOWN.width <= 961 && y + SHOWN.height <= 561).toBe(true)
        const covers = x < point.x && point.x < x + SHOWN.width && y < point.y && point.y < y + SHOWN.height
        expect(covers).toBe(false)
      }),
    )
  })
})
