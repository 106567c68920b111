import { Look, PLAIN_LOOK } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { LOOK_COMMANDS } from "./commands/everywhere.ts"
import { changeLook, isPlain, nextLook, resetLook, stepLook, toneCurve } from "./look.ts"

const at = (look: Partial<Look>) => toneCurve({ ...PLAIN_LOOK, ...look })
const shade = (look: Partial<Look>, index: number) => at(look)[index] ?? Number.NaN

describe("the tone curve", () => {
  test("leaves a plain picture as it is, shade by shade", () => {
    expect(at({}).every((value, index) => Math.abs(value - index / 255) < 1e-12)).toBe(true)
    expect(at({})).toHaveLength(256)
  })

  test("gamma above 1 lifts the dark and leaves black and white", () => {
    expect(shade({ gamma: 2 }, 64)).toBeCloseTo(Math.sqrt(64 / 255), 10)
    expect([shade({ gamma: 2 }, 0), shade({ gamma: 2 }, 255)]).toEqual([0, 1])
    expect(shade({ gamma: 0.5 }, 64)).toBeLessThan(64 / 255)
  })

  test("contrast turns around the middle, and at its lowest nothing is left of it", () => {
    expect(shade({ contrast: 100 }, 0)).toBe(0)
    expect(shade({ contrast: 40 }, 200)).toBeGreaterThan(200 / 255)
    expect(shade({ contrast: 40 }, 50)).toBeLessThan(50 / 255)
    expect(new Set(at({ contrast: -100 }))).toEqual(new Set([0.5]))
  })

  test("brightness shifts every shade, up to all white and down to all black", () => {
    expect(shade({ brightness: 20 }, 51)).toBeCloseTo(0.4, 10)
    expect(new Set(at({ brightness: 100 }))).toEqual(new Set([1]))
    expect(new Set(at({ brightness: -100 }))).toEqual(new Set([0]))
  })

  test("inverting twice is nothing, inverted is the mirror of what was set", () => {
    const set = { brightness: 13, contrast: 27, gamma: 0.7 }
    const straight = at(set)
    expect(at({ ...set, invert: true }).every((value, i) => Math.abs(value + (straight[i] ?? 9) - 1) < 1e-12)).toBe(
      true,
    )
  })

  test("never leaves [0, 1] and never turns back, whatever is set", () => {
    for (const gamma of [0.2, 1, 5])
      for (const contrast of [-100, -30, 0, 60, 100])
        for (const brightness of [-100, -20, 0, 45, 100]) {
          const curve = at({ gamma, contrast, brightness })
          expect(Math.min(...curve)).toBeGreaterThanOrEqual(0)
          expect(Math.max(...curve)).toBeLessThanOrEqual(1)
          expect(curve.every((value, i) => i === 0 || value >= (curve[i - 1] ?? 2))).toBe(true)
        }
  })
})

describe("a look", () => {
  test("is kept in its range whatever is asked, and what is no number stays", () => {
    const far = changeLook(PLAIN_LOOK, { brightness: 900, contrast: -900, saturation: 12.4, gamma: 99 })
    expect(far).toMatchObject({ brightness: 100, contrast: -100, saturation: 12, gamma: 5 })
    expect(Look.safeParse(far).success).toBe(true)
    expect(changeLook(far, { gamma: 0 }).gamma).toBe(0.2)
    expect(changeLook(far, { brightness: Number.NaN, gamma: Number.NaN })).toEqual(far)
  })

  test("is plain whatever is said of pixels and of the next pictures", () => {
    expect(isPlain({ ...PLAIN_LOOK, pixels: "smooth", keep: false })).toBe(true)
    for (const part of [{ brightness: 1 }, { contrast: -1 }, { saturation: 5 }, { gamma: 1.1 }, { invert: true }])
      expect(isPlain({ ...PLAIN_LOOK, ...part })).toBe(false)
  })

  test("goes on to the next picture only when it is to be kept", () => {
    const set = changeLook(PLAIN_LOOK, { brightness: 30, invert: true, pixels: "smooth" })
    expect(nextLook(set)).toBe(set)
    expect(nextLook({ ...set, keep: false })).toEqual({ ...PLAIN_LOOK, pixels: "smooth", keep: false })
    expect(resetLook(set)).toEqual({ ...PLAIN_LOOK, pixels: "smooth" })
  })
})

describe("keys", () => {
  test("up and down again is where it was, for each of the three", () => {
    for (const [up, down] of [
      ["look.brighter", "look.darker"],
      ["look.moreContrast", "look.lessContrast"],
      ["look.moreGamma", "look.lessGamma"],
    ] as const) {
      const raised = stepLook(stepLook(PLAIN_LOOK, up), up)
      expect(isPlain(raised)).toBe(false)
      expect(stepLook(stepLook(raised, down), down)).toEqual(PLAIN_LOOK)
    }
  })

  test("stop at the ends", () => {
    let look = PLAIN_LOOK
    for (let i = 0; i < 40; i++) look = ["look.brighter", "look.lessContrast", "look.moreGamma"].reduce(stepLook, look)
    expect(look).toMatchObject({ brightness: 100, contrast: -100, gamma: 5 })
    for (let i = 0; i < 40; i++) look = stepLook(look, "look.lessGamma")
    expect(look.gamma).toBe(0.2)
  })

  test("one press takes all of it back", () => {
    const set = ["look.brighter", "look.moreContrast", "look.lessGamma", "look.invert"].reduce(stepLook, PLAIN_LOOK)
    expect(set).toMatchObject({ brightness: 10, contrast: 10, gamma: 0.8, invert: true })
    expect(stepLook(set, "look.reset")).toEqual(PLAIN_LOOK)
    expect(stepLook(set, "look.pixels").pixels).toBe("smooth")
  })

  test("every command of a look does something, but for those that open and compare", () => {
    const set = changeLook(PLAIN_LOOK, { brightness: 20 })
    const idle = LOOK_COMMANDS.filter(({ id }) => stepLook(set, id) === set).map(({ id }) => id)
    expect(idle).toEqual(["look.open", "look.compare"])
  })
})
